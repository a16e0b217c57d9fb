"""A user is added, changed, deleted and brought back by keys alone."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen


def test_a_user_is_added_changed_deleted_and_brought_back_by_keys(seen: Seen) -> None:
    seen.add_device("Front door")
    seen.keys("ctrl+3")
    seen.row("Users", "Giulia Santos")
    seen.keys("ctrl+n")
    seen.focused("text: Name")
    assert seen.value("ID") == "26"  # the next one that is free
    seen.type("Amina Haddad")
    seen.keys("Return")
    seen.hear("Amina Haddad was added to Front door")
    seen.focused("table: Users")  # at the new one
    seen.keys("ctrl+f")
    seen.focused("text: Search users")
    seen.type("amina")
    assert seen.row("Users", "Amina Haddad")[2] == "Company"
    seen.keys("Down", "Return")
    seen.focused("text: Name")
    seen.tab_to("combo box: Department")
    seen.type("Off")
    seen.tab_to("password text: Password")
    seen.type("0042")
    seen.keys("Return")
    seen.hear("Amina Haddad was changed on Front door: department, password")
    row = seen.row("Users", "Amina Haddad")
    assert row[2] == "Office"
    assert row[-1].endswith(", password")
    seen.keys("Delete")
    seen.focused("push button: Cancel")  # what destroys is not what Enter does
    seen.tab_to("push button: Delete Amina Haddad")
    seen.keys("Return")
    seen.hear("deleted from Front door")
    seen.keys("ctrl+z")
    seen.hear("as before on Front door")
    assert seen.row("Users", "Amina Haddad") == row
