"""Every way in which a model's server fails, from the wire to the wire: the right sentence, in time, and nothing left.

Real agent, real router, real engine; the model's server is the stand-in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from wyoming.asr import Transcript
from wyoming.user_event import UserEvent

from morgan.agent.agent import ModelAgent
from morgan.agent.fallback_messages import excuse
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.llm.choose import ServedModel
from morgan.llm.router import Router
from morgan.settings.schema import ModelSettings
from morgan.testing import fakes, running_server, until
from morgan.testing.house import STATES, TOOLS
from morgan.testing.model_answer import Answer
from morgan.testing.model_server import ScriptedModelServer, called, failed, said

PATIENCE_SECONDS = 0.4
TURN = {
    "language": "en",
    "tools": [
        {"name": t.name, "description": t.description, "parameters": t.parameters, "read_only": t.read_only}
        for t in TOOLS
    ],
    "states": [{"name": s.name, "domain": s.domain, "area": s.area, "state": s.state} for s in STATES],
    "place": {"area": "Study"},
}
ASK = "What is the capital of France?"
ORDER = "turn on the desk lamp"
FAILURES = {
    "refused with 429": (failed(429), "failed"),
    "refused with 500": (failed(500), "failed"),
    "hangs before the first word": (Answer(("Paris.",), hangs_at=0), "failed"),
    "dies before the first word": (Answer(("Paris.",), dies_at=0), "failed"),
    "invalid JSON": (Answer(("Paris.",), nonsense_at=0), "failed"),
    "an empty answer": (Answer(()), "failed"),
    "context overflow": (failed(400, "the input length exceeds the context length"), "too-long"),
}
KINDS = ["ollama", "openai"]


@asynccontextmanager
async def morgan(*models: ModelSettings) -> AsyncGenerator[Any, None]:
    served = [ServedModel(settings) for settings in models]
    agent = ModelAgent(Router(served, 60), "You are Morgan.", PromptLimits(5, 1000), LoopOptions(3, True, "en"))
    async with running_server(fakes(agent=agent)) as server:
        yield server
    await agent.close()


def settings(url: str, kind: str) -> ModelSettings:
    return ModelSettings(url=url, kind=kind, first_token_seconds=PATIENCE_SECONDS)


async def ask(client, text: str) -> tuple[str, str, list[str]]:
    """Ask as somebody who does what it is told; return the last event's type and words, and what was called."""
    done: list[str] = []
    await client.say(UserEvent("turn", TURN), Transcript(text))
    while (event := await client.hear()).type not in {"handled", "not-handled", "error"}:
        if event.type == "user-event" and event.data["name"] == "tool-call":
            call = event.data["data"]
            done.append(f"{call['name']} {call['args'].get('name')}")
            await client.say(UserEvent("tool-result", {"id": call["id"], "data": {"speech": "It is on."}}))
    return event.type, event.data["text"], done


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("failure", FAILURES)
async def test_a_question_gets_the_sentence_that_is_true_and_a_plain_command_is_done(connect, kind, failure) -> None:
    answer, reason = FAILURES[failure]
    async with (
        ScriptedModelServer(fallback=answer).running() as llm,
        morgan(settings(llm.url, kind)) as server,
        connect(server) as client,
    ):
        assert await ask(client, ASK) == ("not-handled", excuse(reason, "en"), [])
        assert await ask(client, ORDER) == ("handled", "It is on.", ["intent__HassTurnOn Desk Lamp"])


async def test_with_nobody_there_the_sentence_says_so_and_a_plain_command_is_done(connect, unused_port) -> None:
    async with morgan(settings(f"http://127.0.0.1:{unused_port}", "auto")) as server, connect(server) as client:
        assert await ask(client, ASK) == ("not-handled", excuse("away", "en"), [])
        assert await ask(client, ORDER) == ("handled", "It is on.", ["intent__HassTurnOn Desk Lamp"])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_tool_that_nobody_has_ends_in_an_honest_sentence(connect, kind) -> None:
    llm = ScriptedModelServer(fallback=called("HassMakeCoffeeNow", cups=3))
    async with llm.running(), morgan(settings(llm.url, kind)) as server, connect(server) as client:
        assert await ask(client, "I would love an espresso") == ("handled", excuse("not-done", "en"), [])
        assert len(llm.asked) == 2, "it was told once what there is"
        assert await ask(client, ORDER) == ("handled", "It is on.", ["intent__HassTurnOn Desk Lamp"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("failure", ["dies_at", "hangs_at"])
async def test_an_answer_that_breaks_off_ends_with_an_error_after_what_was_said(connect, kind, failure) -> None:
    place = {failure: 1 + KINDS.index(kind)}
    script = ScriptedModelServer(fallback=Answer(("Paris lies ", "on the Seine."), **place))
    async with script.running() as llm, morgan(settings(llm.url, kind)) as server, connect(server) as client:
        kind_of_end, _, _ = await ask(client, ASK)
        assert kind_of_end == "error"


async def test_who_stands_in_answers_and_the_trace_says_why(connect, unused_port) -> None:
    away = settings(f"http://127.0.0.1:{unused_port}", "ollama")
    async with (
        ScriptedModelServer([said("Paris.")]).running() as llm,
        morgan(away, settings(llm.url, "ollama")) as server,
        connect(server) as client,
    ):
        await client.hello()
        assert await ask(client, ASK) == ("handled", "Paris.", [])
        trace = (await client.hear()).data["data"]
        assert trace["model"] == "qwen3:4b-instruct"
        assert trace["passed"] == ["ollama: engine-missing"]
        assert trace["rounds"] == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_peer_that_hangs_up_at_any_point_frees_the_model_within_a_second(connect, kind, place) -> None:
    llm = ScriptedModelServer(fallback=Answer(("Paris ", "is ", "it."), hangs_at=place))
    async with llm.running(), morgan(ModelSettings(url=llm.url, kind=kind)) as server:
        async with connect(server) as client:
            await client.say(UserEvent("turn", TURN), Transcript(ASK))
            await until(lambda: bool(llm.asked))
        async with asyncio.timeout(1):
            await llm.hung_up.wait()
        await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name() == "turn-asking"], 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["tell me a story", "What is the capital of France?", "It is cosy here"])
async def test_the_first_word_is_out_before_the_model_has_the_second(connect, kind, text) -> None:
    llm = ScriptedModelServer(fallback=Answer(("Once ", "upon a time."), hangs_at=1 + KINDS.index(kind)))
    async with llm.running(), morgan(ModelSettings(url=llm.url, kind=kind)) as server, connect(server) as client:
        await client.say(UserEvent("turn", TURN), Transcript(text))
        assert (await client.hear()).type == "handled-start"
        assert (await client.hear()).data["text"] == "Once "


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_to_an_order_goes_out_as_soon_as_it_is_clear_that_it_claims_nothing(connect, kind) -> None:
    llm = ScriptedModelServer(fallback=Answer(("Well, ", "which one ", "do you mean?"), hangs_at=2 + KINDS.index(kind)))
    async with llm.running(), morgan(ModelSettings(url=llm.url, kind=kind)) as server, connect(server) as client:
        await client.say(UserEvent("turn", TURN), Transcript("Make it cosy here"))
        assert (await client.hear()).type == "handled-start"
        assert (await client.hear()).data["text"] == "Well, which one "
