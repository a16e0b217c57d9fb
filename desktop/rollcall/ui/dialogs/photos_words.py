"""What the dialog Photos says in counts, and its results as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.ui.i18n import number
from rollcall.ui.models.photos import PhotoWords
from rollcall.usecases.photos.desk import PhotoRow, Stage

__all__ = ["PhotoCounts", "result_heading", "result_rows"]


class PhotoCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def save_verb(self, count: int) -> str:
        """Name what the button does."""
        if count == 0:
            return self.tr("Save faces")
        return self.tr("Save 1 face") if count == 1 else self.tr("Save %Ln faces", "", count)

    def with_face(self, count: int, *, leaves_faces: bool) -> str:
        """Say that faces will be replaced, or are left as they are."""
        if leaves_faces:
            if count == 1:
                return self.tr("1 of them has a face already: it stays as it is.")
            return self.tr("%Ln of them have a face already: it stays as it is.", "", count)
        if count == 1:
            return self.tr("1 of them has a face already: it will be replaced.")
        return self.tr("%Ln of them have a face already: it will be replaced.", "", count)

    def summary(self, *, ready: int, open_: int, failed: int, done: int, skipped: int) -> str:
        """Say how the photos stand."""
        parts = [
            (done, self.tr("{n} saved")),
            (ready, self.tr("{n} ready")),
            (open_, self.tr("{n} to decide")),
            (failed, self.tr("{n} failed")),
            (skipped, self.tr("{n} skipped")),
        ]
        return " · ".join(text.format(n=number(count)) for count, text in parts if count)

    def read_back(self, done: int, total: int, device: str) -> str:
        """Say what was proven by reading back."""
        said = (
            self.tr("{done} of 1 face read back on {device}")
            if total == 1
            else self.tr("{done} of %Ln faces read back on {device}", "", total)
        )
        return said.format(done=number(done), device=device)

    def too_many(self, count: int) -> str:
        """Say that not all of a folder was taken."""
        return self.tr("Only the first %Ln photos were taken", "", count)


def result_heading() -> tuple[str, ...]:
    """Give the titles of the columns of the file."""
    return (
        QCoreApplication.translate("Photos", "File"),
        QCoreApplication.translate("Photos", "User ID"),
        QCoreApplication.translate("Photos", "Name"),
        QCoreApplication.translate("Photos", "Result"),
        QCoreApplication.translate("Photos", "Details"),
    )


def result_rows(
    rows: Iterable[PhotoRow], words: PhotoWords, names: dict[str, str]
) -> list[tuple[str, ...]]:
    """Give a row of texts for each photo."""
    results = {
        Stage.DONE: QCoreApplication.translate("Photos", "Done"),
        Stage.FAILED: QCoreApplication.translate("Photos", "Failed"),
        Stage.SKIPPED: QCoreApplication.translate("Photos", "Skipped"),
    }
    open_ = QCoreApplication.translate("Photos", "Not saved")
    return [
        (
            row.path.name,
            row.user_id or "",
            names.get(row.user_id or "", ""),
            results.get(row.stage, open_),
            words.state(row)[0],
        )
        for row in rows
    ]
