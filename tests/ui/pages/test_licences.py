from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from rollcall import assets
from rollcall.ui.pages.licences import Licence, LicencesDialog, read_licences

README = """# Licences

Rollcall itself is under the MIT licence, see [LICENSE](LICENSE).

| library | licence | text |
|---|---|---|
| alpha | MIT | [alpha.txt](alpha.txt) |
| beta | Apache-2.0 OR MIT | [beta.txt](beta.txt) |
"""


def test_licences_are_read_from_the_table(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    (tmp_path / "alpha.txt").write_text("Alpha's words", encoding="utf-8")
    (tmp_path / "beta.txt").write_text("<b>Beta's</b> words", encoding="utf-8")
    own, alpha, beta = read_licences(tmp_path)
    assert own.text == "Rollcall itself is under the MIT licence, see LICENSE."
    assert alpha == Licence(library="alpha", kind="MIT", text="Alpha's words")
    assert beta.kind == "Apache-2.0 OR MIT"


def test_every_licence_of_the_program_is_there() -> None:
    found = read_licences(assets.root() / "licences")
    assert len(found) > 20
    assert all(each.text.strip() for each in found)
    assert any("PySide6" in each.library for each in found)


def test_dialog_shows_the_text_as_it_is(qtbot: QtBot) -> None:
    licences = [
        Licence(library="alpha", kind="MIT", text="Alpha's words"),
        Licence(library="beta", kind="MIT", text="<b>Beta's</b> words"),
    ]
    dialog = LicencesDialog(licences, parent=None)
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "Alpha's words"
    dialog.libraries.setCurrentRow(1)
    assert dialog.text.toPlainText() == "<b>Beta's</b> words"
    assert dialog.text.isReadOnly()
    assert dialog.windowTitle() == "Licences"
