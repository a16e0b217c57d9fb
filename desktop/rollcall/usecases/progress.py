"""How far a long work has come, as a value; who shows it is not known here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Progress", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `total` steps; `total` is None while nobody knows it."""

    done: int
    total: int | None
    what: str = ""


Report: TypeAlias = Callable[[Progress], None]
