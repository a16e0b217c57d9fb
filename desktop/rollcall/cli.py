"""The command line: opens the window, or does one of the few things that need none."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from rollcall import __version__
from rollcall.logs import LEVELS

DATA_VARIABLE = "ROLLCALL_DATA"
TOUR_SIZE = (1280, 800)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and give the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["simulate"]:
        return _simulate(given[1:])
    options = _parser().parse_args(given)
    from rollcall.ui import binding  # Qt is not needed to print --help

    gc.disable()  # nothing is garbage yet, and looking for it would delay the window by 3 %
    try:
        binding.load()
        from rollcall import app
    except ImportError as error:
        if "cannot open shared object file" not in str(error):
            raise
        return _fail(f"a library that Qt needs is missing on this computer ({error})")
    gc.freeze()  # what was imported never becomes garbage, so no later search need look at it
    gc.enable()
    try:
        return _open(app, options)
    except app.DataFolderUnusable as error:
        return _fail(f"nothing can be kept in the data folder {error} ({error.__cause__})")


def _open(app: ModuleType, options: argparse.Namespace) -> int:
    folder = Path(options.data_dir) if options.data_dir else None
    if options.command == "tour":
        from rollcall.tour import run as tour

        return tour.run(Path(options.folder), size=options.size, log_level=options.log_level)
    code: int = app.run(data=folder, log_level=options.log_level, practice=options.practice)
    return code


def _fail(sentence: str) -> int:
    sys.stderr.write(f"rollcall: {sentence}.\n")
    return 1


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
    tour.add_argument(
        "--size",
        type=_size,
        default=TOUR_SIZE,
        metavar="WxH",
        help="how large the window is (default: {}x{})".format(*TOUR_SIZE),
    )
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError("width and height are needed, such as 1280x800")
    return int(width), int(height)


def _simulate(arguments: list[str]) -> int:
    from rollcall.simulator import run as simulation  # no window needs it

    parser = argparse.ArgumentParser(
        prog="rollcall simulate", description="Run a simulated device until stopped."
    )
    simulation.add_arguments(parser)
    return simulation.run(parser.parse_args(arguments))
