"""A made-up `Enrolling`: each answer is set by the test, each step can be held at a gate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from rollcall.protocol.address import Address
from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part, PartReceipt, Receipt, Verdict
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.progress import Progress, Report

UID = DeviceUid("d1")
DEVICE = FleetDevice(
    uid=UID, name="Front door", address=Address("192.168.1.20"), state=DeviceState.ONLINE
)
ANN = RememberedUser(id=UserId("7"), name="Ann", department="Office", privilege="user")
BOB = RememberedUser(id=UserId("8"), name="Bob", department="Office", privilege="user")

PARTS = {
    Method.FACE: Part.FACE,
    Method.FINGER: Part.FINGERS,
    Method.PALM: Part.PALMS,
    Method.CARD: Part.CARD,
    Method.CARD_NUMBER: Part.CARD,
}


class MadeUp:
    """Everything goes well unless an error, a verdict or a gate says otherwise."""

    def __init__(self) -> None:
        self.users: list[RememberedUser] = [ANN, BOB]
        self.abilities: dict[Method, bool | None] = {}
        self.learnt: dict[Method, bool | None] | None = None
        self.read_error: AppError | None = None
        self.read_gate: asyncio.Event | None = None
        self.capture_error: AppError | None = None
        self.capture_gate: asyncio.Event | None = None
        self.lefts = [90, 89]
        self.save_error: AppError | None = None
        self.save_gate: asyncio.Event | None = None
        self.verdicts: list[Verdict] = []
        self.owner: RememberedUser | None = None
        self.look_gate: asyncio.Event | None = None
        self.end_error: AppError | None = None
        self.was_enough = False
        self.noted_cards: list[tuple[UserId, str]] = []
        self.captures = 0
        self.saved: list[Captured] = []
        self.let_go_of = 0
        self.ended_all = 0
        self.was_cancelled = False

    def people(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self.users)

    def can(self, uid: DeviceUid, method: Method) -> bool | None:
        return self.abilities.get(method, True)

    async def learn(self, uid: DeviceUid) -> None:
        await asyncio.sleep(0)
        if self.learnt is not None:
            self.abilities = self.learnt

    async def read(self, device: FleetDevice, person: RememberedUser) -> UserInfo:
        await _passed(self.read_gate)
        if self.read_error is not None:
            raise self.read_error
        return UserInfo(id=person.id, name=person.name)

    async def capture(
        self,
        device: FleetDevice,
        user_id: UserId,
        method: Method,
        *,
        left: Callable[[int], None],
    ) -> Captured:
        self.captures += 1
        try:
            for each in self.lefts:
                left(each)
                await asyncio.sleep(0)
            await _passed(self.capture_gate)
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        if self.capture_error is not None:
            raise self.capture_error
        card = "42" if method is Method.CARD else ""
        return Captured(method=method, template=b"" if card else b"template", card=card, entry=1)

    async def let_go(self, captured: Captured) -> None:
        self.let_go_of += 1
        await asyncio.sleep(0)

    async def save(self, device: FleetDevice, info: UserInfo, captured: Captured) -> Receipt:
        await _passed(self.save_gate)
        if self.save_error is not None:
            raise self.save_error
        self.saved.append(captured)
        verdict = self.verdicts.pop(0) if self.verdicts else Verdict.DONE
        part = PartReceipt(
            part=PARTS[captured.method], asked=1, stored=1, is_as_asked=verdict is Verdict.DONE
        )
        return Receipt(device=UID, user_id=info.id, name=info.name, verdict=verdict, parts=(part,))

    def card_owners(self, uid: DeviceUid) -> Owners:
        return Owners(self)

    async def end_all(self, device: FleetDevice) -> None:
        await asyncio.sleep(0)
        if self.end_error is not None:
            raise self.end_error
        self.ended_all += 1


class Owners:
    """Finds the owner that the office says."""

    def __init__(self, office: MadeUp) -> None:
        self._office = office

    async def owner(
        self,
        card: str,
        *,
        among: Iterable[RememberedUser],
        report: Report,
        is_enough: Callable[[], bool],
    ) -> RememberedUser | None:
        report(Progress(done=1, total=3))
        await _passed(self._office.look_gate)
        self._office.was_enough = is_enough()
        return self._office.owner

    def saved(self, user_id: UserId, card: str) -> None:
        self._office.noted_cards.append((user_id, card))


async def _passed(gate: asyncio.Event | None) -> None:
    await (gate.wait() if gate is not None else asyncio.sleep(0))
