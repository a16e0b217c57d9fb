from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rollcall.simulator import run
from rollcall.simulator.faults import FAULTS
from rollcall.simulator.profile import Profile
from rollcall.simulator.variants import VARIANTS

ROOT = Path(__file__).parents[2]
PROGRAM = """
import argparse, sys
from rollcall.simulator import run
parser = argparse.ArgumentParser(prog="simulate")
run.add_arguments(parser)
arguments = parser.parse_args()
slow = {"PySide6", "qasync", "httpx", "sqlalchemy", "keyring", "cryptography"} & set(sys.modules)
assert not slow, slow
sys.exit(run.run(arguments))
"""

Started = subprocess.Popen[str]


@pytest.fixture
def simulate(request: pytest.FixtureRequest) -> Iterator[list[Started]]:
    """Collect programs started with `program`, and end them."""
    started: list[Started] = []
    yield started
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()


def program(*arguments: str) -> Started:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "desktop")},
    )


def ask(url: str, cmd: str, key: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    client = HTTPConnection(parts.hostname or "", parts.port)
    client.request("POST", f"/control?api_key={key}", json.dumps({"mid": "1", "cmd": cmd}))
    response = client.getresponse()
    answer = (response.status, response.read())
    client.close()
    return answer


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    run.add_arguments(parser)
    return parser.parse_args(arguments)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_and_runs_until_it_is_stopped(
    simulate: list[Started], number: signal.Signals
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = f"https://127.0.0.1:{probe.getsockname()[1]}/"
    started = program(
        "--port=0", f"--other-port={urlsplit(other).port}", "--users=5", "--records=20",
        "--key=hidden", "--uid=0123456789abcdef",
        "--service-ms=1", "--variant=page-size-ids=2", "--fault=drop-before:GetDeviceId*1",
    )  # fmt: skip
    simulate.append(started)
    assert started.stdout
    url = started.stdout.readline().strip()
    assert "hidden" not in url
    assert started.stdout.readline() == f"{other} is kept for when it is enabled\n"
    assert ask(url, "GetDeviceUid", "")[0] == 403
    assert b"0123456789abcdef" in ask(url, "GetDeviceUid", "hidden")[1]
    assert b'"next_page_pos":2' in ask(url, "GetUserIdList", "hidden")[1]
    started.send_signal(number)
    out, err = started.communicate(timeout=20)
    assert (started.returncode, out, err) == (0, "", "")


def test_practice_ends_when_standard_input_is_closed(simulate: list[Started]) -> None:
    started = program("--practice")
    simulate.append(started)
    assert started.stdout
    devices = json.loads(started.stdout.readline())["devices"]
    assert len(devices) == 3
    for each in devices:
        url = f"http://{each['host']}:{each['port']}/"
        assert each["uid"].encode() in ask(url, "GetDeviceUid", "")[1]
    out, err = started.communicate(timeout=20)
    assert (started.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_told_and_ends_it(simulate: list[Started]) -> None:
    first = program("--port=0")
    simulate.append(first)
    assert first.stdout
    port = urlsplit(first.stdout.readline()).port
    second = program(f"--port={port}")
    simulate.append(second)
    _, err = second.communicate(timeout=20)
    assert second.returncode == 1
    assert err.startswith("rollcall simulate: ")


@pytest.mark.parametrize(
    "arguments",
    [
        "--variant=none",
        "--fault=none",
        "--variant=silent",
        "--fault=delay=x",
        "--port=x",
        "--users=-1",
        "--variant=dept-bare-list*2",
    ],
)
def test_wrong_arguments_are_refused(arguments: str) -> None:
    with pytest.raises(argparse.ArgumentError):
        parsed(arguments)


def test_the_list_has_every_switch(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.run(parsed("--list")) == 0
    listed = capsys.readouterr().out
    for switch in (*VARIANTS, *FAULTS):
        assert switch.name in listed
        assert switch.sentence in listed


async def test_a_device_can_be_served_in_one_line() -> None:
    server = await run.serve(Profile(users=2), "127.0.0.1", 0)
    assert server.url.startswith("http://127.0.0.1:")
    await server.aclose()


def test_https_has_a_certificate_of_its_own(simulate: list[Started]) -> None:
    started = program("--https", "--port=0")
    simulate.append(started)
    assert started.stdout
    assert started.stdout.readline().startswith("https://127.0.0.1:")
    assert started.stdout.readline().startswith("http://127.0.0.1:")
