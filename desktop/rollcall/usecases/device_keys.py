"""The API keys of our devices: from the keyring, or for this run only where the keyring fails.

To which address a key may go is not known here, but in fleet.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from rollcall.protocol.address import KEY_LENGTH_MAX, NO_KEY, ApiKey
from rollcall.protocol.errors import InputProblem, InvalidInput, VaultError
from rollcall.protocol.info import DeviceUid

__all__ = ["DeviceKeys", "Keys", "check_key"]


class Keys(Protocol):
    """Where API keys are kept."""

    async def get(self, uid: DeviceUid) -> ApiKey | None:
        """Give the key, None if there is none; raises `VaultError` when that cannot be told."""

    async def put(self, uid: DeviceUid, key: ApiKey) -> None:
        """Keep the key, or raise `VaultError`."""

    async def forget(self, uid: DeviceUid) -> None:
        """Drop the key."""


class DeviceKeys:
    """Gives, keeps and drops keys; every key that passes is hidden from the log first."""

    def __init__(self, keys: Keys, *, hide: Callable[[str], None]) -> None:
        self._keys = keys
        self._hide = hide
        self._of_this_run: dict[DeviceUid, ApiKey] = {}

    def hidden(self, key: ApiKey) -> ApiKey:
        """Give the key, after making sure that no log line can show it."""
        if key:
            self._hide(key.reveal())
        return key

    def is_for_this_run(self, uid: DeviceUid) -> bool:
        """Whether the keyring did not take the key, so that it is gone when the program ends."""
        return uid in self._of_this_run

    async def get(self, uid: DeviceUid) -> ApiKey:
        """Give the key, the empty one if there is none; raises `VaultError` if unknown."""
        key = self._of_this_run.get(uid) or await self._keys.get(uid) or NO_KEY
        return self.hidden(key)

    async def keep(self, uid: DeviceUid, key: ApiKey) -> VaultError | None:
        """Keep the key; gives the keyring's error when it could only be kept for this run."""
        try:
            await self._keys.put(uid, self.hidden(key))
        except VaultError as error:
            self._of_this_run[uid] = key
            return error
        self._of_this_run.pop(uid, None)
        return None

    async def drop(self, uid: DeviceUid) -> VaultError | None:
        """Forget the key; gives the keyring's error when an old one may still be in there."""
        self._of_this_run.pop(uid, None)
        try:
            await self._keys.forget(uid)
        except VaultError as error:
            return error
        return None


def check_key(key: ApiKey) -> None:
    """Raise `InvalidInput("api_key", ...)` for a key that not every keyring can hold."""
    # Windows counts UTF-16 units, two for an emoji (reliability M11).
    if len(key.reveal().encode("utf-16-le")) // 2 > KEY_LENGTH_MAX:
        raise InvalidInput("api_key", InputProblem.TOO_LONG)
