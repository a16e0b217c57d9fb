"""The odd fields of the wire, each said once: truth words, wall-clock times, templates, open words.

Types are checked when a message is read, documented ranges only when one is written (ranges.py).
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, IntEnum
from typing import Annotated, Any, Self

from msgspec import Meta

from rollcall.protocol.command import Wire
from rollcall.protocol.ranges import INTEGER_MAX, shaped, within

YesNo = Annotated[bool, Meta(extra={"false": "no", "true": "yes"})]
"""Truth written "yes" or "no" (protocol-notes G7)."""

OnOff = Annotated[bool, Meta(extra={"false": "off", "true": "on"})]
"""Truth written "on" or "off" (specification, GetNetworkConfig)."""

WallClock = Annotated[datetime, Meta(tz=False)]
"""The device's own wall-clock time, without zone (protocol-notes G12)."""

Template = Annotated[bytes, Meta(extra={"secret": True})]
"""The opaque data of one face, fingerprint or palm; base64 on the wire; empty means none."""

SecretText = Annotated[str, Meta(extra={"secret": True})]
"""Text that must not show in logs: a PIN, a card number, an API key, a Wi-Fi key."""

Number = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
"""A number whose range nobody documented, or one to be shown as the device says it."""

Count = Annotated[int, within(0, INTEGER_MAX)]
"""A number of things, or a position in a list of things."""

ClockText = Annotated[str, shaped(r"(([01][0-9]|2[0-3]):[0-5][0-9])?")]
"""A time of day as `HH:MM`, or empty."""


class TimeRange(Wire):
    """From `start` to `end` on one day, both `HH:MM`.

    Both empty, or both midnight, is no range (protocol-notes H10).
    """

    start: ClockText
    end: ClockText

    @property
    def is_empty(self) -> bool:
        """Whether this is a free place in a table rather than a range."""
        return (self.start, self.end) in {("", ""), ("00:00", "00:00")}


NO_RANGE = TimeRange(start="", end="")


class OpenWord(str, Enum):  # noqa: UP042  # a StrEnum formats as text, this one shows its class
    """A word of the protocol, read without regard to case; others are kept and shown."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        folded = value.strip().lower()
        for member in cls:
            if member.value.lower() == folded:
                return member
        stranger = str.__new__(cls, value)
        stranger._name_ = "UNKNOWN"
        stranger._value_ = value
        return stranger

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:  # noqa: ANN401
        return type(self), (self.value,)  # a stranger is no attribute of its class

    @property
    def is_known(self) -> bool:
        """Whether the specification has this word."""
        return self._name_ != "UNKNOWN"


class OpenNumber(IntEnum):
    """A choice the protocol counts; numbers it does not know are kept and shown."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or abs(value) > INTEGER_MAX:
            return None
        stranger = int.__new__(cls, value)
        stranger._name_ = "UNKNOWN"
        stranger._value_ = value
        return stranger

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:  # noqa: ANN401
        return type(self), (self.value,)  # a stranger is no attribute of its class

    @property
    def is_known(self) -> bool:
        """Whether the specification has this number."""
        return self._name_ != "UNKNOWN"
