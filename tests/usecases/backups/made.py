"""Backups made up for tests, with a key that is quickly derived."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Final

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId, UserInfo
from rollcall.sealing import ScryptCost
from rollcall.usecases.backups.container import digest_of
from rollcall.usecases.backups.saved import Backup, Counts, Manifest

QUICK: Final = ScryptCost(log_n=10)
PASSPHRASE: Final = "correct horse Ä"
NAMES: Final = ("Maria Lopez", "王小明", "محمد علي", "Иван Петров", "")


def user(number: int, *, size: int = 60) -> UserInfo:
    chance = random.Random(number)
    return UserInfo(
        id=UserId(f"{number:05}"),
        name=NAMES[number % len(NAMES)],
        department="Company",
        privilege=Privilege.ADMINISTRATOR if number % 50 == 0 else Privilege.USER,
        password="0042" if number % 3 == 0 else "",
        card="4294967295" if number % 4 == 0 else "",
        fingers=tuple(chance.randbytes(size) for _ in range(number % 3)),
        face=chance.randbytes(size * 2) if number % 2 else b"",
    )


def backup(*users: UserInfo) -> Backup:
    manifest = Manifest(
        device=DeviceUid("e09c1d1fd6ac34a7"),
        name="Front door",
        made_at=datetime(2025, 3, 1, 9, 30, tzinfo=UTC),
        program="1.0",
        counts=Counts.of(users),
        digest=digest_of(users),
        firmware="v1",
    )
    return Backup(manifest=manifest, users=users)
