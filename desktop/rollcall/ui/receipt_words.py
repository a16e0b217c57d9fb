"""What became of users that were written or deleted, in words: of one, and of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.errors import InvalidInput, Refused
from rollcall.ui.deed_words import TAKES_AWAY, Deed, done_text, one_text
from rollcall.ui.i18n import number
from rollcall.ui.notices import describe
from rollcall.ui.part_words import lost_text, parts_text
from rollcall.ui.receipt_tally import Tally
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Receipt, Verdict

__all__ = [
    "VERDICT_SIGNS",
    "Deed",
    "ReceiptCounts",
    "details_text",
    "reason_text",
    "verdict_text",
    "verdict_word",
]

VERDICT_SIGNS: Final[Mapping[Verdict, tuple[str, Tone]]] = {
    Verdict.DONE: ("circle-check", Tone.GOOD),
    Verdict.SAME: ("circle-check", Tone.GOOD),
    Verdict.DIFFERS: ("triangle-alert", Tone.WARNING),
    Verdict.FAILED: ("circle-x", Tone.DANGER),
    Verdict.UNKNOWN: ("circle-question-mark", Tone.WARNING),
    Verdict.SKIPPED: ("circle-slash", Tone.NEUTRAL),
}
"""The icon of a verdict and its colour."""


def verdict_word(verdict: Verdict) -> str:
    """Tell how it ended, in a word or two."""
    match verdict:
        case Verdict.DONE:
            return QCoreApplication.translate("Receipts", "Done")
        case Verdict.SAME:
            return QCoreApplication.translate("Receipts", "Was so already")
        case Verdict.DIFFERS:
            return QCoreApplication.translate("Receipts", "Differs")
        case Verdict.FAILED:
            return QCoreApplication.translate("Receipts", "Not done")
        case Verdict.UNKNOWN:
            return QCoreApplication.translate("Receipts", "Not certain")
        case Verdict.SKIPPED:
            return QCoreApplication.translate("Receipts", "Not begun")
    assert_never(verdict)


def verdict_text(verdict: Verdict) -> str:
    """Tell what a verdict means, in a sentence."""
    match verdict:
        case Verdict.DONE:
            return QCoreApplication.translate(
                "Receipts", "It was read back from the device: it is as it was asked for."
            )
        case Verdict.SAME:
            return QCoreApplication.translate(
                "Receipts", "It was so already, so nothing was changed."
            )
        case Verdict.DIFFERS:
            return QCoreApplication.translate(
                "Receipts", "It was written, but the device stores something else."
            )
        case Verdict.FAILED:
            return QCoreApplication.translate("Receipts", "Nothing was changed.")
        case Verdict.UNKNOWN:
            return QCoreApplication.translate(
                "Receipts",
                "It was sent, but nobody can tell what the device made of it. Look at the user.",
            )
        case Verdict.SKIPPED:
            return QCoreApplication.translate(
                "Receipts", "The work ended before it was this user's turn. Nothing was changed."
            )
    assert_never(verdict)


def reason_text(receipt: Receipt) -> str:
    """Tell why a user is not done, in few words; nothing for one who is."""
    if receipt.is_fine:
        return ""
    others = [each for each in receipt.parts if not each.is_as_asked]
    if receipt.error is not None and not any(each.lost for each in others):
        notice = describe(receipt.error)
        is_vague = isinstance(receipt.error, Refused | InvalidInput)
        return notice.text if is_vague else notice.title
    return parts_text(others) if others else verdict_text(receipt.verdict)


def details_text(receipt: Receipt) -> str:
    """Tell the reason in whole sentences, and what to do; nothing for a user who is done."""
    if receipt.is_fine:
        return ""
    others = [each for each in receipt.parts if not each.is_as_asked]
    if receipt.error is None:
        said = verdict_text(receipt.verdict)
        said = f"{said} ({parts_text(others)})" if others else said
    else:
        notice = describe(receipt.error)
        said = f"{notice.text} {notice.advice}"
    return f"{said} {lost_text(others)}".strip()


class ReceiptCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def headline(self, deed: Deed, *, fine: int, total: int, where: str) -> str:
        """Say how many of all are as they were to be: "50 of 50 users read back on Front door"."""
        if deed is Deed.DELETE:
            said = (
                self.tr("{n} of 1 user deleted from {where}")
                if total == 1
                else self.tr("{n} of %Ln users deleted from {where}", "", total)
            )
        elif deed is Deed.REMOVE:
            said = (
                self.tr("{n} of 1 user removed from {where}")
                if total == 1
                else self.tr("{n} of %Ln users removed from {where}", "", total)
            )
        else:
            said = (
                self.tr("{n} of 1 user read back on {where}")
                if total == 1
                else self.tr("{n} of %Ln users read back on {where}", "", total)
            )
        return said.format(n=number(fine), where=where)

    def sum_up(self, deed: Deed, tally: Tally, *, expected: int, where: str) -> str:
        """Say what came of it: of one user by name, of several by numbers.

        On several devices each user counts once, as done where it is done on all of them. As long
        as more receipts are `expected`, these are counted.
        """
        if expected > len(tally.receipts):
            return self.headline(deed, fine=tally.fine, total=expected, where=where)
        if tally.only is not None:
            return one_text(deed, tally.only).format(name=tally.name, where=where)
        if tally.users == 1:
            devices = len(tally.devices)
            if tally.fine < devices:
                where = self.some_devices(tally.fine, of=devices)
            return done_text(deed).format(name=tally.name, where=where)
        if deed is Deed.RESTORE and tally.counts[Verdict.SAME]:
            return self._restored(tally, where=where)
        return self.headline(deed, fine=tally.fine_users, total=tally.users, where=where)

    def sum_up_rest(self, deed: Deed, tally: Tally) -> str:
        """Say how many ended otherwise; of a single user, why."""
        if tally.only is not None:
            return details_text(tally.only)
        counts = Counter(tally.counts)
        if deed is Deed.RESTORE:
            del counts[Verdict.SAME]  # the headline says so
        return self.rest(deed, counts)

    def devices(self, count: int) -> str:
        """Say on how many devices, where it is not one."""
        return self.tr("%Ln devices", "", count)

    def some_devices(self, count: int, *, of: int) -> str:
        """Say on how many of several devices."""
        return self.tr("{n} of %Ln devices", "", of).format(n=number(count))

    def rest(self, deed: Deed, counts: Mapping[Verdict, int]) -> str:
        """Say how many ended otherwise than done, in the order of what matters."""
        sentences = (
            (Verdict.FAILED, self._failed),
            (Verdict.DIFFERS, self._differ),
            (Verdict.UNKNOWN, self._unknown),
            (Verdict.SKIPPED, self._skipped),
            (Verdict.SAME, self._gone if deed in TAKES_AWAY else self._same),
        )
        said = [say(counts[each]) for each, say in sentences if counts.get(each)]
        return " ".join(said)

    def retry(self, counts: Mapping[Verdict, int]) -> str:
        """Name the button that tries again what is not done."""
        failed = counts.get(Verdict.FAILED, 0)
        count = sum(n for each, n in counts.items() if each not in {Verdict.DONE, Verdict.SAME})
        if failed == count:
            if count == 1:
                return self.tr("Retry the one that failed")
            return self.tr("Retry the %Ln that failed", "", count)
        if count == 1:
            return self.tr("Retry the one not done")
        return self.tr("Retry the %Ln not done", "", count)

    def _restored(self, tally: Tally, *, where: str) -> str:
        done, same = tally.counts[Verdict.DONE], tally.counts[Verdict.SAME]
        said = self.tr("{where}: {restored} restored, {same} the same")
        return said.format(where=where, restored=number(done), same=number(same))

    def _failed(self, count: int) -> str:
        return self.tr("1 failed.") if count == 1 else self.tr("%Ln failed.", "", count)

    def _differ(self, count: int) -> str:
        if count == 1:
            return self.tr("1 is stored otherwise than it was sent.")
        return self.tr("%Ln are stored otherwise than they were sent.", "", count)

    def _unknown(self, count: int) -> str:
        return (
            self.tr("1 is not certain.")
            if count == 1
            else self.tr("%Ln are not certain.", "", count)
        )

    def _skipped(self, count: int) -> str:
        return (
            self.tr("1 was not begun.") if count == 1 else self.tr("%Ln were not begun.", "", count)
        )

    def _same(self, count: int) -> str:
        if count == 1:
            return self.tr("1 was the same already.")
        return self.tr("%Ln were the same already.", "", count)

    def _gone(self, count: int) -> str:
        return (
            self.tr("1 was gone already.")
            if count == 1
            else self.tr("%Ln were gone already.", "", count)
        )
