"""The pages of the window: their order, icons and names; what builds them comes from `app.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.ui.page import Page

__all__ = ["PageKey", "PageSpec", "page_title", "pages"]


class PageKey(StrEnum):
    """The pages of the program, in their order; those nobody builds are absent."""

    OVERVIEW = "overview"
    DEVICES = "devices"
    USERS = "users"
    ATTENDANCE = "attendance"
    SCHEDULES = "schedules"
    ACCESS = "access"
    REPORTS = "reports"
    ACTIVITY = "activity"
    SETTINGS = "settings"


class PageSpec(Struct, frozen=True, kw_only=True):
    """One entry of the sidebar; the page is built when it is first visited."""

    key: PageKey
    icon: str
    build: Callable[[], Page]
    is_lower: bool = False
    """Stands at the foot of the sidebar."""


_ICONS = {
    PageKey.OVERVIEW: "layout-dashboard",
    PageKey.DEVICES: "tablet",
    PageKey.USERS: "users",
    PageKey.ATTENDANCE: "clipboard-check",
    PageKey.SCHEDULES: "calendar-days",
    PageKey.ACCESS: "door-open",
    PageKey.REPORTS: "chart-column",
    PageKey.ACTIVITY: "history",
    PageKey.SETTINGS: "settings",
}
_LOWER = frozenset({PageKey.ACTIVITY, PageKey.SETTINGS})


def pages(builders: Mapping[PageKey, Callable[[], Page]]) -> tuple[PageSpec, ...]:
    """Put the pages that can be built into their order."""
    return tuple(
        PageSpec(key=key, icon=_ICONS[key], build=builders[key], is_lower=key in _LOWER)
        for key in PageKey
        if key in builders
    )


def page_title(key: PageKey) -> str:
    """Name a page, in the language in use."""
    match key:
        case PageKey.OVERVIEW:
            return QCoreApplication.translate("Pages", "Overview")
        case PageKey.DEVICES:
            return QCoreApplication.translate("Pages", "Devices")
        case PageKey.USERS:
            return QCoreApplication.translate("Pages", "Users")
        case PageKey.ATTENDANCE:
            return QCoreApplication.translate("Pages", "Attendance")
        case PageKey.SCHEDULES:
            return QCoreApplication.translate("Pages", "Schedules")
        case PageKey.ACCESS:
            return QCoreApplication.translate("Pages", "Access")
        case PageKey.REPORTS:
            return QCoreApplication.translate("Pages", "Reports")
        case PageKey.ACTIVITY:
            return QCoreApplication.translate("Pages", "Activity")
        case PageKey.SETTINGS:
            return QCoreApplication.translate("Pages", "Settings")
