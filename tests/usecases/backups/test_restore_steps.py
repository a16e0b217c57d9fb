from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from rollcall.protocol.info import DeviceUid
from rollcall.usecases.backups.planning import RestorePlan, Row, Standing
from rollcall.usecases.backups.restore_steps import RestoreSteps, Step
from tests.usecases.backups.made import backup, user

FILE = Path("front door.rollcall")
MINE = backup(user(1), user(2))
OWN = MINE.manifest.device


def plan(*standings: Standing) -> RestorePlan:
    rows = tuple(Row(user=user(at), standing=each) for at, each in enumerate(standings))
    return RestorePlan(device=OWN, rows=rows)


@pytest.fixture
def steps() -> RestoreSteps:
    return RestoreSteps(OWN, name="Front door")


def test_without_a_file_there_is_no_next(steps: RestoreSteps) -> None:
    assert not steps.can_go_on
    assert not steps.can_go_back
    steps.choose(FILE)
    assert steps.can_go_on


def test_going_back_loses_nothing(steps: RestoreSteps) -> None:
    steps.choose(FILE)
    steps.looked()
    steps.planned(MINE, plan(Standing.NEW))
    steps.replaces = False
    been = []
    for _ in range(3):
        steps.go_back()
        been.append(steps.step)
    assert been == [Step.PASSPHRASE, Step.FILE, Step.FILE]
    assert (steps.path, steps.backup, steps.replaces) == (FILE, MINE, False)


def test_another_file_drops_what_was_read_of_the_first(steps: RestoreSteps) -> None:
    steps.choose(FILE)
    steps.planned(MINE, plan(Standing.NEW))
    steps.choose(Path("other.rollcall"))
    assert steps.backup is None
    assert steps.plan is None


def test_only_who_is_new_or_different_counts(steps: RestoreSteps) -> None:
    steps.planned(MINE, plan(*Standing))
    assert steps.count == 2
    steps.replaces = False
    assert steps.count == 1
    assert steps.chosen is not None
    assert Standing.DIFFERENT not in steps.chosen.counts


def test_with_nobody_to_write_there_is_nothing_to_do(steps: RestoreSteps) -> None:
    steps.planned(MINE, plan(Standing.SAME, Standing.ANOTHER, Standing.DIFFERENT))
    assert steps.can_go_on
    steps.replaces = False
    assert not steps.can_go_on


@pytest.mark.parametrize(
    ("typed", "is_sure"),
    [("", False), ("Front", False), ("Front door", True), (" front  DOOR ", True)],
)
def test_another_device_has_to_be_typed(steps: RestoreSteps, typed: str, is_sure: bool) -> None:
    other = replace(MINE, manifest=replace(MINE.manifest, device=DeviceUid("another")))
    steps.planned(other, plan(Standing.NEW))
    assert steps.is_other_device
    steps.typed_name = typed
    assert steps.can_go_on is is_sure


def test_once_it_writes_there_is_no_way_back_and_no_next(steps: RestoreSteps) -> None:
    steps.planned(MINE, plan(Standing.NEW))
    steps.begun()
    assert not steps.can_go_on
    assert not steps.can_go_back


def test_at_the_end_no_template_is_held(steps: RestoreSteps) -> None:
    steps.planned(MINE, plan(Standing.NEW))
    steps.drop()
    assert steps.backup is None
    assert steps.plan is None
    assert steps.count == 0
