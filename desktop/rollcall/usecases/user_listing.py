"""The ids of a device's users, listed once, and how many of them the device says there are.

Who needs two lists that agree asks rosters.py.
"""

from __future__ import annotations

from contextlib import aclosing

from msgspec import UNSET, Struct

from rollcall.protocol.errors import BadReply, Refused, Unsupported
from rollcall.protocol.info import GetCurrentUsage
from rollcall.protocol.users import UserId
from rollcall.usecases.sessions import Session

__all__ = ["Shortfall", "count_users", "list_ids", "shortfall"]


class Shortfall(Struct, frozen=True, kw_only=True):
    """A list that is shorter than the device counts (protocol-notes U3)."""

    listed: int
    counted: int


async def list_ids(session: Session) -> dict[UserId, None]:
    """Give the ids of all users in the device's order, each once. Raises `DeviceError`.

    Good for a plan, not for saying that somebody is missing (reliability 4.4).
    """
    listed: dict[UserId, None] = {}
    async with aclosing(session.user_ids()) as pages:
        async for page in pages:
            listed.update(dict.fromkeys(page))
    return listed


async def count_users(session: Session) -> int | None:
    """Ask how many users the device holds; None where it does not say. Raises `DeviceError`."""
    try:
        usage = await session.ask(GetCurrentUsage())
    except (Refused, Unsupported, BadReply):
        return None
    return None if usage.users is UNSET else usage.users


def shortfall(listed: int, counted: int | None) -> Shortfall | None:
    """Tell by how much a list is too short; a device that counts fewer, or nobody, is believed."""
    if counted is None or counted <= listed:
        return None
    return Shortfall(listed=listed, counted=counted)
