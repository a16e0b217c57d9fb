"""What was done, by whom, to which device, with what result.

It is kept by the store and shown by the page Activity.
"""

from __future__ import annotations

import asyncio
import getpass
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from rollcall.protocol.errors import AppError, OutcomeUnknown
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import AuditEntry, AuditResult
from rollcall.usecases.listening import Event
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["Action", "Audit", "AuditTrail"]

_log = logging.getLogger(__name__)


class Action(StrEnum):
    """What can be done; the words are kept in the store, so they never change."""

    ADD_DEVICE = "add device"
    RENAME_DEVICE = "rename device"
    FORGET_DEVICE = "forget device"
    SET_KEY = "set key"
    ADD_USER = "add user"
    EDIT_USER = "edit user"
    RAISE_PRIVILEGE = "raise privilege"
    DELETE_USER = "delete user"
    REMOVE_EVERYWHERE = "remove everywhere"
    ERASE_USER = "erase user"
    ENROLL = "enroll"
    CONVERT_PHOTO = "convert photo"
    IMPORT_USERS = "import users"
    EXPORT_USERS = "export users"
    COPY_USERS = "copy users"
    BACK_UP_USERS = "back up users"
    RESTORE_USERS = "restore users"
    UNDO = "undo"
    ADD_DEPARTMENT = "add department"
    UNLOCK_DEVICE = "unlock device"
    CANCEL_ALL_JOBS = "cancel all jobs"
    SHOW_SECRET = "show secret"  # noqa: S105  # a word, not a secret
    SETTLE = "settle after a crash"


class AuditTrail(Protocol):
    """Where entries are kept; they are only ever added."""

    async def add(self, entry: AuditEntry) -> None:
        """Keep one entry."""

    async def latest(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        """Give the newest entries, newest first."""


class Audit:
    """Writes an entry for each thing an administrator does.

    What was done stays done when its entry cannot be written: `lost` announces the error, and the
    entry waits to be written before the next one.
    """

    def __init__(
        self,
        trail: AuditTrail,
        *,
        who: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._trail = trail
        self._who = who if who is not None else _account()
        self._now = now
        self._waiting: list[AuditEntry] = []
        self._turn = asyncio.Lock()
        self.added: Event[AuditEntry] = Event()
        self.lost: Event[AppError] = Event()

    @property
    def who(self) -> str:
        """The account of the operating system that does it all."""
        return self._who

    async def latest(self) -> tuple[AuditEntry, ...]:
        """Give the newest entries, newest first, those that wait to be written too."""
        written = await self._trail.latest()
        return (*reversed(self._waiting), *written)

    @asynccontextmanager
    async def recording(
        self, action: Action, *, device: str, uid: DeviceUid | None = None, subject: str = ""
    ) -> AsyncIterator[None]:
        """Record how the block ended: done, failed, or unknown. Errors pass through."""
        result: AuditResult = "done"
        details = ""
        try:
            yield
        except AppError as error:
            result = "unknown" if isinstance(error, OutcomeUnknown) else "failed"
            details = type(error).__name__
            raise
        except BaseException as error:
            result, details = "unknown", type(error.__cause__ or error).__name__
            raise
        finally:
            await self.note(
                action, device=device, uid=uid, subject=subject, result=result, details=details
            )

    async def note(
        self,
        action: Action,
        *,
        device: str,
        uid: DeviceUid | None = None,
        subject: str = "",
        result: AuditResult = "done",
        details: str = "",
    ) -> None:
        """Write down how something ended; `details` is a code, the name of an error for example."""
        entry = AuditEntry(
            at=self._now(),
            who=self._who,
            device_uid=uid,
            device_name=device,
            action=action.value,
            subject=subject,
            result=result,
            details=details,
        )
        # What was done is written down even when the window closes at this moment, and closing
        # waits for it: the store is the next thing that is closed.
        await undisturbed(self._add(entry))

    async def _add(self, entry: AuditEntry) -> None:
        self._waiting.append(entry)
        self.added.emit(entry)
        try:
            async with self._turn:
                while self._waiting:
                    await self._trail.add(self._waiting[0])
                    del self._waiting[0]
        except AppError as error:
            _log.error("the audit trail was not written: %s", type(error).__name__)
            self.lost.emit(error)


def _account() -> str:
    """Give the account of the operating system; the environment could name any."""
    try:
        if sys.platform == "win32":
            return os.getlogin()
        import pwd  # not on Windows

        return pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):  # no such account in some containers and services
        pass
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
