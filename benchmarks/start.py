"""Start to window shown, of a bare PySide6 window's: from the process's start to the first paint.

Bytecode is kept, as on any PC, in a folder of the benchmark's own: what sets
PYTHONDONTWRITEBYTECODE, or a checkout that cannot be written, changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.rows import Row, quartile
from rollcall.app import STORE_FILE
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.store.database import Store
from rollcall.store.values import KnownDevice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
BAR = 1.6
ROUNDS = 40
WARM_UP = 2
PATIENCE_S = 60.0  # a window that is never painted must not stop the benchmark


def rows(*, quick: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "known").mkdir()
        asyncio.run(_know_three_devices(folder / "known"))
        works = {
            "bare": ("start_bare.py",),
            "new": ("start_ours.py", "--data-dir", str(folder / "new")),
            "known": ("start_ours.py", "--data-dir", str(folder / "known")),
        }
        wall: dict[str, list[float]] = {each: [] for each in works}
        own: dict[str, list[float]] = {each: [] for each in works}
        environment = _environment(folder / "bytecode")
        for at in range(WARM_UP + (ROUNDS // 4 if quick else ROUNDS)):
            for each, command in works.items():
                took = _shown(command, environment)
                if at >= WARM_UP:
                    wall[each].append(took[0])
                    own[each].append(took[1])
    for each, about in (("new", "the first time"), ("known", "with three known devices")):
        ratio = quartile(wall[each]) / quartile(wall["bare"])
        milliseconds = quartile(wall[each]) * 1000
        processor = quartile(own[each]) / quartile(own["bare"])
        note = f"{milliseconds:.0f} ms; processor time {processor:.2f}"
        yield Row(f"start to window shown {about}, of a bare PySide6 window", ratio, BAR, note)


def _shown(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Give wall and processor time until the window of a new process was painted."""
    script, *arguments = command
    start = time.monotonic()
    said = subprocess.run(  # noqa: S603
        [sys.executable, "-P", str(HERE / script), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE_S,
    )
    painted, processor = map(float, said.stdout.split())
    return painted - start, processor


def _environment(bytecode: Path) -> dict[str, str]:
    inherited = {each: value for each, value in os.environ.items() if not each.startswith("PYTHON")}
    return inherited | {
        "PYTHONPYCACHEPREFIX": str(bytecode),
        "PYTHONPATH": str(HERE.parent / "desktop"),  # also without an installed package
        "QT_API": "pyside6",
        "QT_QPA_PLATFORM": "offscreen",
    }


async def _know_three_devices(folder: Path) -> None:
    store = await Store.open(folder / STORE_FILE)
    for each in range(3):
        device = KnownDevice(
            uid=DeviceUid(f"{each:016x}"),
            name=f"Door {each}",
            address=Address("127.0.0.1", each + 1),
            last_seen=datetime.now(UTC),
        )
        await store.devices.save(device)
    await store.close()
