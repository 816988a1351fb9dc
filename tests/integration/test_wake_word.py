"""Wake words through Home Assistant's own doors: what is heard, what is handed on, and what is left behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest
from custom_components.morgan.client.models import Server
from homeassistant.components import assist_pipeline, wake_word
from homeassistant.components.assist_pipeline import PipelineStage, WakeWordSettings
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan
from .pipeline_steps import take

WATCH = "wake_word.morgan_wake_words"


async def sound(count: int) -> AsyncGenerator[tuple[bytes, int]]:
    """Chunks of 20 ms, each with its number in it; a microphone goes on while somebody thinks."""
    for number in range(count):
        yield number.to_bytes(2, "little") * 320, 20 * number
        await asyncio.sleep(0.002)


def number_of(chunk: tuple[bytes, int]) -> int:
    return int.from_bytes(chunk[0][:2], "little")


def watch(hass: HomeAssistant) -> wake_word.WakeWordDetectionEntity:
    entity = wake_word.async_get_wake_word_detection_entity(hass, WATCH)
    assert entity is not None
    return entity


async def test_what_the_server_listens_for_can_be_chosen(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    words = await watch(hass).get_supported_wake_words()
    assert [(word.id, word.name, word.phrase) for word in words] == [
        ("okay_nabu", "Okay nabu", "okay nabu"),
        ("hey_jarvis", "Hey jarvis", "hey jarvis"),
    ]


async def test_a_word_is_heard_and_no_sound_behind_it_is_lost(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.wakes = {5: "hey_jarvis"}
    given: list[int] = []

    async def noted() -> AsyncIterator[tuple[bytes, int]]:
        async for chunk in microphone:
            given.append(number_of(chunk))
            yield chunk

    microphone = sound(1_000)
    stream = noted()
    async with asyncio.timeout(10):
        result = await watch(hass).async_process_audio_stream(stream, None)
        assert result is not None
        assert (result.wake_word_id, result.wake_word_phrase, result.timestamp) == ("hey_jarvis", "hey jarvis", 80)
        queued = [number_of(chunk) for chunk in result.queued_audio or ()]
        assert queued in ([], [given[-1]])
        assert number_of(await anext(stream)) == given[-2] + 1  # the stream goes on where it was
    assert server.detects == [{"names": None}]
    assert hass.states.get(WATCH).state != "unknown"  # when it was heard last


async def test_another_word_than_the_chosen_one_does_not_count(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.wakes = {2: "okay_nabu", 4: "hey_jarvis"}
    async with asyncio.timeout(10):
        result = await watch(hass).async_process_audio_stream(sound(1_000), "hey_jarvis")
    assert result is not None
    assert (result.wake_word_id, result.timestamp) == ("hey_jarvis", 60)
    assert server.detects[0]["names"] == ["hey_jarvis"]


async def test_sound_that_ends_without_a_word_is_nothing(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    async with asyncio.timeout(10):
        assert await watch(hass).async_process_audio_stream(sound(5), None) is None
    assert server.heard_bytes == 5 * 640


async def test_a_server_that_goes_away_ends_the_listening_with_a_warning(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "custom_components.morgan")
    listening = asyncio.create_task(watch(hass).async_process_audio_stream(sound(100_000), None))
    await server.until(lambda: server.heard_bytes > 640)
    await server.stop()
    async with asyncio.timeout(10):
        assert await listening is None
    assert "Nothing is listened for: " in caplog.text
    async with asyncio.timeout(10):
        assert await watch(hass).async_process_audio_stream(sound(5), None) is None
    assert [word.id for word in await watch(hass).get_supported_wake_words()] == ["okay_nabu", "hey_jarvis"]


async def test_whoever_stops_listening_leaves_nothing_running(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    listening = asyncio.create_task(watch(hass).async_process_audio_stream(sound(100_000), None))
    await server.until(lambda: server.heard_bytes > 640)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    await server.until(lambda: len(server.connections) == 1)  # the house's own
    running = {task.get_coro().__qualname__ for task in asyncio.all_tasks() if not task.done()}
    assert not running & {"_listen", "_Chunks._take", "MorganClient.wake"}


async def test_a_pipeline_wakes_hears_and_answers(hass: HomeAssistant, add: AddMorgan, server: FakeServer) -> None:
    await add(pipeline=True)
    assert assist_pipeline.async_get_pipeline(hass).wake_word_entity == WATCH
    server.wakes, server.words_end_after = {5: "okay_nabu"}, 10

    async def microphone() -> AsyncIterator[bytes]:
        while True:
            yield bytes(640)
            await asyncio.sleep(0.001)

    buffer = WakeWordSettings(audio_seconds_to_buffer=0.1)
    stages = (PipelineStage.WAKE_WORD, PipelineStage.INTENT)
    events = await take(hass, microphone(), *stages, wake_word_settings=buffer)
    told_of: dict[str, Any] = {str(event.type): event.data for event in events}
    assert told_of["wake_word-end"]["wake_word_output"]["wake_word_id"] == "okay_nabu"
    assert told_of["stt-end"]["stt_output"]["text"] == "turn on the kitchen lights"
    assert "intent-end" in told_of


async def test_a_server_without_wake_words_brings_no_entity(
    hass: HomeAssistant, add: AddMorgan, server: FakeServer
) -> None:
    server.info = told(wakes=())
    await add()
    assert hass.states.get(WATCH) is None


def test_what_is_remembered_of_a_server_holds_its_wake_words() -> None:
    kept = {"voices": [], "wakes": [{"name": "okay_nabu", "phrase": "okay nabu"}]}
    assert [word.phrase for word in Server.from_dict(kept).wakes] == ["okay nabu"]
    assert Server.from_dict({"voices": []}).wakes == ()  # as an older version kept it
