from __future__ import annotations

import pytest

from rollcall.ui.deed_words import Deed, done_text, one_text
from rollcall.usecases.changing.receipt import Verdict
from tests.ui.receipt_fakes import receipt

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_end_of_every_deed_names_the_user_and_the_place(deed: Deed, verdict: Verdict) -> None:
    text = one_text(deed, receipt("1", verdict))
    assert "{name}" in text
    assert "{where}" in text


def test_every_deed_is_told_in_its_own_words() -> None:
    assert len({done_text(each) for each in Deed}) == len(Deed)
    assert len({one_text(each, receipt("1", Verdict.FAILED)) for each in Deed}) == len(Deed)
