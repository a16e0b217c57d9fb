from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import astuple

from rollcall.protocol.errors import (
    AnotherPerson,
    AppError,
    BadReply,
    CaptureFault,
    DeviceFull,
    EnrollmentFailed,
    FileFault,
    FileProblem,
    InputProblem,
    InvalidInput,
    ListCutShort,
    NotPrivate,
    OutcomeUnknown,
    Refused,
    Room,
    StoreError,
    Unreachable,
    Unsupported,
    UserChanged,
    UserExists,
    UserGone,
    VaultError,
    WasErased,
    WrongDevice,
)
from rollcall.ui.notices import describe

DEVICE = "Front door"


def leaves(of: type[AppError] = AppError) -> Iterator[type[AppError]]:
    below = of.__subclasses__()
    if not below:
        yield of
    for each in below:
        yield from leaves(each)


def make(kind: type[AppError]) -> AppError:  # noqa: C901, PLR0912  # one case a class
    if issubclass(kind, WrongDevice):
        return kind(DEVICE, expected="A1", found="B2")
    if issubclass(kind, Refused):
        return kind(DEVICE, command="SetUserInfo", code="user_id_not_exists", arguments=(12,))
    if issubclass(kind, BadReply):
        return kind(DEVICE, command="GetUserInfo", why="not JSON")
    if issubclass(kind, Unsupported | OutcomeUnknown):
        return kind(DEVICE, command="GetUserInfo")
    if issubclass(kind, NotPrivate):
        return kind(DEVICE, found="aa:bb")
    if issubclass(kind, AnotherPerson):
        return kind(DEVICE, user_id="7", name="Ann", expected="Bob")
    if issubclass(kind, DeviceFull):
        return kind(DEVICE, user_id="7", name="Ann", room=Room.FACES)
    if issubclass(kind, UserChanged | UserExists | UserGone | WasErased):
        return kind(DEVICE, user_id="7", name="Ann")
    if issubclass(kind, EnrollmentFailed):
        return kind(DEVICE, fault=CaptureFault.TOO_LATE)
    if issubclass(kind, ListCutShort):
        return kind(DEVICE, listed=50, counted=120)
    if issubclass(kind, FileProblem):
        return kind("users.xlsx", FileFault.DAMAGED)
    if issubclass(kind, InvalidInput):
        return kind("address", InputProblem.EMPTY)
    if issubclass(kind, StoreError | VaultError):
        return kind("place")
    return kind(DEVICE)


@pytest.mark.parametrize("kind", list(leaves()))
def test_every_error_has_sentences_of_its_own(kind: type[AppError]) -> None:
    error = make(kind)
    told = describe(error)
    assert told.title != describe(AppError()).title
    assert all(astuple(told))
    assert told.text.endswith((".", "?")) or isinstance(error, Refused)
    assert told.advice.endswith(".")
    assert "{" not in "".join(astuple(told)).replace(told.details, "")


@pytest.mark.parametrize("kind", list(leaves()))
def test_device_errors_name_the_device(kind: type[AppError]) -> None:
    error = make(kind)
    if hasattr(error, "device"):
        told = describe(error)
        assert DEVICE in told.title + told.text
        assert DEVICE in told.details


@pytest.mark.parametrize("kind", list(leaves()))
def test_details_name_the_class_for_support(kind: type[AppError]) -> None:
    assert describe(make(kind)).details.startswith(kind.__name__)


def test_titles_tell_errors_apart() -> None:
    titles = [describe(make(kind)).title for kind in leaves()]
    assert len(set(titles)) == len(titles)


def test_unknown_error_is_still_told() -> None:
    assert describe(AppError()).title


def test_known_code_is_told_in_words_and_unknown_as_it_is() -> None:
    known = Refused(DEVICE, command="GetUserInfo", code="user_id_not_exists")
    unknown = Refused(DEVICE, command="GetUserInfo", code="moon_phase")
    assert "user_id_not_exists" not in describe(known).text
    assert "moon_phase" in describe(unknown).text


@pytest.mark.parametrize(
    "words",
    [
        "http://x/control?api_key=SECRET&a=1",
        '{"api_key": "SECRET"}',
        "ApiKey=SECRET",
        "api_key=SECRET",
    ],
)
def test_no_notice_repeats_an_api_key(words: str) -> None:
    for error in (
        BadReply(DEVICE, command="GetUserInfo", why=words),
        Refused(DEVICE, command="GetUserInfo", code=words, arguments=(words,)),
    ):
        assert "SECRET" not in "".join(astuple(describe(error)))


def test_cause_is_in_the_details() -> None:
    error = Unreachable(DEVICE)
    error.__cause__ = ConnectionRefusedError(111, "refused")
    assert "ConnectionRefusedError" in describe(error).details
