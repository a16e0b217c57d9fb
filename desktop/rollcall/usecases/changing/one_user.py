"""One user on one device: read, checked, sent once, read back, judged (reliability 4.5, 4.6).

Nothing that was sent is ever sent again; what came of it is told by reading alone (M1).
"""

from __future__ import annotations

from collections.abc import Collection, Coroutine
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
from rollcall.protocol.users import DeleteUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages, Held, Sent
from rollcall.usecases.changing.differences import (
    change_needed,
    check_as_seen,
    check_change,
    check_removal,
)
from rollcall.usecases.changing.earlier import EarlierChanges
from rollcall.usecases.changing.entries import Entries
from rollcall.usecases.changing.judging import Written, judged
from rollcall.usecases.changing.keeping import Keeping, Stripped, keeps_left_out
from rollcall.usecases.changing.outcome import Outcome, Telling, name_of
from rollcall.usecases.changing.parts import parts_of
from rollcall.usecases.changing.proof import Lost, lost_templates, put_back, still_lost
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.changing.receipt import Part, Verdict
from rollcall.usecases.changing.room import FreePlaces
from rollcall.usecases.changing.undo import way_back
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import PATIENCE_S, finish

__all__ = ["UserChanges"]

_ANSWERED: Final = (Refused, BadReply, Unsupported)
_OF_ONE_USER: Final = (
    *_ANSWERED,
    AnotherPerson,
    DeviceFull,
    InvalidInput,
    OutcomeUnknown,
    UserChanged,
    UserExists,
    UserGone,
)


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
        keeping: Keeping,
    ) -> None:
        self._session = session
        self._uid = uid
        self._device = device
        self._entries = entries
        self._images = images
        self._keeping = keeping
        self._earlier = EarlierChanges(
            session, uid, device=device, entries=entries, images=images, keeping=keeping
        )
        self._places = FreePlaces(session, device=device)
        self.patience_s = PATIENCE_S

    async def write(self, wanted: Wanted) -> Outcome:
        """Bring a user to what is wanted; cancelled after sending, it is still read back."""
        told = Telling(self._uid, wanted.user_id, name_of(wanted), asked=wanted.change.privilege)
        try:
            before = await read_user(self._session, wanted.user_id)
            before = await self._earlier.settle(wanted.change, before)
            told = told.knowing(before)
            check_as_seen(before, wanted, device=self._device)
            change = change_needed(before, wanted)
            if change is None:
                return told.outcome(Verdict.SAME)
            sent = self._keeping.sent(self._uid, before, change)
            check_change(sent)
            await self._places.check(before, sent)
            is_whole = self._keeping.keeps(self._uid) is None
            image = BeforeImage.of(before, sent, is_whole=is_whole)
            sealed = await self._images.sealed(self._uid, image)
        except _OF_ONE_USER as error:
            return told.outcome(Verdict.FAILED, error=error)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        written = Written(asked=change, sent=sent, before=before, image=image, is_kept=bool(sealed))
        work = self._write(told, written, sealed)
        outcome = await self._to_the_end(told, sent, work, parts=parts_of(change))
        if outcome.is_known:
            self._places.count(before, outcome.now)
        return outcome

    async def delete(self, removal: Removal) -> Outcome:
        """Delete a user, read whole right before; one who is not there is deleted already."""
        told = Telling(self._uid, removal.user_id, removal.name)
        try:
            before = await read_user(self._session, removal.user_id)
            told = told.knowing(before)
            await self._earlier.see(removal.user_id, before)
            if before is None:
                return told.outcome(Verdict.SAME)
            check_removal(before, removal, device=self._device)
        except _OF_ONE_USER as error:
            return told.outcome(Verdict.FAILED, error=error)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        command = DeleteUserInfo(id=removal.user_id)
        work = self._delete(told, before, command)
        return await self._to_the_end(told, command, work, parts=tuple(Part))

    async def _to_the_end(
        self,
        told: Telling,
        command: Command[Any],
        work: Coroutine[Any, Any, Outcome],
        *,
        parts: Collection[Part],
    ) -> Outcome:
        finished = await finish(work, patience_s=self.patience_s)
        outcome = finished.result
        if outcome is None:
            error = OutcomeUnknown(self._device, command=command.names[0])
            outcome = told.unsure().outcome(Verdict.UNKNOWN, error=error)
        if outcome.receipt.verdict is Verdict.UNKNOWN:
            ended = await self._earlier.let_go(told.user_id, parts)
            outcome = replace(outcome, ended=(*outcome.ended, *ended))
        for entry in outcome.ended:
            self._images.know(self._uid, told.user_id, entry)
        if finished.cancelled is None:
            return outcome
        return replace(outcome, fatal=finished.cancelled)

    async def _write(self, told: Telling, written: Written, sealed: bytes) -> Outcome:
        try:
            entry = await self._entries.take(told.user_id, sealed=sealed)
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        sent = Sent(entry=entry, image=written.image, is_kept=written.is_kept)
        self._images.send(self._uid, told.user_id, sent)
        try:
            answer = await self._send(written.sent)
        except AppError as error:  # nothing was sent
            return told.outcome(Verdict.FAILED, error=error, fatal=error, ended=(entry,))
        try:
            after = await read_user(self._session, told.user_id)
        except AppError as error:
            return _unknown(told, answer, error)
        written = replace(written, after=after, answer=answer)
        stripped = Stripped.of(written.sent, before=written.before, after=after)
        if stripped is not None:
            return await self._ask_why(told, stripped, written, entry)
        self._keeping.learn_from(self._uid, written.sent, before=written.before, after=after)
        return await self._proven(told, written, entry)

    async def _proven(self, told: Telling, written: Written, entry: int) -> Outcome:
        """Put back what was lost, and tell what came of it from how the user is now."""
        lost = lost_templates(written.sent, before=written.before, after=written.after)
        fatal: AppError | None = None
        if lost:
            after, lost, fatal = await self._put_back(told.user_id, lost, written.after)
            written = replace(written, after=after)
        outcome = judged(told.knowing(written.after), written, lost, device=self._device)
        ended = await self._settled(written, lost, entry)
        if not (lost and written.is_kept):
            ended = (*ended, entry)
        if outcome.receipt.verdict is not Verdict.FAILED:
            ended = (*ended, *self._earlier.known(told.user_id))
        return replace(outcome, ended=ended, fatal=fatal)

    async def _delete(self, told: Telling, before: UserInfo, command: DeleteUserInfo) -> Outcome:
        try:
            entry = await self._entries.take(command.id, sealed=b"")
        except AppError as error:
            return told.outcome(Verdict.FAILED, error=error, fatal=error)
        self._images.send(self._uid, command.id, Sent(entry=entry, image=None, is_kept=False))
        try:
            answer = await self._send(command)
        except AppError as error:  # nothing was sent
            return told.outcome(Verdict.FAILED, error=error, fatal=error, ended=(entry,))
        try:
            after = await read_user(self._session, command.id)
        except AppError as error:
            return _unknown(told, answer, error)
        if after is None:
            back = way_back(self._earlier.whole(before), None, user_id=command.id)
            ended = await self._earlier.let_go(command.id, tuple(Part))
            ended = (*self._earlier.known(command.id), *ended)
            self._places.count(before, None)
            return told.knowing(None).outcome(Verdict.DONE, back=back, ended=ended)
        verdict = Verdict.DIFFERS if answer is None else Verdict.FAILED
        return told.knowing(after).outcome(verdict, error=answer, ended=(entry,))

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
        change = self._keeping.sent_safely(self._uid, after, put_back(user_id, lost))
        try:
            await self._send(change)
            after = await read_user(self._session, user_id)
        except AppError as error:
            return after, lost, None if isinstance(error, _OF_ONE_USER) else error
        return after, still_lost(lost, after), None

    async def _settled(
        self, written: Written, lost: tuple[Lost, ...], entry: int
    ) -> tuple[int, ...]:
        """Hold what is lost now; give the entries of what was held before and is so no longer."""
        user_id, after = written.asked.id, written.after
        parts = tuple(Part) if after is None else parts_of(written.asked)
        name = after.name if after is not None and Part.NAME in parts else None
        ended = await self._earlier.let_go(user_id, parts, new_name=name)
        if lost:
            kept = entry if written.is_kept else None
            self._images.hold(self._uid, user_id, Held(lost=lost, entry=kept, image=written.image))
        self._images.know(self._uid, user_id, entry)
        return ended

    # --- a user who has nothing any more but what was sent

    async def _ask_why(
        self, told: Telling, stripped: Stripped, written: Written, entry: int
    ) -> Outcome:
        """Let the device show whether it clears what is left out, and make that good.

        Else our change made this user anew, because somebody had just deleted it.
        """
        answer = written.answer
        try:
            keeps, left = await keeps_left_out(self._session, stripped)
            if keeps is None:
                return await self._unsettled(told, stripped)
            self._keeping.learn(self._uid, keeps=keeps)
            if keeps and stripped.may_be_new:
                return await self._unmake(told, stripped.before, told.user_id, entry)
            change = stripped.without_probes() if keeps else stripped.given_back
            answer = await self._send(change) or answer
            after = await read_user(self._session, told.user_id)
        except AppError as error:
            return await self._unsettled(told, stripped, error)
        if keeps:
            return await self._proven(told, replace(written, after=after), entry)
        if after == left:  # nothing was given back
            return await self._unsettled(told, stripped, answer)
        written = replace(written, sent=stripped.whole, after=after, answer=answer)
        return await self._proven(told, written, entry)

    async def _unsettled(
        self, told: Telling, stripped: Stripped, error: AppError | None = None
    ) -> Outcome:
        """Tell that nobody knows; the journal's entry stays open, and Undo gives back what was."""
        lost = OutcomeUnknown(self._device, command=SetUserInfo.names[0])
        fatal = None if isinstance(error, _OF_ONE_USER) else error
        try:
            now = await read_user(self._session, told.user_id)
        except AppError as unreadable:
            fatal = fatal or (None if isinstance(unreadable, _OF_ONE_USER) else unreadable)
            return told.unsure().outcome(Verdict.UNKNOWN, error=lost, fatal=fatal)
        back = None if now is None else way_back(stripped.before, now, user_id=told.user_id)
        return told.unsure().outcome(Verdict.UNKNOWN, error=lost, back=back, fatal=fatal)

    async def _unmake(
        self, told: Telling, before: UserInfo, user_id: UserId, entry: int
    ) -> Outcome:
        """Delete the user that our change made anew; Undo can bring back who was deleted."""
        gone = UserGone(self._device, user_id=user_id, name=told.name)
        try:
            await self._send(DeleteUserInfo(id=user_id))
            after = await read_user(self._session, user_id)
        except AppError as error:
            fatal = None if isinstance(error, _OF_ONE_USER) else error
            return told.unsure().outcome(Verdict.UNKNOWN, error=gone, fatal=fatal)
        back = way_back(before, after, user_id=user_id)
        told = told.knowing(after)
        if after is not None:  # its entry stays: the next start deletes it
            return told.outcome(Verdict.DIFFERS, error=gone, back=back)
        return told.outcome(Verdict.FAILED, error=gone, back=back, ended=(entry,))


def _unknown(told: Telling, answer: DeviceError | None, error: AppError) -> Outcome:
    """Tell that it was sent and cannot be read back; its journal entry stays open."""
    fatal = None if isinstance(error, _OF_ONE_USER) else error
    return told.unsure().outcome(Verdict.UNKNOWN, error=answer or error, fatal=fatal)
