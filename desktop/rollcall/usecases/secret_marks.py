"""Tells whether a password or a card number is the one that a user has, without keeping either.

Keyed hashes in memory. The keys live no longer than the program, so they say nothing to others.
"""

from __future__ import annotations

import secrets

from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.user_summary import card_number

__all__ = ["SecretMarks"]


class SecretMarks:
    """What the users of one device have, as it was last read."""

    def __init__(self) -> None:
        self._salt = secrets.token_hex()
        self._cards: dict[UserId, int] = {}
        self._passwords: dict[UserId, int] = {}

    def note(self, user: UserInfo) -> None:
        """Take note of a user that was just read; what the device does not say is not known."""
        self.forget(user.id)
        card = card_number(user.card)
        if card:
            self._cards[user.id] = self._mark(card)
        if user.password:
            self._passwords[user.id] = self._mark(user.password)

    def forget(self, user_id: UserId) -> None:
        """Take note that a user is gone."""
        self._cards.pop(user_id, None)
        self._passwords.pop(user_id, None)

    def is_card(self, user_id: UserId, card: str) -> bool:
        """Tell whether a user is known to have this card."""
        known = self._cards.get(user_id)
        return known is not None and known == self._mark(card_number(card))

    def is_password(self, user_id: UserId, password: str) -> bool:
        """Tell whether a user is known to have this password."""
        known = self._passwords.get(user_id)
        return known is not None and known == self._mark(password)

    def _mark(self, text: str) -> int:
        # Python's own hash of texts is keyed (PEP 456), and an import checks 5,000 rows with it:
        # those of hashlib cost as much as all other checks of a row together.
        return hash(self._salt + text)
