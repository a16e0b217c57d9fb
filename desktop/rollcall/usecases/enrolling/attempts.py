"""From a capture, or a typed card number, to the proof that it is stored; and what became of it.

Which step of the wizard comes before and after is in steps.py; what is asked of a device, in
enrolling.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from rollcall.protocol.errors import AppError
from rollcall.protocol.users import UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.enrolling.capture import CAPTURE_S
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.enrolling.queue import Queue
from rollcall.usecases.enrolling.wizard import Enrolls, Step
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.progress import Progress

__all__ = ["Attempts"]

_NOT_LOOKED: Final = Progress(done=0, total=None)


class Attempts:
    """Tries to enroll whoever is at the front of the queue, once or again; `go` tells the step.

    One attempt at a time. After the next has begun, or it was given up, an attempt tells nothing
    any more; what it still captures is let go. Errors become the step FAILED.
    """

    def __init__(
        self, enrolling: Enrolls, device: FleetDevice, queue: Queue, *, go: Callable[[Step], None]
    ) -> None:
        self._enrolling = enrolling
        self._device = device
        self._queue = queue
        self._go = go
        self._owners = enrolling.card_owners(device.known_uid)
        self._has_looked_enough = False
        self._turn = 0
        self.info: UserInfo | None = None
        """The person as read right before the capture."""
        self.held: Captured | None = None
        """What was captured or typed and is not saved yet."""
        self.left_s = CAPTURE_S
        self.looked = _NOT_LOOKED
        """How far looking for the owner of a card has come."""
        self.owner: RememberedUser | None = None
        """Who else has the card."""
        self.receipt: Receipt | None = None
        self.error: AppError | None = None

    async def capture(self, method: Method) -> None:
        """Let the device capture a credential, and save it."""
        await self._run(self._capture(method))

    async def take_card(self, number: str) -> None:
        """Save a card whose number was typed."""
        await self._run(self._take_card(number))

    async def save_again(self) -> None:
        """Save what is held, to the user as he or she is by now."""
        await self._run(self._save_again())

    async def save_all_the_same(self) -> None:
        """Save a card that somebody else has."""
        await self._run(self._save())

    def look_no_further(self) -> None:
        """Save a card without having looked through all users."""
        self._has_looked_enough = True

    async def give_up(self) -> None:
        """Make what still runs speechless, and let go of what was captured."""
        self._turn += 1
        await self._let_go()

    def forget_trouble(self) -> None:
        """Begin without what came of the attempt before."""
        self.error, self.receipt = None, None

    # --- one attempt

    async def _run(self, work: Awaitable[None]) -> None:
        self._turn += 1
        turn = self._turn
        self.forget_trouble()
        try:
            await work
        except AppError as error:
            if turn == self._turn:
                self._fail(error, None)

    async def _capture(self, method: Method) -> None:
        turn, person = self._turn, self._queue.person
        self.left_s, self.owner = CAPTURE_S, None
        self._go(Step.STARTING)
        info = await self._enrolling.read(self._device, person)

        def left(seconds: int) -> None:
            if turn == self._turn:
                self.left_s = seconds
                self._go(Step.WAITING)

        if turn == self._turn:
            self.info = info
            captured = await self._enrolling.capture(self._device, person.id, method, left=left)
            if turn == self._turn:
                self.held = captured
                await self._check_and_save(captured)
            else:
                await self._enrolling.let_go(captured)

    async def _take_card(self, number: str) -> None:
        self.owner = None
        self.held = Captured(method=Method.CARD_NUMBER, card=number)
        await self._save_again()

    async def _save_again(self) -> None:
        turn, captured = self._turn, self.held
        if captured is None:
            raise ValueError(turn)
        self._go(Step.SAVING)
        info = await self._enrolling.read(self._device, self._queue.person)
        if turn == self._turn:
            self.info = info
            await self._check_and_save(captured)

    async def _check_and_save(self, captured: Captured) -> None:
        """Save it, unless it is a card that somebody else has and nobody has agreed to that."""
        if captured.card and self.owner is None:
            turn = self._turn
            self._has_looked_enough = False
            self.looked = _NOT_LOOKED
            self._go(Step.CHECKING)
            people = self._enrolling.people(self._device.known_uid)

            def looked(progress: Progress) -> None:
                if turn == self._turn:
                    self.looked = progress
                    self._go(Step.CHECKING)

            self.owner = await self._owners.owner(
                captured.card,
                among=[each for each in people if each.id != self._queue.person.id],
                report=looked,
                is_enough=lambda: self._has_looked_enough or turn != self._turn,
            )
            if turn != self._turn:
                return
            if self.owner is not None:
                self._go(Step.TAKEN)
                return
        await self._save()

    async def _save(self) -> None:
        turn, captured, info = self._turn, self.held, self.info
        if captured is None or info is None:
            raise ValueError(turn)
        self._go(Step.SAVING)
        receipt = await self._enrolling.save(self._device, info, captured)
        if turn != self._turn:
            return
        if not receipt.is_fine:
            self._fail(receipt.error, receipt)
            return
        if captured.card:
            self._owners.saved(info.id, captured.card)
        self.receipt = receipt
        self._queue.note_saved(captured.method)
        await self._let_go()
        self._go(Step.SAVED)

    # --- inside

    def _fail(self, error: AppError | None, receipt: Receipt | None) -> None:
        self.error, self.receipt = error, receipt
        self._queue.note_trouble(error, receipt)
        self._go(Step.FAILED)

    async def _let_go(self) -> None:
        held, self.held = self.held, None
        if held is not None:
            await self._enrolling.let_go(held)
