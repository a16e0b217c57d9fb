"""The quote that keeps a spreadsheet from running a text as a formula, put on and taken off."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["guarded", "unguarded"]

_GUARDED: Final = re.compile("'+[=+\\-@\t\r\0]")
_DANGEROUS: Final = re.compile("'*[=+\\-@\t\r\0]")  # reliability 4.12


def guarded(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula; `unguarded` gives it back."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Take off the quote that keeps a text from being a formula."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
