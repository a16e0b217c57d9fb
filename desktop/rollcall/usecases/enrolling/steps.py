"""The wizard "Enroll" from step to step: who, how, capture, save, next person. Qt-free.

How a step looks is in `ui/dialogs/enroll.py`; how somebody is captured and saved, in `attempts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rollcall.protocol.errors import InvalidInput, OutcomeUnknown, Refused
from rollcall.store.values import RememberedUser
from rollcall.usecases.enrolling.attempts import Attempts
from rollcall.usecases.enrolling.methods import Method, begin_command, card_number
from rollcall.usecases.enrolling.offers import Offer, offer
from rollcall.usecases.enrolling.queue import Queue
from rollcall.usecases.enrolling.wizard import Enrolls, Step
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event

__all__ = ["EnrollSteps"]

_BACK: Final = frozenset({Step.TYPING, Step.STARTING, Step.WAITING, Step.TAKEN})
_SKIP: Final = frozenset({Step.METHOD, Step.STARTING, Step.WAITING, Step.TAKEN, Step.FAILED})
_BEGINNINGS: Final = frozenset(
    name for each in Method if each.is_captured for name in begin_command(each).names
)


class EnrollSteps:
    """One run of the wizard. `changed` tells that there is something else to show.

    The coroutines talk to the device, one at a time: whoever wants to leave a step that is running
    cancels it first. Errors become the step FAILED.
    """

    def __init__(
        self,
        enrolling: Enrolls,
        device: FleetDevice,
        users: Sequence[RememberedUser] = (),
        *,
        method: Method | None = None,
    ) -> None:
        """Take whom to enroll, one after the other; without anybody the wizard asks.

        `method` is chosen at first, if the device and the person allow it.
        """
        self._enrolling = enrolling
        self._asks_who = not users
        self.device = device
        self.changed: Event[Step] = Event()
        self.step = Step.PEOPLE
        self.queue = Queue(users)
        self.attempts = Attempts(enrolling, device, self.queue, go=self._go)
        self.method = method
        self.typed = ""
        self.is_cleared = False
        """Whether every capture on the device was ended, on request, since the failure."""
        if users:
            self._enter_method()

    # --- what there is to know

    @property
    def people(self) -> tuple[RememberedUser, ...]:
        """The users to choose from."""
        return self._enrolling.people(self.device.known_uid)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The methods, and why one cannot be chosen."""
        uid, person = self.device.known_uid, self.queue.person
        return tuple(offer(each, person, can=self._enrolling.can(uid, each)) for each in Method)

    @property
    def can_go_on(self) -> bool:
        """Whether the step is valid, so that `go_on` does something."""
        match self.step:
            case Step.PEOPLE:
                return len(self.queue) > 0
            case Step.METHOD:
                return self._is_open(self.method)
            case Step.TYPING:
                return self._typed_number() is not None
            case Step.FAILED:
                return self.holds_capture or self._is_open(self.method)
        return not self.step.is_running and self.step is not Step.ENDED

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one; nothing is lost by going there."""
        if self.step is Step.METHOD:
            return self._asks_who and not self.queue.is_touched
        return self.step in _BACK

    @property
    def can_skip(self) -> bool:
        """Whether somebody else's turn can come although this person was not enrolled."""
        return len(self.queue) > 1 and self.step in _SKIP

    @property
    def holds_capture(self) -> bool:
        """Whether something was captured or typed that is not saved yet."""
        return self.attempts.held is not None

    @property
    def would_lose(self) -> bool:
        """Whether somebody would have to come to the device again if the wizard were left now."""
        held = self.attempts.held
        return held is not None and held.method.is_captured and self.step is not Step.TAKEN

    @property
    def may_end_others(self) -> bool:
        """Whether ending every capture on the device could help: one runs that is not ours."""
        error = self.attempts.error
        is_at_begin = isinstance(error, Refused | OutcomeUnknown) and error.command in _BEGINNINGS
        return self.step is Step.FAILED and is_at_begin and not self.is_cleared

    # --- choosing

    def choose_people(self, chosen: Iterable[RememberedUser]) -> None:
        """Say who is to be enrolled, in the order in which they come."""
        if self.step is Step.PEOPLE:
            self.queue.choose(chosen)
            self._tell()

    def choose_method(self, method: Method) -> None:
        """Say how."""
        if self.step is Step.METHOD and method is not self.method:
            self.method = method
            self._tell()

    def type_card(self, text: str) -> None:
        """Enter a card number; `can_go_on` judges it."""
        if self.step is Step.TYPING:
            self.typed = text
            self._tell()

    # --- moving

    async def go_on(self) -> None:
        """Do what the step's own button says."""
        if not self.can_go_on:
            return
        match self.step:
            case Step.PEOPLE:
                self._enter_method()
            case Step.METHOD | Step.FAILED if self.holds_capture:
                await self.attempts.save_again()
            case Step.METHOD | Step.FAILED if self.method is Method.CARD_NUMBER:
                self._go(Step.TYPING)
            case Step.METHOD | Step.FAILED if self.method is not None:
                await self.attempts.capture(self.method)
            case Step.TYPING:
                await self.attempts.take_card(card_number(self.typed))
            case Step.TAKEN:
                await self.attempts.save_all_the_same()
            case Step.SAVED:
                await self.next_person()
            case Step.SUMMARY:
                self._go(Step.ENDED)

    async def back(self) -> None:
        """Go to the step before; what was chosen stays."""
        if not self.can_go_back:
            return
        before = self.step
        await self.attempts.give_up()
        if before is Step.METHOD:
            self._go(Step.PEOPLE)
        elif before is Step.TAKEN and self.method is Method.CARD_NUMBER:
            self._go(Step.TYPING)
        else:
            self._go(Step.METHOD)

    async def another_method(self) -> None:
        """Choose again how the same person is enrolled; what was captured is given up."""
        await self.attempts.give_up()
        self._enter_method()

    async def next_person(self) -> None:
        """Turn to whoever comes next; after the last of several, to the summary."""
        await self.attempts.give_up()
        self.attempts.info = None
        if self.queue.next_up is not None:
            self.queue.advance()
            self._enter_method()
        else:
            self._go(Step.SUMMARY if len(self.queue) > 1 else Step.ENDED)

    async def end_all_captures(self) -> None:
        """End every capture on the device; only because a person said so. Raises `AppError`."""
        await self._enrolling.end_all(self.device)
        self.is_cleared = True
        self._tell()

    async def learn(self) -> None:
        """Find out what the device can."""
        await self._enrolling.learn(self.device.known_uid)
        if self.step is Step.METHOD:
            self._propose_method()
        self._tell()

    async def close(self) -> None:
        """Give up what is held, when the wizard is closed for good."""
        await self.attempts.give_up()

    # --- inside

    def _typed_number(self) -> str | None:
        try:
            return card_number(self.typed)
        except InvalidInput:
            return None

    def _is_open(self, method: Method | None) -> bool:
        return any(each.is_open and each.method is method for each in self.offers)

    def _enter_method(self) -> None:
        self.attempts.forget_trouble()
        self.typed = ""
        self.queue.renew(self.people)
        self._propose_method()
        self._go(Step.METHOD)

    def _propose_method(self) -> None:
        """Propose the method used last, or the first there is."""
        if not self._is_open(self.method):
            self.method = next((each.method for each in self.offers if each.is_open), None)

    def _go(self, step: Step) -> None:
        self.step = step
        self.is_cleared = False
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.step)
