"""The resources are found in a checkout and in an installed package alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rollcall import assets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Give a package folder laid out as in a checkout: two levels below its root."""
    folder = tmp_path / "desktop" / "rollcall"
    folder.mkdir(parents=True)
    return folder


def test_root_is_a_folder_when_nothing_is_given() -> None:
    assert assets.root().is_dir()
    assert assets.root().is_absolute()


def test_root_is_the_checkouts_when_the_package_has_none(package: Path, tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    assert assets.root(package) == tmp_path / "resources"


def test_root_is_the_packages_when_both_are_there(package: Path, tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    (package / "resources").mkdir()
    assert assets.root(package) == package / "resources"


def test_root_fails_when_the_installation_has_no_resources(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match="resources"):
        assets.root(package)
