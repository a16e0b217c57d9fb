"""Why a field or a device says no, in words; whole notices are in `notices.py`."""

from __future__ import annotations

import re
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import AppError, InputProblem, InvalidInput, Refused

__all__ = ["details_text", "field_text", "refusal_text", "without_key"]

_KEY_IN_TEXT: Final = re.compile(r"(api_?key[\"']?\s*[=:]\s*)[\"']?[^\s&\"',)}]*", re.IGNORECASE)


def field_text(error: InvalidInput) -> str:
    """Tell what is wrong with a field, for the line below it."""
    match error.problem:
        case InputProblem.EMPTY:
            return QCoreApplication.translate("Notices", "Please fill in this field.")
        case InputProblem.NOT_AN_ADDRESS:
            return QCoreApplication.translate(
                "Notices",
                "This is not an address. It looks like 192.168.1.20, or like a name on your "
                "network.",
            )
        case InputProblem.BAD_PORT:
            return QCoreApplication.translate(
                "Notices", "The number after the colon must be between 1 and 65535."
            )
        case InputProblem.NOT_A_RANGE:
            return QCoreApplication.translate(
                "Notices",
                "This is not a range of addresses. It looks like 192.168.1.1-192.168.1.254 or "
                "192.168.1.0/24.",
            )
        case InputProblem.RANGE_TOO_LARGE:
            return QCoreApplication.translate(
                "Notices", "This range holds too many addresses. Please enter a smaller one."
            )
        case InputProblem.TOO_LONG:
            return QCoreApplication.translate("Notices", "This is too long.")
        case InputProblem.BAD_CHARACTERS:
            return QCoreApplication.translate(
                "Notices",
                "There is a character in it that cannot be used here, such as a line break.",
            )
        case InputProblem.ALREADY_THERE:
            return QCoreApplication.translate("Notices", "This is in the list already.")
        case InputProblem.NOT_IN_PRACTICE:
            return QCoreApplication.translate(
                "Notices",
                "In practice mode only the made-up devices on this PC can be reached; their "
                "addresses begin with 127.",
            )
    assert_never(error.problem)


def refusal_text(error: Refused) -> str:
    """Tell why a device refused: known codes in words, others as the device says them."""
    device = error.device
    match error.code:
        case "user_id_not_exists":
            return QCoreApplication.translate(
                "Notices", "{device} has no user with this ID. Nothing was changed."
            ).format(device=device)
        case "dept_not_exists":
            return QCoreApplication.translate(
                "Notices", "{device} has no such department. Nothing was changed."
            ).format(device=device)
        case "invalid_parameter":
            return QCoreApplication.translate(
                "Notices", "{device} does not accept one of the values. Nothing was changed."
            ).format(device=device)
    return QCoreApplication.translate(
        "Notices", "{device} did not do it. Its own word for the reason is: {code}"
    ).format(device=device, code=error.code)


def details_text(error: AppError) -> str:
    """List what the error carries, in English, as it is."""
    lines = [type(error).__name__]
    lines += [f"{name}: {value}" for name, value in sorted(vars(error).items())]
    if error.__cause__ is not None:
        lines.append(f"cause: {type(error.__cause__).__name__}")
    return without_key("\n".join(lines))


def without_key(text: str) -> str:
    """Strike out an API key, should a device or library repeat it in its words."""
    return _KEY_IN_TEXT.sub(r"\1***", text)
