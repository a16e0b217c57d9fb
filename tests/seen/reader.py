"""What a screen reader would be told: a child process that looks through the accessibility tree.

Runs under the system's own Python, which has pyatspi. Reads one JSON request a line and answers
each with one line: `{"ok": ...}` or `{"error": "..."}`. Requests name things by role and
accessible name, as a person who cannot see would; each is tried again until it comes about.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # the system's, without types
from gi.repository import GLib  # type: ignore[import-not-found]

PROGRAM = "Rollcall"
PATIENCE_S = 30.0  # a hang guard: the machine may be busy
PAUSE_S = 0.05
DEPTH_MAX = 40
ROWS_MAX = 60
# Their cells and entries are asked for by row; Qt calls one of them focused wherever the focus is.
CLOSED = (pyatspi.ROLE_TABLE, pyatspi.ROLE_COMBO_BOX)
PRESSES = ("press", "click", "toggle", "activate", "showmenu")

Node = Any  # an Accessible
heard: list[str] = []


class NotThere(Exception):
    """What was asked for is not in sight, or not yet."""


def walk(node: Node, depth: int = 0) -> Iterator[Node]:
    """Give what is in sight."""
    yield node
    if depth > DEPTH_MAX or node.getRole() in CLOSED:
        return
    for at in range(node.childCount):
        child = node.getChildAtIndex(at)
        if child is not None and has(child, pyatspi.STATE_SHOWING):
            yield from walk(child, depth + 1)


def everything() -> Iterator[Node]:
    """Give every node of the program that is in sight, the newest dialog before the window."""
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None and application.name == PROGRAM:
            for window in reversed(list(application)):
                if window is not None and has(window, pyatspi.STATE_SHOWING):
                    yield from walk(window)


def has(node: Node, state: object) -> bool:
    return bool(node.getState().contains(state))


def name_of(node: Node) -> str:
    """Give the name; that of a combo box is its value here, its label or description its name."""
    if node.getRole() == pyatspi.ROLE_COMBO_BOX:
        return label_of(node) or str(node.description or node.name)
    return str(node.name)


def label_of(node: Node) -> str:
    """Give the text of the label that belongs to a field."""
    for relation in node.getRelationSet():
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY:
            return str(relation.getTarget(0).name)
    return ""


def look(role: str, name: str) -> Node:
    for node in everything():
        if node.getRoleName() == role and name_of(node) == name:
            return node
    raise NotThere(f"no {role} named {name!r}")


def ready(role: str, name: str) -> Node:
    node = look(role, name)
    if not has(node, pyatspi.STATE_ENABLED):
        raise NotThere(f"{role} {name!r} cannot be used now")
    return node


def find(role: str, name: str) -> str:
    return str(look(role, name).description)


def gone(role: str, name: str) -> None:
    try:
        look(role, name)
    except NotThere:
        return
    raise NotThere(f"{role} {name!r} is still there")


def press(role: str, name: str) -> None:
    action = ready(role, name).queryAction()
    names = [action.getName(at).lower() for at in range(action.nActions)]
    for wanted in PRESSES:
        if wanted in names:
            action.doAction(names.index(wanted))
            return
    raise NotThere(f"{name!r} cannot be pressed: {names}")


def where(role: str, name: str) -> list[int]:
    """Give the middle of it on the screen, once it can be used."""
    return middle(ready(role, name))


def where_row(name: str, text: str) -> list[int]:
    """Give the middle of the first cell of a row."""
    table, at, _ = found(name, text)
    return middle(table.getAccessibleAt(at, 0))


def middle(node: Node) -> list[int]:
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return [box.x + box.width // 2, box.y + box.height // 2]


def enter(name: str, text: str) -> None:
    ready("text", name).queryEditableText().setTextContents(text)


def value(role: str, name: str) -> str:
    """Give the text of a field or combo box, or how far a progress bar is."""
    node = look(role, name)
    if node.getRole() == pyatspi.ROLE_PROGRESS_BAR:
        told = node.queryValue()
        return f"{told.currentValue:g} of {told.maximumValue:g}"
    if node.getRole() == pyatspi.ROLE_COMBO_BOX:
        return str(node.name)
    return str(node.queryText().getText(0, -1))


def cells_of(table: Node, row: int) -> list[str]:
    """Give what is read out of each cell of a row."""
    cells = (table.getAccessibleAt(row, column) for column in range(table.nColumns))
    return [cell.name for cell in cells if cell]


def rows(name: str) -> list[list[str]]:
    """Give what is read out of each cell of the first rows."""
    table = look("table", name).queryTable()
    return [cells_of(table, at) for at in range(min(table.nRows, ROWS_MAX))]


def found(name: str, text: str) -> tuple[Node, int, list[str]]:
    """Give the table, the number and the cells of the first row in which a cell holds `text`."""
    table = look("table", name).queryTable()
    for at in range(min(table.nRows, ROWS_MAX)):
        cells = cells_of(table, at)
        if any(text in cell for cell in cells):
            return table, at, cells
    raise NotThere(f"no row of {name!r} holds {text!r}")


def row(name: str, text: str) -> list[str]:
    return found(name, text)[2]


def select(name: str, text: str) -> None:
    table, at, _ = found(name, text)
    table.addRowSelection(at)


def focus() -> str:
    """Give what has the keyboard, as `role: name`."""
    for node in everything():
        # A field's frame counts as focused together with the field.
        if has(node, pyatspi.STATE_FOCUSED) and has(node, pyatspi.STATE_FOCUSABLE):
            return f"{node.getRoleName()}: {name_of(node)}"
    raise NotThere("nothing has the focus")


def focused(wanted: str) -> None:
    now = focus()
    if now != wanted:
        raise NotThere(f"{now!r} has the focus, not {wanted!r}")


def tree() -> list[str]:
    return [f"{node.getRoleName()}: {name_of(node)}" for node in everything()]


def nameless() -> list[str]:
    """List what can have the focus and has no name."""
    return [
        f"{node.getRoleName()} in {node.parent and name_of(node.parent)!r}"
        for node in everything()
        if has(node, pyatspi.STATE_FOCUSABLE) and not name_of(node).strip()
    ]


def hear(text: str) -> str:
    """Wait for an announcement that holds `text`."""
    while GLib.MainContext.default().iteration(may_block=False):
        pass
    for each in heard:
        if text in each:
            return each
    raise NotThere(f"nothing announced {text!r}: {heard}")


DEEDS: dict[str, Callable[..., object]] = {
    each.__name__: each
    for each in (
        enter,
        find,
        focus,
        focused,
        gone,
        hear,
        nameless,
        press,
        row,
        rows,
        select,
        tree,
        value,
        where,
        where_row,
    )
}


def answer(deed: str, *given: object) -> dict[str, object]:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return {"ok": DEEDS[deed](*given)}
        except Exception as error:  # noqa: BLE001  # the tree changes under us: look again
            if time.monotonic() > deadline:
                return {"error": f"{deed}{given}: {error!r}"}
            pyatspi.clearCache()
            time.sleep(PAUSE_S)


def main() -> None:
    """Answer until the input ends."""
    pyatspi.Registry.registerEventListener(
        lambda event: heard.append(str(event.any_data)), "object:announcement"
    )
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(*json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
