from __future__ import annotations

import base64

from rollcall.protocol.users import SetUserInfo
from rollcall.simulator.ledger import Ledger
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start

FACE = base64.b64encode(b"a face that is secret").decode()
CHANGE = {"id": "5", "name": "Anna", "face": FACE, "password": "0042", "card": "77"}


async def test_what_was_executed_is_kept_in_order(bare: Bare) -> None:
    await bare.get("GetDeviceUid")
    await bare.get("SetUserInfo", CHANGE)
    await bare.code("GetUserInfo", {"id": "999"})
    ledger = bare.device.ledger
    assert ledger.commands == ["GetDeviceUid", "SetUserInfo"]
    assert ledger.counts == {"GetDeviceUid": 1, "SetUserInfo": 1}
    assert [each.outcome for each in ledger.requests] == [
        "DeviceUid",
        "Success",
        "user_id_not_exists",
    ]


async def test_summaries_hold_no_secrets(bare: Bare) -> None:
    await bare.get("SetUserInfo", CHANGE)
    await bare.get("SetSecurityConfig", {"api_key": "tops3cret"})
    told = " ".join(each.summary for each in bare.device.ledger.executed)
    assert "Anna" in told
    for secret in ("0042", "77", FACE, "tops3cret"):
        assert secret not in told
    assert all(each.command is None for each in bare.device.ledger.executed)


async def test_commands_are_kept_when_asked_for(start: Start) -> None:
    bare = await start(ledger=Ledger(secrets=True))
    await bare.get("SetUserInfo", CHANGE)
    command = bare.device.ledger.executed[0].command
    assert isinstance(command, SetUserInfo)
    assert command.card == "77"


async def test_changes_tell_before_and_after(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "50", "name": "Anna"})
    await bare.get("DeleteUserInfo", {"id": "50"})
    await bare.get("EraseAttendLog", {"end_pos": 10})
    added, deleted, erased = bare.device.ledger.executed
    assert added.before is None
    assert added.after == deleted.before
    assert deleted.after is None
    assert isinstance(erased.before, dict)
    assert isinstance(erased.after, dict)
    assert (erased.before["records"], erased.after["records"]) == ((0, 250), (10, 250))


async def test_every_key_and_connection_is_seen(bare: Bare) -> None:
    for key in ("", "a b", "c&d"):
        bare.key = key
        await bare.send(b"{}")
        await bare.close()
    await bare.send(b"{}", target="/control")
    ledger = bare.device.ledger
    assert ledger.keys == {"", "a b", "c&d"}
    assert [each.key for each in ledger.requests] == ["", "a b", "c&d", None]
    assert [each.number for each in ledger.connections] == [1, 2, 3, 4]
    assert ledger.connections[0].peer.startswith("127.0.0.1:")


async def test_only_the_latest_are_kept(start: Start) -> None:
    bare = await start(ledger=Ledger(kept=2))
    for _ in range(5):
        await bare.get("GetDeviceUid")
    assert len(bare.device.ledger.executed) == 2
    assert bare.device.ledger.counts["GetDeviceUid"] == 5
