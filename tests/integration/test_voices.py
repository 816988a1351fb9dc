"""Further voices: what the owner adds to speak with, each with a device of its own."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.profiles import VOICE, profiles
from homeassistant.components import tts
from homeassistant.const import CONF_NAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan
from .profile_steps import (
    EVA,
    begin,
    change,
    create,
    fill,
    issues,
    many_voices,
    offered,
    speak,
    suggested,
    tell_anew,
)
from .test_listening import AddSatellites, choose, satellites  # noqa: F401  # a fixture


@pytest.fixture
async def morgan(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> MockConfigEntry:
    return await many_voices(hass, server, add)


async def test_an_added_voice_has_a_device_and_speaks_its_own_language(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await begin(hass, morgan, VOICE)
    assert form["step_id"] == "choices"
    assert offered(form, "voice") == ["amy", "bob", "eva"]  # the house's language first
    await fill(hass, form, **EVA)
    entity = er.async_get(hass).async_get("tts.butler_text_to_speech")
    assert entity is not None
    (subentry,) = profiles(morgan, VOICE)
    assert (entity.unique_id, entity.config_subentry_id) == (
        f"{morgan.entry_id}-{subentry.subentry_id}",
        subentry.subentry_id,
    )
    device = dr.async_get(hass).async_get(entity.device_id or "")
    assert device is not None
    assert (device.name, device.config_subentry_id) == ("Butler", subentry.subentry_id)

    engine = tts.get_engine_instance(hass, "tts.butler_text_to_speech")
    assert isinstance(engine, tts.TextToSpeechEntity)
    assert engine.default_language == "de"
    assert {"de", "de-AT"} <= set(engine.supported_languages)
    assert "en" not in engine.supported_languages
    await speak(hass, "Guten Abend.")
    assert (server.spoken[0]["voice"], server.spoken[0]["context"]) == ({"name": "eva"}, None)
    with pytest.raises(HomeAssistantError, match="en"):
        tts.async_create_stream(hass, "tts.butler_text_to_speech", "en", {})


async def test_the_first_voice_stays_what_it_was(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    before = er.async_get(hass).async_get("tts.morgan_text_to_speech")
    await create(hass, morgan, VOICE, **EVA)
    assert er.async_get(hass).async_get("tts.morgan_text_to_speech") == before
    engine = tts.get_engine_instance(hass, "tts.morgan_text_to_speech")
    assert engine is not None
    assert engine.default_options == {tts.ATTR_PREFERRED_FORMAT: "wav"}


async def test_a_voice_with_several_speakers_asks_for_one(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await fill(hass, await begin(hass, morgan, VOICE), **EVA | {"voice": "bob", "speed": 0.5, "volume": 0.25})
    assert (form["step_id"], offered(form, "speaker")) == ("speaker", ["one", "two"])
    await fill(hass, form, speaker="two")
    await speak(hass, "Good evening.")
    assert server.spoken[0]["voice"] == {"name": "bob", "speaker": "two"}
    assert server.spoken[0]["context"] == {"speed": 0.5, "volume": 0.25}


async def test_what_a_request_says_goes_before_what_was_chosen(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await fill(hass, await begin(hass, morgan, VOICE), **EVA | {"voice": "bob", "speed": 0.5})
    await fill(hass, form, speaker="two")
    await speak(hass, "One.", speaker="one", speed=2)
    await speak(hass, "Two.", voice="amy")  # who has no speaker "two"
    await speak(hass, "Three.", voice="bob", volume=0)
    assert [(said["voice"], said["context"]) for said in server.spoken] == [
        ({"name": "bob", "speaker": "one"}, {"speed": 2.0}),
        ({"name": "amy"}, {"speed": 0.5}),
        ({"name": "bob", "speaker": "two"}, {"speed": 0.5, "volume": 0.0}),
    ]


async def test_a_pipeline_may_choose_another_voice_of_the_language(
    hass: HomeAssistant, morgan: MockConfigEntry
) -> None:
    form = await fill(hass, await begin(hass, morgan, VOICE), **EVA | {"voice": "bob"})
    await fill(hass, form)
    engine = tts.get_engine_instance(hass, "tts.butler_text_to_speech")
    assert isinstance(engine, tts.TextToSpeechEntity)
    assert [voice.voice_id for voice in engine.async_get_supported_voices("en-GB") or ()] == ["bob", "amy"]
    assert engine.async_get_supported_voices("fr") is None


async def test_another_choice_counts_at_once_and_no_kept_speech_is_said_again(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await fill(hass, await fill(hass, await begin(hass, morgan, VOICE), **EVA | {"voice": "bob"}), speaker="two")
    await speak(hass, "Good evening.")
    form = await change(hass, morgan, VOICE)
    assert CONF_NAME not in suggested(form)
    assert suggested(form) == {"voice": "bob", "speed": 1.0, "volume": 1.0}
    speakers = await fill(hass, form, voice="bob", speed=1.0, volume=1.0)
    assert suggested(speakers) == {"speaker": "two"}
    done = await fill(hass, speakers, speaker="one")
    assert done["reason"] == "reconfigure_successful"
    await speak(hass, "Good evening.")
    await fill(hass, await change(hass, morgan, VOICE), voice="eva", speed=1.5, volume=1.0)
    await speak(hass, "Good evening.")
    assert [said["voice"] for said in server.spoken] == [
        {"name": "bob", "speaker": "two"},
        {"name": "bob", "speaker": "one"},
        {"name": "eva"},
    ]
    (subentry,) = profiles(morgan, VOICE)
    assert dict(subentry.data) == {"voice": "eva", "speed": 1.5, "volume": 1.0, "languages": ["de"]}
    engine = tts.get_engine_instance(hass, "tts.butler_text_to_speech")
    assert engine is not None
    assert engine.default_language == "de"


async def test_a_server_without_manners_offers_none_and_keeps_what_was_chosen(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await fill(hass, await begin(hass, morgan, VOICE), **EVA | {"voice": "bob", "speed": 0.5})
    await fill(hass, form, speaker="two")
    server.features = ("home", "turn")
    form = await change(hass, morgan, VOICE)
    assert set(suggested(form)) == {"voice"}
    await fill(hass, form, voice="bob")
    await speak(hass, "Good evening.")
    assert (server.spoken[0]["voice"], server.spoken[0]["context"]) == ({"name": "bob"}, None)
    (subentry,) = profiles(morgan, VOICE)
    assert (subentry.data["speaker"], subentry.data["speed"]) == ("two", 0.5)


async def test_a_voice_that_the_server_has_lost_says_so_until_it_is_back(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, VOICE, **EVA)
    whole, less = server.info, told(voices=(("amy", "en"),))
    server.info = less
    await tell_anew(hass, server)
    state = hass.states.get("tts.butler_text_to_speech")
    assert state is not None
    assert state.state == STATE_UNAVAILABLE
    assert issues(hass) == ["voice_gone"]
    engine = tts.get_engine_instance(hass, "tts.butler_text_to_speech")
    assert engine is not None
    assert engine.default_language == "de"  # a pipeline that names it stays as it is

    assert await hass.config_entries.async_reload(morgan.entry_id)  # and over a restart
    await hass.async_block_till_done()
    state = hass.states.get("tts.butler_text_to_speech")
    assert state is not None
    assert state.state == STATE_UNAVAILABLE
    assert issues(hass) == ["voice_gone"]

    server.info = whole
    await tell_anew(hass, server)
    state = hass.states.get("tts.butler_text_to_speech")
    assert state is not None
    assert state.state != STATE_UNAVAILABLE
    assert issues(hass) == []


async def test_a_lost_voice_is_forgotten_with_its_choice_or_its_server(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, VOICE, **EVA)
    server.info = told(voices=(("amy", "en"),))
    await tell_anew(hass, server)
    assert issues(hass) == ["voice_gone"]
    form = await change(hass, morgan, VOICE)
    assert offered(form, "voice") == ["amy"]
    await fill(hass, form, voice="amy", speed=1.0, volume=1.0)
    assert issues(hass) == []
    server.info = told(voices=(("eva", "de"),))
    await tell_anew(hass, server)
    assert issues(hass) == ["voice_gone"]
    await hass.config_entries.async_remove(morgan.entry_id)
    await hass.async_block_till_done()
    assert issues(hass) == []


async def test_a_voice_that_goes_while_the_form_is_open_is_not_kept(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await begin(hass, morgan, VOICE)
    server.info = told(voices=(("amy", "en"),))
    form = await fill(hass, form, **EVA)
    assert (form["errors"], offered(form, "voice")) == ({"voice": "voice_gone"}, ["amy"])
    assert suggested(form)[CONF_NAME] == "Butler"
    await fill(hass, form, **EVA | {"voice": "amy"})
    assert len(profiles(morgan, VOICE)) == 1


async def test_a_voice_that_is_new_on_the_server_can_be_chosen_at_once(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, VOICE, **EVA)
    server.info = told(voices=(("amy", "en"), ("nora", "nl")))
    await fill(hass, await change(hass, morgan, VOICE), voice="nora", speed=1.0, volume=1.0)
    state = hass.states.get("tts.butler_text_to_speech")
    assert state is not None
    assert state.state != STATE_UNAVAILABLE
    assert issues(hass) == []


@pytest.mark.parametrize("choice", [{"voice": "nobody"}, {"speed": 9}, {"volume": -1}])
async def test_what_no_voice_can_do_is_not_taken(
    hass: HomeAssistant, morgan: MockConfigEntry, choice: dict[str, Any]
) -> None:
    form = await begin(hass, morgan, VOICE)
    with pytest.raises(InvalidData):
        await fill(hass, form, **EVA | choice)
