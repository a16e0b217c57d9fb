"""The rows and columns of the list of what became of many users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.ui.models.columns import Column
from rollcall.ui.part_words import parts_text
from rollcall.ui.receipt_tally import ReceiptKey
from rollcall.ui.receipt_words import (
    VERDICT_SIGNS,
    details_text,
    reason_text,
    verdict_text,
    verdict_word,
)
from rollcall.ui.theme import Tone, icon
from rollcall.usecases.changing.receipt import Receipt, Verdict

__all__ = ["DeviceName", "ReceiptKey", "ReceiptRow", "columns", "row_of"]

DeviceName: TypeAlias = Callable[[DeviceUid], str]

_ORDER: Final = {
    each: place
    for place, each in enumerate(
        (
            Verdict.FAILED,
            Verdict.DIFFERS,
            Verdict.UNKNOWN,
            Verdict.SKIPPED,
            Verdict.DONE,
            Verdict.SAME,
        )
    )
}


class ReceiptRow(Struct, frozen=True, kw_only=True):
    """A receipt in words: told once, because sorting asks for them 5,000 times."""

    receipt: Receipt
    device: str
    result: str
    read_back: str
    reason: str
    details: str

    @property
    def key(self) -> ReceiptKey:
        """What a later receipt about the same user on the same device has in common with it."""
        return self.receipt.device, self.receipt.user_id


def row_of(receipt: Receipt, device_name: DeviceName) -> ReceiptRow:
    """Tell a receipt in words."""
    return ReceiptRow(
        receipt=receipt,
        device=device_name(receipt.device),
        result=verdict_word(receipt.verdict),
        read_back=parts_text(receipt.parts),
        reason=reason_text(receipt),
        details=details_text(receipt),
    )


def columns() -> tuple[Column[ReceiptRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="device",
            title=QCoreApplication.translate("Receipts", "Device"),
            text=lambda row: row.device,
            width=120,
        ),
        Column(
            key="id",
            title=QCoreApplication.translate("Receipts", "ID"),
            text=lambda row: row.receipt.user_id,
            width=80,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Receipts", "Name"),
            text=lambda row: row.receipt.name,
            tooltip=lambda row: row.receipt.name,
            width=150,
        ),
        Column(
            key="result",
            title=QCoreApplication.translate("Receipts", "Result"),
            text=lambda row: row.result,
            sort=lambda row: _ORDER[row.receipt.verdict],
            icon=lambda row: icon(*_sign(row.receipt.verdict)),
            tooltip=lambda row: verdict_text(row.receipt.verdict),
            width=140,
        ),
        Column(
            key="read back",
            title=QCoreApplication.translate("Receipts", "Read back"),
            text=lambda row: row.read_back,
            tooltip=lambda row: row.read_back,
            width=150,
        ),
        Column(
            key="reason",
            title=QCoreApplication.translate("Receipts", "Reason"),
            text=lambda row: row.reason,
            tooltip=lambda row: row.details,
            width=180,
            takes_rest=True,
        ),
    )


def _sign(verdict: Verdict) -> tuple[str, str]:
    name, tone = VERDICT_SIGNS[verdict]
    return name, "muted" if tone is Tone.NEUTRAL else str(tone)
