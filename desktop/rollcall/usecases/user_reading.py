"""How far one reading of a device's users is: ids listed, ids asked for, and which is next."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from rollcall.protocol.errors import DeviceError
from rollcall.protocol.users import UserId
from rollcall.usecases.progress import Progress

__all__ = ["UserReading"]


class UserReading:
    """Gives each id once, preferred ones first; each step costs the same however many there are."""

    def __init__(self) -> None:
        self.listed: dict[UserId, None] = {}
        """The ids of the current list, in the device's order."""
        self.missing: set[UserId] = set()
        """Listed, but the device did not know them any more."""
        self.monsters = 0
        """Ids of the current list that no device has; they are passed over."""
        self.unreadable: list[DeviceError] = []
        """What was wrong with single users."""
        self.expected = 0
        """How many users there will be, as far as the device said so before all were listed."""
        self._asked: set[UserId] = set()
        self._waiting: deque[UserId] = deque()
        self._preferred: deque[UserId] = deque()

    @property
    def is_waiting(self) -> bool:
        """Whether an id that was listed was not asked for."""
        while self._waiting and self._waiting[0] in self._asked:
            self._waiting.popleft()
        return bool(self._waiting)

    @property
    def progress(self) -> Progress:
        """How many users were asked for, of those known of or expected so far."""
        done = len(self._asked)
        total = max(done, len(self.listed), self.expected)
        return Progress(done=done, total=total, what="users")

    def prefer(self, ids: Sequence[UserId]) -> None:
        """Give these before all others, even if they are not listed yet."""
        self._preferred = deque(ids)

    def begin_list(self) -> None:
        """Take the ids that come for another list of the same users."""
        self.listed = {}
        self.missing = set()
        self.monsters = 0

    def enter(self, page: Sequence[UserId]) -> tuple[UserId, ...]:
        """Take a page of ids; gives those that are new in this list."""
        fresh = tuple(dict.fromkeys(each for each in page if each not in self.listed))
        self.listed.update(dict.fromkeys(fresh))
        self._waiting.extend(each for each in fresh if each not in self._asked)
        return fresh

    def next_preferred(self) -> UserId | None:
        """Give a preferred id that was not asked for, None if there is none."""
        return self._first(self._preferred)

    def next(self) -> UserId | None:
        """Give the next id that was not asked for, None if there is none."""
        return self.next_preferred() or self._first(self._waiting)

    def _first(self, ids: deque[UserId]) -> UserId | None:
        while ids:
            user_id = ids.popleft()
            if user_id not in self._asked:
                self._asked.add(user_id)
                return user_id
        return None
