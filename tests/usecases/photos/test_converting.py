"""Against the simulated device over TCP, with the real writer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from rollcall.protocol.address import Address
from rollcall.protocol.enrollment import PhotoToFacedata
from rollcall.protocol.errors import DeviceError, OutcomeUnknown, Unreachable, Unsupported
from rollcall.protocol.info import CapacityLimit, DeviceCapabilities, DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.simulator.templates import data_of
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.photos import converting
from rollcall.usecases.photos.converting import Photos
from rollcall.usecases.photos.photo import FaceWanted, Outcome, PhotoResult, Reason
from rollcall.usecases.photos.preparing import prepare
from rollcall.usecases.progress import Progress
from tests.drawn_photos import decoded, drawn_face, encoded, quarters
from tests.usecases.changing.people import NAME, UID, Desk, desk
from tests.usecases.fakes import NOW

JPEG = encoded(drawn_face(300, 400))
DEVICE = FleetDevice(uid=UID, name=NAME, address=Address("127.0.0.1"), state=DeviceState.ONLINE)


class Details:
    """What the device told; `later` only once it is asked."""

    def __init__(self, capabilities: DeviceCapabilities | None, *, later: bool = False) -> None:
        self._told = DeviceDetails(read_at=NOW, capabilities=capabilities)
        self._known = not later

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        return self._told if self._known else None

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        self._known = True


class Bench:
    def __init__(self, at: Desk, details: Details | None = None) -> None:
        self.at = at
        self.results: list[PhotoResult] = []
        self.progress: list[Progress] = []
        self.photos = Photos(
            at.open_session,
            writer=at.writer,
            details=details or Details(EVERYTHING),
            audit=at.audit,
        )

    async def save(self, wanted: Sequence[FaceWanted]) -> list[tuple[Outcome, Reason | None]]:
        await self.photos.save(DEVICE, wanted, got=self.results.append, report=self.progress.append)
        return self.ended

    @property
    def ended(self) -> list[tuple[Outcome, Reason | None]]:
        return [(each.outcome, each.reason) for each in self.results]


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        for user_id, name in (("1", "Anna"), ("2", "Ben"), ("3", "Cem")):
            made.put(user_id, name)
        yield made


@pytest.fixture
def bench(at: Desk) -> Bench:
    return Bench(at)


def photo(user_id: str, name: str = "", *, jpeg: bytes = JPEG, keeps: bool = False) -> FaceWanted:
    return FaceWanted(
        key=int(user_id), user_id=UserId(user_id), name=name, jpeg=jpeg, keeps_face=keeps
    )


ALL = (photo("1", "Anna"), photo("2", "Ben"), photo("3", "Cem"))
DONE = (Outcome.DONE, None)


def failed(reason: Reason) -> tuple[Outcome, Reason]:
    return (Outcome.FAILED, reason)


async def test_photos_become_faces_that_are_read_back(bench: Bench) -> None:
    assert await bench.save(ALL) == [DONE] * 3
    assert all(bench.at.has(each).face for each in "123")
    assert bench.progress[-1] == Progress(done=3, total=3, what="photos")


async def test_device_gets_a_small_plain_upright_jpeg_whatever_was_chosen(
    bench: Bench, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret camera"
    lying = drawn_face(3000, 4000).transpose(Image.Transpose.ROTATE_90)
    noise = Image.merge("RGB", [Image.effect_noise((1200, 1600), 120) for _ in "rgb"])
    chosen = {
        "1": encoded(lying, exif=exif.tobytes(), comment=b"Secret"),
        "2": encoded(noise, "PNG", compress_level=1),
        "3": encoded(drawn_face(900, 1200), "BMP"),
    }
    wanted = []
    for user_id, data in chosen.items():
        path = tmp_path / user_id
        path.write_bytes(data)
        wanted.append(photo(user_id, jpeg=prepare(path).jpeg))
    assert await bench.save(wanted) == [DONE] * 3
    asked = [each.command for each in bench.at.ledger.executed]
    sent = [each.photo for each in asked if isinstance(each, PhotoToFacedata)]
    assert len(sent) == 3
    for each in sent:
        image = decoded(each)
        assert (image.format, image.width * 4) == ("JPEG", image.height * 3)
        assert image.width <= 480
        assert len(each) < 32 * 1024  # protocol-notes E14
        assert not image.getexif()
        assert b"Secret" not in each


async def test_nothing_else_of_the_user_changes(bench: Bench) -> None:
    bench.at.put("1", "Anna", fingers=(b"finger",), card="77", password="0042")
    await bench.save(ALL[:1])
    user = bench.at.has("1")
    assert (user.name, user.fingers, user.card, user.password) == (
        "Anna", (b"finger",), "77", "0042",
    )  # fmt: skip


async def test_each_saved_face_is_in_the_audit_trail(bench: Bench) -> None:
    bench.at.device.faults.switch_on("no-face-in-photo", times=1)
    await bench.save(ALL)
    told = [(each.subject, each.result, each.action) for each in bench.at.entries]
    assert ("Anna", "failed", "convert photo") in told
    assert len(told) == 3


@pytest.mark.parametrize(
    ("jpeg", "reason"),
    [
        (b"no picture", Reason.NOT_DECODED),
        (encoded(quarters(481, 640)), Reason.TOO_LARGE),
    ],
)
async def test_what_the_device_says_of_a_photo_is_told(
    jpeg: bytes, reason: Reason, bench: Bench
) -> None:
    wanted = (photo("1", jpeg=jpeg), ALL[1])
    assert await bench.save(wanted) == [failed(reason), DONE]


async def test_photo_without_a_face_is_told_and_the_next_one_done(bench: Bench) -> None:
    bench.at.device.faults.switch_on("no-face-in-photo", times=1)
    assert await bench.save(ALL) == [failed(Reason.NO_FACE), DONE, DONE]
    assert not bench.at.has("1").face


async def test_lost_reply_of_the_conversion_is_asked_again(bench: Bench) -> None:
    bench.at.device.faults.switch_on("drop-after", command="PhotoToFacedata", times=1)
    assert await bench.save(ALL) == [DONE] * 3


async def test_device_that_refuses_one_photo_is_given_the_next(bench: Bench) -> None:
    bench.at.device.faults.switch_on("refuse", command="PhotoToFacedata", times=1)
    ended = await bench.save(ALL)
    assert ended == [failed(Reason.DEVICE), DONE, DONE]
    assert bench.results[0].error is not None


async def test_device_that_talks_nonsense_is_given_up(bench: Bench) -> None:
    bench.at.device.faults.switch_on("truncated-json", command="PhotoToFacedata")
    with pytest.raises(DeviceError):
        await bench.save(ALL)
    assert bench.ended == [
        failed(Reason.DEVICE), failed(Reason.DEVICE), failed(Reason.NOT_BEGUN),
    ]  # fmt: skip


async def test_success_without_a_template_is_no_success(bench: Bench) -> None:
    bench.at.device.faults.switch_on("unknown-words", command="PhotoToFacedata", times=1)
    ended = await bench.save(ALL[:1])
    assert ended in ([failed(Reason.NO_TEMPLATE)], [failed(Reason.DEVICE)])


async def test_lost_reply_of_saving_is_settled_by_reading(bench: Bench) -> None:
    bench.at.device.faults.switch_on("drop-after", command="SetUserInfo", times=1)
    assert await bench.save(ALL) == [DONE] * 3
    assert bench.at.sent() == 3


async def test_saving_that_did_not_happen_is_told(bench: Bench) -> None:
    bench.at.device.faults.switch_on("ignored", command="SetUserInfo", times=1)
    ended = await bench.save(ALL)
    assert ended[0][0] is Outcome.FAILED
    assert ended[1:] == [DONE, DONE]


async def test_face_in_the_devices_own_form_is_stored(bench: Bench) -> None:
    bench.at.put("1", "Anna", face=b"her old face")
    bench.at.device.faults.switch_on("reencode-templates", command="SetUserInfo")
    assert await bench.save(ALL) == [DONE] * 3
    assert data_of(bench.at.has("1").face) != b"her old face"


async def test_face_is_as_before_when_the_device_keeps_the_old_one(bench: Bench) -> None:
    bench.at.put("1", "Anna", face=b"her old face")
    bench.at.device.faults.switch_on("ignore-member", value="face", command="SetUserInfo")
    ended = await bench.save(ALL)
    assert [outcome for outcome, _ in ended] == [Outcome.FAILED] * 3
    assert data_of(bench.at.has("1").face) == b"her old face"


async def test_device_full_of_faces_is_told_for_each(at: Desk) -> None:
    async with desk(Profile(uid=UID, limits=CapacityLimit(users=10, faces=1))) as full:
        for user_id, name in (("1", "Anna"), ("2", "Ben"), ("3", "Cem")):
            full.put(user_id, name)
        bench = Bench(full)
        ended = await bench.save(ALL)
        assert ended == [DONE, failed(Reason.DEVICE), failed(Reason.DEVICE)]


async def test_user_deleted_meanwhile_is_not_made_again(bench: Bench) -> None:
    bench.at.device.users.remove(UserId("2"))
    assert await bench.save(ALL) == [DONE, failed(Reason.DEVICE), DONE]
    assert bench.at.device.users.get("2") is None


async def test_another_person_of_that_id_gets_no_face(bench: Bench) -> None:
    bench.at.put("1", "Somebody else")
    assert await bench.save(ALL[:1]) == [failed(Reason.DEVICE)]
    assert not bench.at.has("1").face


async def test_name_that_was_cut_short_stops_nobody(bench: Bench) -> None:
    bench.at.put("1", "N" * 300)
    assert await bench.save([photo("1", "N" * 200)]) == [DONE]


async def test_face_that_is_to_stay_is_not_replaced(bench: Bench) -> None:
    bench.at.put("1", "Anna", face=b"her own face")
    ended = await bench.save([photo("1", "Anna", keeps=True), photo("2", "Ben", keeps=True)])
    assert ended == [failed(Reason.HAS_FACE), DONE]
    assert data_of(bench.at.has("1").face) == b"her own face"


async def test_second_photo_of_one_user_is_not_sent(bench: Bench) -> None:
    twice = FaceWanted(key=9, user_id=UserId("1"), name="Anna", jpeg=JPEG)
    assert sorted(map(str, await bench.save([ALL[0], twice]))) == sorted(
        map(str, [DONE, failed(Reason.TWICE)])
    )
    assert bench.at.sent("PhotoToFacedata") == 1


async def test_device_gone_in_the_middle_leaves_a_reason_for_each(bench: Bench) -> None:
    def go(command: object) -> None:
        if bench.at.sent("PhotoToFacedata") == 2:
            raise Unreachable(NAME)

    bench.at.session.before = go
    with pytest.raises(Unreachable):
        await bench.save(ALL)
    assert bench.ended == [failed(Reason.NOT_BEGUN)] * 3
    assert all(isinstance(each.error, Unreachable) for each in bench.results)
    assert bench.at.sent() == 0


async def test_device_gone_while_saving_keeps_what_was_read_back(bench: Bench) -> None:
    def go(command: object) -> None:
        if bench.at.sent() == 1 and type(command).__name__ == "SetUserInfo":
            raise Unreachable(NAME)

    bench.at.session.before = go
    with pytest.raises(Unreachable):
        await bench.save(ALL)
    assert len(bench.results) == 3
    assert DONE in bench.ended
    assert not any(isinstance(each.error, OutcomeUnknown) for each in bench.results)


async def test_batches_are_saved_one_after_the_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "BATCH", 2)
    assert await bench.save(ALL) == [DONE] * 3
    assert bench.at.leases.held == 2


async def test_all_batches_are_undone_together(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "BATCH", 1)
    await bench.save(ALL)
    receipts = await bench.at.take_back()
    assert len(receipts) == 3
    assert not any(bench.at.has(each).face for each in "123")
    assert bench.at.undo.last is None


async def test_what_is_tried_again_is_undone_with_the_rest(bench: Bench) -> None:
    visit = object()
    for part in (ALL[:1], ALL[1:]):
        await bench.photos.save(
            DEVICE, part, got=bench.results.append, report=bench.progress.append, part_of=visit
        )
    await bench.at.take_back()
    assert not any(bench.at.has(each).face for each in "123")


async def test_cancelling_gives_each_a_result_and_saves_no_more(bench: Bench) -> None:
    def stop(command: object) -> None:
        if bench.at.sent("PhotoToFacedata") == 1:
            raise asyncio.CancelledError

    bench.at.session.before = stop
    with pytest.raises(asyncio.CancelledError):
        await bench.save(ALL)
    assert bench.ended == [failed(Reason.NOT_BEGUN)] * 3
    assert all(each.error is None for each in bench.results)


async def test_device_without_visible_light_is_not_asked(at: Desk) -> None:
    bench = Bench(at, Details(DeviceCapabilities(visible_light_face=False), later=True))
    assert bench.photos.can_convert(UID) is None
    assert not await bench.photos.look(UID)
    with pytest.raises(Unsupported):
        await bench.save(ALL)
    assert bench.at.sent("PhotoToFacedata") == 0
    assert len(bench.results) == 3


async def test_nothing_to_save_is_fine(bench: Bench) -> None:
    assert await bench.save([]) == []
