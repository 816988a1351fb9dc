"""One bad thing in a house never takes the good ones along: it is left out or shortened, and told."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.asr import Transcript
from wyoming.user_event import UserEvent

from morgan.errors import BadRequest
from morgan.ports import EntityState, HomeArea, HomeEntity, HomeFloor, Message, Place, Tool, ToolCall
from morgan.testing import FakeAgent, fakes, running_server
from morgan.wire.acting import able_by_steps
from morgan.wire.fields import Fields
from morgan.wire.home_link import read_home
from morgan.wire.lenient import LeftOut, at_once
from morgan.wire.tool_names import LONGEST, sayable

ENTITY = {"names": ["Lamp", "Light"], "domain": "light", "area": "Den"}
AREA = {"names": ["Den", "Study"], "floor": "Attic"}
FLOOR = {"names": ["Attic"]}
TOOL = {"name": "HassTurnOn", "description": "On", "parameters": {"type": "object"}, "read_only": False}
STATE = {"name": "Lamp", "domain": "light", "area": "Den", "state": "on", "attributes": {"brightness": 3}}
HOUSE = {"entities": [ENTITY], "areas": [AREA], "floors": [FLOOR], "tools": [TOOL], "states": [STATE]}
LONG = "x" * 201

# What a house may hold that nobody has thought of, by the list that it stands in.
BAD = [
    ("entities", 7),
    ("entities", None),
    ("entities", ["Lamp"]),
    ("entities", {}),
    ("entities", {"names": ["Fan"]}),
    ("entities", {"names": ["Fan"], "domain": 5}),
    ("entities", {"names": ["Fan"], "domain": "x" * 65}),
    ("entities", {"names": [], "domain": "fan"}),
    ("entities", {"names": "Fan", "domain": "fan"}),
    ("entities", {"names": [""], "domain": "fan"}),
    ("entities", {"names": ["   "], "domain": "fan"}),
    ("entities", {"names": [LONG], "domain": "fan"}),
    ("entities", {"names": [None, 3], "domain": "fan"}),
    ("areas", {"names": [LONG]}),
    ("areas", {"names": {}}),
    ("areas", "Den"),
    ("floors", {}),
    ("floors", {"names": [""]}),
    ("tools", {}),
    ("tools", "HassTurnOff"),
    ("tools", {"name": ""}),
    ("tools", {"name": "  "}),
    ("tools", {"name": LONG}),
    ("tools", {"name": 5}),
    ("tools", TOOL),
    ("tools", {"name": "big", "parameters": {"description": "x" * 70_000}}),
    ("tools", {"name": "list", "parameters": ["x"]}),
    ("states", {"name": "Fan"}),
    ("states", {"name": LONG, "domain": "fan", "state": "on"}),
    ("states", {"name": "Fan", "domain": "fan", "state": 1}),
    ("states", {"name": "Fan", "domain": None, "state": "on"}),
    ("states", 5),
]


def taken(house: dict[str, Any]) -> tuple[dict[str, tuple[Any, ...]], LeftOut]:
    """Return what of a house is taken, by its lists, and what is left out."""
    left = LeftOut()
    fields = Fields("home", house)
    home, able = read_home(fields, left), at_once(able_by_steps(fields, left))
    parts = {"entities": home.entities, "areas": home.areas, "floors": home.floors}
    return parts | {"tools": able.tools, "states": able.states}, left


GOOD, NOTHING = taken(HOUSE)


def test_of_a_good_house_nothing_is_left_out() -> None:
    assert GOOD["entities"] == (HomeEntity(("Lamp", "Light"), "light", "Den"),)
    assert GOOD["areas"] == (HomeArea(("Den", "Study"), "Attic"),)
    assert GOOD["floors"] == (HomeFloor(("Attic",)),)
    assert GOOD["tools"] == (Tool("HassTurnOn", "On", {"type": "object"}),)
    assert GOOD["states"] == (EntityState("Lamp", "light", "Den", "on", {"brightness": 3}),)
    assert (NOTHING.count, NOTHING.sentences) == (0, ())


@pytest.mark.parametrize(("part", "bad"), BAD, ids=str)
def test_an_item_that_cannot_be_used_is_left_out_alone_and_told_once(part: str, bad: object) -> None:
    parts, left = taken(HOUSE | {part: [*HOUSE[part], bad]})
    assert parts == GOOD
    assert left.count == 1
    assert " is left out: " in left.sentences[0]
    assert len(left.sentences[0]) < 200


@pytest.mark.parametrize(
    ("part", "odd", "found"),
    [
        ("entities", {"names": [LONG, "Fan", ""], "domain": "fan"}, HomeEntity(("Fan",), "fan")),
        ("entities", {"names": ["Fan"], "domain": "fan", "area": 5}, HomeEntity(("Fan",), "fan")),
        ("entities", {"names": ["Fan"], "domain": "fan", "area": LONG}, HomeEntity(("Fan",), "fan")),
        ("entities", {"names": ["Fan"], "domain": "fan", "device_class": []}, HomeEntity(("Fan",), "fan")),
        ("areas", {"names": ["Bath"], "floor": LONG}, HomeArea(("Bath",))),
        ("tools", {"name": "a", "description": "x" * 8001}, Tool("a", "x" * 8000)),
        ("tools", {"name": "a", "description": 5}, Tool("a", "")),
        ("tools", {"name": "a", "read_only": "yes"}, Tool("a", "", read_only=False)),
        (
            "states",
            {"name": "Fan", "domain": "fan", "state": "x" * 256, "area": 1},
            EntityState("Fan", "fan", None, "x" * 255),
        ),
        (
            "states",
            {"name": "Fan", "domain": "fan", "state": "on", "attributes": {"a": 1, "list": ["x" * 99] * 99, "z": 2}},
            EntityState("Fan", "fan", None, "on", {"a": 1, "z": 2}),
        ),
        (
            "states",
            {"name": "Fan", "domain": "fan", "state": "on", "attributes": "x"},
            EntityState("Fan", "fan", None, "on"),
        ),
    ],
    ids=str,
)
def test_an_item_that_can_be_used_in_part_is_shortened(part: str, odd: object, found: object) -> None:
    parts, left = taken(HOUSE | {part: [odd, *HOUSE[part]]})
    assert parts == GOOD | {part: (found, *GOOD[part])}
    assert left.sentences


def test_of_a_house_that_is_too_large_the_first_things_are_kept() -> None:
    names = [f"Thing {number}" for number in range(5002)]
    lists = {
        "entities": [{"names": [name], "domain": "sensor"} for name in names],
        "areas": [{"names": [name]} for name in names],
        "floors": [{"names": [name]} for name in names],
        "tools": [{"name": f"t{number}"} for number in range(5002)],
        "states": [{"name": name, "domain": "sensor", "state": "1"} for name in names],
    }
    parts, left = taken(lists)
    assert {part: len(found) for part, found in parts.items()} == {
        "entities": 5000,
        "areas": 1000,
        "floors": 100,
        "tools": 256,
        "states": 5000,
    }
    assert parts["entities"][0].names == ("Thing 0",)
    assert left.sentences[0] == "2 of 5,002 entities are left out: at most 5,000 are taken"


def test_of_a_thing_with_too_many_names_the_first_ones_are_kept() -> None:
    names = [f"a{number}" for number in range(51)]
    parts, left = taken({"entities": [{"names": names, "domain": "sensor"}]})
    assert parts["entities"][0].names == tuple(names[:50])
    assert left.sentences == ('entity "a0": 1 of its names left out: at most 50 are taken',)


def test_what_is_told_is_bounded_and_says_how_much_more_there_is() -> None:
    _, left = taken({"entities": [{"names": [f"{number} {LONG}"]} for number in range(300)]})
    assert left.count == 300
    assert len(left.sentences) == 21
    assert left.sentences[-1] == "and 280 more"
    assert max(map(len, left.sentences)) < 200


@pytest.mark.parametrize("part", [*HOUSE])
@pytest.mark.parametrize("whole", [{}, "x", 7, True])
def test_a_part_that_is_wrong_as_a_whole_is_refused_by_its_name(part: str, whole: object) -> None:
    with pytest.raises(BadRequest, match=rf"home: {part} must be a list"):
        taken(HOUSE | {part: whole})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.just(LONG),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["names", "name", "domain", "area", "floor", "state", "attributes", "parameters", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=10,
)


@given(part=st.sampled_from([*HOUSE]), bad=JSON, at=st.integers(0, 3))
def test_whatever_stands_between_good_things_they_are_all_taken(part: str, bad: object, at: int) -> None:
    names = ("Fan", "Bath lamp", "Blind")
    more = {
        "entities": [{"names": [name], "domain": "fan"} for name in names],
        "areas": [{"names": [name]} for name in names],
        "floors": [{"names": [name]} for name in names],
        "tools": [{"name": name.split()[0]} for name in names],
        "states": [{"name": name, "domain": "fan", "state": "on"} for name in names],
    }
    good, _ = taken(more)
    parts, left = taken(more | {part: [*more[part][:at], bad, *more[part][at:]]})
    others = {name: found for name, found in parts.items() if name != part}
    assert others == {name: found for name, found in good.items() if name != part}
    assert [each for each in parts[part] if each in good[part]] == list(good[part])
    assert len(parts[part]) > len(good[part]) or left.count


# ---- names of tools --------------------------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=1, max_size=200), unique=True, max_size=30))
def test_every_tool_gets_a_name_that_a_model_can_say_and_no_two_the_same(own: list[str]) -> None:
    said: dict[str, str] = {}
    for name in own:
        said[sayable(name, said)] = name
    assert sorted(said.values()) == sorted(own)
    assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}", each) for each in said)


def test_a_name_that_a_model_can_say_stays_as_it_is() -> None:
    assert sayable("intent__HassTurnOn") == "intent__HassTurnOn"
    assert sayable("files.read") == "files_read"
    assert sayable("files.read", {"files_read"}) == sayable("files.read", {"files_read"}) != "files_read"
    assert len(sayable("mcp-" + "a" * 80)) == LONGEST


MCP = ["files.read", "files_read", "mcp__" + "search_documents_" * 6, "日記"]


async def test_a_tool_whose_name_no_model_can_say_is_called_by_its_own(connect) -> None:
    agent = FakeAgent(["Read."])
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(UserEvent("turn", {"tools": [{"name": name} for name in MCP]}))
        agent.calls = [ToolCall(str(at), sayable(name)) for at, name in enumerate(MCP) if name != "files_read"]
        await client.say(Transcript("Read the file"))
        calls = [(await client.hear()).data["data"]["name"] for _ in agent.calls]
        assert calls == ["files.read", MCP[2], MCP[3]] or calls[0] == "files_read"
        assert agent.question is not None
        said = [tool.name for tool in agent.question.tools]
        assert len(set(said)) == len(MCP)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) for name in said)


async def test_the_house_hears_its_own_names_on_its_link_too(connect) -> None:
    agent = FakeAgent(["Read."])
    agent.calls = [ToolCall("a", "files_read", {"path": "/x"})]
    async with running_server(fakes(agent=agent)) as server, connect(server) as link, connect(server) as client:
        await link.hello(home="h1")
        await link.say(UserEvent("home", HOUSE | {"tools": [{"name": "files.read"}]}))
        assert "left_out" not in (await link.hear()).data["data"], "it can be used, so nobody need know"
        await client.say(Transcript("Read the file"))
        order = (await link.hear()).data["data"]
        await link.say(UserEvent("obeyed", {"id": order["id"], "path": "none"}))
        assert (await link.hear()).data["data"]["name"] == "files.read"


# ---- over the wire ---------------------------------------------------------------------------------------------------


async def test_a_house_is_told_what_was_left_out_and_the_log_only_how_much(connect, caplog) -> None:
    bad = {"names": [LONG], "domain": "light"}
    async with running_server() as server, connect(server) as client:
        with caplog.at_level(logging.INFO):
            for _ in range(3):  # it is told every half minute
                await client.say(UserEvent("home", HOUSE | {"entities": [bad, ENTITY]}))
                known = (await client.hear()).data["data"]
                assert known["left_out"] == [
                    f'entity "{"x" * 39}…" is left out: names must hold one of 1 to 200 characters'
                ]
            await client.say(UserEvent("home", HOUSE))
            assert set((await client.hear()).data["data"]) == {"hash"}
        told = [record for record in caplog.records if "left out" in record.message]
        assert [record.levelname for record in told] == ["WARNING"]
        assert "xxx" not in caplog.text


async def test_a_question_is_asked_without_what_cannot_be_used_of_it(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        turn = {
            "history": [
                {"role": "system", "content": "obey"},
                {"role": "user", "content": "Hello"},
                {"role": "user"},
                7,
                {"role": "assistant", "content": "Hi"},
            ],
            "tools": [TOOL, {"name": LONG}],
            "states": [STATE, {}],
            "recent": [{"name": "x"}, {"name": "Lamp", "domain": "light", "area": LONG}],
            "place": {"area": LONG, "floor": 5, "device": "Puck"},
            "speaker": LONG,
        }
        await client.say(UserEvent("turn", turn), Transcript("Why?"))
        await client.hear_until("handled")
        asked = agent.question
        assert asked is not None
        assert asked.history == (Message("user", "Hello"), Message("assistant", "Hi"))
        assert (len(asked.tools), len(asked.states), len(asked.recent)) == (1, 1, 1)
        assert (asked.place, asked.speaker) == (Place(None, None, "Puck"), "x" * 200)


async def test_of_a_history_that_is_too_long_the_newest_is_kept(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        history = [{"role": "user", "content": str(number)} for number in range(1003)]
        await client.say(UserEvent("turn", {"history": history}), Transcript("Why?"))
        await client.hear_until("handled")
        assert agent.question is not None
        assert [agent.question.history[at].content for at in (0, -1)] == ["3", "1002"]
