"""Prepared photos into faces of users: converted by the device itself, saved, and read back.

A photo and the face made of it are in memory only, and no longer than this takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol, TypeAlias

from rollcall.protocol.enrollment import PhotoState, PhotoToFaceData, PhotoToFacedata
from rollcall.protocol.errors import (
    AppError,
    BadReply,
    CaptureFault,
    DeviceError,
    EnrollmentFailed,
    Refused,
    TimedOut,
    Unsupported,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserInfo, SetUserInfo
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Wanted
from rollcall.usecases.changing.writing_users import WritesUsers
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.photos.photo import FaceWanted, Outcome, PhotoResult, Reason
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_summary import TEXT_LENGTH_MAX

__all__ = ["GotResult", "Photos"]

BATCH: Final = 50  # faces held in memory before they are written
TROUBLES_MAX: Final = 2  # photos one after the other without a proper answer: it is the device

GotResult: TypeAlias = Callable[[PhotoResult], None]
_OpenSession: TypeAlias = Callable[[DeviceUid], AbstractAsyncContextManager[Session]]
_STATES: Final = {
    PhotoState.PROCESS_FAIL: Reason.NO_FACE,
    PhotoState.DECODE_FAIL: Reason.NOT_DECODED,
    PhotoState.DIMENSION_OVERFLOW: Reason.TOO_LARGE,
}


class _Details(Protocol):
    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known of a device, without asking."""

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        """Ask a device for its particulars. Raises `DeviceError`."""


class Photos:
    """Makes faces of photos, on devices that recognize faces by visible light."""

    def __init__(
        self,
        open_session: _OpenSession,
        *,
        writer: WritesUsers,
        details: _Details,
        audit: Audit,
    ) -> None:
        self._open_session = open_session
        self._writer = writer
        self._details = details
        self._audit = audit

    def can_convert(self, uid: DeviceUid | None) -> bool | None:
        """Tell whether a device makes faces of photos; None while it did not tell."""
        details = self._details.get(uid)
        if details is None or details.capabilities is None:
            return None
        return details.capabilities.visible_light_face is True

    async def look(self, uid: DeviceUid) -> bool:
        """Tell the same, having asked the device if need be. Raises `DeviceError`."""
        if self.can_convert(uid) is None:
            await self._details.read(uid, again=True)
        return bool(self.can_convert(uid))

    async def save(
        self,
        device: FleetDevice,
        wanted: Sequence[FaceWanted],
        *,
        got: GotResult,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Convert and save photos in their order; exactly one result for each.

        All of it is one step of Undo, with what else is `part_of` the same piece of work.

        What concerns one photo alone is in its result. When the device cannot be spoken to any
        more, or the work is cancelled, those not done get a NOT_BEGUN result and the error or the
        cancellation is raised. Raises `Unsupported` for a device that cannot.
        """
        work = _Work(wanted, part_of=part_of or object(), got=got, report=report)
        try:
            await self._check(device)
            for at in range(0, len(wanted), BATCH):
                faces = await self._converted(device, wanted[at : at + BATCH], work)
                if faces:
                    await self._written(device, faces, work)
        except BaseException as error:
            work.give_up(error if isinstance(error, AppError) else None)
            raise
        work.give_up(None)

    async def _check(self, device: FleetDevice) -> None:
        if not await self.look(device.known_uid):
            raise Unsupported(device.name, command=PhotoToFacedata.names[0])

    async def _converted(
        self, device: FleetDevice, batch: Sequence[FaceWanted], work: _Work
    ) -> dict[FaceWanted, bytes]:
        """Let the device make faces; what gives none is told at once."""
        faces: dict[FaceWanted, bytes] = {}
        troubles = 0
        for wanted in batch:
            if not work.begin(wanted):
                continue
            try:
                told = await self._told(device, wanted)
                troubles = 0
            except (Refused, BadReply, TimedOut) as error:  # the next photo may fare better
                await self._note(device, wanted, error)
                work.fail(wanted, Reason.DEVICE, error)
                troubles += not isinstance(error, Refused)
                if troubles >= TROUBLES_MAX:
                    raise
                continue
            if isinstance(told, bytes):
                faces[wanted] = told
                work.converted()
            else:
                if told is not Reason.HAS_FACE:
                    fault = EnrollmentFailed(device.name, fault=CaptureFault.NO_DATA)
                    await self._note(device, wanted, fault)
                work.fail(wanted, told)
        return faces

    async def _told(self, device: FleetDevice, wanted: FaceWanted) -> bytes | Reason:
        """Ask the device for the face of one photo. Raises `DeviceError`."""
        async with self._open_session(device.known_uid) as session:
            if wanted.keeps_face and await _has_face(session, wanted):
                return Reason.HAS_FACE
            return _face(await session.ask(PhotoToFacedata(photo=wanted.jpeg)))

    async def _written(
        self, device: FleetDevice, faces: dict[FaceWanted, bytes], work: _Work
    ) -> None:
        by_user = {each.user_id: each for each in faces}

        def got(receipt: Receipt) -> None:
            work.take(by_user[receipt.user_id], receipt)

        await self._writer.write(
            device.known_uid,
            [_wanted(photo, face) for photo, face in faces.items()],
            action=Action.CONVERT_PHOTO,
            got=got,
            report=_nobody,
            part_of=work.part_of,
        )

    async def _note(self, device: FleetDevice, wanted: FaceWanted, error: DeviceError) -> None:
        """Put a photo that gave no face into the audit trail; what was saved the writer puts."""
        await self._audit.note(
            Action.CONVERT_PHOTO,
            device=device.name,
            uid=device.known_uid,
            subject=wanted.name or wanted.user_id,
            result="failed",
            details=type(error).__name__,
        )


class _Work:
    """One `save`: which photos have no result yet, and how far it is."""

    def __init__(
        self, wanted: Sequence[FaceWanted], *, part_of: object, got: GotResult, report: Report
    ) -> None:
        self.part_of = part_of
        self._open = {each.key: each for each in wanted}
        self._users: set[str] = set()
        self._total = len(self._open)
        self._converted = 0
        self._got = got
        self._report = report
        self._tell()

    def begin(self, wanted: FaceWanted) -> bool:
        """Tell whether a photo may be tried: the first one of its user."""
        if wanted.user_id in self._users:
            self.fail(wanted, Reason.TWICE)
            return False
        self._users.add(wanted.user_id)
        return True

    def converted(self) -> None:
        """Count a photo that is half done."""
        self._converted += 1
        self._tell()

    def fail(self, wanted: FaceWanted, reason: Reason, error: AppError | None = None) -> None:
        """Tell that a photo is done with, without success."""
        self._finish(
            PhotoResult(key=wanted.key, outcome=Outcome.FAILED, reason=reason, error=error)
        )

    def take(self, wanted: FaceWanted, receipt: Receipt) -> None:
        """Tell what came of writing a user."""
        self._converted -= 1
        if receipt.is_fine:
            self._finish(PhotoResult(key=wanted.key, outcome=Outcome.DONE))
        else:
            self.fail(wanted, _reason(receipt), receipt.error)

    def give_up(self, error: AppError | None) -> None:
        """Tell of all that have no result that they were not begun, and why if it is known."""
        for wanted in tuple(self._open.values()):
            self.fail(wanted, Reason.NOT_BEGUN, error)

    def _finish(self, result: PhotoResult) -> None:
        if self._open.pop(result.key, None) is not None:
            self._got(result)
            self._tell()

    def _tell(self) -> None:
        finished = self._total - len(self._open)
        done = finished + max(self._converted, 0) // 2  # the other half of each is to save it
        self._report(Progress(done=done, total=self._total, what="photos"))


async def _has_face(session: Session, wanted: FaceWanted) -> bool:
    try:
        return bool((await session.ask(GetUserInfo(id=wanted.user_id))).face)
    except Refused:  # no such user any more: the writer finds out and tells
        return False


def _face(told: PhotoToFaceData) -> bytes | Reason:
    if told.state is not PhotoState.SUCCEEDED:
        return _STATES.get(told.state, Reason.NO_TEMPLATE)
    return told.face if isinstance(told.face, bytes) and told.face else Reason.NO_TEMPLATE


def _wanted(photo: FaceWanted, face: bytes) -> Wanted:
    # What is remembered of a longer name is cut, and no name may be one that was not read yet.
    is_whole = 0 < len(photo.name) < TEXT_LENGTH_MAX
    return Wanted(
        change=SetUserInfo(id=photo.user_id, face=face),
        expected_name=photo.name if is_whole else None,
    )


def _reason(receipt: Receipt) -> Reason:
    match receipt.verdict:
        case Verdict.DIFFERS:
            return Reason.NOT_STORED
        case Verdict.UNKNOWN:
            return Reason.UNCERTAIN
        case Verdict.SKIPPED:
            return Reason.NOT_BEGUN
        case _:
            return Reason.DEVICE


def _nobody(_: Progress) -> None:
    """Take a progress that is told by the results anyway."""
