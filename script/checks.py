"""The house rules that ruff has no word for, told file by file; knows only Python's syntax.

Functions of at most 60 lines, files of at most 400, constructors of at most 6 arguments, no broad `except`, no queue
without a size. A comment on the line (or on the line above it) is the reason that an exception needs. Run it with
Python 3.14: the integration is written in that.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKED = ("server", "custom_components", "script", "tests")
FUNCTION_LINES, FILE_LINES, ARGUMENTS = 60, 400, 6
UNBOUNDED = {"Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"}
BROAD = {"Exception", "BaseException"}


def python_files() -> list[Path]:
    """Return what git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *CHECKED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = {ROOT / name for name in listed.stdout.splitlines() if name.endswith(".py")}
    return sorted(path for path in paths if path.exists())


def faults(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) of one file."""
    lines = text.splitlines()
    if len(lines) > FILE_LINES:
        yield 1, f"file of {len(lines)} lines; at most {FILE_LINES}"
    tests = "tests" in path.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(text)):
        line = getattr(node, "lineno", 1)
        if (wrong := _fault(node, tests=tests)) and not _has_reason(lines, line):
            yield line, wrong


def _fault(node: ast.AST, *, tests: bool) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return _function_fault(node, tests=tests)
    if isinstance(node, ast.ExceptHandler) and (node.type is None or _names(node.type) & BROAD):
        return "broad except without a comment that gives the reason"
    unbounded = isinstance(node, ast.Call) and _names(node.func) & UNBOUNDED and not node.args and not node.keywords
    if unbounded and not tests:
        return "queue without a size or a comment that gives the reason"
    return None


def _function_fault(node: ast.FunctionDef | ast.AsyncFunctionDef, *, tests: bool) -> str | None:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > FUNCTION_LINES:
        return f"{node.name}: {length} lines; at most {FUNCTION_LINES}"
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    if node.name == "__init__" and not tests and len(arguments) - 1 > ARGUMENTS:
        return f"constructor of {len(arguments) - 1} arguments; at most {ARGUMENTS}"
    return None


def _names(node: ast.expr) -> set[str]:
    """Return the last names of an expression: asyncio.Queue and Queue are one."""
    if isinstance(node, ast.Tuple):
        return set().union(*(_names(part) for part in node.elts))
    if isinstance(node, ast.Subscript):
        return _names(node.value)
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {node.id} if isinstance(node, ast.Name) else set()


def _has_reason(lines: list[str], line: int) -> bool:
    above = lines[line - 2].strip() if line > 1 else ""
    return "#" in lines[line - 1] or above.startswith("#")


def main() -> int:
    """Check all files; 1 when there are faults."""
    found = 0
    for path in python_files():
        for line, wrong in faults(path, path.read_text(encoding="utf-8")):
            print(f"{path.relative_to(ROOT)}:{line}: {wrong}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
