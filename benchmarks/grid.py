"""The user grid of 5,000: a keystroke to rows updated, and what streaming users costs the window.

In milliseconds: the bar is a frame of the screen, not another program.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import qasync  # type: ignore[import-untyped]
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from benchmarks.offscreen import application
from benchmarks.rows import Row
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.simulator.population import people
from rollcall.simulator.profile import Profile
from rollcall.store.values import RememberedUser
from rollcall.ui.i18n import Languages
from rollcall.ui.pages.users import UsersPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import EntryState, RosterEntry
from rollcall.usecases.user_listing import Shortfall

USERS = 5_000
FRAME_MS = 16
BATCH = 3  # users a flush: 50 ms of a device that needs 20 ms for each
FLUSHES = 200
ROUNDS = 4
TYPED = ("face", "anna", "li 2", "склад", "管", "محمد", "administrator", "4999", "zzz", "ø 1")
_fresh = count()
DEVICE = FleetDevice(
    uid=DeviceUid("bench"), name="Gate", address=Address("127.0.0.1"), state=DeviceState.ONLINE
)


class Devices:
    def __init__(self) -> None:
        self.changed: Event[tuple[FleetDevice, ...]] = Event()
        self.devices = (DEVICE,)


class Users:
    """What a roster announces, at the pace of the measurement."""

    def __init__(self, remembered: Sequence[RememberedUser]) -> None:
        self.shortfall: Shortfall | None = None
        self.changed: Event[tuple[RosterEntry, ...]] = Event()
        self.removed: Event[tuple[UserId, ...]] = Event()
        self.entries = tuple(RosterEntry(each, EntryState.LAST_KNOWN) for each in remembered)

    def show_first(self, ids: Sequence[UserId]) -> None:
        pass

    async def recall(self) -> None:
        pass

    async def read(self, report: Report) -> None:
        report(Progress(done=0, total=USERS))


def rows(*, quick: bool) -> list[Row]:  # noqa: ARG001  # it takes ten seconds
    app = application()
    with tempfile.TemporaryDirectory() as folder:
        loop = qasync.QEventLoop(app)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(_measure(app, Path(folder)))


async def _measure(app: QApplication, folder: Path) -> list[Row]:
    Languages(app).use("en")
    Theme(app).apply("light")
    tasks = TaskRunner()
    users = Users(_remembered())
    page = UsersPage(
        lambda _uid: users,
        fleet=Devices(),
        tasks=tasks,
        settings=SettingsFile(folder / "settings.json"),
    )
    page.resize(1080, 744)
    page.show()
    await tasks.idle()
    await asyncio.sleep(1)  # the words of the search are prepared between events
    heading = page.table.horizontalHeader()
    typing, sorting = partial(_typing, page), partial(_sorting, page)
    filtering, streaming = partial(_filtering, page), partial(_streaming, users)
    found = [
        _row("a keystroke in the search to rows painted", _timed(page, typing)),
        _row("a filter chip to rows painted", _timed(page, filtering)),
        _row("a click on a heading to rows painted", _timed(page, sorting), bar=None),
    ]
    heading.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    found.append(_row("users that stream in, default order", _timed(page, streaming)))
    heading.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    found.append(_row("users that stream in, sorted by name", _timed(page, streaming)))
    page.table.selectAll()
    found.append(_row("the same, all selected", _timed(page, streaming)))
    found.append(_row("a keystroke, all selected", _timed(page, typing)))
    await tasks.shutdown()
    page.close()
    return found


def _typing(page: UsersPage) -> Iterator[Callable[[], object]]:
    for word in TYPED:
        texts = [word[:end] for end in range(1, len(word) + 1)]
        for text in [*texts, *reversed(texts[:-1]), ""]:
            yield partial(page.filters.search_field.setText, text)


def _sorting(page: UsersPage) -> Iterator[Callable[[], object]]:
    heading = page.table.horizontalHeader()
    for column in range(5):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            yield partial(heading.setSortIndicator, column, order)


def _filtering(page: UsersPage) -> Iterator[Callable[[], object]]:
    for department in ("Office", "Sales", None):
        for credential in ("face", "card", None):
            yield partial(page.filters.chips[0].choose, department)
            yield partial(page.filters.chips[2].choose, credential)


def _streaming(users: Users) -> Iterator[Callable[[], object]]:
    for at in range(FLUSHES):
        picked = (users.entries[(at * 37 + each * 1009) % USERS] for each in range(BATCH))
        entries = tuple(RosterEntry(_renamed(each.user), EntryState.CURRENT) for each in picked)
        yield partial(users.changed.emit, entries)


def _renamed(user: RememberedUser) -> RememberedUser:
    return replace(user, name=f"{user.name[::-1]} {next(_fresh)}")


def _timed(page: UsersPage, steps: Callable[[], Iterator[Callable[[], object]]]) -> list[float]:
    """Give the processor time of each step with its repaint, in milliseconds.

    The least of several rounds: what a step takes when nobody else has the processor.
    """
    rounds = []
    for _ in range(ROUNDS):
        times = []
        for step in steps():
            start = time.process_time()
            step()
            page.table.viewport().repaint()
            times.append((time.process_time() - start) * 1000)
            QApplication.sendPostedEvents()
        rounds.append(times)
    return [min(each) for each in zip(*rounds, strict=True)]


def _row(work: str, times: list[float], *, bar: float | None = FRAME_MS) -> Row:
    ordered = sorted(times)
    worst = ordered[-1 - len(ordered) // 100]
    note = f"p50 {ordered[len(ordered) // 2]:.1f}, most {ordered[-1]:.1f}, {len(ordered)} steps"
    return Row(f"{work}, ms at p99", worst, bar, note)


def _remembered() -> list[RememberedUser]:
    return [
        RememberedUser(
            id=each.id,
            name=each.name,
            department=each.department,
            privilege=each.privilege.value,
            face=each.face is not None,
            fingers=len(each.fingers),
            palms=len(each.palms),
            card=bool(each.card),
            password=bool(each.password),
        )
        for each in people(Profile(users=USERS))
    ]
