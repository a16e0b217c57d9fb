"""Keyrings for tests: one that works, and one for each thing that goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import keyring.errors
from keyring.backends import null

C = TypeVar("C", bound=type)


def passing_for(path: str) -> Callable[[C], C]:
    """Let a fake class look like the one at `path`."""

    def rename(class_: C) -> C:
        class_.__module__, _, class_.__qualname__ = path.rpartition(".")
        return class_

    return rename


@passing_for("keyring.backends.SecretService.Keyring")
class FakeKeyring:
    """A keyring that works."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise keyring.errors.PasswordDeleteError
        del self.entries[service, username]


@passing_for("keyring.backends.SecretService.Keyring")
class RaisingKeyring(FakeKeyring):
    """Raises the same error at every call."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


@passing_for("keyring.backends.SecretService.Keyring")
class HungKeyring(FakeKeyring):
    """Does not answer until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()
        self.prompts = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.prompts += 1
        self.released.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.prompts += 1
        self.released.wait()
        super().set_password(service, username, password)


@passing_for("keyring.backends.SecretService.Keyring")
class ManglingKeyring(FakeKeyring):
    """Cuts what it keeps."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:4])


@passing_for("keyring.backends.SecretService.Keyring")
class ForgettingKeyring(FakeKeyring):
    """Accepts and forgets."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@passing_for("keyring.backends.SecretService.Keyring")
class WriteProtectedKeyring(FakeKeyring):
    """Reads, and refuses to change anything."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError(password)

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError


@passing_for("keyring.backends.SecretService.Keyring")
class ClingingKeyring(FakeKeyring):
    """Says that it deleted, and did not."""

    def delete_password(self, service: str, username: str) -> None:
        pass


@passing_for("keyrings.alt.file.PlaintextKeyring")
class PlainKeyring(FakeKeyring):
    """Would write keys into a file anybody can read."""


@passing_for("somewhere.else.Keyring")
class UnknownKeyring(FakeKeyring):
    """Nobody knows what it does."""


@passing_for("keyring.backends.chainer.ChainerBackend")
class FakeChain(FakeKeyring):
    """Asks several backends in turn."""

    def __init__(self, *backends: object) -> None:
        super().__init__()
        self.backends = backends


class NullKeyring(null.Keyring):
    """A subclass of the backend that forgets, so not by its own name."""
