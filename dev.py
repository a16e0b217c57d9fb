"""The developer's commands: each does all of its own set-up, from a fresh checkout on.

    python3 dev.py practice     try the program on simulated devices
    python3 dev.py run ...      start the program with any arguments
    python3 dev.py test ...     lint, then all tests (arguments go to pytest)
    python3 dev.py lint         style, formatting, types and layers
    python3 dev.py bench ...    the benchmarks
    python3 dev.py campaign ... 1,000 runs of work that is cut short or lied to
    python3 dev.py system       only install what Debian or Ubuntu must provide

Nothing but Python and a network is needed; nothing but `.tools/`, `.venv/` and, as root on
Debian and Ubuntu, system packages is written.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

OLDEST, NEWEST = (3, 11), (3, 14)
UV_VERSION = "0.13.9"
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOUR = Path("build", "tour")

# What Qt loads from a Debian or Ubuntu system, offscreen and on X11.
QT_PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libx11-xcb1"
).split()
# A screen where there is none, and fonts for Latin, Arabic, Cyrillic and Chinese names.
SCREEN_PACKAGES = "xvfb xauth fonts-dejavu-core fonts-noto-core fonts-noto-cjk".split()
# The accessibility tree, real keys, a keyring and a database for the tests.
TEST_PACKAGES = "at-spi2-core dbus-x11 python3-pyatspi xdotool gnome-keyring postgresql".split()

COMMANDS = ("practice", "run", "test", "lint", "bench", "campaign", "system")
# They wait for processes of their own most of the time, so they run beside all others.
TESTS_APART = ("tests/seen", "tests/test_tour.py")
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check", "--quiet"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


@dataclass(frozen=True)
class Machine:
    """What of this computer the set-up depends on."""

    debian: bool = False
    root: bool = False
    display: bool = True
    can_make_venv: bool = True
    installed: Collection[str] = ()

    @classmethod
    def look(cls) -> Machine:
        """Describe the computer this runs on."""
        if sys.platform != "linux":
            return cls()
        debian = is_debian()
        return cls(
            debian=debian,
            root=os.geteuid() == 0,
            display=bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")),
            can_make_venv=importlib.util.find_spec("ensurepip") is not None,
            installed=installed_packages() if debian else (),
        )


def python_problem(version: tuple[int, int]) -> str | None:
    """Say in one sentence why this Python cannot be used, if it cannot."""
    if OLDEST <= version <= NEWEST:
        return None
    return "Rollcall needs Python {}.{} to {}.{}; this is {}.{}.".format(*OLDEST, *NEWEST, *version)


def missing_packages(command: str, machine: Machine) -> list[str]:
    """Name the system packages that `command` still needs."""
    if not machine.debian:
        return []
    wanted = [] if machine.can_make_venv else [f"python3.{sys.version_info.minor}-venv"]
    if command != "lint":
        wanted += QT_PACKAGES
    if command in ("test", "bench", "system") or (command == "practice" and not machine.display):
        wanted += SCREEN_PACKAGES
    if command in ("test", "system"):
        wanted += TEST_PACKAGES
    return [package for package in wanted if package not in machine.installed]


def install_steps(packages: Sequence[str], machine: Machine) -> list[list[str]]:
    """Give the commands that install `packages`; exit with the line to run when not root."""
    if not packages:
        return []
    update, install = ["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends"]
    if not machine.root:
        line = f"sudo {' '.join(update)} && sudo {' '.join([*install, *packages])}"
        sys.exit(f"This needs some system packages. Run this line, then try again:\n\n{line}\n")
    return [update, [*install, *packages]]


def practice_command(arguments: Sequence[str], machine: Machine) -> list[str]:
    """Give the command that opens the practice window, or draws it where there is no display."""
    if machine.display:
        return ["rollcall", "--practice", *arguments]
    screen = ["xvfb-run", "--auto-servernum", "--server-args", "-screen 0 1600x1200x24"]
    return [*screen, "rollcall", "tour", str(TOUR)]


def is_debian() -> bool:
    """Tell whether packages come from apt here, as on Debian and Ubuntu."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    names = {release["ID"], *release.get("ID_LIKE", "").split()}
    return "debian" in names and shutil.which("dpkg-query") is not None


def installed_packages() -> set[str]:
    """Name what dpkg has installed, and what that stands in for (libglib2.0-0t64 and the like)."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status},${Package},${Provides}\n"]
    listing = subprocess.run(query, check=True, capture_output=True, text=True).stdout
    names: set[str] = set()
    for status, *packages in (line.split(",") for line in listing.splitlines()):
        if status == "installed":
            names.update(package.split()[0] for package in packages if package.strip())
    return names


def run(command: Sequence[str | Path], **environment: str) -> None:
    """Run one command in the checkout, with the environment's tools first; exit if it fails."""
    with start(command, environment) as process:
        process.wait()
    exit_if_failed(command, process.returncode)


def start(
    command: Sequence[str | Path], environment: Mapping[str, str], output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start one command as `run` does; what it says goes to `output`, if there is one."""
    path = os.pathsep.join([str(scripts(VENV)), os.environ.get("PATH", os.defpath)])
    program = shutil.which(str(command[0]), path=path)
    if program is None:
        sys.exit(f"{command[0]} is not installed on this computer, and dev.py cannot install it.")
    variables = {**os.environ, "PATH": path, "QT_API": "pyside6", **environment}
    variables.pop("VIRTUAL_ENV", None)  # another environment's name would only confuse uv
    return subprocess.Popen(
        [program, *command[1:]], cwd=ROOT, env=variables, stdout=output, stderr=output
    )


def exit_if_failed(command: Sequence[str | Path], code: int) -> None:
    """Say what failed, and end with its exit code."""
    if code:
        words = " ".join(map(str, command))
        print(f"\ndev.py: this failed with code {code}: {words}", file=sys.stderr)
        sys.exit(code if code > 0 else 1)


def scripts(environment: Path) -> Path:
    """Give the folder of an environment's programs."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def uv() -> Path:
    """Give uv, installed into a corner of its own."""
    home = ROOT / ".tools" / f"uv-{UV_VERSION}"
    program = scripts(home) / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        print(f"Getting uv {UV_VERSION} ...", flush=True)
        venv.create(home, clear=True, with_pip=True)
        pip = (scripts(home) / "python", "-m", "pip", "--disable-pip-version-check")
        run([*pip, "install", "--quiet", f"uv=={UV_VERSION}"])
    return program


def make_environment() -> None:
    """Bring `.venv` to the state of the lock file, unless it is there already."""
    done = VENV / "made-by-dev.py"
    wanted = [(ROOT / name).read_bytes() for name in ("uv.lock", "pyproject.toml")]
    state = hashlib.sha256(b"\0".join([sys.version.encode(), *wanted])).hexdigest()
    if done.exists() and done.read_text(encoding="ascii") == state:
        return
    print("Making the environment in .venv ...", flush=True)
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    # The system's certificates: an office's own authority is known there, not to uv.
    settings["UV_SYSTEM_CERTS"] = "true"
    sync = ["sync", "--locked", "--all-extras", "--quiet", "--python", sys.executable]
    run([uv(), *sync], **settings)
    done.write_text(state, encoding="ascii")


def install_system_packages(command: str, machine: Machine) -> None:
    """Install what Debian or Ubuntu must provide for `command`."""
    for step in install_steps(missing_packages(command, machine), machine):
        run(step, DEBIAN_FRONTEND="noninteractive")


def qt_can_start() -> bool:
    """Try the display: it may be named and yet be gone, or closed to this user."""
    trial = "from PySide6.QtGui import QGuiApplication as App; App([])"
    command = [str(scripts(VENV) / "python"), "-c", trial]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def practice(arguments: Sequence[str], machine: Machine) -> None:
    """Open the window on simulated devices, or make pictures of it where nobody could see it."""
    if machine.display and not qt_can_start():
        machine = replace(machine, display=False)
        install_system_packages("practice", machine)
    run(practice_command(arguments, machine))
    if not machine.display:
        print(f"There is no display here. Pictures of the whole program are in {ROOT / TOUR}")


def test_commands(arguments: Sequence[str], processors: int) -> list[list[str]]:
    """Give what runs the tests: all of them in two processes, where two can run at once."""
    command = ["pytest", "-q"]
    if arguments or processors < 2:
        return [[*command, *arguments]]
    rest = [f"--ignore={each}" for each in TESTS_APART]
    return [[*command, *rest], [*command, "-p", "no:cacheprovider", *TESTS_APART]]


def test(arguments: Sequence[str]) -> None:
    """Run the tests; what a second process says is told when the first has ended."""
    first, *second = test_commands(arguments, os.cpu_count() or 1)
    with tempfile.TemporaryFile() as said, ExitStack() as stack:
        beside = [stack.enter_context(start(each, OFFSCREEN, said)) for each in second]
        with start(first, OFFSCREEN) as process:
            process.wait()
        for each in beside:
            each.wait()
        said.seek(0)
        print(said.read().decode(errors="replace"), end="", flush=True)
    for command, each in zip([first, *second], [process, *beside], strict=True):
        exit_if_failed(command, each.returncode)


def main(arguments: Sequence[str]) -> None:
    """Set up what the command needs, then do it."""
    if problem := python_problem(sys.version_info[:2]):
        sys.exit(problem)
    command, rest = (arguments[0] if arguments else ""), arguments[1:]
    if command not in COMMANDS:
        sys.exit(__doc__)
    machine = Machine.look()
    install_system_packages(command, machine)
    if command != "system":
        make_environment()
    do(command, rest, machine)


def do(command: str, rest: Sequence[str], machine: Machine) -> None:
    """Do what a command is for; all that it needs is there."""
    if command in ("lint", "test"):
        for check in CHECKS:
            run(check)
    if command == "practice":
        practice(rest, machine)
    elif command == "run":
        run(["rollcall", *rest])
    elif command == "test":
        test(rest)
    elif command == "bench":
        run(["python", "-m", "benchmarks", *rest], **OFFSCREEN)
    elif command == "campaign":
        run(["python", "-m", "campaigns", *(rest or ["users"])])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
