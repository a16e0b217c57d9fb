from __future__ import annotations

import pytest

from rollcall.protocol.errors import UserChanged
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.receipt import Part, PartReceipt, Receipt, Verdict, joined

WHY = UserChanged("Front door", user_id="1", name="Ana")
NAME = PartReceipt(part=Part.NAME, asked=1, stored=1, is_as_asked=True)


def receipt(verdict: Verdict, *parts: PartReceipt) -> Receipt:
    error = WHY if verdict is Verdict.FAILED else None
    return Receipt(
        device=DeviceUid("a"),
        user_id=UserId("1"),
        name="Ana",
        verdict=verdict,
        parts=parts,
        error=error,
    )


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (Verdict.SAME, Verdict.SAME, Verdict.SAME),
        (Verdict.DONE, Verdict.SAME, Verdict.DONE),
        (Verdict.DONE, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (Verdict.SAME, Verdict.FAILED, Verdict.FAILED),
        (Verdict.DONE, Verdict.FAILED, Verdict.DIFFERS),
        (Verdict.DONE, Verdict.SKIPPED, Verdict.DIFFERS),
    ],
)
def test_what_is_not_fine_counts_for_more_and_tells_why(
    first: Verdict, second: Verdict, both: Verdict
) -> None:
    for one, other in ((first, second), (second, first)):
        made = joined(receipt(one, NAME), receipt(other))
        assert (made.verdict, made.parts) == (both, (NAME,))
        assert made.error is (WHY if Verdict.FAILED in {one, other} else None)
