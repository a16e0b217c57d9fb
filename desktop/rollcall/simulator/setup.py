"""What every part of a simulated device shares: how it was made, its time, its switches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rollcall.protocol.command import Command, Reply
from rollcall.simulator.profile import Profile
from rollcall.simulator.switches import Switches
from rollcall.simulator.timing import Time

Answers = Mapping[type[Command[Any]], Callable[[Any], Reply]]
"""One method a command, by the command's type."""

Members = dict[str, Any]

Completing = Mapping[type[Command[Any]], Callable[[Members], Members]]
"""For commands that may be sent in part: the members sent, and those that were missing."""


@dataclass(slots=True)
class Setup:
    """Handed to every part. `active` holds the faults of the request being executed."""

    profile: Profile
    time: Time
    variants: Switches
    active: Mapping[str, str] = field(default_factory=dict)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What becomes true only after the answer is sent (protocol-notes S4, N5)."""
