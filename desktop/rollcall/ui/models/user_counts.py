"""Counts of users and credentials in words, with the plural forms of the language in use."""

from __future__ import annotations

from PySide6.QtCore import QObject

from rollcall.ui.i18n import number

__all__ = ["UserCounts"]


class UserCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def fingers(self, count: int) -> str:
        """Say how many fingers are enrolled."""
        return self.tr("1 finger") if count == 1 else self.tr("%Ln fingers", "", count)

    def users(self, count: int, *, visible: int, selected: int) -> str:
        """Say how many users there are, are shown and are selected."""
        said = self._users(count, visible)
        if not selected:
            return said
        return self.tr("{users}, {n} selected").format(users=said, n=number(selected))

    def shortfall(self, listed: int, *, counted: int, device: str) -> str:
        """Say that a device lists fewer users than it counts."""
        said = (
            self.tr("{device} counts 1 user, but lists nobody")
            if counted == 1
            else self.tr("{device} lists {listed} of its %Ln users", "", counted)
        )
        return said.format(device=device, listed=number(listed))

    def _users(self, count: int, visible: int) -> str:
        if visible == count:
            return self.tr("1 user") if count == 1 else self.tr("%Ln users", "", count)
        if count == 1:
            return self.tr("{shown} of 1 user").format(shown=number(visible))
        return self.tr("{shown} of %Ln users", "", count).format(shown=number(visible))
