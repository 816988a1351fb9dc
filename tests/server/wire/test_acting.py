"""Questions that may act: on the asker's own connection, and through the house for others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.ping import Ping
from wyoming.user_event import UserEvent

from morgan.errors import NoModel
from morgan.ports import AnswerTrace, EntityState, Place, Target, Tool, ToolCall, ToolError, ToolResult, Usage
from morgan.testing import FakeAgent, fakes, running_server, until
from morgan.wire import acting

TOOL = {"name": "HassTurnOn", "description": "On", "parameters": {"type": "object"}, "read_only": False}
STATE = {"name": "Lamp", "domain": "light", "area": "Den", "state": "on", "attributes": {"brightness": 3}}
TURN = {"tools": [TOOL], "states": [STATE]}
CALLS = (ToolCall("a", "HassTurnOn", {"name": "Lamp"}, ("name",)), ToolCall("b", "HassTurnOn", {"name": "Fan"}))


def acting_agent(*deltas: str) -> FakeAgent:
    agent = FakeAgent(deltas or ("Done.",))
    agent.calls = CALLS
    agent.trace = AnswerTrace("m", Usage(10, 9, 2), 1, ("name",), asked=True, why=("big: engine-missing",))
    return agent


def told(event: Event) -> tuple[str, dict[str, Any]]:
    return event.data["name"], event.data.get("data") or {}


def result(**data: object) -> UserEvent:
    return UserEvent("tool-result", data)


async def calls_of(client) -> list[dict[str, Any]]:
    """Return a round's calls."""
    calls: list[dict[str, Any]] = []
    while (event := told(await client.hear()))[0] != "tool-calls-end":
        assert event[0] == "tool-call"
        calls.append(event[1])
    return calls


async def test_a_question_brings_all_that_is_known_of_the_house(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        turn = TURN | {
            "place": {"area": "Den", "floor": "Top", "device": "Puck"},
            "speaker": "Ann",
            "now": "2026-11-21T08:00:00+01:00",
            "recent": [{"name": "Lamp", "domain": "light", "area": "Den"}],
        }
        await client.say(UserEvent("turn", turn), Transcript("On?"))
        await client.hear_until("handled")
        asked = agent.question
        assert asked is not None
        assert asked.tools == (Tool("HassTurnOn", "On", {"type": "object"}),)
        assert asked.states == (EntityState("Lamp", "light", "Den", "on", {"brightness": 3}),)
        assert asked.place == Place("Den", "Top", "Puck")
        assert (asked.speaker, asked.now) == ("Ann", "2026-11-21T08:00:00+01:00")
        assert asked.recent == (Target("Lamp", "light", "Den"),)


async def test_calls_go_out_together_and_results_come_back_in_any_order(connect) -> None:
    agent = acting_agent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.hello()
        await client.say(UserEvent("turn", TURN), Transcript("On!"))
        calls = await calls_of(client)
        assert calls[0] == {"id": "a", "name": "HassTurnOn", "args": {"name": "Lamp"}, "repairs": ["name"]}
        await client.say(
            result(id="b", error={"type": "X", "text": "no"}),
            result(id="nobody", data=1),
            result(id="a", data={"speech": "On."}),
        )
        handled = (await client.hear_until("handled"))[-1]
        assert handled.data["text"] == "Done."
        assert handled.data["continue"] is True
        assert agent.results == [ToolResult("a", {"speech": "On."}), ToolResult("b", error=ToolError("X", "no"))]
        name, trace = told(await client.hear())
        assert (name, trace["model"], trace["rounds"], trace["repairs"]) == ("trace", "m", 1, ["name"])
        assert trace["tokens"] == {"prompt": 10, "cached": 9, "answer": 2}


async def test_a_result_that_never_comes_is_an_error_in_the_end(connect, monkeypatch) -> None:
    monkeypatch.setattr(acting.Errands.__init__, "__defaults__", (None, 0.05))
    agent = acting_agent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(UserEvent("turn", TURN), Transcript("On!"))
        await calls_of(client)
        await client.say(result(id="b"))
        await client.hear_until("handled")
        assert [each.error and each.error.type for each in agent.results] == ["timeout", None]


async def test_a_new_question_leaves_the_calls_of_the_one_before(connect) -> None:
    agent = acting_agent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(UserEvent("turn", TURN), Transcript("On!"))
        await calls_of(client)
        await client.say(UserEvent("turn", TURN), Transcript("No, off!"))
        await calls_of(client)
        await client.say(result(id="a"), result(id="b"))
        assert (await client.hear_until("handled"))[-1].data["text"] == "Done."


async def test_a_peer_that_hangs_up_while_it_acts_leaves_nothing_running(connect) -> None:
    async with running_server(fakes(agent=acting_agent())) as server:
        async with connect(server) as client:
            await client.say(UserEvent("turn", TURN), Transcript("On!"))
            await calls_of(client)
        await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name() == "turn-asking"], 1)


@pytest.mark.parametrize(
    "turn",
    [
        {"tools": 1},
        {"states": {}},
        {"place": "Den"},
        {"recent": "Lamp"},
        {"now": 5},
    ],
    ids=str,
)
async def test_a_turn_with_a_mistake_is_refused_and_the_connection_stays(connect, turn: dict[str, object]) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(UserEvent("turn", turn), Ping())
        assert (await client.hear()).data["code"] in {"bad-request", "too-large"}
        assert (await client.hear()).type == "pong"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"id": 5}, {"id": "a", "error": "x"}, {"id": "a", "error": {}}, {"id": "a", "data": "x" * 70_000}],
    ids=str,
)
async def test_a_result_with_a_mistake_is_refused(connect, wrong: dict[str, object]) -> None:
    async with running_server(fakes(agent=acting_agent())) as server, connect(server) as client:
        await client.say(UserEvent("turn", TURN), Transcript("On!"))
        await calls_of(client)
        await client.say(result(**wrong))
        assert (await client.hear()).data["code"] in {"bad-request", "too-large"}
        await client.say(result(id="a"), result(id="b"))
        assert (await client.hear_until("handled"))[-1].data["text"] == "Done."


# ---- the house acts for others ---------------------------------------------------------------------------------------

HOME = {"entities": [{"names": ["Lamp"], "domain": "light"}], **TURN}


@asynccontextmanager
async def house(connect, server) -> AsyncGenerator[Any, None]:
    """A Home Assistant on its standing connection."""
    async with connect(server) as link:
        await link.hello(home="h1")
        await link.say(UserEvent("home", HOME))
        assert told(await link.hear())[0] == "home-known"
        yield link


async def test_a_plain_command_of_a_stranger_is_obeyed_by_the_house(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, house(connect, server) as link, connect(server) as client:
        await client.say(Transcript("Lamp on", language="en"))
        name, order = told(await link.hear())
        assert (name, order["text"], order["language"]) == ("obey", "Lamp on", "en")
        await link.say(UserEvent("obeyed", {"id": order["id"], "path": "intent", "said": "Turned on."}))
        assert (await client.hear_until("handled"))[-1].data["text"] == "Turned on."
        assert agent.question is None


async def test_what_is_no_plain_command_is_done_through_the_house(connect) -> None:
    agent = acting_agent()
    async with running_server(fakes(agent=agent)) as server, house(connect, server) as link, connect(server) as client:
        await client.say(Transcript("Make it cosy"))
        _, order = told(await link.hear())
        await link.say(UserEvent("obeyed", {"id": order["id"], "path": "none"}))
        calls = await calls_of(link)
        turn = calls[0]["turn"]
        assert {call["turn"] for call in calls} == {turn}
        assert {call["conversation"] for call in calls} == {order["conversation"]}, "where the house may ask back"
        await link.say(result(id="a", turn="another"), result(id="a", turn=turn, data=1), result(id="b", turn=turn))
        assert (await client.hear_until("handled"))[-1].data["text"] == "Done."
        assert agent.question is not None
        assert agent.question.tools
        assert agent.results[0].data == 1


async def test_a_house_that_hangs_up_in_the_middle_is_an_error_and_no_end(connect) -> None:
    agent = acting_agent("Not done.")
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        async with house(connect, server) as link:
            await client.say(Transcript("Make it cosy"))
            _, order = told(await link.hear())
            await link.say(UserEvent("obeyed", {"id": order["id"], "path": "none"}))
            await calls_of(link)
        assert (await client.hear_until("handled"))[-1].data["text"] == "Not done."
        assert {each.error and each.error.type for each in agent.results} == {"gone"}


async def test_whoever_says_what_it_can_do_itself_is_not_acted_for(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, house(connect, server), connect(server) as client:
        await client.say(UserEvent("turn", {"tools": []}), Transcript("Lamp on"))
        await client.hear_until("handled")
        assert agent.question is not None
        assert agent.question.tools == ()


async def test_home_assistant_itself_is_not_acted_for_even_when_it_brings_no_tools(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, house(connect, server), connect(server) as client:
        await client.hello(client="home-assistant", home="h1")
        await client.say(Transcript("Lamp on"))
        await client.hear_until("handled")
        assert agent.question is not None
        assert agent.question.tools == ()


async def test_without_a_house_a_stranger_is_answered_in_words(connect) -> None:
    agent = FakeAgent(error=NoModel("Only plain commands."))
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(Transcript("Lamp on"))
        assert (await client.hear()).type == "not-handled"


async def test_with_two_houses_nobody_is_acted_for_who_names_none(connect) -> None:
    async with running_server() as server, house(connect, server), connect(server) as other:
        await other.hello(home="h2")
        await other.say(UserEvent("home", HOME))
        await other.hear()
        async with connect(server) as client:
            await client.say(Transcript("Lamp on"))
            await client.hear_until("handled")


async def test_a_program_says_what_the_answer_must_look_like(connect) -> None:
    agent, schema = FakeAgent(('{"rooms": 4}',)), {"type": "object"}
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(UserEvent("turn", {"schema": schema}), Transcript("How many rooms?"))
        while (event := await client.hear()).type != "handled":
            pass
    assert event.data["text"] == '{"rooms": 4}'
    assert agent.question is not None
    assert agent.question.schema == schema


@pytest.mark.parametrize("schema", ["words", [], {"description": "x" * 40_000}])
async def test_a_schema_is_a_bounded_object(connect, schema) -> None:
    async with running_server(fakes()) as server, connect(server) as client:
        await client.say(UserEvent("turn", {"schema": schema}))
        assert (await client.hear()).data["code"] in {"bad-request", "too-large"}
