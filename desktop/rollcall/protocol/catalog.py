"""Every command of the specification by its documented name: the one list of all 58."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rollcall.protocol import (
    access,
    attendance,
    bells,
    clock,
    departments,
    enrollment,
    info,
    network,
    security,
    settings,
    shifts,
    users,
)
from rollcall.protocol.command import Command

_FAMILIES = (
    security, users, enrollment, attendance, clock, network,
    info, settings, bells, shifts, access, departments,
)  # fmt: skip

COMMANDS: Mapping[str, type[Command[Any]]] = MappingProxyType(
    {
        kind.names[0]: kind
        for family in _FAMILIES
        for kind in vars(family).values()
        if isinstance(kind, type)
        and issubclass(kind, Command)
        and kind.__module__ == family.__name__
    }
)
"""Every command by its documented name."""
