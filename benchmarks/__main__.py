"""Runs the benchmarks: `python -m benchmarks [--quick] [name ...]`.

Gives exit code 1 if a bar is missed. `--quick` takes fewer rounds: good for a look, not a verdict.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
NAMES = (
    "command",
    "page",
    "reading",
    "window",
    "grid",
    "start",
    "sweeping",
    "copying",
    "importing",
    "photos",
)
QUICK = "--quick"

sys.path.insert(0, str(HERE.parent / "desktop"))  # also without an installed package


def main(arguments: list[str]) -> int:
    """Run what is named, or everything; tell by the exit code if a bar was missed."""
    wanted = [each for each in arguments if each != QUICK] or NAMES
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"There is no {', '.join(unknown)}. There are: {', '.join(NAMES)}")
    flags = [QUICK] if QUICK in arguments else []
    began = time.monotonic()
    if len(wanted) == 1:
        return _run(wanted[0], quick=bool(flags))
    codes = [_run_apart(each, flags) for each in wanted]
    print(f"{time.monotonic() - began:.0f} seconds")
    return max(codes)


def _run(name: str, *, quick: bool) -> int:
    missed = 0
    for row in importlib.import_module(f"benchmarks.{name}").rows(quick=quick):
        print(row, flush=True)
        missed += not row.is_met
    return 1 if missed else 0


def _run_apart(name: str, flags: list[str]) -> int:
    """Run in a process of its own: what one leaves behind must not be measured by the next."""
    command = [sys.executable, "-m", "benchmarks", name, *flags]
    code = subprocess.run(command, check=False, cwd=HERE.parent).returncode  # noqa: S603
    if code not in (0, 1):
        print(f"missed  {name} ended with code {code}", flush=True)
    return 1 if code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
