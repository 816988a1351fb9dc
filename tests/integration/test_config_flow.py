"""How a server is added: nothing is kept that was not tried, and every failure has words of its own."""

from __future__ import annotations

import json
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan import config_flow
from custom_components.morgan.const import DOMAIN
from homeassistant.components import assist_pipeline
from homeassistant.config_entries import SOURCE_USER, SOURCE_ZEROCONF, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error

from .fake_server import FakeServer, told
from .fixtures import AddMorgan

TRANSLATIONS = Path(config_flow.__file__).parent / "translations"


async def begin(hass: HomeAssistant, source: str = SOURCE_USER, data: Any = None) -> dict[str, Any]:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": source}, data=data)


async def fill(hass: HomeAssistant, flow: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], fields)


def found(server: FakeServer, **properties: str) -> ZeroconfServiceInfo:
    return ZeroconfServiceInfo(
        ip_address=ip_address("127.0.0.1"),
        ip_addresses=[ip_address("127.0.0.1")],
        port=server.port,
        hostname="server.local.",
        type="_morgan._tcp.local.",
        name="Morgan._morgan._tcp.local.",
        properties=properties,
    )


async def leave(hass: HomeAssistant) -> None:
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_server_is_added_and_its_pipeline_preferred(hass: HomeAssistant, server: FakeServer) -> None:
    form = await begin(hass)
    assert (form["type"], form["step_id"], form["errors"]) == (FlowResultType.FORM, "user", {})
    offer = await fill(hass, form, by_hand={"host": " 127.0.0.1 ", "port": server.port})
    assert (offer["type"], offer["step_id"]) == (FlowResultType.FORM, "pipeline")
    done = await fill(hass, offer, pipeline=True)
    assert (done["type"], done["title"]) == (FlowResultType.CREATE_ENTRY, "Morgan")
    await hass.async_block_till_done()
    entry = done["result"]
    assert (entry.state, entry.unique_id) == (ConfigEntryState.LOADED, "f00d")
    assert {key: entry.data[key] for key in (CONF_HOST, CONF_PORT)} == {CONF_HOST: "127.0.0.1", CONF_PORT: server.port}
    preferred = assist_pipeline.async_get_pipeline(hass)
    assert (preferred.name, preferred.conversation_engine) == ("Morgan", "conversation.morgan")
    assert (preferred.stt_engine, preferred.stt_language) == ("stt.morgan_speech_to_text", "en")
    assert (preferred.tts_engine, preferred.tts_language) == ("tts.morgan_text_to_speech", "en")
    assert preferred.prefer_local_intents is False
    await leave(hass)


async def test_the_pipeline_is_made_once(hass: HomeAssistant, server: FakeServer) -> None:
    done = await fill(
        hass, await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port}), pipeline=True
    )
    await hass.async_block_till_done()
    assert len(assist_pipeline.async_get_pipelines(hass)) == 2
    assert await hass.config_entries.async_reload(done["result"].entry_id)
    await hass.async_block_till_done()
    assert len(assist_pipeline.async_get_pipelines(hass)) == 2
    await leave(hass)


async def test_no_pipeline_is_made_for_who_wants_none(hass: HomeAssistant, server: FakeServer) -> None:
    await fill(
        hass, await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port}), pipeline=False
    )
    await hass.async_block_till_done()
    assert [pipeline.name for pipeline in assist_pipeline.async_get_pipelines(hass)] == ["Home Assistant"]
    await leave(hass)


async def test_a_stage_that_does_not_speak_the_houses_language_is_left_out(
    hass: HomeAssistant, server: FakeServer
) -> None:
    hass.config.language = "de"
    server.info = told(hears=("en",), voices=(("eva", "de"),))
    await fill(
        hass, await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port}), pipeline=True
    )
    await hass.async_block_till_done()
    preferred = assist_pipeline.async_get_pipeline(hass)
    assert (preferred.stt_engine, preferred.stt_language) == (None, None)
    assert (preferred.tts_engine, preferred.tts_language) == ("tts.morgan_stimme", "de")
    await leave(hass)


async def test_the_token_is_kept_when_it_opens(hass: HomeAssistant, server: FakeServer) -> None:
    server.token = "open sesame"
    form = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    assert form["errors"] == {"base": "invalid_auth"}
    form = await fill(hass, form, by_hand={"host": "127.0.0.1", "port": server.port, "token": "guess"})
    assert form["errors"] == {"base": "invalid_auth"}
    offer = await fill(hass, form, by_hand={"host": "127.0.0.1", "port": server.port, "token": " open sesame "})
    done = await fill(hass, offer, pipeline=False)
    assert done["data"][CONF_TOKEN] == "open sesame"
    await hass.async_block_till_done()
    await leave(hass)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"version": 2}, "wrong_version"),
        ({"token": "secret"}, "invalid_auth"),
        ({"babbles": b"SSH-2.0-OpenSSH_9.9\r\n"}, "not_morgan"),
        ({"keeps_silent": True}, "timeout"),
        ({"port": 1}, "connection_refused"),
    ],
)
async def test_each_failure_has_words_of_its_own(
    hass: HomeAssistant, server: FakeServer, trouble: dict[str, Any], error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.client.CONNECT_SECONDS", 0.3)
    good = server.port
    for name, value in trouble.items():
        setattr(server, name, value)
    form = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    assert (form["type"], form["errors"]) == (FlowResultType.FORM, {"base": error})
    assert error in json.loads((TRANSLATIONS / "en.json").read_text())["config"]["error"]
    for name in trouble:
        setattr(server, name, getattr(FakeServer(), name))
    server.port = good
    assert (await fill(hass, form, by_hand={"host": "127.0.0.1", "port": good}))["step_id"] == "pipeline"


async def test_the_servers_own_words_are_shown(hass: HomeAssistant, server: FakeServer) -> None:
    busy = Error(text="64 connections are enough", code="busy").event()
    server.babbles = json.dumps({"type": busy.type, "data": busy.data}).encode() + b"\n"
    form = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    assert form["errors"] == {"base": "server_error"}
    assert form["description_placeholders"]["text"] == "64 connections are enough"


async def test_a_server_is_added_once(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> None:
    await add()
    again = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_server_without_a_name_is_known_by_its_address(hass: HomeAssistant, server: FakeServer) -> None:
    server.id = None
    offer = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    done = await fill(hass, offer, pipeline=False)
    assert done["result"].unique_id == f"127.0.0.1:{server.port}"
    await hass.async_block_till_done()
    await leave(hass)


async def test_a_server_that_announces_itself_is_offered(hass: HomeAssistant, server: FakeServer) -> None:
    server.token = "open sesame"
    form = await begin(hass, SOURCE_ZEROCONF, found(server, id="f00d"))
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "zeroconf_confirm")
    assert form["description_placeholders"]["host"] == "127.0.0.1"
    form = await fill(hass, form, by_hand={})
    assert form["errors"] == {"base": "invalid_auth"}
    done = await fill(hass, await fill(hass, form, by_hand={"token": "open sesame"}), pipeline=True)
    assert (done["type"], done["result"].unique_id) == (FlowResultType.CREATE_ENTRY, "f00d")
    await hass.async_block_till_done()
    await leave(hass)


async def test_a_server_that_is_offered_may_be_added_by_hand(hass: HomeAssistant, server: FakeServer) -> None:
    offered = await begin(hass, SOURCE_ZEROCONF, found(server, id="f00d"))
    assert offered["type"] is FlowResultType.FORM
    offer = await fill(hass, await begin(hass), by_hand={"host": "127.0.0.1", "port": server.port})
    assert (await fill(hass, offer, pipeline=False))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []
    await leave(hass)


async def test_a_server_that_moved_is_followed(hass: HomeAssistant, server: FakeServer) -> None:
    entry = MockConfigEntry(domain=DOMAIN, unique_id="f00d", data={CONF_HOST: "10.0.0.9", CONF_PORT: 1})
    entry.add_to_hass(hass)
    result = await begin(hass, SOURCE_ZEROCONF, found(server, id="f00d"))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert (entry.data[CONF_HOST], entry.data[CONF_PORT]) == ("127.0.0.1", server.port)
    await hass.async_block_till_done()
    await leave(hass)


async def test_a_server_that_was_added_by_hand_is_not_offered_again(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.id = None
    await add()
    result = await begin(hass, SOURCE_ZEROCONF, found(server))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_an_announcement_without_a_port_is_ignored(hass: HomeAssistant, server: FakeServer) -> None:
    service = found(server)
    service.port = None
    result = await begin(hass, SOURCE_ZEROCONF, service)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_port")


async def test_a_new_token_is_asked_for_and_tried(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> None:
    server.token = "old"
    entry = await add(token="old")
    assert entry.state is ConfigEntryState.LOADED
    server.token = "new"
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"
    form = await fill(hass, flow, by_hand={"token": "guess"})
    assert form["errors"] == {"base": "invalid_auth"}
    done = await fill(hass, form, by_hand={"token": "new"})
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    assert (entry.data[CONF_TOKEN], entry.state) == ("new", ConfigEntryState.LOADED)


async def test_a_server_is_moved_by_hand(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> None:
    entry = await add()
    form = await entry.start_reconfigure_flow(hass)
    assert form["step_id"] == "reconfigure"
    form = await fill(hass, form, by_hand={"host": "127.0.0.1", "port": 1})
    assert form["errors"] == {"base": "connection_refused"}
    await server.stop()
    server.port = 0
    await server.start()
    done = await fill(hass, form, by_hand={"host": "127.0.0.1", "port": server.port})
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    await hass.async_block_till_done()
    assert (entry.data[CONF_PORT], entry.state) == (server.port, ConfigEntryState.LOADED)


async def test_another_server_does_not_take_the_place_of_the_first(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    entry = await add()
    form = await entry.start_reconfigure_flow(hass)
    server.id = "another"
    result = await fill(hass, form, by_hand={"host": "127.0.0.1", "port": server.port})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_server")


def test_every_language_says_everything_that_english_says() -> None:
    def keys(value: Any, path: str = "") -> set[str]:
        if not isinstance(value, dict):
            return {path}
        return {key for name, each in value.items() for key in keys(each, f"{path}.{name}")}

    english = keys(json.loads((TRANSLATIONS / "en.json").read_text()))
    for file in TRANSLATIONS.glob("*.json"):
        assert keys(json.loads(file.read_text())) == english, file.name


def test_every_error_has_words() -> None:
    from custom_components.morgan.client import errors

    english = json.loads((TRANSLATIONS / "en.json").read_text())
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.MorganError):
            assert error.key in english["config"]["error"]
            assert {error.key, f"said_{error.key}"} <= set(english["exceptions"])
