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


@pytest.mark.parametrize("node", ["reception", "a|b", "", "Empfang-Büro"])
def test_an_owner_is_read_as_it_was_written(node: str) -> None:
    owner = Owner(node, 4711, 1763800000.25)
    assert Owner.parse(str(owner)) == owner


@pytest.mark.parametrize("text", ["", "reception", "reception|x|1.0", "reception|1|yesterday"])
def test_text_that_is_no_owner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Owner.parse(text)


def test_a_process_that_ended_is_gone_before_and_after_its_parent_noticed() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = Owner("here", process.pid, psutil.Process(process.pid).create_time())
    assert is_running(owner)
    process.kill()
    while is_running(owner):  # until the kill has come through
        pass
    process.communicate()
    assert not is_running(owner)


def test_a_clock_that_was_corrected_a_little_makes_no_other_program() -> None:
    me = this_program()
    assert is_running(Owner(me.node, me.pid, me.began + SAME_BEGIN_S / 2))
    assert not is_running(Owner(me.node, me.pid, me.began + SAME_BEGIN_S * 2))
