"""The users of a simulated device, and its lock (protocol-notes 3.3)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import UNSET

from rollcall.protocol.command import Success
from rollcall.protocol.users import (
    DeleteUserInfo,
    GetUserIdList,
    GetUserInfo,
    LockDevice,
    Privilege,
    SetUserInfo,
    UserId,
    UserIdList,
    UserInfo,
)
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.templates import Kept, data_of
from rollcall.simulator.userchanges import changed

if TYPE_CHECKING:
    from rollcall.simulator.departments import Departments

PAGE = 50  # specification, GetUserIdList: "e.g. 50"
ID_DIGITS_MAX = 20  # protocol-notes U4


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user as the device keeps it."""

    id: UserId
    name: str = ""
    department: str = ""
    privilege: Privilege = Privilege.USER
    password: str = ""
    card: str = ""
    fingers: tuple[Kept, ...] = ()
    face: Kept | None = None
    palms: tuple[Kept, ...] = ()


class Users:
    """Every user by id, and how many of each kind there are."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._users: dict[UserId, User] = {}
        self._order: list[tuple[int, UserId]] = []
        self.counts: Counter[str] = Counter()
        self.of_department: Counter[str] = Counter()
        self.locked = False
        self.departments: Departments | None = None
        self.answers: Answers = {
            GetUserIdList: self.ids,
            GetUserInfo: self.info,
            SetUserInfo: self.change,
            DeleteUserInfo: self.delete,
            LockDevice: self.lock,
        }

    def __contains__(self, user_id: str) -> bool:
        return user_id in self._users

    def __iter__(self) -> Iterator[User]:
        return iter([self._users[user_id] for _, user_id in self._order])

    def get(self, user_id: str) -> User | None:
        """Give one user, if there."""
        return self._users.get(UserId(user_id))

    def fill(self, users: Iterable[User]) -> None:
        """Take many new users at once, without any check."""
        for user in users:
            self._users[user.id] = user
            self._count(user, 1)
        self._order = sorted((int(user_id), user_id) for user_id in self._users)

    # --- commands ---------------------------------------------------------------------------

    def ids(self, command: GetUserIdList) -> UserIdList:
        """Give one page of ids in numeric order."""
        size = max(1, self._setup.variants.number("page-size-ids", PAGE))
        start = 0 if command.start is UNSET else command.start
        last = self._setup.variants.number("list-ends-early", len(self._order))
        listed = self._order[: max(0, last)]
        end = start + size
        page = tuple(user_id for _, user_id in listed[start:end])
        return UserIdList(ids=page, next_position=end if end < len(listed) else UNSET)

    def info(self, command: GetUserInfo) -> UserInfo:
        """Give one user with every template."""
        user = self._known(command.id)
        can = self._setup.profile.capabilities
        return UserInfo(
            id=user.id,
            name=user.name,
            department=user.department,
            privilege=user.privilege,
            password=user.password if can.password else UNSET,
            card=user.card if can.card else UNSET,
            fingers=tuple(map(data_of, user.fingers)) if can.fingerprint else UNSET,
            face=data_of(user.face) if can.face else UNSET,
            palms=tuple(map(data_of, user.palms)) if can.palm else UNSET,
        )

    def change(self, command: SetUserInfo) -> Success:
        """Change a user, or create one."""
        _check_id(command.id)
        old = self._users.get(command.id)
        if old is None:
            self._check_room("users", 1, command.id)
        is_cleared = self._setup.variants.is_on("clear-left-out")
        base = self._fresh(command.id) if old is None or is_cleared else old
        new = changed(base, command, users=self, setup=self._setup)
        self._check_rooms(old, new)
        self.put(new)
        return Success()

    def delete(self, command: DeleteUserInfo) -> Success:
        """Delete one user."""
        self.remove(self._known(command.id).id)
        return Success()

    def lock(self, command: LockDevice) -> Success:
        """Lock or unlock; nothing is refused because of it (protocol-notes U17)."""
        if "ignore-lock" not in self._setup.active:
            self.locked = command.locked
        return Success()

    def _fresh(self, user_id: UserId) -> User:
        return User(id=user_id, department=self.departments.first if self.departments else "")

    # --- for the other parts ----------------------------------------------------------------

    def put(self, user: User) -> None:
        """Keep a user, new or changed."""
        old = self._users.get(user.id)
        if old is None:
            insort(self._order, (int(user.id), user.id))
        else:
            self._count(old, -1)
        self._users[user.id] = user
        self._count(user, 1)

    def remove(self, user_id: UserId) -> None:
        """Forget a user."""
        self._count(self._users.pop(user_id), -1)
        del self._order[bisect_left(self._order, (int(user_id), user_id))]

    def clear(self) -> None:
        """Forget every user."""
        self._users.clear()
        self._order.clear()
        self.counts.clear()
        self.of_department.clear()

    def move(self, department: str, to: str) -> None:
        """Give everybody of one department to another."""
        for user in list(self._users.values()):
            if user.department == department:
                self.put(replace(user, department=to))

    def clear_managers(self, *, delete: bool) -> None:
        """Take the rights away from managers and administrators, or delete them (D11)."""
        for user in list(self._users.values()):
            if user.privilege is Privilege.USER:
                continue
            if delete:
                self.remove(user.id)
            else:
                self.put(replace(user, privilege=Privilege.USER))

    # --- checks ---------------------------------------------------------------------------

    def _known(self, user_id: UserId) -> User:
        user = self._users.get(user_id)
        if user is None:
            raise Refusal(Code.USER_ID_NOT_EXISTS, user_id[:ID_DIGITS_MAX])
        return user

    def _check_rooms(self, old: User | None, new: User) -> None:
        before, after = _kinds(old) if old else Counter[str](), _kinds(new)
        for kind in ("faces", "fingers", "palms"):
            self._check_room(kind, after[kind] - before[kind], new.id)

    def _check_room(self, kind: str, more: int, user_id: str) -> None:
        limit = getattr(self._setup.profile.limits, kind)
        if more > 0 and limit is not UNSET and self.counts[kind] + more > limit:
            raise Refusal(Code.DEVICE_FULL, user_id, kind)

    def _count(self, user: User, step: int) -> None:
        for kind, number in _kinds(user).items():
            self.counts[kind] += step * number
        self.of_department[user.department] += step


def _kinds(user: User) -> Counter[str]:
    return Counter(
        users=1,
        managers=int(user.privilege is not Privilege.USER),
        faces=int(user.face is not None),
        fingers=len(user.fingers),
        palms=len(user.palms),
        cards=int(bool(user.card)),
        passwords=int(bool(user.password)),
    )


def _check_id(user_id: str) -> None:
    digits = user_id.isascii() and user_id.isdigit() and len(user_id) <= ID_DIGITS_MAX
    if not digits or int(user_id) == 0:
        raise Refusal(Code.INVALID_PARAMETER, user_id[:60])
