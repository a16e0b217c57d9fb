"""Clearing a simulated device (specification, DeviceControl; protocol-notes D11, D12)."""

from __future__ import annotations

from rollcall.protocol.command import Success
from rollcall.protocol.settings import Clearing, DeviceControl
from rollcall.simulator.access import Access
from rollcall.simulator.departments import Departments
from rollcall.simulator.log import Log
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.shifts import Shifts
from rollcall.simulator.uploads import Uploads
from rollcall.simulator.users import Users


class Clearance:
    """Empties the other parts; network and security always stay."""

    def __init__(
        self,
        setup: Setup,
        *,
        users: Users,
        log: Log,
        uploads: Uploads,
        departments: Departments,
        shifts: Shifts,
        access: Access,
    ) -> None:
        self._setup = setup
        self._users = users
        self._log = log
        self._uploads = uploads
        self._departments = departments
        self._shifts = shifts
        self._access = access
        self.management_records = 3
        """How many entries the log of the device's own menu has; nothing can read them."""
        self.answers: Answers = {DeviceControl: self.clear}

    def clear(self, command: DeviceControl) -> Success:
        """Do what the member `Action` says."""
        match command.action:
            case Clearing.ATTENDANCE_RECORDS:
                self._clear_log()
            case Clearing.MANAGEMENT_RECORDS:
                self.management_records = 0
            case Clearing.USERS:
                self._clear_users()
            case Clearing.MANAGERS:
                delete = self._setup.variants.is_on("clear-managers-deletes")
                self._users.clear_managers(delete=delete)
            case Clearing.ALL_DATA:
                self._clear_log()
                self._clear_users()
                self.management_records = 0
                self._departments.clear()
                self._shifts.clear()
        return Success()

    def _clear_log(self) -> None:
        self._log.clear()
        self._uploads.log_cleared()

    def _clear_users(self) -> None:
        self._users.clear()
        self._shifts.plans.clear()
        self._access.of_user.clear()
