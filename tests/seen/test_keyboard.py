"""Everything by keys alone, real ones: Tab order, shortcuts, and the way into dialogs and out."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen


def test_a_device_is_found_and_added_and_its_users_are_read_by_keys(seen: Seen) -> None:
    seen.keys("ctrl+2")
    seen.find("label", "Devices")
    seen.keys("ctrl+k")
    seen.focused("text: Find an action")
    seen.type("find dev")
    seen.keys("Return")
    seen.row("Devices", "New device")
    seen.tab_to("table: Devices")
    seen.keys("Return")
    seen.focused("text: Name")
    seen.type("Front door")
    seen.keys("Return")
    seen.row("Devices", "Front door")
    seen.gone("dialog", "Add device")
    seen.keys("ctrl+3")
    seen.row("Users", "Giulia Santos")
    seen.keys("ctrl+f")
    seen.focused("text: Search users")
    seen.type("giulia")
    assert seen.row("Users", "Giulia Santos")[0] == "1"
    seen.keys("Down")
    seen.focused("table: Users")
    seen.keys("Escape")
    assert seen.value("Search users") == ""
    assert len(seen.rows("Users")) > 1


def test_tab_goes_where_the_eye_goes(front_door: Seen) -> None:
    seen = front_door
    seen.go_to("Devices")
    around = ["combo box: Device", "push button: Find an action", "push button: Dark appearance"]
    seen.select("Devices", "Front door")
    seen.tab_to("combo box: Device")
    assert [seen.focus(), *seen.tab_order(10)] == [
        *around,
        "radio button: Devices",
        "push button: Refresh",
        "push button: Add by address",
        "push button: Find devices",
        "push button: Rename",
        "push button: Set key",
        "push button: Forget",
        "push button: Look in other networks",
    ]
    assert seen.tab_order(1) == ["table: Devices"]
    seen.keys("ctrl+3")
    seen.row("Users", "Giulia Santos")
    seen.tab_to("combo box: Device")
    assert [seen.focus(), *seen.tab_order(11)] == [
        *around,
        "radio button: Users",
        "push button: Refresh",
        "text: Search users",
        "check box: Department",
        "check box: Privilege",
        "check box: Has",
        "check box: Lacks",
        "push button: Columns",
        "table: Users",
    ]


def test_shortcuts_do_what_they_say(front_door: Seen) -> None:
    seen = front_door
    for at, page in enumerate(("Overview", "Devices", "Users", "Activity", "Settings"), 1):
        seen.keys(f"ctrl+{at}")
        seen.find("label", page)
    seen.keys("ctrl+2")
    seen.select("Devices", "Front door")
    seen.tab_to("table: Devices")
    seen.keys("F2")
    seen.focused("text: Name")
    assert seen.value("Name") == "Front door"
    seen.keys("Escape")
    seen.gone("dialog", "Rename device")
    seen.tab_to("table: Devices")
    seen.keys("Delete")
    seen.focused("push button: Cancel")  # what destroys is not what Enter does
    seen.keys("Return")
    seen.gone("dialog", "Forget Front door?")
    seen.row("Devices", "Front door")
