"""script/eval from one end to the other, on two homes and a recording of our own; and the rules by which it judges."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from evaluation.dataset import DatasetInvalid, Given, Task, read, slug
from evaluation.score import judge
from evaluation.sentences import plain_names

CHECKOUT = Path(__file__).resolve().parents[2]
HOMES = Path(__file__).with_name("evaluation")
IN_GERMAN = Path(__file__).with_name("evaluation_in_german")
REPORTED = Path(__file__).with_name("reported")
WRONG_LABEL = "cottage_orders-turn_on_the_coat_lamp"


async def evaluate(
    *arguments: str, folder: Path, homes: Path = HOMES, seconds: float = 150
) -> tuple[dict[str, Any], str]:
    """Run script/eval as anybody runs it; return its JSON and what it printed."""
    out = folder / "figures.json"
    process = await asyncio.create_subprocess_exec(
        str(CHECKOUT / "script/eval"),
        str(homes),
        *arguments,
        "--json",
        str(out),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(seconds):
        printed, told = await process.communicate()
    assert process.returncode == 0, told.decode()
    return json.loads(out.read_text()), printed.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def replayed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    folder = tmp_path_factory.mktemp("replayed")
    return await evaluate("--replay", str(HOMES / "traces.jsonl"), "--model", "tiny", folder=folder)


async def test_every_recorded_run_is_a_run_and_what_is_not_recorded_is_asked_once(
    replayed: tuple[dict[str, Any], str],
) -> None:
    figures, _ = replayed
    assert figures["tasks"] == 11  # ten tasks, one of them recorded twice
    assert sum(path["tasks"] for path in figures["by_path"].values()) == 11
    assert figures["alone"] == 0.75


async def test_a_wrong_label_fails_and_says_why(replayed: tuple[dict[str, Any], str]) -> None:
    failure = next(each for each in replayed[0]["failures"] if each["task"] == WRONG_LABEL)
    assert failure["text"] == "Turn on the coat lamp"
    assert failure["expected"] == {"switch.cat_fountain": {"state": "off"}}
    assert failure["got"]["light.coat_lamp"]["state"] == "on"
    assert failure["got"]["switch.cat_fountain"] == {"state": "on"}
    assert replayed[0]["wrong_actions"] == 1


async def test_the_model_s_words_and_calls_are_played_and_counted(replayed: tuple[dict[str, Any], str]) -> None:
    figures, printed = replayed
    failed = {each["task"] for each in figures["failures"]}
    assert "cottage_questions-who_looks_after_the_cat_fountain_when_we_are_away-1" in failed
    assert "cottage_questions-who_looks_after_the_cat_fountain_when_we_are_away-0" not in failed
    assert "flat_flat-note_on_my_errands_that_the_landlord_wants_his_ladder_back-0" not in failed
    assert "flat_flat-it_is_far_too_loud_for_a_conversation_in_here-0" not in failed
    assert figures["replay"]["requests"] >= 3
    assert figures["replay"]["unknown_tools"] == {}
    assert figures["tokens"] > 0
    assert f"{figures['accuracy']:.1%} right ({figures['passed']} of 11)" in printed


async def test_the_clock_and_the_room_of_a_task_hold(replayed: tuple[dict[str, Any], str]) -> None:
    failed = {each["task"] for each in replayed[0]["failures"]}
    assert not failed & {"cottage_questions-what_time_is_it", "cottage_orders-turn_the_lights_off"}


async def test_home_assistant_s_own_agent_is_asked_in_the_same_houses(tmp_path: Path) -> None:
    figures, printed = await evaluate("--no-llm", "--agent", "homeassistant", folder=tmp_path)
    assert figures["tasks"] == 10
    assert figures["by_path"]["intent"]["passed"] >= 3
    assert "Home Assistant's own agent" in printed


async def test_what_is_dangerous_waits_for_a_yes_in_the_second_table(tmp_path: Path) -> None:
    figures, printed = await evaluate("--no-llm", "--only", "gate", "--confirm", folder=tmp_path)
    assert (figures["tasks"], figures["passed"]) == (1, 1)
    confirm = figures["confirm"]
    assert (confirm["asked"], confirm["changed_before_the_yes"], confirm["dangerous_unasked"]) == (1, 0, 0)
    assert confirm["passed"] == 1
    assert "asked 1 times" in printed


async def test_a_home_is_asked_in_its_language_and_judged_by_words_and_lists(tmp_path: Path) -> None:
    figures, _ = await evaluate("--no-llm", folder=tmp_path, homes=IN_GERMAN)
    failures = {each["task"]: each for each in figures["failures"]}
    assert figures["tasks"] == 4
    assert "wohnung_befehle-schalte_das_herdlicht_ein" not in failures
    assert "wohnung_befehle-setze_brot_auf_die_einkaufsliste" not in failures
    butter = failures["wohnung_befehle-setze_milch_auf_die_einkaufsliste"]
    assert butter["expected"] == {"said": "on the list ['Butter'], not ['Milch']"}
    assert figures["wrong_actions"] == 0


@pytest.mark.timeout(700)
@pytest.mark.parametrize(
    ("part", "arguments", "tasks", "right"),
    [
        ("plain", ("--no-llm",), 252, 247),
        ("model", ("--replay", str(REPORTED / "traces.jsonl"), "--model", "as-reported"), 110, 109),
    ],
)
async def test_what_people_report_of_other_assistants_is_done_right(
    tmp_path: Path, part: str, arguments: tuple[str, ...], tasks: int, right: int
) -> None:
    """22 houses in ten languages, by two who knew neither the code nor the data that it was made with."""
    figures, _ = await evaluate(*arguments, "--only", f"_{part}_", folder=tmp_path, homes=REPORTED, seconds=600)
    assert figures["tasks"] == tasks
    assert figures["wrong_actions"] == 0, figures["failures"]
    assert figures["passed"] >= right, figures["failures"]


async def test_home_assistants_own_sentences_are_judged_by_the_intent_that_was_carried_out(tmp_path: Path) -> None:
    out, sentences = tmp_path / "figures.json", Path(__file__).with_name("intent_sentences")
    process = await asyncio.create_subprocess_exec(
        *(str(CHECKOUT / "script/eval-intents"), str(sentences / "en"), "--json", str(out)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(150):
        _, told = await process.communicate()
    assert process.returncode == 0, told.decode()
    figures = json.loads(out.read_text())
    assert (figures["sentences"], figures["accepted"], figures["right"]) == (2, 2, 1)
    (wrong,) = figures["failures"]
    assert wrong["text"] == "turn on the stair lamp"
    assert [each["intent"] for each in wrong["got"]] == ["HassTurnOn"]


async def judge_lines(folder: Path, *lines: str) -> tuple[dict[str, Any], str]:
    """Run script/eval-text on these lines; return its JSON and what it printed."""
    file, out = folder / "lines.jsonl", folder / "figures.json"
    file.write_text("\n".join(lines), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(str(CHECKOUT / "script/eval-text"), str(file), "--json", str(out)), stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(150):
        printed, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(out.read_text()), printed.decode()


async def test_lines_of_text_are_judged_by_what_they_ask_and_one_bad_line_takes_none_along(tmp_path: Path) -> None:
    right = (
        {"lang": "en", "text": "I turned on the lamp.", "claims": True},
        {
            "lang": "en",
            "text": "21 °C",
            "spoken_should_contain": ["twenty", ["degrees", "°"]],
            "must_not_contain": ["%"],
        },
        {"text": '{"name": "HassTurnOff", "parameters": {"name": "Lamp"}}', "spoken": "", "calls": [OFF]},
    )
    wrong = {"lang": "en", "text": "I cannot find that lamp.", "claims": True}
    lines = [*map(json.dumps, right), json.dumps(wrong), "{nonsense", '["no object"]', '{"lang": "en", "text": "?"}']
    figures, printed = await judge_lines(tmp_path, *lines)
    assert (figures["tasks"], figures["passed"], figures["wrong_actions"]) == (7, 3, 0)
    kinds = [(each["kind"], each["got"]) for each in figures["failures"]]
    assert kinds[0] == ("claims", False)
    assert [kind for kind, _ in kinds[1:]] == ["unreadable"] * 3
    assert "line 5 is no JSON" in kinds[1][1]
    assert "42.9% right (3 of 7)" in printed


async def test_the_page_about_languages_says_what_the_code_does() -> None:
    process = await asyncio.create_subprocess_exec(str(CHECKOUT / "script/languages"), "--check")
    async with asyncio.timeout(150):
        assert await process.wait() == 0


OFF = {"name": "HassTurnOff", "args": {"name": "Lamp"}}


@pytest.mark.parametrize("file", sorted(Path(__file__).with_name("texts").glob("*.jsonl")), ids=lambda file: file.stem)
async def test_what_is_said_claimed_and_printed_is_judged_right(file: Path, tmp_path: Path) -> None:
    lines = await asyncio.to_thread(lambda: file.read_text(encoding="utf-8").splitlines())
    figures, _ = await judge_lines(tmp_path, *lines)
    assert figures["failures"] == []
    assert figures["passed"] == figures["tasks"] >= 40


# ---- the rules, without a house --------------------------------------------------------------------------------------

BEFORE = {"light.a": {"state": "off", "brightness": None}, "light.b": {"state": "off"}}


def task(**more: Any) -> Task:
    return Task("t", "c", "Light!", {}, {"light.a": Given("on", {"brightness": 10})}, {}, **more)


def after(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {**state, **changes.get(name.replace(".", "_"), {})} for name, state in BEFORE.items()}


def test_what_was_declared_and_nothing_else_passes() -> None:
    assert judge(task(), BEFORE, after(light_a={"state": "on", "brightness": "10"}), "Done.").passed


def test_a_change_that_did_not_come_is_missing_and_one_that_nobody_asked_for_is_wrong() -> None:
    verdict = judge(task(), BEFORE, after(light_a={"state": "on"}, light_b={"state": "on"}), "Done.")
    assert (verdict.missing, verdict.wrong) == ({"light.a": {"brightness": None}}, {"light.b": {"state": "on"}})
    assert not verdict.passed


def test_a_change_that_may_be_is_left_out_and_what_follows_from_others_too() -> None:
    moved = after(light_a={"state": "on", "brightness": 10}, light_b={"state": "on", "is_closed": True})
    ignoring = Task("t", "c", "Light!", {}, task().expect, {"light.b": frozenset({"state"})})
    assert judge(ignoring, BEFORE, moved, "Done.").passed


def test_an_answer_must_say_what_is_expected_and_must_not_be_sorry_for_a_deed() -> None:
    done = after(light_a={"state": "on", "brightness": 10})
    assert judge(task(response=("seven", "7")), BEFORE, done, "It is Seven.").passed
    assert judge(task(response=("seven",)), BEFORE, done, "It is eight.").unsaid == "seven"
    assert not judge(task(), BEFORE, done, "Sorry, I could not.").passed


def test_words_are_looked_for_as_patterns_and_one_that_may_be_sorry_says_so() -> None:
    done = after(light_a={"state": "on", "brightness": 10})
    wished = task(said=re.compile("sorry.*lamp b", re.IGNORECASE), not_said=re.compile("porch"))
    assert judge(wished, BEFORE, done, "Done. Sorry, lamp B is away.").passed
    assert judge(wished, BEFORE, done, "Done.").unsaid == "something like /sorry.*lamp b/"
    assert judge(wished, BEFORE, done, "Sorry, lamp b and the porch.").unsaid == "not /porch/"


def test_a_list_must_hold_what_was_named_and_no_more() -> None:
    def on_the_list(*items: str) -> dict[str, dict[str, Any]]:
        return {"todo.a": {"state": str(len(items)), "items": items}}

    shopping = Task("t", "c", "Milk!", {}, {}, {}, items={"todo.a": ("milk", "brown bread")})
    assert judge(shopping, on_the_list(), on_the_list("Milk", "a Brown bread"), "").unsaid == ""
    for got in (("milk",), ("milk", "bread"), ("milk", "brown bread", "eggs")):
        verdict = judge(shopping, on_the_list(), on_the_list(*got), "")
        assert verdict.unsaid == f"on the list ['milk', 'brown bread'], not {list(got)}"
        assert not verdict.wrong


def test_a_pattern_that_is_none_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "_fixtures.yaml").write_text("areas: []")
    (tmp_path / "tasks.yaml").write_text("tests: [{sentences: [x], said: '(open'}]")
    with pytest.raises(DatasetInvalid, match=r"tasks.yaml: '\(open' is no regular expression"):
        read(tmp_path)


def test_ids_are_those_of_the_published_runs() -> None:
    assert slug("Set the living room light to 50% brightness") == "set_the_living_room_light_to_50_brightness"
    assert slug("What's Ångström's café?") == "whats_angstroms_cafe"
    homes = {home.name: [each.id for each in tasks] for home, tasks in read(HOMES)}
    assert homes["flat"][0] == "flat_flat-start_the_mop"


def test_yaml_s_truth_is_a_state_and_floors_are_made_of_rooms() -> None:
    cottage = read(HOMES)[0][0]
    assert {thing.id: thing.given.state for thing in cottage.things}["light.coat_lamp"] == "off"
    assert cottage.floors == {"cellar": "Cellar", "ground_floor": "Ground floor"}


def test_a_folder_without_homes_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetInvalid, match=r"no _fixtures\.yaml"):
        read(tmp_path)


def test_a_name_s_template_stands_for_all_its_names() -> None:
    assert plain_names("Trader Joe[']s") == ("Trader Joe's", "Trader Joes")
    assert plain_names("(Big|Small) [old ]Lamp") == ("Big old Lamp", "Big Lamp", "Small old Lamp", "Small Lamp")


async def test_script_eval_can_be_used_from_within_another_program_wherever_it_is_started(tmp_path: Path) -> None:
    code = "from evaluation import house; from evaluation import __main__, dataset, report, runs, score"
    process = await asyncio.create_subprocess_exec(
        str(CHECKOUT / ".venv-ha/bin/python"), "-c", code, cwd=tmp_path, env={"PYTHONPATH": str(CHECKOUT / "script")}
    )
    async with asyncio.timeout(120):
        assert await process.wait() == 0
