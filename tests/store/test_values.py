"""Text that no database gives back is refused before it gets there."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.store.values import require_text


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "\udfff😀", "😀\udc00"])
def test_require_text_refuses_what_cannot_be_kept(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        require_text("name", text)
    assert (caught.value.field, caught.value.problem) == ("name", InputProblem.BAD_CHARACTERS)


@pytest.mark.parametrize("text", ["", "张伟", "👩‍🏭", "\r\n\t\x01\x7f", "\uffff"])
def test_require_text_takes_all_other_text(text: str) -> None:
    require_text("name", text)
