from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.usecases.photos import choosing
from rollcall.usecases.photos.choosing import photo_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "sales").mkdir(parents=True)
    (folder / ".trash").mkdir()
    for name in ("b.JPG", "a.heic", "Thumbs.db", "._a.jpg", "c.svg", "sales/d.png", ".trash/e.jpg"):
        (folder / name).touch()
    return folder


def names(paths: list[Path]) -> list[str]:
    return [each.name for each in photo_files(paths).files]


def test_folder_gives_its_pictures_and_those_below(folder: Path) -> None:
    assert names([folder]) == ["a.heic", "b.JPG", "c.svg", "d.png"]


def test_files_chosen_one_by_one_are_taken_as_they_are(folder: Path) -> None:
    assert names([folder / "Thumbs.db", folder / "b.JPG"]) == ["Thumbs.db", "b.JPG"]


def test_each_file_comes_once(folder: Path) -> None:
    assert names([folder / "b.JPG", folder]) == ["b.JPG", "a.heic", "c.svg", "d.png"]


def test_link_to_a_folder_above_is_not_followed(folder: Path) -> None:
    (folder / "sales" / "again").symlink_to(folder, target_is_directory=True)
    assert len(names([folder])) == 4


def test_more_than_can_be_worked_on_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "PHOTOS_MAX", 2)
    chosen = photo_files([folder])
    assert len(chosen.files) == 2
    assert chosen.has_more


def test_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    assert photo_files([tmp_path]).files == ()
