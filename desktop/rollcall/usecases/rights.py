"""How much a privilege allows, and who gets more rights than before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from rollcall.protocol.users import Privilege, UserId

__all__ = ["Raise", "is_more", "per_person", "raised_to"]

_RANKS: Final = {Privilege.USER: 0, Privilege.MANAGER: 1, Privilege.ADMINISTRATOR: 2}
_RANK_UNKNOWN: Final = 0  # a word of other firmware: to make somebody more than that is asked


class Raise(Struct, frozen=True, kw_only=True):
    """Somebody who gets more rights on a device."""

    user_id: UserId
    name: str
    privilege: Privilege
    """What they become."""


def is_more(privilege: Privilege, before: Privilege | None) -> bool:
    """Tell whether a privilege allows more than the one before; who was not there had none."""
    return _rank(privilege) > _rank(before or Privilege.USER)


def raised_to(word: str, before: str) -> Privilege | None:
    """Give what somebody becomes where that allows more; `before` is empty for nobody."""
    privilege = Privilege(word)
    return privilege if is_more(privilege, Privilege(before)) else None


def per_person(raises: Iterable[Raise]) -> tuple[Raise, ...]:
    """Give everybody once, with the most that they become on any device."""
    found: dict[UserId, Raise] = {}
    for each in raises:
        known = found.get(each.user_id)
        if known is None or is_more(each.privilege, known.privilege):
            found[each.user_id] = each
    return tuple(found.values())


def _rank(privilege: Privilege) -> int:
    return _RANKS.get(privilege, _RANK_UNKNOWN)
