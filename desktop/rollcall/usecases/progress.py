"""How far a long work has come, as a value; who shows it is not known here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

__all__ = ["Progress", "Report"]


class Progress(Struct, frozen=True, kw_only=True):
    """`done` of `total` steps; `total` is None while nobody knows it."""

    done: int
    total: int | None
    what: str = ""


Report: TypeAlias = Callable[[Progress], None]
