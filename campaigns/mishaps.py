"""What can go wrong in a run, chosen by chance: faults, other people, and sudden ends."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from campaigns.truth import templates_of
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.users import User

__all__ = ["Mishap", "choose", "meddle"]

_WRITES = ("SetUserInfo", "DeleteUserInfo", "LockDevice")
_READS = ("GetUserInfo", "GetUserIdList", "GetCurrentUsage")
_JOBS = ("BeginEnrollFace", "BeginEnrollFp", "QueryJobStatus", "CancelJob")
_STORING = (
    "keep-first-fingers",
    "drop-double-fingers",
    "reorder-fingers",
    "reencode-templates",
    "ignore-member=card",
    "ignore-member=fp",
    "ignore-member=name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """One run's bad luck; several of these may come together."""

    faults: tuple[str, ...] = ()
    """Spelled as for `rollcall simulate --fault`."""
    variants: tuple[str, ...] = ()
    kill_at: int | None = None
    """The program is killed (SIGKILL) when the devices have got so many requests."""
    is_executed: bool = True
    """Whether the device still carries out the request at which the program was killed."""
    cancel_at: int | None = None
    """The work is cancelled when the devices have got so many requests."""
    meddle_at: int | None = None
    """At so many requests a second administrator changes or deletes a user."""
    restart_at: int | None = None
    """At so many requests the device is switched off and on; it counts its jobs from 1 again."""
    kill_again_at: int | None = None
    """The next start, which puts things in order, is killed too: at so many requests of its own."""
    has_second_program: bool = False
    """Another window on the same folder does something else at the same time."""

    def __str__(self) -> str:
        parts = [*self.faults, *self.variants]
        if self.kill_at is not None:
            parts.append(f"kill at {self.kill_at}{'' if self.is_executed else ' (not executed)'}")
        if self.cancel_at is not None:
            parts.append(f"cancel at {self.cancel_at}")
        if self.meddle_at is not None:
            parts.append(f"second administrator at {self.meddle_at}")
        if self.restart_at is not None:
            parts.append(f"restart at {self.restart_at}")
        if self.kill_again_at is not None:
            parts.append(f"kill the next start at {self.kill_again_at}")
        if self.has_second_program:
            parts.append("a second window")
        return ", ".join(parts) or "nothing"


def choose(chance: random.Random) -> Mishap:
    """Give a run's bad luck: nearly always a sudden end or a lie, often both."""
    makers: tuple[Callable[[random.Random], str], ...] = (_lost_reply, _lie, _refusal, _silence)
    faults = tuple(maker(chance) for maker in chance.sample(makers, chance.choice((0, 0, 1, 1, 2))))
    end = chance.choice(("kill", "kill", "kill", "cancel", "none", "none"))
    moment = chance.randint(1, 24)
    variants = tuple(chance.sample(_VARIANTS, chance.choice((0, 0, 0, 1))))
    # Whole users is all that such a device knows: two windows at the same one overwrite each other.
    is_alone = "clear-left-out" in variants
    return Mishap(
        faults=faults,
        variants=variants,
        kill_at=moment if end == "kill" else None,
        is_executed=chance.random() < 0.6,
        cancel_at=moment if end == "cancel" else None,
        meddle_at=chance.randint(1, 20) if chance.random() < 0.25 else None,
        restart_at=chance.randint(1, 20) if chance.random() < 0.15 else None,
        kill_again_at=chance.randint(1, 8) if chance.random() < 0.4 else None,
        has_second_program=chance.random() < 0.25 and not is_alone,
    )


_VARIANTS = (
    "absent-unenrolled",
    "clear-left-out",
    "empty-keeps",
    "enroll-fp-capital",
    "page-size-ids",
    "palm-as-list",
)


def _lost_reply(chance: random.Random) -> str:
    fault = chance.choice(("drop-after", "drop-before", "cut-halfway", "status", "html"))
    command = chance.choice((*_WRITES, *_WRITES, *_READS, *_JOBS))
    return f"{fault}:{command}*{chance.choice((1, 1, 1, 2))}"


def _lie(chance: random.Random) -> str:
    fault = chance.choice((*_STORING, "ignore-lock", "ignored:SetUserInfo"))
    return f"{fault}*{chance.choice((1, 3))}" if ":" not in fault else f"{fault}*1"


def _refusal(chance: random.Random) -> str:
    return f"refuse:{chance.choice((*_WRITES, *_JOBS))}*{chance.choice((1, 2))}"


def _silence(chance: random.Random) -> str:
    fault = chance.choice(("silent", "silent-after", "delay=1.5"))
    return f"{fault}:{chance.choice((*_WRITES, *_READS, *_JOBS))}*{chance.choice((1, 2))}"


def meddle(device: SimulatedDevice, user: User, chance: random.Random) -> tuple[bytes, ...]:
    """Do what a second administrator might do at this moment; give the templates they destroyed."""
    deed = chance.choice(("rename", "move", "delete"))
    if deed == "delete":
        device.users.remove(user.id)
        return templates_of(user)
    if deed == "rename":
        device.users.put(replace(user, name=f"{user.name} changed"))
    else:
        device.users.put(replace(user, department=device.departments.first))
    return ()
