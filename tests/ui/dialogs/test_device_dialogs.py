from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from rollcall.protocol.errors import VaultLocked
from rollcall.ui.dialogs.device_dialogs import rename_device, set_key, should_forget, tell_trouble
from rollcall.ui.page import Page
from rollcall.ui.widgets.label import Label
from tests.ui.device_fakes import DOOR, FakeFleet, a_device

AnswerT = TypeVar("AnswerT")


async def answered(
    page: Page, asking: Coroutine[Any, Any, AnswerT], button: str, *, typed: str = ""
) -> AnswerT:
    """Await a question while a person types something and presses a button."""

    async def answer() -> None:
        while not (dialogs := [e for e in page.findChildren(QDialog) if e.isVisible()]):  # noqa: ASYNC110  # Qt has no event to await
            await asyncio.sleep(0)
        for line in dialogs[0].findChildren(QLineEdit):
            line.setText(typed)
        pressed = [e for e in dialogs[0].findChildren(QPushButton) if e.text() == button]
        pressed[0].click()

    async with asyncio.TaskGroup() as group:
        group.create_task(answer())
        asked = group.create_task(asking)
    return asked.result()


def words(place: QWidget) -> str:
    return "\n".join(each.text() for each in place.findChildren(Label))


async def test_a_key_that_was_taken_is_told_on_the_page(page: Page) -> None:
    device = a_device()
    fleet = FakeFleet(device)
    fleet.wanted_keys[device.address] = "K"
    assert await answered(page, set_key(page, fleet, device), "Set key", typed="K")
    assert fleet.calls == ["set key of Front door"]
    assert "Front door took the key" in words(page.notice_bar)


async def test_a_key_the_keyring_would_not_keep_is_told_with_what_to_do(page: Page) -> None:
    device = a_device()
    fleet = FakeFleet(device)
    fleet.trouble = VaultLocked("Secret Service")
    assert await answered(page, set_key(page, fleet, device), "Set key")
    assert "only until Rollcall is closed" in words(page.notice_bar)


async def test_nothing_is_set_or_told_when_it_is_cancelled(page: Page) -> None:
    device = a_device()
    fleet = FakeFleet(device)
    assert not await answered(page, set_key(page, fleet, device), "Cancel")
    assert fleet.calls == []
    assert page.notice_bar.notice is None


async def test_a_device_gets_another_name(page: Page) -> None:
    device = a_device()
    fleet = FakeFleet(device)
    await answered(page, rename_device(page, fleet, device), "Rename", typed="Gate")
    assert fleet.device(DOOR).name == "Gate"


@pytest.mark.parametrize(("button", "uid"), [("Forget Front door", DOOR), ("Cancel", None)])
async def test_forgetting_is_asked_by_name(page: Page, button: str, uid: str | None) -> None:
    assert await answered(page, should_forget(page, a_device()), button) == uid


async def test_trouble_names_the_device(page: Page) -> None:
    tell_trouble(page, "Gate", VaultLocked("Secret Service"))
    assert page.notice_bar.notice is not None
    assert "Gate" in page.notice_bar.notice.title
