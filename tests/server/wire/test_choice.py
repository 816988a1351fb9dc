"""A model and a temperature chosen for one question, from the wire to the model's server and back.

Real agent, real router, real reading ahead; the model's server is the stand-in.
"""

from __future__ import annotations

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
from morgan.llm.ahead import PrefixCache
from morgan.llm.choose import ServedModel
from morgan.llm.router import Router
from morgan.settings.schema import ModelSettings
from morgan.testing import fakes, running_server
from morgan.testing.model_server import Installed, ScriptedModelServer, failed

KINDS = ["ollama", "openai"]
SMALL, LARGE = Installed("small:4b"), Installed("large:30b")
TOOLS = [{"name": "HassTurnOn", "description": "Turns on", "parameters": {}}]


@asynccontextmanager
async def morgan(*urls: str, kind: str = "auto", choices: tuple[str, ...] | None = None) -> AsyncGenerator[Any, None]:
    first, *others = (ServedModel(ModelSettings(url=url, kind=kind), choices) for url in urls)
    agent = ModelAgent(
        PrefixCache(Router([first, *others], 60)), "Be brief.", PromptLimits(5, 1000), LoopOptions(3, True, "en")
    )
    async with running_server(fakes(agent=agent, offers=first)) as server:
        yield server
    await agent.close()


async def ask(client: Any, **turn: Any) -> tuple[str, str, dict[str, Any]]:
    """Ask as a peer that said hello; return the answer's type and words, and its trace."""
    await client.say(UserEvent("turn", turn), Transcript("What is the capital of France?"))
    while (event := await client.hear()).type not in {"handled", "not-handled", "error"}:
        pass
    return event.type, event.data["text"], (await client.hear()).data["data"]


async def offered(client: Any) -> dict[str, Any]:
    await client.say(UserEvent("models", {}))
    told = (await client.hear()).data
    assert told["name"] == "models"
    assert (await client.hear()).data["data"]["kind"] == "models"
    return told["data"]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_chosen_model_answers_as_warmly_as_was_wished_and_the_trace_names_it(connect, kind) -> None:
    llm = ScriptedModelServer(models=[SMALL, LARGE])
    async with llm.running(), morgan(llm.url, kind=kind) as server, connect(server) as client:
        await client.hello()
        assert (await ask(client))[2]["model"] == "small:4b"
        kind_of_end, text, trace = await ask(client, model="large:30b", temperature=1.5)
        assert (kind_of_end, text, trace["model"]) == ("handled", "It is late.", "large:30b")
        assert (await ask(client))[2]["model"] == "small:4b", "it counted for one question"
    warmth = [asked.body.get("temperature", asked.body.get("options", {}).get("temperature")) for asked in llm.asked]
    assert [asked.body["model"] for asked in llm.asked] == ["small:4b", "large:30b", "small:4b"]
    assert warmth == [0.1, 1.5, 0.1]


async def test_a_temperature_of_nothing_is_a_wish_too(connect) -> None:
    llm = ScriptedModelServer(models=[SMALL])
    async with llm.running(), morgan(llm.url) as server, connect(server) as client:
        await client.hello()
        await ask(client, temperature=0)
    assert llm.asked[0].body["options"]["temperature"] == 0


async def test_what_is_offered_is_what_the_server_has_and_the_owner_allows(connect) -> None:
    llm = ScriptedModelServer(models=[SMALL, LARGE])
    async with llm.running():
        for choices, names in ((None, ["small:4b", "large:30b"]), (("large:30b", "gone"), ["large:30b"]), ((), [])):
            async with morgan(llm.url, choices=choices) as server, connect(server) as client:
                await client.hello()
                assert await offered(client) == {"own": "small:4b", "models": names, "sees": []}


async def test_with_no_model_or_none_in_reach_there_is_nothing_to_choose(connect, unused_port) -> None:
    async with running_server(fakes(offers=None)) as server, connect(server) as client:
        await client.hello()
        assert await offered(client) == {"own": "", "models": [], "sees": []}
    async with morgan(f"http://127.0.0.1:{unused_port}") as server, connect(server) as client:
        await client.hello()
        assert await offered(client) == {"own": "", "models": [], "sees": [], "code": "engine-missing"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wish", ["deleted", "not allowed"])
async def test_a_choice_that_cannot_be_had_is_said_and_no_other_question_suffers(connect, kind, wish) -> None:
    llm = ScriptedModelServer(models=[SMALL, LARGE])
    choices = ("other",) if wish == "not allowed" else None
    async with llm.running(), morgan(llm.url, kind=kind, choices=choices) as server, connect(server) as client:
        await client.hello()
        if wish == "deleted":
            assert (await ask(client, model="large:30b"))[0] == "handled"
            del llm.models["large:30b"]  # what the server has was asked a moment ago
        end, text, trace = await ask(client, model="large:30b")
        assert (end, text) == ("not-handled", excuse("gone", "en"))
        assert (trace["code"], trace["passed"]) == ("model-gone", ["large:30b: model-gone"])
        assert (await ask(client))[0] == "handled"
        assert (await ask(client, model="small:4b"))[0] == "handled", "the own choice may always be named"


async def test_who_stands_in_answers_for_a_choice_that_is_gone_and_the_trace_tells(connect) -> None:
    llm, other = ScriptedModelServer(models=[SMALL]), ScriptedModelServer(models=[Installed("spare")])
    async with (
        llm.running(),
        other.running(),
        morgan(llm.url, other.url) as server,
        connect(server) as client,
    ):
        await client.hello()
        end, _, trace = await ask(client, model="large:30b", temperature=0.7)
        assert (end, trace["model"], trace["passed"]) == ("handled", "spare", ["large:30b: model-gone"])
        assert (await ask(client))[2]["model"] == "small:4b"
    assert other.asked[0].body["model"] == "spare"
    assert other.asked[0].body["options"]["temperature"] == 0.7


async def test_a_chosen_model_that_fails_rests_alone(connect) -> None:
    llm = ScriptedModelServer([failed(500)], models=[SMALL, LARGE])
    spare = ScriptedModelServer(models=[Installed("spare")])
    async with (
        llm.running(),
        spare.running(),
        morgan(llm.url, spare.url) as server,
        connect(server) as client,
    ):
        await client.hello()
        for _ in range(2):
            trace = (await ask(client, model="large:30b"))[2]
            assert (trace["model"], trace["passed"]) == ("spare", ["large:30b: engine-failed"])
        assert (await ask(client))[2]["model"] == "small:4b"
    assert [asked.body["model"] for asked in llm.asked] == ["large:30b", "small:4b"]


@pytest.mark.parametrize(
    "wrong", [{"temperature": 2.1}, {"temperature": -1}, {"temperature": "hot"}, {"model": 4}, {"model": "x" * 201}]
)
async def test_a_wish_that_is_none_is_refused(connect, wrong) -> None:
    async with running_server(fakes()) as server, connect(server) as client:
        await client.say(UserEvent("turn", wrong))
        assert (await client.hear()).data["code"] in {"bad-request", "too-large"}


async def test_what_is_read_ahead_is_read_by_the_model_that_will_answer(connect) -> None:
    llm = ScriptedModelServer(models=[SMALL, LARGE])
    async with llm.running(), morgan(llm.url, kind="ollama") as server, connect(server) as client:
        await client.hello(client="home-assistant")
        await client.say(UserEvent("prepare", {"tools": TOOLS, "model": "large:30b"}))
        assert [(await client.hear()).data["name"] for _ in range(2)] == ["prepared", "trace"]
        await ask(client, tools=TOOLS, model="large:30b")
    loaded, read, asked = llm.asked
    assert {one.body["model"] for one in llm.asked} == {"large:30b"}
    assert (loaded.messages, read.messages[0]) == ([], asked.messages[0])


async def test_only_the_default_model_stays_in_memory_for_ever(connect) -> None:
    llm = ScriptedModelServer(models=[SMALL, LARGE])
    async with llm.running(), morgan(llm.url, kind="ollama") as server, connect(server) as client:
        await client.hello()
        for model in (None, "large:30b", "small:4b"):
            await ask(client, model=model)
    small, large, named = (asked.body["keep_alive"] for asked in llm.asked)
    assert small == named == -1
    assert large > 60
