"""Templates, passwords and card numbers are in memory only: not in the store, not in the log.

Reliability 4.4 and 4.5: what waits for a device that lost a finger is on the disk sealed.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from rollcall.protocol.address import Address
from rollcall.sealing import new_key
from rollcall.store import Store
from rollcall.store.values import KnownDevice
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.rosters import Rosters
from tests.usecases.changing.people import NAME, UID, Desk, edit, new, removal

FINGER, OTHER, MORE, FACE, PALM = (
    f"canary template of {each}".encode() for each in ("finger", "other", "more", "face", "palm")
)
PASSWORD, CARD, NEW_PASSWORD, NEW_CARD = "86420135", "3141592653", "97531024", "2718281828"
SECRETS = {
    PASSWORD.encode(), CARD.encode(), NEW_PASSWORD.encode(), NEW_CARD.encode(),
    *(shape for each in (FINGER, OTHER, MORE, FACE, PALM) for shape in (
        each, b64encode(each), each.hex().encode(), repr(each).encode(),
    )),
}  # fmt: skip


def shown(kept: bytes) -> list[bytes]:
    return [each for each in SECRETS if each in kept]


def on_the_disk(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file())


@pytest.mark.parametrize("fault", [None, "keep-first-fingers", "drop-after", "refuse"])
async def test_no_secret_of_a_user_is_on_the_disk_or_in_the_log(
    at: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    members: dict[str, Any] = {"password": PASSWORD, "card": CARD, "face": FACE, "palms": (PALM,)}
    at.put("1", fingers=(FINGER, OTHER), **members)
    at.put("2", **members)
    if fault is not None:
        at.device.faults.switch_on(fault, command="SetUserInfo")
    folder, key = tmp_path / "data", new_key()
    folder.mkdir()
    store = await Store.open(folder / "rollcall.db")

    async def seal_key() -> bytes:
        return key

    writer = UserWriter(
        at.open_session,
        leases=Leases(store.journal, open_session=at.open_session),
        journal=store.journal,
        audit=Audit(store.audit, who="eva"),
        device_name=lambda _: NAME,
        undo=at.steps,
        seal_key=seal_key,
    )
    try:
        await store.devices.save(
            KnownDevice(uid=UID, name=NAME, address=Address.parse("127.0.0.1:1"))
        )
        rosters = Rosters(at.open_session, store.users, device_name=lambda _: NAME)
        rosters.follow(writer.stored, writer.removed)
        writer.kept = rosters.save
        await rosters.of(UID).read(lambda _: None)
        receipts: list[Receipt] = []
        how: dict[str, Any] = {"got": receipts.append, "report": lambda _: None}
        await writer.write(
            UID,
            [
                edit("1", card=NEW_CARD, password=NEW_PASSWORD, more_fingers=(MORE,)),
                new("3", card=NEW_CARD, password=NEW_PASSWORD, fingers=(MORE,)),
            ],
            action=Action.EDIT_USER,
            **how,
        )
        await writer.delete(UID, [removal("2")], action=Action.DELETE_USER, **how)
        assert shown(on_the_disk(folder)) == []
    finally:
        await store.close()
    assert shown(on_the_disk(folder)) == []
    said = caplog.text + repr(receipts) + repr(rosters.of(UID).entries) + repr(at.steps.last)
    assert shown(said.encode()) == []
    assert [each.verdict for each in receipts][-1] is Verdict.DONE
    with closing(connect(folder / "rollcall.db")) as file:
        sealed = file.execute("select length(sealed) from journal").fetchall()
    if fault == "keep-first-fingers":  # then a lost finger waits there, sealed
        assert [length > len(OTHER) for (length,) in sealed] == [True]
    else:
        assert sealed == []
