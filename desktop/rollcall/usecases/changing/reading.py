"""One user read whole; reading many is the roster's work."""

from __future__ import annotations

from rollcall.protocol.errors import Refused
from rollcall.protocol.users import GetUserInfo, UserId, UserInfo
from rollcall.usecases.sessions import Session

__all__ = ["read_user"]


async def read_user(session: Session, user_id: UserId) -> UserInfo | None:
    """Read one user with all templates; None where the device has none of that id.

    Raises `DeviceError`.
    """
    try:
        return await session.ask(GetUserInfo(id=user_id))
    except Refused as error:
        if error.is_unknown_user:
            return None
        raise
