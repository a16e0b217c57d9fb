"""What each process of a run needs, imported once before they are forked."""

from __future__ import annotations

import alembic.command
import cryptography.hazmat.primitives.ciphers.aead
import psutil  # type: ignore[import-untyped]
import sqlalchemy.dialects.sqlite

import campaigns.program
import rollcall.device.transport
import rollcall.store.audit
import rollcall.store.devices
import rollcall.store.engine
import rollcall.store.journal
import rollcall.store.removals
import rollcall.store.users

__all__ = ["alembic", "campaigns", "cryptography", "psutil", "rollcall", "sqlalchemy"]
