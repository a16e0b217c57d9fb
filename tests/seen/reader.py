"""What a screen reader would be told: a child process that looks through the accessibility tree.

Runs under the system's own Python, which has pyatspi. Reads one JSON request a line and answers each
with one line: `{"ok": ...}` or `{"error": "..."}`. Requests name things by role and accessible name,
as a person who cannot see would; each waits until what it asks for is there.
"""

from __future__ import annotations

import json
import sys
import time

import pyatspi

PATIENCE_S = 60.0  # a hang guard: the machine may be busy
PAUSE_S = 0.1
DEPTH_MAX = 40


class NotThere(Exception):
    pass


def applications(program: str):
    desktop = pyatspi.Registry.getDesktop(0)
    return [each for each in desktop if each is not None and each.name == program]


def walk(node, depth: int = 0):
    yield node
    if depth > DEPTH_MAX:
        return
    for at in range(node.childCount):
        child = node.getChildAtIndex(at)
        if child is not None:
            yield from walk(child, depth + 1)


def is_showing(node) -> bool:
    states = node.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)


def find(program: str, role: str, name: str, *, enabled: bool = False):
    for application in applications(program):
        for node in walk(application):
            if node.getRoleName() != role or node.name != name or not is_showing(node):
                continue
            if enabled and not node.getState().contains(pyatspi.STATE_ENABLED):
                continue
            return node
    raise NotThere(f"no {role} named {name!r}")


def press(program: str, role: str, name: str) -> None:
    action = find(program, role, name, enabled=True).queryAction()
    names = [action.getName(at).lower() for at in range(action.nActions)]
    for wanted in ("press", "click", "toggle", "activate", "showmenu", "setfocus"):
        if wanted in names:
            action.doAction(names.index(wanted))
            return
    raise NotThere(f"{name!r} cannot be pressed: {names}")


def enter(program: str, name: str, text: str) -> None:
    find(program, "text", name, enabled=True).queryEditableText().setTextContents(text)


def rows(program: str, name: str) -> list[list[str]]:
    table = find(program, "table", name).queryTable()
    found = []
    for row in range(min(table.nRows, 60)):
        cells = [table.getAccessibleAt(row, column) for column in range(table.nColumns)]
        found.append([cell.name for cell in cells if cell is not None])
    return found


def wait_for_row(program: str, name: str, text: str) -> list[str]:
    for row in rows(program, name):
        if any(text in cell for cell in row):
            return row
    raise NotThere(f"no row of {name!r} holds {text!r}")


def select_row(program: str, name: str, text: str) -> None:
    table = find(program, "table", name)
    for row in range(table.queryTable().nRows):
        cells = [
            table.queryTable().getAccessibleAt(row, column)
            for column in range(table.queryTable().nColumns)
        ]
        if any(text in cell.name for cell in cells if cell is not None):
            table.queryTable().addRowSelection(row)
            return
    raise NotThere(f"no row of {name!r} holds {text!r}")


def tree(program: str) -> list[str]:
    lines = []
    for application in applications(program):
        for node in walk(application):
            if is_showing(node):
                lines.append(f"{node.getRoleName()}: {node.name}")
    return lines


def nameless(program: str) -> list[str]:
    """List what can have the focus and has no name."""
    bad = []
    for application in applications(program):
        for node in walk(application):
            states = node.getState()
            if states.contains(pyatspi.STATE_FOCUSABLE) and is_showing(node) and not node.name:
                parent = node.parent.name if node.parent is not None else ""
                bad.append(f"{node.getRoleName()} in {parent!r}")
    return bad


DEEDS = {
    "find": lambda *given: find(*given).name,
    "press": press,
    "enter": enter,
    "rows": rows,
    "row": wait_for_row,
    "select": select_row,
    "tree": tree,
    "nameless": nameless,
}


def answer(request: list) -> dict:
    deed, *given = request
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return {"ok": DEEDS[deed](*given)}
        except Exception as error:  # the tree changes under us: whatever went wrong, look again
            if time.monotonic() > deadline:
                return {"error": f"{deed}{tuple(given)}: {error!r}"}
            time.sleep(PAUSE_S)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
