"""What the wizard offers for a person."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from rollcall.protocol.users import FINGERS_MAX
from rollcall.store.values import RememberedUser
from rollcall.usecases.enrolling.methods import Method

__all__ = ["Effect", "Offer", "offer"]


class Effect(Enum):
    """What choosing a method would do."""

    NEW = auto()
    ADDS = auto()
    """To the fingers or palms there are."""
    REPLACES = auto()
    """The face or card there is."""
    UNABLE = auto()
    """The device cannot do it."""
    FULL = auto()
    """The person has as many fingers as a device takes."""


class Offer(Struct, frozen=True, kw_only=True):
    """One method for one person."""

    method: Method
    effect: Effect
    there: int = 0
    """How many the person has already."""

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen."""
        return self.effect not in {Effect.UNABLE, Effect.FULL}


def offer(method: Method, person: RememberedUser, *, can: bool | None) -> Offer:
    """Tell what a method would do for a person. What is not known of a device is offered."""
    if can is False:
        return Offer(method=method, effect=Effect.UNABLE)
    there = _there(method, person)
    if not there:
        return Offer(method=method, effect=Effect.NEW)
    if method is Method.FINGER and there >= FINGERS_MAX:
        return Offer(method=method, effect=Effect.FULL, there=there)
    adds = method in {Method.FINGER, Method.PALM}
    return Offer(method=method, effect=Effect.ADDS if adds else Effect.REPLACES, there=there)


def _there(method: Method, person: RememberedUser) -> int:
    match method:
        case Method.FACE:
            return int(bool(person.face))
        case Method.FINGER:
            return person.fingers or 0
        case Method.PALM:
            return person.palms or 0
        case Method.CARD | Method.CARD_NUMBER:
            return int(bool(person.card))
