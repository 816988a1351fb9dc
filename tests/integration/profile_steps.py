"""How an owner adds voices and hearing profiles, for the tests of both; a server that has something to choose from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from custom_components.morgan.choices.profiles import profiles
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.flows.notices import GONE
from homeassistant.components import stt, tts
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.info import TtsVoiceSpeaker

from .fake_server import FakeServer, told
from .fixtures import AddMorgan
from .test_listening import AddSatellites, choose, satellites  # noqa: F401  # a fixture
from .test_speech import metadata, microphone

EVA = {CONF_NAME: "Butler", "voice": "eva", "speed": 1.0, "volume": 1.0}
DICTATION = {CONF_NAME: "Dictation", "languages": [], "patience": "relaxed", "names": False}
type Add = Callable[..., Awaitable[MockConfigEntry]]


async def many_voices(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> MockConfigEntry:
    """A server with three voices, one of them with two speakers, and everything that can be chosen."""
    hass.config.country = "AT"
    server.features = (*server.features, "manner", "names")
    server.info = told(voices=(("amy", "en"), ("bob", "en"), ("eva", "de")))
    server.info.tts[0].voices[1].speakers = [TtsVoiceSpeaker("one"), TtsVoiceSpeaker("two")]
    return await add()


async def begin(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Any:
    return await hass.config_entries.subentries.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})


async def change(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Any:
    (subentry,) = profiles(entry, kind)
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, kind), context=context)


async def fill(hass: HomeAssistant, form: Any, **choices: Any) -> Any:
    """Send a form, and let what follows from it happen."""
    done = await hass.config_entries.subentries.async_configure(form["flow_id"], choices)
    await hass.async_block_till_done()
    return done


async def create(hass: HomeAssistant, entry: MockConfigEntry, kind: str, **choices: Any) -> None:
    done = await fill(hass, await begin(hass, entry, kind), **choices)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.state is ConfigEntryState.LOADED


def offered(form: Any, field: str) -> list[str]:
    options = next(each for key, each in form["data_schema"].schema.items() if key == field).config["options"]
    return [each if isinstance(each, str) else each["value"] for each in options]


def suggested(form: Any) -> dict[str, Any]:
    return {str(key): (key.description or {}).get("suggested_value") for key in form["data_schema"].schema}


async def speak(hass: HomeAssistant, text: str, engine: str = "tts.butler_text_to_speech", **options: Any) -> None:
    stream = tts.async_create_stream(hass, engine, None, options)
    stream.async_set_message(text)
    assert [chunk async for chunk in stream.async_stream_result()]


async def listen(hass: HomeAssistant, engine: str = "stt.dictation", language: str = "en") -> stt.SpeechResult:
    entity = stt.async_get_speech_to_text_engine(hass, engine)
    assert isinstance(entity, stt.SpeechToTextEntity)
    assert entity.check_metadata(metadata(language))
    return await entity.internal_async_process_audio_stream(metadata(language), microphone(2))


async def settled(server: FakeServer) -> None:
    """Wait for the standing connection, so that a server is not stopped while somebody knocks."""
    await server.until(lambda: server.homeline in server.connections)


async def tell_anew(hass: HomeAssistant, server: FakeServer) -> None:
    """The server is restarted: what it is now is told on the standing connection."""
    await settled(server)
    was = len(server.homes)
    await server.stop()
    await server.start()
    await server.until(lambda: len(server.homes) > was)
    await hass.async_block_till_done()


def issues(hass: HomeAssistant) -> list[str | None]:
    keys = [each.translation_key for (domain, _), each in ir.async_get(hass).issues.items() if domain == DOMAIN]
    return [key for key in keys if key in GONE.values()]
