"""What one sweep's finds mean for the list of devices: here, moved, another one, or new.

Nothing is asked and nothing is kept here; a stored key stays with a device only where the find
proves that it is that device (reliability M8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import IntEnum

from msgspec.structs import replace

from rollcall.device.found import Evidence, Found
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.device_list import DeviceList
from rollcall.usecases.fleet_device import DeviceState, FleetDevice, are_doors_of_one

__all__ = ["Placing"]

_PROMISING = (DeviceState.NEW, DeviceState.KEY_NEEDED, DeviceState.UNPROVEN)  # the best one first


class _Proof(IntEnum):
    """How good a find proves one of ours to be at an address; the highest one counts."""

    CLAIMED = 1  # it says so, unasked for a key
    PINNED = 2  # it shows the pinned certificate, elsewhere
    AT_HOME = 3  # it is where it was


class Placing:
    """Enters the finds of one sweep into the list, in whatever order they come."""

    def __init__(
        self,
        rows: DeviceList,
        *,
        now: Callable[[], datetime],
    ) -> None:
        """Take the list, which others may change while the sweep runs."""
        self._rows = rows
        self._now = now
        self._before = {each.known_uid: each for each in rows.ours}
        self._proofs: dict[DeviceUid, _Proof] = {}
        self._placed: dict[DeviceUid, FleetDevice] = {}
        self._claims: dict[str, DeviceUid] = {}
        self._moves: dict[DeviceUid, Found] = {}
        self._wanting_key: set[DeviceUid] = set()
        self._settled: set[DeviceUid] = set()

    @property
    def open_uids(self) -> tuple[DeviceUid, ...]:
        """Ours of which no find told enough; they are to be asked themselves."""
        uids = (each.known_uid for each in self._rows.ours)
        return tuple(uid for uid in uids if uid not in self._settled)

    def take(self, found: Found) -> None:
        """Enter one find."""
        ours = self._rows.our(found.uid)
        holder = next((each for each in self._rows.ours if each.address == found.address), None)
        if holder is not None and found.uid is not None and holder.uid != found.uid:
            self._settle(holder, DeviceState.WRONG_DEVICE)
        if ours is not None:
            self._take_claim(ours, found)
        elif found.uid is not None:
            self._take_stranger(found)
        else:
            is_followed = self._follow_pin(found)
            if holder is not None:
                self._take_silence(holder, found)
            elif not is_followed:
                self._take_stranger(found)
        self._drop_doors([each for each in self._rows.ours if each.uid in self._proofs])

    def finish(self) -> None:
        """Move the devices that were not seen at home; only now is that certain."""
        for uid, found in self._moves.items():
            ours = self._rows.our(uid)
            if ours is None or uid in self._proofs or not self._is_untouched(ours):
                continue
            if uid in self._wanting_key:  # who stands at its address may prove itself by the key
                self._note_claim(uid, found.address, found.fingerprint)
                self._settled.discard(uid)
            else:
                self._move(ours, found, _Proof.CLAIMED)

    def tidy(self) -> None:
        """Drop rows that are but another door of one of ours that has answered since."""
        answered = {DeviceState.ONLINE, DeviceState.MOVED}
        self._drop_doors([each for each in self._rows.ours if each.state in answered])

    def _take_claim(self, ours: FleetDevice, found: Found) -> None:
        """Take a find that gave the uid of one of ours."""
        before = self._before.get(ours.known_uid, ours)
        is_pinned = before.pin is not None and before.pin == found.fingerprint
        if found.address == before.address:
            proof = _Proof.AT_HOME
        elif is_pinned:
            proof = _Proof.PINNED
        elif before.address.https or found.address.https:
            self._note_claim(
                ours.known_uid, found.address, found.fingerprint
            )  # a person has to compare the fingerprint
            return
        else:
            proof = _Proof.CLAIMED
        if proof <= self._proofs.get(ours.known_uid, 0) or not self._is_untouched(ours):
            if found.address.host != ours.address.host:
                self._note_claim(
                    ours.known_uid, found.address, found.fingerprint
                )  # two devices give one uid (reliability M8)
        elif proof is _Proof.AT_HOME and before.is_private and not is_pinned:
            if found.fingerprint is not None:
                self._settle(ours, DeviceState.NOT_PRIVATE)
        elif proof is _Proof.CLAIMED and before.keyed:
            self._moves.setdefault(ours.known_uid, found)  # moving costs it its key: see finish()
            self._settled.add(ours.known_uid)
        else:
            self._move(ours, found, proof)

    def _take_silence(self, holder: FleetDevice, found: Found) -> None:
        """Take a find without uid at the address of one of ours."""
        if holder.is_private and found.fingerprint not in {None, holder.pin}:
            self._settle(holder, DeviceState.NOT_PRIVATE)
        elif found.evidence is Evidence.KEY_NEEDED and holder.keyed:
            self._wanting_key.add(
                holder.known_uid
            )  # it is asked with its own key, at its own address
        elif found.evidence is Evidence.KEY_NEEDED:
            self._settle(holder, DeviceState.KEY_NEEDED)

    def _follow_pin(self, found: Found) -> bool:
        """Take a find without uid that shows the pinned certificate of one of ours."""
        for ours in self._rows.ours:
            if ours.pin is None or ours.pin != found.fingerprint:
                continue
            is_news = ours.address != found.address and ours.known_uid not in self._proofs
            if is_news and self._is_untouched(ours):
                self._move(ours, found, _Proof.PINNED)
                self._settled.discard(ours.known_uid)  # who it is must still be asked
                return True
        return False

    def _take_stranger(self, found: Found) -> None:
        state = DeviceState.KEY_NEEDED
        if found.evidence is not Evidence.KEY_NEEDED:
            state = DeviceState.UNPROVEN if found.uid is None else DeviceState.NEW
        row = FleetDevice(uid=found.uid, address=found.address, pin=found.fingerprint, state=state)
        same = [each for each in self._rows.strangers if _is_same_stranger(row, each)]
        if any(_worth(each) <= _worth(row) for each in same):
            return
        for worse in same:
            self._rows.drop(worse.key)
        self._rows.put(row)

    def _move(self, ours: FleetDevice, found: Found, proof: _Proof) -> None:
        """Enter one of ours at the address of a find, with its key only if that is proven."""
        before = self._before.get(ours.known_uid, ours)
        is_home = proof is _Proof.AT_HOME
        moved = replace(
            ours,
            address=found.address,
            pin=before.pin if proof >= _Proof.PINNED else None,
            keyed=ours.keyed and proof >= _Proof.PINNED,
            moved_from=None if is_home else before.address,
            state=DeviceState.ONLINE if is_home else DeviceState.MOVED,
            last_seen=self._now(),
        )
        worse = self._placed.get(ours.known_uid)
        if worse is not None and worse.address.host != found.address.host:
            self._note_claim(ours.known_uid, worse.address, worse.pin)
        self._proofs[ours.known_uid] = proof
        self._settled.add(ours.known_uid)
        self._placed[ours.known_uid] = moved
        for row in self._rows.strangers:
            if row.address == found.address:
                self._rows.drop(row.key)
        self._rows.put(moved)

    def _settle(self, ours: FleetDevice, state: DeviceState) -> None:
        """Mark one of ours, unless this sweep knows better of it."""
        if ours.known_uid not in self._proofs:
            self._settled.add(ours.known_uid)
            self._rows.put(replace(ours, state=state))

    def _note_claim(self, uid: DeviceUid, address: Address, fingerprint: str | None) -> None:
        row = FleetDevice(address=address, pin=fingerprint, state=DeviceState.UNPROVEN)
        self._claims[row.key] = uid
        self._rows.put(row)

    def _is_untouched(self, ours: FleetDevice) -> bool:
        """Whether no person gave it another address, pin or key while the sweep ran."""
        ways = [(each.address, each.pin, each.keyed) for each in self._versions(ours.known_uid)]
        return not ways or (ours.address, ours.pin, ours.keyed) in ways

    def _versions(self, uid: DeviceUid) -> Iterator[FleetDevice]:
        for versions in (self._before, self._placed):
            if uid in versions:
                yield versions[uid]

    def _drop_doors(self, answered: list[FleetDevice]) -> None:
        for row in self._rows.strangers:
            if row.uid is None and any(self._is_door_of(row, each) for each in answered):
                self._rows.drop(row.key)

    def _is_door_of(self, row: FleetDevice, ours: FleetDevice) -> bool:
        if self._claims.get(row.key) == ours.known_uid:
            return row.address.host == ours.address.host
        return are_doors_of_one(row.address, ours.address)


def _is_same_stranger(one: FleetDevice, other: FleetDevice) -> bool:
    if one.key == other.key:
        return True
    is_told_apart = one.uid is not None and other.uid is not None
    return not is_told_apart and are_doors_of_one(one.address, other.address)


def _worth(row: FleetDevice) -> tuple[int, bool]:
    """What of one stranger's doors is shown: the least is the best."""
    return (_PROMISING.index(row.state), not row.address.https)
