"""From an empty device to fifty enrolled people by real clicks: a sheet and a folder of photos."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from rollcall.usecases.sheets.writing import write_rows
from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen

PEOPLE = 50
CLICKS_MAX = 14
FIRST_OF_MENU = 36  # pixels from the middle of the button "More" to its first entry


@pytest.fixture
def address() -> Iterator[str]:
    """A device with nobody on it."""
    command = [sys.executable, "-m", "rollcall", "simulate", "--port", "0", "--users", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as device:
        assert device.stdout is not None
        yield device.stdout.readline().strip().removeprefix("http://").rstrip("/")
        device.terminate()


def test_empty_device_has_fifty_enrolled_people_after_a_few_clicks(
    seen: Seen, address: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "staff.xlsx"
    people = [(f"{at:04}", f"Person {at}") for at in range(1, PEOPLE + 1)]
    write_rows(sheet, ["ID", "Name"], people)
    photos = tmp_path / "photos"
    photos.mkdir()
    for at, (user_id, _) in enumerate(people):
        draw_person(photos / f"{user_id}.jpg", at)
    add(seen, address)
    seen.click("Import")
    seen.click("Choose a file")
    choose(seen, "File name:", sheet)
    seen.click("Next")
    seen.click(f"Import {PEOPLE} users")
    seen.find("label", f"{PEOPLE} of {PEOPLE} users read back on Front door")
    seen.click("Close")
    seen.hear(f"{PEOPLE} of {PEOPLE} users read back on Front door")
    seen.click("More")
    seen.click("More", below=FIRST_OF_MENU)
    seen.click("Choose folder")
    choose(seen, "Directory:", photos)
    seen.click(f"Save {PEOPLE} faces")
    seen.hear(f"{PEOPLE} of {PEOPLE} faces read back on Front door")
    seen.click("Close")
    seen.gone("dialog", "Photos")
    rows = seen.rows("Users")
    assert len(rows) == PEOPLE
    assert all(row[-1].startswith("Face enrolled") for row in rows)
    assert seen.clicks < CLICKS_MAX


def add(seen: Seen, address: str) -> None:
    """Add the device by its address and look at its users."""
    seen.go_to("Devices")
    seen.press("Add by address")
    seen.enter("Address", address)
    seen.press("Look for it")
    seen.enter("Name", "Front door")
    seen.press("Add device")
    seen.press("Open users")


def choose(seen: Seen, field: str, path: Path) -> None:
    """Name a file or a folder where the system asks for one."""
    seen.find("text", field)
    seen.type(str(path))
    seen.keys("Return")
    seen.gone("text", field)


def draw_person(path: Path, at: int) -> None:
    """Draw somebody from afar: shoulders, hair and a face."""
    image = Image.new("RGB", (600, 800), (225, 215 - at, 205))
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 600, 510, 1000), fill=(60, 90 + at, 140))
    draw.ellipse((170, 180, 430, 560), fill=(60 + at, 45, 35))
    draw.ellipse((190, 230, 410, 560), fill=(235, 180, 150))
    for eye in (240, 324):
        draw.ellipse((eye, 360, eye + 36, 380), fill=(60, 35, 30))
    draw.ellipse((260, 480, 340, 504), fill=(170, 90, 90))
    image.save(path, quality=90)
