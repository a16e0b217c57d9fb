"""What is to become of a user: a `SetUserInfo` of the members that change, and conditions."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from rollcall.protocol.users import SetUserInfo, UserId, UserInfo

__all__ = ["AccessBack", "Presence", "Removal", "Wanted"]


class Presence(Enum):
    """Whether the user has to be on the device right before writing."""

    THERE = auto()
    """Else `UserGone`: a user deleted meanwhile is not made again by accident."""
    ABSENT = auto()
    """Else `UserExists`: a new user never overwrites another one."""
    EITHER = auto()


class Wanted(Struct, frozen=True, kw_only=True):
    """One user to be written. Members of `change` that the device has already are not sent."""

    change: SetUserInfo
    """Only what shall change; a list of templates is the whole list (protocol-notes U8)."""
    presence: Presence = Presence.THERE
    seen: UserInfo | None = None
    """The user as the administrator saw it. A part that is to change must still be as it was then,
    else `UserChanged`; another name with the same id is `AnotherPerson`."""
    expected_name: str | None = None
    """Without `seen`: the name the user has to have, else `AnotherPerson`."""
    more_fingers: tuple[bytes, ...] = ()
    """Appended to the fingers that the device has right before writing."""
    more_palms: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        """Show no template."""
        return (
            f"Wanted({self.change!r}, {self.presence.name}, seen={self.seen!r}, "
            f"expected_name={self.expected_name!r}, more_fingers={len(self.more_fingers)}, "
            f"more_palms={len(self.more_palms)})"
        )

    @property
    def user_id(self) -> UserId:
        """Whom it is about."""
        return self.change.id


class Removal(Struct, frozen=True, kw_only=True):
    """One user to be deleted."""

    user_id: UserId
    name: str
    """The name it has to have right before, else `AnotherPerson`."""
    seen: UserInfo | None = None
    """The user as it has to be still, in every part, else `UserChanged`."""


class AccessBack(Struct, frozen=True, kw_only=True):
    """When one user could enter before that was changed: an access zone for each day."""

    user_id: UserId
    name: str
    zones: tuple[int, ...]
    given: tuple[int, ...]
    """What the change left; it has to be so still, else `UserChanged`."""
