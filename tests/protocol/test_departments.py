"""Departments, in every shape the specification's broken example can mean."""

from __future__ import annotations

import pytest

from rollcall.protocol.departments import Department, GetDeptList
from rollcall.protocol.errors import BadReply
from tests.protocol.wire import read

ROWS: list[dict[str, object]] = [
    {"name": "Company", "shift": [100, 0, 0, 0, 0, 0, 100], "user_count": 2},
    {"name": "Lager", "shift": [0] * 7, "user_count": 0},
]
COMPANY = Department(name="Company", shift=(100, 0, 0, 0, 0, 0, 100), user_count=2)
BOTH = (COMPANY, Department(name="Lager", shift=(0,) * 7))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"depts": ROWS}, BOTH),
        (ROWS, BOTH),
        ({"departments": ROWS}, BOTH),
        ({"count": 2, "list": ROWS}, BOTH),
        ({"0": ROWS[0], "1": ROWS[1]}, BOTH),
        ({"Company": ROWS[0], "Lager": ROWS[1]}, BOTH),
        (ROWS[0], (COMPANY,)),
        ({"depts": []}, ()),
        ([], ()),
        ({"departments": []}, ()),
        (
            [{"name": "Company", "shift": ["100", 0, 0, 0, 0, 0, 100], "user_count": "2"}],
            (COMPANY,),
        ),
        ([{"name": "x"}], (Department(name="x"),)),
    ],
)
def test_departments_are_read_in_every_shape(
    payload: object, expected: tuple[Department, ...]
) -> None:
    assert read(GetDeptList(), payload).departments == expected


def test_departments_keep_their_places_when_keyed_by_index() -> None:
    rows = {str(place): {"name": f"d{place}"} for place in range(100)}  # written sorted as text
    names = [each.name for each in read(GetDeptList(), rows).departments]
    assert names == [f"d{place}" for place in range(100)]


@pytest.mark.parametrize(
    "payload", ["x", 5, {"depts": "x"}, [5], [{"title": "x"}], {"a": 1}, [{"name": []}]]
)
def test_departments_are_bad_in_any_other_shape(payload: object) -> None:
    with pytest.raises(BadReply):
        read(GetDeptList(), payload)
