"""What a write of unknown outcome has cost a user is put back, and that is proven by reading.

Asked for by settling_writes.py after a crash, and by earlier.py when the same user changes again.
"""

from __future__ import annotations

import logging
from typing import Any

from msgspec import Struct

from rollcall.protocol.command import Command
from rollcall.protocol.errors import BadReply, OutcomeUnknown, Refused, Unsupported, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import DeleteUserInfo, UserInfo
from rollcall.store.values import AuditResult
from rollcall.usecases.changing.cut_short import CutShort
from rollcall.usecases.changing.keeping import Keeping, keeps_left_out
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.sessions import Session

__all__ = ["Mended", "mended"]

_log = logging.getLogger(__name__)


class Mended(Struct, frozen=True, kw_only=True):
    """How the user is now, and whether nothing is left to put in order."""

    user: UserInfo | None
    is_over: bool
    result: AuditResult = "done"
    details: str = ""


async def mended(session: Session, uid: DeviceUid, cut: CutShort, *, keeping: Keeping) -> Mended:
    """Put in order what the write cost, with the device locked by who asks.

    Nothing is given to somebody else who has the id by now. Raises `DeviceError`.
    """
    if not cut.has_cost or not cut.is_ours:
        return Mended(user=cut.user, is_over=True)
    put = sum(len(each.templates) for each in cut.lost)
    details = f"put back: {put}" if put else ""
    if cut.stripped is not None:
        keeps, _ = await keeps_left_out(session, cut.stripped)
        if keeps is None:
            return Mended(user=cut.user, is_over=False)
        keeping.learn(uid, keeps=keeps)
        if not keeps:
            user = await _sent(session, cut, cut.stripped.given_back)
            is_over = not CutShort(image=cut.image, user=user).has_cost
            return Mended(user=user, is_over=is_over, details=details)
        if cut.is_made:
            return await _unmade(session, cut)
        user = await _sent(session, cut, cut.stripped.without_probes())
        cut = CutShort(image=cut.image, user=user)
    back = cut.put_back()
    if back is None:
        return Mended(user=cut.user, is_over=False)
    user = cut.user
    if cut.lost:
        user = await _sent(session, cut, keeping.sent_safely(uid, user, back))
    is_over = not CutShort(image=cut.image, user=user).lost
    return Mended(user=user, is_over=is_over, details=details)


async def _unmade(session: Session, cut: CutShort) -> Mended:
    """Delete the user that the write made anew, because somebody had just deleted it."""
    user = await _sent(session, cut, DeleteUserInfo(id=cut.image.before.id))
    return Mended(user=user, is_over=user is None, result="failed", details=UserGone.__name__)


async def _sent(session: Session, cut: CutShort, command: Command[Any]) -> UserInfo | None:
    """Send once, and give the user then: what came of it is told by reading."""
    try:
        await session.ask(command)
    except (OutcomeUnknown, Refused, BadReply, Unsupported) as error:
        _log.info("what came of settling is read: %s", type(error).__name__)
    return await read_user(session, cut.image.before.id)
