"""A user is copied to a second device, by what a screen reader says."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen

SOMEBODY = "Thomas Quist"  # in Main building the only one of that name, and not at the Front door


def test_a_user_is_copied_to_a_second_device_when_nothing_can_be_seen(seen: Seen) -> None:
    seen.add_device("Front door")
    seen.add_device("Main building")
    seen.select("Devices", "Main building")
    seen.press("Open users")
    seen.enter("Search users", SOMEBODY)
    seen.row("Users", SOMEBODY)
    seen.select("Users", SOMEBODY)
    seen.press("Copy to device")
    seen.press("Front door", "check box")
    seen.press("Next")
    planned = seen.row("Plan", SOMEBODY)
    assert "New" in planned
    assert "Add" in planned
    seen.press("Copy 1 user")
    assert "Done" in seen.row("Results", SOMEBODY)
    seen.press("Close")
    seen.hear(f"{SOMEBODY} was copied to Front door and read back")
    assert seen.nameless() == []
