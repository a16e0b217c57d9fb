"""What is to be changed of many users at once, who it concerns, and doing it; free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt, Verdict, joined
from rollcall.usecases.changing.steps import Step
from rollcall.usecases.changing.wanted import Wanted
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People
from rollcall.usecases.progress import Report
from rollcall.usecases.rights import is_more

__all__ = ["ManyEdits", "ManyWork", "UserEdit"]


class ManyEdits(Struct, frozen=True, kw_only=True):
    """What is ticked; None stays as it is for everybody."""

    department: str | None = None
    privilege: Privilege | None = None
    zone: int | None = None
    """The access zone for every day of the week."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ticked."""
        return self.department is None and self.privilege is None and self.zone is None

    def of(self, users: Iterable[RememberedUser]) -> list[UserEdit]:
        """Give what is another than it is, for each user of whom anything is.

        When somebody may enter is not known before it is read, so a zone concerns everybody.
        """
        edits = (
            UserEdit(
                user=each,
                department=None if each.department == self.department else self.department,
                privilege=None
                if self.privilege is None or each.privilege == self.privilege.value
                else self.privilege,
                zone=self.zone,
            )
            for each in users
        )
        return [each for each in edits if not each.is_empty]


class UserEdit(ManyEdits, frozen=True, kw_only=True):
    """What becomes another of one user."""

    user: RememberedUser

    @property
    def is_raising(self) -> bool:
        """Whether the user gets more rights."""
        if self.privilege is None:
            return False
        return is_more(self.privilege, Privilege(self.user.privilege or "user"))

    @property
    def wanted(self) -> Wanted | None:
        """What is to be written; None where only the access is another."""
        if self.department is None and self.privilege is None:
            return None
        return Wanted(
            change=SetUserInfo(
                id=self.user.id,
                department=UNSET if self.department is None else self.department,
                privilege=UNSET if self.privilege is None else self.privilege,
            ),
            expected_name=self.user.name,
        )


class ManyWork:
    """Writes the edits of many users, then their access; one receipt for each user."""

    def __init__(self, people: People, device: FleetDevice, edits: Sequence[UserEdit]) -> None:
        self._people = people
        self._device = device
        self._edits = edits
        self._written: dict[UserId, Receipt] = {}
        """Those that wait for their access to be given."""

    async def run(self, got: Got, report: Report) -> None:
        """Do it. Raises like `WritesUsers.write`; then everybody has a receipt."""
        before = self._people.undo.last
        zone = next((each.zone for each in self._edits if each.zone is not None), None)
        wanted = [each.wanted for each in self._edits if each.wanted is not None]
        failed: set[UserId] = set()

        def note(receipt: Receipt) -> None:
            if zone is not None and receipt.is_fine:
                self._written[receipt.user_id] = receipt
            else:
                failed.add(receipt.user_id)
                got(receipt)

        try:
            if wanted:
                await self._people.write(
                    self._device,
                    wanted,
                    got=note,
                    report=report,
                )
        except BaseException:
            for receipt in self._written.values():  # read back, though nobody may enter otherwise
                got(replace(receipt, verdict=Verdict.DIFFERS))
            raise
        if zone is not None:
            users = [each.user for each in self._edits if each.user.id not in failed]
            last = self._people.undo.last
            await self._give(users, zone, got, report, onto=None if last is before else last)

    async def _give(
        self,
        users: Sequence[RememberedUser],
        zone: int,
        got: Got,
        report: Report,
        *,
        onto: Step | None,
    ) -> None:
        def note(receipt: Receipt) -> None:
            written = self._written.get(receipt.user_id)
            got(receipt if written is None else joined(written, receipt))

        await self._people.access.give(
            self._device.known_uid, users, zone, got=note, report=report, onto=onto
        )
