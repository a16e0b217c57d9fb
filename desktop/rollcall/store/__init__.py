"""What this PC remembers: known devices, their users as last read, what was done.

API keys are in `vault.py`, preferences in `settings.py`; templates and PINs nowhere.
"""

from __future__ import annotations

from rollcall.store.database import Store
from rollcall.store.values import (
    AuditEntry,
    AuditResult,
    JournalEntry,
    JournalKind,
    KnownDevice,
    PendingRemoval,
    RememberedUser,
    Tombstone,
)

__all__ = [
    "AuditEntry",
    "AuditResult",
    "JournalEntry",
    "JournalKind",
    "KnownDevice",
    "PendingRemoval",
    "RememberedUser",
    "Store",
    "Tombstone",
]
