"""One user on one device: read, checked, sent once, read back, judged (reliability 4.5, 4.6).

Nothing that was sent is ever sent again; what came of it is told by reading alone (M1).
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Final

from msgspec.structs import replace

from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    AnotherPerson,
    AppError,
    BadReply,
    DeviceError,
    DeviceFull,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    Unsupported,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import DeleteUserInfo, GetUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages
from rollcall.usecases.changing.differences import change_needed, check_as_seen, check_removal
from rollcall.usecases.changing.entries import Entries
from rollcall.usecases.changing.outcome import Outcome, Telling, name_of, with_lost
from rollcall.usecases.changing.parts import is_empty, is_named, parts_of
from rollcall.usecases.changing.proof import (
    Lost,
    is_untouched,
    lost_templates,
    part_receipts,
    put_back,
    still_lost,
)
from rollcall.usecases.changing.receipt import Part, Verdict
from rollcall.usecases.changing.room import FreePlaces
from rollcall.usecases.changing.undo import way_back
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import PATIENCE_S, finish

__all__ = ["UserChanges", "read_user"]

_NOT_THERE: Final = "user_id_not_exists"  # the one attested code (protocol-notes, section 4)
_ANSWERED: Final = (Refused, BadReply, Unsupported)
_OF_ONE_USER: Final = (
    *_ANSWERED,
    AnotherPerson,
    DeviceFull,
    InvalidInput,
    UserChanged,
    UserExists,
    UserGone,
)


async def read_user(session: Session, user_id: UserId) -> UserInfo | None:
    """Read one user with all templates; None where the device has none of that id.

    Raises `DeviceError`.
    """
    try:
        return await session.ask(GetUserInfo(id=user_id))
    except Refused as error:
        if error.code == _NOT_THERE:
            return None
        raise


class UserChanges:
    """Writes and deletes users in one session, one after the other; no method raises `AppError`."""

    def __init__(
        self,
        session: Session,
        uid: DeviceUid,
        *,
        device: str,
        entries: Entries,
        images: BeforeImages,
    ) -> None:
        self._session = session
        self._uid = uid
        self._device = device
        self._entries = entries
        self._images = images
        self._places = FreePlaces(session, device=device)
        self.patience_s = PATIENCE_S

    async def write(self, wanted: Wanted) -> Outcome:
        """Bring a user to what is wanted; cancelled after sending, it is still read back."""
        told = Telling(self._uid, wanted.user_id, name_of(wanted))
        try:
            before = await read_user(self._session, wanted.user_id)
            told = told.knowing(before)
            check_as_seen(before, wanted, device=self._device)
            change = change_needed(before, wanted)
            if change is None:
                return told.outcome(Verdict.SAME)
            await self._places.check(before, change)
            sealed = await self._images.sealed(self._uid, BeforeImage.of(before, change))
        except _OF_ONE_USER as error:
            return told.outcome(Verdict.FAILED, error=error)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        outcome = await self._to_the_end(told, change, self._write(told, before, change, sealed))
        if outcome.is_known:
            self._places.count(before, outcome.now)
        return outcome

    async def delete(self, removal: Removal) -> Outcome:
        """Delete a user, read whole right before; one who is not there is deleted already."""
        told = Telling(self._uid, removal.user_id, removal.name)
        try:
            before = await read_user(self._session, removal.user_id)
            told = told.knowing(before)
            if before is None:
                return told.outcome(Verdict.SAME)
            check_removal(before, removal, device=self._device)
        except _OF_ONE_USER as error:
            return told.outcome(Verdict.FAILED, error=error)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        command = DeleteUserInfo(id=removal.user_id)
        return await self._to_the_end(told, command, self._delete(told, before, command))

    async def _to_the_end(
        self, told: Telling, command: Command[Any], work: Coroutine[Any, Any, Outcome]
    ) -> Outcome:
        finished = await finish(work, patience_s=self.patience_s)
        if finished.result is None:
            error = OutcomeUnknown(self._device, command=command.names[0])
            return told.unsure().outcome(Verdict.UNKNOWN, error=error, fatal=finished.cancelled)
        if finished.cancelled is None:
            return finished.result
        return replace(finished.result, fatal=finished.cancelled)

    async def _write(
        self, told: Telling, before: UserInfo | None, change: SetUserInfo, sealed: bytes
    ) -> Outcome:
        try:
            entry = await self._entries.take(change.id, sealed=sealed)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        try:
            answer = await self._send(change)
        except AppError as error:  # nothing was sent
            return told.outcome(Verdict.FAILED, error=error, fatal=error, ended=(entry,))
        try:
            after = await read_user(self._session, change.id)
        except AppError as error:
            return _unknown(told, answer, error)
        if _is_made_by_accident(before, change, after):
            return await self._unmake(told, before, change.id, entry)
        lost = lost_templates(change, before=before, after=after)
        fatal: AppError | None = None
        if lost:
            after, lost, fatal = await self._put_back(change.id, lost, after)
        outcome = self._judged(
            told.knowing(after), before, change, lost, answer, is_kept=bool(sealed)
        )
        ended = self._settled(change, after, lost, entry if sealed else None)
        if not (lost and sealed):
            ended = (*ended, entry)
        return replace(outcome, ended=ended, fatal=fatal)

    async def _delete(self, told: Telling, before: UserInfo, command: DeleteUserInfo) -> Outcome:
        try:
            entry = await self._entries.take(command.id, sealed=b"")
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        try:
            answer = await self._send(command)
        except AppError as error:  # nothing was sent
            return told.outcome(Verdict.FAILED, error=error, fatal=error, ended=(entry,))
        try:
            after = await read_user(self._session, command.id)
        except AppError as error:
            return _unknown(told, answer, error)
        ended: tuple[int, ...] = (entry,)
        if after is None:
            held = self._images.let_go(self._uid, command.id, Part)
            ended = ended if held is None else (*ended, held)
            self._places.count(before, None)
            back = way_back(before, None, user_id=command.id)
            return told.knowing(None).outcome(Verdict.DONE, back=back, ended=ended)
        verdict = Verdict.DIFFERS if answer is None else Verdict.FAILED
        return told.knowing(after).outcome(verdict, error=answer, ended=ended)

    async def _send(self, command: Command[Any]) -> DeviceError | None:
        """Send once; give why it may not have taken effect. Raises where nothing was sent."""
        try:
            await self._session.ask(command)
        except (*_ANSWERED, OutcomeUnknown) as error:
            return error
        return None

    async def _put_back(
        self, user_id: UserId, lost: tuple[Lost, ...], after: UserInfo | None
    ) -> tuple[UserInfo | None, tuple[Lost, ...], AppError | None]:
        """Bring lists back to what they were, once; give the user then, what is lost, and why."""
        try:
            await self._send(put_back(user_id, lost))
            after = await read_user(self._session, user_id)
        except AppError as error:
            return after, lost, None if isinstance(error, _OF_ONE_USER) else error
        return after, still_lost(lost, after), None

    def _judged(
        self,
        told: Telling,
        before: UserInfo | None,
        change: SetUserInfo,
        lost: tuple[Lost, ...],
        answer: DeviceError | None,
        *,
        is_kept: bool,
    ) -> Outcome:
        """Tell what came of it from how the user is now."""
        after = told.now
        if before is not None and after is None:
            gone = UserGone(self._device, user_id=change.id, name=before.name)
            return told.outcome(Verdict.FAILED, error=gone)
        told_of = part_receipts(change, before=before, after=after)
        parts = with_lost(told_of, lost, after, is_kept=is_kept)
        back = way_back(before, after, user_id=change.id)
        if after is not None and all(each.is_as_asked for each in parts):
            return told.outcome(Verdict.DONE, parts=parts, back=back)
        if answer is not None and not lost and is_untouched(change, before=before, after=after):
            return told.outcome(Verdict.FAILED, error=answer)
        return told.outcome(Verdict.DIFFERS, parts=parts, back=back, error=answer)

    def _settled(
        self,
        change: SetUserInfo,
        after: UserInfo | None,
        lost: tuple[Lost, ...],
        entry: int | None,
    ) -> tuple[int, ...]:
        """Hold what is lost now; give the entry of what was held before and is so no longer."""
        parts = set(Part) if after is None else {*parts_of(change)}
        earlier = self._images.let_go(self._uid, change.id, parts)
        if lost:
            self._images.hold(self._uid, change.id, lost, entry=entry)
        return () if earlier is None else (earlier,)

    async def _unmake(
        self, told: Telling, before: UserInfo | None, user_id: UserId, entry: int
    ) -> Outcome:
        """Delete the user that our change made anew, because somebody had just deleted it.

        A device that clears what is left out would look the same, so Undo can bring it all back.
        """
        gone = UserGone(self._device, user_id=user_id, name=told.name)
        try:
            await self._send(DeleteUserInfo(id=user_id))
            after = await read_user(self._session, user_id)
        except AppError as error:
            fatal = None if isinstance(error, _OF_ONE_USER) else error
            return told.unsure().outcome(Verdict.UNKNOWN, error=gone, fatal=fatal)
        verdict = Verdict.FAILED if after is None else Verdict.DIFFERS
        back = None if after is not None else way_back(before, None, user_id=user_id)
        outcome = told.knowing(after).outcome(verdict, error=gone, ended=(entry,))
        return replace(outcome, back=back)


def _is_made_by_accident(
    before: UserInfo | None, change: SetUserInfo, after: UserInfo | None
) -> bool:
    """Tell whether the user was deleted between our reading and writing, and made anew by writing.

    Then it has nothing but what was sent, not even its name. Without a name to tell by, it is
    taken for the user it was.
    """
    if before is None or after is None or is_named(change, Part.NAME) or not before.name:
        return False
    given = {Part.DEPARTMENT, Part.PRIVILEGE}  # which devices give to every new user (U11)
    unsent = [part for part in Part if part not in given and not is_named(change, part)]
    return all(is_empty(after, part) for part in unsent)


def _unknown(told: Telling, answer: DeviceError | None, error: AppError) -> Outcome:
    """Tell that it was sent and cannot be read back; its journal entry stays open."""
    fatal = None if isinstance(error, _OF_ONE_USER) else error
    return told.unsure().outcome(Verdict.UNKNOWN, error=answer or error, fatal=fatal)
