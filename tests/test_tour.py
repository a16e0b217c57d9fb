"""`rollcall tour` as a person runs it; and what it says when a step does not come about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from rollcall.tour.route import STEPS

ROLLCALL = (sys.executable, "-m", "rollcall")
PICTURES = 20  # more as steps come, never fewer
SHADES_MIN = 20  # an empty window has fewer
FAILING = """
import sys
from pathlib import Path
from rollcall.tour import guide, run, steps
from rollcall.ui.navigation import PageKey

guide.PATIENCE_S = 0.2

async def never_there(guide):
    await guide.go_to(PageKey.OVERVIEW)
    {what}

run.STEPS = (never_there,)
sys.exit(run.run(Path(sys.argv[1]), size=(1280, 800), log_level="info"))
"""


def shades(picture: QImage) -> int:
    """Count the colours on a coarse grid of points."""
    columns, rows = range(0, picture.width(), 16), range(0, picture.height(), 16)
    return len({picture.pixel(x, y) for x in columns for y in rows})


@pytest.mark.timeout(600)  # longer than a hang of any other test: it is a walk through everything
def test_every_step_comes_about_and_is_pictured(tmp_path: Path) -> None:
    folder, data = tmp_path / "pictures", tmp_path / "data"
    tour = subprocess.run(
        [*ROLLCALL, "--data-dir", str(data), "tour", str(folder), "--size", "1024x700"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (tour.returncode, tour.stderr) == (0, "")
    names = sorted(each.name for each in folder.iterdir())
    numbered = [name for name in names if name[0].isdigit()]
    assert len(numbered) >= 2 * PICTURES
    assert [name.replace("-dark", "-light") for name in numbered[::2]] == numbered[1::2]
    assert "readme-users.png" in names
    assert tour.stdout.startswith(f"{len(numbered) // 2} pictures in ")
    for name in names:
        picture = QImage(str(folder / name))
        assert (picture.width(), picture.height()) == (1024, 700), name
        assert shades(picture) >= SHADES_MIN, name
    assert not data.exists()  # it never touches what a person keeps


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("await guide.press('No such button')", "waited in vain for QAbstractButton"),
        (
            "guide.program.tasks.bug_met.emit(ZeroDivisionError('oh')); await guide.picture('x')",
            "a bug was met (ZeroDivisionError: oh)",
        ),
    ],
)
def test_step_is_named_when_it_fails(tmp_path: Path, what: str, said: str) -> None:
    tour = subprocess.run(
        [sys.executable, "-c", FAILING.format(what=what), str(tmp_path / "pictures")],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert tour.returncode == 1
    assert f"rollcall tour: the step 'never there' failed: {said}" in tour.stderr


def test_steps_have_names_that_can_be_said() -> None:
    names = [step.__name__ for step in STEPS]
    assert len(set(names)) == len(names)
    assert all(step.__doc__ for step in STEPS)
