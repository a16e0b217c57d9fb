"""Made-up photos and a device that saves them as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.photos.converting import GotResult
from rollcall.usecases.photos.photo import FaceWanted, Outcome, PhotoResult, Reason
from rollcall.usecases.progress import Progress, Report
from tests.drawn_photos import drawn_face, encoded
from tests.ui.user_fakes import a_user

USERS: tuple[RememberedUser, ...] = (
    a_user("007", "Anna Meyer"),
    a_user("12", "Lena Brandt", face=True),
    a_user("13", "Max Power"),
)


class FakePhotos:
    """Saves at once; `refused` are the keys it has a reason for, `gate` holds it up."""

    def __init__(self) -> None:
        self.can: bool | None = True
        self.saved: list[FaceWanted] = []
        self.refused: dict[int, Reason] = {}
        self.error: AppError | None = None
        self.gate: asyncio.Event | None = None

    def can_convert(self, uid: DeviceUid | None) -> bool | None:
        return self.can

    async def look(self, uid: DeviceUid) -> bool:
        return bool(self.can)

    async def save(
        self,
        device: FleetDevice,
        wanted: Sequence[FaceWanted],
        *,
        got: GotResult,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        left = list(wanted)
        try:
            report(Progress(done=0, total=len(wanted), what="photos"))
            while left:
                if self.gate is not None:
                    await self.gate.wait()
                self._complain()
                each = left.pop(0)
                self.saved.append(each)
                reason = self.refused.get(each.key)
                outcome = Outcome.DONE if reason is None else Outcome.FAILED
                got(PhotoResult(key=each.key, outcome=outcome, reason=reason))
        except BaseException as error:
            for each in left:
                told = error if isinstance(error, AppError) else None
                got(
                    PhotoResult(
                        key=each.key, outcome=Outcome.FAILED, reason=Reason.NOT_BEGUN, error=told
                    )
                )
            raise

    def _complain(self) -> None:
        if self.error is not None:
            raise self.error


def folder_of_photos(folder: Path, *names: str) -> Path:
    """Put the same small drawn person into files of these names."""
    photos = folder / "photos"
    photos.mkdir(exist_ok=True)
    data = encoded(drawn_face(240, 320))
    for name in names:
        (photos / name).write_bytes(b"" if name.startswith("empty") else data)
    return photos
