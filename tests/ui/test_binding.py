import subprocess
import sys


def test_import_is_as_python_has_it_when_qt_is_loaded() -> None:
    program = (
        "import builtins; plain = builtins.__import__\n"
        "from rollcall.ui import binding; binding.load()\n"
        "import PySide6.QtWidgets, PySide6.QtSvg\n"
        "print(builtins.__import__ is plain)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == "True"
