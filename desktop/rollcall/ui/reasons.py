"""Why a field or a device says no, in words; whole notices are in `notices.py`."""

from __future__ import annotations

import re
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import (
    AppError,
    FileFault,
    FileProblem,
    InputProblem,
    InvalidInput,
    Refused,
)

__all__ = ["details_text", "field_text", "file_text", "refusal_text", "without_key"]

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
        case InputProblem.OUT_OF_RANGE:
            return QCoreApplication.translate("Notices", "This number is not possible here.")
        case InputProblem.NOT_DIGITS:
            return QCoreApplication.translate("Notices", "Only digits are possible here.")
        case InputProblem.UNKNOWN_DEPARTMENT:
            return QCoreApplication.translate(
                "Notices", "The device has no such department. Choose one, or add it."
            )
        case InputProblem.NOT_EQUAL:
            return QCoreApplication.translate("Notices", "This is another text than above.")
        case InputProblem.TOO_SHORT:
            said = QCoreApplication.translate("Notices", "Use at least {n} characters.")
            return said.format(n=error.least)
    assert_never(error.problem)


def file_text(error: FileProblem) -> str:
    """Tell what is wrong with a file, in one sentence."""
    return _file_sentence(error.fault).format(file=error.path)


def _file_sentence(fault: FileFault) -> str:
    match fault:
        case FileFault.NOT_FOUND:
            return QCoreApplication.translate("Notices", "{file} is not there any more.")
        case FileFault.NOT_READABLE:
            return QCoreApplication.translate(
                "Notices",
                "{file} cannot be read. Another program may hold it open, or you may not read it.",
            )
        case FileFault.NOT_WRITABLE:
            return QCoreApplication.translate(
                "Notices",
                "{file} cannot be written. Another program may hold it open, or you may not write "
                "there.",
            )
        case FileFault.NO_ROOM:
            return QCoreApplication.translate("Notices", "There is no room on the disk for {file}.")
        case FileFault.EMPTY:
            return QCoreApplication.translate("Notices", "There is nothing in {file}.")
        case FileFault.TOO_LARGE:
            return QCoreApplication.translate(
                "Notices", "{file} is larger than anything Rollcall works with."
            )
        case FileFault.NOT_A_SHEET:
            return QCoreApplication.translate(
                "Notices", "{file} is neither an Excel nor a CSV file that Rollcall can read."
            )
        case FileFault.PROTECTED:
            return QCoreApplication.translate(
                "Notices", "{file} is protected by a password. Save it without one first."
            )
        case FileFault.DAMAGED:
            return QCoreApplication.translate(
                "Notices", "{file} is damaged or incomplete, so nothing of it was used."
            )
        case FileFault.NOT_A_BACKUP:
            return QCoreApplication.translate("Notices", "{file} is not a backup of Rollcall.")
        case FileFault.TOO_NEW:
            return QCoreApplication.translate(
                "Notices", "{file} was made by a newer Rollcall. Install the newest one first."
            )
        case FileFault.WRONG_PASSPHRASE:
            return QCoreApplication.translate(
                "Notices",
                "The passphrase does not open {file}, or the file was altered. Nothing of it was "
                "used.",
            )
    assert_never(fault)


def refusal_text(error: Refused) -> str:
    """Tell why a device refused: known codes in words, others as the device says them."""
    device = error.device
    if error.is_unknown_user:
        return QCoreApplication.translate(
            "Notices", "{device} has no user with this ID. Nothing was changed."
        ).format(device=device)
    match error.code:
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
