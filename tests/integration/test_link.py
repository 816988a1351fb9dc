"""The standing connection: what the server is told of the house, and what the house knows of the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.home_connection import Obey
from custom_components.morgan.client.models import Address, Server, ToolCall, ToolError, ToolResult
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.house.snapshot import async_home
from custom_components.morgan.local_agent.agent import Done
from custom_components.morgan.sync.home_sync import HomeLink, Pace, Told
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan, House

EAR = "stt.morgan_speech_to_text"
QUICK = Pace(debounce=0.01, ping=0.05, pong=0.5, first_wait=0.01, longest_wait=0.05, steady=0.5)


async def test_the_house_is_told_by_name(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    told_first = {key: server.homes[0][key] for key in ("entities", "areas", "floors")}
    assert told_first == {
        "entities": [
            {"names": ["Garage Door"], "domain": "cover", "device_class": "garage"},
            {"names": ["Kitchen Ceiling"], "domain": "light", "area": "Kitchen"},
            {"names": ["Desk Lamp"], "domain": "light", "area": "Office"},
            {"names": ["Front Door"], "domain": "lock"},
        ],
        "areas": [{"names": ["Kitchen"], "floor": "Ground floor"}, {"names": ["Office", "study"]}],
        "floors": [{"names": ["Ground floor", "downstairs"]}],
    }


@pytest.mark.parametrize("what", ["alias", "area", "hidden", "new"])
async def test_a_change_is_told(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, what: str
) -> None:
    await server.until(lambda: server.homes)
    match what:
        case "alias":
            er.async_get(hass).async_update_entity("light.desk", aliases=[er.COMPUTED_NAME, "Reading Light"])
        case "area":
            ar.async_get(hass).async_create("Attic")
        case "hidden":
            async_expose_entity(hass, "conversation", "light.desk", should_expose=False)
        case "new":
            house.add("light.attic", "Attic Light", "off")
    await server.until(lambda: len(server.homes) > 1)
    told_now = server.homes[-1]
    names = [name for entity in told_now["entities"] for name in entity["names"]]
    match what:
        case "alias":
            assert {"names": ["Desk Lamp", "Reading Light"], "domain": "light", "area": "Office"} in told_now[
                "entities"
            ]
        case "area":
            assert {"names": ["Attic"]} in told_now["areas"]
        case "hidden":
            assert "Desk Lamp" not in names
        case "new":
            assert "Attic Light" in names


async def test_a_burst_of_changes_is_told_once(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    for number in range(20):
        house.add(f"light.new_{number}", f"New Light {number}", "off")
    await server.until(lambda: len(server.homes) > 1)
    assert len(server.homes[-1]["entities"]) == 24
    assert len(server.homes) == 2


async def test_a_state_that_changes_is_nobodys_business(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    hass.states.async_set("light.desk", "on", {"friendly_name": "Desk Lamp"})
    await hass.async_block_till_done()
    assert not morgan.runtime_data.link._changed.is_set()


async def test_the_link_comes_back_and_says_so_once(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "custom_components.morgan")
    await server.until(lambda: server.homes)
    assert hass.states.get(EAR).state != STATE_UNAVAILABLE
    down, up = asyncio.Event(), asyncio.Event()
    link = morgan.runtime_data.link

    def note() -> None:
        (up if link.up else down).set()

    link.async_listen(note)
    await server.stop()
    async with asyncio.timeout(5):
        await down.wait()
    assert hass.states.get(EAR).state == STATE_UNAVAILABLE
    assert hass.states.get("conversation.morgan").state != STATE_UNAVAILABLE
    up.clear()  # it was also called when the server knew the house
    await server.start()
    async with asyncio.timeout(10):
        await up.wait()
    assert hass.states.get(EAR).state != STATE_UNAVAILABLE
    await server.until(lambda: len(server.homes) > 1)
    told_log = [record.message for record in caplog.records if record.name == "custom_components.morgan.sync.home_sync"]
    assert [line.split(" (")[0] for line in told_log] == ["Morgan's server is away", "Morgan's server is back"]


async def test_a_server_that_learned_another_language_is_believed(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    learned = asyncio.Event()
    morgan.runtime_data.link.async_listen(
        lambda: learned.set() if "fr" in morgan.runtime_data.link.server.hears else None
    )
    await server.stop()
    server.info = told(hears=("en", "fr"), voices=(("amy", "en"), ("zoe", "fr")))
    await server.start()
    async with asyncio.timeout(10):
        await learned.wait()
    from homeassistant.components import stt, tts

    assert "fr" in stt.async_get_speech_to_text_engine(hass, EAR).supported_languages
    assert "fr" in tts.get_engine_instance(hass, "tts.morgan_text_to_speech").supported_languages


async def test_a_server_that_gained_a_voice_is_set_up_anew(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.info = told(voices=())
    entry = await add()
    await server.until(lambda: server.homes)
    assert hass.states.get("tts.morgan_text_to_speech") is None
    first = entry.runtime_data
    loaded = asyncio.Event()
    await server.stop()
    server.info = told()
    entry.async_on_state_change(
        lambda: loaded.set() if entry.state is ConfigEntryState.LOADED and entry.runtime_data is not first else None
    )
    await server.start()
    async with asyncio.timeout(10):
        await loaded.wait()
    await hass.async_block_till_done()
    assert hass.states.get("tts.morgan_text_to_speech") is not None


async def test_a_token_that_no_longer_opens_is_asked_for(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.token = "old"
    entry = await add(token="old")
    await server.until(lambda: server.homes)
    asked = asyncio.Event()
    link = entry.runtime_data.link
    link.async_listen(lambda: asked.set() if link.refused else None)
    await server.stop()
    server.token = "new"
    await server.start()
    async with asyncio.timeout(10):
        await asked.wait()
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"


async def test_unloading_leaves_nothing_behind(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    assert await hass.config_entries.async_unload(morgan.entry_id)
    await server.until(lambda: not server.connections, seconds=1)
    assert not [task for task in asyncio.all_tasks() if "home link" in task.get_name()]
    assert hass.states.get(EAR).state == STATE_UNAVAILABLE


# ---- the link alone, at a pace of its own


class Hut:
    """A house with nothing in it, in which nothing can be done."""

    async def async_home(self, features: Sequence[str]) -> Told:
        return Told({"entities": []})

    async def async_obey(self, order: Obey) -> Done | None:
        return None

    async def async_act(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        return [ToolResult(call.id, error=ToolError("hut", "There is nothing.")) for call in calls]


def alone(server: FakeServer) -> HomeLink:
    client = MorganClient(Address("127.0.0.1", server.port, server.token, "house"))
    return HomeLink(client, Hut(), Server(), QUICK)


async def test_a_quiet_link_asks_for_signs_of_life(server: FakeServer) -> None:
    link = alone(server)
    task = asyncio.create_task(link.run())
    await server.until(lambda: server.pings >= 3)
    assert len(server.homes) == 1
    assert (link.up, link.home_hash) == (True, "h1")
    task.cancel()
    await asyncio.wait({task})


async def test_a_server_that_gives_no_sign_of_life_is_away(server: FakeServer) -> None:
    link = alone(server)
    changes: asyncio.Queue[bool] = asyncio.Queue()
    stop = link.async_listen(lambda: changes.put_nowait(link.up))
    task = asyncio.create_task(link.run())
    async with asyncio.timeout(5):
        assert await changes.get() is True
        server.keeps_silent = True
        assert await changes.get() is False
    stop()
    task.cancel()
    await asyncio.wait({task})


async def test_a_server_that_does_not_care_for_names_is_not_told(server: FakeServer) -> None:
    server.features = ("turn",)
    task = asyncio.create_task(alone(server).run())
    await server.until(lambda: server.pings)
    assert server.homes == []
    task.cancel()
    await asyncio.wait({task})


async def test_a_server_that_asks_for_a_sign_of_life_gets_one(server: FakeServer) -> None:
    link = alone(server)
    task = asyncio.create_task(link.run())
    await server.until(lambda: server.homes)
    (writer,) = server.connections
    before = server.pings
    writer.write(b'{"type": "ping", "data": {"text": "you?"}}\n')
    await server.until(lambda: server.pings > before)
    task.cancel()
    await asyncio.wait({task})
    assert not link.up


async def test_names_are_tidy(hass: HomeAssistant, house: House) -> None:
    ar.async_get(hass).async_create("  Living   Room ", aliases={"LIVING room", "Lounge"})
    assert {"names": ["Living Room", "Lounge"]} in async_home(hass)["areas"]
