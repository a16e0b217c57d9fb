"""What every page and dialog is called: nothing that can have the focus is without a name."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen

PAGES = ("Overview", "Devices", "Users", "Activity", "Settings")


def test_everything_that_can_have_the_focus_has_a_name_without_a_device(seen: Seen) -> None:
    seen.find("panel", "Pages")
    check_pages(seen)


def test_everything_that_can_have_the_focus_has_a_name(front_door: Seen) -> None:
    check_pages(front_door)


def test_device_reads_well_and_its_dialogs_have_names(front_door: Seen) -> None:
    seen = front_door
    seen.go_to("Devices")
    seen.select("Devices", "Front door")
    assert seen.row("Devices", "Front door")[1:2] == ["Online"]
    assert seen.row("Devices", "New device")[1:2] == ["New"]
    assert "Not private" in seen.row("Devices", "Front door")
    assert seen.value("Users: 24 of 5,000", "progress bar") == "24 of 5000"
    for button, title in (
        ("Add by address", "Add device"),
        ("Rename", "Rename device"),
        ("Set key", "Set key"),
        ("Forget", "Forget Front door?"),
    ):
        seen.press(button)
        seen.find("dialog", title)
        assert seen.nameless() == [], title
        seen.press("Cancel")
        seen.gone("dialog", title)
    seen.press("Find an action")
    seen.find("dialog", "Find an action")
    assert seen.nameless() == []
    seen.keys("Escape")
    seen.gone("dialog", "Find an action")


def check_pages(seen: Seen) -> None:
    for page in PAGES:
        seen.go_to(page)
        seen.find("label", page)
        assert seen.nameless() == [], page
