"""Counts receipts as they come, and each user once on however many devices; says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.receipt import Receipt, Verdict

__all__ = ["ReceiptKey", "Tally"]

ReceiptKey: TypeAlias = tuple[DeviceUid, UserId]


class Tally:
    """The last receipt of each user on each device, and how many of them there are of a kind."""

    def __init__(self, receipts: Iterable[Receipt] = ()) -> None:
        self.receipts: dict[ReceiptKey, Receipt] = {}
        self.counts: Counter[Verdict] = Counter()
        self.devices: dict[DeviceUid, None] = {}
        """In the order of their first receipts."""
        self._not_fine: Counter[UserId] = Counter()
        """On how many devices each user is not as wanted; one who is fine everywhere has 0."""
        for each in receipts:
            self.add(each)

    @property
    def fine(self) -> int:
        """How many receipts tell that all is as wanted."""
        return self.counts[Verdict.DONE] + self.counts[Verdict.SAME]

    @property
    def users(self) -> int:
        """How many users there are."""
        return len(self._not_fine)

    @property
    def fine_users(self) -> int:
        """How many of them are as wanted on every device."""
        return sum(not count for count in self._not_fine.values())

    @property
    def only(self) -> Receipt | None:
        """The receipt, where there is but one."""
        return next(iter(self.receipts.values())) if len(self.receipts) == 1 else None

    @property
    def name(self) -> str:
        """What the only user is called; of several, one of them."""
        return next((each.name or each.user_id for each in self.receipts.values()), "")

    def add(self, receipt: Receipt) -> None:
        """Take one; a later one of the same user on the same device takes its place."""
        key = (receipt.device, receipt.user_id)
        before = self.receipts.get(key)
        if before is not None:
            self.counts[before.verdict] -= 1
            self._not_fine[before.user_id] -= not before.is_fine
        self.receipts[key] = receipt
        self.counts[receipt.verdict] += 1
        self._not_fine[receipt.user_id] += not receipt.is_fine
        self.devices[receipt.device] = None

    def clear(self) -> None:
        """Forget all."""
        for each in (self.receipts, self.counts, self.devices, self._not_fine):
            each.clear()
