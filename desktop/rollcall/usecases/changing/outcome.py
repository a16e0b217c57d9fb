"""What came of one user, put together step by step while more becomes known of it."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId, UserInfo
from rollcall.store.values import AuditResult
from rollcall.usecases.changing.parts import count_of
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import PartReceipt, Receipt, Verdict
from rollcall.usecases.changing.wanted import AccessBack, Removal, Wanted
from rollcall.usecases.rights import is_more

__all__ = ["Outcome", "Telling", "name_of", "skipped", "with_lost"]


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one user."""

    receipt: Receipt
    now: UserInfo | None = None
    """How the device has the user now; only where `is_known`."""
    is_known: bool = False
    back: Wanted | Removal | None = None
    """What takes it back."""
    raising: AuditResult | None = None
    """Where the user got more rights than before: read back, or asked for and not known."""
    ended: tuple[int, ...] = ()
    """Journal entries that can be struck out: what came of them is known."""
    fatal: BaseException | None = None
    """Why the rest is not begun: the device cannot be spoken to, or the work was cancelled."""


class Telling(Struct, frozen=True):
    """Who it is about and what is known of the user, for the outcome."""

    uid: DeviceUid
    user_id: UserId
    name: str
    now: UserInfo | None = None
    is_known: bool = False
    was: Privilege | None = None
    """What the user was before, once anything is known; somebody new had no rights."""
    asked: Privilege | UnsetType = UNSET
    """What the user is to be."""

    def knowing(self, now: UserInfo | None) -> Telling:
        """Know how the device has the user now; the first time, how it was before."""
        name = self.name or (now.name if now is not None else "")
        was = self.was
        if was is None:
            was = Privilege.USER if now is None else now.privilege
        return replace(self, name=name, now=now, is_known=True, was=was)

    def unsure(self) -> Telling:
        """Know nothing any more."""
        return replace(self, now=None, is_known=False)

    def outcome(
        self,
        verdict: Verdict,
        *,
        parts: tuple[PartReceipt, ...] = (),
        error: AppError | None = None,
        back: Wanted | Removal | None = None,
        ended: tuple[int, ...] = (),
        fatal: BaseException | None = None,
    ) -> Outcome:
        """Tell it."""
        receipt = Receipt(
            device=self.uid,
            user_id=self.user_id,
            name=self.name,
            verdict=verdict,
            parts=parts,
            error=error,
        )
        return Outcome(
            receipt=receipt,
            now=self.now,
            is_known=self.is_known,
            back=back,
            raising=self._raising(verdict),
            ended=ended,
            fatal=fatal,
        )

    def _raising(self, verdict: Verdict) -> AuditResult | None:
        if self.is_known:
            return "done" if self.now and is_more(self.now.privilege, self.was) else None
        if verdict is not Verdict.UNKNOWN or self.asked is UNSET:
            return None
        return "unknown" if is_more(self.asked, self.was) else None


def name_of(wanted: Wanted | Removal | AccessBack) -> str:
    """Give who it is about, before anything was read."""
    if not isinstance(wanted, Wanted):
        return wanted.name
    if wanted.change.name is not UNSET:
        return wanted.change.name
    return wanted.seen.name if wanted.seen is not None else wanted.expected_name or ""


def with_lost(
    parts: tuple[PartReceipt, ...],
    lost: tuple[Lost, ...],
    after: UserInfo | None,
    *,
    is_kept: bool,
) -> tuple[PartReceipt, ...]:
    """Tell of what is lost, also where nothing of that part had been sent.

    `is_kept` tells whether it is sealed in the journal.
    """
    counts = {each.part: len(each.templates) for each in lost}
    told = tuple(
        replace(each, lost=counts.pop(each.part), is_as_asked=False, is_kept=is_kept)
        if each.part in counts
        else each
        for each in parts
    )
    unsent = (each for each in lost if each.part in counts)
    return told + tuple(
        PartReceipt(
            part=each.part,
            asked=len(each.before),
            stored=count_of(after, each.part),
            is_as_asked=False,
            lost=len(each.templates),
            is_kept=is_kept,
        )
        for each in unsent
    )


def skipped(uid: DeviceUid, asked: Wanted | Removal | AccessBack, why: BaseException) -> Receipt:
    """Give the receipt of somebody whose turn did not come."""
    return Receipt(
        device=uid,
        user_id=asked.user_id,
        name=name_of(asked),
        verdict=Verdict.SKIPPED,
        error=why if isinstance(why, AppError) else None,
    )
