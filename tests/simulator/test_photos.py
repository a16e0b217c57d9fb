from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rollcall.simulator.photos import jpeg_size


@given(st.binary(max_size=60).map(lambda tail: b"\xff\xd8" + tail))
def test_any_bytes_are_judged(photo: bytes) -> None:
    size = jpeg_size(photo)
    assert size is None or (0 < size[0] < 65536 and 0 < size[1] < 65536)
