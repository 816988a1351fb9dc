"""How code is broken to try its tests: in one place only, and never in a place that is not there."""

from __future__ import annotations

import ast
from pathlib import Path

import mutate
import pytest
from mutant_runner import Runner
from mutations import mutant_of, mutants_of
from named_mutants import NAMED, named_mutants

CODE = """\
def opens(door, user):
    if door == "front" and user:
        return True
    return None
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "doors.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def test_each_mutant_is_another_program_and_leaves_the_code_as_it_is(file: Path) -> None:
    mutants = list(mutants_of(file))
    programs = [ast.unparse(mutant.tree()) for mutant in mutants]
    assert len({*programs, ast.unparse(ast.parse(CODE))}) == len(mutants) + 1
    assert [ast.unparse(mutant.tree()) for mutant in reversed(mutants)] == list(reversed(programs))
    assert "doors.py::opens::operand dropped::door == 'front' and user -> user" in {each.key for each in mutants}
    assert file.read_text(encoding="utf-8") == CODE


def test_a_named_mutant_stands_where_its_piece_stands(file: Path) -> None:
    mutant = mutant_of(file, "anybody may", " and user", "")
    assert (mutant.key, mutant.line, mutant.end) == ("doors.py::opens::named::anybody may", 2, 2)
    assert ast.unparse(mutant.tree()) == ast.unparse(ast.parse(CODE.replace(" and user", "")))


@pytest.mark.parametrize(("piece", "count"), [("window", 0), ("return", 2)])
def test_a_piece_that_is_not_there_once_is_refused(file: Path, piece: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"holds '{piece}' {count} times; the mutant 'x'"):
        mutant_of(file, "x", piece, "pass")


def test_every_named_way_is_there_to_be_tried() -> None:
    safety = Path(__file__).resolve().parents[2] / "custom_components" / "morgan" / "safety"
    assert [each.key.rpartition("::")[2] for each in named_mutants(safety)] == [each.name for each in NAMED]


GUESSED, WRITTEN = "doors.py::opens::condition::user -> True", "doors.py::opens::named::anybody may"


@pytest.mark.parametrize(
    ("survived", "listed", "status"),
    [
        ([], [], 0),
        ([GUESSED], [], 1),
        ([GUESSED], [GUESSED], 0),
        ([], [GUESSED], 1),
        ([WRITTEN], [WRITTEN], 1),
    ],
)
def test_only_what_is_listed_may_survive_and_what_has_a_name_never(
    survived: list[str], listed: list[str], status: int
) -> None:
    runner = Runner([], [], 1)
    runner.killed = 1
    runner.survivors = dict.fromkeys(survived, "doors.py:2")
    assert mutate.verdict(runner, dict.fromkeys(listed, ""), {GUESSED, WRITTEN}) == status


def test_what_has_a_name_must_change_what_runs() -> None:
    for key, status in ((GUESSED, 0), (WRITTEN, 1)):
        for changed in ("without_effect", "not_loaded"):
            runner = Runner([], [], 1)
            runner.killed = 1
            getattr(runner, changed).append(key)
            assert mutate.verdict(runner, {}, {key}) == status


def test_what_fails_as_it_is_decides_nothing() -> None:
    runner = Runner([], [], 1)
    runner.killed = 1
    runner.by_order = "test_doors.py::test_opens"
    assert mutate.verdict(runner, {}, set()) == 1
