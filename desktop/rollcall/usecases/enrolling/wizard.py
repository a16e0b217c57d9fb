"""The words of the wizard "Enroll": its steps, and what they need of `Enrolling`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Protocol

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.enrolling.capture import Left
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.progress import Report

__all__ = ["Enrolls", "FindsOwners", "Step"]


class Step(Enum):
    """Where the wizard is."""

    PEOPLE = auto()
    METHOD = auto()
    TYPING = auto()
    STARTING = auto()
    WAITING = auto()
    CHECKING = auto()
    """A card: does somebody else have it?"""
    TAKEN = auto()
    """Somebody else has it: save it all the same?"""
    SAVING = auto()
    SAVED = auto()
    FAILED = auto()
    SUMMARY = auto()
    ENDED = auto()

    @property
    def is_running(self) -> bool:
        """Whether the device, or somebody at it, is waited for."""
        return self in {Step.STARTING, Step.WAITING, Step.CHECKING, Step.SAVING}


class FindsOwners(Protocol):
    """What is needed of `CardOwners`."""

    async def owner(
        self,
        card: str,
        *,
        among: Iterable[RememberedUser],
        report: Report,
        is_enough: Callable[[], bool],
    ) -> RememberedUser | None:
        """Give another user who has this card. Raises `DeviceError`."""

    def saved(self, user_id: UserId, card: str) -> None:
        """Take note of a card that was saved to a user."""


class Enrolls(Protocol):
    """What is needed of `Enrolling`; what talks to a device raises `AppError`."""

    def people(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the users of a device to choose from."""

    def can(self, uid: DeviceUid, method: Method) -> bool | None:
        """Tell whether a device can do it; None where it does not say."""

    async def learn(self, uid: DeviceUid) -> None:
        """Ask the device what it can, unless that is known. Raises nothing."""

    async def read(self, device: FleetDevice, person: RememberedUser) -> UserInfo:
        """Read the user who is to be enrolled."""

    async def capture(
        self, device: FleetDevice, user_id: UserId, method: Method, *, left: Left
    ) -> Captured:
        """Let the device capture a credential."""

    async def let_go(self, captured: Captured) -> None:
        """Strike out what was noted of a capture. Raises nothing."""

    async def save(self, device: FleetDevice, info: UserInfo, captured: Captured) -> Receipt:
        """Save a credential and prove it."""

    def card_owners(self, uid: DeviceUid) -> FindsOwners:
        """Give what looks for the owner of a card."""

    async def end_all(self, device: FleetDevice) -> None:
        """End every capture on a device."""
