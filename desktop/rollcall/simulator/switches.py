"""Named switches with one sentence each, and which of them are on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rollcall.protocol.catalog import COMMANDS

_COMMANDS = frozenset(name.lower() for name in COMMANDS)
_NOTHING: Mapping[str, str] = {}
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_SPELLING = re.compile(
    r"(?P<name>[a-z0-9-]+)(=(?P<value>[^:*]*))?(:(?P<command>\w+))?(\*(?P<times>[0-9]+))?"
)


class BadSwitch(ValueError):
    """There is no such switch, or it is not spelled `NAME[=VALUE][:Command][*N]`."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that can be switched on. `value` is the usual value of one that takes a value."""

    name: str
    sentence: str
    value: str = ""
    commands: tuple[str, ...] = ()
    """The commands it can concern; empty for all of them."""


@dataclass(slots=True)
class _On:
    name: str
    value: str
    command: str
    times: int | None
    commands: frozenset[str] = field(default_factory=frozenset)

    def concerns(self, command: str) -> bool:
        if self.command:
            return self.command == command.lower()
        return not self.commands or command.lower() in self.commands


def _check_value(switch: Switch, value: str) -> None:
    """Refuse a value of another kind than the usual one: whole number, decimal, text, none."""
    if not switch.value:
        raise BadSwitch(f"{switch.name} takes no value")
    if switch.value.isdigit() and not (value.isascii() and value.isdigit()):
        raise BadSwitch(f"{switch.name} takes a whole number")
    if _DECIMAL.fullmatch(switch.value) and not _DECIMAL.fullmatch(value):
        raise BadSwitch(f"{switch.name} takes a number")


def _check_command(switch: Switch, command: str) -> None:
    """Refuse a command that there is not, or that the switch cannot concern."""
    if command.lower() not in _COMMANDS:
        raise BadSwitch(f"there is no command {command}")
    if switch.commands and command.lower() not in {each.lower() for each in switch.commands}:
        raise BadSwitch(f"{switch.name} is for {', '.join(switch.commands)} only")


class Switches:
    """Which switches of one table are on, for which commands, and how many times more."""

    def __init__(self, table: Iterable[Switch], *, lasting: bool = False) -> None:
        """Take the table; with `lasting`, its switches are on for everything or not at all."""
        self._lasting = lasting
        self.table = {each.name: each for each in table}
        self._on: list[_On] = []

    def switch_on(
        self,
        name: str,
        *,
        value: object = None,
        command: str | None = None,
        times: int | None = None,
    ) -> None:
        """Switch on, for every command or one, always or some times. Raises `BadSwitch`."""
        switch = self.table.get(name)
        if switch is None:
            raise BadSwitch(f"there is no {name}")
        if self._lasting and (command or times):
            raise BadSwitch(f"{name} is for every command and lasts")
        if value is not None:
            _check_value(switch, str(value))
        if command:
            _check_command(switch, command)
        self._on.append(
            _On(
                name=name,
                value=switch.value if value is None else str(value),
                command=(command or "").lower(),
                times=times,
                commands=frozenset(each.lower() for each in switch.commands),
            )
        )

    def switch_on_as(self, spelling: str) -> None:
        """Switch on what is spelled `NAME[=VALUE][:Command][*N]`. Raises `BadSwitch`."""
        match = _SPELLING.fullmatch(spelling)
        if match is None:
            raise BadSwitch(f"not NAME[=VALUE][:Command][*N]: {spelling}")
        times = match["times"]
        self.switch_on(
            match["name"],
            value=match["value"],
            command=match["command"],
            times=int(times) if times else None,
        )

    def switch_off(self, name: str | None = None) -> None:
        """Switch one off, or all."""
        self._on = [each for each in self._on if name is not None and each.name != name]

    def is_on(self, name: str) -> bool:
        """Whether it is on, for whatever command."""
        return bool(self._on) and any(each.name == name for each in self._on)

    def number(self, name: str, usual: int) -> int:
        """Give the value of a switch that is on, else `usual`."""
        for each in self._on:
            if each.name == name:
                return int(each.value)
        return usual

    def take(self, command: str) -> Mapping[str, str]:
        """Give the switches that concern a request with their values, and count them down."""
        if not self._on:
            return _NOTHING
        concerned = [each for each in self._on if each.concerns(command)]
        for each in concerned:
            if each.times is not None:
                each.times -= 1
        self._on = [each for each in self._on if each.times is None or each.times > 0]
        return {each.name: each.value for each in concerned}

    def lasting(self) -> Mapping[str, str]:
        """Give the switches that are on for every request, without counting."""
        if not self._on:
            return _NOTHING
        return {
            each.name: each.value
            for each in self._on
            if each.times is None and not each.command and not each.commands
        }
