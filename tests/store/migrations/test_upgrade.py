"""Every older database becomes the newest, with a copy before, whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from rollcall.protocol.address import Address
from rollcall.protocol.errors import StoreDamaged, StoreError, StoreTooNew
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import AuditEntry, JournalKind, KnownDevice, RememberedUser, Store, Tombstone
from rollcall.store.engine import Database
from rollcall.store.migrations.upgrade import SCRIPTS
from rollcall.store.owner import Owner
from rollcall.store.tables import metadata

PATIENT = timedelta(minutes=1)
REVISIONS = [script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()]

# What the program of each version wrote, and the newest must give back. Add, never change.
_FIRST = """
INSERT INTO device (uid, name, host, port, https, pin, keyed, last_seen)
    VALUES ('00a1', '张伟', '127.0.0.2', 8443, true, 'ab', true, '2026-11-22 14:30:15.123456');
INSERT INTO device_user
    (device_uid, id, name, department, privilege, face, fingers, palms, card, password)
    VALUES ('00a1', '007', 'Ann', 'Sales', 'USER', true, 2, NULL, false, NULL);
INSERT INTO audit (at, who, device_uid, device_name, action, subject, result, details)
    VALUES ('2026-11-22 14:30:15', 'sara', '00a1', '张伟', 'device_added', '', 'done', '');
"""
_SECOND = (
    _FIRST
    + """
INSERT INTO journal (at, kind, device_uid, user_id, detail, sealed, owner)
    VALUES ('2026-11-22 14:30:15', 'job', '00a1', '007', '12 face', CAST('x' AS BLOB),
            'old|4194311|1.0');
INSERT INTO removal (device_uid, user_id, name, asked_at, who)
    VALUES ('00a1', '007', 'Ann', '2026-11-22 14:30:15', 'sara');
"""
)
ROWS = {
    "0001": _FIRST,
    "0002": _SECOND,
    "0003": _SECOND
    + """
INSERT INTO tombstone (person, user_id, name, key)
    VALUES (CAST('p' AS BLOB), CAST('u' AS BLOB), CAST('n' AS BLOB), CAST('k' AS BLOB));
""",
}
DEVICE = KnownDevice(
    uid=DeviceUid("00a1"),
    name="张伟",
    address=Address("127.0.0.2", 8443, https=True),
    pin="ab",
    keyed=True,
    last_seen=datetime(2026, 11, 22, 14, 30, 15, 123456, tzinfo=UTC),
)
USER = RememberedUser(
    id=UserId("007"),
    name="Ann",
    department="Sales",
    privilege="USER",
    face=True,
    fingers=2,
    card=False,
)
ENTRY = AuditEntry(
    at=datetime(2026, 11, 22, 14, 30, 15, tzinfo=UTC),
    who="sara",
    device_uid="00a1",
    device_name="张伟",
    action="device_added",
    subject="",
    result="done",
)

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("device") as table:
        table.alter_column("pin", new_column_name="fingerprint")
    op.create_table("newer", sa.Column("id", sa.Integer, primary_key=True))
    {last}
"""


def scripts_up_to(revision: str, folder: Path) -> Path:
    """Give the migration scripts as they were when `revision` was the newest."""
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for script in folder.glob("versions/*.py"):
        if script.name[:4] > revision:
            script.unlink()
    return folder


def newer_scripts(folder: Path, *, last: str = "pass") -> Path:
    """Give scripts with one version after the newest, which ends with a statement of its own."""
    scripts_up_to(REVISIONS[0], folder)
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=REVISIONS[0], last=last))
    return folder


def make_old(target: str | Path, revision: str, scripts: Path) -> None:
    """Make a database as the program of `revision` left it."""
    database = Database(target, patience=PATIENT, scripts=scripts_up_to(revision, scripts))
    with database.writing() as connection:
        rows = ROWS[revision]
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
            rows = rows.replace("AS BLOB", "AS bytea")
        for statement in rows.split(";\n")[:-1]:
            connection.execute(text(statement))
    database.close()


async def assert_has_rows(target: str | Path) -> None:
    store = await Store.open(target)
    try:
        assert await store.devices.all() == (DEVICE,)
        assert await store.users.of(DEVICE.uid) == (USER,)
        assert await store.audit.latest() == (ENTRY,)
    finally:
        await store.close()


async def test_open_keeps_journal_and_removals(target: str | Path, tmp_path: Path) -> None:
    make_old(target, "0002", tmp_path / "scripts")
    owner = Owner("old", 1, 1.0)
    store = await Store.open(target, owner=owner)
    (entry,) = await store.journal.left_behind()
    (removal,) = await store.removals.all()
    await store.close()
    assert (entry.kind, entry.device, entry.user_id) == (JournalKind.JOB, DEVICE.uid, USER.id)
    assert (entry.detail, entry.sealed, entry.at) == ("12 face", b"x", ENTRY.at)
    assert (removal.device, removal.user_id, removal.name) == (DEVICE.uid, USER.id, "Ann")
    assert (removal.asked_at, removal.who) == (ENTRY.at, "sara")
    assert not removal.is_erasure


async def test_open_keeps_tombstones(target: str | Path, tmp_path: Path) -> None:
    make_old(target, "0003", tmp_path / "scripts")
    store = await Store.open(target)
    assert await store.tombstones.all() == (
        Tombstone(person=b"p", user_id=b"u", name=b"n", key=b"k"),
    )
    await store.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "version_table": "rollcall_version"}
    )
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("revision", REVISIONS)
async def test_open_upgrades_every_older_version(
    target: str | Path, revision: str, tmp_path: Path
) -> None:
    make_old(target, revision, tmp_path / "scripts")
    await assert_has_rows(target)


def test_the_tables_are_those_the_program_declares(target: str | Path) -> None:
    database = Database(target, patience=PATIENT)
    with database.reading() as connection:
        assert differences(connection) == []
    database.close()


async def test_a_copy_of_the_file_is_kept_when_it_is_upgraded(path: Path, tmp_path: Path) -> None:
    make_old(path, REVISIONS[0], tmp_path / "old 100%s")
    other = sqlite3.connect(path)  # so that the last rows are in the log still
    other.execute(
        "INSERT INTO device SELECT 'zz', name, host, port, https, pin, keyed, NULL FROM device"
    )
    other.commit()
    Database(path, patience=PATIENT, scripts=newer_scripts(tmp_path / "new 100%s")).close()
    other.close()
    copy = path.with_name("rollcall.db.before-upgrade")
    assert {file.name for file in path.parent.iterdir()} == {path.name, copy.name}
    assert copy.stat().st_mode & 0o077 == 0
    store = await Store.open(copy)
    assert [device.uid for device in await store.devices.all()] == ["00a1", "zz"]
    await store.close()


async def test_no_copy_is_made_when_there_is_nothing_to_upgrade(path: Path) -> None:
    for _ in range(2):
        store = await Store.open(path)
        await store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_users_stay_when_the_devices_table_is_made_anew(target: str | Path, tmp_path: Path) -> None:
    make_old(target, REVISIONS[0], tmp_path / "old 100%s")
    database = Database(target, patience=PATIENT, scripts=newer_scripts(tmp_path / "new 100%s"))
    with database.reading() as connection:
        query = "SELECT fingerprint, id FROM device JOIN device_user ON device_uid = uid"
        assert connection.execute(text(query)).all() == [("ab", "007")]
    with database.writing() as connection:
        connection.execute(text("DELETE FROM device"))
        assert connection.execute(text("SELECT id FROM device_user")).all() == []
    database.close()


@pytest.mark.parametrize(
    ("last", "error"),
    [
        ("raise RuntimeError", RuntimeError),
        ("op.execute('SELECT nothing FROM nowhere')", Exception),
    ],
)
async def test_nothing_changes_when_an_upgrade_fails(
    target: str | Path, tmp_path: Path, last: str, error: type[Exception]
) -> None:
    make_old(target, REVISIONS[0], tmp_path / "old 100%s")
    with pytest.raises(error):
        Database(target, patience=PATIENT, scripts=newer_scripts(tmp_path / "new 100%s", last=last))
    await assert_has_rows(target)


async def test_nothing_changes_when_an_upgrade_breaks_a_reference(
    path: Path, tmp_path: Path
) -> None:
    make_old(path, REVISIONS[0], tmp_path / "old 100%s")
    scripts = newer_scripts(tmp_path / "new 100%s", last="op.execute('DELETE FROM device')")
    with pytest.raises(StoreDamaged):
        Database(path, patience=PATIENT, scripts=scripts)
    await assert_has_rows(path)


async def test_open_refuses_a_newer_version(target: str | Path, tmp_path: Path) -> None:
    Database(target, patience=PATIENT, scripts=newer_scripts(tmp_path / "new 100%s")).close()
    before = target.read_bytes() if isinstance(target, Path) else b""
    with pytest.raises(StoreTooNew):
        await Store.open(target)
    assert not isinstance(target, Path) or target.read_bytes() == before


@pytest.mark.parametrize(
    "statement", ["DELETE FROM rollcall_version", "DROP TABLE rollcall_version"]
)
async def test_open_refuses_tables_without_a_version(target: str | Path, statement: str) -> None:
    database = Database(target, patience=PATIENT)
    with database.writing() as connection:
        connection.execute(text(statement))
    database.close()
    with pytest.raises(StoreError):
        await Store.open(target)


def test_every_version_has_rows_to_upgrade() -> None:
    assert set(ROWS) == set(REVISIONS)
