"""How a write ended for one user, told by reading alone."""

from __future__ import annotations

from msgspec import Struct

from rollcall.protocol.errors import DeviceError, UserGone
from rollcall.protocol.users import SetUserInfo, UserInfo
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.outcome import Outcome, Telling, with_lost
from rollcall.usecases.changing.parts import is_named
from rollcall.usecases.changing.proof import Lost, is_untouched, part_receipts
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.undo import way_back

__all__ = ["Written", "judged"]


class Written(Struct, frozen=True, kw_only=True):
    """A change that was sent, or is to be."""

    asked: SetUserInfo
    """What shall change."""
    sent: SetUserInfo
    """The same, or all of the user where the device clears what is left out."""
    before: UserInfo | None
    after: UserInfo | None = None
    """Read back."""
    answer: DeviceError | None = None
    """Why it may not have taken effect."""
    image: BeforeImage | None = None
    """What it may cost."""
    is_kept: bool
    """Whether that is sealed in the journal."""


def judged(told: Telling, written: Written, lost: tuple[Lost, ...], *, device: str) -> Outcome:
    """Tell what came of it from how the user is now."""
    before, after, sent = written.before, written.after, written.sent
    if before is not None and after is None:
        gone = UserGone(device, user_id=sent.id, name=before.name)
        return told.outcome(Verdict.FAILED, error=gone)
    told_of = tuple(
        each
        for each in part_receipts(sent, before=before, after=after)
        if is_named(written.asked, each.part) or not each.is_as_asked
    )
    parts = with_lost(told_of, lost, after, is_kept=written.is_kept)
    back = way_back(before, after, user_id=sent.id)
    if after is not None and all(each.is_as_asked for each in parts):
        return told.outcome(Verdict.DONE, parts=parts, back=back)
    if written.answer is not None and not lost and is_untouched(sent, before=before, after=after):
        return told.outcome(Verdict.FAILED, error=written.answer)
    return told.outcome(Verdict.DIFFERS, parts=parts, back=back, error=written.answer)
