"""Where the plain files of the program are: pictures, styles, translations, licences."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def root(package: Path = _PACKAGE) -> Path:
    """Give the folder `resources`: the one inside the package, else the checkout's.

    A wheel and a bundle carry it inside the package; an editable install does not, because
    hatchling's `force-include` is not applied to it. Raises `FileNotFoundError` when neither is
    there: the installation is broken.
    """
    inside = package / "resources"
    checkout = package.parents[1] / "resources"
    for folder in (inside, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(inside)
