"""What is due without anybody asking for it: after an interruption, and when a device is back.

How it is done is known to the use cases; here is when, and how it is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import JournalEntry
from rollcall.ui.theme import Tone
from rollcall.ui.words import ANSWERING
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.settling import Settling
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.sessions import Session

if TYPE_CHECKING:
    from rollcall.program.program import Program
    from rollcall.ui.page import Page
    from rollcall.usecases.changing.settling_writes import GivenUp
    from rollcall.usecases.copying.removing import CarriedOut
    from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture

__all__ = ["Housekeeping"]

_NAMED_MAX: Final = 5  # users named in a notice; all of them stand in the list of activities


class Housekeeping:
    """Settles what was cut short, unlocks what was left locked, does what waited for a device."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._online: frozenset[DeviceUid] = frozenset()
        self._turn = asyncio.Lock()
        self._given_up: list[GivenUp] = []
        self.settling = Settling(
            program.journal,
            program.leases,
            open_session=program.fleet.session,
            name_of=program.name_of,
            audit=program.audit,
            settle_job=self._settle_job,
            settle_write=self._settle_write,
        )
        program.fleet.changed.connect(self._on_fleet_changed)
        program.leases.changed.connect(self._keep_unlocking)
        program.window.unlock_asked.connect(self._unlock)

    async def begin(self, page: Page) -> None:
        """Put in order what was cut short, then look at the other devices. Raises `StoreError`."""
        fleet = self._program.fleet
        due = await self.settling.look()
        if due:
            # Of its own, so that a device that is off holds up no other.
            self._program.tasks.start(
                self._settle(due), owner=page, title=_putting_in_order(), quiet=True
            )
        ours = (each.known_uid for each in fleet.devices if each.is_ours)
        await fleet.check([uid for uid in ours if uid not in due])

    # --- after an interruption

    async def _settle(self, due: Sequence[DeviceUid]) -> None:
        await self.settling.run()
        await self._program.fleet.check(due)

    async def _settle_job(self, session: Session, entry: JournalEntry) -> None:
        await self._program.users.job_settler.settle_job(session, entry)

    async def _settle_write(self, session: Session, entry: JournalEntry) -> None:
        await self._program.users.write_settler.settle_write(session, entry)

    def settle_waiting(self, _: None) -> None:
        """Settle what had to wait for the keyring."""
        self._program.tasks.start(
            self.settling.run(),
            owner=self._program.window,
            title=_putting_in_order(),
            quiet=True,
        )

    def tell_given_up(self, user: GivenUp) -> None:
        """Tell whom somebody should look at, because what a write cost cannot be put back."""
        if user not in self._given_up:
            self._given_up.append(user)
        title, text = _given_up_words([self._called(each) for each in self._given_up])
        self._program.window.notice_bar.show_message(Tone.WARNING, title, text)

    def _called(self, user: GivenUp) -> str:
        return QCoreApplication.translate("Program", "{user} on {device}").format(
            user=f"{user.user_id} {user.name}".strip(),
            device=self._program.name_of(user.device) or user.device,
        )

    def offer(self, capture: RecoveredCapture) -> None:
        """Ask what becomes of a capture that a crash left behind."""
        page = self._program.window.current_page
        if page is not None:
            title = QCoreApplication.translate("Program", "Saving a capture")
            self._program.tasks.start(
                self._decide(page, capture), owner=page, title=title, quiet=True
            )

    def tell_uncertain(self, entry: JournalEntry) -> None:
        """Tell that a capture may still run, and offer what would end it."""
        window, device = self._program.window, self._program.name_of(entry.device)
        if device is None:
            return
        window.notice_bar.show_message(
            Tone.WARNING,
            QCoreApplication.translate("Program", "A capture may still run on {device}").format(
                device=device
            ),
            QCoreApplication.translate(
                "Program",
                "Rollcall was interrupted when it began one. The device ends it by itself after a "
                "while. Until then nobody else can be enrolled there.",
            ),
            verb=QCoreApplication.translate("Program", "End all captures …"),
            action=partial(self._end_captures, entry.device),
        )

    def _end_captures(self, uid: DeviceUid) -> None:
        title = QCoreApplication.translate("Program", "Ending captures")
        self._program.tasks.start(
            self._ask_and_end_captures(uid), owner=self._program.window, title=title, quiet=True
        )

    async def _ask_and_end_captures(self, uid: DeviceUid) -> None:
        from rollcall.ui.dialogs.end_captures import should_end_all

        device = self._program.fleet.device(uid)
        if await should_end_all(self._program.window, device.label):
            await self._program.users.enrolling.end_all(device)
            self._program.window.notice_bar.dismiss()

    async def _decide(self, page: Page, capture: RecoveredCapture) -> None:
        from rollcall.ui.dialogs.recovered_capture import decide

        async with self._turn:  # one question after the other
            device = self._program.fleet.device(capture.entry.device)
            await decide(page, self._program.users.enrolling, device, capture)

    # --- when a device is back

    def _on_fleet_changed(self, devices: tuple[FleetDevice, ...]) -> None:
        online = frozenset(
            each.known_uid for each in devices if each.is_ours and each.state in ANSWERING
        )
        returned, self._online = online - self._online, online
        for uid in returned:
            self._program.tasks.start(
                self._look_after(uid),
                owner=self._program.window,
                title=_putting_in_order(),
                quiet=True,
            )
        if self._program.leases.left_locked:
            self._show_locked(self._program.leases.left_locked)  # one may have another name now

    async def _look_after(self, uid: DeviceUid) -> None:
        # Another window may have ended without a chance to let go of a device that hung.
        await self.settling.look()
        await self.settling.settle(uid)
        await self._program.end_loose_captures(uid)
        if any(each.device == uid for each in await self._program.removals.all()):
            await self._program.users.removing.carry_out(uid)

    def tell_removed(self, done: CarriedOut) -> None:
        """Tell what became of removals that had waited for their device."""
        from rollcall.ui.removing_words import RemovingCounts

        window = self._program.window
        tone, title, text = RemovingCounts(window).carried_out(
            done, self._program.users.removing.name_of
        )
        window.notice_bar.show_message(tone, title, text)

    # --- devices left locked

    def _keep_unlocking(self, locked: tuple[DeviceUid, ...]) -> None:
        self._show_locked(locked)
        for uid in locked:
            self._program.tasks.start(
                self._until_unlocked(uid),
                owner=self._program.window,
                title=_unlocking(),
                quiet=True,
            )

    async def _until_unlocked(self, uid: DeviceUid) -> None:
        await self._program.leases.keep_unlocking(uid)
        if not self._program.leases.is_left_locked(uid):
            await self.settling.settle(uid)  # what had to wait for that

    def _show_locked(self, locked: tuple[DeviceUid, ...]) -> None:
        names = {uid: self._program.name_of(uid) for uid in locked}
        self._program.window.show_locked(
            {uid: name for uid, name in names.items() if name is not None}
        )

    def _unlock(self, uid: str) -> None:
        self._program.tasks.start(
            self._unlock_now(DeviceUid(uid)),
            owner=self._program.window.locked_banner,
            title=_unlocking(),
            quiet=True,
            retry=partial(self._unlock, uid),
        )

    async def _unlock_now(self, uid: DeviceUid) -> None:
        name = self._program.name_of(uid)
        if name is None:  # forgotten meanwhile
            return
        with self._program.window.locked_banner.unlocking(uid):
            async with self._program.audit.recording(Action.UNLOCK_DEVICE, device=name, uid=uid):
                await self._program.leases.unlock(uid)


def _given_up_words(users: Sequence[str]) -> tuple[str, str]:
    if len(users) == 1:
        title = QCoreApplication.translate("Program", "Please look at user {user}").format(
            user=users[0]
        )
        text = QCoreApplication.translate(
            "Program",
            "Rollcall was interrupted while it changed this user, and what it had kept for that "
            "case cannot be used any more. Check that the user has its name, faces, fingers, "
            "palms, card and password.",
        )
        return title, text
    some = users[-_NAMED_MAX:]
    if len(users) > len(some):
        some = [*some, "…"]
    text = QCoreApplication.translate(
        "Program",
        "Rollcall was interrupted while it changed them, and what it had kept for that case cannot "
        "be used any more. Check that they have their names, faces, fingers, palms, cards and "
        "passwords: {users}",
    ).format(users=QCoreApplication.translate("Program", ", ").join(some))
    return QCoreApplication.translate("Program", "Please look at some users"), text


def _putting_in_order() -> str:
    return QCoreApplication.translate("Program", "Putting devices in order")


def _unlocking() -> str:
    return QCoreApplication.translate("Program", "Unlocking devices")
