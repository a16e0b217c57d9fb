"""What a simulated device is made as: its identity, its abilities, its limits, and who is on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from rollcall.protocol.info import CapacityLimit, DeviceCapabilities
from rollcall.protocol.users import Privilege

EVERYTHING = DeviceCapabilities(
    access_control=True,
    card=True,
    ethernet=True,
    face=True,
    fingerprint=True,
    input_device=True,
    palm=True,
    password=True,
    visible_light_face=True,
    wifi=True,
)

# The example of the specification, GetCapacityLimit.
USUAL_LIMITS = CapacityLimit(users=5000, faces=3000, fingers=15000, palms=1000, records=400_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """How one device has somebody otherwise than the other devices of a company have.

    `number` is the person's, and so the id. What is empty, or None, is as on the others.
    """

    number: int
    is_missing: bool = False
    is_somebody_else: bool = False
    """The id was given twice: whoever has it here is another person."""
    name: str = ""
    department: str = ""
    privilege: Privilege | None = None
    fingers: int | None = None
    """How many of the fingers are on this device: the first ones."""
    has_no_face: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a simulated device starts.

    `users` and `records` are sample people and their records, the same for the same `seed`. Devices
    of one `company` have the same people, as many as `users` says, but for their `deviations`.
    `zone` is where the device hangs, for times sent with a zone; None is this computer's.
    `loopback_only` keeps the uploads of practice devices on this computer. `clock_ahead` is how
    wrong its clock is.
    """

    name: str = "Front door"
    uid: str = "e09c1d1fd6ac34a7"
    api_key: str = ""
    firmware: str = "13750C v3.11.802"
    capabilities: DeviceCapabilities = EVERYTHING
    limits: CapacityLimit = USUAL_LIMITS
    users: int = 0
    records: int = 0
    seed: int = 1
    company: int | None = None
    deviations: tuple[Deviation, ...] = ()
    face_bytes: int = 6000
    finger_bytes: int = 1404  # sibling devices (protocol-notes, section 2)
    palm_bytes: int = 2048
    service_s: float = 0.0
    capture_s: float = 5.0
    zone: tzinfo | None = None
    clock_ahead: timedelta = timedelta()
    loopback_only: bool = False
