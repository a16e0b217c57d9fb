"""What an administrator does in a run, and which templates that is meant to destroy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from campaigns.truth import templates_of
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.templates import data_of

__all__ = ["Task", "TaskKind", "choose", "given_up"]


class TaskKind(StrEnum):
    """The work of a run."""

    RENAME = "rename"
    CHANGE_MANY = "change many"
    ADD_FINGER = "add a finger"
    REPLACE_FACE = "replace a face"
    DELETE = "delete"
    COPY = "copy"
    ENROLL_FACE = "enroll a face"
    ENROLL_FINGER = "enroll a finger"
    PHOTO = "photo to face"
    UNDO_DELETE = "delete and undo"
    MOVE = "move to a department"
    UNDO_MOVE = "move and undo"
    REMOVE_FINGER = "remove a finger"
    IMPORT = "import"
    RESTORE = "back up and restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One work, on the first device; copies go to the second."""

    kind: TaskKind
    user_ids: tuple[UserId, ...]

    @property
    def may_make(self) -> bool:
        """Whether somebody who was deleted meanwhile may be there again because of it.

        Undo brings back on purpose. After a crash a user with a new name is nobody's to delete: a
        person may have made it.
        """
        return self.kind in _MAY_MAKE


_MANY = frozenset(
    {
        TaskKind.CHANGE_MANY,
        TaskKind.DELETE,
        TaskKind.COPY,
        TaskKind.UNDO_DELETE,
        TaskKind.MOVE,
        TaskKind.UNDO_MOVE,
        TaskKind.IMPORT,
    }
)
_MAY_MAKE = frozenset(
    {TaskKind.RENAME, TaskKind.CHANGE_MANY, TaskKind.UNDO_DELETE, TaskKind.IMPORT}
)

_REPLACES_FACE = frozenset({TaskKind.REPLACE_FACE, TaskKind.ENROLL_FACE, TaskKind.PHOTO})


def choose(chance: random.Random, device: SimulatedDevice) -> Task:
    """Give the work of a run."""
    kind = chance.choice(list(TaskKind))
    ids = [user.id for user in device.users]
    count = chance.randint(2, 6) if kind in _MANY else 1
    return Task(kind=kind, user_ids=tuple(chance.sample(ids, count)))


def given_up(task: Task, device: SimulatedDevice) -> Iterator[bytes]:
    """Give the templates that the work replaces or deletes because it was asked to."""
    for user_id in task.user_ids:
        user = device.users.get(user_id)
        if user is None:
            continue
        if task.kind in {TaskKind.DELETE, TaskKind.UNDO_DELETE}:
            yield from templates_of(user)
        elif task.kind in _REPLACES_FACE and user.face is not None:
            yield data_of(user.face)
        elif task.kind is TaskKind.REMOVE_FINGER and user.fingers:
            yield data_of(user.fingers[0])
