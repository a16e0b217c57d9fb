"""A new administrator's first steps, by what a screen reader says."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen


def test_a_device_is_found_and_its_users_are_read_when_nothing_can_be_seen(seen: Seen) -> None:
    seen.press("Find devices")
    seen.row("Devices", "127.0.0.1")
    seen.select("Devices", "127.0.0.1")
    seen.press("Add")
    seen.enter("Name", "Front door")
    seen.press("Add device")
    seen.hear("Front door is in your list")
    assert seen.row("Devices", "Front door")[1] == "Online"
    seen.press("Open users")
    seen.row("Users", "Giulia Santos")
    seen.enter("Search users", "giulia")
    row = seen.row("Users", "Giulia Santos")
    assert row[0] == "1"
    assert any("2 fingers" in cell for cell in row)
    assert len(seen.rows("Users")) == 1
