"""1,000 runs of work on users, each cut short or lied to: what was promised holds after each.

A run: two simulated devices here, the program without its window in a process of its own. It does
one piece of work while replies are lost, devices drop what they should store, a second
administrator interferes, or the process is killed. Then the faults end, the program is started
again, and the devices must be whole: 0 templates lost, 0 devices locked, 0 captures running.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from campaigns import mishaps, tasks
from campaigns.office import devices
from campaigns.program import Order, Place, run_program
from campaigns.truth import Broken, Truth
from rollcall.sealing import new_key
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.server import DeviceServer
from rollcall.store.database import Store
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.parts import TEMPLATES, templates

__all__ = ["Report", "run_all"]

HUNG_S = 60.0
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["campaigns.preloaded"])


@dataclass(slots=True)
class Report:
    """What came of many runs."""

    runs: int = 0
    killed: int = 0
    cancelled: int = 0
    changed: int = 0
    """Runs in which the devices were changed at all: a campaign in which nothing happens proves
    nothing."""
    hung: int = 0
    crashed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, Broken, str]] = field(default_factory=list)


class _Run:
    """One run: everything of it follows from its seed."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.pair = devices(seed, room=self.chance.choice((0, 2, 50)))
        self.task = tasks.choose(self.chance, self.pair[0])
        self.mishap = mishaps.choose(self.chance)
        self.truth = Truth(self.pair)
        self.folder = folder
        self.key = new_key()
        self.requests = 0
        self.exit_codes: list[int] = []
        self.was_killed = self.was_cancelled = self.crashed = False
        self._process: BaseProcess | None = None
        for device in self.pair:
            device.arrived = self._on_request
        for variant in self.mishap.variants:
            self.pair[0].variants.switch_on_as(variant)
        for fault in self.mishap.faults:
            self.chance.choice(self.pair).faults.switch_on_as(fault)

    async def run(self) -> bool:
        """Do the work, start again, and tell whether both came to an end."""
        self.truth.look()
        self.truth.give_up(tasks.given_up(self.task, self.pair[0]))
        async with DeviceServer(self.pair[0]) as one, DeviceServer(self.pair[1]) as two:
            places = tuple(
                Place(
                    uid=each.device.profile.uid,
                    host=each.http_address.host,
                    port=each.http_address.port,
                )
                for each in (one, two)
            )
            order = Order(folder=self.folder, places=places, seal_key=self.key, task=self.task)
            if not await self._start(order):
                return False
            for device in self.pair:
                device.arrived = None
                device.faults.switch_off()
            return await self._start(Order(folder=self.folder, places=places, seal_key=self.key))

    async def rescued(self) -> list[bytes]:
        """Give the templates that wait, encrypted, for a device that takes them back."""
        store = await Store.open(self.folder / "rollcall.db")
        try:
            found = []
            for entry in await store.journal.left_behind():
                if entry.sealed:
                    image = BeforeImage.opened(self.key, entry.sealed, entry.device, entry.user_id)
                    found += [each for part in TEMPLATES for each in templates(image.before, part)]
            return found
        finally:
            await store.close()

    async def _start(self, order: Order) -> bool:
        process = _processes.Process(target=run_program, args=(order,))
        self._process = process
        await asyncio.to_thread(process.start)
        await asyncio.to_thread(process.join, HUNG_S)
        if process.exitcode is None:
            process.kill()
            await asyncio.to_thread(process.join)
            return False
        self.exit_codes.append(process.exitcode)
        was_its_end = process.exitcode == 0 or self.was_killed or self.was_cancelled
        self.crashed = self.crashed or not was_its_end
        return True

    def _on_request(self, device: SimulatedDevice, _name: str) -> bool:
        self.requests += 1
        if self.requests == self.mishap.meddle_at:
            self.truth.give_up(mishaps.meddle(device, self.chance))
        pid = None if self._process is None else self._process.pid
        if self.requests == self.mishap.cancel_at and pid is not None:
            self.was_cancelled = True
            os.kill(pid, signal.SIGINT)  # which cancels, as closing the window does
        if self.requests == self.mishap.kill_at and self._process is not None:
            self._process.kill()
            self.was_killed = True
            return self.mishap.is_executed
        return True


async def run_all(runs: int, *, first_seed: int, at_once: int) -> Report:
    """Take that many runs, several at once."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="campaign-") as name:
        empty = Path(name, "rollcall.db")
        await (await Store.open(empty)).close()
        await _run_each(range(first_seed, first_seed + runs), empty, report, at_once=at_once)
    return report


async def _run_each(seeds: range, empty: Path, report: Report, *, at_once: int) -> None:
    gate = asyncio.Semaphore(at_once)
    async with asyncio.TaskGroup() as group:
        for seed in seeds:
            group.create_task(_one(seed, empty, gate, report))


async def _one(seed: int, empty: Path, gate: asyncio.Semaphore, report: Report) -> None:
    async with gate:
        with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
            shutil.copy(empty, folder)  # making the tables anew would take longer than the run
            run = _Run(seed, Path(folder))
            is_over = await run.run()
            report.runs += 1
            report.killed += run.was_killed
            report.cancelled += run.was_cancelled
            counts = run.pair[0].ledger.counts + run.pair[1].ledger.counts
            report.changed += bool(counts["SetUserInfo"] + counts["DeleteUserInfo"])
            report.hung += not is_over
            report.crashed += run.crashed
            if run.crashed:
                print(f"seed {seed} crashed: {run.exit_codes}", flush=True)
            report.kinds[run.task.kind.value] += 1
            for broken in run.truth.broken(rescued=await run.rescued()):
                report.broken.append((seed, broken, f"{run.task.kind.value}; {run.mishap}"))
            if report.runs % 100 == 0:
                print(f"{report.runs} runs, {len(report.broken)} broken", flush=True)
