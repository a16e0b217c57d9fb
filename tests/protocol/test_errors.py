"""The tree of expected errors: data, no sentences."""

from __future__ import annotations

import pytest

from rollcall.protocol import errors
from rollcall.protocol.errors import AppError, DeviceError, StoreError, VaultError


def _tree(kind: type[AppError]) -> set[type[AppError]]:
    return {kind}.union(*(_tree(each) for each in kind.__subclasses__()))


def test_every_error_of_the_module_is_in_the_tree() -> None:
    here = {each for each in vars(errors).values() if isinstance(each, type)}
    assert {each for each in here if issubclass(each, Exception)} <= _tree(AppError)


def test_every_error_has_one_of_five_roots() -> None:
    for kind in _tree(AppError) - {AppError}:
        if kind.__module__ == errors.__name__:
            roots = DeviceError | StoreError | VaultError | errors.InvalidInput
            assert issubclass(kind, roots | errors.FileProblem)


@pytest.mark.parametrize(
    "error",
    [
        errors.Refused("Front door", command="GetUserInfo", code="x", arguments=(1,)),
        errors.BadReply("Front door", command="GetUserInfo", why="it is not JSON"),
        errors.WrongDevice("Front door", expected="a", found="b"),
        errors.NotPrivate("Front door"),
        errors.OutcomeUnknown("Front door", command="SetUserInfo"),
    ],
)
def test_device_error_says_the_device_only(error: DeviceError) -> None:
    assert str(error) == error.device == "Front door"


@pytest.mark.parametrize(("code", "is_it"), [("user_id_not_exists", True), ("no_user", False)])
def test_only_the_attested_code_says_that_there_is_no_such_user(code: str, is_it: bool) -> None:
    error = errors.Refused("Front door", command="GetUserInfo", code=code)
    assert error.is_unknown_user is is_it
