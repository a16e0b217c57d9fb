from __future__ import annotations

import pytest

from rollcall.usecases.enrolling.jobs import Job, JobNote
from rollcall.usecases.enrolling.methods import Method


@pytest.mark.parametrize("method", Method)
def test_a_note_is_read_as_it_was_written(method: Method) -> None:
    note = JobNote(number=-7, method=method)
    assert JobNote.read(note.written) == (note if method.is_captured else None)


@pytest.mark.parametrize("detail", ["", "job", "job x face", "job 1 iris", "lock", "job 1 face "])
def test_what_is_no_note_is_not_read(detail: str) -> None:
    assert JobNote.read(detail) is None


def test_a_job_that_was_not_begun_has_no_number() -> None:
    with pytest.raises(ValueError, match="face"):
        _ = Job(method=Method.FACE).known_number
