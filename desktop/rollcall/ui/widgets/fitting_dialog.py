"""A dialog that is always as high as what it shows needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent

from rollcall.ui.widgets.dialog import Dialog

__all__ = ["FittingDialog"]


class FittingDialog(Dialog):
    """Grows and shrinks as things appear in it; Qt's own first guess is two thirds of a screen."""

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            self.scroll_if_too_high()
            self.resize(self.sizeHint())
        return is_handled
