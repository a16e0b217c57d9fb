"""The command line: opens the window, or does one of the few things that need none."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rollcall import __version__
from rollcall.logs import LEVELS

DATA_VARIABLE = "ROLLCALL_DATA"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and give the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["simulate"]:
        return _simulate(given[1:])
    options = _parser().parse_args(given)
    from rollcall import app  # Qt is not needed to print --help

    folder = Path(options.data_dir) if options.data_dir else None
    if options.command == "tour":
        from rollcall import tour

        return tour.run(Path(options.folder), data=folder, log_level=options.log_level)
    return app.run(data=folder, log_level=options.log_level, practice=options.practice)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rollcall",
        description="Look after the attendance and door devices of an office.",
    )
    parser.add_argument("--version", action="version", version=f"Rollcall {__version__}")
    parser.add_argument(
        "--data-dir",
        metavar="FOLDER",
        default=os.environ.get(DATA_VARIABLE),
        help=f"keep everything in FOLDER (or set {DATA_VARIABLE})",
    )
    parser.add_argument("--log-level", choices=LEVELS, default="info")
    parser.add_argument(
        "--practice",
        action="store_true",
        help="open the window on three simulated devices; nothing can break",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("simulate", help="run a simulated device", add_help=False)
    tour = commands.add_parser("tour", help="picture every page and dialog in practice mode")
    tour.add_argument("folder", metavar="FOLDER", help="where the pictures go")
    return parser


def _simulate(arguments: list[str]) -> int:
    from rollcall.simulator import run as simulation  # no window needs it

    parser = argparse.ArgumentParser(
        prog="rollcall simulate", description="Run a simulated device until stopped."
    )
    simulation.add_arguments(parser)
    return simulation.run(parser.parse_args(arguments))
