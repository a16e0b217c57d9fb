"""The key of the journal is asked for as seldom as a keyring deserves."""

from __future__ import annotations

from rollcall.protocol.errors import NoBackend, VaultError, VaultLocked
from rollcall.usecases.changing.seal_key import SealKey


class FakeVault:
    def __init__(self, *answers: bytes | VaultError) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def seal_key(self) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise answer


async def test_key_is_asked_for_once() -> None:
    vault = FakeVault(b"k" * 32)
    key = SealKey(vault)
    assert [await key(), await key()] == [b"k" * 32] * 2
    assert vault.asked == 1


async def test_locked_keyring_is_asked_again_after_a_minute_not_for_each_user() -> None:
    now = [0.0]
    locked = FakeVault(VaultLocked("keyring"), b"k" * 32)
    key = SealKey(locked, clock=lambda: now[0])
    assert [await key() for _ in range(100)] == [None] * 100
    assert locked.asked == 1
    now[0] = 60.0
    assert await key() == b"k" * 32


async def test_those_who_waited_for_a_locked_keyring_are_told_once_that_it_is_open() -> None:
    now, told = [0.0], list[None]()
    key = SealKey(FakeVault(VaultLocked("keyring"), b"k" * 32), clock=lambda: now[0])
    key.opened.connect(told.append)
    await key()
    assert told == []
    now[0] = 60.0
    assert [await key(), await key()] == [b"k" * 32] * 2
    assert told == [None]


async def test_keyring_that_was_open_all_the_time_is_no_news() -> None:
    told: list[None] = []
    key = SealKey(FakeVault(b"k" * 32))
    key.opened.connect(told.append)
    await key()
    assert told == []


async def test_missing_keyring_is_asked_once() -> None:
    now = [0.0]
    missing = FakeVault(NoBackend("keyring"))
    key = SealKey(missing, clock=lambda: now[0])
    assert await key() is None
    now[0] = 1e9
    assert await key() is None
    assert missing.asked == 1


async def test_keyring_that_was_just_unlocked_gives_the_key_to_a_person_at_once() -> None:
    told: list[None] = []
    key = SealKey(FakeVault(VaultLocked("keyring"), b"k" * 32), clock=lambda: 5.0)
    key.opened.connect(told.append)
    assert await key() is None
    assert await key() is None
    assert await key.anew() == b"k" * 32
    assert told == [None]


async def test_keyring_that_was_missing_is_looked_for_again_for_a_person() -> None:
    key = SealKey(FakeVault(NoBackend("keyring"), b"k" * 32), clock=lambda: 5.0)
    assert await key() is None
    assert await key.anew() == b"k" * 32
