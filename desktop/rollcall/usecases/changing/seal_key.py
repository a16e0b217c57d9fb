"""The key that the journal is sealed with, or why there is none; sealing is in before_images.py."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import Final, Protocol, TypeAlias

from rollcall.protocol.errors import NoBackend, VaultError
from rollcall.usecases.listening import Event

__all__ = ["SealKey", "SealKeyOf", "no_seal_key"]

ASK_AGAIN_S: Final = 60.0  # a locked keyring may put up its window at each question, for 5 s

SealKeyOf: TypeAlias = Callable[[], Awaitable[bytes | None]]
"""Gives the key that journal entries are sealed with; None where there is no keyring."""


class _Vault(Protocol):
    async def seal_key(self) -> bytes:
        """Give the key, made when first asked for. Raises `VaultError`."""


async def no_seal_key() -> None:
    """Give no key: what is held is held in memory only."""


class SealKey:
    """The key of this account's keyring, asked for once; None while the keyring does not give it.

    A locked keyring is asked again after a minute, and a missing one never: it is asked for each
    user, with the device locked meanwhile.
    """

    def __init__(self, vault: _Vault, *, clock: Callable[[], float] = monotonic) -> None:
        self._vault = vault
        self._clock = clock
        self._key: bytes | None = None
        self._not_before = -inf
        self._turn = asyncio.Lock()
        self.opened: Event[None] = Event()
        """The keyring gives the key at last, having refused it before."""

    async def anew(self) -> bytes | None:
        """Give the key, or None; a keyring that refused it is asked at once, not in a minute.

        For what a person does who may just have unlocked it.
        """
        self._not_before = min(self._not_before, self._clock())
        return await self()

    async def __call__(self) -> bytes | None:
        """Give the key, or None."""
        async with self._turn:
            if self._key is None and self._clock() >= self._not_before:
                was_refused = self._not_before > -inf
                try:
                    self._key = await self._vault.seal_key()
                except NoBackend:
                    self._not_before = inf
                except VaultError:
                    self._not_before = self._clock() + ASK_AGAIN_S
                else:
                    if was_refused:
                        self.opened.emit(None)
            return self._key
