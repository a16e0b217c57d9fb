"""The command line as a person types it, each in a process of its own where it matters."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rollcall import __version__, cli
from rollcall.simulator.faults import faults
from rollcall.simulator.variants import variants

LIMIT_S = 60  # a hang guard


def rollcall(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rollcall", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        env=environment,
    )


def exits(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return ended.value.code


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits("--version") == 0
    assert capsys.readouterr().out == f"Rollcall {__version__}\n"


def test_help_names_every_command_and_needs_no_qt() -> None:
    code = (
        "import sys\nfrom rollcall import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(any(each.startswith('PySide6') for each in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    for word in ("simulate", "tour", "--practice", "--data-dir", "--log-level", "ROLLCALL_DATA"):
        assert word in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["no-such-command"],
        ["--log-level", "loud"],
        ["tour"],
        ["tour", "folder", "--size", "large"],
        ["simulate", "--port", "many"],
        ["simulate", "--fault", "no such fault"],
    ],
)
def test_mistake_is_told_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exits(*arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: rollcall")
    assert "error: " in said


@pytest.mark.parametrize("by", ["option", "variable"])
def test_data_folder_is_the_one_given_and_a_sentence_is_said_when_it_is_unusable(
    by: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "below")
    if by == "option":
        done = rollcall("--data-dir", folder)
    else:
        done = rollcall(environment={**os.environ, cli.DATA_VARIABLE: folder})
    assert done.returncode == 1
    assert done.stderr.startswith("rollcall: nothing can be kept in the data folder " + folder)
    assert len(done.stderr.splitlines()) == 1


def test_option_wins_when_the_variable_names_another_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(cli.DATA_VARIABLE, "elsewhere")
    assert cli._parser().parse_args([]).data_dir == "elsewhere"
    assert cli._parser().parse_args(["--data-dir", "here"]).data_dir == "here"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize(
    "display",
    [{}, {"DISPLAY": ":4711"}, {"QT_QPA_PLATFORM": "no-such-platform"}],
    ids=["none", "gone", "unknown"],
)
def test_one_sentence_is_said_when_no_window_can_be_opened(
    display: dict[str, str], tmp_path: Path
) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = rollcall("--data-dir", str(tmp_path / "data"), environment={**environment, **display})
    assert done.returncode == 1
    assert done.stderr.startswith("rollcall: no window can be opened here")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


# --- rollcall simulate


def test_every_switch_of_the_simulator_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "--list"]) == 0
    listed = capsys.readouterr().out
    for each in (*variants().table.values(), *faults().table.values()):
        assert each.name in listed
        assert each.sentence in listed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_simulated_device_says_where_it_is_and_answers_until_a_signal(
    number: signal.Signals,
) -> None:
    command = [sys.executable, "-m", "rollcall", "simulate", "--port", "0", "--uid", "0ff1ce"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process, closing(http.client.HTTPConnection("127.0.0.1", timeout=LIMIT_S)) as asking:
        try:
            assert process.stdout is not None
            where = urlsplit(process.stdout.readline().strip())
            assert (where.scheme, where.hostname) == ("http", "127.0.0.1")
            asking.port = where.port or 0
            asking.request("POST", "/control?api_key=", '{"mid": "1", "cmd": "GetDeviceUid"}')
            assert b"0ff1ce" in asking.getresponse().read()
            process.send_signal(number)
            _, said = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
    assert (process.returncode, said) == (0, "")
