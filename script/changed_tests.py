"""Says which test files a change can have broken, the likeliest first, as far as they take no longer than they may.

A test file that imports what changed comes first, then those that import it by way of others; a file that is not Python
is looked for by its name. How long a file takes stands in the reports of the last whole run. What is left out is told:
this is for the minutes between two edits, `script/test` is for what lands. Run by Home Assistant's Python, whose syntax
the integration is written in.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / ".cache" / "reports"
SOURCES = {"morgan": "server/morgan", "custom_components": "custom_components", "tests": "tests"}
UNKNOWN_SECONDS = 3.0  # of a file that no report names
WORKERS = 2


def git(*arguments: str) -> list[str]:
    """Return what git answers, a line each."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def changed(base: str) -> list[str]:
    """Return the files that differ from a commit, new ones included."""
    found = [*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")]
    return [name for name in dict.fromkeys(found) if (ROOT / name).is_file()]


def file_of(module: str) -> str | None:
    """Return the file of a module of ours, its package's when the last part is a name in it."""
    top, *rest = module.split(".")
    if top not in SOURCES:
        return None
    path = ROOT.joinpath(SOURCES[top], *rest)
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return str(file.relative_to(ROOT))
    return file_of(".".join((top, *rest[:-1]))) if rest else None


def imports(name: str) -> Iterator[str]:
    """Yield the files of ours that a file imports."""
    package = Path(name).parent.parts
    if package[:2] == ("server", "morgan"):
        package = package[1:]
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            modules = [f"{base}.{each.name}" for each in node.names]
        yield from (file for module in modules if (file := file_of(module)) is not None and file != name)


def distances(names: list[str]) -> dict[str, int]:
    """Return how far each test file is from what changed, in imports; 0 has changed itself."""
    importers: dict[str, set[str]] = defaultdict(set)
    files = [name for name in git("ls-files", "-co", "--exclude-standard", "*.py") if (ROOT / name).is_file()]
    for name in files:
        if name.startswith(tuple(SOURCES.values())):
            for imported in imports(name):
                importers[imported].add(name)
    found = dict.fromkeys((name for name in names if name.endswith(".py")), 0)
    for name in names:
        folder, file = str(Path(name).parent), Path(name).name
        if file == "conftest.py":
            found |= {each: 1 for each in files if each.startswith(f"{folder}/") and each not in found}
        elif not name.endswith(".py"):
            found |= {each: 1 for each in mentions(file) if each not in found}
    queue = deque(found)
    while queue:
        name = queue.popleft()
        for importer in importers[name]:
            if importer not in found:
                found[importer] = found[name] + 1
                queue.append(importer)
    return {name: far for name, far in found.items() if Path(name).name.startswith("test_")}


def mentions(file: str) -> list[str]:
    """Return the test files in which a file's name stands; git grep ends with 1 where there are none."""
    command = ["git", "grep", "-l", "--fixed-strings", file, "--", "tests/*.py"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


def seconds() -> dict[str, float]:
    """Return how long each test file took when it last ran."""
    took: dict[str, float] = defaultdict(float)
    for report in REPORTS.glob("*.xml") if REPORTS.is_dir() else ():
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            took[str(case.get("classname")).replace(".", "/") + ".py"] += float(case.get("time") or 0)
    return took


def main(argv: list[str] | None = None) -> int:
    """Print the test files, one a line, and to standard error what is left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", default="HEAD", help="the commit that the change is counted from")
    parser.add_argument("--seconds", type=float, default=80.0, help="how long they may take")
    options = parser.parse_args(argv)
    try:
        differ = changed(options.base)
    except subprocess.CalledProcessError as error:
        print(error.stderr.strip(), file=sys.stderr)
        return 2
    found, took = distances(differ), seconds()
    spent, left_out = 0.0, []
    for name, _ in sorted(found.items(), key=lambda one: (one[1], took.get(one[0], UNKNOWN_SECONDS), one[0])):
        cost = took.get(name, UNKNOWN_SECONDS) / WORKERS
        if spent + cost > options.seconds:
            left_out.append(name)
            continue
        spent += cost
        print(name)
    if left_out:
        more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
        print(f"left out, farther from the change: {', '.join(left_out[:3])}{more}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
