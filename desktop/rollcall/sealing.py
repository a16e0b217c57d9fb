"""Secrets sealed with a key, so that nobody reads or alters them unnoticed.

AES-256-GCM; a key is random or derived from a passphrase by scrypt.
"""

from __future__ import annotations

import os
from typing import Final

__all__ = ["KEY_BYTES", "SALT_BYTES", "SealBroken", "key_from", "new_key", "seal", "unseal"]

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12  # as AES-GCM wants it; random ones are safe for 2**32 seals of a key
_SCRYPT: Final = {"n": 2**16, "r": 8, "p": 1}  # 64 MiB and about 0.2 s for each guess


class SealBroken(Exception):
    """The key is another one, or a bit was altered: nothing of the content is given."""


def new_key() -> bytes:
    """Give a random key."""
    return os.urandom(KEY_BYTES)


def key_from(passphrase: str, salt: bytes) -> bytes:
    """Derive a key; slow on purpose, so not on the window's thread."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY_BYTES, **_SCRYPT).derive(passphrase.encode())


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
