from __future__ import annotations

import pytest

from rollcall.simulator.faults import faults
from rollcall.simulator.switches import BadSwitch, Switch, Switches
from rollcall.simulator.variants import variants

TABLE = (
    Switch("plain", "Is plain."),
    Switch("count", "Counts.", "5"),
    Switch("pause", "Pauses.", "0.5"),
    Switch("word", "Says something.", "busy"),
    Switch("own", "Concerns one command.", "", ("GetDeviceUid",)),
)


@pytest.fixture
def switches() -> Switches:
    return Switches(TABLE)


def test_nothing_is_on_at_first(switches: Switches) -> None:
    assert switches.take("GetDeviceUid") == {}
    assert not switches.is_on("plain")


@pytest.mark.parametrize(
    ("spelling", "taken"),
    [
        ("plain", {"plain": ""}),
        ("plain:GetDeviceUid", {"plain": ""}),
        ("plain:getdeviceuid", {"plain": ""}),
        ("plain:GetUserInfo", {}),
        ("count", {"count": "5"}),
        ("count=7*2", {"count": "7"}),
        ("pause=1.25:GetDeviceUid*1", {"pause": "1.25"}),
        ("word=no_room", {"word": "no_room"}),
        ("own", {"own": ""}),
    ],
)
def test_a_spelling_switches_on(switches: Switches, spelling: str, taken: dict[str, str]) -> None:
    switches.switch_on_as(spelling)
    assert switches.take("GetDeviceUid") == taken


@pytest.mark.parametrize(
    "spelling",
    [
        "",
        "none",
        "plain=1",
        "count=x",
        "count=1.5",
        "pause=x",
        "plain*x",
        "plain:",
        "plain:NoSuchCommand",
        "own:GetUserInfo",
        "plain**1",
        "²",
    ],
)
def test_a_wrong_spelling_is_refused(switches: Switches, spelling: str) -> None:
    with pytest.raises(BadSwitch):
        switches.switch_on_as(spelling)


def test_a_switch_ends_after_its_times(switches: Switches) -> None:
    switches.switch_on("plain", command="GetDeviceUid", times=2)
    assert switches.take("GetUserInfo") == {}
    assert switches.take("GetDeviceUid")
    assert switches.take("GetDeviceUid")
    assert switches.take("GetDeviceUid") == {}


def test_a_switch_of_one_command_is_not_used_up_by_others(switches: Switches) -> None:
    switches.switch_on("own", times=1)
    assert switches.take("GetUserInfo") == {}
    assert switches.take("GetDeviceUid") == {"own": ""}


def test_a_switch_can_be_switched_off(switches: Switches) -> None:
    switches.switch_on("plain")
    switches.switch_on("count")
    switches.switch_off("plain")
    assert switches.take("x") == {"count": "5"}
    switches.switch_off()
    assert switches.take("x") == {}


def test_a_variant_cannot_be_for_some_requests_only() -> None:
    for spelling in ("dept-bare-list:GetDeptList", "dept-bare-list*1"):
        with pytest.raises(BadSwitch):
            variants().switch_on_as(spelling)


def test_only_lasting_ones_concern_what_is_no_command(switches: Switches) -> None:
    switches.switch_on("plain")
    switches.switch_on("count", times=3)
    switches.switch_on("word", command="GetUserInfo")
    assert switches.lasting() == {"plain": ""}


@pytest.mark.parametrize("table", [variants(), faults()], ids=["variants", "faults"])
def test_every_switch_has_one_sentence_and_its_commands_exist(table: Switches) -> None:
    from rollcall.protocol.catalog import COMMANDS

    for switch in table.table.values():
        assert switch.sentence[0].isupper()
        assert switch.sentence.endswith(".")
        assert set(switch.commands) <= set(COMMANDS)
        table.switch_on(switch.name)
