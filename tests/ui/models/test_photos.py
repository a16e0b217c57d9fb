from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import UserId
from rollcall.ui.models.photos import PhotoWords, columns, finding_text, reason_text
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import Tone
from rollcall.usecases.photos.desk import PhotoDesk, PhotoRow, Stage
from rollcall.usecases.photos.matching import Certainty, Match
from rollcall.usecases.photos.photo import Crop, Finding, Prepared, Reason, Size
from tests.ui.photo_fakes import USERS

ANNA = Match(Certainty.CERTAIN, (UserId("007"),))
LENA = Match(Certainty.CERTAIN, (UserId("12"),))


def words(*, leaves: bool = False) -> PhotoWords:
    return PhotoWords(PhotoDesk(USERS), leaves_faces=lambda: leaves)


def a_row(stage: Stage, match: Match = ANNA, **members: object) -> PhotoRow:
    return PhotoRow(key=1, path=Path("a.jpg"), match=match, stage=stage, **members)  # type: ignore[arg-type]


def made(finding: Finding) -> Prepared:
    return Prepared(
        jpeg=b"", thumbnail=b"", size=Size(1, 1), crop=Crop(0, 0, 1, 1), finding=finding
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason, qtbot: QtBot) -> None:
    assert len(reason_text(reason)) > 4


@pytest.mark.parametrize("finding", [Finding.NO_FACE, Finding.SEVERAL, Finding.NOT_LOOKED])
def test_what_was_not_found_for_sure_is_to_be_looked_at(finding: Finding, qtbot: QtBot) -> None:
    assert finding_text(finding).endswith("please look")
    assert words().state(a_row(Stage.READY, prepared=made(finding)))[1] is Tone.WARNING


@pytest.mark.parametrize(
    ("row", "text", "tone"),
    [
        (a_row(Stage.WAITING), "Preparing …", Tone.NEUTRAL),
        (a_row(Stage.READY, prepared=made(Finding.FACE)), "Ready", Tone.GOOD),
        (
            a_row(Stage.READY, LENA, prepared=made(Finding.FACE)),
            "Ready: replaces the face there",
            Tone.INFO,
        ),
        (a_row(Stage.SENDING), "Saving …", Tone.INFO),
        (a_row(Stage.DONE), "Done: read back", Tone.GOOD),
        (a_row(Stage.SKIPPED), "Skipped", Tone.NEUTRAL),
        (
            a_row(Stage.FAILED, reason=Reason.DEVICE, error=Unreachable("Gate")),
            "Gate does not answer",
            Tone.DANGER,
        ),
        (a_row(Stage.FAILED, reason=Reason.NO_FACE), "The device found no face in it", Tone.DANGER),
    ],
)
def test_state_is_said(row: PhotoRow, text: str, tone: Tone, qtbot: QtBot) -> None:
    assert words().state(row) == (text, tone)


def test_user_left_out_for_the_face_there_is_said(qtbot: QtBot) -> None:
    row = a_row(Stage.READY, LENA, prepared=made(Finding.FACE))
    assert words(leaves=True).state(row)[0] == "Left out: has a face already"


def test_user_is_named_with_the_id_as_it_is_written(qtbot: QtBot) -> None:
    said = words()
    assert said.user(a_row(Stage.READY)) == "Anna Meyer (007)"
    assert said.name_of(UserId("0815")) == "0815"
    doubtful = Match(Certainty.DOUBTFUL, (UserId("007"), UserId("13")))
    assert said.user(a_row(Stage.READY, doubtful)) == "Anna Meyer (007)?"
    assert said.user(a_row(Stage.READY, Match(Certainty.NONE))) == "Choose user …"


def test_model_is_sound(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = TableModel(columns(words()), key=lambda row: row.key)
    model.set_records([a_row(Stage.WAITING)])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    for column in range(4):
        model.sort(column)
