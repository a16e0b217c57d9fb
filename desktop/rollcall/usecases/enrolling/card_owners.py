"""Who has a card on a device already; nothing of it outlives the wizard.

Card numbers are not remembered on this PC, so those who have a card are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rollcall.protocol.errors import DeviceError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import OpenSession

__all__ = ["CardOwners"]


class CardOwners:
    """Looks for the owner of a card among the users of one device, each read once."""

    def __init__(self, open_session: OpenSession, uid: DeviceUid) -> None:
        self._open_session = open_session
        self._uid = uid
        self._cards: dict[UserId, str] = {}

    async def owner(
        self,
        card: str,
        *,
        among: Iterable[RememberedUser],
        report: Report,
        is_enough: Callable[[], bool],
    ) -> RememberedUser | None:
        """Give another user who has this card. Raises `DeviceError`.

        `is_enough` is asked before each one: the looking ends early, with None.
        """
        people = {each.id: each for each in among if each.card is not False}
        waiting = [each for each in people if each not in self._cards]
        total, at = len(waiting), 0
        has = (each for each, number in self._cards.items() if number == card and each in people)
        found = next(has, None)

        def next_id() -> UserId | None:
            nonlocal at
            report(Progress(done=at, total=total))
            if at == total or is_enough() or found is not None:
                return None
            at += 1
            return waiting[at - 1]

        def got(info: UserInfo) -> None:
            nonlocal found
            self._cards[info.id] = info.card.lstrip("0") if info.card else ""
            if self._cards[info.id] == card:
                found = info.id

        if found is None and waiting:
            async with self._open_session(self._uid) as session:
                await session.read_users(next_id, got, failed=_passed_over)
        return None if found is None else people[found]

    def saved(self, user_id: UserId, card: str) -> None:
        """Take note of a card that was saved to a user."""
        self._cards[user_id] = card


def _passed_over(_user_id: UserId, _error: DeviceError) -> None:
    """One user who cannot be read is no reason not to save a card."""
