"""What earlier changes of this run left open of a user, settled when that user changes again.

Else the next start would put back what the later change removed on purpose: an entry of the journal
knows only what was before its own change. What earlier runs left is settled in settling_writes.py.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from msgspec.structs import replace

from rollcall.protocol.errors import (
    BadReply,
    OutcomeUnknown,
    Refused,
    StoreError,
    Unsupported,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import FINGERS_MAX, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.before_images import BeforeImages, Held, Sent
from rollcall.usecases.changing.cut_short import CutShort
from rollcall.usecases.changing.entries import Entries
from rollcall.usecases.changing.keeping import Keeping
from rollcall.usecases.changing.mending import Mended, mended
from rollcall.usecases.changing.parts import (
    is_named,
    is_same,
    member,
    templates,
    without,
)
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.sessions import Session

__all__ = ["EarlierChanges"]

_log = logging.getLogger(__name__)


class EarlierChanges:
    """Of the users of one device, which is locked by who asks."""

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

    async def settle(self, change: SetUserInfo, user: UserInfo | None) -> UserInfo | None:
        """Put back what changes of unknown outcome cost a user as just read; give the user then.

        What the device does not take is held, and their entries are ended. Not where this change
        gives all of it back itself, as Undo does: those are ended by `known`. Raises `DeviceError`,
        `StoreError`; then they stay open. So they do with `OutcomeUnknown`: the user has nothing
        but what was sent, and the device does not show why.
        """
        for sent in self._images.unknown(self._uid, change.id):
            if sent.image is None or not _gives_back(change, CutShort(image=sent.image, user=user)):
                user = await self._settled(change.id, sent, user)
        await self.see(change.id, user)
        return user

    async def see(self, user_id: UserId, user: UserInfo | None) -> None:
        """Let everything go of a user who is gone: not to be made again. Raises `StoreError`."""
        if user is not None:
            return
        for sent in self._images.unknown(self._uid, user_id):
            await self._entries.end(sent.entry)
            self._images.know(self._uid, user_id, sent.entry)
        for entry in await self.let_go(user_id, tuple(Part)):
            await self._entries.end(entry)

    def known(self, user_id: UserId) -> tuple[int, ...]:
        """Give the entries to be ended, when no change can have cost a user anything any more."""
        entries = tuple(each.entry for each in self._images.unknown(self._uid, user_id))
        for entry in entries:
            self._images.know(self._uid, user_id, entry)
        return entries

    async def let_go(
        self, user_id: UserId, parts: Collection[Part], *, new_name: str | None = None
    ) -> tuple[int, ...]:
        """Hold no longer what somebody decided about anew; give the entries to be ended."""
        was = self._images.all_held(self._uid, user_id)
        held = [await self._without(user_id, each, parts, new_name) for each in was]
        left = tuple(each for each in held if each is not None)
        self._images.put_held(self._uid, user_id, left)
        still = {each.entry for each in left}
        return tuple(
            each.entry for each in was if each.entry is not None and each.entry not in still
        )

    def whole(self, user: UserInfo) -> UserInfo:
        """Give a user together with what earlier changes cost it, for Undo of a deletion."""
        for sent in self._images.unknown(self._uid, user.id):
            if sent.image is not None:
                cut = CutShort(image=sent.image, user=user)
                if cut.is_ours:
                    user = _given_back(cut, user)
        lost = self._images.held(self._uid, user.id)
        for part in {each.part for each in lost}:
            gone = [each.templates for each in lost if each.part is part]
            user = _with(user, part, tuple(each for some in gone for each in some))
        return user

    async def _settled(self, user_id: UserId, sent: Sent, user: UserInfo | None) -> UserInfo | None:
        lost: tuple[Lost, ...] = ()
        if sent.image is not None:
            found = await self._mended(CutShort(image=sent.image, user=user))
            user = found.user
            cut = CutShort(image=sent.image, user=user)
            if not found.is_over and cut.stripped is not None:
                raise OutcomeUnknown(self._device, command=SetUserInfo.names[0])
            lost = cut.lost
        if lost:
            entry = sent.entry if sent.is_kept else None
            self._images.hold(self._uid, user_id, Held(lost=lost, entry=entry, image=sent.image))
        if not (lost and sent.is_kept):
            await self._entries.end(sent.entry)
        self._images.know(self._uid, user_id, sent.entry)
        return user

    async def _mended(self, cut: CutShort) -> Mended:
        try:
            found = await mended(self._session, self._uid, cut, keeping=self._keeping)
        except (OutcomeUnknown, Refused, BadReply, Unsupported) as error:
            _log.info("what came of settling is read: %s", type(error).__name__)
            found = Mended(user=cut.user, is_over=False)
        if found.is_over:
            return found
        user = await read_user(self._session, cut.image.before.id)
        return Mended(user=user, is_over=False)

    async def _without(
        self, user_id: UserId, held: Held, parts: Collection[Part], new_name: str | None
    ) -> Held | None:
        """Give what is held still; in an entry of its own where the one there is knows too much."""
        left = held.without(parts, new_name=new_name)
        if left is None or left.entry is None or left.image == held.image:
            return left
        try:
            sealed = await self._images.sealed(self._uid, left.image)
            entry = await self._entries.take(user_id, sealed=sealed) if sealed else None
        except StoreError as error:
            _log.info("the journal was not written: %s", type(error).__name__)
            return replace(held, lost=left.lost)
        return replace(left, entry=entry)


def _gives_back(change: SetUserInfo, cut: CutShort) -> bool:
    """Tell whether a change brings back by itself all that another one cost."""
    before = cut.image.as_user()
    rest = () if cut.stripped is None else cut.stripped.missing
    is_rest_back = all(
        is_same(part, change if is_named(change, part) else cut.user, before) for part in rest
    )
    lost = (without(each.templates, templates(change, each.part)) for each in cut.lost)
    return cut.has_cost and is_rest_back and not any(lost)


def _given_back(cut: CutShort, user: UserInfo) -> UserInfo:
    if cut.stripped is not None:
        whole = cut.stripped.whole
        return UserInfo(id=user.id, **{part.value: member(whole, part) for part in Part})
    for each in cut.lost:
        user = _with(user, each.part, each.templates)
    return user


def _with(user: UserInfo, part: Part, gone: tuple[bytes, ...]) -> UserInfo:
    there = templates(user, part)
    both = (*there, *without(gone, there))
    if part is Part.FINGERS and len(both) > FINGERS_MAX:
        return user
    return replace(user, **{part.value: both[0] if part is Part.FACE else both})
