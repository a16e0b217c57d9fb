"""Saving photos of a desk: once at a time, told from its begin to its end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import UserId
from rollcall.ui.dialogs.photos_saving import PhotoSaving
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.photos.desk import PhotoDesk
from rollcall.usecases.photos.matching import Certainty, Match
from rollcall.usecases.photos.preparing import prepare
from tests.ui.device_fakes import a_device
from tests.ui.photo_fakes import USERS, FakePhotos, folder_of_photos


class Saver:
    """Two photos that are ready, and what is told while they are saved."""

    def __init__(self, folder: Path, tasks: TaskRunner, owner: QWidget) -> None:
        self.photos = FakePhotos()
        self.desk = PhotoDesk(USERS)
        files = sorted(folder_of_photos(folder, "007.jpg", "13.jpg").iterdir())
        ids = (UserId("007"), UserId("13"))
        self.desk.add(
            [
                (path, Match(Certainty.CERTAIN, (each,)))
                for path, each in zip(files, ids, strict=True)
            ]
        )
        while (task := self.desk.next_task()) is not None:
            self.desk.prepared(task, prepare(task.path))
        self.saving = PhotoSaving(self.desk, self.photos, a_device(), tasks=tasks, owner=owner)
        self.told: list[object] = []
        self.saving.began.connect(lambda: self.told.append("began"))
        self.saving.read_back.connect(lambda *counts: self.told.append(counts))
        self.saving.ended.connect(lambda: self.told.append("ended"))


@pytest.fixture
def saver(tmp_path: Path, tasks: TaskRunner, qtbot: QtBot) -> Saver:
    owner = QWidget()
    qtbot.addWidget(owner)
    return Saver(tmp_path, tasks, owner)


async def test_it_is_told_from_its_begin_to_its_end(saver: Saver, tasks: TaskRunner) -> None:
    saver.saving.start(leaves_faces=False)
    assert saver.saving.is_running
    await tasks.idle()
    assert saver.told == ["began", (2, 2), "ended"]
    assert saver.saving.saved == (2, 2)
    assert not saver.saving.is_running


async def test_a_second_start_meanwhile_does_nothing(saver: Saver, tasks: TaskRunner) -> None:
    saver.photos.gate = asyncio.Event()
    saver.saving.start(leaves_faces=False)
    await asyncio.sleep(0)
    saver.saving.start(leaves_faces=False)
    saver.photos.gate.set()
    await tasks.idle()
    assert saver.told.count("began") == 1
    assert len(saver.photos.saved) == 2


async def test_what_was_stopped_or_failed_ends_without_a_count(
    saver: Saver, tasks: TaskRunner
) -> None:
    saver.saving.start(leaves_faces=False)
    saver.saving.stop()  # before its first step
    await tasks.idle()
    saver.photos.error = Unreachable("Front door")
    saver.saving.start(leaves_faces=False)
    await tasks.idle()
    assert saver.told == ["began", "ended", "began", "ended"]
    assert saver.saving.saved == (0, 2)


async def test_what_undo_keeps_holds_no_photo(saver: Saver) -> None:
    assert type(saver.saving.part_of) is object
