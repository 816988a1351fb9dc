"""What voices and hearing profiles share: where they come from, where they go, and a pipeline of both."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.profiles import HEARING, VOICE, profiles
from custom_components.morgan.client.models import Server, Voice
from custom_components.morgan.diagnostics import async_get_config_entry_diagnostics
from homeassistant.components import assist_pipeline, tts
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan, House
from .pipeline_steps import take
from .profile_steps import (
    DICTATION,
    EVA,
    begin,
    create,
    issues,
    many_voices,
    settled,
    tell_anew,
)
from .test_listening import AddSatellites, choose, satellites  # noqa: F401  # a fixture
from .test_speech import microphone


@pytest.fixture
async def morgan(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> MockConfigEntry:
    return await many_voices(hass, server, add)


@pytest.mark.parametrize("kind", [VOICE, HEARING])
async def test_nothing_is_chosen_while_the_server_is_away(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, kind: str
) -> None:
    await settled(server)
    await server.stop()
    assert (await begin(hass, morgan, kind))["reason"] == "server_away"
    await hass.config_entries.async_unload(morgan.entry_id)
    assert (await begin(hass, morgan, kind))["reason"] == "entry_not_loaded"


@pytest.mark.parametrize(("kind", "reason"), [(VOICE, "no_voices"), (HEARING, "hears_nothing")])
async def test_nothing_is_chosen_of_a_server_that_has_nothing(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, kind: str, reason: str
) -> None:
    server.info = told(hears=(), voices=())
    assert (await begin(hass, morgan, kind))["reason"] == reason
    await hass.async_block_till_done()  # what it has no more is taken out


@pytest.mark.parametrize(
    ("kind", "choices", "entity_id"), [(VOICE, EVA, "tts.butler_text_to_speech"), (HEARING, DICTATION, "stt.dictation")]
)
async def test_what_is_removed_leaves_nothing(
    hass: HomeAssistant,
    morgan: MockConfigEntry,
    server: FakeServer,
    kind: str,
    choices: dict[str, Any],
    entity_id: str,
) -> None:
    await create(hass, morgan, kind, **choices | {"languages": ["de"]} if kind == HEARING else choices)
    server.info = told(hears=("en",))  # so that there is a repair, too
    await tell_anew(hass, server)
    assert len(issues(hass)) == 1
    (subentry,) = profiles(morgan, kind)
    hass.config_entries.async_remove_subentry(morgan, subentry.subentry_id)
    await hass.async_block_till_done()
    assert er.async_get(hass).async_get(entity_id) is None
    assert hass.states.get(entity_id) is None
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), morgan.entry_id)
    assert not {"Butler", "Dictation"} & {device.name for device in devices}
    assert issues(hass) == []


async def test_diagnostics_tell_what_was_chosen(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    await create(hass, morgan, VOICE, **EVA | {"speed": 1.5})
    await create(hass, morgan, HEARING, **DICTATION)
    told_of = (await async_get_config_entry_diagnostics(hass, morgan))["subentries"]
    voice = {"voice": "eva", "speed": 1.5, "volume": 1.0, "languages": ["de"]}
    hearing = {"languages": [], "patience": "relaxed", "names": False}
    assert [each for each in told_of if each["type"] in (VOICE, HEARING)] == [
        {"type": VOICE, "data": voice},
        {"type": HEARING, "data": hearing},
    ]


async def test_a_pipeline_hears_and_speaks_with_what_was_added(
    hass: HomeAssistant, house: House, server: FakeServer, morgan: MockConfigEntry
) -> None:
    await create(hass, morgan, HEARING, **DICTATION)
    await create(hass, morgan, VOICE, **EVA | {"voice": "amy", "speed": 0.5})
    server.words_end_after = 5
    pipeline = assist_pipeline.async_get_pipeline(hass)
    await assist_pipeline.async_update_pipeline(
        hass,
        pipeline,
        stt_engine="stt.dictation",
        stt_language="en",
        conversation_engine="conversation.morgan",
        tts_engine="tts.butler_text_to_speech",
        tts_language="en",
    )
    events = await take(hass, microphone(1_000_000))
    assert "error" not in [event.type for event in events]
    assert house.touched == ["light.turn_on ['light.ceiling']"]
    begun = next(event.data for event in events if event.type == "run-start")
    assert begun is not None
    stream = tts.async_get_stream(hass, begun["tts_output"]["token"])
    assert stream is not None
    assert len(b"".join([chunk async for chunk in stream.async_stream_result()])) > 44
    assert server.transcribes == [
        {"language": "en", "vad_sensitivity": "relaxed", "context": {"names": False, "asks": True}}
    ]
    assert (server.spoken[0]["voice"], server.spoken[0]["context"]) == ({"name": "amy"}, {"speed": 0.5})


def test_a_server_that_was_remembered_before_there_were_speakers_is_known_again() -> None:
    server = Server(voices=(Voice("amy", "Amy", ("en",)),))
    remembered = server.as_dict()
    del remembered["voices"][0]["speakers"]
    assert Server.from_dict(remembered) == server
    named = Server(voices=(Voice("bob", "Bob", ("en",), ("one", "two")),))
    assert Server.from_dict(named.as_dict()) == named
