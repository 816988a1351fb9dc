"""Breaks safety/ in every small way it knows, one at a time, and says which breakage no test notices.

Run it with .venv-ha's Python. A mutant that survives must stand in script/mutants.toml with the reason why it is no
fault; one that stands there and is no survivor any more is a fault too. mutations.py knows the ways to break code,
named_mutants.py those that must not survive whatever is listed, and mutant_runner.py tries them. Knows nothing of what
the code is about.

`--list` prints the mutants, `--only TEXT` takes those whose key holds it, further arguments are files to break.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "script")]

import pytest  # noqa: E402
from mutant_runner import CARRIER, Runner  # noqa: E402
from mutations import NAMED_KIND, mutants_of  # noqa: E402
from named_mutants import named_mutants  # noqa: E402

SAFETY: Final = ROOT / "custom_components" / "morgan" / "safety"
TESTS: Final = ROOT / "tests" / "integration" / "safety"
LISTED: Final = ROOT / "script" / "mutants.toml"
BY_HAND: Final = frozenset({"argument", "arithmetic", "constant"})  # a half of all; --all tries them, too


def listed() -> dict[str, str]:
    """Return the mutants that may survive, each with the reason."""
    kept = tomllib.loads(LISTED.read_text(encoding="utf-8")) if LISTED.exists() else {}
    return {str(each["mutant"]): str(each["reason"]) for each in kept.get("equivalent", ())}


def _kind(key: str) -> str:
    return key.split("::")[2]


def verdict(runner: Runner, known: dict[str, str], tried: set[str]) -> int:
    """Print what came of it; 1 when something is not as it should be."""
    if runner.coverage.failed:
        print("fails without any mutant:", *runner.coverage.failed, sep="\n  ")
        return 1
    if runner.by_order:
        print("fails without any mutant, when the tests run in another order:", runner.by_order, sep="\n  ")
        return 1
    new = {key: where for key, where in runner.survivors.items() if key not in known or _kind(key) == NAMED_KIND}
    gone = [key for key in known if key in tried and key not in runner.survivors]
    for key, where in new.items():
        print(f"survived: {where}\n  {key}")
    for key in gone:
        print(f"listed in {LISTED.relative_to(ROOT)}, and there is no such survivor any more:\n  {key}")
    for key in runner.without_effect:
        print(f"changes nothing that is loaded:\n  {key}")
    for key in runner.not_loaded:
        print(f"killed, because its file cannot be loaded:\n  {key}")
    expected = runner.survivors.keys() & known.keys() - new.keys()
    total = runner.killed + len(runner.survivors) + len(runner.without_effect)
    print(
        f"{total} mutants: {runner.killed} killed, {len(expected)} equivalent, "
        f"{len(new)} survived, {len(runner.without_effect)} without effect"
    )
    untried = [key for key in (*runner.without_effect, *runner.not_loaded) if _kind(key) == NAMED_KIND]
    return 1 if new or gone or untried or not total else 0


def main() -> int:
    """Break what the arguments say, by default all of safety/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="only print the mutants")
    parser.add_argument("--all", action="store_true", help=f"also these kinds: {', '.join(sorted(BY_HAND))}")
    parser.add_argument("--only", default="", help="only mutants whose key holds this")
    parser.add_argument("--jobs", type=int, default=os.process_cpu_count() or 1)
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    files = [path.resolve() for path in chosen.files] or sorted(SAFETY.glob("*.py"))
    mutants = [mutant for mutant in named_mutants(SAFETY) if mutant.path in files]
    mutants += [mutant for path in files for mutant in mutants_of(path)]
    mutants = [mutant for mutant in mutants if chosen.only in mutant.key]
    known, exists = listed(), {mutant.key for mutant in mutants}
    mutants = [each for each in mutants if chosen.all or _kind(each.key) not in BY_HAND]
    if chosen.list:
        print(*(mutant.key for mutant in mutants), sep="\n")
        return 0
    began = time.monotonic()
    runner = Runner(files, mutants, chosen.jobs)
    how = ("-c", str(TESTS.parent / "pytest.ini"), "-qq", "--capture=sys", "--no-header", "--assert=plain")
    code = pytest.main([*how, "-o", f"python_files=test_*.py {CARRIER}", str(TESTS)], [runner])
    if code not in (0, 1) or not runner.coverage.seconds:
        print(f"pytest ended with {code}")
        return 1
    tried = {mutant.key for mutant in mutants}
    if not chosen.only and not chosen.files:
        tried |= known.keys() - exists  # what is no mutant any more survives nothing
    found = verdict(runner, known, tried)
    print(f"took {time.monotonic() - began:.0f} s, {len(runner.cases)} tests")
    return found


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # it is a file, here
    sys.exit(main())
