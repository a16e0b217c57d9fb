from __future__ import annotations

from rollcall.simulator.templates import Sample, data_of


def test_a_sample_is_the_same_each_time_and_another_for_another_seed() -> None:
    sample = Sample("7 finger 1", 1404)
    assert sample.data() == Sample("7 finger 1", 1404).data()
    assert sample.data() != Sample("7 finger 2", 1404).data()
    assert len(sample.data()) == 1404


def test_what_a_client_gave_is_kept_to_the_byte_and_nothing_is_no_bytes() -> None:
    assert data_of(b"\x00template") == b"\x00template"
    assert data_of(Sample("7 face", 6000)) == Sample("7 face", 6000).data()
    assert data_of(None) == b""
