"""Secrets sealed with a key, so that nobody reads or alters them unnoticed.

AES-256-GCM; a key is random or derived from a passphrase by scrypt.
"""

from __future__ import annotations

import os
from typing import Final

from msgspec import Struct

__all__ = [
    "KEY_BYTES",
    "SALT_BYTES",
    "SEAL_BYTES",
    "ScryptCost",
    "SealBroken",
    "key_from",
    "new_key",
    "seal",
    "seal_chunk",
    "unseal",
    "unseal_chunk",
]

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
SEAL_BYTES: Final = 16
"""What a sealed chunk has more than its content."""
_NONCE_BYTES: Final = 12  # as AES-GCM wants it; random ones are safe for 2**32 seals of a key
_SCRYPT_R: Final = 8
_LOG_N_MAX: Final = 18  # 256 MiB: what a PC has to spare
_LOG_N_MIN: Final = 10
_P_MAX: Final = 4


class SealBroken(Exception):
    """The key is another one, or a bit was altered: nothing of the content is given."""


class ScryptCost(Struct, frozen=True, kw_only=True):
    """How slow a guess is made (RFC 7914): 2**`log_n` blocks of 1 KiB are filled, `p` times."""

    log_n: int = 16  # 64 MiB and about 0.2 s for each guess
    r: int = _SCRYPT_R
    p: int = 1

    @property
    def is_bearable(self) -> bool:
        """Whether this PC should try: a file that asks for 1 TiB of memory is an attack."""
        return (
            _LOG_N_MIN <= self.log_n <= _LOG_N_MAX and self.r == _SCRYPT_R and 1 <= self.p <= _P_MAX
        )


_COST: Final = ScryptCost()


def new_key() -> bytes:
    """Give a random key."""
    return os.urandom(KEY_BYTES)


def key_from(passphrase: str, salt: bytes, cost: ScryptCost = _COST) -> bytes:
    """Derive a key; slow on purpose, so not on the window's thread. Raises `ValueError`."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if not cost.is_bearable:
        raise ValueError(cost)
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=1 << cost.log_n, r=cost.r, p=cost.p)
    return kdf.derive(passphrase.encode())


def seal(key: bytes, content: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt; `bound_to` is not in the result, and the same is needed to open it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt. Raises `SealBroken`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def seal_chunk(key: bytes, number: int, content: bytes, *, is_last: bool, bound_to: bytes) -> bytes:
    """Encrypt one of a row of chunks; their order and their end are part of the seal.

    A key may seal one row only: the number of the chunk is the nonce.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(_place(number, is_last=is_last), content, bound_to)


def unseal_chunk(
    key: bytes, number: int, sealed: bytes, *, is_last: bool, bound_to: bytes
) -> bytes:
    """Decrypt a chunk that stands where it was put. Raises `SealBroken`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(_place(number, is_last=is_last), sealed, bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def _place(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + bytes([is_last])
