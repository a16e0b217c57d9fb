"""Everything that works with users, built when it is first needed.

The window shows sooner without it; `program.py` asks for it with the page Users, or when an
interrupted work has to be put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from rollcall.protocol.info import DeviceUid
from rollcall.settings import SettingsFile
from rollcall.store.late import LateStore
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Audit
from rollcall.usecases.backups.backups import Backups
from rollcall.usecases.changing.departments import Departments
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.seal_key import SealKeyOf
from rollcall.usecases.changing.settling_writes import WriteSettler
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.copies import Copies
from rollcall.usecases.copying.copying import Copying
from rollcall.usecases.copying.finding import person_of
from rollcall.usecases.copying.removing import Removing
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.enrolling.enrolling import Enrolling
from rollcall.usecases.enrolling.settling_jobs import SettlingJobs
from rollcall.usecases.erasing.erasing import Erasing
from rollcall.usecases.erasing.tombstones import Tombstones
from rollcall.usecases.fleet import Fleet
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People
from rollcall.usecases.photos.converting import Photos
from rollcall.usecases.roster import EntryState
from rollcall.usecases.rosters import Rosters
from rollcall.usecases.sheets.exporting import Exporting
from rollcall.usecases.sheets.importing import Importing
from rollcall.usecases.user_access import UserAccess

__all__ = ["UserObjects"]


class Given(Protocol):
    """What of the program works with users too."""

    store: LateStore
    fleet: Fleet
    details: DetailsCache
    leases: Leases
    audit: Audit
    settings: SettingsFile


class UserObjects:
    """One of each, for as long as the window is open."""

    def __init__(
        self,
        program: Given,
        *,
        device_name: Callable[[DeviceUid], str],
        seal_key: SealKeyOf,
        seal_key_anew: SealKeyOf | None = None,
    ) -> None:
        """Take the key of the keyring; `seal_key_anew` asks for it at once where it was refused."""
        fleet, audit, details = program.fleet, program.audit, program.details
        self._ours = _uids(fleet.devices)
        journal, session = program.store.journal, program.fleet.session
        self.rosters = Rosters(session, program.store.users, device_name=device_name)
        steps = Steps()
        self.tombstones = tombstones = Tombstones(
            program.store.tombstones, seal_key=seal_key_anew or seal_key
        )
        self.writer = UserWriter(
            session,
            leases=program.leases,
            journal=journal,
            audit=audit,
            device_name=device_name,
            undo=steps,
            seal_key=seal_key,
            kept=self.rosters.save,
        )
        self.writer.came_back = lambda users: tombstones.lift(list(map(person_of, users)))
        self.rosters.follow(self.writer.stored, self.writer.removed)
        self.write_settler = WriteSettler(
            leases=program.leases,
            journal=journal,
            audit=audit,
            device_name=device_name,
            seal_key=seal_key,
            keeping=self.writer.keeping,
            images=self.writer.images,
        )
        self.job_settler = SettlingJobs(journal)
        self.departments = Departments(session, audit=audit, device_name=device_name)
        access = UserAccess(
            session, leases=program.leases, audit=audit, device_name=device_name, undo=steps
        )
        self.people = People(
            self.writer,
            rosters=self.rosters,
            departments=self.departments,
            details=details,
            copies=Copies(
                remembered=program.store.users,
                devices=lambda: fleet.devices,
                read=self.writer.read,
                is_cut_short=self.rosters.is_cut_short,
            ),
            access=access,
            audit=audit,
            undo=UndoList(steps, self.writer, access),
        )
        self.enrolling = Enrolling(
            session,
            writer=self.writer,
            journal=journal,
            leases=program.leases,
            details=details,
            audit=audit,
            users=self._known_users,
        )
        self.photos = Photos(session, writer=self.writer, details=details, audit=audit)
        self.importing = Importing(
            self.writer,
            departments=self.departments,
            open_roster=self.rosters.of,
            details=details,
            settings=program.settings,
        )
        self.exporting = Exporting(session, audit=audit, settings=program.settings)
        self.copying = Copying(
            fleet,
            open_session=session,
            writer=self.writer,
            rosters=self.rosters,
            departments=self.departments,
            details=details,
        )
        self.removing = Removing(
            fleet,
            open_session=session,
            writer=self.writer,
            pending=program.store.removals,
            remembered=program.store.users,
            erasing=Erasing(
                tombstones,
                steps=steps,
                images=self.writer.images,
                journal=journal,
                rosters=self.rosters,
                seal_key=seal_key,
            ),
            who=audit.who,
        )
        self.backups = Backups(
            session,
            writer=self.writer,
            details=details,
            departments=self.departments,
            audit=audit,
            tombstones=tombstones,
        )

    def forget_lost(self, devices: Sequence[FleetDevice]) -> None:
        """Forget the users and departments of devices that are not ours any more.

        One that is added again is read anew: it may have been emptied meanwhile.
        """
        before, self._ours = self._ours, _uids(devices)
        for uid in before - self._ours:
            self.rosters.forget(uid)
            self.departments.forget(uid)

    def _known_users(self, uid: DeviceUid) -> Sequence[RememberedUser]:
        entries = self.rosters.of(uid).entries
        return [each.user for each in entries if each.state is not EntryState.ID_ONLY]


def _uids(devices: Sequence[FleetDevice]) -> frozenset[DeviceUid]:
    return frozenset(each.known_uid for each in devices if each.is_ours)
