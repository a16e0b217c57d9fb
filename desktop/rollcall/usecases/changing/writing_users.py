"""What dialogs and use cases ask of `changing/writer.py`, the one place that writes users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.progress import Report

__all__ = ["Got", "WritesUsers"]

Got: TypeAlias = Callable[[Receipt], None]
"""Takes each receipt as it comes about, in the order of what was wanted."""


class WritesUsers(Protocol):
    """Writes and deletes users of any of our devices, and proves it."""

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        """Read one user with all templates; None when the device has no such user.

        Raises `DeviceError`, `VaultError`.
        """

    async def write(
        self,
        uid: DeviceUid,
        wanted: Sequence[Wanted],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Write users one after the other under the lock lease; exactly one receipt for each.

        What concerns one user alone (gone, exists, changed, no room, refused) is in its receipt and
        the next one is tried. When the device cannot be spoken to any more, or the work is
        cancelled, those not begun get a SKIPPED receipt, and the error or the cancellation is
        raised. Each user has one entry in the audit trail, and another where they got more rights.
        One call is one step of Undo; calls that are `part_of` the same object are undone together,
        those on one device as one step.
        """

    async def delete(
        self,
        uid: DeviceUid,
        removals: Sequence[Removal],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Delete users, having read each one whole right before; like `write` otherwise."""
