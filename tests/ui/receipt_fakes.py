"""Receipts made up for tests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit

from rollcall.protocol.errors import AppError, DeviceFull, OutcomeUnknown, Room
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.receipt import Part, PartReceipt, Receipt, Verdict

FRONT = DeviceUid("a")
STORE = DeviceUid("b")
NAMES = {FRONT: "Front door", STORE: "Warehouse"}

FULL = DeviceFull("Front door", user_id="4", name="Ivan", room=Room.FACES)
LOST = OutcomeUnknown("Front door", command="SetUserInfo")


def part(
    kind: Part,
    asked: int,
    stored: int,
    *,
    fine: bool = True,
    other_bytes: bool = False,
    unsupported: bool = False,
    lost: int = 0,
    kept: bool = False,
) -> PartReceipt:
    return PartReceipt(
        part=kind,
        asked=asked,
        stored=stored,
        is_as_asked=fine and not unsupported and not lost,
        is_reencoded=other_bytes,
        is_unsupported=unsupported,
        lost=lost,
        is_kept=kept,
    )


def receipt(
    user_id: str,
    verdict: Verdict = Verdict.DONE,
    *parts: PartReceipt,
    error: AppError | None = None,
    device: DeviceUid = FRONT,
    name: str = "",
) -> Receipt:
    return Receipt(
        device=device,
        user_id=UserId(user_id),
        name=name or f"User {user_id}",
        verdict=verdict,
        parts=parts,
        error=error,
    )


def choose(chooser: QFileDialog, path: Path) -> None:
    """Choose a file; without Qt's own check, which would open a message box in a loop of its own.

    The name is typed too: the list of files is filled by a thread, whenever it likes.
    """
    chooser.setDirectory(str(path.parent))
    chooser.selectFile(str(path))
    line = chooser.findChild(QLineEdit, "fileNameEdit")
    if isinstance(line, QLineEdit):
        line.setText(path.name)
    QDialog.accept(chooser)
