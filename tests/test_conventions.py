"""The rules of the house that the linters cannot see (desktop/README.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "desktop" / "rollcall"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

# Methods, some of them static, that run events or a whole dialog before they return.
NESTED_LOOPS = re.compile(
    r"\.(exec|exec_|processEvents)$"
    r"|QMessageBox\.(about|aboutQt|critical|information|question|warning)$"
    r"|Q(File|Input|Color|Font)Dialog\.get\w+$"
)
COLOUR = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6})\b|^'#[0-9a-f]{3}'$", re.IGNORECASE)
ALIASED = {"self.tr", "QCoreApplication.translate"}  # lupdate does not follow another name

Rule = Callable[[ast.Module], Iterator[ast.AST]]


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


@cache
def calls(tree: ast.Module) -> tuple[tuple[ast.Call, str], ...]:
    """Give each call of a method with its text, like `self._menu.exec`."""
    return tuple(
        (node, ast.unparse(node.func))
        for node in nodes(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def runs_a_nested_loop(tree: ast.Module) -> Iterator[ast.AST]:
    for call, function in calls(tree):
        if NESTED_LOOPS.search(function):
            yield call


def starts_a_bare_task(tree: ast.Module) -> Iterator[ast.AST]:
    groups = set(_task_groups(tree))
    for call, function in calls(tree):
        owner, _, method = function.rpartition(".")
        if method in {"create_task", "ensure_future"} and owner not in groups:
            yield call


def _task_groups(tree: ast.Module) -> Iterator[str]:
    for node in nodes(tree):
        match node:
            case ast.withitem(context_expr=made, optional_vars=ast.Name(id=name)):
                if "TaskGroup" in ast.unparse(made):
                    yield name
            case ast.arg(arg=name, annotation=ast.AST() as kind):
                if "TaskGroup" in ast.unparse(kind):
                    yield name


def sets_a_style_sheet(tree: ast.Module) -> Iterator[ast.AST]:
    return (call for call, function in calls(tree) if function.endswith(".setStyleSheet"))


def names_a_colour(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for node in nodes(tree) if _is_literal(node) and COLOUR.search(ast.unparse(node)))


def hides_a_text_from_lupdate(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield texts that `pyside6-lupdate` would drop or misfile: anything but literals."""
    called = set()
    for call, function in calls(tree):
        called.add(call.func)
        if function.endswith(".tr"):
            texts = call.args[:1]
        elif function in {"QCoreApplication.translate", "QApplication.translate"}:
            texts = call.args[:2]
        else:
            continue
        if not texts or not all(_is_literal(text) for text in texts):
            yield call
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node not in called and ast.unparse(node) in ALIASED:
            yield node


def _is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


LOOK = ("ui/theme.py", "ui/tokens.py")
RULES: list[tuple[Rule, str, tuple[str, ...]]] = [
    (runs_a_nested_loop, "qasync loses wake-ups in a nested loop: await ask.show(dialog)", ()),
    (starts_a_bare_task, "use TaskRunner.start, or a TaskGroup in a use case", ("ui/tasks.py",)),
    (sets_a_style_sheet, "give the widget a role; theme.py knows what roles look like", LOOK),
    (names_a_colour, "name a role or a token of the theme", LOOK),
    (hides_a_text_from_lupdate, 'write self.tr("..."), and put values in with .format()', ()),
]


@cache
def parse(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"), filename=module)


@pytest.mark.parametrize(
    ("rule", "instead", "exempt"), RULES, ids=lambda value: getattr(value, "__name__", "")
)
def test_every_module_keeps_the_rule(rule: Rule, instead: str, exempt: tuple[str, ...]) -> None:
    broken = [
        f"desktop/rollcall/{module}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:80]}"
        for module in MODULES
        if module not in exempt
        for node in rule(parse(module))
    ]
    assert not broken, "\n".join([f"{rule.__name__}: {instead}", *broken])


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (runs_a_nested_loop, "dialog.exec()"),
        (runs_a_nested_loop, "QMenu(self).exec(point)"),
        (runs_a_nested_loop, "QApplication.processEvents()"),
        (runs_a_nested_loop, "QMessageBox.question(self, 'a', 'b')"),
        (runs_a_nested_loop, "QtWidgets.QFileDialog.getOpenFileName(self)"),
        (starts_a_bare_task, "asyncio.get_running_loop().create_task(work())"),
        (starts_a_bare_task, "self._loop.create_task(work())"),
        (sets_a_style_sheet, "self.label.setStyleSheet('color: red')"),
        (names_a_colour, "QColor('#0B5FCC')"),
        (names_a_colour, "QColor('#fff')"),
        (names_a_colour, "sheet = 'QLabel { color: #80ffffff; }'"),
        (hides_a_text_from_lupdate, "self.tr(text)"),
        (hides_a_text_from_lupdate, "self.tr(f'{count} users')"),
        (hides_a_text_from_lupdate, "self.tr('a' + name)"),
        (hides_a_text_from_lupdate, "tr = self.tr"),
        (hides_a_text_from_lupdate, "QCoreApplication.translate(CONTEXT, 'Users')"),
    ],
)
def test_rule_finds_the_breach(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source)))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (runs_a_nested_loop, "connection.execute(query)"),
        (starts_a_bare_task, "async def f():\n async with TaskGroup() as g:\n  g.create_task(h())"),
        (starts_a_bare_task, "def f(group: asyncio.TaskGroup): group.create_task(h())"),
        (names_a_colour, "'Room #12, issue #123, see #head'"),
        (hides_a_text_from_lupdate, "self.tr('%n user(s)', '', count)"),
        (hides_a_text_from_lupdate, "QCoreApplication.translate('Users', 'Name')"),
        (hides_a_text_from_lupdate, "text.translate(table)"),
    ],
)
def test_rule_is_quiet_about_what_is_allowed(rule: Rule, source: str) -> None:
    assert not list(rule(ast.parse(source)))


def test_packaging_is_no_package_so_that_the_library_is_found() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
