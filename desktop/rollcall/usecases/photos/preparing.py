"""Photo files into what is sent to a device, many at once on all cores, none of it on disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from rollcall.usecases.photos import cropping, faces, fitting
from rollcall.usecases.photos.photo import (
    BadPhoto,
    Crop,
    Finding,
    Prepared,
    Preview,
    Reason,
    Size,
)
from rollcall.usecases.photos.reading import Opened, read_file

__all__ = [
    "NextTask",
    "PhotoTask",
    "TaskDone",
    "prepare",
    "prepare_all",
    "prepare_some",
    "preview",
    "threads",
]

THREADS_MAX: Final = 8  # each may hold a decoded picture
_PREVIEW_SIDE: Final = 720  # pixels: 360 on a screen at 200 %


class PhotoTask(Struct, frozen=True, kw_only=True):
    """One photo to prepare; without `crop` the face is looked for."""

    key: int
    path: Path
    turns: int = 0
    """Quarter turns clockwise, on top of what the camera noted."""
    crop: Crop | None = None


NextTask: TypeAlias = Callable[[], PhotoTask | None]
"""Gives what is to be prepared next, asked at the last moment; None when there is nothing."""
TaskDone: TypeAlias = Callable[[PhotoTask, Prepared | Reason], None]


def threads() -> int:
    """Tell how many photos are prepared at a time."""
    return min(os.cpu_count() or 1, THREADS_MAX)


async def prepare_some(next_task: NextTask, done: TaskDone) -> None:
    """Prepare one photo after the other until there is nothing left to prepare.

    `done` is called on the loop's thread.
    """
    while (task := next_task()) is not None:
        done(task, await asyncio.to_thread(_prepared, task))


async def prepare_all(next_task: NextTask, done: TaskDone) -> None:
    """Do the same on every core; no more pictures than cores are in memory at once."""
    async with asyncio.TaskGroup() as group:
        for _ in range(threads()):
            group.create_task(prepare_some(next_task, done))


def prepare(path: Path, *, turns: int = 0, crop: Crop | None = None) -> Prepared:
    """Make of a photo what a device takes. Raises `BadPhoto`; for worker threads."""
    try:
        opened = Opened(read_file(path), turns=turns)
        chosen = crop or cropping.centre(opened.size)
        image = opened.decoded(fitting.needed(chosen))
        finding = Finding.BY_HAND
        if crop is None:
            finding, face = faces.find_face(image)
            if face is not None:
                chosen = cropping.around(face, opened.size)
                if _has_more(opened.size, Size(*image.size), fitting.needed(chosen)):
                    image = opened.decoded(fitting.needed(chosen))
        part, jpeg = fitting.fitted(image, chosen)
    except MemoryError as error:
        raise BadPhoto(Reason.TOO_MANY_PIXELS) from error
    return Prepared(
        jpeg=jpeg,
        thumbnail=fitting.thumbnail(part),
        size=opened.size,
        crop=chosen,
        finding=finding,
    )


def preview(path: Path, *, turns: int = 0) -> Preview:
    """Give a whole photo, small, for the crop to be chosen in. Raises `BadPhoto`; as `prepare`."""
    from PIL.Image import Resampling

    opened = Opened(read_file(path), turns=turns)
    factor = min(1.0, _PREVIEW_SIDE / max(opened.size.width, opened.size.height))
    shown = Size(
        max(round(opened.size.width * factor), 1), max(round(opened.size.height * factor), 1)
    )
    image = opened.decoded(shown).resize(
        (shown.width, shown.height), Resampling.BILINEAR, reducing_gap=2.0
    )
    return Preview(rgb=image.tobytes(), shown=shown, size=opened.size)


def _prepared(task: PhotoTask) -> Prepared | Reason:
    try:
        return prepare(task.path, turns=task.turns, crop=task.crop)
    except BadPhoto as bad:
        return bad.reason


def _has_more(size: Size, decoded: Size, needed: Size) -> bool:
    """Tell whether the picture has more pixels than were decoded, and they are needed."""
    return decoded.width < min(needed.width, size.width)
