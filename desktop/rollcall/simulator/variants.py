"""Every way in which devices may differ where the specification is open, as a named switch.

Without any switch the simulated device follows the specification to the letter. What a variant
changes in the behaviour is asked for where the behaviour is; what it changes in the form of a reply
is here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rollcall.simulator.switches import Switch, Switches

Payload = Any
Form = Callable[[Payload], Payload]

VARIANTS = (
    # Key and messages
    Switch("key-401-json", "Answers a wrong API key with 401 and a JSON error."),
    Switch("key-200-json", "Answers a wrong API key with 200 and a JSON error."),
    Switch("no-key-accepts-any", "Accepts any API key while none is set."),
    Switch("bad-json-400", "Answers what is not JSON with HTTP status 400."),
    Switch("success-with-data", "Names every result Success, data or not."),
    Switch("result-lower-case", "Writes the name of the result in lower case."),
    Switch("truth-as-boolean", "Writes true and false where yes and no, on and off belong."),
    # Users
    Switch("page-size-ids", "Gives that many user ids a page.", "10"),
    Switch("list-ends-early", "Lists only that many users, and counts all of them.", "50"),
    Switch("absent-unenrolled", "Leaves out credentials that are not enrolled."),
    Switch("empty-keeps", "Ignores an empty credential in SetUserInfo: it clears nothing."),
    Switch("empty-refused", "Refuses an empty credential in SetUserInfo."),
    Switch("clear-left-out", "Clears whatever SetUserInfo leaves out, as if the user were new."),
    Switch("create-missing-department", "Creates a department that SetUserInfo names."),
    Switch("refuse-duplicate-card", "Refuses a card number that another user has."),
    # Enrollment
    Switch("enroll-fp-capital", "Knows BeginEnrollFP in that spelling only, not BeginEnrollFp."),
    Switch("enroll-fails-while-locked", "Lets enrollment fail while the device is locked."),
    Switch("replace-running-job", "Lets a new enrollment job end the one that runs."),
    Switch("card-as-number", "Gives the captured card as a number."),
    Switch("palm-as-list", "Gives the captured palm in a list."),
    # Attendance records
    Switch("page-size-records", "Gives that many attendance records a page.", "50"),
    Switch("omit-next-pos-at-end", "Leaves next_pos out on the last page of records."),
    Switch("clear-keeps-counting", "Goes on counting positions after ClearAttendLog."),
    Switch("relative-positions", "Counts positions from the oldest record still stored."),
    Switch("position-step", "Counts that many positions for each record.", "16"),
    Switch("mode-trailing-space", "Ends the mode of a record in a space, as the document does."),
    Switch("two-factor-records", "Records every verification as card and finger: card,fp."),
    # Settings
    Switch("network-erases-omitted", "Resets the interface that SetNetworkConfig leaves out."),
    Switch("shorter-bells", "Accepts fewer than 24 bells."),
    Switch("clear-managers-deletes", "Lets ClearAdmins delete the managers."),
    # Shifts, access, departments
    Switch("capitalised-words", "Writes the shift mode as User and Department."),
    Switch("correct-attendance", "Spells the result AttendanceTolerance correctly."),
    Switch("zero-ranges", "Writes an empty time range as 00:00 to 00:00."),
    Switch("delete-department-moves-users", "Deletes a department; its users go to the first."),
    Switch("dept-bare-list", "Gives the departments as a bare list."),
    Switch("dept-departments", "Gives the departments in a member named departments."),
    Switch("dept-by-index", "Gives the departments as an object keyed by their place."),
)


def variants() -> Switches:
    """Give the switches, all off."""
    return Switches(VARIANTS, lasting=True)


def reshaped(result: str, payload: Payload, on: Switches) -> tuple[str, Payload]:
    """Give a reply's result and payload in the form the variants want."""
    for name, results, form in _FORMS:
        if on.is_on(name) and (not results or result in results):
            payload = form(payload)
    if on.is_on("correct-attendance") and result == "AttendaceTolerance":
        result = "AttendanceTolerance"
    if on.is_on("success-with-data") and result != "Error":
        result = "Success"
    if on.is_on("result-lower-case"):
        result = result.lower()
    return result, payload


def _without_empty_credentials(payload: Payload) -> Payload:
    credentials = {"password", "card", "fp", "face", "palm"}
    return {name: value for name, value in payload.items() if value or name not in credentials}


def _card_number(payload: Payload) -> Payload:
    if "card_data" in payload:
        return {**payload, "card_data": int(payload["card_data"])}
    return payload


def _palm_list(payload: Payload) -> Payload:
    if "palm_data" in payload:
        return {**payload, "palm_data": [payload["palm_data"]]}
    return payload


def _spaced_modes(payload: Payload) -> Payload:
    logs = [{**record, "mode": f"{record['mode']} "} for record in payload["logs"]]
    return {**payload, "logs": logs}


def _two_factors(payload: Payload) -> Payload:
    return {**payload, "logs": [{**record, "mode": "card,fp"} for record in payload["logs"]]}


def _capitalised(payload: Payload) -> Payload:
    return {"shift_mode": payload["shift_mode"].capitalize()}


def _zeros(value: Payload) -> Payload:
    match value:
        case {"start": "", "end": ""} if len(value) == 2:
            return {"start": "00:00", "end": "00:00"}
        case dict():
            return {name: _zeros(each) for name, each in value.items()}
        case list():
            return [_zeros(each) for each in value]
        case _:
            return value


def _booleans(value: Payload) -> Payload:
    match value:
        case dict():
            return {
                name: each in {"yes", "on"} if name in {"is_allowed", "dhcp"} else _booleans(each)
                for name, each in value.items()
            }
        case _:
            return value


def _bare(payload: Payload) -> Payload:
    return payload["depts"]


def _renamed(payload: Payload) -> Payload:
    return {"departments": _rows(payload)}


def _by_index(payload: Payload) -> Payload:
    return {str(place): each for place, each in enumerate(_rows(payload))}


def _rows(payload: Payload) -> Payload:
    """Give the departments, whatever shape another variant has made of them."""
    return payload if isinstance(payload, list) else next(iter(payload.values()))


_FORMS: tuple[tuple[str, frozenset[str], Form], ...] = (
    ("absent-unenrolled", frozenset({"UserInfo"}), _without_empty_credentials),
    ("card-as-number", frozenset({"JobStatus"}), _card_number),
    ("palm-as-list", frozenset({"JobStatus"}), _palm_list),
    ("two-factor-records", frozenset({"AttendLog"}), _two_factors),
    ("mode-trailing-space", frozenset({"AttendLog"}), _spaced_modes),
    ("capitalised-words", frozenset({"ShiftMode"}), _capitalised),
    ("zero-ranges", frozenset({"ShiftSetting", "AcTimeZone"}), _zeros),
    ("truth-as-boolean", frozenset({"ChangeUserInfoOnDeviceAllowed", "NetworkConfig"}), _booleans),
    ("dept-bare-list", frozenset({"DeptList"}), _bare),
    ("dept-departments", frozenset({"DeptList"}), _renamed),
    ("dept-by-index", frozenset({"DeptList"}), _by_index),
)
