"""Every expected error as sentences for an office administrator, translated.

Where they are shown is `widgets/notice_bar.py`; bugs are told by `crash.py`.
"""

from __future__ import annotations

from rollcall.ui.notices import (  # what they register is what `describe` knows
    devices,
    keeping,
    users,
)
from rollcall.ui.notices.notice import Notice, describe
from rollcall.ui.reasons import field_text

__all__ = ["Notice", "describe", "devices", "field_text", "keeping", "users"]
