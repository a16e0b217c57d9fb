"""How a device becomes one of ours, and how it is given up: its row and its key together.

Which key may go to which address hangs on the order of the steps here, also where one of them
fails; who answers at an address is asked in fleet.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.errors import StoreError, VaultError
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.device_keys import DeviceKeys
from rollcall.usecases.device_list import DeviceList
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.sessions import Sessions

__all__ = ["Adopting"]


class Adopting:
    """Enters devices in the list and gives them up, one at a time; `announce` shows the list."""

    def __init__(
        self,
        rows: DeviceList,
        *,
        keys: DeviceKeys,
        sessions: Sessions,
        announce: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._rows = rows
        self._keys = keys
        self._sessions = sessions
        self._announce = announce
        self._now = now
        self._turn = asyncio.Lock()

    async def adopt(
        self, uid: DeviceUid, name: str | None, address: Address, *, pin: str | None, key: ApiKey
    ) -> VaultError | None:
        """Save a device at an address it proved to be at, and the key a person gave for it there.

        Without `name` it has to be one of ours still. Its old key is let go before the address
        changes and the new one taken after that, so that at no moment, and after no failure, a
        key goes to an address it was not given for.

        Gives the keyring's error when the key could only be kept for this run. Raises `StoreError`.
        """
        async with self._turn:
            async with self._rows.saving:
                before = self._rows.our(uid)
                if name is None and before is None:  # forgotten meanwhile
                    return None
                device = FleetDevice(
                    uid=uid,
                    name=name or (before.name if before else ""),
                    address=address,
                    pin=pin if address.https else None,
                    last_seen=self._now(),
                    state=DeviceState.ONLINE,
                )
                await self._rows.save(device)
                self._sessions.outdate(uid)
            trouble = None
            if key:
                trouble = await self._keys.keep(uid, key)
                self._note_keyed(uid, address)
                await self._rows.save_changed()
            elif before is not None and before.keyed:
                await self._keys.drop(uid)  # one that stays is not used: the row is not keyed
            await self._sessions.tidy()
            self._announce()
            return trouble

    async def give_up(self, uid: DeviceUid) -> VaultError | None:
        """Drop a device's key, then its row.

        Gives the keyring's error when the key may still be in there. Raises `StoreError`; then
        the row stays, without its key.
        """
        async with self._turn:
            trouble = await self._keys.drop(uid)  # first: no row would tell of one left behind
            try:
                await self._rows.forget(uid)
            except StoreError:
                if trouble is None:
                    self._note_key_dropped(uid)
                raise
        self._announce()
        return trouble

    def _note_keyed(self, uid: DeviceUid, address: Address) -> None:
        device = self._rows.our(uid)
        if device is not None and device.address == address:  # else a sweep saw it move meanwhile
            self._rows.put(replace(device, keyed=True))

    def _note_key_dropped(self, uid: DeviceUid) -> None:
        device = self._rows.our(uid)
        if device is not None:
            self._rows.put(replace(device, keyed=False))
            self._announce()
