"""Pages of records: every form of them is read, and no record is ever dropped."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.protocol.attendance import (
    AttendanceRecord,
    AttendLog,
    ConfigAttendLogUploader,
    GetAttendLog,
    GetAttendLogUploaderStatus,
    UploadState,
)
from rollcall.protocol.errors import BadReply
from rollcall.protocol.users import UserId
from tests.protocol.wire import read, written

TIME = "2026-01-02T03:04:05"
GOOD = {"user_id": "1", "time": TIME, "mode": "face"}


def _page(*records: object) -> AttendLog:
    return read(GetAttendLog(), {"start_pos": 0, "next_pos": 9, "logs": list(records)})


@pytest.mark.parametrize(
    ("mode", "methods"),
    [
        ("face", ("face",)),
        ("face ", ("face",)),
        ("card,fp", ("card", "fp")),
        (" Card , FP ,pwd", ("card", "fp", "pwd")),
        ("palm", ("palm",)),
        ("iris", ("iris",)),
        ("", ()),
        (",", ()),
    ],
)
def test_mode_is_kept_and_its_methods_are_plain(mode: str, methods: tuple[str, ...]) -> None:
    (record,) = _page({**GOOD, "mode": mode}).records
    assert (record.mode, record.methods, record.unreadable) == (mode, methods, "")


@pytest.mark.parametrize(
    ("wire", "user_id", "time"),
    [
        ({**GOOD, "user_id": 1}, "1", datetime(2026, 1, 2, 3, 4, 5)),
        ({**GOOD, "user_id": "007"}, "007", datetime(2026, 1, 2, 3, 4, 5)),
        ({**GOOD, "time": f"{TIME}.75"}, "1", datetime(2026, 1, 2, 3, 4, 5)),
        ({**GOOD, "door": 3}, "1", datetime(2026, 1, 2, 3, 4, 5)),
        ({"user_id": "1", "time": TIME}, "1", datetime(2026, 1, 2, 3, 4, 5)),
        ({**GOOD, "mode": None}, "1", datetime(2026, 1, 2, 3, 4, 5)),
    ],
)
def test_record_is_read_when_it_is_odd(
    wire: dict[str, object], user_id: str, time: datetime
) -> None:
    (record,) = _page(wire).records
    assert (record.user_id, record.time, record.unreadable) == (user_id, time, "")


def test_record_is_made_local_when_its_time_has_a_zone() -> None:
    (record,) = _page({**GOOD, "time": f"{TIME}Z"}).records
    local = datetime.fromisoformat(f"{TIME}Z").astimezone().replace(tzinfo=None)
    assert (record.time, record.unreadable) == (local, "")


@pytest.mark.parametrize(
    ("wire", "user_id", "time", "mode"),
    [
        ({**GOOD, "time": "2026-02-30T00:00:00"}, "1", None, "face"),
        ({**GOOD, "time": ""}, "1", None, "face"),
        ({**GOOD, "time": None}, "1", None, "face"),
        ({**GOOD, "time": 5}, "1", None, "face"),
        ({"user_id": "1", "mode": "face"}, "1", None, "face"),
        ({**GOOD, "mode": ["face"]}, "1", datetime(2026, 1, 2, 3, 4, 5), ""),
        ({**GOOD, "user_id": None}, "", datetime(2026, 1, 2, 3, 4, 5), "face"),
        ({**GOOD, "user_id": {}}, "", datetime(2026, 1, 2, 3, 4, 5), "face"),
        ({"unreadable": "forged"}, "", None, ""),
        ({}, "", None, ""),
        (None, "", None, ""),
        ([GOOD], "", None, ""),
        ("text", "", None, ""),
        (5, "", None, ""),
    ],
)
def test_record_is_kept_as_its_text_when_it_cannot_be_read(
    wire: object, user_id: str, time: datetime | None, mode: str
) -> None:
    before, record, after = _page(GOOD, wire, GOOD).records
    assert (record.user_id, record.time, record.mode) == (user_id, time, mode)
    assert json.loads(record.unreadable) == wire
    assert before == after
    assert before.unreadable == ""


@given(
    st.lists(
        st.just(GOOD)
        | st.none()
        | st.text("ab")
        | st.dictionaries(
            st.sampled_from(["user_id", "time", "mode"]),
            st.none() | st.text("ab1") | st.integers(0, 9) | st.just(TIME) | st.just([]),
        )
    )
)
def test_no_record_is_dropped(wire: list[object]) -> None:
    records = _page(*wire).records
    assert len(records) == len(wire)
    assert all(each.time is not None or each.unreadable for each in records)


def test_records_keep_the_order_of_the_device() -> None:
    earlier = {**GOOD, "time": "2020-01-01T00:00:00", "user_id": "2"}
    assert [each.user_id for each in _page(GOOD, earlier, GOOD).records] == ["1", "2", "1"]


def test_page_is_read_when_it_names_no_next_position() -> None:
    page = read(GetAttendLog(), {"start_pos": 5, "logs": []})
    assert (page.start, page.records) == (5, ())
    assert not page.next_position
    assert read(GetAttendLog(), {"start_pos": 5, "logs": [], "next_pos": None}) == page


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"start_pos": 0},
        {"logs": []},
        {"start_pos": 0, "logs": {}},
        {"start_pos": 0, "logs": "none"},
        {"start_pos": "x", "logs": []},
    ],
)
def test_page_is_bad_when_it_is_no_page(payload: dict[str, object]) -> None:
    with pytest.raises(BadReply):
        read(GetAttendLog(), payload)


@pytest.mark.parametrize(
    ("word", "state", "is_known"),
    [
        ("active", UploadState.ACTIVE, True),
        ("Inactive ", UploadState.INACTIVE, True),
        ("paused", UploadState("paused"), False),
    ],
)
def test_uploader_is_read(word: str, state: UploadState, is_known: bool) -> None:
    status = read(GetAttendLogUploaderStatus(), {"status": word, "pending_count": "3"})
    assert (status.state, status.state.is_known, status.pending) == (state, is_known, 3)


def test_uploader_is_turned_off_by_an_empty_target() -> None:
    off = ConfigAttendLogUploader(target="", interval_s=60)
    assert written(off) == {"target_uri": "", "interval": 60}


def test_record_is_small_on_the_wire() -> None:
    record = AttendanceRecord(user_id=UserId("1"), time=datetime(2026, 1, 1), mode="fp")
    assert AttendLog(start=0, records=(record,)).quotes() == 4 + 12
