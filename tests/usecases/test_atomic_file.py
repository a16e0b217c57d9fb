from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.usecases.atomic_file import written_whole


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with written_whole(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["list.csv"]


def test_what_goes_wrong_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), written_whole(path):
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["list.csv"]


def test_what_the_check_refuses_does_not_take_the_place(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    def check(beside: Path) -> None:
        assert beside.read_bytes() == b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), written_whole(path, check=check) as file:
        file.write(b"half")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["list.csv"]


def test_a_full_disk_is_told_as_that(tmp_path: Path) -> None:
    with (
        pytest.raises(FileProblem) as caught,
        written_whole(tmp_path / "list.csv"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert (caught.value.path, caught.value.fault) == ("list.csv", FileFault.NO_ROOM)


def test_a_folder_in_its_place_is_told_as_not_writable(tmp_path: Path) -> None:
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(FileProblem) as caught, written_whole(tmp_path / "list.csv") as file:
        file.write(b"new")
    assert caught.value.fault is FileFault.NOT_WRITABLE


def test_a_long_name_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    with written_whole(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
