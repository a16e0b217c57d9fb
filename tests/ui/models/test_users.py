from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from rollcall.ui.models import users
from rollcall.ui.models.table import RECORD_ROLE, TableModel
from rollcall.ui.models.users import Credential, UserFilter
from rollcall.ui.theme import LIGHT
from rollcall.usecases.roster import RosterEntry
from tests.ui.user_fakes import ANN, BOB, LI, a_user, current, id_only, last_known

ID, NAME, DEPARTMENT, PRIVILEGE, CREDENTIALS = range(5)
SAID = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def model(qtbot: QtBot) -> TableModel[RosterEntry]:
    model = TableModel[RosterEntry](
        users.columns(), key=lambda entry: entry.user.id, search=users.search_text
    )
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert tester.model() is model
    model.set_records(current(ANN, BOB, LI))
    return model


def ids(model: TableModel[RosterEntry]) -> list[str]:
    return [entry.id for entry in model.visible_records()]


def test_row_reads_well_for_a_screen_reader(model: TableModel[RosterEntry]) -> None:
    said = [model.index(0, column).data(SAID) for column in range(5)]
    assert said == [
        "007",
        "Ann Müller",
        "Sales",
        "Administrator",
        "Face enrolled, 2 fingers, card, no password",
    ]
    assert model.index(0, ID).data(RECORD_ROLE).user is ANN


def test_credentials_are_drawn_and_not_written(model: TableModel[RosterEntry]) -> None:
    assert model.index(0, CREDENTIALS).data() == ""
    assert model.columns[CREDENTIALS].text(current(ANN)[0]) == "Face, 2 fingers, Card"


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (
            a_user("1", face=True, fingers=2, palms=0, card=True, password=False),
            "Face enrolled, 2 fingers, no palm, card, no password",
        ),
        (
            a_user("1", face=False, fingers=1, palms=1, card=False, password=True),
            "No face, 1 finger, palm enrolled, no card, password",
        ),
        (a_user("1", face=None, fingers=0, card=None, password=None), "No fingers"),
        (
            a_user("1", face=None, fingers=None, palms=None, card=None, password=None),
            "Credentials not known",
        ),
    ],
)
def test_credentials_are_said_where_the_device_says_them(user: object, said: str) -> None:
    assert isinstance(user, type(ANN))
    assert users.credentials_said(user) == said


def test_user_not_read_yet_is_said_to_be_so(model: TableModel[RosterEntry]) -> None:
    model.set_records([id_only("0042")])
    assert model.index(0, ID).data() == "0042"
    assert model.index(0, NAME).data() == ""
    assert model.index(0, NAME).data(SAID) == "Not read yet"
    assert model.index(0, CREDENTIALS).data(SAID) == "Not read yet"


def test_last_known_is_muted_until_it_is_current(model: TableModel[RosterEntry]) -> None:
    ink = Qt.ItemDataRole.ForegroundRole
    model.update_records(last_known(BOB))
    assert model.index(1, NAME).data(ink).color().name().upper() == LIGHT.muted
    assert "last known" in model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole)
    model.update_records(current(BOB))
    assert model.index(1, NAME).data(ink) is None
    assert model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("007", ["007"]),
        ("muller", ["007"]),
        ("李", ["9"]),
        ("财务", ["9"]),
        ("administrator", ["007"]),
        ("finger", ["007", "12"]),
        ("face card", ["007"]),
        ("palm", ["9"]),
        ("office manager", ["12"]),
        ("no such", []),
    ],
)
def test_search_goes_over_everything(
    model: TableModel[RosterEntry], text: str, found: list[str]
) -> None:
    model.search(text)
    assert ids(model) == found


def test_ids_sort_as_people_count(model: TableModel[RosterEntry]) -> None:
    model.sort(ID)
    assert ids(model) == ["007", "9", "12"]


def test_privileges_sort_by_what_they_allow(model: TableModel[RosterEntry]) -> None:
    model.update_records([*current(a_user("77", privilege="enroller")), id_only("78")])
    model.sort(PRIVILEGE)
    assert ids(model) == ["007", "12", "77", "9", "78"]


def test_names_not_read_stand_last(model: TableModel[RosterEntry]) -> None:
    model.update_records([id_only("1")])
    model.sort(NAME)
    assert ids(model) == ["007", "12", "9", "1"]
    model.sort(DEPARTMENT)
    assert ids(model)[-1] == "1"


def test_credentials_sort_by_how_many_kinds(model: TableModel[RosterEntry]) -> None:
    model.sort(CREDENTIALS, Qt.SortOrder.DescendingOrder)
    assert ids(model) == ["007", "9", "12"]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("user", "User"),
        ("manager", "Manager"),
        ("admin", "Administrator"),
        ("enroller", "enroller"),
        ("", ""),
    ],
)
def test_privilege_is_a_word_people_know(word: str, shown: str) -> None:
    assert users.privilege_name(word) == shown


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        (UserFilter(), ["007", "12", "9", "1"]),
        (UserFilter(department="Sales"), ["007"]),
        (UserFilter(privilege="user"), ["9"]),
        (UserFilter(has=Credential.FINGERS), ["007", "12"]),
        (UserFilter(lacks=Credential.FACE), ["12", "9"]),
        (UserFilter(lacks=Credential.PALM), []),  # nobody lacks what the device has no reader for
        (UserFilter(has=Credential.FINGERS, lacks=Credential.CARD), ["12"]),
        (UserFilter(department="Sales", privilege="user"), []),
    ],
)
def test_filter_holds(wanted: UserFilter, held: list[str]) -> None:
    entries = [*current(ANN, BOB, LI), id_only("1")]
    assert [entry.id for entry in entries if wanted.holds(entry)] == held


def test_choices_come_from_the_users() -> None:
    entries = [*current(ANN, BOB, LI, a_user("3", department="")), id_only("1")]
    assert users.departments(entries) == [
        ("Office", "Office"),
        ("Sales", "Sales"),
        ("财务部", "财务部"),
        ("", "No department"),
    ]
    assert [key for key, _text in users.privileges(entries)] == ["user", "manager", "admin"]
    odd = current(a_user("4", privilege="enroller"))
    assert users.privileges(odd)[-1] == ("enroller", "enroller")


def test_every_credential_has_a_name_and_an_icon() -> None:
    assert {users.credential_name(each) for each in Credential} == {
        "Face",
        "Finger",
        "Palm",
        "Card",
        "Password",
    }
    assert set(users.CREDENTIAL_ICONS) == set(Credential)
