from __future__ import annotations

from msgspec.structs import replace

from rollcall.protocol.users import SetUserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.enrolling.card_owners import CardOwners
from rollcall.usecases.progress import Progress
from tests.usecases.enrolling.door import ANN, BOB, UID, Door


async def owner(
    owners: CardOwners, card: str, *among: RememberedUser, enough: bool = False
) -> RememberedUser | None:
    seen: list[Progress] = []
    return await owners.owner(card, among=among, report=seen.append, is_enough=lambda: enough)


async def test_who_has_a_card_is_found_whatever_zeros_it_begins_with(door: Door) -> None:
    await door.client.ask(SetUserInfo(id=BOB.id, card="0000000042"))
    owners = CardOwners(door.session, UID)
    assert await owner(owners, "42", ANN, BOB) == BOB
    assert await owner(owners, "43", ANN, BOB) is None
    assert await owner(owners, "42", ANN) is None


async def test_only_those_who_may_have_one_are_read_and_only_once(door: Door) -> None:
    owners = CardOwners(door.session, UID)
    without = replace(ANN, card=False)
    await owner(owners, "42", without, BOB)
    await owner(owners, "43", without, BOB)
    assert door.commands.count("GetUserInfo") == 1


async def test_looking_ends_when_it_is_enough(door: Door) -> None:
    owners = CardOwners(door.session, UID)
    assert await owner(owners, "42", ANN, BOB, enough=True) is None
    assert "GetUserInfo" not in door.commands


async def test_somebody_who_cannot_be_read_is_passed_over(door: Door) -> None:
    await door.client.ask(SetUserInfo(id=BOB.id, card="42"))
    owners = CardOwners(door.session, UID)
    gone = replace(ANN, id="99")
    assert await owner(owners, "42", gone, BOB) == BOB


async def test_a_card_that_was_just_saved_is_known(door: Door) -> None:
    owners = CardOwners(door.session, UID)
    owners.saved(ANN.id, "42")
    assert await owner(owners, "42", ANN) == ANN
    assert "GetUserInfo" not in door.commands
