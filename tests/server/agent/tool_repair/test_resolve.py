"""What becomes of a model's call: repaired, asked about, or refused, and never more than was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.server.agent.houses import HOME, TOOLS, asked, call

from morgan.agent.tool_repair.commands import from_sentence
from morgan.agent.tool_repair.resolution import Refused, Resolution, Resolved, Unclear
from morgan.agent.tool_repair.resolve import resolve
from morgan.ports import Message, Question, ToolCall


def becomes(made: ToolCall, question: Question) -> tuple[str, dict[str, object]]:
    found = resolve(made, question, tools=question.tools)
    assert isinstance(found, Resolved), found
    (only,) = found.calls
    return only.name.rpartition("__")[2], dict(only.args)


def repairs(made: ToolCall, question: Question) -> set[str]:
    found = resolve(made, question, tools=question.tools)
    assert isinstance(found, Resolved), found
    return set(found.repairs)


def resolved(made: ToolCall, question: Question) -> Resolution:
    return resolve(made, question, tools=question.tools)


# ---- names and their contradictions ----------------------------------------------------------------------------------


def test_a_unique_name_drops_an_area_a_floor_and_a_class_that_contradict_it() -> None:
    made = call("HassTurnOn", name="Reading Lamp", area="Kitchen", floor="Upstairs", device_class="tv", domain="switch")
    assert becomes(made, asked("make it cosy")) == ("HassTurnOn", {"name": "Reading Lamp", "domain": ["light"]})
    assert {"tool", "area", "floor", "device_class", "domain"} <= repairs(made, asked("make it cosy"))


@pytest.mark.parametrize(
    "name",
    ["reading lamp", "light.reading_lamp", "reading_lamp", "the Reading Lamp", "readng lamp",
     "Living Room Reading Lamp", "Corner Lamp", "reading lamps", "Reading"],
)  # fmt: skip
def test_a_name_is_found_as_people_and_models_write_it(name: str) -> None:
    assert becomes(call("HassTurnOn", name=name), asked("I want to read"))[1]["name"] == "Reading Lamp"


def test_a_call_that_is_right_is_left_as_it_is() -> None:
    made = call("light__HassLightSet", name="Reading Lamp", domain=["light"], brightness=30)
    found = resolved(made, asked("I would like it darker"))
    assert found == Resolved((ToolCall("1", made.name, made.args),))


def test_two_things_of_one_name_are_told_apart_by_what_can_be_done_to_them() -> None:
    assert becomes(call("HassTurnOff", name="Front Door"), asked("let them in")) == (
        "HassTurnOff",
        {"name": "Front Door", "domain": ["lock"]},
    )
    opened = becomes(call("HassTurnOn", name="Door", domain=["light"]), asked("could you open the garage door"))
    assert opened == ("HassTurnOn", {"name": "Door", "domain": ["cover"]})


def test_what_nobody_is_called_is_refused_with_what_is_alike() -> None:
    found = resolved(call("HassTurnOn", name="Reading Lantern of Doom"), asked("brighten up my day"))
    assert isinstance(found, Refused)
    assert "Reading Lamp" in found.candidates
    assert len(found.candidates) <= 3


# ---- rooms and kinds -------------------------------------------------------------------------------------------------


def test_a_room_without_a_kind_never_switches_all_that_is_in_it() -> None:
    found = resolved(call("HassTurnOff", area="Living Room"), asked("it is too much in the living room"))
    assert isinstance(found, Unclear)
    assert len(found.candidates) == 3
    assert all(name in found.question for name in found.candidates)


def test_the_kind_that_was_said_fills_in_for_the_one_that_is_missing() -> None:
    assert becomes(call("HassTurnOff", area="lounge"), asked("turn off the living room lights")) == (
        "HassTurnOff",
        {"area": "Living Room", "domain": ["light"]},
    )


def test_the_only_one_of_its_kind_is_taken_and_several_are_asked_about() -> None:
    assert becomes(call("HassVacuumStart", area="Kitchen"), asked("clean up"))[1]["name"] == "Dusty"
    found = resolved(call("HassTurnOn", domain="fan"), asked("turn on the fan"))
    assert isinstance(found, Unclear)
    assert set(found.candidates) == {"Tower Fan", "Window Fan"}


def test_of_several_the_one_in_the_speakers_room_is_taken() -> None:
    question = asked("turn on the fan", room="Office")
    assert becomes(call("HassTurnOn", domain="fan"), question)[1]["name"] == "Window Fan"


def test_a_wrong_class_gives_way_where_one_thing_is_left() -> None:
    made = call("HassTurnOn", area="Garden", domain=["valve"], device_class=["gas"])
    assert becomes(made, asked("water the plants"))[1] == {"name": "Sprinkler", "domain": ["valve"]}


# ---- verbs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "made", "tool", "name"),
    [
        ("close the left curtain", call("HassTurnOn", name="Left Curtain"), "HassTurnOff", "Left Curtain"),
        ("close the left curtain", call("HassSetPosition", name="Left Curtain", position=100), "HassTurnOff",
         "Left Curtain"),
        ("lock the back door", call("HassTurnOff", name="Back Door"), "HassTurnOn", "Back Door"),
        ("unlock the back door", call("HassTurnOn", name="Back Door"), "HassTurnOff", "Back Door"),
        ("turn off the tower fan", call("HassFanSetSpeed", name="Tower Fan", percentage=0), "HassTurnOff", "Tower Fan"),
        ("send dusty home", call("HassStopMoving", name="Dusty"), "HassVacuumReturnToBase", "Dusty"),
        ("pause the television", call("HassTurnOff", name="Television"), "HassMediaPause", "Television"),
        ("would you close the left curtain for my grandma", call("HassTurnOn", name="Left Curtain"), "HassTurnOff",
         "Left Curtain"),
    ],
)  # fmt: skip
def test_the_users_verb_outranks_the_models(text: str, made: ToolCall, tool: str, name: str) -> None:
    found = becomes(made, asked(text))
    assert (found[0], found[1]["name"]) == (tool, name)
    assert repairs(made, asked(text)) & {"verb", "words"}


def test_the_verb_of_the_other_half_is_left_alone() -> None:
    question = asked("open the left curtain and close the blind")
    assert becomes(call("HassTurnOn", name="Left Curtain"), question)[0] == "HassTurnOn"
    assert becomes(call("HassTurnOn", name="Blind"), question)[0] == "HassTurnOff"


def test_what_was_not_ordered_is_not_turned_into_its_opposite() -> None:
    question = asked("do not open the left curtain, close it")
    assert becomes(call("HassTurnOff", name="Left Curtain"), question)[0] == "HassTurnOff"


# ---- tools and types -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["HassTurnOn", "intent__HassTurnOn", "hass_turn_on", "turn_on", "light.turn_on", "homeassistant__HassTurnOn"],
)
def test_a_tool_of_another_year_is_the_one_of_today(name: str) -> None:
    assert becomes(call(name, name="Reading Lamp"), asked("I want to read"))[0] == "HassTurnOn"


@pytest.mark.parametrize(
    ("name", "target", "tool"),
    [
        ("HassOpenCover", "Left Curtain", "HassTurnOn"),
        ("HassCloseCover", "Left Curtain", "HassTurnOff"),
        ("HassLockDoor", "Back Door", "HassTurnOn"),
        ("unlock_door", "Back Door", "HassTurnOff"),
        ("HassVacumStart", "Dusty", "HassVacuumStart"),
    ],
)
def test_a_tool_that_does_not_exist_is_taken_for_what_its_name_says(name: str, target: str, tool: str) -> None:
    found = becomes(call(name, name=target), asked("you know what to do"))
    assert (found[0], found[1]["name"]) == (tool, target)


def test_a_tool_that_says_nothing_is_refused() -> None:
    found = resolved(call("make_coffee", strength=3), asked("make coffee"))
    assert isinstance(found, Refused)
    assert "make_coffee" in found.reason


@pytest.mark.parametrize("value", [50, "50", "50%", 50.0, "half", 0.5, [50], "50 percent"])
def test_a_share_is_understood_however_it_is_written(value: object) -> None:
    made = call("HassSetPosition", name="Blind", position=value)
    assert becomes(made, asked("let some light in"))[1]["position"] == 50


def test_arguments_are_unpacked_renamed_and_what_is_blank_is_dropped() -> None:
    made = call("HassLightSet", entity_id="light.reading_lamp", brightness_pct="40%", color=None, area="", floor="null")
    assert becomes(made, asked("cosier")) == (
        "HassLightSet",
        {"name": "Reading Lamp", "domain": ["light"], "brightness": 40},
    )
    packed = call("HassTurnOn", arguments='{"name": "Reading Lamp"}')
    assert becomes(packed, asked("I want to read"))[1]["name"] == "Reading Lamp"


# ---- lists -----------------------------------------------------------------------------------------------------------


def test_a_list_that_is_called_like_the_item_is_the_one_that_was_said() -> None:
    made = call("HassListAddItem", item="oat milk", name="oat milk")
    assert becomes(made, asked("add oat milk to the groceries"))[1] == {"item": "oat milk", "name": "Groceries"}


def test_of_several_lists_one_is_asked_for() -> None:
    found = resolved(call("HassListAddItem", item="oat milk", name="list"), asked("we need oat milk"))
    assert isinstance(found, Unclear)
    assert set(found.candidates) == {"Groceries", "Chores"}


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_reading_names_nothing_that_is_not_there() -> None:
    made = call("GetLiveContext", name="front_door", area="Lobby")
    assert becomes(made, asked("is the front door locked?")) == ("GetLiveContext", {"name": "Front Door"})


def test_the_house_is_the_one_of_the_tests() -> None:
    assert len(HOME.entities) == 20
    assert len({tool.name for tool in TOOLS}) == len(TOOLS) > 30


def test_a_sentence_without_a_house_is_no_command() -> None:
    assert from_sentence(Question("turn on the light")) is None


# ---- the user's own words --------------------------------------------------------------------------------------------


def test_a_plain_command_outranks_a_call_about_something_else() -> None:
    found = becomes(call("HassTurnOff", name="Ceiling Light"), asked("turn on the reading lamp"))
    assert found == ("HassTurnOn", {"name": "Reading Lamp", "domain": ["light"]})


@pytest.mark.parametrize("tool", ["HassOpenCover", "HassTurnOn"])
def test_a_command_that_must_be_asked_about_is_not_outrun_by_a_call_about_something_else(tool: str) -> None:
    curtains = call(tool, area="Living Room", domain=["cover"])
    found = resolved(curtains, asked("turn off the lights"))
    assert isinstance(found, Unclear), found
    assert "Kitchen Light" in found.candidates


def test_a_class_that_nothing_has_does_not_stand_for_a_whole_floor() -> None:
    found = resolved(call("unlock", device_class=False), asked("50%"))
    assert isinstance(found, Refused), found


def test_one_plain_half_does_not_swallow_the_call_for_the_other() -> None:
    question = asked("make it cosy and turn off the kitchen light")
    assert becomes(call("HassLightSet", name="Reading Lamp", brightness=20), question)[1]["name"] == "Reading Lamp"
    assert becomes(call("HassTurnOff", name="Kitchen Light"), question)[1]["name"] == "Kitchen Light"


def test_half_of_a_condition_is_no_command() -> None:
    found = resolved(call("HassTurnOff", name="nobody"), asked("if nobody is home, turn off the kitchen light"))
    assert isinstance(found, Refused)


def test_a_call_that_leads_nowhere_becomes_what_the_user_said() -> None:
    made = call("HassMakeItSo", target="warp")
    assert becomes(made, asked("turn on the reading lamp")) == (
        "HassTurnOn",
        {"name": "Reading Lamp", "domain": ["light"]},
    )
    assert "words" in repairs(made, asked("turn on the reading lamp"))


def test_a_guess_among_several_is_asked_about_unless_the_talk_or_the_room_says_which() -> None:
    made = call("HassTurnOn", name="Window Fan", domain=["fan"])
    assert isinstance(resolved(made, asked("turn on the fan")), Unclear)
    assert becomes(made, asked("turn on the fan", room="Office"))[1]["name"] == "Window Fan"
    talked = replace(asked("turn on the fan"), history=(Message("user", "how warm is the office?"),))
    assert becomes(made, talked)[1]["name"] == "Window Fan"


def test_the_users_number_outranks_one_that_nobody_said() -> None:
    made = call("HassLightSet", name="Reading Lamp", brightness=128)
    assert becomes(made, asked("set the reading lamp to 50%"))[1]["brightness"] == 50


def test_a_question_turns_no_verb_around() -> None:
    made = call("HassTurnOff", name="Back Door", domain=["lock"])
    assert becomes(made, asked("did anybody lock the back door?"))[0] == "HassTurnOff"
