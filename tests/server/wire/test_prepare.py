"""`prepare` and the beginning of sound: what is made ready while somebody still speaks."""

from __future__ import annotations

import asyncio

import pytest
from wyoming.asr import Transcript
from wyoming.audio import AudioStart
from wyoming.user_event import UserEvent

from morgan.agent.agent import ModelAgent
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.ahead import PrefixCache
from morgan.testing import (
    FakeAgent,
    FakeChatModel,
    FakeSpeechToText,
    FakeTextToSpeech,
    Gate,
    fakes,
    running_server,
    until,
)

TOOLS = [{"name": "HassTurnOn", "description": "Turns on", "parameters": {}}, {"name": "HassTurnOff"}]
STATES = [{"name": "Lamp", "domain": "light", "area": "Kitchen", "state": "off"}]


def reader(model: FakeChatModel) -> ModelAgent:
    return ModelAgent(PrefixCache(model), "You are Morgan.", PromptLimits(10, 3000), LoopOptions(5, True, "en"))


async def test_the_model_reads_what_the_question_begins_with(connect) -> None:
    model, tts = FakeChatModel(("It is late.",)), FakeTextToSpeech()
    async with running_server(fakes(agent=reader(model), tts=tts)) as server, connect(server) as client:
        await client.hello(client="home-assistant")
        await client.say(UserEvent("prepare", {"language": "en", "tools": TOOLS, "states": STATES}))
        told = [(await client.hear()).data["name"] for _ in range(2)]
        assert told == ["prepared", "trace"]
        changed = [{**STATES[0], "state": "on"}]  # meanwhile: it stands at the end, and nothing is read again
        await client.say(UserEvent("turn", {"tools": TOOLS[::-1], "states": changed, "now": "2026-11-21T08:00:00"}))
        await client.say(Transcript("How late is it?"))
        await client.hear_until("handled")
        await client.say(UserEvent("prepare", {"language": "en", "tools": TOOLS, "states": changed}))
        await client.hear_named("prepared")
    ((read, read_tools),), (asked,), (asked_tools,) = model.prepared, model.asked, model.offered
    assert (read[0], read_tools) == (asked[0], asked_tools)
    assert [clause.language for clause in tts.prepared] == ["en", "en"]


async def test_a_question_is_answered_while_the_model_still_reads_for_another_house(connect) -> None:
    model = FakeChatModel(("It is late.",))
    model.reading = Gate(is_open=False)
    async with (
        running_server(fakes(agent=reader(model))) as server,
        connect(server) as kitchen,
        connect(server) as study,
    ):
        await kitchen.say(UserEvent("prepare", {"tools": TOOLS, "states": STATES}))
        await asyncio.wait_for(model.reading.reached.wait(), 5)
        await study.say(Transcript("How late is it?"))
        assert (await study.hear_until("handled"))[-1].data["text"] == "It is late."
        assert model.reading.left.is_set()


@pytest.mark.parametrize("error", [EngineMissing("away"), EngineFailed("broken")])
async def test_what_cannot_be_prepared_is_no_error(connect, caplog, error) -> None:
    model = FakeChatModel()
    model.cannot_read = error
    async with running_server(fakes(agent=reader(model))) as server, connect(server) as client:
        await client.say(UserEvent("prepare", {"tools": TOOLS, "states": STATES}))
        assert (await client.hear()).data["name"] == "prepared"
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


async def test_what_makes_no_sense_is_told(connect) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(UserEvent("prepare", {"tools": "all"}))
        assert (await client.hear()).data["code"] == "bad-request"


async def test_a_server_without_model_and_voice_is_ready_at_once(connect) -> None:
    async with running_server(fakes(agent=None, tts=None)) as server, connect(server) as client:
        await client.say(UserEvent("prepare", {}))
        assert (await client.hear()).data["name"] == "prepared"


async def test_what_hears_is_prepared_as_soon_as_sound_is_to_come(connect) -> None:
    stt = FakeSpeechToText()
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(AudioStart(16_000, 2, 1))
        await until(lambda: stt.prepared)
        assert stt.heard == []


async def test_an_agent_is_told_the_house_that_the_server_knows(connect) -> None:
    agent = FakeAgent()
    home = {"entities": [{"names": ["Lamp"], "domain": "light"}], "areas": [], "floors": []}
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.hello(home="one")
        await client.say(UserEvent("home", home), UserEvent("prepare", {"tools": TOOLS}))
        await client.hear_named("prepared")
    assert agent.prepared[0].home.entities[0].names == ("Lamp",)
