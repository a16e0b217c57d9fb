"""The question before other people are overwritten by a copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui import ask
from rollcall.ui.copy_words import CopyCounts
from rollcall.usecases.copying.plan import PlannedUser

__all__ = ["may_overwrite"]

_NAMED_MAX: Final = 5  # people in a question


async def may_overwrite(
    parent: QWidget, rows: Sequence[PlannedUser], name_of: Callable[[DeviceUid], str]
) -> bool:
    """Ask whether these may be written over the people who have their IDs."""
    people = [
        QCoreApplication.translate("Copy", "{other} on {device} becomes {name}").format(
            other=row.other_name or row.user_id,
            device=name_of(row.target),
            name=row.name or row.user_id,
        )
        for row in rows[:_NAMED_MAX]
    ]
    if len(rows) > _NAMED_MAX:
        people.append("…")
    all_of_them = QCoreApplication.translate(
        "Copy", "All that is stored there of these users is replaced, face and fingers included:"
    )
    return await ask.confirm(
        parent,
        title=QCoreApplication.translate("Copy", "Overwrite other users?"),
        text="\n".join((all_of_them, *people)),
        verb=CopyCounts().removing(len(rows)),
        danger=True,
    )
