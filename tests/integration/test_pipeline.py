"""Whole turns through Home Assistant's Assist pipeline, as a satellite and as the web dialog take them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.components import assist_pipeline, conversation, tts
from homeassistant.components.assist_pipeline import PipelineEvent
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import AddMorgan, House, choose
from .pipeline_steps import take


@pytest.fixture
async def morgan(add: AddMorgan) -> MockConfigEntry:
    """With the pipeline that the config flow offers."""
    return await add(pipeline=True)


async def microphone() -> AsyncIterator[bytes]:
    while True:
        yield bytes(640)
        await asyncio.sleep(0)


async def turn(hass: HomeAssistant) -> list[PipelineEvent]:
    return await take(hass, microphone())


def data(events: list[PipelineEvent], kind: str) -> dict[str, Any]:
    return next(event.data for event in events if event.type == kind)


async def sound(hass: HomeAssistant, events: list[PipelineEvent]) -> bytes:
    stream = tts.async_get_stream(hass, data(events, "run-start")["tts_output"]["token"])
    assert stream is not None
    return b"".join([chunk async for chunk in stream.async_stream_result()])


async def test_a_spoken_command_is_done_and_answered_aloud(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.words_end_after = 5
    events = await turn(hass)
    kinds = [event.type for event in events]
    assert "error" not in kinds
    assert data(events, "stt-end")["stt_output"]["text"] == "turn on the kitchen lights"
    output = data(events, "intent-end")["intent_output"]
    assert output["response"]["speech"]["plain"]["extra_data"]["morgan"]["path"] == "intent"
    assert house.touched == ["light.turn_on ['light.ceiling']"]
    assert (await sound(hass, events))[44:] == b"\x01\x00" * 200
    assert server.spoken[0]["text"] == "Turned on the lights"
    assert data(events, "run-start")["tts_output"]["mime_type"] == "audio/x-wav"


async def test_a_long_answer_is_spoken_while_it_is_written(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.words_end_after = 5
    server.transcript = "tell me a story of the sea"
    server.answer = ("Once upon a time there was a ship upon the sea, and it had no captain. ", "The end.")
    events = await turn(hass)
    progress = [event.data for event in events if event.type == "intent-progress"]
    assert {"tts_start_streaming": True} in progress
    assert len(await sound(hass, events)) > 44
    assert " ".join(server.spoken[0]["text"].split()) == "".join(server.answer)
    path = data(events, "intent-end")["intent_output"]["response"]["speech"]["plain"]["extra_data"]
    assert path == {"morgan": {"path": "agent"}}


async def test_home_assistants_own_local_intents_may_come_first(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.words_end_after = 5
    preferred = assist_pipeline.async_get_pipeline(hass)
    await assist_pipeline.async_update_pipeline(hass, preferred, prefer_local_intents=True)
    events = await turn(hass)
    assert data(events, "intent-end")["processed_locally"] is True
    assert house.touched == ["light.turn_on ['light.ceiling']"]
    server.transcript = "turn on the desk lamp and lock the front door"
    events = await turn(hass)
    path = data(events, "intent-end")["intent_output"]["response"]["speech"]["plain"]["extra_data"]
    assert path == {"morgan": {"path": "fuzzy"}}


async def test_silence_is_no_words_and_no_action(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.words_end_after, server.transcript = 5, ""
    events = await turn(hass)
    assert data(events, "error")["code"] == "stt-no-text-recognized"
    assert house.touched == []


async def test_a_second_entry_of_a_pipeline_is_not_made(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    before = len(assist_pipeline.async_get_pipelines(hass))
    hass.config_entries.async_update_entry(morgan, data={**morgan.data, "pipeline": True})
    await hass.config_entries.async_reload(morgan.entry_id)
    await hass.async_block_till_done()
    assert len(assist_pipeline.async_get_pipelines(hass)) == before
    assert assist_pipeline.async_get_pipeline(hass).conversation_engine == "conversation.morgan"


async def test_a_pipeline_that_goes_around_morgans_questions_is_told_about(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    pipeline = assist_pipeline.async_get_pipeline(hass)
    agent = conversation.async_get_agent(hass, pipeline.conversation_engine)
    assert agent is not None
    issues = ir.async_get(hass).issues

    async def told() -> bool:
        await agent.async_prepare("en")
        return ("morgan", f"prefer_local_{pipeline.id}") in issues

    assert not await told()
    await assist_pipeline.async_update_pipeline(hass, pipeline, prefer_local_intents=True)
    assert await told()
    choose(hass, morgan, danger="off")
    assert not await told()
