"""Of what a model calls for nothing is lost and nothing made up: all of it is done, or it goes back to the model."""

from __future__ import annotations

import pytest
from tests.server.agent.houses import asked, call

from morgan.agent.tool_repair.resolution import Refused, Resolved
from morgan.agent.tool_repair.resolve import resolve
from morgan.ports import Question, ToolCall

Calls = list[tuple[str, dict[str, object]]]


def becomes(made: ToolCall, question: Question, *, looked: bool = False) -> Calls:
    found = resolve(made, question, tools=question.tools, looked=looked)
    assert isinstance(found, Resolved), found
    assert len({each.id for each in found.calls}) == len(found.calls)
    return [(each.name.rpartition("__")[2], dict(each.args)) for each in found.calls]


def reason(made: ToolCall, question: Question, *, looked: bool = False) -> str:
    found = resolve(made, question, tools=question.tools, looked=looked)
    assert isinstance(found, Refused), found
    return found.reason


# ---- what a tool does not take ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "set_to"),
    [
        ({"brightness": 40}, {"brightness": 40}),
        ({"brightness_pct": "40%"}, {"brightness": 40}),
        ({"color": "red"}, {"color": "red"}),
        ({"color_temp": 2700}, {"temperature": 2700}),
        ({"color_temp": 370}, {"temperature": 2703}),  # mireds
        ({"brightness": 40, "color": "blue"}, {"brightness": 40, "color": "blue"}),
    ],
)
def test_a_lamp_that_is_turned_on_in_some_way_is_set_that_way(
    args: dict[str, object], set_to: dict[str, object]
) -> None:
    (only,) = becomes(call("HassTurnOn", name="Reading Lamp", **args), asked("I want to read"))
    assert only == ("HassLightSet", {"name": "Reading Lamp", "domain": ["light"], **set_to})


@pytest.mark.parametrize(
    ("name", "args", "tool"),
    [
        ("Tower Fan", {"percentage": 30}, "HassFanSetSpeed"),
        ("Left Curtain", {"position": 30}, "HassSetPosition"),
        ("Television", {"volume": 30}, "HassSetVolume"),
        ("Heating", {"temperature": 21}, "HassClimateSetTemperature"),
    ],
)
def test_what_else_is_turned_on_in_some_way_is_set_that_way_too(name: str, args: dict[str, object], tool: str) -> None:
    ((made, given),) = becomes(call("HassTurnOn", name=name, **args), asked("make it comfortable"))
    assert made == tool
    assert next(iter(args.values())) in given.values()


@pytest.mark.parametrize("extra", ["duration", "delay", "time", "effect", "transition"])
def test_what_no_tool_takes_goes_back_to_the_model(extra: str) -> None:
    made = call("HassTurnOn", name="Reading Lamp", **{extra: "10"})
    assert extra in reason(made, asked("make it cosy"))


def test_a_lamp_that_is_turned_off_to_nothing_is_just_turned_off() -> None:
    made = call("HassTurnOff", name="Reading Lamp", brightness=0)
    assert becomes(made, asked("it is too bright"))[0][0] == "HassTurnOff"


# ---- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "args", "told"),
    [
        ("HassLightSet", {"name": "Reading Lamp", "brightness": 204}, "from 0 to 100"),
        ("HassLightSet", {"name": "Reading Lamp", "brightness": -30}, "from 0 to 100"),
        ("HassLightSet", {"name": "Reading Lamp", "brightness": "-30 %"}, "from 0 to 100"),
        ("HassSetVolume", {"name": "Television", "volume_level": 1}, "percent"),
        ("HassSetVolume", {"name": "Television", "volume_level": 130}, "from 0 to 100"),
        ("HassSetPosition", {"name": "Left Curtain", "position": -1}, "from 0 to 100"),
        ("HassClimateSetTemperature", {"name": "Heating", "temperature": "77 °F"}, "unit"),
        ("HassClimateSetTemperature", {"name": "Heating", "temperature": "77 degrees Fahrenheit"}, "unit"),
    ],
)
def test_a_number_that_cannot_be_meant_is_no_number_near_it(tool: str, args: dict[str, object], told: str) -> None:
    assert told in reason(call(tool, **args), asked("a little nicer please"))


def test_the_users_own_number_stands_for_one_that_is_out_of_bounds() -> None:
    made = call("HassLightSet", name="Reading Lamp", brightness=128)
    assert becomes(made, asked("set the reading lamp to 50 %")) == [
        ("HassLightSet", {"name": "Reading Lamp", "domain": ["light"], "brightness": 50})
    ]


# ---- several things in one call --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names", [["Reading Lamp", "Tower Fan"], '["Reading Lamp", "Tower Fan"]', "Reading Lamp and Tower Fan"]
)
def test_two_names_are_two_calls(names: object) -> None:
    made = becomes(call("HassTurnOff", name=names), asked("I am done with both"))
    assert [args["name"] for _, args in made] == ["Reading Lamp", "Tower Fan"]


def test_two_rooms_are_two_calls() -> None:
    made = becomes(call("HassTurnOff", area=["Kitchen", "Living Room"], domain=["light"]), asked("it is late"))
    assert {args.get("area", args.get("name")) for _, args in made} >= {"Living Room"}
    assert len(made) == 2


@pytest.mark.parametrize("items", [["milk", "eggs"], "milk and eggs", "milk, eggs"])
def test_several_things_to_buy_are_several_items(items: object) -> None:
    made = becomes(call("HassListAddItem", name="Groceries", item=items), asked("we are out of milk and eggs"))
    assert [args["item"] for _, args in made] == ["milk", "eggs"]


def test_one_name_that_nobody_has_leaves_nothing_done() -> None:
    made = call("HassTurnOff", name=["Reading Lamp", "Time Machine"])
    assert "Time Machine" in reason(made, asked("I am done with both"))


# ---- rooms that are not there ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "args", "text"),
    [
        ("HassTurnOff", {"area": "Bathroom", "domain": ["light"]}, "it is too bright in the bathroom"),
        ("HassTurnOff", {"area": "Bathroom", "domain": ["light"]}, "it is too bright"),
        ("HassTurnOn", {"floor": "Third Floor", "domain": ["light"]}, "it is dark on the third floor"),
        ("HassTurnOff", {"name": "Reading Lamp", "area": "Bathroom"}, "the reading lamp in the bathroom is too bright"),
        ("HassVacuumCleanArea", {"area": "Bathroom"}, "there is dirt all over the bathroom"),
    ],
)
def test_a_room_that_nobody_has_is_not_the_speakers_own(tool: str, args: dict[str, object], text: str) -> None:
    assert "there is no" in reason(call(tool, **args), asked(text, room="Kitchen"))


def test_a_room_that_only_the_model_spoke_of_does_not_hide_a_thing_of_that_name() -> None:
    made = call("HassTurnOff", name="Reading Lamp", area="Bathroom")
    assert becomes(made, asked("the reading lamp blinds me", room="Kitchen"))[0][1]["name"] == "Reading Lamp"


def test_the_whole_house_is_no_room() -> None:
    made = call("HassTurnOff", area="house", domain=["light"])
    assert becomes(made, asked("all the lights can go off", room="Kitchen"))


# ---- what the sentence leaves out, forbids and puts off --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("turn off every light but not the reading lamp", {"domain": ["light"]}),
        ("make the living room dark but not the reading lamp", {"area": "Living Room", "domain": ["light"]}),
        ("all the lights off except for the reading lamp", {"domain": ["light"]}),
    ],
)
def test_an_exception_is_carried_out_as_one(text: str, args: dict[str, object]) -> None:
    made = becomes(call("HassTurnOff", **args), asked(text))
    names = {each.get("name") for _, each in made}
    assert "Ceiling Light" in names
    assert not names & {"Reading Lamp", None}


def test_what_is_left_out_is_not_touched_by_its_name_either() -> None:
    made = call("HassTurnOff", name="Reading Lamp")
    assert "not to be done" in reason(made, asked("make it dark but leave the reading lamp on"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("don't turn on the tower fan", "not to be done"),
        ("turn on the tower fan at 7 am", "a time"),
        ("turn on the tower fan in half an hour", "a time"),
        ("turn on the tower fan if it gets warm", "a condition"),
    ],
)
def test_what_is_not_wanted_or_not_now_is_not_done(text: str, told: str) -> None:
    assert told in reason(call("HassTurnOn", name="Tower Fan"), asked(text))
    assert told in reason(call("fan.turn_on", name="Tower Fan"), asked(text))


def test_a_timer_and_a_list_take_a_time() -> None:
    assert becomes(call("HassStartTimer", minutes=10), asked("remind me of the oven in ten minutes"))
    made = call("HassListAddItem", name="Groceries", item="call the plumber")
    assert becomes(made, asked("note that I have to call the plumber tomorrow"))


def test_a_condition_may_be_looked_at_first() -> None:
    made, question = call("HassTurnOn", name="Tower Fan"), asked("turn on the tower fan if it is warm")
    assert becomes(made, question, looked=True)
    assert "a time" in reason(made, asked("turn on the tower fan at 7 am if it is warm"), looked=True)


# ---- what a reader who wanted to break it found ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "args", "text"),
    [
        ("HassTurnOn", {"area": "Hall", "domain": ["light"]}, "turn on the lights in the hall"),  # a vacuum is there
        ("HassTurnOn", {"area": "Garden", "domain": ["light"]}, "turn on the light in the garden"),  # a valve is there
        ("HassTurnOff", {"name": "TV", "area": "Bedroom"}, "turn off the tv in the bedroom"),
        ("HassVacuumCleanArea", {"area": "Kitchen"}, "don't vacuum the kitchen"),
        ("HassVacuumCleanArea", {"area": "Kitchen"}, "vacuum everything except the kitchen"),
        ("HassVacuumCleanArea", {"area": "Kitchen"}, "vacuum the kitchen at 6 pm"),
        ("HassVacuumStart", {}, "vacuum everywhere except the kitchen"),
        ("HassListAddItem", {"name": "Groceries", "item": "eggs"}, "don't add eggs to groceries"),
        ("HassCancelAllTimers", {}, "don't cancel the timers"),
        ("HassTurnOn", {"name": "Door", "area": "Garage"}, "open the garage door at 6"),
        ("HassTurnOff", {"name": "Front Door"}, "do not under any circumstances unlock the front door"),
        ("HassLightSet", {"name": "Reading Lamp", "temperature": "warm white"}, "make the reading lamp cosy"),
        ("HassTurnOn", {"name": "[" * 3000}, "turn it on"),
    ],
)
def test_it_is_refused(tool: str, args: dict[str, object], text: str) -> None:
    assert reason(call(tool, **args), asked(text))


def test_all_but_one_is_never_the_one_alone() -> None:
    made = becomes(call("HassTurnOff", domain=["light"]), asked("turn off all the lights besides the reading lamp"))
    assert "Reading Lamp" not in [args.get("name") for _, args in made]
    assert len(made) > 2


def test_names_and_rooms_come_in_pairs_and_nothing_is_done_twice() -> None:
    made = call("HassTurnOn", name=["Reading Lamp", "Tower Fan"], area=["Living Room", "Bedroom"])
    assert [args["name"] for _, args in becomes(made, asked("both please"))] == ["Reading Lamp", "Tower Fan"]
    louder = call("HassSetVolumeRelative", name="TV", area=["Living Room", "Kitchen"], volume_step="up")
    assert len(becomes(louder, asked("louder"))) == 1


def test_what_is_meant_is_not_what_is_left_out() -> None:
    made = call("HassTurnOff", name="TV")
    assert becomes(made, asked("turn off the tv, not the radio"))[0][1]["name"] == "Television"
    question = asked("mach nicht die Reading Lamp, sondern das Kitchen Light an", language="de")
    assert becomes(call("HassTurnOn", name="Kitchen Light"), question)[0][1]["name"] == "Kitchen Light"
    assert becomes(call("HassTurnOn", name="Reading Lamp"), question)[0][1]["name"] == "Kitchen Light"
