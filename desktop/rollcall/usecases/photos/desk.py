"""The photos on the desk: each with its user and how far it is, and which are ready to be saved.

What an administrator decides comes in here; how it looks is not known here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AppError
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.listening import Event
from rollcall.usecases.photos.matching import Certainty, Match
from rollcall.usecases.photos.photo import (
    Crop,
    FaceWanted,
    Outcome,
    PhotoResult,
    Prepared,
    Reason,
)
from rollcall.usecases.photos.preparing import PhotoTask

__all__ = ["PhotoDesk", "PhotoRow", "Stage"]


class Stage(Enum):
    """How far a photo is."""

    WAITING = "to be prepared"
    READY = "prepared"
    SENDING = "being saved"
    DONE = "read back from the device"
    FAILED = "there is a reason why not"
    SKIPPED = "left out by the administrator"


_OPEN: Final = frozenset({Stage.WAITING, Stage.READY, Stage.SENDING})
_CHANGEABLE: Final = frozenset({Stage.WAITING, Stage.READY, Stage.FAILED, Stage.SKIPPED})


class PhotoRow(Struct, frozen=True, kw_only=True):
    """One photo. `turns` and `crop` are what was chosen by hand."""

    key: int
    path: Path
    match: Match
    stage: Stage = Stage.WAITING
    prepared: Prepared | None = None
    reason: Reason | None = None
    """Where it failed."""
    error: AppError | None = None
    turns: int = 0
    crop: Crop | None = None
    is_twice: bool = False
    """Whether another photo on the desk is for the same user."""

    @property
    def user_id(self) -> UserId | None:
        """Whose photo it is, where that is certain or was chosen."""
        return self.match.user_id

    @property
    def hindrance(self) -> Reason | None:
        """Why it is not saved, or what has to be decided before it is."""
        if self.stage is Stage.FAILED:
            return self.reason
        if self.stage not in {Stage.WAITING, Stage.READY}:
            return None
        if self.match.certainty is Certainty.NONE:
            return Reason.USER_UNKNOWN
        if self.match.certainty is Certainty.DOUBTFUL:
            return Reason.DOUBTFUL
        return Reason.TWICE if self.is_twice else None

    @property
    def was_sent(self) -> bool:
        """Whether it failed when it was to be saved, not before."""
        return self.stage is Stage.FAILED and self.prepared is not None

    @property
    def is_ready(self) -> bool:
        """Whether it is saved when everything is."""
        return self.stage is Stage.READY and self.hindrance is None


class PhotoDesk:
    """All photos of one visit. `changed` tells of rows that are new or different."""

    def __init__(self, users: Iterable[RememberedUser]) -> None:
        self.users = {each.id: each for each in users}
        self._rows: dict[int, PhotoRow] = {}
        self._known: set[Path] = set()
        self._of_user: defaultdict[UserId, set[int]] = defaultdict(set)
        self._waiting: dict[int, None] = {}
        self._first: int | None = None
        self._ready: set[int] = set()
        self._undecided: set[int] = set()
        self._decided: set[int] = set()
        self.counts: Counter[Stage] = Counter()
        self.changed: Event[tuple[PhotoRow, ...]] = Event()

    @property
    def rows(self) -> tuple[PhotoRow, ...]:
        """Every photo, in the order they came."""
        return tuple(self._rows.values())

    def row(self, key: int) -> PhotoRow:
        """Give one photo. Raises `KeyError`."""
        return self._rows[key]

    @property
    def ready(self) -> tuple[PhotoRow, ...]:
        """What is saved when everything is."""
        return tuple(self._rows[key] for key in sorted(self._ready))

    @property
    def undecided_count(self) -> int:
        """How many wait for a person: whose photo it is, or which one of two."""
        return len(self._undecided)

    @property
    def would_lose(self) -> bool:
        """Tell whether a person decided something that is not saved, but still could be."""
        stages = {self._rows[key].stage for key in self._decided}
        return bool(stages & _OPEN) or (Stage.SKIPPED in stages and bool(self._ready))

    def has_face(self, row: PhotoRow) -> bool:
        """Tell whether its user had a face when last read."""
        user = None if row.user_id is None else self.users.get(row.user_id)
        return user is not None and bool(user.face)

    # --- photos come

    def is_new(self, path: Path) -> bool:
        """Tell whether a file is not on the desk yet."""
        return path not in self._known

    def add(self, photos: Sequence[tuple[Path, Match]]) -> None:
        """Take more photos, with whom their names mean; those there already are passed over."""
        added = []
        for path, match in photos:
            if path in self._known:
                continue
            self._known.add(path)
            row = PhotoRow(key=len(self._rows), path=path, match=match)
            added.append(row)
            self._keep(row)
        self._tell({row.key for row in added}, {row.user_id for row in added})

    # --- they are prepared

    def prefer(self, key: int) -> None:
        """Prepare this one before the others: somebody looks at it."""
        self._first = key

    def next_task(self) -> PhotoTask | None:
        """Give the next photo to prepare, None when there is none for now."""
        if self._first not in self._waiting:
            self._first = next(iter(self._waiting), None)
        if self._first is None:
            return None
        del self._waiting[self._first]
        row = self._rows[self._first]
        return PhotoTask(key=row.key, path=row.path, turns=row.turns, crop=row.crop)

    def prepared(self, task: PhotoTask, result: Prepared | Reason) -> None:
        """Take what a photo was made into; what was turned or cropped meanwhile comes again."""
        row = self._rows[task.key]
        if row.stage is not Stage.WAITING or (row.turns, row.crop) != (task.turns, task.crop):
            return
        if isinstance(result, Reason):
            self._put(replace(row, stage=Stage.FAILED, reason=result, prepared=None))
        else:
            self._put(replace(row, stage=Stage.READY, prepared=result, reason=None, error=None))

    # --- a person decides

    def choose(self, key: int, user_id: UserId) -> None:
        """Take a user for a photo."""
        row = self._rows[key]
        if row.stage is Stage.SENDING:
            return
        others = tuple(each for each in row.match.candidates if each != user_id)
        self._decided.add(key)
        self._put(replace(row, match=Match(Certainty.CHOSEN, (user_id, *others))))

    def skip(self, keys: Iterable[int]) -> None:
        """Leave photos out."""
        rows = [self._rows[key] for key in keys]
        left = [each for each in rows if each.stage in _CHANGEABLE - {Stage.SKIPPED}]
        self._decided |= {each.key for each in left}
        self._put(*(replace(each, stage=Stage.SKIPPED) for each in left))

    def retry(self, keys: Iterable[int]) -> None:
        """Take photos up again that failed or were left out; from the file where need be."""
        rows = [self._rows[key] for key in keys]
        self._put(
            *(
                _again(each, anew=each.prepared is None)
                for each in rows
                if each.stage in {Stage.FAILED, Stage.SKIPPED}
            )
        )

    def turn(self, key: int) -> None:
        """Turn a photo by a quarter, clockwise; the face is looked for anew."""
        row = self._rows[key]
        if row.stage is Stage.SENDING:
            return
        self._decided.add(key)
        self._put(_again(replace(row, turns=(row.turns + 1) % 4, crop=None), anew=True))

    def crop(self, key: int, crop: Crop | None) -> None:
        """Take another part of a photo; None is the one that was proposed."""
        row = self._rows[key]
        if row.stage is not Stage.SENDING:
            self._decided.add(key)
            self._put(_again(replace(row, crop=crop), anew=True))

    # --- they are saved

    def begin(
        self, *, leaves_faces: bool, keys: Iterable[int] | None = None
    ) -> tuple[FaceWanted, ...]:
        """Give what is to be saved, and see it as under way.

        Of all photos, or of some; users with a face may be left out.
        """
        chosen = self.ready if keys is None else [self._rows[key] for key in keys]
        wanted, begun = [], []
        for row in chosen:
            user_id, prepared = row.user_id, row.prepared
            is_left = not row.is_ready or (leaves_faces and self.has_face(row))
            if is_left or user_id is None or prepared is None:
                continue
            known = self.users.get(user_id)
            begun.append(replace(row, stage=Stage.SENDING))
            wanted.append(
                FaceWanted(
                    key=row.key,
                    user_id=user_id,
                    name=known.name if known else "",
                    jpeg=prepared.jpeg,
                    keeps_face=leaves_faces,
                )
            )
        self._put(*begun)
        return tuple(wanted)

    def take(self, result: PhotoResult) -> None:
        """Take what came of saving one."""
        row = self._rows[result.key]
        if result.outcome is Outcome.DONE:
            self._put(replace(row, stage=Stage.DONE))
            self._note_face(row)
        elif result.reason is Reason.NOT_BEGUN and result.error is None:
            self._put(replace(row, stage=Stage.READY))  # cancelled: as if it had not begun
        else:
            self._put(replace(row, stage=Stage.FAILED, reason=result.reason, error=result.error))

    # --- inside

    def _note_face(self, row: PhotoRow) -> None:
        user = None if row.user_id is None else self.users.get(row.user_id)
        if user is not None:
            self.users[user.id] = replace(user, face=True)

    def _put(self, *rows: PhotoRow) -> None:
        users = {self._rows[each.key].user_id for each in rows} | {each.user_id for each in rows}
        for each in rows:
            self._keep(each)
        self._tell({each.key for each in rows}, users)

    def _keep(self, row: PhotoRow) -> None:
        before = self._rows.get(row.key)
        if before is not None:
            self.counts[before.stage] -= 1
            if before.user_id is not None:
                self._of_user[before.user_id].discard(row.key)
        self.counts[row.stage] += 1
        if row.stage is Stage.WAITING:
            self._waiting[row.key] = None
        else:
            self._waiting.pop(row.key, None)
        if row.user_id is not None and row.stage in _OPEN:
            self._of_user[row.user_id].add(row.key)
        self._rows[row.key] = row

    def _tell(self, keys: set[int], users: set[UserId | None]) -> None:
        """Tell of rows, and of others that are for the same user or no longer are."""
        for user in users - {None}:
            same = self._of_user[user] if user is not None else set()
            for key in same:
                row = self._rows[key]
                if row.is_twice != (len(same) > 1):
                    self._rows[key] = replace(row, is_twice=len(same) > 1)
                    keys.add(key)
        for key in keys:
            row = self._rows[key]
            (self._ready.add if row.is_ready else self._ready.discard)(key)
            is_open = not row.is_ready and row.hindrance is not None
            is_open &= row.stage is not Stage.FAILED
            (self._undecided.add if is_open else self._undecided.discard)(key)
        if keys:
            self.changed.emit(tuple(self._rows[key] for key in sorted(keys)))


def _again(row: PhotoRow, *, anew: bool) -> PhotoRow:
    """Give a photo that is taken up again, from its file or as it was prepared."""
    stage = Stage.WAITING if anew else Stage.READY
    return replace(row, stage=stage, reason=None, error=None)
