"""Runs the benchmarks: `python -m benchmarks [part of a name ...]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "desktop"))  # also without an installed package


def main(wanted: list[str]) -> int:
    """Run every module of this folder that has rows; give how many bars were missed."""
    missed = 0
    for module in sorted(each.name for each in pkgutil.iter_modules([str(HERE)])):
        if module.startswith("_") or (wanted and not any(each in module for each in wanted)):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module}"), "rows", None)
        for row in measure() if measure else ():
            print(row, flush=True)
            missed += not row.is_met
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
