"""The question before many users are written and some of them get more rights by that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.ui import ask
from rollcall.ui.rights_words import RightsCounts
from rollcall.usecases.rights import Raise

__all__ = ["may_raise"]


async def may_raise(
    parent: QWidget, raises: Sequence[Raise], *, verb: str, where: str = ""
) -> bool:
    """Ask once whether all of these are meant; nobody is asked where there is nothing to ask."""
    if not raises:
        return True
    return await ask.confirm(
        parent,
        title=QCoreApplication.translate("Rights", "Give more rights?"),
        text=RightsCounts().question(raises, where=where),
        verb=verb,
        danger=True,
    )
