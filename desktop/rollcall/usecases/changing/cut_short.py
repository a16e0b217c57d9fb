"""What a write that was cut short by a crash has cost a user, told from how the user is now."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct
from msgspec.structs import replace

from rollcall.protocol.users import FINGERS_MAX, SetUserInfo, UserInfo
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.keeping import GIVEN, Stripped, probing_name
from rollcall.usecases.changing.parts import (
    is_empty,
    is_named,
    is_same,
    may_be_of,
    parts_of,
    templates,
)
from rollcall.usecases.changing.proof import Lost, lost_templates, put_back
from rollcall.usecases.changing.receipt import Part

__all__ = ["CutShort"]


_ASKED_WITH: Final = tuple(part for part in Part if part not in {*GIVEN, Part.NAME})


class CutShort(Struct, frozen=True, kw_only=True):
    """A write of an earlier run, and its user as just read."""

    image: BeforeImage
    user: UserInfo | None

    @property
    def lost(self) -> tuple[Lost, ...]:
        """The templates that are missing; none of a user who is gone and not to be made again."""
        return lost_templates(self.image.change, before=self.image.as_user(), after=self.user)

    @property
    def has_cost(self) -> bool:
        """Whether there is anything to put in order."""
        return bool(self.lost) or self.stripped is not None

    @property
    def is_ours(self) -> bool:
        """Whether it is this person, or what our write left of it; else the id is another one's."""
        if self.user is None or self.stripped is not None:
            return True
        return self.user.name in {self.image.name, self.image.new_name}

    @property
    def stripped(self) -> Stripped | None:
        """The user, if there is nothing but what was sent, or the device was being asked with."""
        user, change = self.user, self.image.change
        if user is None or self._has_all(user) or not self._is_as_sent(user):
            return None
        if self._is_probed(user):
            user = replace(user, name="")
        found = self._bare(user)
        for part in _ASKED_WITH:
            is_from_before = may_be_of(user, self.image.before, part) and not is_empty(user, part)
            if found is None and is_from_before and not is_named(change, part):
                found = self._bare(replace(user, **{part.value: UNSET}))
        return found

    @property
    def is_made(self) -> bool:
        """Whether our write made this user, as far as that shows: nobody's name is on it.

        To be asked about a device that keeps what is left out.
        """
        user = self.user
        if user is None or self.stripped is None:
            return False
        if is_named(self.image.change, Part.NAME) or not self.image.name:
            return False
        if self._is_probed(user):
            return True
        bare = self._bare(user)
        return not user.name and bare is not None and bare.may_be_new

    def put_back(self) -> SetUserInfo | None:
        """Give what brings the templates back; None where there are more fingers than fit.

        Appended to what is there now: nobody else's change is overwritten.
        """
        lost = [
            replace(each, before=(*templates(self.user, each.part), *each.templates))
            for each in self.lost
        ]
        is_too_much = any(
            each.part is Part.FINGERS and len(each.before) > FINGERS_MAX for each in lost
        )
        return None if is_too_much else put_back(self.image.before.id, lost)

    def _has_all(self, user: UserInfo) -> bool:
        """Whether everything that was left out is there: then there is nothing to ask about."""
        image, before = self.image, self.image.as_user()
        return all(
            is_same(part, user, before)
            for part in Part
            if part is Part.NAME or is_named(image.before, part)
            if not is_named(image.change, part)
        )

    def _is_as_sent(self, user: UserInfo) -> bool:
        change = self.image.change
        return all(
            is_empty(user, part) or may_be_of(user, change, part)
            for part in parts_of(change)
            if part not in GIVEN
        )

    def _is_probed(self, user: UserInfo) -> bool:
        return user.name == probing_name(user.id) and not is_named(self.image.change, Part.NAME)

    def _bare(self, user: UserInfo) -> Stripped | None:
        return Stripped.of(self.image.change, before=self.image.as_user(), after=user)
