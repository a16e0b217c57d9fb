"""Every setting of the program, declared once, and the file `settings.json` that keeps them.

What the program remembers of devices and users is in `store/`; API keys are in `vault.py`.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

_FILE_SIZE_MAX: Final = 1 << 20  # bytes; ours are a few thousand, so this is another file
_UNKNOWN: Final = "unknown"

ColumnWidth = Annotated[int, Meta(ge=16, le=4000)]
"""Pixels at 100 %."""
Language = Annotated[str, Meta(pattern="^(system|[a-z]{2,3}([_-][A-Za-z0-9]{2,8})*)$")]
Appearance = Literal["system", "light", "dark"]
Geometry = Annotated[str, Meta(pattern="^[A-Za-z0-9+/]*={0,2}$", max_length=4096)]
Heading = Annotated[str, Meta(max_length=100)]


class Columns(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a table's columns were left; columns are named by their keys, not by their titles."""

    order: tuple[str, ...] = ()
    """Visual order; columns not named follow in their own order."""
    widths: dict[str, ColumnWidth] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    sort: tuple[str, Literal["up", "down"]] | None = None
    """Column and direction; None is the table's own order."""


class Settings(Struct, frozen=True, kw_only=True):
    """All settings; every value is valid, and the defaults are those of a first start."""

    language: Language = "system"
    """A language code such as `de` or `zh_CN`, or `system`."""
    appearance: Appearance = "system"
    geometry: Geometry = ""
    """Base64 of the window's place as Qt saved it; empty: Qt's choice."""
    last_device: Annotated[str, Meta(max_length=1000)] | None = None
    """What the device picker showed: a device uid, or None for all devices."""
    columns: dict[str, Columns] = field(default_factory=dict)
    """By the table's name."""
    sheet_columns: dict[Heading, Annotated[str, Meta(max_length=40)]] = field(default_factory=dict)
    """Which of our columns a heading of an imported sheet means; empty: none of them."""
    unknown: dict[str, object] = field(default_factory=dict)
    """Not a setting: what another version wrote into the file; kept when it is saved again."""


def load(path: Path) -> Settings:
    """Read the settings; what is missing or not valid falls back to its default, one by one.

    Never fails: a file that cannot be read at all is renamed to `<name>.bad` and the defaults
    are given.
    """
    try:
        content = _read(path)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("settings not readable", extra={"why": type(error).__name__})
        _keep_aside(path)
        return Settings()
    values: dict[str, object] = {}
    unknown: dict[str, object] = {}
    known = {info.name: info.type for info in msgspec.structs.fields(Settings)}
    del known[_UNKNOWN]
    for key, value in content.items():
        if key not in known:
            unknown[key] = value
        elif key == "columns" and isinstance(value, dict):
            values[key] = _valid_entries(value)
        else:
            _take_valid(values, key, value, known[key])
    return msgspec.convert({**values, _UNKNOWN: unknown}, Settings)


def save(path: Path, settings: Settings) -> None:
    """Write the settings so that the file is either the old or the new one, whole.

    Raises `OSError`.
    """
    content = msgspec.to_builtins(settings)
    text = msgspec.json.encode(content.pop(_UNKNOWN) | content)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(text, indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class SettingsFile:
    """The settings in use and their file; changes are in memory until `save`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved = self._value = load(path)

    @property
    def value(self) -> Settings:
        """The settings as they are now."""
        return self._value

    def change(self, **changes: object) -> None:
        """Replace some settings; raises `msgspec.ValidationError` for a value not allowed."""
        merged = msgspec.structs.replace(self._value, **changes)
        self._value = msgspec.convert(msgspec.to_builtins(merged), Settings)

    def save(self) -> None:
        """Write what changed since the last time; a failure is logged and tried again next time.

        Losing a column's width must never stop the work, so nothing is raised.
        """
        value = self._value
        if value == self._saved:
            return
        try:
            save(self._path, value)
        except OSError as error:
            _log.warning("settings not saved", extra={"why": type(error).__name__})
            return
        self._saved = value


def _read(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        text = file.read(_FILE_SIZE_MAX + 1)
    if len(text) > _FILE_SIZE_MAX:
        raise ValueError(len(text))
    return msgspec.json.decode(text, type=dict[str, object])


def _keep_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".bad"))
    except OSError as error:
        _log.warning("settings not kept aside", extra={"why": type(error).__name__})


def _take_valid(into: dict[str, object], key: str, value: object, type_: object) -> None:
    try:
        into[key] = msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        _log.warning("setting not valid", extra={"setting": key, "why": str(error)})


def _valid_entries(tables: dict[object, object]) -> dict[str, object]:
    valid: dict[str, object] = {}
    for name, columns in tables.items():
        _take_valid(valid, str(name), columns, Columns)
    return valid
