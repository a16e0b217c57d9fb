"""Every error code of a simulated device. Two are attested; the others are invented here.

No client may depend on an invented one (protocol-notes, section 4).
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The member `code` of an Error reply."""

    # Attested: the specification, and programs written against a real device.
    USER_ID_NOT_EXISTS = "user_id_not_exists"
    UNKNOWN_COMMAND = "unknown_command"

    # Invented: about the message.
    INVALID_REQUEST = "invalid_request"
    REQUEST_TOO_LARGE = "request_too_large"
    INVALID_PARAMETER = "invalid_parameter"
    MISSING_PARAMETER = "missing_parameter"
    INVALID_API_KEY = "invalid_api_key"

    # Invented: about what the device is or holds.
    NOT_SUPPORTED = "not_supported"
    DEVICE_FULL = "device_full"
    CARD_IN_USE = "card_in_use"
    DEPT_NOT_EXISTS = "dept_not_exists"
    DEPT_EXISTS = "dept_exists"
    DEPT_IN_USE = "dept_in_use"
    JOB_ALREADY_RUNNING = "job_already_running"
    JOB_NOT_EXISTS = "job_not_exists"
    DEVICE_LOCKED = "device_locked"
    INVALID_CERTIFICATE = "invalid_certificate"
    DEVICE_BUSY = "device_busy"


class Refusal(Exception):
    """The device says no; `arguments` echo what it did not like (protocol-notes G5)."""

    def __init__(self, code: Code | str, *arguments: object) -> None:
        super().__init__(str(code))
        self.code = str(code)
        self.arguments = arguments
