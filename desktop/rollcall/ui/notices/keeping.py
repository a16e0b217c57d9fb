"""What is told about the store, the keyring, files and what was typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import (
    ErasedNotKnown,
    FileProblem,
    InvalidInput,
    NoBackend,
    StoreDamaged,
    StoreFull,
    StoreLocked,
    StoreTooNew,
    VaultDenied,
    VaultLocked,
)
from rollcall.ui.notices.notice import Notice, describe
from rollcall.ui.reasons import details_text, field_text, file_text


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
def _(error: ErasedNotKnown) -> Notice:
    return Notice(
        title=QCoreApplication.translate(
            "Notices",
            "Rollcall cannot tell who was erased",
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Who was erased on purpose is known only with the keyring of this PC, which did not "
            "open. Nothing was changed.",
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


@describe.register
def _(error: FileProblem) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "{file} cannot be used").format(
            file=error.path
        ),
        text=file_text(error),
        advice=QCoreApplication.translate("Notices", "Choose another file, or try again."),
        details=details_text(error),
    )
