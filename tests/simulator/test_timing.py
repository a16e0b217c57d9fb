from __future__ import annotations

import asyncio

from rollcall.simulator.timing import ManualTime, RealTime


async def test_it_stands_still_until_it_is_advanced() -> None:
    time = ManualTime()
    before = time.now()
    async with asyncio.TaskGroup() as group:
        short, long = group.create_task(time.sleep(1)), group.create_task(time.sleep(5))
        await time.until_asleep(2)
        time.advance(1)
        await short
        assert not long.done()
        time.advance(4)
    assert (time.now() - before).total_seconds() == time.ticks() == 5


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    time = ManualTime()
    sleeper = asyncio.get_running_loop().create_task(time.sleep(1))
    await time.until_asleep()
    sleeper.cancel()
    await asyncio.wait([sleeper])
    time.advance(1)
    assert sleeper.cancelled()


async def test_real_time_goes_on() -> None:
    time = RealTime()
    before = time.ticks()
    await time.sleep(0)
    assert time.ticks() >= before
    assert time.now().tzinfo is None
