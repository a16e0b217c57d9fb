from __future__ import annotations

from tests.simulator.bare import Bare
from tests.simulator.examples import BELL


async def test_there_are_always_twenty_four(bare: Bare) -> None:
    bells = (await bare.get("GetBellSetting"))["bells"]
    assert len(bells) == 24
    assert bells[0] == BELL
    bells[3] = {"duration_index": 8, "start": "23:59", "type_index": 2, "weekmask": 127}
    await bare.get("SetBellSetting", {"bells": bells})
    assert (await bare.get("GetBellSetting"))["bells"] == bells


async def test_one_wrong_bell_refuses_all(bare: Bare) -> None:
    before = await bare.get("GetBellSetting")
    bells = [*[{**BELL, "start": "10:00"}] * 23, {**BELL, "weekmask": -1}]
    assert await bare.code("SetBellSetting", {"bells": bells}) == "invalid_parameter"
    assert await bare.get("GetBellSetting") == before
