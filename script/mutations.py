"""The small ways in which a Python file can be broken; knows only syntax.

Each is one change of one place: a comparison turned, a condition that always or never holds, an element that is
missing, an argument that is not handed on, a statement that is not carried out, a result that is nothing.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
NAMED_KIND: Final = "named"  # those that somebody wrote down
_TURNED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}
_UNSPOKEN: Final = ("_LOGGER",)  # what is logged is nobody's safety


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one change. The key stays the same while the code around it moves."""

    path: Path
    key: str
    line: int
    end: int
    everywhere: bool  # it is no function's: every test may meet it
    tree: Callable[[], ast.Module]  # made where it is tried: all of them would be most of a gigabyte


@dataclass(frozen=True, slots=True)
class _Change:
    """A node, what it becomes, and what is said of it."""

    node: ast.AST
    new: ast.AST
    what: str


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    counted: Counter[str] = Counter()
    for node in ast.walk(tree):
        if _is_left_alone(node, parents):
            continue
        scope = _scope(node, parents)
        for change in _changes(node, parents):
            old, new = ast.unparse(change.node), ast.unparse(change.new)
            if old == new:
                continue
            key = f"{path.name}::{scope or 'module'}::{change.what}::{_short(old)} -> {_short(new)}"
            counted[key] += 1
            if counted[key] > 1:
                key += f" #{counted[key]}"
            line = getattr(change.node, "lineno", 1)
            first, last = _lines(change.node, parents, line)
            yield Mutant(path, key, first, last, not scope, partial(_with, parents, change))


def mutant_of(path: Path, name: str, piece: str, instead: str) -> Mutant:
    """Return the mutant of a file in which one piece of its text is another one. Raises ValueError if it cannot be."""
    text = path.read_text(encoding="utf-8")
    if (count := text.count(piece)) != 1:
        raise ValueError(f"{path.name} holds {piece!r} {count} times; the mutant {name!r} wants it once")
    tree = ast.parse(text.replace(piece, instead))
    line = text.count("\n", 0, text.index(piece)) + 1
    end = line + piece.count("\n")
    parents = {child: node for node in ast.walk(ast.parse(text)) for child in ast.iter_child_nodes(node)}
    inside = [each for each in parents if isinstance(each, ast.stmt) and each.lineno <= line <= (each.end_lineno or 0)]
    innermost = max(inside, key=lambda each: (each.lineno, -(each.end_lineno or 0)))
    first, last = _lines(innermost, parents, line)
    scope = _scope(innermost, parents)
    return Mutant(
        path, f"{path.name}::{scope or 'module'}::{NAMED_KIND}::{name}", first, max(last, end), not scope, lambda: tree
    )


def _short(text: str) -> str:
    return " ".join(text.split())[:160]


def _with(parents: Mapping[ast.AST, ast.AST], change: _Change) -> ast.Module:
    """Return the tree with one node exchanged; only what stands above it is copied."""
    old, new = change.node, ast.fix_missing_locations(change.new)
    while old in parents:
        above = copy.copy(parents[old])
        for name, value in ast.iter_fields(above):
            if value is old:
                setattr(above, name, new)
            elif isinstance(value, list):
                setattr(above, name, [new if each is old else each for each in value])
        old, new = parents[old], above
    assert isinstance(new, ast.Module)
    return new


def _lines(node: ast.AST, parents: dict[ast.AST, ast.AST], line: int) -> tuple[int, int]:
    """Return the lines of the statement in which a node stands, without the statements that hang on it."""
    while not isinstance(node, ast.stmt) and node in parents:
        node = parents[node]
    first = getattr(node, "lineno", line)
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) and body else getattr(node, "end_lineno", line)
    return first, max(first, last)


def _scope(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    names: list[str] = []
    inside = False
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
            inside |= not isinstance(node, ast.ClassDef)
    return ".".join(reversed(names)) if inside else ""


def _is_left_alone(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a node is a type, a docstring, a decorator or a log's."""
    if isinstance(node, ast.Constant) and isinstance(parents.get(node), ast.Expr):
        return True
    while node in parents:
        above = parents[node]
        if node in (getattr(above, "annotation", None), getattr(above, "returns", None)):
            return True
        if node in getattr(above, "decorator_list", ()) or isinstance(above, ast.TypeAlias):
            return True
        if isinstance(above, ast.Call) and ast.unparse(above.func).startswith(_UNSPOKEN):
            return True
        if isinstance(above, ast.If) and ast.unparse(above.test) == "TYPE_CHECKING":
            return True
        node = above
    return False


def _changes(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[_Change]:
    if isinstance(node, ast.expr):
        yield from _of_expressions(node, parents)
    elif isinstance(node, ast.stmt):
        yield from _of_statements(node)
    elif isinstance(node, ast.comprehension):
        for at, test in enumerate(node.ifs):
            fewer = copy.deepcopy(node)
            del fewer.ifs[at]
            yield _Change(node, fewer, "filter dropped")
            yield _Change(test, ast.copy_location(ast.Constant(value=False), test), "condition")


def _of_expressions(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> Iterator[_Change]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _TURNED:
            turned = _TURNED[type(operator)]()
            yield _new(node, ast.Compare(node.left, [turned], node.comparators), "comparison")
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _new(node, ast.BoolOp(other, node.values), "and/or")
            for at in range(len(node.values)):
                left = [*node.values[:at], *node.values[at + 1 :]]
                yield _new(node, left[0] if len(left) == 1 else ast.BoolOp(node.op, left), "operand dropped")
        case ast.UnaryOp(op=ast.Not()):
            yield _new(node, node.operand, "not")
        case ast.BinOp() if type(node.op) in _COUNTED and not isinstance(parents.get(node), ast.match_case):
            yield _new(node, ast.BinOp(node.left, _COUNTED[type(node.op)](), node.right), "arithmetic")
        case ast.IfExp():
            yield _new(node, node.body, "choice")
            yield _new(node, node.orelse, "choice")
        case ast.Set() | ast.List() | ast.Tuple() if not isinstance(getattr(node, "ctx", ast.Load()), ast.Store):
            yield from _without_elements(node, parents)
        case ast.Dict():
            for at in range(len(node.keys)):
                keys, values = [*node.keys], [*node.values]
                del keys[at], values[at]
                yield _new(node, ast.Dict(keys, values), "element dropped")
        case ast.Call():
            yield from _of_calls(node)
        case ast.Constant():
            yield from _of_constants(node, parents)


def _without_elements(node: ast.Set | ast.List | ast.Tuple, parents: dict[ast.AST, ast.AST]) -> Iterator[_Change]:
    if isinstance(parents.get(node), ast.Subscript | ast.ExceptHandler) or any(
        isinstance(each, ast.Slice) for each in node.elts
    ):
        return
    for at in range(len(node.elts)):
        fewer = copy.copy(node)
        fewer.elts = [*node.elts[:at], *node.elts[at + 1 :]]
        empty = isinstance(fewer, ast.Set) and not fewer.elts
        new: ast.expr = ast.Call(ast.Name("set", ast.Load()), [], []) if empty else fewer
        yield _new(node, new, "element dropped")


def _of_calls(node: ast.Call) -> Iterator[_Change]:
    """Hand nothing on in the place of a variable: a room that is not looked at, a user that is not asked for."""
    nothing = ast.Constant(value=None)
    for at, argument in enumerate(node.args):
        if isinstance(argument, ast.Name | ast.Attribute):
            yield _new(
                node, ast.Call(node.func, [*node.args[:at], nothing, *node.args[at + 1 :]], node.keywords), "argument"
            )
    for at, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            left = [*node.keywords[:at], *node.keywords[at + 1 :]]
            yield _new(node, ast.Call(node.func, node.args, left), "argument")


def _of_constants(node: ast.Constant, parents: dict[ast.AST, ast.AST]) -> Iterator[_Change]:
    if isinstance(parents.get(node), ast.JoinedStr | ast.FormattedValue | ast.MatchValue):
        return
    value = node.value
    if isinstance(value, bool):
        yield _new(node, ast.Constant(value=not value), "constant")
    elif isinstance(value, int | float):
        yield _new(node, ast.Constant(value=value + 1), "constant")
    elif isinstance(value, str) and value:
        yield _new(node, ast.Constant(value=f"{value}~"), "constant")


def _of_statements(node: ast.stmt) -> Iterator[_Change]:
    nothing = ast.Pass()
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    match node:
        case ast.If() | ast.While():
            for holds in (True, False):
                if isinstance(node, ast.If) or not holds:  # a loop without an end only costs its time
                    yield _Change(node.test, ast.copy_location(ast.Constant(value=holds), node.test), "condition")
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield _new(node, ast.Return(ast.Constant(value=None)), "result")
        case ast.Expr(value=ast.Call() | ast.Await()) if not ast.unparse(node).startswith(_UNSPOKEN):
            yield _new(node, nothing, "statement")
        case ast.Raise() | ast.AugAssign() | ast.Delete() | ast.Continue() | ast.Break():
            yield _new(node, nothing, "statement")
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield _new(node, nothing, "statement")


def _new(node: ast.AST, new: ast.AST, what: str) -> _Change:
    return _Change(node, ast.copy_location(new, node), what)
