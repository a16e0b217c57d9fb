"""The photo files that an administrator means by some files and folders; none is opened."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

__all__ = ["ENDINGS", "PHOTOS_MAX", "Chosen", "photo_files"]

PHOTOS_MAX: Final = 5000  # as many as there can be users
ENDINGS: Final = (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".heic", ".heif")
"""Of the kinds of pictures that are taken."""
_OTHER_PICTURES: Final = (".gif", ".tif", ".tiff", ".svg", ".avif", ".psd", ".dng", ".cr2", ".nef")
"""Listed all the same: their rows tell why they are not taken."""
_SEEN_MAX: Final = 100_000  # entries of folders; somebody may drop a whole disk


class Chosen(Struct, frozen=True):
    """Files, each once, in the order of their folders and names."""

    files: tuple[Path, ...]
    has_more: bool = False
    """Whether there were more than can be worked on at once."""


def photo_files(paths: Iterable[Path]) -> Chosen:
    """Give the files as they are and the pictures in the folders; for worker threads.

    What cannot be listed is passed over.
    """
    found: dict[Path, None] = {}
    seen = 0
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for folder, folders, names in os.walk(path):  # links to folders are not followed
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            seen += len(names) + 1
            found |= dict.fromkeys(Path(folder, each) for each in sorted(names) if _is_photo(each))
            if len(found) > PHOTOS_MAX or seen > _SEEN_MAX:
                break
    files = tuple(found)
    return Chosen(files[:PHOTOS_MAX], has_more=len(files) > PHOTOS_MAX or seen > _SEEN_MAX)


def _is_photo(name: str) -> bool:
    # "._photo.jpg" is what macOS leaves beside each file on a stick.
    return not name.startswith(".") and name.lower().endswith((*ENDINGS, *_OTHER_PICTURES))
