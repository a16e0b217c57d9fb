"""The real dialog, the real writer, and a simulated device over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace as changed

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import Privilege, UserId
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.edit_user import add_user, edit_user
from rollcall.ui.dialogs.edit_user_dialog import EditUserDialog, Enroll
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.models.users import Credential
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.enrolling.methods import Method
from tests.ui.dialogs.asked import said, the_question, until
from tests.ui.people_fakes import Office, PageOfNothing, office
from tests.usecases.changing.people import UID

Opened = Callable[..., EditUserDialog]


@pytest.fixture
async def front() -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put(
            "007",
            "Ann Müller",
            privilege=Privilege.USER,
            password="0123",
            card="12345678",
            fingers=(b"a", b"b"),
            face=b"f",
        )
        yield made


@pytest.fixture
async def opened(qtbot: QtBot, front: Office, tasks: TaskRunner) -> AsyncIterator[Opened]:
    dialogs = []

    def make(user_id: str | None = "007", enroll: Enroll | None = None) -> EditUserDialog:
        editing = UserEditing(
            front.people, front.front, user_id=None if user_id is None else UserId(user_id)
        )
        dialog = EditUserDialog(None, editing, tasks=tasks, enroll=enroll)
        dialogs.append(dialog)
        dialog.open()
        return dialog

    yield make
    for dialog in dialogs:
        dialog.done(0)  # not `close`: that would ask
        dialog.deleteLater()
    await tasks.shutdown()


def area_of(dialog: EditUserDialog) -> QScrollArea:
    (area,) = dialog.findChildren(QScrollArea)
    return area


async def test_fields_wait_until_the_user_was_read(opened: Opened, tasks: TaskRunner) -> None:
    dialog = opened()
    assert not dialog.form.name.isEnabled()
    assert not dialog.verb_button.isEnabled()
    await tasks.idle()
    assert dialog.windowTitle() == "Edit user"
    assert (dialog.form.id.text(), dialog.form.name.text()) == ("007", "Ann Müller")
    assert dialog.form.id.isReadOnly()
    assert dialog.form.name.isEnabled()
    assert dialog.verb_button.isEnabled()


async def test_only_what_changed_is_sent_and_read_back(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.form.name.selectAll()
    QTest.keyClicks(dialog.form.name, "Anna")
    QTest.keyClicks(dialog.form.password, "0099")
    dialog.verb_button.click()
    await tasks.idle()
    assert not dialog.isVisible()
    user = front.at.has("007")
    assert (user.name, user.password, user.card) == ("Anna", "0099", "12345678")
    assert front.at.fingers("007") == [b"a", b"b"]
    assert dialog._editing.changed == ["name", "password"]
    assert front.at.sent() == 1


async def test_saving_without_a_change_sends_nothing(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.verb_button.click()
    await tasks.idle()
    assert not dialog.isVisible()
    assert front.at.sent() == 0


async def test_raising_rights_asks_in_plain_words_and_is_audited(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.form.privilege.choose("admin")
    assert "Rights rise: User → Administrator." in said(dialog)
    dialog.verb_button.click()
    question = await the_question(dialog)
    assert "change everything at Front door" in said(question)
    question.reject()
    await tasks.idle()
    assert dialog.isVisible()
    assert front.at.sent() == 0
    dialog.verb_button.click()
    (await the_question(dialog)).accept()
    await tasks.idle()
    assert front.at.has("007").privilege is Privilege.ADMINISTRATOR
    assert front.audited[-1][0] == "raise privilege"


async def test_a_secret_is_masked_and_looking_is_audited(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    form = dialog.form
    assert form.card.text() == form.password.text() == ""
    assert form.card.placeholderText() == "Set, ends in 78"
    assert "0123" not in said(dialog)
    form.password.eye.trigger()
    await tasks.idle()
    assert form.password.text() == "0123"
    assert front.audited == [("show secret", "007", "done")]


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("password", "123456789", "This is too long."),
        ("password", "12ab", "Only digits are possible here."),
        ("card", "4294967296", "This number is not possible here."),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    front: Office, opened: Opened, tasks: TaskRunner, name: str, typed: str, problem: str
) -> None:
    dialog = opened()
    await tasks.idle()
    QTest.keyClicks(getattr(dialog.form, name), typed)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.form.fields[name].problem == problem
    assert front.at.sent() == 0


async def test_a_long_password_is_warned_about(opened: Opened, tasks: TaskRunner) -> None:
    dialog = opened()
    await tasks.idle()
    QTest.keyClicks(dialog.form.password, "1234567")
    assert "some devices take only 6" in said(dialog)


async def test_a_new_department_is_added_to_the_device(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.form.department.choose("\0new")
    assert dialog.form.new_department.isVisible()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.form.fields["new_department"].problem == "Please fill in this field."
    QTest.keyClicks(dialog.form.new_department, "Night shift")
    assert "The department Night shift is added to Front door." in said(dialog)
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.has("007").department == "Night shift"
    assert "Night shift" in await front.departments.names(UID, again=True)


async def test_what_the_device_stores_otherwise_is_named(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    front.at.device.faults.switch_on("ignore-member", value="depart")
    dialog = opened()
    await tasks.idle()
    dialog.form.department.choose(front.departments._known[UID][-1])
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    notice = dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "Front door stores something else"
    assert "department" in notice.text
    assert front.at.has("007").department in notice.text
    assert dialog.form.draft.department == front.departments._known[UID][-1]


async def test_a_change_by_somebody_else_is_not_overwritten_and_nothing_typed_is_lost(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    QTest.keyClicks(dialog.form.password, "55")
    front.at.device.users.put(changed(front.at.has("007"), password="77", card="9"))
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    assert front.at.has("007").password == "77"
    dialog.notice_bar._on_action_clicked()  # Reload
    await tasks.idle()
    assert dialog.form.password.entered == "55"
    assert dialog.form.card.placeholderText() == "Set, ends in 9"
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.has("007").password == "55"
    assert front.at.has("007").card == "9"


async def test_a_user_deleted_meanwhile_does_not_come_back_by_accident(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    QTest.keyClicks(dialog.form.name, " B")
    front.at.device.users.remove(UserId("007"))
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    assert UserId("007") not in front.at.device.users
    dialog.notice_bar._on_action_clicked()  # Add again
    assert dialog.windowTitle() == "Add user"
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.fingers("007") == [b"a", b"b"]
    assert front.at.has("007").password == "0123"


async def test_removing_is_an_action_of_its_own_with_proof(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    line = dialog.credentials.lines[Credential.FACE]
    assert line.remove.accessibleName() == "Remove Face"
    line.remove.click()
    question = await the_question(dialog)
    assert "No other of your devices is known to have it." in said(question)
    question.accept()
    await tasks.idle()
    assert front.at.has("007").face is None
    assert line.state.text() == "None"
    assert not line.remove.isEnabled()
    assert line.remove.accessibleDescription() == "There is nothing to remove."
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door has no face of this user now"


async def test_a_device_that_keeps_what_was_to_be_removed_is_told_of(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    front.at.device.variants.switch_on("empty-keeps")
    dialog = opened()
    await tasks.idle()
    dialog.credentials.lines[Credential.PASSWORD].remove.click()
    (await the_question(dialog)).accept()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert "still there" in dialog.notice_bar.notice.text
    assert dialog.credentials.lines[Credential.PASSWORD].state.text() == "Set"


async def test_a_new_user_gets_the_next_free_id_with_its_zeros(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened(None)
    await tasks.idle()
    assert dialog.windowTitle() == "Add user"
    assert dialog.form.id.text() == "008"
    assert not dialog.form.id.isReadOnly()
    QTest.keyClicks(dialog.form.name, "Bob")
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.has("008").name == "Bob"


async def test_a_taken_id_never_overwrites_and_a_free_one_is_offered(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened(None)
    await tasks.idle()
    dialog.form.id.setText("007")
    QTest.keyClicks(dialog.form.name, "Bob")
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.has("007").name == "Ann Müller"
    assert dialog.isVisible()
    dialog.notice_bar._on_action_clicked()  # Take a free ID
    await tasks.idle()
    assert (dialog.form.id.text(), dialog.form.name.text()) == ("008", "Bob")


async def test_what_the_device_cannot_is_greyed_with_the_reason(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    able = replace(EVERYTHING, palm=False, password=False)
    async with office(Profile(uid=UID, capabilities=able)) as made:
        made.at.put("1", "Ann")
        editing = UserEditing(made.people, made.front, user_id=UserId("1"))
        dialog = EditUserDialog(None, editing, tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        await tasks.idle()
        palm = dialog.credentials.lines[Credential.PALM]
        assert palm.state.text() == "This device has no palm reader."
        assert palm.remove.toolTip() == palm.state.text()
        assert not dialog.form.password.isEnabled()
        assert "does not ask for passwords" in said(dialog)
        dialog.done(0)


async def test_the_wizard_opens_for_the_user_and_they_are_read_again(
    front: Office, opened: Opened, tasks: TaskRunner
) -> None:
    enrolled: list[tuple[str, Method | None]] = []

    async def enroll(user: RememberedUser, method: Method | None) -> None:
        assert not dialog.isVisible()
        enrolled.append((user.id, method))
        front.at.device.users.put(changed(front.at.has("007"), fingers=(b"a", b"b", b"c")))

    dialog = opened(enroll=enroll)
    await tasks.idle()
    dialog.form.name.setText("Anna")
    dialog.credentials.lines[Credential.FINGERS].add.click()
    await tasks.idle()
    assert enrolled == [("007", Method.FINGER)]
    assert dialog.isVisible()
    assert dialog.credentials.lines[Credential.FINGERS].state.text() == "3 fingers"
    assert dialog.form.name.text() == "Anna"


@pytest.mark.parametrize(
    ("credential", "method"),
    [
        (Credential.FACE, Method.FACE),
        (Credential.PALM, Method.PALM),
        (Credential.CARD, Method.CARD),
    ],
)
async def test_the_wizard_opens_with_the_credential_that_was_asked_for(
    opened: Opened, tasks: TaskRunner, credential: Credential, method: Method
) -> None:
    asked: list[Method | None] = []

    async def enroll(_user: RememberedUser, method: Method | None) -> None:
        asked.append(method)

    dialog = opened(enroll=enroll)
    await tasks.idle()
    dialog.credentials.lines[credential].add.click()
    await tasks.idle()
    assert asked == [method]


async def test_on_a_low_screen_the_fields_scroll_and_the_buttons_stay_in_sight(
    opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.form.privilege.choose("admin")
    QTest.keyClicks(dialog.form.password, "1234567")
    QTest.keyClicks(dialog.form.card, "77")
    bar = area_of(dialog).verticalScrollBar()
    await until(lambda: dialog.consequences.isVisible() and not bar.maximum())
    dialog.setFixedHeight(400)
    await until(lambda: bar.maximum() > 0)
    for each in (dialog.verb_button, dialog.cancel_button, dialog.consequences):
        assert each.height() >= each.sizeHint().height()
        assert dialog.rect().contains(each.mapTo(dialog, each.rect().bottomRight()))


async def test_what_is_wrong_is_scrolled_into_sight(opened: Opened, tasks: TaskRunner) -> None:
    dialog = opened(None)
    await tasks.idle()
    dialog.form.id.setText("")
    dialog.setFixedHeight(400)
    QApplication.processEvents()
    bar = area_of(dialog).verticalScrollBar()
    bar.setValue(bar.maximum())
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.form.fields["id"].problem
    assert bar.value() < bar.maximum()


async def test_esc_asks_only_if_something_would_be_lost(opened: Opened, tasks: TaskRunner) -> None:
    dialog = opened()
    await tasks.idle()
    dialog.reject()
    assert not dialog.isVisible()
    dialog = opened()
    await tasks.idle()
    dialog.form.name.setText("Anna")
    dialog.reject()
    question = await the_question(dialog)
    question.reject()
    await tasks.idle()
    assert dialog.isVisible()


async def test_the_page_tells_what_was_done_and_undo_takes_it_back(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    tasks.start(edit_user(page, front.people, front.front, UserId("007")), owner=page, title="Edit")
    dialog = await the_question()
    assert isinstance(dialog, EditUserDialog)
    await until(dialog.verb_button.isEnabled)
    dialog.form.name.setText("Anna")
    dialog.verb_button.click()
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Anna was changed on Front door: name"
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert front.at.has("007").name == "Ann Müller"
    assert page.notice_bar.notice.title == "Undone: Ann Müller is as before on Front door"


async def test_adding_and_enrolling_goes_on_with_the_wizard(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    enrolled: list[RememberedUser] = []

    async def enroll(user: RememberedUser, method: Method | None) -> None:
        assert method is None  # the person chooses in the wizard
        enrolled.append(user)

    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    added: list[RememberedUser] = []
    work = add_user(page, front.people, front.front, enroll=enroll, added=added.append)
    tasks.start(work, owner=page, title="Add")
    dialog = await the_question()
    assert isinstance(dialog, EditUserDialog)
    await until(dialog.enroll_button.isEnabled)
    dialog.form.name.setText("Bob")
    dialog.enroll_button.click()
    await tasks.idle()
    assert [(each.id, each.name) for each in enrolled] == [("008", "Bob")]
    assert added == enrolled
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Bob was added to Front door"


async def test_every_field_has_a_name_for_screen_readers(opened: Opened, tasks: TaskRunner) -> None:
    dialog = opened()
    await tasks.idle()
    names = {each.accessibleName() for each in dialog.findChildren(QLineEdit)}
    assert {"ID", "Name", "Password", "Card number"} <= names


class StyleChanges(QObject):
    """Counts how often any widget is given a style."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return super().eventFilter(watched, event)


async def test_its_parts_find_their_parents_early_and_are_not_styled_again_and_again(
    opened: Opened, tasks: TaskRunner, qapp: QApplication
) -> None:
    changes = StyleChanges()
    qapp.installEventFilter(changes)
    dialog = opened()
    qapp.removeEventFilter(changes)
    # From the leaves up, each parent is a new style for all below it: six of them, 40 ms.
    assert changes.count < 4 * len(dialog.findChildren(QWidget))
    await tasks.idle()
