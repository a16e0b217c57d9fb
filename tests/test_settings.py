"""Settings survive damaged files, other versions and failed saving."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from rollcall import settings
from rollcall.settings import Columns, Settings, SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

USERS_TABLE = Columns(
    order=("name", "id"), widths={"name": 240}, hidden=("palms",), sort=("name", "down")
)
FULL = Settings(
    language="zh_CN",
    appearance="dark",
    geometry="AdnQywADAAA=",
    last_device="0123456789abcdef",
    columns={"users": USERS_TABLE, "devices": Columns()},
    sheet_columns={"personalnr": "id", "bemerkung": ""},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give where the file is, in a folder that is not there yet."""
    return tmp_path / "data" / "settings.json"


@pytest.fixture(autouse=True)
def warnings(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Announce that warnings are expected here: each fallback is logged."""
    caplog.set_level(logging.WARNING, logger="rollcall.settings")
    return caplog


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def test_load_gives_the_defaults_when_there_is_no_file(path: Path) -> None:
    assert settings.load(path) == Settings()
    assert not path.parent.exists()


def test_load_gives_what_was_saved(path: Path) -> None:
    settings.save(path, FULL)
    assert settings.load(path) == FULL


def test_save_leaves_one_readable_private_file(path: Path) -> None:
    settings.save(path, FULL)
    settings.save(path, Settings())
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]
    assert json.loads(path.read_text("utf-8"))["language"] == "system"
    if sys.platform != "win32":
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut short"),
        pytest.param(b"language = de", id="not JSON"),
        pytest.param(b'["language"]', id="not an object"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b'{"language": NaN}', id="not a number"),
        pytest.param(b'{"language": "\\ud800"}', id="lone surrogate"),
        pytest.param(b"[" * 100_000, id="very deep"),
        pytest.param(b" " * (1 << 20) + b"{}", id="very long"),
    ],
)
def test_load_keeps_the_file_aside_when_it_is_not_readable(path: Path, content: bytes) -> None:
    write(path, content)
    assert settings.load(path) == Settings()
    assert path.with_name("settings.json.bad").read_bytes() == content
    assert not path.exists()


def test_load_gives_the_defaults_when_the_file_is_a_folder(path: Path) -> None:
    path.mkdir(parents=True)
    assert settings.load(path) == Settings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", 5),
        ("language", None),
        ("language", "the one my colleagues speak"),
        ("language", ""),
        ("appearance", "pink"),
        ("appearance", True),
        ("geometry", "not base64!"),
        ("geometry", "A" * 5000),
        ("last_device", 17),
        ("last_device", "x" * 1001),
        ("columns", []),
        ("sheet_columns", {"id": 7}),
        ("sheet_columns", {"x" * 101: "id"}),
        ("columns", "all"),
    ],
)
def test_load_replaces_only_the_setting_that_is_not_valid(
    path: Path, key: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.save(path, FULL)
    content = json.loads(path.read_text("utf-8"))
    write(path, json.dumps(content | {key: value}).encode())
    default = getattr(Settings(), key)
    assert settings.load(path) == msgspec.structs.replace(FULL, **{key: default})
    assert [record.message for record in caplog.records] == ["setting not valid"]
    assert path.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"widths": {"name": 0}},
        {"widths": {"name": 4001}},
        {"widths": {"name": "wide"}},
        {"order": [1]},
        {"hidden": "name"},
        {"sort": ["name", "sideways"]},
        {"sort": ["name"]},
        7,
    ],
)
def test_load_drops_only_the_table_that_is_not_valid(path: Path, columns: object) -> None:
    write(
        path, json.dumps({"columns": {"users": columns, "devices": {"hidden": ["uid"]}}}).encode()
    )
    assert settings.load(path).columns == {"devices": Columns(hidden=("uid",))}


@pytest.mark.parametrize("key", ["from_a_newer_version", "unknown", "", "columns.users"])
def test_save_keeps_what_another_version_wrote(path: Path, key: str) -> None:
    theirs = {key: {"deep": [1, None, "张伟"]}}
    write(path, json.dumps(theirs).encode())
    file = SettingsFile(path)
    file.change(language="ar")
    file.save()
    content = json.loads(path.read_text("utf-8"))
    assert content[key] == theirs[key]
    assert content["language"] == "ar"


def test_change_is_not_in_the_file_before_save(path: Path) -> None:
    file = SettingsFile(path)
    file.change(appearance="light", columns={"users": USERS_TABLE})
    assert file.value == Settings(appearance="light", columns={"users": USERS_TABLE})
    assert not path.exists()
    file.save()
    assert SettingsFile(path).value == file.value


def test_change_refuses_a_value_that_is_not_allowed(path: Path) -> None:
    file = SettingsFile(path)
    with pytest.raises(msgspec.ValidationError):
        file.change(appearance="pink")
    assert file.value == Settings()


def test_change_refuses_a_setting_that_does_not_exist(path: Path) -> None:
    with pytest.raises(TypeError):
        SettingsFile(path).change(colour="pink")


def test_save_writes_nothing_when_nothing_changed(path: Path) -> None:
    SettingsFile(path).save()
    assert not path.exists()


def test_save_tries_again_when_it_failed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = SettingsFile(path)
    file.change(language="de")
    path.parent.write_text("a file where the folder should be")
    file.save()
    assert [record.message for record in caplog.records] == ["settings not saved"]
    path.parent.unlink()
    file.save()
    assert settings.load(path).language == "de"
