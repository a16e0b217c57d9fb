"""Builds each page when it is first visited, and imports its module then: the window is sooner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from rollcall.ui.navigation import PageKey

if TYPE_CHECKING:
    from rollcall.program.program import Program
    from rollcall.ui.page import Page

__all__ = ["page_builders"]


def page_builders(program: Program) -> Mapping[PageKey, Callable[[], Page]]:
    """Give what builds each page there is."""
    return {
        PageKey.OVERVIEW: partial(_overview, program),
        PageKey.DEVICES: partial(_devices, program),
        PageKey.USERS: partial(_users, program),
        PageKey.ACTIVITY: partial(_activity, program),
        PageKey.SETTINGS: partial(_settings, program),
    }


def _overview(program: Program) -> Page:
    from rollcall.ui.pages.overview import OverviewPage

    page = OverviewPage(program.fleet, details=program.details, tasks=program.tasks)
    page.find_asked.connect(partial(_find_devices, program))
    return page


def _devices(program: Program) -> Page:
    from rollcall.ui.pages.devices import DevicesPage

    return DevicesPage(
        program.fleet,
        details=program.details,
        fingerprint_shown=program.network.fingerprint_shown,
        tasks=program.tasks,
        settings=program.settings,
    )


def _users(program: Program) -> Page:
    from rollcall.ui.pages.user_work import UserWork
    from rollcall.ui.pages.users import UsersPage

    users = program.users
    return UsersPage(
        users.rosters.of,
        fleet=program.fleet,
        tasks=program.tasks,
        settings=program.settings,
        work=UserWork(
            people=users.people,
            enrolling=users.enrolling,
            photos=users.photos,
            importing=users.importing,
            exporting=users.exporting,
            copying=users.copying,
            removing=users.removing,
            backups=users.backups,
        ),
    )


def _activity(program: Program) -> Page:
    from rollcall.ui.pages.activity import ActivityPage

    return ActivityPage(program.audit, tasks=program.tasks, settings=program.settings)


def _settings(program: Program) -> Page:
    from rollcall.ui.pages.settings import SettingsPage

    return SettingsPage(
        program.settings,
        tasks=program.tasks,
        theme=program.theme,
        languages=program.languages,
        data_folder=program.folder,
    )


def _find_devices(program: Program) -> None:
    from rollcall.ui.pages.devices import DevicesPage

    page = program.window.page(PageKey.DEVICES)
    if isinstance(page, DevicesPage):
        page.find_devices()
