"""Events between neighbours."""

from __future__ import annotations

import pytest

from rollcall.usecases.listening import Event


def test_listeners_are_called_in_order_until_they_leave() -> None:
    event: Event[int] = Event()
    heard: list[tuple[str, int]] = []

    def first(value: int) -> None:
        heard.append(("first", value))
        event.disconnect(first)

    event.connect(first)
    event.connect(lambda value: heard.append(("second", value)))
    event.emit(1)
    event.emit(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]
    with pytest.raises(ValueError, match="not in list"):
        event.disconnect(first)
