"""Programs are told apart also where process numbers are given again."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil  # type: ignore[import-untyped]
import pytest

from rollcall.store.owner import SAME_BEGIN_S, Owner, is_running, this_program


def test_this_program_runs() -> None:
    assert this_program().pid == os.getpid()
    assert is_running(this_program())


@pytest.mark.parametrize("node", ["reception", "a|b", "", "Empfang-Büro", "a@b"])
@pytest.mark.parametrize("boot", ["", "3164cb3a-1321-41cb-90cd-9e1d39207222"])
def test_an_owner_is_read_as_it_was_written(node: str, boot: str) -> None:
    owner = Owner(node, 4711, 1763800000.25, boot)
    assert Owner.parse(str(owner)) == owner
    assert Owner.parse(str(this_program())) == this_program()


@pytest.mark.parametrize("text", ["", "reception", "reception|x|1.0", "reception|1|@boot"])
def test_text_that_is_no_owner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Owner.parse(text)


def test_a_process_that_ended_is_gone_before_and_after_its_parent_noticed() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = owner_of(process.pid)
    assert is_running(owner)
    process.kill()
    while is_running(owner):  # until the kill has come through
        pass
    process.communicate()
    assert not is_running(owner)


def owner_of(pid: int) -> Owner:
    """Give the owner as an older version wrote it, and other systems have it."""
    return Owner("here", pid, psutil.Process(pid).create_time())


def test_a_clock_that_was_corrected_a_little_makes_no_other_program() -> None:
    me = owner_of(os.getpid())
    assert is_running(Owner(me.node, me.pid, me.began + SAME_BEGIN_S / 2))
    assert not is_running(Owner(me.node, me.pid, me.began + SAME_BEGIN_S * 2))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep the time of the begin")
def test_a_clock_that_is_set_right_by_hours_makes_no_other_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = owner_of(os.getpid())
    boot_time = psutil.boot_time()
    # Linux reckons it from the clock: it is another one after the clock was set.
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: boot_time + 7200)
    assert not is_running(old)
    assert is_running(this_program())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep the time of the begin")
def test_process_of_an_earlier_start_of_the_pc_is_gone_whatever_runs_now() -> None:
    me = this_program()
    assert me.boot
    assert not is_running(Owner(me.node, me.pid, me.began, "another start"))
    assert not is_running(Owner(me.node, me.pid, me.began + 0.01, me.boot))
    assert not is_running(Owner(me.node, 2**22 + 7, me.began, me.boot))
