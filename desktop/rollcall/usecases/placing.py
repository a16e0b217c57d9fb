"""What one sweep's finds mean for the list of devices: here, moved, another one, or new.

Nothing is asked here; a stored key stays with a device only where a find proves that it is that
device (reliability M8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from rollcall.device.found import Evidence, Found
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.device_list import DeviceList
from rollcall.usecases.fleet_device import DeviceState, FleetDevice, are_doors_of_one

__all__ = ["Placing", "place"]

_PROMISING = (DeviceState.NEW, DeviceState.KEY_NEEDED, DeviceState.UNPROVEN)  # the best one first
_SEEN = (DeviceState.ONLINE, DeviceState.MOVED)


class Placing:
    """Keeps the finds of one sweep, and enters in the list what all of them together mean."""

    def __init__(self, rows: DeviceList, *, now: Callable[[], datetime]) -> None:
        """Take the list, which others may change while the sweep runs."""
        self._rows = rows
        self._now = now
        self._before = {each.known_uid: each for each in rows.ours}
        self._placed = {
            uid: replace(each, state=DeviceState.UNCHECKED) for uid, each in self._before.items()
        }
        self._finds: dict[Address, Found] = {}

    @property
    def open_uids(self) -> tuple[DeviceUid, ...]:
        """Ours of which no find told enough, once finished; they are to be asked themselves."""
        uids = (each.known_uid for each in self._rows.ours)
        return tuple(each for each in uids if self._placed[each].state is DeviceState.UNCHECKED)

    def take(self, found: Found) -> None:
        """Enter one find."""
        self._hear_people()
        self._finds[found.address] = found
        self._enter(is_over=False)

    def finish(self) -> None:
        """Move the devices that were not seen at home; only now is that certain."""
        self._hear_people()
        self._enter(is_over=True)

    def tidy(self) -> None:
        """Count those of ours that have answered since as found where they did."""
        self._hear_people()
        for ours in self._rows.ours:
            if ours.state in _SEEN:
                self._finds[ours.address] = _as_found(ours)
        self._enter(is_over=True)

    def _hear_people(self) -> None:
        """Take the address, pin or key that a person gave one of ours meanwhile as a find there."""
        for ours in self._rows.ours:
            placed = self._placed.get(ours.known_uid)
            if placed is None or _way_to(placed) != _way_to(ours):
                self._before[ours.known_uid] = self._placed[ours.known_uid] = ours
                self._finds[ours.address] = _as_found(ours)

    def _enter(self, *, is_over: bool) -> None:
        rows = place(self._before.values(), self._finds, is_over=is_over)
        for row in rows:
            ours = self._rows.our(row.uid)
            if ours is not None:
                self._enter_ours(ours, row)
        strangers = {each.key: each for each in rows if not each.is_ours}
        for gone in {each.key for each in self._rows.strangers} - strangers.keys():
            self._rows.drop(gone)
        for stranger in strangers.values():
            self._rows.put(stranger)

    def _enter_ours(self, ours: FleetDevice, row: FleetDevice) -> None:
        """Enter what is news of one of ours; what others noted of it since then stays."""
        row = replace(row, keyed=row.keyed and ours.keyed)  # no sweep ever brings a key back
        is_news = row != self._placed[ours.known_uid]
        self._placed[ours.known_uid] = row
        if is_news and (row.state is not DeviceState.UNCHECKED or row.address != ours.address):
            last_seen = self._now() if row.state in _SEEN else ours.last_seen
            self._rows.put(replace(row, name=ours.name, last_seen=last_seen))


def place(
    ours: Iterable[FleetDevice], finds: Mapping[Address, Found], *, is_over: bool
) -> tuple[FleetDevice, ...]:
    """Give the rows that finds make of our devices, and those of strangers.

    One of ours is UNCHECKED where the finds do not tell enough of it.
    """
    claims: defaultdict[DeviceUid | None, list[Found]] = defaultdict(list)
    for find in finds.values():
        claims[find.uid].append(find)
    rows = [
        _placed(each, finds.get(each.address), claims[each.uid], is_over=is_over) for each in ours
    ]
    _follow_pins(rows, claims[None], finds)
    return (*rows, *_strangers(rows, finds.values()))


def _placed(
    ours: FleetDevice, home: Found | None, claims: list[Found], *, is_over: bool
) -> FleetDevice:
    """Give one of ours as what is at its address, and the finds with its uid, tell of it."""
    state = DeviceState.UNCHECKED if home is None else _state_at_home(ours, home)
    if state is DeviceState.ONLINE:
        return replace(ours, state=state, moved_from=None)
    elsewhere = [each for each in claims if each.address != ours.address]
    for find in elsewhere:
        if _shows_pin(ours, find):
            return _moved(ours, find)
    wants_key = home is not None and home.evidence is Evidence.KEY_NEEDED
    if not ours.keyed or (is_over and not wants_key):  # for moving costs it its key
        for find in elsewhere:
            if not (ours.address.https or find.address.https):  # a person compares fingerprints
                return _moved(ours, find)
    return replace(ours, state=state)


def _state_at_home(ours: FleetDevice, find: Found) -> DeviceState:
    """Tell how one of ours stands by what was found at its address."""
    if find.uid not in {None, ours.uid}:
        return DeviceState.WRONG_DEVICE
    if ours.is_private and not _shows_pin(ours, find):
        return DeviceState.NOT_PRIVATE if find.fingerprint else DeviceState.UNCHECKED
    if find.uid is not None:
        return DeviceState.ONLINE
    if find.evidence is Evidence.KEY_NEEDED and not ours.keyed:
        return DeviceState.KEY_NEEDED
    return DeviceState.UNCHECKED  # it is asked, with its own key if it has one


def _moved(ours: FleetDevice, find: Found) -> FleetDevice:
    """Give one of ours at the address of a find, with its key only if the pin proves it."""
    is_proven = _shows_pin(ours, find)
    return replace(
        ours,
        address=find.address,
        pin=ours.pin if is_proven else None,
        keyed=ours.keyed and is_proven,
        moved_from=ours.address,
        state=DeviceState.UNCHECKED if find.uid is None else DeviceState.MOVED,
    )


def _follow_pins(
    rows: list[FleetDevice], silent: list[Found], finds: Mapping[Address, Found]
) -> None:
    """Move those of ours whose pin is shown elsewhere only, by who does not say who it is."""
    for find in silent:
        with_pin = [index for index, row in enumerate(rows) if _shows_pin(row, find)]
        if any(rows[index].address == find.address for index in with_pin):
            continue
        for index in with_pin:
            home = finds.get(rows[index].address)
            is_at_home = home is not None and _shows_pin(rows[index], home)
            if not is_at_home and rows[index].state not in _SEEN:
                rows[index] = _moved(rows[index], find)
                break


def _strangers(rows: list[FleetDevice], finds: Iterable[Found]) -> list[FleetDevice]:
    """Give the best door of each device that is not ours, or that only says so."""
    uids = {each.uid for each in rows}
    ours_on: defaultdict[str, list[FleetDevice]] = defaultdict(list)
    for row in rows:
        ours_on[row.address.host].append(row)
    found = [
        _stranger(find, claims_ours=find.uid in uids)
        for find in finds
        if not any(_is_door_of(each, find) for each in ours_on[find.address.host])
    ]
    best: dict[str, FleetDevice] = {}
    strangers_on: defaultdict[str, list[FleetDevice]] = defaultdict(list)
    for row in sorted(found, key=_worth):
        on_host = strangers_on[row.address.host]
        if row.key not in best and not any(_are_doors(row, each) for each in on_host):
            best[row.key] = row
            on_host.append(row)
    return list(best.values())


def _is_door_of(ours: FleetDevice, find: Found) -> bool:
    """Whether a find on the host of one of ours is that device."""
    if find.uid not in {None, ours.uid}:
        return False
    if find.address == ours.address:
        return True
    is_door = find.uid is not None or are_doors_of_one(find.address, ours.address)
    return is_door and ours.state in _SEEN


def _stranger(find: Found, *, claims_ours: bool) -> FleetDevice:
    uid = None if claims_ours else find.uid  # two devices may give one uid (reliability M8)
    state = DeviceState.UNPROVEN if uid is None else DeviceState.NEW
    if find.evidence is Evidence.KEY_NEEDED:
        state = DeviceState.KEY_NEEDED
    return FleetDevice(uid=uid, address=find.address, pin=find.fingerprint, state=state)


def _are_doors(one: FleetDevice, other: FleetDevice) -> bool:
    is_told_apart = one.uid is not None and other.uid is not None
    return not is_told_apart and are_doors_of_one(one.address, other.address)


def _worth(row: FleetDevice) -> tuple[int, bool]:
    """What of one stranger's doors is shown: the least is the best."""
    return (_PROMISING.index(row.state), not row.address.https)


def _shows_pin(ours: FleetDevice, find: Found) -> bool:
    return ours.pin is not None and ours.pin == find.fingerprint


def _way_to(row: FleetDevice) -> tuple[Address, str | None, bool]:
    return (row.address, row.pin, row.keyed)


def _as_found(ours: FleetDevice) -> Found:
    """Give the find that one of ours would be where it is now."""
    return Found(
        address=ours.address, evidence=Evidence.PROTOCOL, uid=ours.uid, fingerprint=ours.pin
    )
