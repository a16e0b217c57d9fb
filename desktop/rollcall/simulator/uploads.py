"""How a simulated device is set to send its records, and how far it is. uploader.py sends."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from rollcall.protocol.attendance import (
    AttendLogUploaderStatus,
    ConfigAttendLogUploader,
    GetAttendLogUploaderStatus,
    UploadState,
)
from rollcall.protocol.command import Success
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.log import Log
from rollcall.simulator.setup import Answers, Setup


class Uploads:
    """Where to, how often, from which position on."""

    def __init__(self, setup: Setup, log: Log) -> None:
        self._setup = setup
        self._log = log
        self.target = ""
        self.interval_s = 60
        self.position: int | None = None
        """Where to go on; None until the receiver was asked."""
        self.worked = False
        self.news = asyncio.Event()
        """Set when the sender should look again."""
        self.answers: Answers = {
            ConfigAttendLogUploader: self.configure,
            GetAttendLogUploaderStatus: self.status,
        }

    def configure(self, command: ConfigAttendLogUploader) -> Success:
        """Take a new receiver, or none for an empty target (L10)."""
        if command.target and not is_target(command.target):
            raise Refusal(Code.INVALID_PARAMETER, command.target[:60])
        self.target, self.interval_s = command.target, command.interval_s
        self.restart()
        return Success()

    def status(self, _: GetAttendLogUploaderStatus) -> AttendLogUploaderStatus:
        """Tell whether sending works, and how many records wait (L14)."""
        working = bool(self.target) and self.worked
        return AttendLogUploaderStatus(
            state=UploadState.ACTIVE if working else UploadState.INACTIVE, pending=self.pending
        )

    @property
    def pending(self) -> int:
        """How many stored records are not sent yet."""
        return max(0, self._log.end - max(self.position or 0, self._log.first))

    def restart(self) -> None:
        """Ask the receiver anew where to go on (L11)."""
        self.position, self.worked = None, False
        self.news.set()

    def log_cleared(self) -> None:
        """Go on from where the log begins again."""
        if self.position is not None:
            self.position = min(self.position, self._log.end)


def is_target(text: str) -> bool:
    """Whether a text is an address that records can be sent to."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
