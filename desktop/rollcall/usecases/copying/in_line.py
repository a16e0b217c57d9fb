"""Who would be written to bring compared devices in line with one of them; no device is asked."""

from __future__ import annotations

import asyncio
from typing import Final

from rollcall.protocol.errors import AppError, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.copying.compare import Compared, Standing
from rollcall.usecases.copying.likeness import Likeness
from rollcall.usecases.copying.plan import Material, RowKey, Terms, draw_up

__all__ = ["brought_in_line"]

_AT_ONCE: Final = 200  # users between two looks at the window; a few milliseconds


async def brought_in_line(
    compared: Compared, right: DeviceUid, *, reencoding: frozenset[DeviceUid] = frozenset()
) -> frozenset[UserId]:
    """Give those whom copying from `right` writes to another device; lets others run.

    That is what a plan to copy them chooses by itself: nobody who is another person there, nothing
    that is only taken away, nothing that does not fit.
    """
    users: list[RememberedUser] = []
    there: dict[RowKey, Likeness] = {}
    unread: dict[RowKey, AppError] = {}
    for at, user in enumerate(compared.users):
        if at % _AT_ONCE == 0:
            await asyncio.sleep(0)
        remembered = user.remembered(right)
        if remembered is None or user.standing is Standing.SAME:
            continue
        users.append(remembered)
        there |= {(uid, user.id): each for uid, each in user.seen.items() if uid != right}
        unread |= {(uid, user.id): UserGone(uid, user_id=user.id) for uid in user.unsure}
    material = Material(
        source=compared.abilities[right],
        targets=tuple(each for uid, each in compared.abilities.items() if uid != right),
        users=tuple(users),
        marker=compared.marker,
        here={each.id: each.seen[right] for each in compared.users if right in each.seen},
        there=there,
        unread={},
        unread_there=unread,
        failed={},
        reencoding=reencoding,
    )
    plan = await draw_up(material, Terms())
    return frozenset(row.user_id for row in plan.rows if row.is_chosen)
