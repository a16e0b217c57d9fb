from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec
import pytest

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.protocol.users import UserId, UserInfo
from rollcall.sealing import ScryptCost, key_from, seal_chunk
from rollcall.usecases.backups import container
from rollcall.usecases.backups.container import Stopped, check_shape, open_backup, write_backup
from rollcall.usecases.backups.saved import Backup, Counts, packed
from tests.usecases.backups.made import PASSPHRASE, QUICK, backup, user

HEAD: Final = 29  # bytes before the first chunk
CHUNK_HEAD: Final = 5


def written(path: Path, *users: UserInfo, passphrase: str = PASSPHRASE) -> bytes:
    write_backup(path, passphrase, backup(*users), cost=QUICK)
    return path.read_bytes()


def fault_of(path: Path, content: bytes, passphrase: str = PASSPHRASE) -> FileFault:
    path.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        open_backup(path, passphrase)
    assert caught.value.path == path.name
    return caught.value.fault


def chunks(content: bytes) -> list[bytes]:
    """Cut a file into its chunks, each with its head."""
    found = []
    at = HEAD
    while at < len(content):
        length = CHUNK_HEAD + struct.unpack_from(">I", content, at)[0]
        found.append(content[at : at + length])
        at += length
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "front door.rollcall"


@pytest.fixture
def in_small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "CHUNK_BYTES", 300)


def test_five_thousand_users_come_back_as_they_were(path: Path) -> None:
    whole = backup(*(user(each, size=500) for each in range(5000)))
    write_backup(path, PASSPHRASE, whole, cost=QUICK)
    assert open_backup(path, PASSPHRASE) == whole
    assert len(chunks(path.read_bytes())) > 4


def test_a_backup_of_nobody_is_whole_too(path: Path) -> None:
    written(path)
    assert open_backup(path, PASSPHRASE).users == ()


def test_absent_and_empty_credentials_stay_apart(path: Path) -> None:
    bare = UserInfo(id=UserId("007"), name="")
    empty = UserInfo(id=UserId("7"), name="", password="", card="", fingers=(), face=b"", palms=())
    written(path, bare, empty)
    assert open_backup(path, PASSPHRASE).users == (bare, empty)


def test_the_usual_cost_opens_too(path: Path) -> None:
    write_backup(path, PASSPHRASE, backup(user(1)))
    assert open_backup(path, PASSPHRASE).users == (user(1),)


def test_a_passphrase_is_the_same_however_its_accents_are_composed(path: Path) -> None:
    written(path, user(1), passphrase="correct horse \u00c4")
    assert open_backup(path, "correct horse A\u0308").users == (user(1),)


def test_nothing_of_a_user_or_the_device_can_be_read_in_the_file(path: Path) -> None:
    content = written(path, user(1, size=40))
    for secret in (b"Front door", b"e09c1d1fd6ac34a7", b"00001", "王小明".encode(), b"Company"):
        assert secret not in content
    face = user(1, size=40).face
    assert isinstance(face, bytes)
    assert face not in content


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_nobody_else_may_read_the_file(path: Path) -> None:
    written(path, user(1))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("in_small_chunks")
def test_five_hundred_flipped_bits_are_each_refused_as_a_whole(path: Path) -> None:
    content = written(path, *(user(each) for each in range(20)))
    chance = random.Random(7)
    bits = [*range(HEAD * 8), *(chance.randrange(len(content) * 8) for _ in range(500 - HEAD * 8))]
    for at in bits:
        altered = bytearray(content)
        altered[at // 8] ^= 1 << at % 8
        fault_of(path, bytes(altered))


@pytest.mark.usefixtures("in_small_chunks")
def test_every_truncation_is_refused(path: Path) -> None:
    content = written(path, *(user(each) for each in range(12)))
    for length in range(len(content)):
        fault = fault_of(path, content[:length])
        assert fault in ({FileFault.EMPTY} if not length else {FileFault.DAMAGED})


@pytest.mark.usefixtures("in_small_chunks")
def test_a_file_that_ends_at_a_chunk_marked_as_the_last_is_refused(path: Path) -> None:
    content = written(path, *(user(each) for each in range(12)))
    parts = chunks(content)
    for count in range(1, len(parts)):
        last = bytearray(parts[count - 1])
        last[4] = 1
        short = content[:HEAD] + b"".join(parts[: count - 1]) + bytes(last)
        expected = FileFault.WRONG_PASSPHRASE if count == 1 else FileFault.DAMAGED
        assert fault_of(path, short) is expected


@pytest.mark.usefixtures("in_small_chunks")
def test_swapped_doubled_and_missing_chunks_are_refused(path: Path) -> None:
    content = written(path, *(user(each) for each in range(12)))
    head, parts = content[:HEAD], chunks(content)
    assert len(parts) > 4
    for at in range(1, len(parts) - 2):
        swapped = [*parts]
        swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
        assert fault_of(path, head + b"".join(swapped)) is FileFault.DAMAGED
        doubled = [*parts[: at + 1], *parts[at:]]
        assert fault_of(path, head + b"".join(doubled)) is FileFault.DAMAGED
        missing = [*parts[:at], *parts[at + 1 :]]
        assert fault_of(path, head + b"".join(missing)) is FileFault.DAMAGED


@pytest.mark.usefixtures("in_small_chunks")
def test_a_chunk_of_another_backup_with_the_same_passphrase_is_refused(path: Path) -> None:
    one = written(path, *(user(each) for each in range(12)))
    other = written(path, *(user(each) for each in range(12)))
    mixed = chunks(one)
    mixed[2] = chunks(other)[2]
    assert fault_of(path, one[:HEAD] + b"".join(mixed)) is FileFault.DAMAGED


def test_what_follows_the_last_chunk_is_refused(path: Path) -> None:
    content = written(path, user(1))
    assert fault_of(path, content + b"\0") is FileFault.DAMAGED
    assert fault_of(path, content + chunks(content)[-1]) is FileFault.DAMAGED


def test_a_wrong_passphrase_is_told_as_that(path: Path) -> None:
    content = written(path, user(1))
    for wrong in ("", "correct horse", PASSPHRASE + " ", PASSPHRASE.upper()):
        assert fault_of(path, content, wrong) is FileFault.WRONG_PASSPHRASE


def test_a_newer_file_is_told_as_that(path: Path) -> None:
    content = bytearray(written(path, user(1)))
    content[8:10] = (2).to_bytes(2, "big")
    assert fault_of(path, bytes(content)) is FileFault.TOO_NEW
    content[8:10] = b"\0\0"
    assert fault_of(path, bytes(content)) is FileFault.DAMAGED


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" + b"\0" * 100, b"id,name\r\n1,Maria\r\n", b"\0" * 200, b"\x8a", b"{}"],
    ids=["zip", "sheet", "zeros", "one byte of it", "json"],
)
def test_foreign_files_are_refused(path: Path, content: bytes) -> None:
    expected = FileFault.DAMAGED if content == b"\x8a" else FileFault.NOT_A_BACKUP
    assert fault_of(path, content) is expected
    with pytest.raises(FileProblem):
        check_shape(path)


def test_a_file_that_is_not_there_or_a_folder_is_told(path: Path, tmp_path: Path) -> None:
    for wrong, fault in ((path, FileFault.NOT_FOUND), (tmp_path, FileFault.NOT_READABLE)):
        with pytest.raises(FileProblem) as caught:
            open_backup(wrong, PASSPHRASE)
        assert caught.value.fault is fault


@pytest.mark.parametrize("cost", [(63, 8, 1), (19, 8, 1), (16, 255, 1), (16, 8, 255), (0, 8, 1)])
def test_a_key_that_would_fill_the_memory_is_not_tried(
    path: Path, cost: tuple[int, int, int]
) -> None:
    content = bytearray(written(path, user(1)))
    content[10:13] = bytes(cost)
    assert fault_of(path, bytes(content)) is FileFault.DAMAGED


@pytest.mark.parametrize("length", [0, 1, 16, 1 << 24, (1 << 24) + 1, 0xFFFFFFFF])
def test_a_chunk_that_claims_more_than_there_is_is_refused_before_it_is_read(
    path: Path, length: int
) -> None:
    content = bytearray(written(path, user(1)))
    content[HEAD : HEAD + 4] = length.to_bytes(4, "big")
    assert fault_of(path, bytes(content)) is FileFault.DAMAGED


def test_a_million_tiny_chunks_are_refused_before_a_key_is_derived(path: Path) -> None:
    content = written(path, user(1))[:HEAD]
    chunk = struct.pack(">IB", 17, 0) + b"x" * 17
    assert fault_of(path, content + chunk * 1_000_000) is FileFault.DAMAGED


def test_a_file_larger_than_any_backup_is_refused_unread(path: Path) -> None:
    content = written(path, user(1))
    with path.open("wb") as file:
        file.write(content)
        file.truncate((1 << 30) + 1)
    with pytest.raises(FileProblem) as caught:
        open_backup(path, PASSPHRASE)
    assert caught.value.fault is FileFault.TOO_LARGE


class Forged:
    """A file whose seals are right and whose content is not: its author knew the passphrase."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head = written(path)[:HEAD]
        self.key = key_from(PASSPHRASE, self.head[13:], QUICK)

    def fault(self, *contents: bytes) -> FileFault:
        sealed = b""
        for number, content in enumerate(contents):
            is_last = number == len(contents) - 1
            chunk = seal_chunk(self.key, number, content, is_last=is_last, bound_to=self.head)
            sealed += struct.pack(">IB", len(chunk), is_last) + chunk
        return fault_of(self.path, self.head + sealed)


def framed(data: bytes, *, claims: int | None = None) -> bytes:
    return struct.pack(">I", len(data) if claims is None else claims) + data


def manifest_of(whole: Backup, **changes: object) -> bytes:
    return msgspec.msgpack.encode(msgspec.structs.replace(whole.manifest, **changes))


ONE: Final = backup(user(1))


@pytest.mark.parametrize(
    "contents",
    [
        (b"",),
        (b"\xc1",),
        (manifest_of(ONE),),
        (manifest_of(ONE), framed(packed(user(2)))),
        (manifest_of(ONE), framed(packed(user(1))) * 2),
        (manifest_of(ONE), framed(packed(user(1)), claims=1_000_000)),
        (manifest_of(ONE), framed(b"\x81\xa2id\x07")),
        (manifest_of(ONE), framed(b"")),
        (manifest_of(ONE), b"\0\0\0"),
        (manifest_of(ONE, counts=Counts(users=2)), framed(packed(user(1)))),
        (manifest_of(ONE, counts=Counts(users=1_000_000)), framed(packed(user(1)))),
        (manifest_of(ONE, digest=b"x" * 32), framed(packed(user(1)))),
        (manifest_of(ONE), b"\xdd\x00\x0f\x42\x40"),
    ],
)
def test_a_content_that_is_not_what_it_says_is_refused(
    path: Path, contents: tuple[bytes, ...]
) -> None:
    assert Forged(path).fault(*contents) is FileFault.DAMAGED


def test_a_million_users_in_one_chunk_are_given_up_at_the_first_too_many(path: Path) -> None:
    tiny = b"".join(framed(b"\x81\xa2id\xa6" + f"{each:06}".encode()) for each in range(100_000))
    assert Forged(path).fault(manifest_of(ONE), tiny) is FileFault.DAMAGED


@pytest.mark.parametrize("stop_at", [0, 1, 2])
@pytest.mark.usefixtures("in_small_chunks")
def test_given_up_it_leaves_the_old_file_and_nothing_else(path: Path, stop_at: int) -> None:
    path.write_bytes(b"the old one")
    ticks = 0

    def tick(_done: int) -> None:
        nonlocal ticks
        ticks += 1
        if ticks > stop_at:
            raise Stopped

    with pytest.raises(Stopped):
        write_backup(
            path, PASSPHRASE, backup(*(user(each) for each in range(12))), cost=QUICK, tick=tick
        )
    assert path.read_bytes() == b"the old one"
    assert list(path.parent.glob(".*")) == []


def test_a_file_that_was_not_kept_as_written_does_not_replace_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"the old one")
    synced = os.fsync

    def fsync(handle: int) -> None:
        synced(handle)
        beside = next(path.parent.glob(".*"))
        content = bytearray(beside.read_bytes())
        content[-1] ^= 1
        beside.write_bytes(content)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FileProblem) as caught:
        write_backup(path, PASSPHRASE, backup(user(1)), cost=QUICK)
    assert caught.value.fault is FileFault.NOT_WRITABLE
    assert caught.value.path == path.name
    assert path.read_bytes() == b"the old one"


def test_a_folder_that_is_not_there_is_told_as_not_writable(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        write_backup(tmp_path / "no" / "a.rollcall", PASSPHRASE, backup(user(1)), cost=QUICK)
    assert caught.value.fault is FileFault.NOT_WRITABLE


KILLED: Final = """
import os, signal, sys
from pathlib import Path
from rollcall.usecases.backups.container import write_backup
from tests.usecases.backups.made import PASSPHRASE, QUICK, backup, user

left = int(sys.argv[2])

def tick(done):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

whole = backup(*(user(each, size=20_000) for each in range(200)))
write_backup(Path(sys.argv[1]), PASSPHRASE, whole, cost=QUICK, tick=tick)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("at", [0, 2, 5, 8])
def test_killed_in_the_middle_of_writing_the_old_file_is_whole(path: Path, at: int) -> None:
    written(path, user(1))
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'desktop'}{os.pathsep}{root}"}
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(at)], env=environment, check=False
    )
    assert ended.returncode == -9
    assert open_backup(path, PASSPHRASE).users == (user(1),)


def test_a_cost_of_its_own_is_kept_in_the_file(path: Path) -> None:
    write_backup(path, PASSPHRASE, backup(user(1)), cost=ScryptCost(log_n=11, p=2))
    assert open_backup(path, PASSPHRASE).users == (user(1),)


def test_the_shape_is_fine_without_the_passphrase(path: Path) -> None:
    written(path, *(user(each) for each in range(12)))
    check_shape(path)
