"""The composition root: builds every object the window works with, and ends them in order.

The loop, the folder and the command line are in app.py and cli.py.
"""

from __future__ import annotations

from rollcall.program.program import SETTINGS_FILE, STORE_FILE, Program

__all__ = ["SETTINGS_FILE", "STORE_FILE", "Program"]
