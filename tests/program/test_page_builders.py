"""Pages work: proven with the whole program. Here: the window does not wait for them."""

from __future__ import annotations

import subprocess
import sys

LATE = (
    "rollcall.ui.pages.",
    "rollcall.ui.dialogs.",
    "rollcall.program.user_objects",
    "alembic",
    "cryptography",
    "cv2",
    "httpx",
    "keyring",
    "PIL",
    "psutil",
    "sqlalchemy",
)
"""What is imported when a page is first visited, or beside the open window."""


def test_nothing_that_the_first_picture_does_without_is_imported_with_the_program() -> None:
    program = (
        "import sys, rollcall.app, rollcall.program.program\n"
        f"print(sorted(each for each in sys.modules if each.startswith({LATE!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
