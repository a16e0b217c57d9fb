"""`python -m campaigns users --runs 1000`: long trials; the exit code tells whether all held."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from campaigns import users


def main() -> int:
    """Run a campaign and say what came of it."""
    parser = argparse.ArgumentParser(prog="campaigns", description=__doc__)
    parser.add_argument("campaign", choices=("users",))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument("--at-once", type=int, default=4)
    given = parser.parse_args()
    began = time.monotonic()
    report = asyncio.run(users.run_all(given.runs, first_seed=given.seed, at_once=given.at_once))
    for seed, broken, how in report.broken:
        print(f"seed {seed}: {broken.promise} on {broken.device} {broken.details} [{how}]")
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(report.kinds.items()))
    print(f"{report.runs} runs in {time.monotonic() - began:.0f} s ({kinds})")
    print(f"killed in the middle: {report.killed}, cancelled: {report.cancelled}")
    print(f"runs in which users were changed: {report.changed}")
    print(f"crashed by themselves: {report.crashed}, not ended: {report.hung}")
    print(f"promises broken: {len(report.broken)}")
    return 1 if report.broken or report.hung or report.crashed else 0


if __name__ == "__main__":
    sys.exit(main())
