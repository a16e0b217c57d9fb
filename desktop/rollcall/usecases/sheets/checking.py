"""Checks each row of a sheet and compares it with the device's users. Pure; 5,000 rows in a blink.

An empty cell never changes anything. A fault in one row leaves out that row alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, Final

from msgspec import Struct, field

from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.departments import check_department
from rollcall.usecases.rights import raised_to
from rollcall.usecases.secret_marks import SecretMarks
from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.columns import (
    Matching,
    SheetColumn,
    Spoken,
    fold_heading,
    privilege_words,
)
from rollcall.usecases.sheets.one_cell import (
    LeftOut,
    card_of,
    cut,
    is_scientific,
    is_stored_so,
    left_out,
    number_text,
    password_of,
    plain,
)
from rollcall.usecases.sheets.rows import (
    Doubt,
    DoubtKind,
    Fault,
    FaultKind,
    RowKind,
    SheetRow,
    ZeroRule,
)
from rollcall.usecases.sheets.sheet import Cell, Sheet
from rollcall.usecases.sheets.twice import without_twice

__all__ = ["Known", "Rules", "check_rows"]

ID_DIGITS_MAX: Final = 20  # protocol-notes U4
ID_LENGTH_MAX: Final = 64  # characters, as in roster.py
NAME_LENGTH_MAX: Final = 200  # as in user_summary.py
NAME_LENGTH_USUAL: Final = 24  # sibling devices cut what is longer (protocol-notes, section 2)


class Known(Struct, frozen=True, kw_only=True):
    """What the device has."""

    users: Mapping[UserId, RememberedUser]
    departments: Sequence[str] | None
    """None where the device does not list them; then they are not checked."""
    without_reader: frozenset[SheetColumn] = frozenset()
    secrets: SecretMarks = field(default_factory=SecretMarks)


class Rules(Struct, frozen=True, kw_only=True):
    """What the administrator chose."""

    zeros: ZeroRule = ZeroRule.LEAVE_OUT
    adds_departments: bool = False


def check_rows(
    sheet: Sheet, matching: Matching, known: Known, rules: Rules, spoken: Spoken
) -> list[SheetRow]:
    """Give what each row means, but for empty ones."""
    checker = _Checker(known, rules, spoken)
    rows = sheet.body
    columns = [
        [row[matching[each]] for row in rows] if each in matching else repeat("")
        for each in SheetColumn
    ]
    numbered = enumerate(zip(*columns, strict=False), sheet.first_row) if matching else ()
    return without_twice([checker.row(number, row) for number, row in numbered if any(row)])


class _Checker:
    """Knows the device, the rules and all words."""

    def __init__(self, known: Known, rules: Rules, spoken: Spoken) -> None:
        self._users = known.users
        self._secrets = known.secrets
        self._rules = rules
        self._takes_cards = SheetColumn.CARD not in known.without_reader
        self._takes_passwords = SheetColumn.PASSWORD not in known.without_reader
        self._privileges = privilege_words(spoken)
        self._listed = known.departments
        self._departments = {each: each for each in known.departments or ()}
        self._folded = {each.casefold(): each for each in reversed(known.departments or ())}
        self._met_privileges: dict[Cell, tuple[str, Privilege]] = {}
        self._padded: dict[str, UserId] | None = None

    def row(self, number: int, cells: Sequence[Cell]) -> SheetRow:
        """Tell what a row means."""
        user_id = UserId("")
        try:
            first = cells[0]
            # What the device has is what it says, so it need not be looked at closer.
            before = self._users.get(first)  # type: ignore[call-overload]  # any cell can be asked
            user_id = self._id(first) if before is None else before.id
            before = before or self._users.get(user_id)
            doubts: list[Doubt] = []
            change = self._change(cells, before, doubts)
        except LeftOut as left:
            return SheetRow(
                number=number,
                kind=RowKind.LEFT_OUT,
                id=user_id or UserId(cut(shown(cells[0]))),
                name=cut(shown(cells[1])),
                fault=left.fault,
            )
        if before is None:
            return self._new(number, user_id, change, doubts)
        if not change:
            return SheetRow(
                number=number, kind=RowKind.SAME, id=user_id, name=before.name, before=before
            )
        return SheetRow(
            number=number,
            kind=RowKind.CHANGED,
            id=user_id,
            name=change.get("name", before.name),
            change=SetUserInfo(id=user_id, **change),
            before=before,
            doubts=tuple(doubts),
            raised_to=_raised(change, before.privilege) if "privilege" in change else None,
        )

    def _new(
        self, number: int, user_id: UserId, change: dict[str, Any], doubts: list[Doubt]
    ) -> SheetRow:
        """Give a new user: with name, department and privilege (protocol-notes U11)."""
        whole = {"name": "", "privilege": Privilege.USER, **change}
        if self._listed and "department" not in whole:
            whole["department"] = self._listed[0]
        return SheetRow(
            number=number,
            kind=RowKind.NEW,
            id=user_id,
            name=whole["name"],
            change=SetUserInfo(id=user_id, **whole),
            doubts=(*_id_doubts(user_id), *doubts),
            raised_to=_raised(whole, Privilege.USER.value),
        )

    def _change(
        self, cells: Sequence[Cell], before: RememberedUser | None, doubts: list[Doubt]
    ) -> dict[str, Any]:
        """Give what changes, by the members of `SetUserInfo`."""
        _, name, department, privilege, card, password = cells
        change: dict[str, Any] = {}
        if name != "" and (before is None or name != before.name):
            self._put_name(change, name, before, doubts)
        if department != "" and (before is None or department != before.department):
            self._put_department(change, department, before)
        if privilege != "":
            on_device, word = self._met_privileges.get(privilege) or self._privilege(privilege)
            if before is None or on_device != before.privilege:
                change["privilege"] = word
        if card != "" and self._takes_cards:
            number = card_of(card)
            if number and not (before and self._secrets.is_card(before.id, number)):
                change["card"] = number
        if password != "" and self._takes_passwords:
            self._put_password(change, password, before, doubts)
        return change

    # --- one cell each

    def _id(self, cell: Cell) -> UserId:
        text = cell if isinstance(cell, str) else number_text(cell, SheetColumn.ID)
        if text in self._users:
            return UserId(text)
        text = plain(text, SheetColumn.ID)
        if not text:
            raise left_out(FaultKind.NO_ID, SheetColumn.ID)
        if UserId(text) in self._users:
            return UserId(text)
        if len(text) > ID_LENGTH_MAX:
            raise left_out(FaultKind.TOO_LONG, SheetColumn.ID, text)
        if is_scientific(text):
            raise left_out(FaultKind.INEXACT_NUMBER, SheetColumn.ID, text)
        return self._with_zeros(text)

    def _with_zeros(self, text: str) -> UserId:
        """Look for the same number with zeros in front: spreadsheets drop them."""
        if self._rules.zeros is ZeroRule.AS_WRITTEN or not text.isdecimal() or text[0] == "0":
            return UserId(text)
        if self._padded is None:
            self._padded = {each.lstrip("0"): each for each in self._users if each[:1] == "0"}
        other = self._padded.get(text)
        if other is None:
            return UserId(text)
        if self._rules.zeros is ZeroRule.AS_ON_DEVICE:
            return other
        raise LeftOut(
            Fault(
                kind=FaultKind.LOST_ZEROS, column=SheetColumn.ID, text=text, other_text=str(other)
            )
        )

    def _put_name(
        self,
        change: dict[str, Any],
        cell: Cell,
        before: RememberedUser | None,
        doubts: list[Doubt],
    ) -> None:
        text = cell if isinstance(cell, str) else number_text(cell, SheetColumn.NAME)
        if before is not None and is_stored_so(text, before.name):
            return
        text = plain(text, SheetColumn.NAME)
        if len(text) > NAME_LENGTH_MAX:
            raise left_out(FaultKind.TOO_LONG, SheetColumn.NAME, text)
        if len(text) > NAME_LENGTH_USUAL:
            doubts.append(Doubt(kind=DoubtKind.LONG_NAME, column=SheetColumn.NAME))
        if text:
            change["name"] = text

    def _put_department(
        self, change: dict[str, Any], cell: Cell, before: RememberedUser | None
    ) -> None:
        text = cell if isinstance(cell, str) else number_text(cell, SheetColumn.DEPARTMENT)
        if before is not None and is_stored_so(text, before.department):
            return
        found = self._departments.get(text)
        if found is None:
            found = self._department(plain(text, SheetColumn.DEPARTMENT))
            self._departments[text] = found
        if found and (before is None or found != before.department):
            change["department"] = found

    def _department(self, text: str) -> str:
        if len(text) > NAME_LENGTH_MAX:
            raise left_out(FaultKind.TOO_LONG, SheetColumn.DEPARTMENT, text)
        if not text or self._listed is None:
            return text
        found = self._folded.get(text.casefold())
        if found is not None:
            return found
        if not self._rules.adds_departments:
            raise left_out(FaultKind.UNKNOWN_DEPARTMENT, SheetColumn.DEPARTMENT, text)
        try:
            check_department(text)
        except InvalidInput as error:
            is_long = error.problem is InputProblem.TOO_LONG
            kind = FaultKind.TOO_LONG if is_long else FaultKind.BAD_CHARACTERS
            raise left_out(kind, SheetColumn.DEPARTMENT, text) from error
        self._folded[text.casefold()] = text  # the first spelling is the one that is added
        return text

    def _put_password(
        self,
        change: dict[str, Any],
        cell: Cell,
        before: RememberedUser | None,
        doubts: list[Doubt],
    ) -> None:
        told = len(doubts)
        digits = password_of(cell, doubts)
        if before and self._secrets.is_password(before.id, digits):
            del doubts[told:]  # what is odd about it stays as it is
        elif digits:
            change["password"] = digits

    def _privilege(self, cell: Cell) -> tuple[str, Privilege]:
        text = plain(shown(cell), SheetColumn.PRIVILEGE)
        word = self._privileges.get(fold_heading(text))
        if word is None:
            raise left_out(FaultKind.UNKNOWN_PRIVILEGE, SheetColumn.PRIVILEGE, text)
        self._met_privileges[cell] = met = word.value, word
        return met


def _id_doubts(user_id: UserId) -> tuple[Doubt, ...]:
    is_usual = user_id.isascii() and user_id.isdecimal() and len(user_id) <= ID_DIGITS_MAX
    if is_usual and user_id.strip("0"):
        return ()
    return (Doubt(kind=DoubtKind.UNUSUAL_ID, column=SheetColumn.ID),)


def _raised(change: Mapping[str, Any], before: str) -> Privilege | None:
    """Give the new privilege where it is more than the one before."""
    word = change.get("privilege")
    return None if word is None else raised_to(word, before)
