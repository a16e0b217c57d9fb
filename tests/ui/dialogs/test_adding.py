from __future__ import annotations

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.errors import (
    InputProblem,
    InvalidInput,
    KeyRejected,
    NotPrivate,
    Unreachable,
    VaultLocked,
)
from rollcall.ui.dialogs.adding import Adding, Step
from tests.ui.device_fakes import DOOR, NEWCOMER, PIN, FakeFleet, a_device, a_find

HERE = Address("10.0.0.7")
PRIVATE = Address("10.0.0.7", 443, https=True)


class Certificates:
    def __init__(self) -> None:
        self.asked: list[Address] = []
        self.shown = PIN

    async def __call__(self, address: Address) -> str:
        self.asked.append(address)
        return self.shown


def adding(fleet: FakeFleet, certificates: Certificates | None = None) -> Adding:
    return Adding(fleet, fingerprint_shown=certificates or Certificates())


def a_fleet(*, key: str = "") -> FakeFleet:
    fleet = FakeFleet()
    fleet.there = {HERE: NEWCOMER, PRIVATE: NEWCOMER}
    fleet.wanted_keys = {HERE: key, PRIVATE: key}
    return fleet


async def test_a_device_without_key_is_looked_at_named_and_added() -> None:
    fleet = a_fleet()
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    assert (steps.step, steps.uid) == (Step.NAME, NEWCOMER)
    await steps.add("Front door")
    assert fleet.calls == ["identify 10.0.0.7", "add Front door at 10.0.0.7"]
    assert steps.name == "Front door"
    assert steps.trouble is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", InputProblem.EMPTY),
        ("192.168.1.999", InputProblem.NOT_AN_ADDRESS),
        ("ftp://10.0.0.7", InputProblem.NOT_AN_ADDRESS),
        ("10.0.0.7:99999", InputProblem.BAD_PORT),
    ],
)
async def test_what_is_no_address_goes_nowhere(typed: str, problem: InputProblem) -> None:
    fleet = a_fleet()
    steps = adding(fleet)
    with pytest.raises(InvalidInput) as caught:
        await steps.look(typed)
    assert (caught.value.field, caught.value.problem) == ("address", problem)
    assert steps.step is Step.ADDRESS
    assert fleet.calls == []


async def test_a_device_that_wants_a_key_is_asked_without_first_then_with_the_right_one() -> None:
    fleet = a_fleet(key="secret")
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    assert steps.step is Step.KEY
    with pytest.raises(KeyRejected):
        await steps.try_key("wrong")
    assert fleet.calls[-1] == "identify 10.0.0.7 with key"
    await steps.try_key(" secret ")
    assert steps.uid == NEWCOMER
    fleet.trouble = VaultLocked("KWallet")
    await steps.add("Gate")
    assert fleet.calls[-1] == "add Gate at 10.0.0.7 with key"
    assert steps.trouble is fleet.trouble


async def test_an_empty_key_is_no_key() -> None:
    steps = adding(a_fleet(key="secret"))
    await steps.look("10.0.0.7")
    await steps.try_key("")
    assert steps.step is Step.KEY


async def test_a_certificate_is_trusted_before_anything_is_sent() -> None:
    fleet = a_fleet()
    steps = adding(fleet)
    await steps.look("https://10.0.0.7")
    assert (steps.step, steps.fingerprint) == (Step.CERTIFICATE, PIN)
    assert fleet.calls == []
    await steps.trust()
    assert steps.step is Step.NAME
    await steps.add("Gate")
    added = fleet.rows[NEWCOMER]
    assert (added.pin, added.is_private) == (PIN, True)


async def test_a_certificate_that_was_trusted_once_is_not_asked_about_again() -> None:
    fleet = a_fleet()
    fleet.put(a_device(uid=NEWCOMER, address=Address("10.0.0.1", 443, https=True), pin=PIN))
    steps = adding(fleet)
    await steps.look("https://10.0.0.7")
    assert steps.step is Step.NAME


async def test_a_certificate_that_was_only_found_is_asked_about() -> None:
    fleet = a_fleet()
    fleet.put(a_find(address=PRIVATE, pin=PIN))
    steps = adding(fleet)
    await steps.look("https://10.0.0.7")
    assert steps.step is Step.CERTIFICATE


async def test_another_certificate_behind_the_trusted_one_ends_where_it_is() -> None:
    fleet = a_fleet()
    fleet.there[PRIVATE] = NotPrivate("10.0.0.7")
    steps = adding(fleet)
    await steps.look("https://10.0.0.7")
    with pytest.raises(NotPrivate):
        await steps.trust()
    assert steps.step is Step.CERTIFICATE


async def test_no_answer_leaves_the_address_to_be_mended() -> None:
    fleet = a_fleet()
    fleet.there[HERE] = Unreachable("10.0.0.7")
    steps = adding(fleet)
    with pytest.raises(Unreachable):
        await steps.look("10.0.0.7")
    assert (steps.step, steps.typed) == (Step.ADDRESS, "10.0.0.7")


async def test_back_goes_the_way_one_came_and_another_address_forgets_who_answered() -> None:
    fleet = a_fleet(key="secret")
    steps = adding(fleet)
    assert not steps.can_go_back
    await steps.look("https://10.0.0.7")
    await steps.trust()
    await steps.try_key("secret")
    passed: list[Step] = []
    while steps.can_go_back:
        steps.back()
        passed.append(steps.step)
    assert passed == [Step.KEY, Step.CERTIFICATE, Step.ADDRESS]
    fleet.there[HERE] = Unreachable("10.0.0.7")
    fleet.wanted_keys = {}
    with pytest.raises(Unreachable):
        await steps.look("10.0.0.7")
    with pytest.raises(LookupError):
        _ = steps.uid
    assert steps.fingerprint is None


async def test_a_key_typed_for_one_address_is_not_kept_for_the_next() -> None:
    fleet = a_fleet(key="secret")
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    await steps.try_key("secret")
    other = Address("10.0.0.8")
    fleet.there[other] = DOOR
    await steps.look("10.0.0.8")
    await steps.add("Gate")
    assert fleet.calls[-1] == "add Gate at 10.0.0.8"


async def test_one_of_ours_is_recognised_and_keeps_its_name() -> None:
    fleet = a_fleet()
    fleet.put(a_device("Gate", NEWCOMER, host="10.0.0.1"))
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    assert steps.known is not None
    assert steps.proposed_name("Device {n}") == "Gate"
    assert not steps.loses_privacy


async def test_losing_privacy_is_noticed() -> None:
    fleet = a_fleet()
    fleet.put(a_device("Gate", NEWCOMER, address=PRIVATE, pin=PIN))
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    assert steps.loses_privacy
    await steps.look("https://10.0.0.7")
    assert not steps.loses_privacy


async def test_the_first_free_name_is_proposed() -> None:
    fleet = a_fleet()
    fleet.put(a_device("Gate", "1"), a_device("device 3", "2"))
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    assert steps.proposed_name("Device {n}") == "Device 4"


async def test_a_name_that_is_taken_is_told() -> None:
    fleet = a_fleet()
    fleet.put(a_device("Gate", "1"))
    steps = adding(fleet)
    await steps.look("10.0.0.7")
    with pytest.raises(InvalidInput) as caught:
        await steps.add("gate")
    assert (caught.value.field, caught.value.problem) == ("name", InputProblem.ALREADY_THERE)
