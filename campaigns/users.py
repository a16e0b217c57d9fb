"""1,000 runs of work on users, each cut short or lied to: what was promised holds after each.

A run: two simulated devices here, the program without its window in a process of its own. It does
one piece of work while replies are lost, devices drop what they should store or restart, a second
administrator interferes, another window works too, or the process is killed, and killed once more
while it puts that in order. Then the faults end, the program is started again, and the devices must
be whole: 0 templates lost or doubled, nobody without a name, card or password of before, 0 devices
locked, 0 captures running, nobody made again who was deleted, and no template in plain text here.
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
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from campaigns import mishaps, tasks
from campaigns.office import devices
from campaigns.program import Order, Place, run_program
from campaigns.tasks import Task
from campaigns.truth import Broken, Truth
from rollcall.device.client import Budget
from rollcall.sealing import new_key
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.server import DeviceServer
from rollcall.store.database import Store
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.parts import TEMPLATES, templates

__all__ = ["Report", "run_all"]

HUNG_S = 60.0
USUAL: Final = Budget()
IMPATIENT: Final = Budget(first_byte_s=1.0, whole_s=2.0)  # nobody waits long for silent devices
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
    """One run: everything of it follows from its seed, but for the moments of two programs."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.pair = devices(seed, room=self.chance.choice((0, 2, 50)))
        self.task = tasks.choose(self.chance, self.pair[0])
        self.mishap = mishaps.choose(self.chance)
        self.tasks = [self.task]
        if self.mishap.has_second_program:
            self.tasks.append(tasks.choose(self.chance, self.pair[0]))
        ignored = any("ignore-member" in each for each in self.mishap.faults)
        self.truth = Truth(self.pair, forgets_members=ignored)
        self.folder = folder
        self.key = new_key()
        self.requests = 0
        self.kill_at = self.mishap.kill_at
        self.exit_codes: list[int] = []
        self.was_killed = self.was_cancelled = self.crashed = False
        self._places: tuple[Place, ...] = ()
        self._ended_by_us: set[int] = set()
        self._running: list[BaseProcess] = []
        for device in self.pair:
            device.arrived = self._on_request
        for variant in self.mishap.variants:
            self.pair[0].variants.switch_on_as(variant)
        for fault in self.mishap.faults:
            self.chance.choice(self.pair).faults.switch_on_as(fault)

    @property
    def story(self) -> str:
        """What was done, and what bad luck came with it."""
        return f"{' and '.join(each.kind.value for each in self.tasks)}; {self.mishap}"

    async def run(self) -> bool:
        """Do the work, start again, and tell whether all of it came to an end."""
        self.truth.look()
        for task in self.tasks:
            self.truth.give_up(tasks.given_up(task, self.pair[0]))
        async with DeviceServer(self.pair[0]) as one, DeviceServer(self.pair[1]) as two:
            self._places = tuple(
                Place(
                    uid=each.device.profile.uid,
                    host=each.http_address.host,
                    port=each.http_address.port,
                )
                for each in (one, two)
            )
            orders = [self._order(task=each, budget=IMPATIENT) for each in self.tasks]
            ended = await asyncio.gather(*(self._start(each) for each in orders))
            if self.mishap.kill_again_at is not None:
                self.kill_at = self.requests + self.mishap.kill_again_at
                ended.append(await self._start(self._order(budget=IMPATIENT)))
            for device in self.pair:
                device.arrived = None
                device.faults.switch_off()
            return all(ended) and await self._start(self._order())

    def _order(self, *, task: Task | None = None, budget: Budget = USUAL) -> Order:
        return Order(
            folder=self.folder, places=self._places, seal_key=self.key, task=task, budget=budget
        )

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

    def written(self) -> bytes:
        """Give every byte that this PC keeps."""
        return b"".join(each.read_bytes() for each in sorted(self.folder.iterdir()))

    async def _start(self, order: Order) -> bool:
        process = _processes.Process(target=run_program, args=(order,))
        # All that asks how a process ended stays on this thread: of two that ask at once one is
        # told 255 (multiprocessing.popen_forkserver reads the exit code from a pipe, once).
        process.start()
        self._running.append(process)
        await asyncio.to_thread(wait, [process.sentinel], HUNG_S)
        self._running.remove(process)
        if process.exitcode is None:
            process.kill()
            await asyncio.to_thread(wait, [process.sentinel])
            return False
        self.exit_codes.append(process.exitcode)
        was_its_end = process.exitcode == 0 or process.pid in self._ended_by_us
        self.crashed = self.crashed or not was_its_end
        return True

    def _on_request(self, device: SimulatedDevice, _name: str) -> bool:
        self.requests += 1
        if self.requests == self.mishap.meddle_at:
            self._meddle(device)
        if self.requests == self.mishap.restart_at:
            device.restart()
        victim = self.chance.choice(self._running) if self._running else None
        if victim is None or victim.pid is None:
            return True
        if self.requests == self.mishap.cancel_at:
            self.was_cancelled = True
            self._ended_by_us.add(victim.pid)
            os.kill(victim.pid, signal.SIGINT)  # which cancels, as closing the window does
        if self.requests == self.kill_at:
            self.was_killed = True
            self._ended_by_us.add(victim.pid)
            victim.kill()
            return self.mishap.is_executed
        return True

    def _meddle(self, device: SimulatedDevice) -> None:
        users = list(device.users)
        if not users:
            return
        user = self.chance.choice(users)
        self.truth.give_up(mishaps.meddle(device, user, self.chance))
        is_first = device is self.pair[0]
        # A device that clears what is left out is sent users whole: nothing tells that one is new.
        may_make = any(t.may_make for t in self.tasks) or "clear-left-out" in self.mishap.variants
        if is_first and user.id not in device.users and not may_make:
            self.truth.deleted.add((device.profile.uid, user.id))


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
            found = run.truth.broken(rescued=await run.rescued()) + run.truth.shown(run.written())
            report.broken += [(seed, broken, run.story) for broken in found]
            if report.runs % 100 == 0:
                print(f"{report.runs} runs, {len(report.broken)} broken", flush=True)
