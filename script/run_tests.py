"""Runs every check and every test and says in the end what passed, what failed, what was skipped and why.

Knows only commands and their reports. Pytest's arguments go through: paths choose the suites, and then the checks are
left out. `--changed` runs the quick checks and the tests nearest to what differs from the last commit (or from the one
named: `--changed main`). Standard library only; script/test runs it once the environments are there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / ".cache" / "reports"
SERVER, HA, OLDEST, SYSTEM = ".venv/bin", ".venv-ha/bin", ".venv-ha-oldest/bin", ".venv-system/bin"
NO_SYSTEM = "MORGAN_TEST_NO_SYSTEM"  # why the system's own Python has no environment; script/test says it
SUITE_SECONDS = 20 * 60
SLOWEST = 10  # tests that are told in the end
NO_TESTS_COLLECTED = 5  # pytest's own number: fine when -k chose none in this suite


@dataclass(frozen=True, slots=True)
class Check:
    """A command that passes or fails as a whole."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """A pytest run in one of the environments; its folders tell which of the arguments are for it.

    `whole`: it runs with everything else only. `without`: the variable that says why it cannot run on this machine.
    `again`: the same tests as another suite's, which --changed runs once.
    """

    name: str
    command: tuple[str, ...]
    folders: tuple[str, ...]
    whole: bool = False
    without: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one of them."""

    name: str
    seconds: float
    passed: int
    failed: int
    skips: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    times: tuple[tuple[float, str], ...] = ()  # of each test, in seconds


TYPED_SCRIPTS = (
    *("script/demo_house", "script/evaluation", "script/whole_turn"),
    *("script/checks.py", "script/integration_rules.py", "script/run_tests.py"),
    "script/typed_versions.py",
    "script/changed_tests.py",
    *("script/mutate.py", "script/mutant_runner.py", "script/mutations.py", "script/named_mutants.py"),
    "script/benches/integration.py",
    "script/benches/microvad.py",  # a bench's other half, which runs beside Home Assistant
)


def _types(python: str) -> Check:
    """Server and benchmarks against one end of what the lock file holds: script/typed_versions.py names them."""
    where = ("--python-version", python, "--python-executable", f".venv-types/{python}/bin/python")
    cache = ("--cache-dir", f".mypy_cache/{python}-of-lock")
    left_out = (
        "--exclude",
        "script/benches/(microvad|integration|big_house_ha|plain_ha|ha_components)",
    )  # they run in Home Assistant's
    command = (f"{SERVER}/mypy", *where, *cache, *left_out, "server/morgan", "script/benches")
    return Check(f"types: server on {python}", command)


def _types_at_home_assistants(what: str, *where: str) -> Check:
    """The integration's half; a memory of its own for each: server and integration are both a package `morgan`."""
    cache = ("--cache-dir", f".mypy_cache/{what}")
    return Check(f"types: {what}", (f"{HA}/mypy", "--python-version", "3.14", *cache, *where))


QUICK_CHECKS = (
    Check("ruff check", (f"{SERVER}/ruff", "check", "--quiet")),
    Check("ruff format", (f"{SERVER}/ruff", "format", "--check", "--quiet")),
    Check("house rules", (f"{HA}/python", "script/checks.py")),
    Check("Home Assistant's rules", (f"{HA}/python", "script/integration_rules.py")),
    Check("import contracts: server", (f"{SERVER}/lint-imports",)),
    Check(
        "import contracts: integration",  # read by Home Assistant's own Python, whose syntax it is written in
        ("env", "PYTHONPATH=custom_components", f"{HA}/lint-imports", "--config", "script/imports-integration.toml"),
    ),
)
CHECKS = (
    *QUICK_CHECKS,
    _types("3.11"),
    _types("3.14"),
    _types_at_home_assistants("integration", "custom_components/morgan"),
    _types_at_home_assistants("scripts", *TYPED_SCRIPTS),
    # Last: it takes every processor, and the others have begun by then.
    Check("mutants of safety/", (f"{HA}/python", "script/mutate.py")),
)
# Each test has a house or a server of its own.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4")
SUITES = (
    Suite("server", (f"{SERVER}/python", "-m", "pytest", *SIDE_BY_SIDE), ("tests/server", "tests/contract")),
    Suite(
        "wire, the system's Python",  # what most owners have, with a standard library as old as the distribution
        (f"{SYSTEM}/python", "-m", "pytest", *SIDE_BY_SIDE),
        ("tests/server/wire",),
        whole=True,
        without=NO_SYSTEM,
    ),
    Suite(
        "integration",
        (f"{HA}/python", "-m", "pytest", "-c", "tests/integration/pytest.ini", *SIDE_BY_SIDE),
        ("tests/integration",),
    ),
    Suite(
        "integration, oldest HA",  # that hacs.json claims
        (f"{OLDEST}/python", "-m", "pytest", "-c", "tests/integration/pytest.ini", *SIDE_BY_SIDE),
        ("tests/integration",),
        again=True,
    ),
    Suite(
        "end to end",  # a file's tests share the demo's house: each worker has one
        (f"{HA}/python", "-m", "pytest", "-c", "tests/e2e/pytest.ini", *SIDE_BY_SIDE, "--dist", "loadfile"),
        ("tests/e2e",),
    ),
)


def split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return (paths under tests/, everything else that pytest is told)."""
    # a path begins with tests: -k server names no folder
    paths = [word for word in arguments if word.startswith("tests") and (ROOT / word.split("::")[0]).exists()]
    return paths, [word for word in arguments if word not in paths]


def paths_of(suite: Suite, paths: Sequence[str]) -> list[str]:
    """Return what the suite is to run: its own folders, or those of the paths that lie in them or hold them."""
    if not paths:
        return [folder for folder in suite.folders if (ROOT / folder).is_dir()]
    chosen = []
    for word in paths:
        wanted = (ROOT / word.split("::")[0]).resolve()
        for folder in suite.folders:
            own = ROOT / folder
            if wanted.is_relative_to(own):
                chosen.append(word)
            elif own.is_relative_to(wanted):
                chosen.append(folder)
    return chosen


def run(command: Sequence[str], output: IO[bytes] | None = None) -> int:
    """Run in the checkout, everything shown as it comes, or written to `output`.

    What takes too long is ended with all its children.
    """
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": "script:script/benches"},
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        return process.wait(SUITE_SECONDS)
    except subprocess.TimeoutExpired:
        tell(f"ended after {SUITE_SECONDS} s", output)
        return 1
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def tell(text: str, output: IO[bytes] | None) -> None:
    """Say a line where the command's own output goes."""
    if output is None:
        print(text, flush=True)
    else:
        output.write(text.encode() + b"\n")


def run_check(check: Check) -> tuple[Result, str]:
    """Run one check; return what came of it and what it said."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        failed = run(check.command, output) != 0
        output.seek(0)
        said = output.read().decode(errors="replace")
    return Result(check.name, time.monotonic() - began, int(not failed), int(failed), (), (check.name,) * failed), said


def run_checks(checks: Sequence[Check], say: Callable[[str], None]) -> list[Result]:
    """Run the checks beside each other, one on each processor; what one said is shown when its turn has come."""
    results = []
    with ThreadPoolExecutor(max_workers=max(1, len(os.sched_getaffinity(0)))) as workers:
        for number, (result, said) in enumerate(workers.map(run_check, checks), 1):
            state = "FAILED" if result.failed else "ok"
            say(f"check {number} of {len(checks)}: {result.name}: {state} ({result.seconds:.1f} s)")
            if said.strip() and result.failed:
                print(said.rstrip(), flush=True)
            elif counts := re.findall(r"^\d+ mutants: .*", said, re.MULTILINE):
                print(counts[-1], flush=True)
            results.append(result)
    return results


def run_suite(suite: Suite, paths: Sequence[str], options: Sequence[str]) -> Result:
    """Run one suite and read its report."""
    report = REPORTS / f"{re.sub(r'[^a-z]+', '-', suite.name.lower())}.xml"
    report.unlink(missing_ok=True)
    began = time.monotonic()
    code = run([*suite.command, *paths, f"--junitxml={report}", *options])
    seconds = time.monotonic() - began
    name = f"tests: {suite.name}"
    if code == NO_TESTS_COLLECTED and options:
        return Result(name, seconds, 0, 0)
    if not report.exists():
        return Result(name, seconds, 0, 1, (), (f"{name}: ended with {code} and left no report",))
    result = read_report(name, seconds, report)
    if code != 0 and not result.failed:
        return replace(result, failed=1, failures=(f"{name}: ended with {code}",))
    return result


def read_report(name: str, seconds: float, report: Path) -> Result:
    """Count a JUnit report."""
    passed, skips, failures, times = 0, [], [], []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        title = f"{case.get('classname')}::{case.get('name')}"
        times.append((float(case.get("time") or 0), title))
        if case.find("failure") is not None or case.find("error") is not None:
            failures.append(title)
        elif (skip := case.find("skipped")) is not None:
            skips.append(f"{title}: {skip.get('message')}")
        else:
            passed += 1
    return Result(name, seconds, passed, len(failures), tuple(skips), tuple(failures), tuple(times))


def heading(text: str) -> None:
    """Say what begins."""
    print(f"\n=== {text}", flush=True)


def summary(results: Sequence[Result], seconds: float) -> int:
    """Print the table, the skips with their reasons, the failures, and the last line; return the exit status."""
    heading("summary")
    for result in results:
        state = "FAILED" if result.failed else "ok"
        counts = f"{result.passed:5} passed {result.failed:3} failed {len(result.skips):3} skipped"
        print(f"{state:6} {result.name:32} {counts} {result.seconds:7.1f} s")
    reasons: dict[str, list[str]] = {}
    for result in results:
        for skip in result.skips:
            title, _, reason = skip.partition(": ")
            reasons.setdefault(re.sub(r"^Skipped: ", "", reason), []).append(title)
    for reason, titles in reasons.items():
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        print(f"skipped: {reason} [{titles[0]}{more}]")
    for took, title in sorted((each for result in results for each in result.times), reverse=True)[:SLOWEST]:
        print(f"slow: {took:5.1f} s {title}")
    for result in results:
        for failure in result.failures:
            print(f"failed: {failure}")
    print(f"took {seconds:.0f} s")
    failed = sum(result.failed for result in results)
    skipped = sum(len(result.skips) for result in results)
    print(f"{sum(result.passed for result in results)} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


def left_out(suite: Suite, *, whole: bool) -> str | None:
    """Return why a suite does not run here, None when it does."""
    if suite.whole and not whole:
        return "runs with everything else only"
    return os.environ.get(suite.without) or None if suite.without else None


def changed(base: str = "HEAD") -> list[str]:
    """Return the test files nearest to what differs from a commit; exits when git does not know it."""
    command = (f"{HA}/python", "script/changed_tests.py", "--base", base)
    found = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        sys.exit(f"--changed takes a commit: git does not know {base!r}")
    return found.stdout.split()


def chosen_by(arguments: Sequence[str]) -> tuple[tuple[Check, ...], tuple[Suite, ...], Sequence[str]]:
    """Return the checks and the suites that arguments choose, and the arguments that are left for pytest."""
    if not arguments:
        return CHECKS, SUITES, arguments
    if arguments[0] != "--changed":
        return (), SUITES, arguments
    near = changed(*arguments[1:2])
    return QUICK_CHECKS, tuple(each for each in SUITES if near and not each.again), near


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments choose; everything when there are none."""
    began = time.monotonic()

    def say(text: str) -> None:
        heading(f"[{time.monotonic() - began:4.0f}s] {text}")

    REPORTS.mkdir(parents=True, exist_ok=True)
    whole = not arguments
    checks, suites, wanted = chosen_by(arguments)
    results = run_checks(checks, say) if checks else []
    paths, options = split_arguments(wanted)
    chosen = [(suite, found) for suite in suites if (found := paths_of(suite, paths))]
    for number, (suite, found) in enumerate(chosen, 1):
        name = f"tests: {suite.name}"
        if why := left_out(suite, whole=whole):
            results += [Result(name, 0.0, 0, 0, (f"{suite.name}: {why}",))] if whole else []
            continue
        say(f"{name} ({number} of {len(chosen)})")
        results.append(run_suite(suite, found, options))
    return summary(results, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
