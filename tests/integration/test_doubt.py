"""What may as well have been its opposite is asked about where Morgan asks, and is silence to everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.const import CONF_LOCAL
from homeassistant.components import assist_pipeline, conversation, stt
from homeassistant.components.assist_pipeline import PipelineEvent
from homeassistant.core import Context, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import AddMorgan, House, choose
from .pipeline_steps import take
from .test_pipeline import data, microphone
from .test_speech import metadata

OFF = "turn off the kitchen lights"


@pytest.fixture
async def morgan(add: AddMorgan) -> MockConfigEntry:
    return await add(pipeline=True)


@pytest.fixture
def doubting(server: FakeServer) -> FakeServer:
    """A server that has heard "off", or "on"."""
    server.words_end_after, server.transcript, server.doubt = 5, "", {"context": {"doubt": OFF}}
    return server


async def answer(hass: HomeAssistant, events: list[PipelineEvent], text: str) -> dict[str, Any]:
    """Say something in answer to a turn."""
    id_ = data(events, "intent-end")["intent_output"]["conversation_id"]
    result = await conversation.async_converse(hass, text, id_, Context(), "en", "conversation.morgan")
    return result.as_dict()


def speech(output: dict[str, Any]) -> str:
    said: str = output["response"]["speech"]["plain"]["speech"]
    return said


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("yes", ("Turned off the lights", ["light.turn_off ['light.ceiling']"])),
        ("no", ("All right, I leave it.", [])),
        ("turn on the kitchen lights", ("Turned on the lights", ["light.turn_on ['light.ceiling']"])),
    ],
)
@pytest.mark.usefixtures("morgan", "doubting")
async def test_a_doubtful_command_is_asked_about_and_done_after_a_yes(
    hass: HomeAssistant, house: House, said: str, outcome: tuple[str, list[str]]
) -> None:
    events = await take(hass, microphone())
    assert data(events, "stt-end")["stt_output"]["text"] == OFF
    asked = data(events, "intent-end")["intent_output"]
    assert (speech(asked), asked["continue_conversation"]) == (f"Did you say: {OFF}?", True)
    assert house.touched == []
    output = await answer(hass, events, said)
    assert (speech(output), house.touched) == outcome


async def test_a_dangerous_one_is_asked_about_once(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, doubting: FakeServer
) -> None:
    doubting.doubt = {"context": {"doubt": "unlock the front door"}}
    events = await take(hass, microphone())
    assert speech(data(events, "intent-end")["intent_output"]) == "Shall I really unlock Front Door?"
    await answer(hass, events, "yes")
    assert house.touched == ["lock.unlock lock.front"]


async def test_what_only_a_model_understands_is_asked_about_before_it_gets_it(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, doubting: FakeServer
) -> None:
    choose(hass, morgan, **{CONF_LOCAL: False})
    events = await take(hass, microphone())
    assert speech(data(events, "intent-end")["intent_output"]) == f"Did you say: {OFF}?"
    assert doubting.asked == []
    await answer(hass, events, "yes")
    history = [message["content"] for message in doubting.turns[-1]["history"]]
    assert history == [OFF, f"Did you say: {OFF}?"]


async def test_a_sentence_of_the_next_turn_is_not_doubtful_any_more(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, doubting: FakeServer
) -> None:
    await take(hass, microphone())
    doubting.transcript, doubting.doubt = "turn off the desk lamp", {}
    await take(hass, microphone())
    assert house.touched == ["light.turn_off ['light.desk']"]


@pytest.mark.parametrize("whose", ["another agent", "local first", "no pipeline"])
async def test_who_would_obey_gets_no_words(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, doubting: FakeServer, whose: str
) -> None:
    preferred = assist_pipeline.async_get_pipeline(hass)
    change: dict[str, dict[str, Any]] = {
        "another agent": {"conversation_engine": "conversation.home_assistant"},
        "local first": {"prefer_local_intents": True},
        "no pipeline": {"stt_engine": None, "stt_language": None},
    }
    await assist_pipeline.async_update_pipeline(hass, preferred, **change[whose])
    engine = stt.async_get_speech_to_text_entity(hass, "stt.morgan_speech_to_text")
    assert engine is not None
    assert (await engine.internal_async_process_audio_stream(metadata(), microphone())).text == ""
    assert "asks" not in (doubting.transcribes[-1].get("context") or {})


@pytest.mark.parametrize("doubt", ["", 7, ["turn off"]])
async def test_what_is_no_doubt_is_silence(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, doubting: FakeServer, doubt: Any
) -> None:
    doubting.doubt = {"context": {"doubt": doubt}}
    assert data(await take(hass, microphone()), "error")["code"] == "stt-no-text-recognized"
    assert house.touched == []
