"""Runs every check and every test and says in the end what passed, what failed, what was skipped and why.

Knows only commands and their reports. Pytest's arguments go through: paths choose the suites, and then the checks are
left out. Standard library only; script/test runs it once the environments are there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / ".cache" / "reports"
SERVER, HA, OLDEST = ".venv/bin", ".venv-ha/bin", ".venv-ha-oldest/bin"
SUITE_SECONDS = 20 * 60
NO_TESTS_COLLECTED = 5  # pytest's own number: fine when -k chose none in this suite


@dataclass(frozen=True, slots=True)
class Check:
    """A command that passes or fails as a whole."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """A pytest run in one of the environments; its folders tell which of the arguments are for it."""

    name: str
    command: tuple[str, ...]
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one of them."""

    name: str
    seconds: float
    passed: int
    failed: int
    skips: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


TYPED_SCRIPTS = (
    *("script/demo_house", "script/evaluation", "script/whole_turn"),
    *("script/checks.py", "script/integration_rules.py", "script/run_tests.py"),
    "script/benches/integration.py",
    "script/benches/microvad.py",  # a bench's other half, which runs beside Home Assistant
)
CHECKS = (
    Check("ruff check", (f"{SERVER}/ruff", "check", "--quiet")),
    Check("ruff format", (f"{SERVER}/ruff", "format", "--check", "--quiet")),
    Check("house rules", (f"{HA}/python", "script/checks.py")),
    Check("Home Assistant's rules", (f"{HA}/python", "script/integration_rules.py")),
    Check("import contracts", (f"{SERVER}/lint-imports",)),
    Check("types: server", (f"{SERVER}/mypy", "server/morgan")),
    Check("types: integration", (f"{HA}/mypy", "--python-version", "3.14", "custom_components/morgan")),
    Check(
        "types: scripts",
        (f"{HA}/mypy", "--python-version", "3.14", *TYPED_SCRIPTS),
    ),
    Check("types: benchmarks", (f"{SERVER}/mypy", "--exclude", "microvad|integration|ha_components", "script/benches")),
)
SUITES = (
    Suite("server", (f"{SERVER}/python", "-m", "pytest"), ("tests/server", "tests/contract")),
    Suite(
        "integration",
        (f"{HA}/python", "-m", "pytest", "-c", "tests/integration/pytest.ini"),
        ("tests/integration",),
    ),
    Suite(
        "integration, oldest HA",  # that hacs.json claims
        (f"{OLDEST}/python", "-m", "pytest", "-c", "tests/integration/pytest.ini"),
        ("tests/integration",),
    ),
    Suite("end to end", (f"{HA}/python", "-m", "pytest", "-c", "tests/e2e/pytest.ini"), ("tests/e2e",)),
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


def run(command: Sequence[str]) -> int:
    """Run in the checkout, everything shown as it comes; what takes too long is ended with all its children."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "MYPYPATH": "script:script/benches"}, start_new_session=True
    )
    try:
        return process.wait(SUITE_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"ended after {SUITE_SECONDS} s", flush=True)
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


def run_check(check: Check) -> Result:
    """Run one check."""
    heading(check.name)
    began = time.monotonic()
    failed = run(check.command) != 0
    return Result(check.name, time.monotonic() - began, int(not failed), int(failed), (), (check.name,) * failed)


def run_suite(suite: Suite, paths: Sequence[str], options: Sequence[str]) -> Result:
    """Run one suite and read its report."""
    heading(f"tests: {suite.name}")
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
        return Result(name, seconds, result.passed, 1, result.skips, (f"{name}: ended with {code}",))
    return result


def read_report(name: str, seconds: float, report: Path) -> Result:
    """Count a JUnit report."""
    passed, skips, failures = 0, [], []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        title = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failures.append(title)
        elif (skip := case.find("skipped")) is not None:
            skips.append(f"{title}: {skip.get('message')}")
        else:
            passed += 1
    return Result(name, seconds, passed, len(failures), tuple(skips), tuple(failures))


def heading(text: str) -> None:
    """Say what begins."""
    print(f"\n=== {text}", flush=True)


def summary(results: Sequence[Result]) -> int:
    """Print the table, the skips with their reasons, the failures, and the last line; return the exit status."""
    heading("summary")
    for result in results:
        state = "FAILED" if result.failed else "ok"
        counts = f"{result.passed:5} passed {result.failed:3} failed {len(result.skips):3} skipped"
        print(f"{state:6} {result.name:24} {counts} {result.seconds:7.1f} s")
    reasons: dict[str, list[str]] = {}
    for result in results:
        for skip in result.skips:
            title, _, reason = skip.partition(": ")
            reasons.setdefault(re.sub(r"^Skipped: ", "", reason), []).append(title)
    for reason, titles in reasons.items():
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        print(f"skipped: {reason} [{titles[0]}{more}]")
    for result in results:
        for failure in result.failures:
            print(f"failed: {failure}")
    print(f"took {sum(result.seconds for result in results):.0f} s")
    failed = sum(result.failed for result in results)
    skipped = sum(len(result.skips) for result in results)
    print(f"{sum(result.passed for result in results)} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments choose; everything when there are none."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    paths, options = split_arguments(arguments)
    results = [] if arguments else [run_check(check) for check in CHECKS]
    chosen = [(suite, found) for suite in SUITES if (found := paths_of(suite, paths))]
    results += [run_suite(suite, found, options) for suite, found in chosen]
    return summary(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
