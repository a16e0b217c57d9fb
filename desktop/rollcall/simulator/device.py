"""The simulated device: all its parts, and one command carried out. HTTP is in server.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rollcall.protocol.command import Command, Reply, Success
from rollcall.protocol.enrollment import BeginEnrollFinger
from rollcall.protocol.users import UserId
from rollcall.simulator import reading
from rollcall.simulator.access import Access
from rollcall.simulator.bells import Bells
from rollcall.simulator.clock import Clock
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.departments import Departments
from rollcall.simulator.enrollment import Enrollment
from rollcall.simulator.faults import faults
from rollcall.simulator.info import Info
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.log import Log, StoredRecord
from rollcall.simulator.network import Network
from rollcall.simulator.population import DEPARTMENTS, SampleLog, people
from rollcall.simulator.profile import Profile
from rollcall.simulator.security import Security
from rollcall.simulator.settings import Clearance, Settings
from rollcall.simulator.setup import Answers, Completing, Members, Setup
from rollcall.simulator.shifts import Shifts
from rollcall.simulator.timing import RealTime, Time
from rollcall.simulator.uploader import Uploads
from rollcall.simulator.users import Users
from rollcall.simulator.variants import reshaped, variants
from rollcall.simulator.writing import payload_of

_DEFAULT = Profile()


@dataclass(slots=True)
class Message:
    """An answer before it is written: `payload` is JSON's own types."""

    mid: object
    result: str
    payload: Any


class SimulatedDevice:
    """One device. Its parts are public: tests may look at them and change them."""

    def __init__(
        self,
        profile: Profile = _DEFAULT,
        *,
        time: Time | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.profile = profile
        self.time = time or RealTime()
        self.variants = variants()
        self.faults = faults()
        self.ledger = ledger or Ledger()
        self.setup = Setup(profile, self.time, self.variants)
        self.clock = Clock(self.setup)
        self.users = Users(self.setup)
        self.departments = Departments(self.setup, self.users, DEPARTMENTS)
        self.users.departments = self.departments
        self.log = Log(self.setup)
        self.uploads = Uploads(self.setup, self.log)
        self.enrollment = Enrollment(self.setup, self.users)
        self.security = Security(self.setup)
        self.network = Network(self.setup)
        self.bells = Bells(self.setup)
        self.shifts = Shifts(self.setup, self.users)
        self.access = Access(self.setup, self.users)
        self.settings = Settings(self.setup)
        self.clearance = Clearance(
            self.setup,
            users=self.users,
            log=self.log,
            uploads=self.uploads,
            departments=self.departments,
            shifts=self.shifts,
            access=self.access,
        )
        self.info = Info(self.setup, self.users, self.log)
        self._answers, self._completing = self._collect()
        self._populate()

    # --- for servers ------------------------------------------------------------------------

    def accepts(self, key: str | None) -> bool:
        """Whether a request with that API key may pass; None is a request without the parameter."""
        if not self.security.api_key and self.variants.is_on("no-key-accepts-any"):
            return True
        return (key or "") == self.security.api_key

    def perform(
        self, mid: object, name: str, payload: dict[str, Any], active: Mapping[str, str]
    ) -> Message:
        """Carry out one command with the faults that are active for it."""
        self.setup.active = active
        try:
            kind = self._kind(name, active)
            command = reading.read(
                kind, payload, completing=self._completing, zone=self.profile.zone
            )
            reply = self._executed(command, active)
        except Refusal as refusal:
            return refused(mid, refusal)
        finally:
            self.setup.active = {}
        result, written = reshaped(reply.result_names[0], payload_of(reply), self.variants)
        return Message(mid, result, written)

    def taken_afterwards(self) -> list[Callable[[], None]]:
        """Give what becomes true only after the answer is sent; each is given once."""
        afterwards, self.setup.afterwards = self.setup.afterwards, []
        return afterwards

    # --- for tests and practice -------------------------------------------------------------

    def punch(self, user_id: str, mode: str = "face") -> bool:
        """Let a person verify; a locked device records nothing."""
        if self.users.locked:
            return False
        time = self.clock.now().isoformat()
        self.log.add(StoredRecord(user_id=UserId(user_id), time=time, mode=mode))
        return True

    def restart(self) -> None:
        """Switch off and on: jobs are forgotten, the lock is released, the uploader starts anew."""
        self.enrollment.forget()
        self.users.locked = False
        self.uploads.restart()

    # --- private ----------------------------------------------------------------------------

    def _collect(self) -> tuple[Answers, Completing]:
        parts = (
            self.clock, self.users, self.departments, self.log, self.uploads, self.enrollment,
            self.security, self.network, self.bells, self.shifts, self.access, self.settings,
            self.clearance, self.info,
        )  # fmt: skip
        answers: dict[type[Command[Any]], Callable[[Any], Reply]] = {}
        completing: dict[type[Command[Any]], Callable[[Members], Members]] = {}
        for part in parts:
            answers |= part.answers
            completing |= getattr(part, "completing", {})
        return answers, completing

    def _populate(self) -> None:
        users = list(people(self.profile))
        self.users.fill(users)
        self.log.fill(SampleLog(self.profile, users, today=self.time.now().date()))

    def _kind(self, name: str, active: Mapping[str, str]) -> type[Command[Any]]:
        if "unknown" in active:
            raise Refusal(Code.UNKNOWN_COMMAND, name)
        kind = reading.kind_named(name)
        capital = self.variants.is_on("enroll-fp-capital")
        if capital and kind is BeginEnrollFinger and name != "BeginEnrollFP":
            raise Refusal(Code.UNKNOWN_COMMAND, name)
        return kind

    def _executed(self, command: Command[Any], active: Mapping[str, str]) -> Reply:
        answer = self._answers[type(command)]
        name = command.names[0]
        if not command.writes:
            reply = answer(command)
            self.ledger.done(name, command, at=self.time.now(), before=None, after=None)
            return reply
        if "ignored" in active:
            return Success()
        before = self._glance(command)
        reply = answer(command)
        after = self._glance(command)
        self.ledger.done(name, command, at=self.time.now(), before=before, after=after)
        return reply

    def _glance(self, command: Command[Any]) -> object:
        """Tell what a change concerns: the user it names, or else how much is stored."""
        user_id = getattr(command, "id", None)
        if isinstance(user_id, str):
            user = self.users.get(user_id)
            return None if user is None else (
                user.name, user.department, user.privilege.value,
                len(user.fingers), user.face is not None, len(user.palms),
            )  # fmt: skip
        counts = self.users.counts
        return {
            "users": counts["users"],
            "managers": counts["managers"],
            "records": (self.log.first, self.log.end),
            "locked": self.users.locked,
        }


def refused(mid: object, refusal: Refusal) -> Message:
    """Give the Error that tells of a refusal."""
    return Message(mid, "Error", {"code": refusal.code, "arguments": list(refusal.arguments)})
