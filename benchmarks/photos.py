"""200 photos of 12 megapixels prepared, against Pillow alone on the same cores; and the window.

The wall time of decode, scale and encode with the same options, in turns in one run. And how late
a timer of the window is meanwhile, in milliseconds of processor time of the window's own thread.
"""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import qasync  # type: ignore[import-untyped]
from PIL import Image
from PIL.Image import Resampling
from PySide6.QtWidgets import QApplication

from benchmarks.offscreen import application
from benchmarks.rows import Row, quartile
from benchmarks.window import FRAME_MS, TICK_MS, Meter
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.i18n import Languages
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.photos import fitting
from rollcall.usecases.photos.desk import Stage
from rollcall.usecases.photos.photo import Prepared, Reason
from rollcall.usecases.photos.preparing import PhotoTask, prepare_all, threads

PHOTOS = 200
DIFFERENT = 5
WIDTH, HEIGHT = 4032, 3024
AT_ONCE = 10  # photos of one turn of the interleaved measure
CENTRE = (WIDTH - HEIGHT * 3 / 4) / 2 / WIDTH
DEVICE = FleetDevice(
    uid=DeviceUid("bench"), name="Gate", address=Address("127.0.0.1"), state=DeviceState.ONLINE
)


def rows(*, quick: bool) -> Iterator[Row]:
    count = PHOTOS // 4 if quick else PHOTOS
    with tempfile.TemporaryDirectory() as name:
        files = _made(Path(name))
        megabytes = sum(each.stat().st_size for each in files) / len(files) / 1e6
        photos = list(islice(cycle(files), count))
        with asyncio.Runner() as runner, ThreadPoolExecutor(threads()) as pool:
            ratio, each_ms = _compared(runner, pool, photos)
        note = f"{each_ms:.1f} ms a photo of {megabytes:.1f} MB, {threads()} threads"
        work = f"{count} photos of 12 megapixels prepared, wall, of Pillow alone"
        yield Row(work, ratio, 1.3, note)
        late = _lateness(photos)
    ordered = sorted(late)
    worst = ordered[-1 - len(ordered) // 100]
    note = f"p50 {ordered[len(ordered) // 2]:.1f}, most {ordered[-1]:.1f}, {len(ordered)} times"
    work = f"a {TICK_MS} ms timer of the window meanwhile, late, own work, ms at p99"
    yield Row(work, worst, FRAME_MS, note)


def _compared(
    runner: asyncio.Runner, pool: ThreadPoolExecutor, photos: list[Path]
) -> tuple[float, float]:
    """Give how many times the bare work ours takes, and milliseconds of ours for a photo."""
    list(pool.map(_bare, photos[:DIFFERENT]))  # imports, caches and the cascade are not measured
    runner.run(_ours(photos[: threads()]))
    spent: dict[str, list[float]] = {"bare": [], "ours": []}
    for at in range(0, len(photos), AT_ONCE):
        some = photos[at : at + AT_ONCE]
        start = time.perf_counter()
        list(pool.map(_bare, some))
        middle = time.perf_counter()
        runner.run(_ours(some))
        spent["bare"].append((middle - start) / len(some))
        spent["ours"].append((time.perf_counter() - middle) / len(some))
    ours, bare = quartile(spent["ours"]), quartile(spent["bare"])
    return ours / bare, ours * 1000


def _bare(path: Path) -> bytes:
    """Decode, scale and encode as Pillow does it, with the options the program ends up with."""
    image = Image.open(path)
    image.draft(None, (round(480 / (1 - 2 * CENTRE)), 640))
    image.load()
    box = (CENTRE * image.width, 0.0, (1 - CENTRE) * image.width, float(image.height))
    part = image.resize((480, 640), Resampling.LANCZOS, box=box, reducing_gap=2.0)
    file = io.BytesIO()
    part.save(file, "JPEG", quality=80)
    return file.getvalue()


async def _ours(photos: list[Path]) -> None:
    tasks = iter([PhotoTask(key=key, path=path) for key, path in enumerate(photos)])
    done: list[Prepared] = []

    def take(_: PhotoTask, result: Prepared | Reason) -> None:
        assert isinstance(result, Prepared)
        assert len(result.jpeg) <= fitting.BYTES_MAX
        done.append(result)

    await prepare_all(lambda: next(tasks, None), take)
    assert len(done) == len(photos)


def _lateness(photos: list[Path]) -> list[float]:
    """Prepare photos in the real dialog, each under a name of its own."""
    app = application()
    loop = qasync.QEventLoop(app)
    with (
        tempfile.TemporaryDirectory() as name,
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        for number, path in enumerate(photos):
            os.link(path, Path(name, f"{number + 1}.jpg"))
        return runner.run(_prepared_in_dialog(app, Path(name), len(photos)))


async def _prepared_in_dialog(app: QApplication, folder: Path, count: int) -> list[float]:
    Languages(app).use("en")
    Theme(app).apply("light")
    tasks = TaskRunner()
    users = [_user(number + 1) for number in range(count)]
    dialog = PhotosDialog(None, _Nothing(), tasks=tasks, device=DEVICE, users=users)
    dialog.open()
    await asyncio.sleep(0.5)  # building and showing it, once, is not what is measured
    meter = Meter()
    meter.start()
    dialog.loading.add([folder])
    await tasks.idle()
    meter.stop()
    assert dialog.desk.counts[Stage.READY] == count, dialog.desk.counts
    dialog.reject()
    await tasks.shutdown()
    return meter.late


class _Nothing:
    def can_convert(self, _uid: object) -> bool:
        return True

    async def look(self, _uid: object) -> bool:
        return True

    async def save(self, *_: object, **__: object) -> None:
        raise NotImplementedError


def _user(number: int) -> RememberedUser:
    return RememberedUser(
        id=UserId(str(number)), name=f"User {number}", department="", privilege="user"
    )


def _made(folder: Path) -> list[Path]:
    """Draw photos: soft shapes, a gradient and the grain of a sensor."""
    files = []
    for number in range(DIFFERENT):
        shapes = _noise(WIDTH // (90 + number), 50, Resampling.BICUBIC)
        grain = _noise(WIDTH // 2, 28, Resampling.BILINEAR)
        light = Image.linear_gradient("L").rotate(90 * number).resize((WIDTH, HEIGHT))
        red = Image.blend(Image.blend(shapes, light, 0.5), grain, 0.25)
        photo = Image.merge(
            "RGB", [red, Image.blend(red, light, 0.3), Image.blend(red, shapes, 0.4)]
        )
        files.append(folder / f"made-{number}.jpg")
        photo.save(files[-1], quality=96)
    return files


def _noise(width: int, strength: int, how: Resampling) -> Image.Image:
    return Image.effect_noise((width, width * 3 // 4), strength).resize((WIDTH, HEIGHT), how)
