"""Exports: texts as they are shown, secrets only on request, nothing half-written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from rollcall.protocol.errors import FileFault, FileProblem, Unreachable
from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.usecases.progress import Progress
from rollcall.usecases.sheets.exporting import Export, Exporting, Secrets
from tests.usecases.changing.people import UID, Desk, desk
from tests.usecases.sheets.people import read


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        made.put("007", "Ann", card="12345", password="0042")
        made.put("8", "李伟")
        yield made


NAMES = {"007": "Ann", "8": "李伟", "99": "Rosa"}


def an_export(*ids: str, secret: bool = False, names: Mapping[str, str | None] = NAMES) -> Export:
    return Export(
        headings=["ID", "Name"],
        ids=[UserId(each) for each in ids],
        names=[names[each] for each in ids],
        rows=[[each, f"User {each}"] for each in ids],
        secret_headings=("Card", "Password") if secret else None,
        separator=";",
    )


async def save(at: Desk, path: Path, export: Export) -> int:
    exporting = Exporting(
        at.open_session, audit=at.audit, settings=SettingsFile(path.with_name("settings.json"))
    )
    return await exporting.save(
        path, export, uid=UID, device="Front door", report=at.progress.append
    )


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv"])
async def test_rows_are_written_as_given_and_the_device_is_not_asked(
    at: Desk, tmp_path: Path, name: str
) -> None:
    assert await save(at, tmp_path / name, an_export("007", "8")) == 0
    sheet = read(tmp_path / name)
    assert sheet.headings == ("ID", "Name")
    assert sheet.body == [["007", "User 007"], ["8", "User 8"]]
    assert at.sent("GetUserInfo") == 0


async def test_secrets_are_read_user_by_user_with_progress(at: Desk, tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    assert await save(at, path, an_export("007", "8", secret=True)) == 0
    sheet = read(path)
    assert sheet.headings == ("ID", "Name", "Card", "Password")
    assert sheet.body == [["007", "User 007", "12345", "0042"], ["8", "User 8", "", ""]]
    assert at.progress[-1] == Progress(done=2, total=2, what="users")


async def test_user_gone_meanwhile_stays_in_the_file_and_is_counted(
    at: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "users.csv"
    assert await save(at, path, an_export("99", "007", secret=True)) == 1
    assert read(path).body == [["99", "User 99", "", ""], ["007", "User 007", "12345", "0042"]]


@pytest.mark.parametrize("name", ["Ben", "Ann Ng", ""])
async def test_secrets_of_who_has_the_id_now_stand_beside_no_other_name(
    at: Desk, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "users.csv"
    export = an_export("007", "8", secret=True, names={**NAMES, "007": name})
    assert await save(at, path, export) == 1
    assert read(path).body == [["007", "User 007", "", ""], ["8", "User 8", "", ""]]


@pytest.mark.parametrize("name", [" ann ", None])
async def test_secrets_are_there_where_the_name_is_the_same_or_not_known(
    at: Desk, tmp_path: Path, name: str | None
) -> None:
    path = tmp_path / "users.csv"
    assert await save(at, path, an_export("007", secret=True, names={"007": name})) == 0
    assert read(path).body == [["007", "User 007", "12345", "0042"]]


async def test_long_name_is_the_same_where_the_grid_cut_it(at: Desk, tmp_path: Path) -> None:
    at.put("8", "n" * 300, card="5")
    path = tmp_path / "users.csv"
    assert await save(at, path, an_export("8", secret=True, names={"8": "n" * 200})) == 0


async def test_export_is_written_down(at: Desk, tmp_path: Path) -> None:
    await save(at, tmp_path / "users.csv", an_export("8"))
    (entry,) = at.entries
    assert (entry.action, entry.subject, entry.result) == ("export users", "users.csv", "done")


async def test_nothing_is_written_when_the_device_is_gone(at: Desk, tmp_path: Path) -> None:
    at.trouble = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await save(at, tmp_path / "users.csv", an_export("8", secret=True))
    assert not (tmp_path / "users.csv").exists()


async def test_place_that_cannot_be_written_is_told(at: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        await save(at, tmp_path / "nowhere" / "users.csv", an_export("8"))
    assert caught.value.fault is FileFault.NOT_WRITABLE


def test_secrets_do_not_show() -> None:
    assert "0042" not in repr(Secrets("12345", "0042"))
