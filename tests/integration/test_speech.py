"""Hearing and speaking through Home Assistant's own doors."""

from __future__ import annotations

import asyncio
import io
import struct
import wave
from collections.abc import AsyncIterator
from typing import Any

import pytest
from custom_components.morgan.languages.codes import tags
from homeassistant.components import stt, tts
from homeassistant.const import __version__ as home_assistant
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error

from .fake_server import FakeServer, told
from .fixtures import AddMorgan

# 2026.10 runs ffmpeg whenever a rate is asked for, even if the engine has honoured it.
asks_the_engine = pytest.mark.skipif(home_assistant < "2026.11", reason="Home Assistant 2026.10 resamples by itself")
EAR, MOUTH = "stt.morgan_speech_to_text", "tts.morgan_text_to_speech"


def metadata(language: str = "en", **other: Any) -> stt.SpeechMetadata:
    fields: dict[str, Any] = {
        "language": language,
        "format": stt.AudioFormats.WAV,
        "codec": stt.AudioCodecs.PCM,
        "bit_rate": stt.AudioBitRates.BITRATE_16,
        "sample_rate": stt.AudioSampleRates.SAMPLERATE_16000,
        "channel": stt.AudioChannels.CHANNEL_MONO,
    }
    return stt.SpeechMetadata(**{**fields, **other})


async def microphone(chunks: int) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        yield bytes(640)
        await asyncio.sleep(0)


def ear(hass: HomeAssistant) -> stt.SpeechToTextEntity:
    engine = stt.async_get_speech_to_text_engine(hass, EAR)
    assert isinstance(engine, stt.SpeechToTextEntity)
    return engine


async def speak(hass: HomeAssistant, text: str, language: str | None = "en", **options: Any) -> bytes:
    stream = tts.async_create_stream(hass, MOUTH, language, options)
    stream.async_set_message(text)
    return b"".join([chunk async for chunk in stream.async_stream_result()])


def rate_of(wav: bytes) -> int:
    assert wav[:4] == b"RIFF"
    return int(struct.unpack_from("<I", wav, 24)[0])


async def test_sound_becomes_words(hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer) -> None:
    server.words_end_after = 5
    engine = ear(hass)
    assert engine.check_metadata(metadata())
    result = await engine.internal_async_process_audio_stream(metadata(), microphone(1_000_000))
    assert (result.text, result.result) == ("turn on the kitchen lights", stt.SpeechResultState.SUCCESS)
    assert server.heard_bytes >= 5 * 640


async def test_the_server_ends_the_turn_and_wants_the_sound_as_it_is(
    hass: HomeAssistant, morgan: MockConfigEntry
) -> None:
    assert ear(hass).audio_processing == stt.SpeechAudioProcessing(
        requires_external_vad=False, prefers_auto_gain_enabled=False, prefers_noise_reduction_enabled=False
    )


async def test_regional_variants_are_heard_by_who_hears_the_language(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    hass.config.country = "US"
    await add()
    engine = ear(hass)
    assert {"en", "en-GB", "en-US", "de"} <= set(engine.supported_languages)
    assert not engine.check_metadata(metadata("fr"))
    await engine.internal_async_process_audio_stream(metadata("en-GB"), microphone(2))
    assert server.transcribes == [{"language": "en"}]


async def test_a_failure_to_hear_is_an_error_and_no_words(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.fails = Error(text="the engine failed", code="engine-failed")
    result = await ear(hass).internal_async_process_audio_stream(metadata(), microphone(2))
    assert (result.text, result.result) == (None, stt.SpeechResultState.ERROR)


async def test_a_room_in_which_nobody_speaks_does_not_listen_for_ever(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.client.NO_SPEECH_SECONDS", 0.2)
    server.notices_speech = False
    async with asyncio.timeout(5):
        result = await ear(hass).internal_async_process_audio_stream(metadata(), microphone(1_000_000))
    assert (result.text, result.result) == (None, stt.SpeechResultState.ERROR)


async def test_whoever_speaks_is_given_more_time(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.client.NO_SPEECH_SECONDS", 0.1)

    async def slow() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield bytes(640)
            await asyncio.sleep(0.05)  # the pace is what is tested

    result = await ear(hass).internal_async_process_audio_stream(metadata(), slow())
    assert result.text == "turn on the kitchen lights"


async def test_words_become_sound_that_a_browser_plays(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    stream = tts.async_create_stream(hass, MOUTH, "en", {})
    assert (stream.content_type, stream.supports_streaming_input) == ("audio/x-wav", True)
    wav = await speak(hass, "Good evening.")
    assert rate_of(wav) == 22_050
    assert wav[44:] == b"\x01\x00" * 200
    with wave.open(io.BytesIO(wav)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.readframes(400)) == (1, 2, wav[44:])
    assert server.spoken[0]["text"] == "Good evening."
    assert server.spoken[0]["voice"] == {"name": "amy"}


@asks_the_engine
async def test_a_satellite_gets_the_rate_that_it_wants_from_the_server(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    wish = {
        tts.ATTR_PREFERRED_FORMAT: "wav",
        tts.ATTR_PREFERRED_SAMPLE_RATE: 16_000,
        tts.ATTR_PREFERRED_SAMPLE_CHANNELS: 1,
        tts.ATTR_PREFERRED_SAMPLE_BYTES: 2,
    }
    assert rate_of(await speak(hass, "Good evening.", **wish)) == 16_000
    assert server.spoken[0]["context"] == {"rate_hz": 16_000}


@asks_the_engine
async def test_a_rate_that_no_speaker_has_is_not_asked_for(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await speak(hass, "Good evening.", **{tts.ATTR_PREFERRED_SAMPLE_RATE: 96_000})
    assert server.spoken[0]["context"] is None


async def test_a_server_that_cannot_resample_does_not_claim_to(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.features = ("home", "turn")
    await add()
    engine = tts.get_engine_instance(hass, MOUTH)
    assert engine is not None
    assert engine.supported_options == [tts.ATTR_VOICE]


async def test_speaker_speed_and_volume_can_be_chosen_for_each_request(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.features = (*server.features, "manner")
    await add()
    await speak(hass, "Good evening.", speaker="two", speed="1.5", volume=0.5)
    assert server.spoken[0]["voice"]["speaker"] == "two"
    assert server.spoken[0]["context"] == {"speed": 1.5, "volume": 0.5}


@pytest.mark.parametrize("speed", ["fast", 9, "nan"])
async def test_a_speed_that_no_voice_has_is_refused(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan, speed: object
) -> None:
    server.features = (*server.features, "manner")
    await add()
    with pytest.raises(HomeAssistantError, match=r"0\.25"):
        await speak(hass, "Good evening.", speed=speed)
    assert not server.spoken


async def test_an_older_server_is_not_asked_for_a_manner(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    await add()
    with pytest.raises(HomeAssistantError, match="speed"):
        await speak(hass, "Good evening.", speed=1.5)


async def test_a_voice_can_be_chosen_and_fits_the_language(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.info = told(voices=(("amy", "en"), ("bob", "en"), ("eva", "de")))
    await add()
    engine = tts.get_engine_instance(hass, MOUTH)
    assert isinstance(engine, tts.TextToSpeechEntity)
    assert engine.async_get_supported_voices("en-GB") == [tts.Voice("amy", "Amy"), tts.Voice("bob", "Bob")]
    assert engine.async_get_supported_voices("fr") is None
    assert engine.default_language == "en"
    await speak(hass, "Guten Abend.", "de")
    await speak(hass, "Good evening.", voice="bob")
    assert [said["voice"] for said in server.spoken] == [{"name": "eva"}, {"name": "bob"}]
    with pytest.raises(HomeAssistantError, match="fr"):
        tts.async_create_stream(hass, MOUTH, "fr", {})


async def test_the_servers_default_voice_speaks_its_language_whatever_its_region(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.info = told(voices=(("alba", "en-GB"), ("amy", "en-US"), ("eva", "de_DE")))
    await add()
    await speak(hass, "Good evening.")
    await speak(hass, "Good evening.", "en-US")
    await speak(hass, "Guten Abend.", "de")
    assert [said["voice"] for said in server.spoken] == [{"name": "alba"}, {"name": "amy"}, {"name": "eva"}]


async def test_text_without_words_is_a_file_without_sound(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    wav = await speak(hass, "   ")
    assert (rate_of(wav), len(wav)) == (22_050, 44)


async def test_a_failure_to_speak_names_its_reason(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.fails = Error(text="the voice is hoarse", code="engine-failed")
    with pytest.raises(HomeAssistantError, match="the voice is hoarse"):
        await speak(hass, "Good evening.")
    await server.stop()
    with pytest.raises(HomeAssistantError, match="Morgan's server is not running"):
        await speak(hass, "Good night.")
    await hass.async_block_till_done()


async def test_speech_begins_before_the_text_is_whole(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    go_on = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        yield "Good evening. "
        await go_on.wait()
        yield "It is late."

    stream = tts.async_create_stream(hass, MOUTH, "en", {})
    stream.async_set_message_stream(text())
    sound = stream.async_stream_result()
    async with asyncio.timeout(5):
        assert rate_of(await anext(sound)) == 22_050
        assert len(await anext(sound)) == 200
        go_on.set()
        assert b"".join([chunk async for chunk in sound]) == b"\x01\x00" * 100


def test_tags_are_what_may_be_asked_for() -> None:
    served = tags(["en", "pt-BR"], "CA")
    assert served["en-GB"] == served["en-CA"] == served["en"] == "en"
    assert served["pt"] == served["pt-BR"] == "pt-BR"
    assert "fr" not in served
    assert tags([], None) == {}
