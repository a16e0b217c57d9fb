"""Runs the benchmarks: `python -m benchmarks [--quick] [part of a module's name ...]`.

Gives exit code 1 if a bar is missed. `--quick` takes fewer rounds: good for a look, not a verdict.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "desktop"))  # also without an installed package


def main(arguments: list[str]) -> int:
    """Run every module of this folder that has rows; tell by the exit code if a bar was missed."""
    quick = "--quick" in arguments
    wanted = [each for each in arguments if each != "--quick"]
    began = time.monotonic()
    missed = 0
    for module in sorted(each.name for each in pkgutil.iter_modules([str(HERE)])):
        if module.startswith("_") or (wanted and not any(each in module for each in wanted)):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module}"), "rows", None)
        for row in measure(quick=quick) if measure else ():
            print(row, flush=True)
            missed += not row.is_met
    print(f"{missed} missed, {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
