from __future__ import annotations

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui.pages.met_devices import MetDevices
from rollcall.ui.pages.shown_users import ShownUsers
from rollcall.usecases.roster import RosterEntry
from tests.ui.user_fakes import ANN, FakeDevices, FakeUsers, current


class Meeting:
    def __init__(self, *names: str) -> None:
        self.fleet = FakeDevices(*names)
        self.opened: list[DeviceUid] = []
        self.rosters: dict[DeviceUid, FakeUsers] = {}
        self.changed: list[str] = []
        self.met = MetDevices(
            self.open, self.fleet, on_changed=self.on_changed, on_removed=self.on_removed
        )
        self.met.follow()

    def open(self, uid: DeviceUid) -> FakeUsers:
        self.opened.append(uid)
        return self.rosters.setdefault(uid, FakeUsers())

    def on_changed(self, shown: ShownUsers, entries: tuple[RosterEntry, ...]) -> None:
        self.changed += [f"{shown.name} {each.user.name}" for each in entries]

    def on_removed(self, shown: ShownUsers, ids: tuple[UserId, ...]) -> None:
        self.changed += [f"{shown.name} without {each}" for each in ids]


def test_a_roster_is_opened_once_when_its_device_is_first_shown() -> None:
    at = Meeting("Gate", "Yard")
    assert at.opened == []
    assert at.met.meet("gate") is at.met.meet("gate")
    assert at.opened == ["gate"]


def test_what_a_roster_announces_is_told_with_its_device() -> None:
    at = Meeting("Gate", "Yard")
    at.met.meet("yard")
    at.rosters[DeviceUid("yard")].changed.emit(tuple(current(ANN)))
    at.rosters[DeviceUid("yard")].removed.emit((UserId("9"),))
    assert at.changed == ["Yard Ann Müller", "Yard without 9"]


def test_all_devices_is_the_one_there_is_and_nobody_among_several() -> None:
    one, several = Meeting("Gate"), Meeting("Gate", "Yard")
    shown = one.met.meet(None)
    assert shown is not None
    assert shown.uid == "gate"
    assert several.met.meet(None) is None
    assert several.met.meet("unknown") is None


def test_a_device_that_is_not_ours_any_more_is_met_anew_when_it_is_back() -> None:
    at = Meeting("Gate", "Yard")
    before = at.met.meet("gate")
    at.fleet.become("Yard")
    assert at.met.follow()
    assert not at.met.follow()  # nothing new
    assert at.met.meet("gate") is None
    at.fleet.become("Gate", "Yard")
    assert at.met.follow()
    assert at.met.meet("gate") is not before
