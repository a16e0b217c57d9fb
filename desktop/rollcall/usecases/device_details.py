"""One device's particulars: versions, limits, usage, capabilities, clock. Only read, never set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from rollcall.protocol.clock import GetDeviceTime
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import BadReply, Refused, Unsupported
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    GetCapacityLimit,
    GetCurrentUsage,
    GetDeviceCapabilities,
    GetVersionInfo,
    VersionInfo,
)
from rollcall.usecases.sessions import Session

__all__ = ["DeviceDetails", "read_details"]

ReplyT = TypeVar("ReplyT", bound=Reply)


class DeviceDetails(Struct, frozen=True, kw_only=True):
    """What a device told; a part it does not tell is None.

    `drift` is how far its clock is ahead of this PC's, negative if behind.
    """

    read_at: datetime
    versions: VersionInfo | None = None
    limits: CapacityLimit | None = None
    usage: CurrentUsage | None = None
    capabilities: DeviceCapabilities | None = None
    device_time: datetime | None = None
    drift: timedelta | None = None


async def read_details(
    session: Session, *, now: Callable[[], datetime] = datetime.now
) -> DeviceDetails:
    """Ask a device for its particulars. Raises `DeviceError` when it cannot be asked at all."""
    versions = await _told(session, GetVersionInfo())
    limits = await _told(session, GetCapacityLimit())
    usage = await _told(session, GetCurrentUsage())
    capabilities = await _told(session, GetDeviceCapabilities())
    asked = now()
    clock = await _told(session, GetDeviceTime())
    answered = now()
    middle = asked + (answered - asked) / 2
    return DeviceDetails(
        read_at=answered,
        versions=versions,
        limits=limits,
        usage=usage,
        capabilities=capabilities,
        device_time=clock.time if clock else None,
        drift=clock.time - middle if clock else None,
    )


async def _told(session: Session, command: Command[ReplyT]) -> ReplyT | None:
    try:
        return await session.ask(command)
    except (Unsupported, Refused, BadReply):
        return None
