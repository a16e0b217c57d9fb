"""API keys in the keyring of the operating system, never in plain text (reliability M11).

Besides them one key of our own, with which the journal seals what it holds. Whether a key fits
its device is not known here.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import importlib
import secrets
import threading
from concurrent.futures import Future
from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, cast

from rollcall.protocol.address import KEY_LENGTH_MAX, ApiKey
from rollcall.protocol.errors import (
    InputProblem,
    InvalidInput,
    NoBackend,
    VaultDenied,
    VaultError,
    VaultLocked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rollcall.protocol.info import DeviceUid

R = TypeVar("R")

SERVICE: Final = "Rollcall"
LIMIT: Final = timedelta(seconds=5)  # a locked Secret Service blocks for ever (reliability M11)

SEAL_KEY_BYTES: Final = 32
BOTH_HAVE_WRITTEN_S: Final = 0.5  # from finding none to having written one takes a hundredth
_SEAL_ENTRY: Final = "journal seal"  # no device uid, which has 16 hexadecimal digits

_NOT_YET: Final = "keyring"  # named so before it is known which one
_CHAIN: Final = "keyring.backends.chainer.ChainerBackend"
# Backends that encrypt what they keep, by class, and what people call them. All others are
# refused: `null` accepts a key and forgets it, keyrings.alt keeps it in plain text, and an
# environment variable can select either (reliability M11).
_REAL: Final[Mapping[str, str]] = {
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
}
# What a foreign error means; the first class of its ancestry found here counts. SecretStorage's
# own errors come through keyring unchanged.
_MEANING: Final[Mapping[str, type[VaultError]]] = {
    "keyring.errors.NoKeyringError": NoBackend,
    "secretstorage.exceptions.SecretServiceNotAvailableException": NoBackend,
    "keyring.errors.InitError": VaultLocked,
    "keyring.errors.KeyringLocked": VaultLocked,
    "secretstorage.exceptions.LockedException": VaultLocked,
    "secretstorage.exceptions.PromptDismissedException": VaultLocked,
}


class Backend(Protocol):
    """What is used of a `keyring` backend; any method may raise anything, or never return."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Give the entry, or None when there is none."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Make or replace the entry."""

    def delete_password(self, service: str, username: str, /) -> None:
        """Remove the entry, which must be there."""


class SessionVault:
    """Keys in memory only: for practice mode, and for this run where there is no keyring."""

    def __init__(self) -> None:
        self._keys: dict[DeviceUid, ApiKey] = {}
        self._seal_key = secrets.token_bytes(SEAL_KEY_BYTES)

    async def seal_key(self) -> bytes:
        """Give the key of this run; what is sealed with it can never be opened by another."""
        return self._seal_key

    async def get(self, uid: DeviceUid) -> ApiKey | None:
        """Give the key, or None when there is none."""
        return self._keys.get(uid)

    async def put(self, uid: DeviceUid, key: ApiKey) -> None:
        """Keep the key for this run; the empty key means to forget."""
        if key:
            self._keys[uid] = key
        else:
            await self.forget(uid)

    async def forget(self, uid: DeviceUid) -> None:
        """Drop the key, if there is one."""
        self._keys.pop(uid, None)


class KeyringVault:
    """Keys in the operating system's keyring: service `Rollcall`, one entry a device uid.

    Every method raises `NoBackend` without a real keyring, `VaultLocked` when the keyring is
    locked or does not answer within the limit, `VaultDenied` when it refuses. Calls take turns;
    one that ran over the limit goes on in its daemon thread (a prompt may be waiting for the
    person), and until it ends others fail at once instead of raising more prompts.
    """

    def __init__(
        self,
        find: Callable[[], object] | None = None,
        *,
        limit: timedelta = LIMIT,
        rest: Callable[[float], object] = sleep,
    ) -> None:
        """Take what gives the `keyring` backend, and the longest wait for one call.

        `rest` lets that many seconds pass, in the keyring's thread.
        """
        self._find = find or _installed_backend
        self._rest = rest
        self._limit_s = limit.total_seconds()
        self._turn = asyncio.Lock()
        self._latest: _Call[object] | None = None

    async def check(self) -> str:
        """Give the keyring's name for people, without reading any entry."""
        return await self._call(lambda keyring: keyring.name)

    async def get(self, uid: DeviceUid) -> ApiKey | None:
        """Give the key, or None when the keyring answered that there is none."""
        return await self._call(lambda keyring: keyring.read(uid))

    async def put(self, uid: DeviceUid, key: ApiKey) -> None:
        """Keep the key and read it back; the empty key means to forget.

        After `VaultLocked` the key may still be written when the person unlocks the keyring.
        Raises `InvalidInput("api_key", TOO_LONG)` for what Windows could not hold.
        """
        if not key:
            await self.forget(uid)
            return
        # Windows counts UTF-16 units, two for an emoji (reliability M11).
        if len(key.reveal().encode("utf-16-le")) // 2 > KEY_LENGTH_MAX:
            raise InvalidInput("api_key", InputProblem.TOO_LONG)
        await self._call(lambda keyring: keyring.write(uid, key))

    async def forget(self, uid: DeviceUid) -> None:
        """Remove the key, if there is one, and make sure that it is gone."""
        await self._call(lambda keyring: keyring.remove(uid))

    async def seal_key(self) -> bytes:
        """Give the key that the journal is sealed with, made when first asked for.

        Making it takes a moment longer: another program that does the same at that moment has to
        come to the same key.
        """
        return await self._call(lambda keyring: keyring.seal_key(self._rest))

    async def _call(self, work: Callable[[_Keyring], R]) -> R:
        async with self._turn:
            if self._latest is not None and not await self._latest.is_over():
                raise VaultLocked(_NOT_YET)
            call = _Call(lambda: work(_Keyring(self._find)), self._limit_s)
            self._latest = cast("_Call[object]", call)
            call.start()
            if not await call.is_over():
                raise VaultLocked(_NOT_YET)
            return call.result()


class _Call(Generic[R]):
    """One piece of work in its own daemon thread, which a hung keyring cannot keep from exit."""

    def __init__(self, work: Callable[[], R], limit_s: float) -> None:
        self._work = work
        self._over: Future[None] = Future()
        self._over.set_running_or_notify_cancel()
        self._value: R
        self._error: BaseException | None = None
        self._deadline_s = monotonic() + limit_s

    def start(self) -> None:
        """Begin, in the background."""
        threading.Thread(target=self._run, name="keyring", daemon=True).start()

    async def is_over(self) -> bool:
        """Wait till the end, but not past the limit, and tell whether it has come."""
        if not self._over.done():
            try:
                async with asyncio.timeout(self._deadline_s - monotonic()):
                    await asyncio.wrap_future(self._over)
            except TimeoutError:
                pass
        return self._over.done()

    def result(self) -> R:
        """Give what the work gave or raise what it raised; only when it is over."""
        if self._error is not None:
            raise self._error
        return self._value

    def _run(self) -> None:
        try:
            self._value = self._work()
        except BaseException as error:  # noqa: BLE001  whoever waits must hear of it, whatever it is
            self._error = error
        finally:
            self._over.set_result(None)


class _Keyring:
    """The real keyring, looked for anew at each call because the environment may change."""

    def __init__(self, find: Callable[[], object]) -> None:
        backend = _ask(_NOT_YET, find, otherwise=NoBackend)
        self.name = _ask(_path(backend), lambda: _name_if_real(backend), otherwise=NoBackend)
        self._backend = cast("Backend", backend)

    def read(self, uid: DeviceUid) -> ApiKey | None:
        text = self._text(uid)
        if text is None:
            return None
        try:
            return ApiKey(text)
        except InvalidInput:  # not an entry of ours
            raise VaultDenied(self.name) from None

    def write(self, uid: DeviceUid, key: ApiKey) -> None:
        _ask(self.name, lambda: self._backend.set_password(SERVICE, uid, key.reveal()))
        if self.read(uid) != key:
            raise VaultDenied(self.name)

    def remove(self, uid: DeviceUid) -> None:
        if self.read(uid) is None:
            return
        _ask(self.name, lambda: self._backend.delete_password(SERVICE, uid))
        if self.read(uid) is not None:
            raise VaultDenied(self.name)

    def seal_key(self, rest: Callable[[float], object]) -> bytes:
        found = self._seal_key()
        if found is None:
            made = base64.b64encode(secrets.token_bytes(SEAL_KEY_BYTES)).decode()
            _ask(self.name, lambda: self._backend.set_password(SERVICE, _SEAL_ENTRY, made))
            # Another program may have found none either and write its own right after ours, which
            # is the last one then: no keyring writes only where there is nothing. So what stands
            # once both have written is the key, for both.
            rest(BOTH_HAVE_WRITTEN_S)
            found = self._seal_key()
        if found is None:
            raise VaultDenied(self.name)
        return found

    def _seal_key(self) -> bytes | None:
        text = self._text(_SEAL_ENTRY)
        if text is None:
            return None
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):  # not an entry of ours
            raise VaultDenied(self.name) from None
        if len(key) != SEAL_KEY_BYTES:
            raise VaultDenied(self.name)
        return key

    def _text(self, entry: str) -> str | None:
        text: object = _ask(self.name, lambda: self._backend.get_password(SERVICE, entry))
        if text is None or text == "":
            return None
        if not isinstance(text, str):
            raise VaultDenied(self.name)
        return text


def _installed_backend() -> object:
    # Imported on first use and off the window's thread: it reads the metadata of all packages.
    return importlib.import_module("keyring").get_keyring()


def _name_if_real(backend: object) -> str:
    """Give the keyring's name for people; raises `NoBackend` if it would not keep a secret."""
    path = _path(backend)
    if path == _CHAIN:
        members: Iterable[object] = tuple(getattr(backend, "backends", ()))
        paths = [_path(member) for member in members]
        if paths and all(member in _REAL for member in paths):
            return _REAL[paths[0]]
    elif path in _REAL:
        return _REAL[path]
    raise NoBackend(path)


def _path(thing: object) -> str:
    return _class_path(type(thing))


def _class_path(class_: type) -> str:
    return f"{class_.__module__}.{class_.__qualname__}"


def _ask(name: str, question: Callable[[], R], *, otherwise: type[VaultError] = VaultDenied) -> R:
    """Call foreign code, which may raise anything, and raise ours instead, if need be `otherwise`.

    The foreign error is named but not chained: its text or arguments may hold the key (M2).
    """
    try:
        return question()
    except VaultError:
        raise
    except Exception as error:  # noqa: BLE001  Windows and D-Bus errors have no common ancestor
        ancestry = [_class_path(class_) for class_ in type(error).__mro__]
    meaning = next((_MEANING[path] for path in ancestry if path in _MEANING), otherwise)
    failure = meaning(name)
    failure.add_note(f"the keyring raised {ancestry[0]}")
    raise failure
