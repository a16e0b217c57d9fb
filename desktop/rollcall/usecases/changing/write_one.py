"""One user written, for those who wait for the one receipt."""

from __future__ import annotations

import asyncio

from rollcall.protocol.info import DeviceUid
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Wanted
from rollcall.usecases.changing.writing_users import WritesUsers
from rollcall.usecases.progress import Progress

__all__ = ["write_one"]


async def write_one(
    writer: WritesUsers, uid: DeviceUid, wanted: Wanted, *, action: Action
) -> Receipt:
    """Write one user and give the receipt. Raises what ends all writing to the device.

    Cancelled when it was sent already, it comes to its proven end as every write does; then the
    receipt counts for more than the cancellation, which has nothing left to stop: whoever asked can
    tell what is on the device now. The task does not count as being cancelled any more then, so a
    `TaskGroup` or a timeout inside it later works as ever; one around it ends as if the work had
    been done in time.
    """
    receipts: list[Receipt] = []
    before = _cancellations()
    try:
        await writer.write(uid, (wanted,), action=action, got=receipts.append, report=_tell_nobody)
    except asyncio.CancelledError:
        if not receipts or receipts[0].verdict is Verdict.SKIPPED:
            raise
        _forget_cancellations(down_to=before)
    return receipts[0]


def _cancellations() -> int:
    """Count what asked this task to be cancelled so far."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


def _forget_cancellations(*, down_to: int) -> None:
    task = asyncio.current_task()
    while task is not None and task.cancelling() > down_to:
        task.uncancel()


def _tell_nobody(_progress: Progress) -> None:
    """One user has no progress."""
