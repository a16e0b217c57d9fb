"""How things are said on more than one page: a device's state, privacy, clock and when it was seen.

Errors are said in `notices.py`; what a device can and holds in `device_words.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import DeviceState, FleetDevice

__all__ = [
    "ANSWERING",
    "STATE_ICONS",
    "STATE_TONES",
    "clock_time",
    "device_name",
    "drift_text",
    "fingerprint_text",
    "privacy_advice",
    "privacy_word",
    "state_advice",
    "state_text",
    "state_word",
    "when",
]

_DRIFT_NONE: Final = timedelta(seconds=2)  # the device tells whole seconds

ANSWERING: Final = frozenset({DeviceState.ONLINE, DeviceState.MOVED})
"""The states of a device that can be spoken to."""

STATE_TONES: Final = {
    DeviceState.UNCHECKED: Tone.NEUTRAL,
    DeviceState.ONLINE: Tone.GOOD,
    DeviceState.NEW: Tone.INFO,
    DeviceState.MOVED: Tone.INFO,
    DeviceState.KEY_NEEDED: Tone.WARNING,
    DeviceState.UNPROVEN: Tone.WARNING,
    DeviceState.WRONG_DEVICE: Tone.DANGER,
    DeviceState.NOT_PRIVATE: Tone.DANGER,
    DeviceState.UNREACHABLE: Tone.DANGER,
}
STATE_ICONS: Final = {
    DeviceState.UNCHECKED: "circle-dashed",
    DeviceState.ONLINE: "circle-check",
    DeviceState.NEW: "circle-dot",
    DeviceState.MOVED: "arrow-right-left",
    DeviceState.KEY_NEEDED: "key-round",
    DeviceState.UNPROVEN: "circle-question-mark",
    DeviceState.WRONG_DEVICE: "octagon-alert",
    DeviceState.NOT_PRIVATE: "shield-alert",
    DeviceState.UNREACHABLE: "unplug",
}


def device_name(device: FleetDevice) -> str:
    """Give what people call a device, or where it is while nobody has named it."""
    if device.is_ours:
        return device.name
    return QCoreApplication.translate("Words", "Device at {host}").format(host=device.address.host)


def state_word(state: DeviceState) -> str:
    """Name a state in a word or two."""
    match state:
        case DeviceState.UNCHECKED:
            return QCoreApplication.translate("Words", "Not looked at yet")
        case DeviceState.ONLINE:
            return QCoreApplication.translate("Words", "Online")
        case DeviceState.NEW:
            return QCoreApplication.translate("Words", "New")
        case DeviceState.MOVED:
            return QCoreApplication.translate("Words", "Moved")
        case DeviceState.KEY_NEEDED:
            return QCoreApplication.translate("Words", "API key needed")
        case DeviceState.UNPROVEN:
            return QCoreApplication.translate("Words", "Not recognised")
        case DeviceState.WRONG_DEVICE:
            return QCoreApplication.translate("Words", "Another device answers")
        case DeviceState.NOT_PRIVATE:
            return QCoreApplication.translate("Words", "Other certificate")
        case DeviceState.UNREACHABLE:
            return QCoreApplication.translate("Words", "Does not answer")
    assert_never(state)


def state_text(device: FleetDevice) -> str:
    """Name a device's state as its row in the list does."""
    if device.state is DeviceState.MOVED and device.moved_from is not None:
        return QCoreApplication.translate("Words", "Moved from {address}").format(
            address=device.moved_from
        )
    return state_word(device.state)


def state_advice(device: FleetDevice) -> str:
    """Tell what a state means and what to do about it; nothing when all is well."""
    if not device.is_ours:
        return _stranger_advice(device.state)
    match device.state:
        case DeviceState.UNCHECKED:
            return QCoreApplication.translate(
                "Words", "Rollcall has not asked this device anything since it was started."
            )
        case DeviceState.MOVED:
            return QCoreApplication.translate(
                "Words", "It was found again at another address. There is nothing to do."
            )
        case DeviceState.KEY_NEEDED:
            return QCoreApplication.translate(
                "Words",
                "It does not accept the API key this PC has. Enter the key that is set on the "
                "device.",
            )
        case DeviceState.WRONG_DEVICE:
            return QCoreApplication.translate(
                "Words",
                "Another device answers at its address, so nothing is sent there. Find devices "
                "shows where this one is now.",
            )
        case DeviceState.UNPROVEN:
            return QCoreApplication.translate(
                "Words",
                "Something answers at its address, but not as this device would. Find devices "
                "shows whether it is somewhere else now.",
            )
        case DeviceState.NOT_PRIVATE:
            return QCoreApplication.translate(
                "Words",
                "It shows another certificate than the one you trusted, so nothing is sent to it. "
                "If nobody changed the device, tell your IT colleague.",
            )
        case DeviceState.UNREACHABLE:
            return QCoreApplication.translate(
                "Words",
                "Check that it is switched on and connected to the network. If its address "
                "changed, Find devices finds it again.",
            )
    return ""


def _stranger_advice(state: DeviceState) -> str:
    if state is DeviceState.KEY_NEEDED:
        return QCoreApplication.translate(
            "Words",
            "It answers only to its API key. Add it and enter the key that is set on it; then you "
            "see whether it is a new device or one of yours at another address.",
        )
    if state is DeviceState.UNPROVEN:
        return QCoreApplication.translate(
            "Words",
            "It has not proven which device it is. Add it to have a closer look; it may be one of "
            "yours at another address.",
        )
    return QCoreApplication.translate(
        "Words",
        "Found on your network. Add it and give it a name to look after it with Rollcall.",
    )


def privacy_word(device: FleetDevice) -> str:
    """Tell in a word whether others on the network can listen."""
    if device.is_private:
        return QCoreApplication.translate("Words", "Private")
    return QCoreApplication.translate("Words", "Not private")


def privacy_advice(device: FleetDevice) -> str:
    """Tell what private means, or what is missing."""
    if device.is_private:
        return QCoreApplication.translate(
            "Words", "What this PC and the device say to each other is encrypted."
        )
    return QCoreApplication.translate(
        "Words",
        "Others on your network could listen: this PC and the device speak without encryption.",
    )


def fingerprint_text(fingerprint: str, *, groups_a_line: int = 4) -> str:
    """Write a certificate's fingerprint in groups of four, so that it can be compared by eye."""
    groups = [fingerprint[at : at + 4].upper() for at in range(0, len(fingerprint), 4)]
    starts = range(0, len(groups), groups_a_line)
    return "\n".join(" ".join(groups[at : at + groups_a_line]) for at in starts)


def when(moment: datetime | None, *, now: datetime | None = None) -> str:
    """Tell when something was, as people say it; `moment` is aware."""
    if moment is None:
        return QCoreApplication.translate("Words", "Never")
    here = (now or datetime.now(UTC)).astimezone()
    there = moment.astimezone(here.tzinfo)
    minutes = int((here - there).total_seconds() // 60)
    if minutes < 1:
        return QCoreApplication.translate("Words", "Just now")
    if minutes == 1:
        return QCoreApplication.translate("Words", "1 minute ago")
    if minutes < 60:
        return QCoreApplication.translate("Words", "%n minutes ago", None, minutes)
    time = QLocale().toString(QTime(there.hour, there.minute), QLocale.FormatType.ShortFormat)
    if there.date() == here.date():
        return QCoreApplication.translate("Words", "Today, {time}").format(time=time)
    if there.date() == (here - timedelta(days=1)).date():
        return QCoreApplication.translate("Words", "Yesterday, {time}").format(time=time)
    return _short(there)


def clock_time(moment: datetime) -> str:
    """Write a device's wall clock, which has no zone."""
    return _short(moment)


def drift_text(drift: timedelta) -> str:
    """Tell how far a device's clock is from this PC's."""
    if abs(drift) <= _DRIFT_NONE:
        return QCoreApplication.translate("Words", "The same time as this PC")
    amount = _amount(abs(drift))
    if drift > timedelta():
        return QCoreApplication.translate("Words", "{amount} ahead of this PC").format(
            amount=amount
        )
    return QCoreApplication.translate("Words", "{amount} behind this PC").format(amount=amount)


def _amount(drift: timedelta) -> str:
    seconds = round(drift.total_seconds())
    if seconds < 90:
        return QCoreApplication.translate("Words", "%n seconds", None, seconds)
    if seconds < 90 * 60:
        return QCoreApplication.translate("Words", "%n minutes", None, round(seconds / 60))
    if seconds < 36 * 3600:
        return QCoreApplication.translate("Words", "%n hours", None, round(seconds / 3600))
    return QCoreApplication.translate("Words", "%n days", None, round(seconds / 86400))


def _short(moment: datetime) -> str:
    at = QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute))
    return QLocale().toString(at, QLocale.FormatType.ShortFormat)
