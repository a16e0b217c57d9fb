from __future__ import annotations

import pytest
from msgspec.structs import replace

from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.offers import Effect, Offer, offer
from tests.usecases.enrolling.door import ANN

FULL = replace(ANN, face=True, fingers=2, palms=1, card=True)


@pytest.mark.parametrize("can", [True, None])
def test_what_a_device_can_or_does_not_tell_is_offered(can: bool | None) -> None:
    for method in Method:
        assert offer(method, ANN, can=can) == Offer(method=method, effect=Effect.NEW)


def test_what_a_device_cannot_is_not() -> None:
    assert not offer(Method.PALM, ANN, can=False).is_open


def test_what_is_replaced_or_added_to_is_said_before() -> None:
    effects = {each: offer(each, FULL, can=True) for each in Method}
    assert effects[Method.FACE].effect is Effect.REPLACES
    assert effects[Method.CARD].effect is Effect.REPLACES
    assert effects[Method.CARD_NUMBER].effect is Effect.REPLACES
    assert (effects[Method.FINGER].effect, effects[Method.FINGER].there) == (Effect.ADDS, 2)
    assert effects[Method.PALM].effect is Effect.ADDS


def test_an_eleventh_finger_is_not_offered() -> None:
    told = offer(Method.FINGER, replace(ANN, fingers=10), can=True)
    assert (told.effect, told.is_open) == (Effect.FULL, False)
