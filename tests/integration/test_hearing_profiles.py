"""Hearing profiles: what the owner adds to hear with, each with a device of its own."""

from __future__ import annotations

import pytest
from custom_components.morgan.choices.profiles import HEARING, profiles
from homeassistant.components import assist_pipeline, stt
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan
from .profile_steps import (
    DICTATION,
    begin,
    change,
    create,
    fill,
    issues,
    listen,
    many_voices,
    offered,
    suggested,
    tell_anew,
)
from .test_listening import AddSatellites, choose, satellites  # noqa: F401  # a fixture
from .test_speech import metadata, microphone


@pytest.fixture
async def morgan(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> MockConfigEntry:
    return await many_voices(hass, server, add)


async def test_an_added_profile_hears_in_its_own_way(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await begin(hass, morgan, HEARING)
    assert offered(form, "languages") == ["de", "en"]
    await fill(hass, form, **DICTATION)
    entity = er.async_get(hass).async_get("stt.dictation")
    assert entity is not None
    (subentry,) = profiles(morgan, HEARING)
    assert entity.config_subentry_id == subentry.subentry_id
    device = dr.async_get(hass).async_get(entity.device_id or "")
    assert device is not None
    assert device.name == "Dictation"

    assert (await listen(hass)).text == "turn on the kitchen lights"
    await listen(hass, "stt.morgan_speech_to_text")
    assert server.transcribes == [
        {"language": "en", "vad_sensitivity": "relaxed", "context": {"names": False}},
        {"language": "en"},
    ]


async def test_a_profile_offers_the_languages_that_were_chosen(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, HEARING, **DICTATION | {"languages": ["de"], "patience": "default", "names": True})
    engine = stt.async_get_speech_to_text_engine(hass, "stt.dictation")
    assert engine is not None
    assert not engine.check_metadata(metadata("en"))
    await listen(hass, language="de-AT")
    assert server.transcribes == [{"language": "de"}]
    form = await change(hass, morgan, HEARING)
    assert suggested(form) == {"languages": ["de"], "patience": "default", "names": True}
    done = await fill(hass, form, languages=["de", "en"], patience="aggressive", names=True)
    assert done["reason"] == "reconfigure_successful"
    await listen(hass, language="en-GB")
    assert server.transcribes[1:] == [{"language": "en", "vad_sensitivity": "aggressive"}]


async def test_a_satellites_own_patience_goes_before_the_profiles(
    hass: HomeAssistant,
    morgan: MockConfigEntry,
    server: FakeServer,
    satellites: AddSatellites,  # noqa: F811  # the fixture
) -> None:
    await create(hass, morgan, HEARING, **DICTATION)
    pipeline = assist_pipeline.async_get_pipeline(hass)
    await assist_pipeline.async_update_pipeline(hass, pipeline, stt_engine="stt.dictation")
    (kitchen,) = await satellites("Kitchen")
    await kitchen.hear(microphone(3))
    await choose(hass, "select.kitchen_vad_sensitivity", "aggressive")
    await kitchen.hear(microphone(3))
    context = {"area": "Kitchen", "names": False}
    assert server.transcribes == [
        {"language": "en", "vad_sensitivity": "relaxed", "context": context},
        {"language": "en", "vad_sensitivity": "aggressive", "context": context},
    ]


async def test_a_server_that_cannot_leave_names_out_is_not_asked_to(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, HEARING, **DICTATION)
    server.features = tuple(each for each in server.features if each != "names")
    form = await change(hass, morgan, HEARING)
    assert set(suggested(form)) == {"languages", "patience"}
    await fill(hass, form, languages=[], patience="default")
    (subentry,) = profiles(morgan, HEARING)
    assert subentry.data["names"] is False  # kept for a server that can
    await listen(hass)
    assert server.transcribes == [{"language": "en"}]


async def test_a_language_that_the_server_has_lost_is_told(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await create(hass, morgan, HEARING, **DICTATION | {"languages": ["de"]})
    server.info = told(hears=("en",))
    await tell_anew(hass, server)
    state = hass.states.get("stt.dictation")
    assert state is not None
    assert state.state == STATE_UNAVAILABLE
    assert issues(hass) == ["languages_gone"]
    engine = stt.async_get_speech_to_text_engine(hass, "stt.dictation")
    assert engine is not None
    assert "de" in engine.supported_languages
    form = await change(hass, morgan, HEARING)
    assert suggested(form)["languages"] == []
    await fill(hass, form, languages=["en"], patience="default", names=True)
    assert issues(hass) == []
    state = hass.states.get("stt.dictation")
    assert state is not None
    assert state.state != STATE_UNAVAILABLE


async def test_a_language_that_goes_while_the_form_is_open_is_not_kept(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    form = await begin(hass, morgan, HEARING)
    server.info = told(hears=("en",))
    form = await fill(hass, form, **DICTATION | {"languages": ["de"]})
    assert form["errors"] == {"languages": "languages_gone"}
    assert profiles(morgan, HEARING) == []
