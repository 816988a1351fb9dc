"""What is raised under Repairs: each fault in words, gone by itself once it is mended, and with its entry."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline import Pipeline
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from .fake_server import FakeServer
from .fixtures import AddMorgan
from .test_turns import ask, linked, settled, soon

__all__ = ["soon"]  # a fixture


def raised(hass: HomeAssistant) -> set[str]:
    """The kinds of what is raised now."""
    issues = ir.async_get(hass).issues.values()
    return {str(issue.translation_key) for issue in issues if issue.domain == "morgan" and issue.active}


@pytest.fixture(autouse=True)
def release(monkeypatch: pytest.MonkeyPatch) -> None:
    """This integration is of release 2.0.0 here."""

    async def own(_: HomeAssistant) -> str:
        return "2.0.0"

    monkeypatch.setattr("custom_components.morgan.async_own_version", own)


def lacks_model(server: FakeServer) -> None:
    server.info.handle[0].models[0].name = "none"


def has_model(server: FakeServer) -> None:
    server.info.handle[0].models[0].name = "qwen3"


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        ({"release": "1.9.0"}, {"release": "2.0.0"}, "server_older"),
        ({"release": "2.1.0"}, {"release": "2.0.0"}, "server_newer"),
        ({"lacks": ("whisper",)}, {"lacks": ()}, "closed_vocabulary"),
        (lacks_model, has_model, "no_language_model"),
    ],
)
async def test_a_fault_of_the_server_is_told_until_a_server_without_it_is_back(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan, wrong: Any, right: Any, kind: str
) -> None:
    def make(how: Any) -> None:
        if callable(how):
            how(server)
        else:
            for name, value in how.items():
                setattr(server, name, value)

    server.release = "2.0.0"
    make(wrong)
    entry = await add()
    assert raised(hass) == {kind}
    issue = next(each for each in ir.async_get(hass).issues.values() if each.domain == "morgan")
    assert (issue.is_fixable, issue.learn_more_url is None) == (False, False)
    await server.until(lambda: server.homes)  # asyncio's servers must not be stopped while they accept somebody
    await server.stop()  # its owner mends it, and starts it again
    make(right)
    await server.start()
    await hass.config_entries.async_reload(entry.entry_id)
    await linked(hass, entry)
    assert raised(hass) == set()


async def test_a_better_engine_that_took_over_is_known_without_a_reload(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.release, server.lacks = "2.0.0", ("whisper",)
    entry = await add()
    await server.until(lambda: server.homes)
    assert raised(hass) == {"closed_vocabulary"}
    learned, link = asyncio.Event(), entry.runtime_data.link
    stop_listening = link.async_listen(lambda: link.server.lacks or learned.set())
    server.lacks = ()
    await server.tell_home("changed", {})
    async with asyncio.timeout(10):
        await learned.wait()
    stop_listening()
    assert raised(hass) == set()


async def test_what_was_raised_goes_with_the_entry(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> None:
    server.release, server.lacks = "1.0.0", ("whisper",)
    lacks_model(server)
    entry = await add()
    assert raised(hass) == {"server_older", "closed_vocabulary", "no_language_model"}
    await hass.config_entries.async_remove(entry.entry_id)
    assert raised(hass) == set()


async def test_a_model_that_is_away_is_told_until_one_answers(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.release = "2.0.0"
    entry = await add()
    answered = server.traces["handle"]
    server.declines = "The language model is away."
    server.traces["handle"] = {"path": "none", "spans": [], "code": "engine-missing"}
    await ask(hass, "who wrote hamlet")
    await settled(hass, entry)
    assert raised(hass) == {"language_model_away"}
    await ask(hass, "turn on what is not there")  # tells nothing of the model either way
    await settled(hass, entry)
    assert raised(hass) == {"language_model_away"}
    server.declines, server.traces["handle"] = None, answered
    await ask(hass, "who wrote hamlet")
    await settled(hass, entry)
    assert raised(hass) == set()


async def going_around(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> Pipeline:
    """Morgan's pipeline, in which Home Assistant obeys first."""
    assert await async_setup_component(hass, REPAIRS, {})
    server.release = "2.0.0"
    await add(pipeline=True)
    pipeline = assist_pipeline.async_get_pipeline(hass)
    await assist_pipeline.async_update_pipeline(hass, pipeline, prefer_local_intents=True)
    return pipeline


async def opened(client: TestClient, pipeline: Pipeline) -> dict[str, Any]:
    """The first page of the repair."""
    flow = {"handler": "morgan", "issue_id": f"prefer_local_{pipeline.id}"}
    form: dict[str, Any] = await (await client.post("/api/repairs/issues/fix", json=flow)).json()
    return form


async def test_a_pipeline_that_goes_around_morgans_questions_is_mended_from_the_repair(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan, hass_client: ClientSessionGenerator
) -> None:
    pipeline = await going_around(hass, server, add)
    assert raised(hass) == {"prefer_local"}  # at once: nobody had to say anything first
    client = await hass_client()
    form = await opened(client, pipeline)
    assert (form["step_id"], form["description_placeholders"]) == ("confirm", {"pipeline": "Morgan"})
    done = await (await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})).json()
    assert done["type"] == "create_entry"
    assert assist_pipeline.async_get_pipeline(hass).prefer_local_intents is False
    assert raised(hass) == set()


async def test_the_repair_of_a_pipeline_that_was_deleted_meanwhile_says_so(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan, hass_client: ClientSessionGenerator
) -> None:
    pipeline = await going_around(hass, server, add)
    client = await hass_client()
    form = await opened(client, pipeline)
    store = hass.data[assist_pipeline.pipeline.KEY_ASSIST_PIPELINE].pipeline_store
    other = next(each for each in assist_pipeline.async_get_pipelines(hass) if each.id != pipeline.id)
    store.async_set_preferred_item(other.id)
    await store.async_delete_item(pipeline.id)
    assert raised(hass) == set()
    gone = await (await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})).json()
    assert (gone["type"], gone["reason"]) == ("abort", "pipeline_gone")


async def test_two_servers_do_not_take_back_each_others_repairs(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.release = "2.0.0"
    await add(pipeline=True)
    pipeline = assist_pipeline.async_get_pipeline(hass)
    await assist_pipeline.async_update_pipeline(hass, pipeline, prefer_local_intents=True)
    second = MockConfigEntry(
        domain="morgan", title="Other", unique_id="other", data={"host": "localhost", "port": server.port}
    )
    second.add_to_hass(hass)
    await hass.config_entries.async_setup(second.entry_id)
    assert raised(hass) == {"prefer_local"}
    await hass.config_entries.async_unload(second.entry_id)
