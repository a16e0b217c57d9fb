"""Every expected error as sentences for an office administrator, translated.

Where they are shown is `widgets/notice_bar.py`; bugs are told by `crash.py`.
"""

from __future__ import annotations

from functools import singledispatch

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import (
    AppError,
    BadReply,
    InvalidInput,
    KeyRejected,
    NoBackend,
    NotPrivate,
    OutcomeUnknown,
    Refused,
    StoreDamaged,
    StoreFull,
    StoreLocked,
    StoreTooNew,
    TimedOut,
    Unreachable,
    Unsupported,
    VaultDenied,
    VaultLocked,
    WrongDevice,
)
from rollcall.ui.reasons import details_text, field_text, refusal_text, without_key

__all__ = ["Notice", "describe", "field_text"]


class Notice(Struct, frozen=True, kw_only=True):
    """What is told about an error; plain text throughout."""

    title: str
    """What happened, to which device."""
    text: str
    """The same in a sentence, with what it means."""
    advice: str
    """What to do next."""
    details: str
    """For the IT colleague: English, copyable, never with an API key."""


@singledispatch
def describe(error: AppError) -> Notice:
    """Tell an error in sentences; each class of the tree has its own."""
    return Notice(
        title=QCoreApplication.translate("Notices", "This did not work"),
        text=QCoreApplication.translate(
            "Notices", "Something went wrong that Rollcall has no words for."
        ),
        advice=QCoreApplication.translate(
            "Notices", "Try again. If it happens again, copy the details for support."
        ),
        details=details_text(error),
    )


@describe.register
def _(error: Unreachable) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "{device} does not answer",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "No connection to {device} came about, so nothing was sent or changed.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Check that the device is switched on and its network cable is plugged in. "
            "If its address changed, use Find devices.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: TimedOut) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "{device} takes too long",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "{device} was asked, but no complete answer came in time. Nothing was changed.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Try again in a moment. If it stays slow, restart the device or check the "
            "network between it and this PC.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: WrongDevice) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "Another device is at this address",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Where {device} used to be, another device answers now. Nothing was sent to it.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Use Find devices to see where {device} is now, or ask whoever looks after "
            "the network.",
        ).format(device=error.device),
        details=details_text(error),
    )


@describe.register
def _(error: KeyRejected) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "{device} wants another API key",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "{device} does not accept the API key that this PC uses for it. Nothing was changed.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Choose Set key and enter the key that is set on the device.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: NotPrivate) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "The connection to {device} is not safe",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "{device} could not prove that it is the device you know, so nothing was sent to it.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "If somebody replaced the device or its certificate, remove it with Forget "
            "and add it again. If not, tell your IT colleague before you go on.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: Unsupported) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "{device} cannot do this",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "The software on {device} does not know this function. Nothing was changed.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "A newer firmware may know it. Ask whoever sold the device.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: BadReply) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "{device} gave an answer that makes no sense",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "What {device} sent is not what such a device may answer, so it was not used.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Check the address: a printer or another program may be answering there. If it "
            "is right, try again; if that does not help, copy the details for support.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: OutcomeUnknown) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "It is not certain whether {device} did it",
        ).format(device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "The change was sent to {device}, but the connection broke before it could confirm.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Use Refresh to see what {device} has now, and repeat the change only if it "
            "is missing.",
        ).format(device=error.device),
        details=details_text(error),
    )


@describe.register
def _(error: Refused) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "{device} refused").format(device=error.device),
        text=without_key(refusal_text(error)),
        advice=QCoreApplication.translate(
            "Notices",
            "Use Refresh to see what the device has now, correct the entry and try again.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: StoreFull) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "The disk of this PC is full",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Rollcall could not keep what it read, because there is no room left on the "
            "disk. The devices are not affected.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Make room on the disk, then try again.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: StoreLocked) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "Another program is using Rollcall's data",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "The file in which this PC remembers devices is held by another program. "
            "Nothing was changed.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Close other Rollcall windows and backup programs, then try again.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: StoreDamaged) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "Rollcall's data cannot be read",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "The file in which this PC remembers devices is damaged. The devices "
            "themselves are not affected.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Do not delete it: copy the details and ask your IT colleague to put back a "
            "backup of it.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: StoreTooNew) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "Rollcall's data is from a newer version",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "A newer Rollcall wrote the data on this PC; this one cannot read it without "
            "doing harm, so it left it alone.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Install the newest Rollcall on this PC.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: NoBackend) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "This PC has no safe place for API keys",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Rollcall keeps API keys in the keyring of the operating system only, and "
            "found none that protects them. Keys are kept until you close the window.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Ask your IT colleague to set up a keyring on this PC (on Linux: GNOME "
            "Keyring or KWallet). Until then, enter the key again after each start.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: VaultLocked) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "The keyring of this PC is locked",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "The keyring that holds the API keys did not open in time, so the key could "
            "not be read or kept.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Unlock the keyring (a window of the operating system may be waiting for "
            "your password), then try again.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: VaultDenied) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "The keyring refused the API key",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "The keyring of this PC did not keep or give back the API key as it was.",
        ),
        advice=QCoreApplication.translate(
            "Notices",
            "Try again. If it happens again, ask your IT colleague whether programs on "
            "this PC may use the keyring.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: InvalidInput) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "Please check what you entered"),
        text=field_text(error),
        advice=QCoreApplication.translate("Notices", "Correct the field and try again."),
        details=details_text(error),
    )
