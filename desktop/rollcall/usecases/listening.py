"""Tell a neighbour that something changed, without knowing who listens.

Not a bus: one event, one owner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Event"]

ValueT = TypeVar("ValueT")


class Event(Generic[ValueT]):
    """Something its owner announces; listeners are called at once, in the order they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[ValueT], None]] = []

    def connect(self, listener: Callable[[ValueT], None]) -> None:
        """Call `listener` at every announcement from now on."""
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[[ValueT], None]) -> None:
        """Stop calling `listener`. Raises `ValueError` if it was not connected."""
        self._listeners.remove(listener)

    def emit(self, value: ValueT) -> None:
        """Announce `value`."""
        for listener in tuple(self._listeners):
            listener(value)
