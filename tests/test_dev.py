"""What dev.py decides before it does anything."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

import dev
from dev import Machine

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = frozenset([*dev.QT_PACKAGES, *dev.SCREEN_PACKAGES, *dev.TEST_PACKAGES])
BARE_DEBIAN = Machine(debian=True, root=True, display=False)
OFFICE_DEBIAN = Machine(debian=True, root=False, display=True)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_python_is_taken_when_supported(version: tuple[int, int]) -> None:
    assert dev.python_problem(version) is None


@pytest.mark.parametrize("version", [(3, 10), (3, 15)])
def test_python_problem_names_both_versions_when_refused(version: tuple[int, int]) -> None:
    problem = dev.python_problem(version)
    assert problem is not None
    assert problem.startswith("Rollcall needs Python 3.11 to 3.14; this is 3.1")


def test_python_range_is_that_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    bounds = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', project)
    assert bounds is not None
    assert (3, int(bounds[1])) == dev.OLDEST
    assert (3, int(bounds[2]) - 1) == dev.NEWEST


def test_dev_is_readable_by_an_old_python_that_has_to_be_told() -> None:
    source = Path(dev.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


@pytest.mark.parametrize("command", dev.COMMANDS)
def test_nothing_is_missing_when_the_system_is_not_debian(command: str) -> None:
    assert dev.missing_packages(command, Machine(display=False, can_make_venv=False)) == []


@pytest.mark.parametrize("command", dev.COMMANDS)
def test_nothing_is_missing_when_all_is_installed(command: str) -> None:
    machine = Machine(debian=True, display=False, installed=EVERYTHING)
    assert dev.missing_packages(command, machine) == []


def test_practice_needs_qt_only_when_there_is_a_display() -> None:
    assert dev.missing_packages("practice", OFFICE_DEBIAN) == dev.QT_PACKAGES


def test_practice_needs_a_screen_and_fonts_when_there_is_no_display() -> None:
    expected = [*dev.QT_PACKAGES, *dev.SCREEN_PACKAGES]
    assert dev.missing_packages("practice", BARE_DEBIAN) == expected


@pytest.mark.parametrize("machine", [BARE_DEBIAN, OFFICE_DEBIAN])
def test_tests_need_everything_with_a_display_or_without(machine: Machine) -> None:
    assert set(dev.missing_packages("test", machine)) == EVERYTHING


def test_lint_needs_nothing_of_the_system() -> None:
    assert dev.missing_packages("lint", BARE_DEBIAN) == []


def test_only_the_missing_package_is_named_when_one_is_missing() -> None:
    machine = Machine(debian=True, installed=EVERYTHING - {"libegl1"})
    assert dev.missing_packages("practice", machine) == ["libegl1"]


def test_venv_package_of_this_python_comes_first_when_it_is_missing() -> None:
    machine = Machine(debian=True, can_make_venv=False)
    expected = f"python3.{sys.version_info.minor}-venv"
    assert dev.missing_packages("lint", machine) == [expected]


def test_packages_are_installed_after_an_update_when_root() -> None:
    update, install = dev.install_steps(["xvfb"], BARE_DEBIAN)
    assert update == ["apt-get", "update"]
    assert install == ["apt-get", "install", "-y", "--no-install-recommends", "xvfb"]


def test_one_line_to_run_is_printed_when_not_root() -> None:
    with pytest.raises(SystemExit) as stop:
        dev.install_steps(["xvfb", "libegl1"], OFFICE_DEBIAN)
    lines = [line for line in str(stop.value).splitlines() if line.startswith("sudo")]
    assert lines == [
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb libegl1"
    ]


def test_nothing_is_installed_when_nothing_is_missing() -> None:
    assert dev.install_steps([], OFFICE_DEBIAN) == []


def test_practice_opens_the_window_when_there_is_a_display() -> None:
    command = dev.practice_command(["--data-dir", "x"], Machine(display=True))
    assert command == ["rollcall", "--practice", "--data-dir", "x"]


def test_practice_makes_pictures_when_there_is_no_display() -> None:
    command = dev.practice_command([], Machine(display=False))
    assert command[0] == "xvfb-run"
    assert command[-3:] == ["rollcall", "tour", str(Path("build", "tour"))]


def test_commands_are_explained_when_none_is_given() -> None:
    with pytest.raises(SystemExit) as stop:
        dev.main([])
    assert all(f"dev.py {command}" in str(stop.value) for command in dev.COMMANDS)


def test_tests_run_in_two_processes_that_leave_none_out_when_there_are_two_processors() -> None:
    first, second = dev.test_commands([], processors=2)
    assert {each for each in second if each.startswith("tests/")} == set(dev.TESTS_APART)
    assert {f"--ignore={each}" for each in dev.TESTS_APART} == set(first[2:])
    assert all((ROOT / each).exists() for each in dev.TESTS_APART)


@pytest.mark.parametrize(
    ("arguments", "processors"), [([], 1), (["tests/device"], 2), (["-k", "paging"], 8)]
)
def test_tests_run_in_one_process_otherwise(arguments: list[str], processors: int) -> None:
    assert dev.test_commands(arguments, processors) == [["pytest", "-q", *arguments]]


def test_exit_code_is_that_of_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    dev.exit_if_failed(["true"], 0)
    with pytest.raises(SystemExit) as stop:
        dev.exit_if_failed(["pytest", "-q"], 5)
    assert stop.value.code == 5
    assert "this failed with code 5: pytest -q" in capsys.readouterr().err
