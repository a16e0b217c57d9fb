"""Exporting users to a spreadsheet; never templates, and PINs and cards only when asked for.

Those two are read from the device, user by user, kept for the file alone and then dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from msgspec import UNSET, Struct, UnsetType

from rollcall.protocol.errors import DeviceError, Refused
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.settings import SettingsFile
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.copying.names import are_same
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Session
from rollcall.usecases.sheets.writing import write_rows
from rollcall.usecases.user_summary import NO_CARD, summary

__all__ = ["Export", "Exporting", "Secrets"]


class Export(Struct, frozen=True, kw_only=True):
    """What is written: texts only, as they are shown."""

    headings: Sequence[str]
    ids: Sequence[UserId]
    """Of each row."""
    names: Sequence[str | None]
    """Who each row is about; None where only the id is known."""
    rows: Sequence[Sequence[str]]
    secret_headings: tuple[str, str] | None = None
    """Card and password, in this order; None leaves them out."""
    separator: str = ","
    """For CSV."""


class Secrets(Struct, frozen=True):
    """What opens a door; shown nowhere."""

    card: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return "<hidden>"


class Exporting:
    """All that the dialog "Export users" asks for."""

    def __init__(
        self,
        open_session: Callable[[DeviceUid], AbstractAsyncContextManager[Session]],
        *,
        audit: Audit,
        settings: SettingsFile,
    ) -> None:
        self._open_session = open_session
        self._audit = audit
        self.settings = settings
        """Where the columns of the grid are remembered."""

    async def save(
        self, path: Path, export: Export, *, uid: DeviceUid, device: str, report: Report
    ) -> int:
        """Write the file; give how many users are in it without card and password.

        They are gone, or their ids were given to somebody else: nobody's password stands beside
        another name. Raises `FileProblem`, `DeviceError`; the file is written whole or not at all.
        """
        async with self._audit.recording(
            Action.EXPORT_USERS, device=device, uid=uid, subject=path.name
        ):
            secrets: dict[UserId, Secrets] = {}
            headings = tuple(export.headings)
            if export.secret_headings is not None:
                secrets = await self._read(uid, export, report)
                headings += export.secret_headings
            await asyncio.to_thread(_write, path, headings, export, secrets)
        return len(export.ids) - len(secrets) if export.secret_headings is not None else 0

    async def _read(self, uid: DeviceUid, export: Export, report: Report) -> dict[UserId, Secrets]:
        found: dict[UserId, Secrets] = {}
        names = dict(zip(export.ids, export.names, strict=True))
        waiting = iter(names)
        done = 0

        def next_id() -> UserId | None:
            nonlocal done
            report(Progress(done=done, total=len(names), what="users"))
            done += 1
            return next(waiting, None)

        def got(user: UserInfo) -> None:
            name = names[user.id]
            if name is not None and not are_same(summary(user).name, name):
                return
            card = _text(user.card)
            found[user.id] = Secrets("" if card == NO_CARD else card, _text(user.password))

        def failed(_user_id: UserId, error: DeviceError) -> None:
            if not (isinstance(error, Refused) and error.is_unknown_user):
                raise error

        async with self._open_session(uid) as session:
            await session.read_users(next_id, got, failed=failed)
        return found


def _write(
    path: Path, headings: Sequence[str], export: Export, secrets: dict[UserId, Secrets]
) -> None:
    write_rows(path, headings, _rows(export, secrets), separator=export.separator)


def _rows(export: Export, secrets: dict[UserId, Secrets]) -> Iterator[Sequence[str]]:
    for user_id, row in zip(export.ids, export.rows, strict=True):
        if export.secret_headings is None:
            yield row
        else:
            known = secrets.get(user_id, Secrets())
            yield (*row, known.card, known.password)


def _text(value: str | UnsetType) -> str:
    return "" if value is UNSET else value
