"""What of a user is shown in the grid and remembered: no template, PIN or card number."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from rollcall.protocol.users import UserInfo
from rollcall.store.values import RememberedUser

__all__ = ["card_number", "summary"]

TEXT_LENGTH_MAX = 200  # characters: what a device says must not fill the store or a row
NO_CARD = "0"  # what devices say of a user without one (protocol-notes U14)


def summary(info: UserInfo) -> RememberedUser:
    """Give what may be remembered of a user."""
    return RememberedUser(
        id=info.id,
        name=info.name[:TEXT_LENGTH_MAX],
        department=info.department[:TEXT_LENGTH_MAX],
        privilege=info.privilege.value[:TEXT_LENGTH_MAX],
        face=_is_enrolled(info.face),
        fingers=_count(info.fingers),
        palms=_count(info.palms),
        card=None if info.card is UNSET else bool(card_number(info.card)),
        password=_is_enrolled(info.password),
    )


def card_number(card: str | UnsetType) -> str:
    """Give the number of a card as it is compared, empty for none.

    Devices pad it with zeros or do not, and may say 0 for none (protocol-notes U14).
    """
    if card is UNSET or card == NO_CARD:
        return ""
    return card.lstrip("0") if card.isascii() and card.isdigit() else card


def _is_enrolled(value: bytes | str | UnsetType) -> bool | None:
    return None if value is UNSET else bool(value)


def _count(templates: tuple[bytes, ...] | UnsetType) -> int | None:
    return None if templates is UNSET else sum(1 for each in templates if each)
