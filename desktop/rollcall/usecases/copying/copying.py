"""Copies users between our devices and compares them: what the dialogs ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.copying.compare import Compared, Comparing, StableIds
from rollcall.usecases.copying.copy import AddsDepartments, CopyRun
from rollcall.usecases.copying.in_line import brought_in_line
from rollcall.usecases.copying.plan import Plan, PlannedUser, Terms, draw_up
from rollcall.usecases.copying.planning import Planning
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import OpenSession

__all__ = ["Copying"]

_USUAL = Terms()


class _Devices(Protocol):
    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Every device, ours by name first."""

    def device(self, uid: DeviceUid) -> FleetDevice:
        """Give one of ours. Raises `KeyError`."""


class _Details(Protocol):
    changed: Event[DeviceUid]

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""

    async def read_all(self, uids: Iterable[DeviceUid], *, again: bool = False) -> None:
        """Ask several devices; one that fails is passed over."""


class Copying:
    """Copies and compares; which devices were seen to re-encode templates is remembered."""

    def __init__(
        self,
        fleet: _Devices,
        *,
        open_session: OpenSession,
        writer: WritesUsers,
        rosters: StableIds,
        departments: AddsDepartments,
        details: _Details,
    ) -> None:
        self._fleet = fleet
        self._open_session = open_session
        self._writer = writer
        self._rosters = rosters
        self._departments = departments
        self._reencoding: set[DeviceUid] = set()
        self.details = details
        """Free places of devices, for choosing a target."""

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Our devices."""
        return tuple(each for each in self._fleet.devices if each.is_ours)

    def name_of(self, uid: DeviceUid) -> str:
        """Give what people call a device; its uid when it was forgotten meanwhile."""
        try:
            return self._fleet.device(uid).label
        except KeyError:
            return uid

    async def plan(
        self,
        source: DeviceUid,
        users: Sequence[RememberedUser],
        targets: Sequence[DeviceUid],
        *,
        report: Report,
        terms: Terms = _USUAL,
    ) -> Plan:
        """Find out what copying users would do; nothing is written.

        Raises `DeviceError` where the source cannot be read; targets that cannot be are in
        `plan.material.failed`.
        """
        planning = Planning(
            self._open_session, reencoding=frozenset(self._reencoding), report=report
        )
        return await draw_up(await planning.read(source, users, targets), terms)

    async def on_terms(self, plan: Plan, terms: Terms) -> Plan:
        """Work a plan out again on other terms; no device is asked, decisions begin anew."""
        return await draw_up(plan.material, terms)

    async def copy(
        self,
        plan: Plan,
        rows: Iterable[PlannedUser],
        *,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Write the rows that are chosen, exactly one receipt for each.

        It is undone as one, with what else is `part_of` the same. Raises nothing but its own
        cancellation: what fails is in the receipts.
        """

        def noted(receipt: Receipt) -> None:
            if any(each.is_reencoded for each in receipt.parts):
                self._reencoding.add(receipt.device)
            got(receipt)

        await CopyRun(
            plan,
            rows,
            open_session=self._open_session,
            writer=self._writer,
            departments=self._departments,
            label=self.name_of,
            got=noted,
            report=report,
        ).run(part_of=part_of)

    async def compare(self, uids: Sequence[DeviceUid], *, report: Report) -> Compared:
        """Compare all users of devices. What failed is in the result."""
        return await Comparing(self._open_session, rosters=self._rosters, report=report).compare(
            uids
        )

    async def brought_in_line(self, compared: Compared, right: DeviceUid) -> frozenset[UserId]:
        """Tell whom copying from `right` to the other devices compared would write."""
        return await brought_in_line(compared, right, reencoding=frozenset(self._reencoding))
