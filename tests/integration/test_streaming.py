"""How soon a word that left the server is in Home Assistant's event stream, and when the voice begins."""

from __future__ import annotations

import asyncio
import time
from statistics import median

from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline import PipelineEventType
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from .fake_server import FakeServer
from .fixtures import AddMorgan, House

WORDS = tuple(f"word{number} of a long story that is told, " for number in range(40))


async def test_a_word_is_in_the_event_stream_at_once_and_the_voice_begins_on_it(
    hass: HomeAssistant, house: House, server: FakeServer, add: AddMorgan, hass_ws_client: WebSocketGenerator
) -> None:
    await add(pipeline=True)
    hass.loop.set_debug(False)  # which would take longer than the way itself
    server.answer = WORDS
    pipeline = assist_pipeline.async_get_pipeline(hass)
    client = await hass_ws_client(hass)
    come: list[float] = []
    started_at: int | None = None
    await client.send_json_auto_id(
        {
            "type": "assist_pipeline/run",
            "start_stage": "intent",
            "end_stage": "tts",
            "input": {"text": "tell me a story"},
            "pipeline": pipeline.id,
        }
    )
    async with asyncio.timeout(20):
        while True:
            event = (await client.receive_json()).get("event", {})
            kind, data = event.get("type"), event.get("data") or {}
            if kind == PipelineEventType.INTENT_PROGRESS:
                if data.get("chat_log_delta", {}).get("content"):
                    come.append(time.perf_counter())
                if data.get("tts_start_streaming"):
                    started_at = len(come)
            if kind == PipelineEventType.INTENT_END:
                break
    late = [(there - left) * 1000 for left, there in zip(server.sent, come, strict=True)]
    print(f"from the server to the event stream: median {median(late):.1f} ms, most {max(late):.1f} ms")
    assert (
        median(late) <= 250
    )  # "at once"; how many milliseconds it is stands in the output, and depends on the machine
    assert started_at is not None
    assert started_at < 5
