"""The server is told which room it hears, when Home Assistant's own satellites leave no doubt about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, override

import pytest
from homeassistant.components import stt
from homeassistant.components.assist_pipeline import (
    AssistPipelineSelect,
    PipelineStage,
    VadSensitivitySelect,
    async_create_default_pipeline,
    async_get_pipeline,
    async_update_pipeline,
)
from homeassistant.components.assist_satellite import AssistSatelliteConfiguration, AssistSatelliteEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

from .fake_server import FakeServer
from .fixtures import AddMorgan
from .test_speech import EAR, MOUTH, ear, metadata, microphone

BRAND = "satellites"


class Satellite(AssistSatelliteEntity):
    """A microphone in a room; everything else is Home Assistant's."""

    def __init__(self, name: str) -> None:
        self._attr_unique_id = self._attr_name = name
        self._attr_device_info = DeviceInfo(identifiers={(BRAND, name)}, name=name)
        self._attr_pipeline_entity_id = f"select.{name}_pipeline"
        self._attr_vad_sensitivity_entity_id = f"select.{name}_vad_sensitivity"

    @override
    def async_get_configuration(self) -> AssistSatelliteConfiguration:
        return AssistSatelliteConfiguration([], [], 1)

    @override
    async def async_set_configuration(self, config: AssistSatelliteConfiguration) -> None:
        """Nothing to set."""

    @override
    def on_pipeline_event(self, event: object) -> None:
        """Nothing to show."""

    async def hear(self, sound: AsyncIterator[bytes], end: PipelineStage = PipelineStage.STT) -> None:
        await self.async_accept_pipeline_from_satellite(sound, PipelineStage.STT, end)


def _select(kind: type[Any], satellite: Satellite, *arguments: Any) -> Entity:
    name = satellite.unique_id
    select = kind(satellite.hass, *arguments, name)
    select.entity_id = f"select.{name}_{select.entity_description.key}"
    select._attr_device_info = satellite.device_info
    return select


type AddSatellites = Callable[..., Awaitable[list[Satellite]]]


@pytest.fixture
async def satellites(hass: HomeAssistant, morgan: MockConfigEntry) -> AddSatellites:
    """Add satellites by the names of the rooms in which they stand; all of them hear with Morgan."""
    for component in ("assist_satellite", "select"):
        assert await async_setup_component(hass, component, {})
    preferred = async_get_pipeline(hass)
    await async_update_pipeline(hass, preferred, stt_engine=EAR, stt_language="en")

    async def add(*rooms: str) -> list[Satellite]:
        made = [Satellite(room.lower()) for room in rooms]

        async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> bool:
            await hass.config_entries.async_forward_entry_setups(entry, ["assist_satellite", "select"])
            return True

        async def add_satellites(hass: HomeAssistant, entry: ConfigEntry, add_entities: Any) -> None:
            add_entities(made)

        async def add_selects(hass: HomeAssistant, entry: ConfigEntry, add_entities: Any) -> None:
            for satellite in made:
                satellite.hass = hass
                add_entities(
                    [_select(AssistPipelineSelect, satellite, BRAND), _select(VadSensitivitySelect, satellite)]
                )

        mock_integration(hass, MockModule(BRAND, async_setup_entry=set_up), built_in=False)
        mock_platform(hass, f"{BRAND}.config_flow", None)
        mock_platform(hass, f"{BRAND}.assist_satellite", MockPlatform(async_setup_entry=add_satellites))
        mock_platform(hass, f"{BRAND}.select", MockPlatform(async_setup_entry=add_selects))
        entry = MockConfigEntry(domain=BRAND)
        entry.add_to_hass(hass)
        with mock_config_flow(BRAND, ConfigFlow):
            assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        for room, satellite in zip(rooms, made, strict=True):
            put(hass, satellite, ar.async_get(hass).async_create(room).id)
        return made

    return add


def put(hass: HomeAssistant, satellite: Satellite, area_id: str | None) -> None:
    """Put a satellite's device into a room, or into none."""
    assert satellite.registry_entry is not None
    assert satellite.registry_entry.device_id is not None
    dr.async_get(hass).async_update_device(satellite.registry_entry.device_id, area_id=area_id)


async def choose(hass: HomeAssistant, entity_id: str, option: str) -> None:
    chosen = {"entity_id": entity_id, "option": option}
    await hass.services.async_call("select", "select_option", chosen, blocking=True)


async def test_a_satellites_room_and_patience_go_with_its_sound(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    kitchen, _ = await satellites("Kitchen", "Office")
    await choose(hass, "select.kitchen_vad_sensitivity", "relaxed")
    await kitchen.hear(microphone(3))
    assert server.transcribes == [{"language": "en", "vad_sensitivity": "relaxed", "context": {"area": "Kitchen"}}]


async def test_the_language_model_reads_about_the_satellites_room_while_it_listens(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    _, office = await satellites("Kitchen", "Office")
    await async_update_pipeline(hass, async_get_pipeline(hass), conversation_engine="conversation.morgan")
    await server.until(lambda: server.prepares and len(server.connections) == 1)
    await office.hear(microphone(3), PipelineStage.INTENT)
    await server.until(lambda: server.prepares[-1]["place"])
    assert server.prepares[-1]["place"] == {"area": "Office", "device": "office"}


async def test_two_satellites_that_begin_one_after_the_other_are_told_apart(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    kitchen, office = await satellites("Kitchen", "Office")
    go_on = asyncio.Event()

    async def talking() -> AsyncIterator[bytes]:
        yield bytes(640)
        await go_on.wait()

    first = hass.async_create_task(kitchen.hear(talking()))
    await server.until(lambda: len(server.transcribes) == 1)
    second = hass.async_create_task(office.hear(talking()))
    await server.until(lambda: len(server.transcribes) == 2)
    go_on.set()
    async with asyncio.timeout(10):
        await first
        await second
    assert [told["context"] for told in server.transcribes] == [{"area": "Kitchen"}, {"area": "Office"}]


async def test_a_browser_that_listens_beside_a_satellite_is_not_taken_for_it(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    (kitchen,) = await satellites("Kitchen")
    go_on = asyncio.Event()

    async def talking() -> AsyncIterator[bytes]:
        yield bytes(640)
        await go_on.wait()

    task = hass.async_create_task(kitchen.hear(talking()))
    await server.until(lambda: len(server.transcribes) == 1)
    await ear(hass).internal_async_process_audio_stream(metadata(), microphone(2))
    go_on.set()
    async with asyncio.timeout(10):
        await task
    assert [told.get("context") for told in server.transcribes] == [{"area": "Kitchen"}, None]


async def test_a_microphone_without_a_satellite_stands_nowhere(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    await satellites("Kitchen")
    await ear(hass).internal_async_process_audio_stream(metadata(), microphone(2))
    assert server.transcribes == [{"language": "en"}]


async def test_a_satellite_that_hears_with_another_engine_is_none_of_ours(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    (kitchen,) = await satellites("Kitchen")
    other = await async_create_default_pipeline(hass, stt_engine_id=EAR, tts_engine_id=MOUTH, pipeline_name="Other")
    assert other is not None
    await async_update_pipeline(hass, other, stt_engine="stt.another")
    await hass.async_block_till_done()
    await choose(hass, "select.kitchen_pipeline", "Other")
    hass.states.async_set(kitchen.entity_id, "listening")
    await ear(hass).internal_async_process_audio_stream(metadata(), microphone(2))
    assert server.transcribes == [{"language": "en"}]


async def test_one_that_has_listened_for_long_is_heard_by_somebody_else(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kitchen,) = await satellites("Kitchen")
    hass.states.async_set(kitchen.entity_id, "listening")
    since = hass.states.get(kitchen.entity_id)
    assert since is not None
    monkeypatch.setattr(
        "custom_components.morgan.house.satellites.dt_util.utcnow", lambda: since.last_reported.replace(year=2999)
    )
    await ear(hass).internal_async_process_audio_stream(metadata(), microphone(2))
    assert server.transcribes == [{"language": "en"}]


async def test_a_satellite_that_stands_in_no_room_is_still_as_patient_as_it_is_told(
    hass: HomeAssistant, server: FakeServer, satellites: AddSatellites
) -> None:
    (kitchen,) = await satellites("Kitchen")
    put(hass, kitchen, None)
    await choose(hass, "select.kitchen_vad_sensitivity", "aggressive")
    await kitchen.hear(microphone(2))
    assert server.transcribes == [{"language": "en", "vad_sensitivity": "aggressive"}]


@pytest.mark.skipif(
    not hasattr(stt, "PartialSpeechResult"), reason="Home Assistant 2026.10 takes only whole transcripts"
)
async def test_what_is_understood_so_far_is_told_while_it_is_spoken(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.transcript_pieces = ("turn on ", "the lights")
    engine = ear(hass)
    results = [
        result async for result in engine.internal_async_process_audio_stream_with_progress(metadata(), microphone(2))
    ]
    assert results == [
        stt.PartialSpeechResult("turn on "),
        stt.PartialSpeechResult("turn on the lights"),
        stt.SpeechResult("turn on the kitchen lights", stt.SpeechResultState.SUCCESS),
    ]


@pytest.mark.skipif(
    not hasattr(stt, "PartialSpeechResult"), reason="Home Assistant 2026.10 takes only whole transcripts"
)
async def test_a_server_that_goes_away_in_the_middle_ends_with_an_error(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, add: AddMorgan
) -> None:
    server.hangs_up = True
    results = [
        result
        async for result in ear(hass).internal_async_process_audio_stream_with_progress(metadata(), microphone(2))
    ]
    assert results == [stt.SpeechResult(None, stt.SpeechResultState.ERROR)]
