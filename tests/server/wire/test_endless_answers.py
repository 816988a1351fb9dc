"""An answer that would never end is ended, so that it can be seen, and the model's server is left.

Real agent, real engines of both protocols; the model's server is the stand-in.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.user_event import UserEvent

from morgan.agent.agent import ModelAgent
from morgan.agent.fallback_messages import excuse
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.llm.choose import ServedModel
from morgan.ports import AnswerTrace, Hands, Question
from morgan.settings.schema import ModelSettings
from morgan.testing import FakeAgent, fakes, running_server
from morgan.testing.house import STATES, TOOLS
from morgan.testing.model_answer import Answer, Call
from morgan.testing.model_server import ScriptedModelServer, said

TURN = {
    "language": "en",
    "tools": [{"name": t.name, "parameters": t.parameters, "read_only": t.read_only} for t in TOOLS],
    "states": [{"name": s.name, "domain": s.domain, "area": s.area, "state": s.state} for s in STATES],
}
CHARACTERS, SECONDS, LONG_SECONDS = 1000, 1.5, 30.0  # the last one where no time must run out on a busy machine
ASK = "What is the capital of France?"
PROTOCOLS = ["ollama", "openai"]


@asynccontextmanager
async def asked(
    connect, model: ScriptedModelServer, kind: str, seconds: float = SECONDS, **turn: Any
) -> AsyncGenerator[list[Event], None]:
    """Ask a house whose answers are bounded; give what came up to the trace."""
    settings = ModelSettings(kind=kind, url=model.url, first_token_seconds=seconds)  # type: ignore[arg-type]
    served = ServedModel(settings)
    agent = ModelAgent(served, "Brief.", PromptLimits(3, 1000), LoopOptions(5, True, "en", CHARACTERS, seconds))
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.hello()
        await client.say(UserEvent("turn", TURN | turn), Transcript(ASK))
        events = []
        while not events or events[-1].data.get("name") != "trace":
            events.append(await client.hear())
            if events[-1].data.get("name") == "tool-call":
                called = events[-1].data["data"]["id"]
                await client.say(UserEvent("tool-result", {"id": called, "data": {"temperature": 20}}))
        yield events
    await agent.close()


def answer_of(events: list[Event]) -> str:
    return next(event.data["text"] for event in events if event.type in {"handled", "not-handled"})


@pytest.mark.parametrize("kind", PROTOCOLS)
async def test_a_model_that_never_stops_is_cut_off_at_so_many_characters(connect, kind) -> None:
    endless = said(*["It goes on and on. "] * 5000)
    async with (
        ScriptedModelServer(lambda _: endless).running() as model,
        asked(connect, model, kind, LONG_SECONDS) as events,
    ):
        assert CHARACTERS < len(answer_of(events)) <= CHARACTERS + 1
        assert answer_of(events).endswith("…")
        assert events[-1].data["data"]["cut"] == "characters"


@pytest.mark.parametrize("kind", PROTOCOLS)
async def test_a_model_that_never_gets_on_is_cut_off_after_so_many_seconds(connect, kind) -> None:
    slow = Answer(("Paris lies there. ", *["On "] * 5000), pause_seconds=0.02)
    async with ScriptedModelServer(lambda _: slow).running() as model:
        async with asked(connect, model, kind) as events:
            assert answer_of(events).startswith("Paris lies there.")
            assert answer_of(events).endswith("…")
            assert events[-1].data["data"]["cut"] == "seconds"
        async with asyncio.timeout(5):
            await model.hung_up.wait()


@pytest.mark.parametrize("kind", PROTOCOLS)
@pytest.mark.parametrize(
    "nothing",
    [Answer(("Paris", *[""] * 1000), pause_seconds=0.02), Answer(("Paris", " is"), hangs_at=1)],
    ids=["empty deltas", "silence"],
)
async def test_a_model_that_stops_in_the_middle_and_stays_is_left(connect, kind, nothing: Answer) -> None:
    async with ScriptedModelServer(lambda _: nothing).running() as model, asked(connect, model, kind) as events:
        told = [event for event in events if event.type in {"handled", "not-handled", "error"}]
        assert len(told) == 1, "cut off with its words, or told as an error, whichever bound came first"


@pytest.mark.parametrize("kind", PROTOCOLS)
@pytest.mark.parametrize(
    "thoughts",
    [Answer(thoughts=("Hmm ",) * 1000, pause_seconds=0.02), Answer(("<think>", *["Hmm "] * 1000), pause_seconds=0.02)],
    ids=["apart", "in its words"],
)
async def test_a_model_that_thinks_for_ever_is_no_answer(connect, kind, thoughts: Answer) -> None:
    async with ScriptedModelServer(lambda _: thoughts).running() as model, asked(connect, model, kind) as events:
        assert answer_of(events) == excuse("failed", "en")


@pytest.mark.parametrize("kind", PROTOCOLS)
@pytest.mark.parametrize(
    "calls",
    [
        (Call("homeassistant__GetLiveContext", {"area": "x" * 1_000_000}),),
        tuple(Call("homeassistant__GetLiveContext", {"area": str(at)}) for at in range(500)),
    ],
    ids=["an argument of a megabyte", "500 calls"],
)
async def test_calls_without_measure_are_not_made(connect, kind, calls: tuple[Call, ...]) -> None:
    async with (
        ScriptedModelServer(lambda _: Answer(calls=calls)).running() as model,
        asked(connect, model, kind) as events,
    ):
        assert not [event for event in events if event.data.get("name") == "tool-call"]
        assert answer_of(events) == excuse("failed", "en")


@pytest.mark.parametrize("kind", PROTOCOLS)
async def test_a_model_that_calls_for_ever_is_asked_so_often_and_no_more(connect, kind) -> None:
    count = 0

    def script(_: object) -> Answer:
        nonlocal count
        count += 1
        return Answer(calls=(Call("homeassistant__GetLiveContext", {"area": f"Room {count}"}),))

    async with ScriptedModelServer(script).running() as model, asked(connect, model, kind, LONG_SECONDS) as events:
        assert count <= 5
        assert answer_of(events)


async def test_what_is_cut_off_is_no_answer_to_a_program(connect) -> None:
    endless = said("[", *["1, "] * 5000)
    wanted = {"tools": [], "schema": {"type": "array"}}
    async with (
        ScriptedModelServer(lambda _: endless).running() as model,
        asked(connect, model, "ollama", LONG_SECONDS, **wanted) as events,
    ):
        assert [event.type for event in events[-2:]] == ["error", "user-event"]


# ---- an engine's own mistakes ----------------------------------------------------------------------------------------


class BrokenAgent(FakeAgent):
    """Raises what nobody expects, once or for ever."""

    def __init__(self, error: Exception, words: str = "") -> None:
        super().__init__([words])
        self.broken: Exception | None = error

    async def answer(self, question: Question, hands: Hands | None = None) -> AsyncGenerator[str | AnswerTrace, None]:
        async for event in super().answer(question, hands):
            yield event
        if self.broken is not None:
            raise self.broken


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RecursionError("x"), OSError("x")], ids=repr)
@pytest.mark.parametrize("words", ["", "It is "])
async def test_an_agent_that_breaks_ends_its_own_turn_and_nothing_else(connect, speech, error, words) -> None:
    agent = BrokenAgent(error, words)
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        for _ in range(2):
            await client.say(Transcript("Why?"))
            assert (await client.hear_until("error"))[-1].data["code"] == "internal"
        await client.say(*speech)
        assert (await client.hear_until("transcript"))[-1].data["text"]
        agent.broken = None
        await client.say(Transcript("Why?"))
        assert await client.hear_until("handled" if words else "not-handled")


async def test_a_result_that_cannot_be_read_is_an_error_for_the_model_at_once(connect) -> None:
    odd = {"error": {"type": "x"}}
    calls = Answer(calls=(Call("homeassistant__GetLiveContext", {}),))
    async with ScriptedModelServer([calls, said("I could not see.")]).running() as model:
        agent = ModelAgent(
            ServedModel(ModelSettings(kind="ollama", url=model.url)),
            "",
            PromptLimits(3, 1000),
            LoopOptions(5, True, "en"),
        )
        async with running_server(fakes(agent=agent)) as server, connect(server) as client:
            await client.say(UserEvent("turn", TURN), Transcript(ASK))
            while (event := await client.hear()).data.get("name") != "tool-call":
                pass
            await client.say(UserEvent("tool-result", {"id": event.data["data"]["id"], **odd}))
            events = await client.hear_until("handled")
            assert [each.data["code"] for each in events if each.type == "error"] == ["bad-request"]
            assert events[-1].data["text"] == "I could not see."
        assert "could not be read" in json.dumps(model.asked[-1].messages)
        await agent.close()
