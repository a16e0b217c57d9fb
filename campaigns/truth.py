"""What must hold after every run: no template lost, no device locked, no enrollment job running."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.templates import data_of
from rollcall.simulator.users import User
from rollcall.usecases.changing.keeping import probing_name

__all__ = ["Broken", "Truth", "digest", "templates_of"]

CARD_DIGITS = 8  # a shorter number may be something else


def digest(template: bytes) -> str:
    """Name a template; one that a device keeps in its own form has the same name as before.

    The simulated device changes the lowest bit of the last byte then.
    """
    content = template[:-1] + bytes([template[-1] | 1]) if template else b""
    return hashlib.sha256(content).hexdigest()[:16]


def templates_of(user: User) -> tuple[bytes, ...]:
    """Give every template of a user as the device stores it."""
    kept = [*user.fingers, *([user.face] if user.face is not None else []), *user.palms]
    return tuple(data_of(each) for each in kept)


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept."""

    promise: str
    device: str
    details: str


@dataclass(slots=True)
class Truth:
    """What the devices held before, and what the work was told to destroy."""

    devices: tuple[SimulatedDevice, ...]
    held: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    """Templates that were to go: of deleted users, and replaced ones."""
    deleted: set[tuple[str, str]] = field(default_factory=set)
    """Device and id of users whom a second administrator deleted."""
    rest: dict[UserId, tuple[str, str]] = field(default_factory=dict)
    """Card and password of each user of the first device, which no work changes."""
    forgets_members: bool = False
    """Whether devices leave out members that they are sent: then those are lost, and told."""

    def look(self) -> None:
        """Take stock."""
        self.held = self._templates()
        self.rest = {user.id: (user.card, user.password) for user in self.devices[0].users}

    def give_up(self, templates: Iterable[bytes]) -> None:
        """Note templates that the administrator gave up."""
        self.given_up.update(digest(each) for each in templates)

    def broken(self, *, rescued: Iterable[bytes] = ()) -> list[Broken]:
        """Give what does not hold; `rescued` are templates that this PC still holds safely."""
        found: list[Broken] = []
        now = self._templates()
        kept = set(now) | {digest(each) for each in rescued} | set(self.given_up)
        lost = sorted(set(self.held) - kept)
        if lost:
            found.append(Broken("templates lost", "any", f"{len(lost)}: {', '.join(lost[:3])}"))
        for device in self.devices:
            if device.users.locked:
                found.append(Broken("device left locked", device.profile.name, ""))
            running = device.enrollment.running
            if running:
                found.append(
                    Broken("enrollment job left running", device.profile.name, str(running))
                )
            found += self._doubled(device)
            found += self._stripped(device)
            for user_id in (each for uid, each in self.deleted if uid == device.profile.uid):
                if device.users.get(UserId(user_id)) is not None:
                    found.append(Broken("deleted user made again", device.profile.name, user_id))
        return found

    def shown(self, written: bytes) -> list[Broken]:
        """Give what of users stands in plain text where only what is sealed may stand."""
        if any(each[:24] in written or b64encode(each[:24]) in written for each in self.secrets):
            return [Broken("template or card in plain text", "this PC", "")]
        return []

    @property
    def secrets(self) -> set[bytes]:
        """Every template there is, and card numbers that cannot be something else."""
        users = [user for device in self.devices for user in device.users]
        cards = {each.card.encode() for each in users if len(each.card) >= CARD_DIGITS}
        return {template for user in users for template in templates_of(user)} | cards

    def _stripped(self, device: SimulatedDevice) -> list[Broken]:
        if device is not self.devices[0] or self.forgets_members:
            return []
        return [
            Broken("name, card or password lost", device.profile.name, user.id)
            for user in device.users
            if user.id in self.rest
            and (
                (user.card, user.password) != self.rest[user.id]
                or user.name in {"", probing_name(user.id)}
            )
        ]

    @staticmethod
    def _doubled(device: SimulatedDevice) -> list[Broken]:
        return [
            Broken("template doubled", device.profile.name, user.id)
            for user in device.users
            if max(Counter(map(digest, templates_of(user))).values(), default=1) > 1
        ]

    def _templates(self) -> Counter[str]:
        return Counter(
            digest(template)
            for device in self.devices
            for user in device.users
            for template in templates_of(user)
        )
