"""What outlives a dialog never touches it afterwards.

Work on devices is brought to its end even where it is cancelled, and use cases live as long as the
window: both go on telling what comes about when the dialog that asked is deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from inspect import ismethod
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject

from rollcall.usecases.listening import Event

__all__ = ["listen", "while_valid"]

ValueT = TypeVar("ValueT")
ArgsT = ParamSpec("ArgsT")


def while_valid(owner: QObject, callback: Callable[ArgsT, object]) -> Callable[ArgsT, None]:
    """Give what calls `callback` for as long as Qt has not deleted `owner`, then does nothing."""

    @wraps(callback)
    def guarded(*args: ArgsT.args, **kwargs: ArgsT.kwargs) -> None:
        if shiboken6.isValid(owner):
            callback(*args, **kwargs)

    return guarded


def listen(
    owner: QObject, event: Event[ValueT], listener: Callable[[ValueT], None]
) -> Callable[[], None]:
    """Call `listener`, a method, at every announcement until Qt deletes `owner`.

    Neither the event nor the connection keeps the owner alive. Gives what stops it sooner. Raises
    `TypeError` for a listener that is no method: it could hold anything.
    """
    if not ismethod(listener):
        raise TypeError(listener)
    method = WeakMethod(listener)

    def heard(value: ValueT) -> None:
        listening = method()
        if listening is not None:
            listening(value)

    def stop() -> None:
        with suppress(ValueError):  # stopped already
            event.disconnect(heard)

    event.connect(heard)
    owner.destroyed.connect(stop)
    return stop
