"""The steps of restoring a backup, without a window: where one is, and whether one can go on."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from rollcall.protocol.info import DeviceUid
from rollcall.usecases.backups.planning import RestorePlan, Standing
from rollcall.usecases.backups.saved import Backup

__all__ = ["RestoreSteps", "Step"]


class Step(Enum):
    """Where one is."""

    FILE = auto()
    PASSPHRASE = auto()
    PLAN = auto()
    RESULT = auto()


class RestoreSteps:
    """What was chosen so far; going back loses nothing of it."""

    def __init__(self, device: DeviceUid, *, name: str) -> None:
        self.device = device
        self.name = name
        self.step = Step.FILE
        self.path: Path | None = None
        self.backup: Backup | None = None
        self.plan: RestorePlan | None = None
        self.replaces = True
        """Whether users who are different are written too."""
        self.typed_name = ""

    @property
    def is_other_device(self) -> bool:
        """Whether the backup is of another device than the one that is restored to."""
        return self.backup is not None and self.backup.manifest.device != self.device

    @property
    def chosen(self) -> RestorePlan | None:
        """What would be done now: nobody who was erased is in it."""
        if self.plan is None:
            return None
        chosen = self.plan.without(Standing.ERASED)
        return chosen if self.replaces else chosen.without(Standing.DIFFERENT)

    @property
    def count(self) -> int:
        """How many users would be written now."""
        return 0 if self.chosen is None else sum(row.is_written for row in self.chosen.rows)

    @property
    def can_go_on(self) -> bool:
        """Whether the step in sight is done."""
        match self.step:
            case Step.FILE:
                return self.path is not None
            case Step.PASSPHRASE:
                return True
            case Step.PLAN:
                is_sure = not self.is_other_device or self._is_name_typed
                return self.count > 0 and is_sure
        return False

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before, and nothing was written yet."""
        return self.step in {Step.PASSPHRASE, Step.PLAN}

    def choose(self, path: Path) -> None:
        """Take a file; what was read of another one is dropped."""
        self.path = path
        self.backup = self.plan = None

    def looked(self) -> None:
        """Go on to the passphrase: the file can be a backup."""
        self.step = Step.PASSPHRASE

    def planned(self, backup: Backup, plan: RestorePlan) -> None:
        """Go on to the plan: the file was opened and compared with the device."""
        self.backup, self.plan = backup, plan
        self.step = Step.PLAN

    def begun(self) -> None:
        """Go on to the result: from here on the device is written to."""
        self.step = Step.RESULT

    def go_back(self) -> None:
        """Go to the step before."""
        if self.can_go_back:
            self.step = Step.FILE if self.step is Step.PASSPHRASE else Step.PASSPHRASE

    def drop(self) -> None:
        """Forget every template."""
        self.backup = self.plan = None

    @property
    def _is_name_typed(self) -> bool:
        return _plain(self.typed_name) == _plain(self.name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
