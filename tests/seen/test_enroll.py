"""Somebody's face is enrolled, by what a screen reader says."""

from __future__ import annotations

import pytest

from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen


def test_a_face_is_enrolled_when_nothing_can_be_seen(seen: Seen) -> None:
    seen.add_device("Front door")
    seen.go_to("Users")
    seen.row("Users", "Giulia Santos")
    seen.select("Users", "Giulia Santos")
    seen.press("Enroll")
    seen.find("dialog", "Enroll")
    seen.find("radio button", "Face")
    seen.press("Start")
    assert seen.value("Time left", "progress bar").endswith("of 90")
    seen.hear("Ask Giulia Santos to look at the camera of Front door")
    seen.hear("Face stored on Front door and read back")
    assert seen.nameless() == []
    seen.press("Done")
    seen.gone("dialog", "Enroll")
    seen.hear("Giulia Santos: Face stored on Front door and read back")
