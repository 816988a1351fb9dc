"""Breaks safety/ in every small way it knows, one at a time, and says which breakage no test notices.

Run it with .venv-ha's Python. Home Assistant and the tests are loaded once; each mutant is a fork of that process, in
which the code of one function is exchanged and those tests run that come by the changed line, fastest first, up to the
first that fails. A mutant that survives must stand in script/mutants.toml with the reason why it is no fault; one that
stands there and is no survivor any more is a fault too. Knows nothing of what the code is about.

`--list` prints the mutants, `--only TEXT` takes those whose key holds it, further arguments are files to break.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import signal
import sys
import time
import tomllib
import types
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "script")]

import pytest  # noqa: E402
from mutations import Mutant, mutants_of  # noqa: E402

SAFETY: Final = ROOT / "custom_components" / "morgan" / "safety"
LISTED: Final = ROOT / "script" / "mutants.toml"
# What tests safety/ and is quick, and what only whole conversations can show.
TESTS: Final = ("safety", "test_danger.py", "test_answers.py", "test_tool_risks.py", "test_mutants.py")
SLOWEST_SECONDS: Final = 20.0  # for one mutant: one that runs in a circle is noticed by this
MOST_TESTS: Final = 60  # for one mutant: what sixty tests that come by do not notice is not noticed
TOOL: Final = sys.monitoring.COVERAGE_ID if sys.version_info >= (3, 12) else 1


@dataclass(slots=True)
class Coverage:
    """Which lines of the broken files each test comes by, and how long it takes."""

    lines: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    now: str = ""

    def start(self, files: Sequence[Path]) -> None:
        """Listen to lines; those of other files are asked for once."""
        wanted = {str(path) for path in files}
        # The tests' path holds "..", and asking the disk at every line would cost more than the tests do.
        real = cache(os.path.realpath)
        monitoring = sys.monitoring
        monitoring.use_tool_id(TOOL, "mutate")

        def line(code: types.CodeType, number: int) -> object:
            if real(code.co_filename) not in wanted:
                return monitoring.DISABLE
            self.lines[real(code.co_filename)][number].add(self.now)
            return None

        monitoring.register_callback(TOOL, monitoring.events.LINE, line)
        monitoring.set_events(TOOL, monitoring.events.LINE)

    def stop(self) -> None:
        """Listen no more: it would cost time in each fork."""
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)


@dataclass(frozen=True, slots=True)
class Fork:
    """A mutant that is being tried."""

    mutant: Mutant
    pid: int
    pipe: int
    until: float


class Runner:
    """A pytest plugin: after the collection it tries the mutants instead of running the tests once."""

    def __init__(self, files: Sequence[Path], mutants: Sequence[Mutant], jobs: int) -> None:
        self._files = files
        self._mutants = mutants
        self._jobs = jobs
        self.coverage = Coverage()
        self.survivors: dict[str, str] = {}
        self.killed = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests once as they are, then against each mutant."""
        items = {item.nodeid: item for item in session.items}
        self.coverage.start(self._files)
        for item in session.items:
            self.coverage.now = item.nodeid
            began = time.monotonic()
            if not _passes(session, item):
                self.coverage.failed.append(item.nodeid)
            self.coverage.seconds[item.nodeid] = time.monotonic() - began
        self.coverage.stop()
        if not self.coverage.failed:
            self._try_all(session, items)
        return True

    def _try_all(self, session: pytest.Session, items: dict[str, pytest.Item]) -> None:
        running: dict[int, Fork] = {}
        waiting = list(reversed(self._mutants))
        while waiting or running:
            while waiting and len(running) < self._jobs:
                fork = self._fork(session, waiting.pop(), items)
                running[fork.pipe] = fork
            ready, _, _ = select.select(list(running), [], [], 1.0)
            late = [pipe for pipe, fork in running.items() if time.monotonic() > fork.until and pipe not in ready]
            for pipe in (*ready, *late):
                self._take(running.pop(pipe))

    def _fork(self, session: pytest.Session, mutant: Mutant, items: dict[str, pytest.Item]) -> Fork:
        tests = [items[nodeid] for nodeid in self._tests_for(mutant)]
        until = time.monotonic() + SLOWEST_SECONDS + 3 * sum(self.coverage.seconds[item.nodeid] for item in tests)
        ours, theirs = os.pipe()
        if (pid := os.fork()) != 0:
            os.close(theirs)
            return Fork(mutant, pid, ours, until)
        _be_quiet()
        said = b"survived"
        try:
            apply(mutant)
            if not all(_passes(session, item) for item in tests):
                said = b"killed"
        except BaseException as error:  # an edge: whatever it breaks besides tests is noticed, too  # noqa: BLE001
            said = f"killed by {type(error).__name__}".encode()
        os.write(theirs, said)
        os._exit(0)

    def _tests_for(self, mutant: Mutant) -> list[str]:
        by_line = self.coverage.lines[str(mutant.path)]
        found: set[str] = set()
        for number in range(mutant.line, mutant.end + 1):
            found |= by_line.get(number, set())
        if mutant.everywhere:
            found = set().union(*by_line.values()) if by_line else set()
        return sorted(found - {""}, key=self.coverage.seconds.__getitem__)[:MOST_TESTS]

    def _take(self, fork: Fork) -> None:
        late = time.monotonic() > fork.until
        if late:
            os.kill(fork.pid, signal.SIGKILL)
        said = b"" if late else os.read(fork.pipe, 100)
        os.close(fork.pipe)
        os.waitpid(fork.pid, 0)
        if said == b"survived":
            self.survivors[fork.mutant.key] = f"{fork.mutant.path.relative_to(ROOT)}:{fork.mutant.line}"
        else:
            self.killed += 1


def _passes(session: pytest.Session, item: pytest.Item) -> bool:
    reports = _reports(session, item)
    return all(not report.failed for report in reports)


def _reports(session: pytest.Session, item: pytest.Item) -> list[pytest.TestReport]:
    from _pytest.runner import runtestprotocol  # noqa: PLC0415  # pytest has no public word for "run one, tell nobody"

    session._setupstate.teardown_exact(None)
    return runtestprotocol(item, log=False, nextitem=None)


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


# ---- exchanging code


def apply(mutant: Mutant) -> None:
    """Exchange, in the loaded module, the code of every function that differs, and every constant."""
    name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
    module = sys.modules[name]
    fresh = types.ModuleType(name)
    fresh.__dict__.update(__file__=module.__file__, __package__=module.__package__)
    sys.modules[name] = fresh  # dataclasses look their module up there
    try:
        exec(compile(mutant.tree, str(mutant.path), "exec"), fresh.__dict__)
    finally:
        sys.modules[name] = module
    for key, new in vars(fresh).items():
        if not key.startswith("__") and key in vars(module):
            _exchange(name, key, vars(module)[key], new)


def _exchange(name: str, key: str, old: Any, new: Any) -> None:
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        _patch(old, new)
    elif hasattr(old, "__wrapped__") and hasattr(new, "__wrapped__"):
        _patch(old.__wrapped__, new.__wrapped__)
        if hasattr(old, "cache_clear"):
            old.cache_clear()
    elif isinstance(old, type) and isinstance(new, type):
        if old.__module__ == name:
            _patch_class(old, new)
    elif type(old) is type(new) and not isinstance(old, types.ModuleType) and old != new:
        _replace(key, old, new)


def _patch_class(old: type, new: type) -> None:
    for key, value in vars(old).items():
        other = vars(new).get(key)
        for one, two in zip(_functions(value), _functions(other), strict=False):
            _patch(one, two)


def _functions(value: Any) -> Iterator[types.FunctionType]:
    for each in (value, *(getattr(value, part, None) for part in ("fget", "__func__", "__wrapped__"))):
        if isinstance(each, types.FunctionType):
            yield each


def _patch(old: types.FunctionType, new: types.FunctionType) -> None:
    if old.__module__ != new.__module__ or len(old.__code__.co_freevars) != len(new.__code__.co_freevars):
        return
    if old.__code__ != new.__code__:
        old.__code__ = new.__code__
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def _replace(key: str, old: Any, new: Any) -> None:
    """Put a constant in the place of another wherever it was imported to."""
    for module in tuple(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("custom_components.morgan") and vars(module).get(key) is old:
            setattr(module, key, new)


# ---- the report


def listed() -> dict[str, str]:
    """Return the mutants that are no faults, with the reason."""
    kept = tomllib.loads(LISTED.read_text(encoding="utf-8")) if LISTED.exists() else {}
    return {str(each["mutant"]): str(each["reason"]) for each in kept.get("equivalent", ())}


def verdict(runner: Runner, known: dict[str, str], *, whole: bool) -> int:
    """Print what came of it; 1 when something is not as it should be."""
    if runner.coverage.failed:
        print("fails without any mutant:", *runner.coverage.failed, sep="\n  ")
        return 1
    new = {key: where for key, where in runner.survivors.items() if key not in known}
    gone = [key for key in known if key not in runner.survivors] if whole else []
    for key, where in new.items():
        print(f"survived: {where}\n  {key}")
    for key in gone:
        print(f"listed in {LISTED.relative_to(ROOT)}, and there is no such survivor any more:\n  {key}")
    for key in runner.survivors.keys() & known.keys():
        print(f"equivalent: {key}\n  {known[key]}")
    total = runner.killed + len(runner.survivors)
    print(
        f"{total} mutants: {runner.killed} killed, {len(runner.survivors) - len(new)} equivalent, {len(new)} survived"
    )
    return 1 if new or gone or not total else 0


def main() -> int:
    """Break what the arguments say, by default all of safety/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="only print the mutants")
    parser.add_argument("--only", default="", help="only mutants whose key holds this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--tests", nargs="*", help="which of the integration's tests look, in the place of all")
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    files = [path.resolve() for path in chosen.files] or sorted(SAFETY.glob("*.py"))
    mutants = [mutant for path in files for mutant in mutants_of(path) if chosen.only in mutant.key]
    if chosen.list:
        print(*(mutant.key for mutant in mutants), sep="\n")
        return 0
    began = time.monotonic()
    runner = Runner(files, mutants, chosen.jobs)
    folder = ROOT / "tests" / "integration"
    tests = [str(folder / name) for name in chosen.tests or TESTS if (folder / name).exists()]
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):  # pytest counts tests
        code = pytest.main(["-c", str(folder / "pytest.ini"), "-q", *tests], [runner])
    if code not in (0, 1) or not runner.coverage.seconds:
        print(f"pytest ended with {code}")
        return 1
    found = verdict(runner, listed(), whole=not chosen.only and not chosen.files)
    print(f"took {time.monotonic() - began:.0f} s, {len(runner.coverage.seconds)} tests")
    return found


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # it is a file, here
    sys.exit(main())
