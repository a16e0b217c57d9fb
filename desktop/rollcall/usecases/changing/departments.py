"""The names of a device's departments, and adding one; nothing else about them is known here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from rollcall.protocol.departments import (
    DEPARTMENTS_MAX,
    DepartmentAction,
    GetDeptList,
    SetDept,
)
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    InputProblem,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    Unsupported,
)
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.listening import Event
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session

__all__ = ["NAME_LENGTH_MAX", "Departments", "check_department"]

# Sibling devices take 12 characters (protocol-notes, section 2); what this one keeps is read back.
NAME_LENGTH_MAX: Final = 64
_FIELD: Final = "department"


class Departments:
    """The departments of our devices; `changed` names the device that has others now."""

    def __init__(
        self,
        open_session: OpenSession,
        *,
        audit: Audit,
        device_name: Callable[[DeviceUid], str],
    ) -> None:
        self._open_session = open_session
        self._audit = audit
        self._device_name = device_name
        self._known: dict[DeviceUid, tuple[str, ...]] = {}
        self.changed: Event[DeviceUid] = Event()

    async def names(self, uid: DeviceUid, *, again: bool = False) -> tuple[str, ...]:
        """Give the names in the device's order, asked once. Raises `DeviceError`, `VaultError`."""
        if again or uid not in self._known:
            async with self._open_session(uid) as session:
                self._learn(uid, await _listed(session))
        return self._known[uid]

    def forget(self, uid: DeviceUid) -> None:
        """Ask again next time: something else may have changed them."""
        self._known.pop(uid, None)

    async def add(self, uid: DeviceUid, name: str) -> None:
        """Add a department and prove it by the list.

        Raises `InvalidInput("department", ...)` for a name that cannot be one, that is there
        already, or where the device holds no more; `DeviceError`, `VaultError`.
        """
        check_department(name)
        async with (
            self._audit.recording(
                Action.ADD_DEPARTMENT, device=self._device_name(uid), uid=uid, subject=name
            ),
            self._open_session(uid) as session,
        ):
            before = await _listed(session)
            self._learn(uid, before)
            if name in before:
                raise InvalidInput(_FIELD, InputProblem.ALREADY_THERE)
            if len(before) >= DEPARTMENTS_MAX:
                raise InvalidInput(_FIELD, InputProblem.OUT_OF_RANGE)
            answer = await _add(session, name)
            try:
                after = await _listed(session)
            except DeviceError:
                self.forget(uid)
                if answer is not None:
                    raise answer from None
                raise
            self._learn(uid, after)
            if name not in after:
                raise answer or BadReply(
                    self._device_name(uid), command=SetDept.names[0], why="it was not stored"
                )

    def _learn(self, uid: DeviceUid, names: tuple[str, ...]) -> None:
        before = self._known.get(uid)
        self._known[uid] = names
        if before is not None and before != names:
            self.changed.emit(uid)


def check_department(name: str) -> None:
    """Refuse what cannot be a department's name. Raises `InvalidInput("department", ...)`."""
    if not name.strip():
        raise InvalidInput(_FIELD, InputProblem.EMPTY)
    if len(name) > NAME_LENGTH_MAX:
        raise InvalidInput(_FIELD, InputProblem.TOO_LONG)
    # Control characters, lone surrogates, places nobody has assigned.
    if name != name.strip() or any(unicodedata.category(each) in _BAD for each in name):
        raise InvalidInput(_FIELD, InputProblem.BAD_CHARACTERS)


_BAD: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})


async def _listed(session: Session) -> tuple[str, ...]:
    told = await session.ask(GetDeptList())
    return tuple(each.name for each in told.departments)


async def _add(session: Session, name: str) -> DeviceError | None:
    """Send it once; give why it may not have taken effect, which the list decides (M1)."""
    try:
        await session.ask(SetDept(action=DepartmentAction.ADD, new_name=name))
    except (OutcomeUnknown, Refused, BadReply, Unsupported) as error:
        return error
    return None
