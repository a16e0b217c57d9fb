"""What is told when a device cannot be spoken to, or says no."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import (
    BadReply,
    KeyRejected,
    NotPrivate,
    OutcomeUnknown,
    Refused,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongDevice,
)
from rollcall.ui.notices.notice import Notice, describe
from rollcall.ui.reasons import details_text, refusal_text, without_key


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
