"""Which language model answers and how freely: chosen from what the server has, and sent with each question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from custom_components.morgan.choices.agents import AGENT, agents, main_options, tasks
from custom_components.morgan.choices.options import Options
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.errors import NotMorgan
from custom_components.morgan.client.home_connection import MAX_MODELS, offer
from custom_components.morgan.client.models import Address, Offer, Question, Server
from custom_components.morgan.const import CONF_DANGER, CONF_HISTORY, CONF_LOCAL, CONF_TEMPERATURE
from custom_components.morgan.sync.home_sync import HomeLink, Pace
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentry
from homeassistant.const import CONF_MODEL, CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, ask, collect
from .fixtures import AddMorgan, House, choose
from .profile_steps import issues
from .test_ahead import begin_to_speak, ready
from .test_ai_task import generate
from .test_conversation import say
from .test_link import QUICK, Hut

SELECT = "select.morgan_language_model"
CHOSEN: dict[str, Any] = {CONF_DANGER: "confirm", CONF_LOCAL: True, CONF_HISTORY: 4}


@asynccontextmanager
async def holding(server: FakeServer, pace: Pace = QUICK) -> AsyncIterator[HomeLink]:
    """The standing connection alone, at a pace of its own."""
    link = HomeLink(MorganClient(Address("127.0.0.1", server.port)), Hut(), Server(), pace)
    task = asyncio.create_task(link.run())
    yield link
    task.cancel()
    await asyncio.wait({task})


async def form(hass: HomeAssistant, entry: MockConfigEntry, subentry: ConfigSubentry) -> Any:
    """The form in which a choice is changed."""
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, subentry.subentry_type), context=context)


def offered(shown: Any) -> list[str] | None:
    """The models that a form shows; None when it asks for none."""
    fields = {str(key): field for key, field in shown["data_schema"].schema.items()}
    return fields[CONF_MODEL].config["options"] if CONF_MODEL in fields else None


async def test_a_question_says_nothing_of_the_model_unless_somebody_chose_one(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await say(hass, "who wrote Hamlet")
    await generate(hass)
    assert not any({"model", "temperature"} & set(turn) for turn in server.turns)


async def test_what_is_chosen_from_the_servers_models_goes_with_each_question(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    shown = await form(hass, morgan, agents(morgan)[0])
    assert offered(shown) == ["m", "large"]
    chosen = CHOSEN | {CONF_MODEL: "large", CONF_TEMPERATURE: 0}
    done = await hass.config_entries.subentries.async_configure(shown["flow_id"], chosen)
    assert done["reason"] == "reconfigure_successful"
    assert (main_options(morgan).model, main_options(morgan).temperature) == ("large", 0.0)
    await say(hass, "who wrote Hamlet")
    assert (server.turns[0]["model"], server.turns[0]["temperature"]) == ("large", 0)

    again = await form(hass, morgan, agents(morgan)[0])
    shown_now = {str(key): (key.description or {}).get("suggested_value") for key in again["data_schema"].schema}
    assert (shown_now[CONF_MODEL], shown_now[CONF_TEMPERATURE]) == ("large", 0)
    await hass.config_entries.subentries.async_configure(again["flow_id"], CHOSEN)  # both fields emptied
    await say(hass, "who wrote Macbeth")
    assert not {"model", "temperature"} & set(server.turns[-1])


async def test_an_ai_task_has_a_model_of_its_own(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    shown = await form(hass, morgan, tasks(morgan)[0])
    assert offered(shown) == ["m", "large"]
    await hass.config_entries.subentries.async_configure(shown["flow_id"], {CONF_MODEL: "large", CONF_TEMPERATURE: 1.2})
    await generate(hass)
    assert (server.turns[0]["model"], server.turns[0]["temperature"]) == ("large", 1.2)


async def test_a_new_agent_chooses_from_what_there_is_and_from_nothing_else(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    manager = hass.config_entries.subentries
    shown = await manager.async_init((morgan.entry_id, AGENT), context={"source": SOURCE_USER})
    for wrong in ({CONF_MODEL: "made up"}, {CONF_TEMPERATURE: 2.5}):
        with pytest.raises(InvalidData):
            await manager.async_configure(shown["flow_id"], {CONF_NAME: "Poet", **CHOSEN, **wrong})
    done = await manager.async_configure(shown["flow_id"], {CONF_NAME: "Poet", **CHOSEN, CONF_MODEL: "large"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"][CONF_MODEL] == "large"
    await hass.async_block_till_done()  # the entry is loaded anew with its new agent


async def test_a_chosen_model_that_is_gone_is_still_shown_so_that_the_form_can_be_saved(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    choose(hass, morgan, **{CONF_MODEL: "deleted"})
    shown = await form(hass, morgan, agents(morgan)[0])
    assert offered(shown) == ["m", "large", "deleted"]


async def test_a_repair_says_that_a_chosen_model_is_gone_until_it_is_there_or_another_one_is_chosen(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: morgan.runtime_data.link.offer is not None)
    choose(hass, morgan, **{CONF_MODEL: "large"})
    assert issues(hass) == []
    server.offers = {"own": "m", "models": []}
    await form(hass, morgan, agents(morgan)[0])  # whoever opens it asks the server anew
    assert issues(hass) == ["model_gone"]
    (issue,) = [each for each in ir.async_get(hass).issues.values() if each.translation_key == "model_gone"]
    assert (issue.translation_placeholders or {})["lost"] == "large"
    choose(hass, morgan, **{CONF_MODEL: "m"})
    assert issues(hass) == [], "what the server takes by itself may be named"
    choose(hass, morgan, **{CONF_MODEL: "large"})
    assert issues(hass) == ["model_gone"]
    server.offers = {"own": "m", "models": ["large"]}
    await form(hass, morgan, agents(morgan)[0])
    assert issues(hass) == []


async def test_a_dashboard_chooses_the_model_too_and_shows_what_the_form_chose(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    def shows() -> tuple[str, list[str]]:
        state = hass.states.get(SELECT)
        assert state is not None
        return state.state, state.attributes.get("options", [])

    await server.until(lambda: morgan.runtime_data.link.offer is not None)
    assert shows() == ("default", ["default", "m", "large"])
    choose(hass, morgan, **{CONF_TEMPERATURE: 0.3})
    for option, sent in (("large", "large"), ("default", None)):
        await hass.services.async_call(
            "select", "select_option", {"entity_id": SELECT, "option": option}, blocking=True
        )
        assert shows()[0] == option
        await say(hass, "who wrote Hamlet")
        assert (server.turns[-1].get("model"), server.turns[-1]["temperature"]) == (sent, 0.3)
    choose(hass, morgan, **{CONF_MODEL: "deleted"})
    assert shows() == ("deleted", ["default", "m", "large", "deleted"])
    devices = {er.async_get(hass).async_get(each).device_id for each in (SELECT, "conversation.morgan")}
    assert len(devices) == 1


async def test_the_choice_comes_with_a_server_that_learned_to_offer_it(
    hass: HomeAssistant, add: AddMorgan, server: FakeServer
) -> None:
    with_it = server.features
    server.features = tuple(each for each in with_it if each != "models")
    entry = await add()
    await server.until(lambda: server.homes)
    assert hass.states.get(SELECT) is None
    server.features = with_it
    entry.runtime_data.link.async_learn(await entry.runtime_data.client.describe())
    await hass.async_block_till_done()
    await server.until(lambda: entry.runtime_data.link.offer is not None)
    assert hass.states.get(SELECT).state == "default"


async def test_the_owner_of_the_server_may_leave_no_choice_of_models(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.offers = {"own": "m", "models": []}
    shown = await form(hass, morgan, agents(morgan)[0])
    assert offered(shown) is None
    assert CONF_TEMPERATURE in {str(key) for key in shown["data_schema"].schema}


async def test_while_the_server_is_away_the_form_shows_what_it_said_last(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.listings)
    shown = await form(hass, morgan, agents(morgan)[0])
    await server.stop()
    assert offered(await form(hass, morgan, agents(morgan)[0])) == offered(shown) == ["m", "large"]


async def test_a_server_that_takes_no_wishes_is_sent_none_and_the_form_keeps_them(
    hass: HomeAssistant, house: House, add: AddMorgan, server: FakeServer
) -> None:
    server.features = tuple(each for each in server.features if each != "models")
    entry = await add()
    choose(hass, entry, **{CONF_MODEL: "large", CONF_TEMPERATURE: 1.0})
    await say(hass, "who wrote Hamlet")
    await begin_to_speak(hass)
    await server.until(lambda: server.prepares)
    assert not any({"model", "temperature"} & set(each) for each in [*server.turns, *server.prepares])
    assert server.listings == 0
    shown = await form(hass, entry, agents(entry)[0])
    assert offered(shown) is None
    await hass.config_entries.subentries.async_configure(shown["flow_id"], CHOSEN)
    assert (main_options(entry).model, main_options(entry).temperature) == ("large", 1.0)


async def test_the_model_that_will_answer_is_the_one_that_is_prepared(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await ready(server)
    choose(hass, morgan, **{CONF_MODEL: "large"})
    await begin_to_speak(hass)
    await server.until(lambda: len(server.prepares) == 2)
    assert server.prepares[1]["model"] == "large"


async def test_what_may_be_chosen_is_asked_when_the_connection_stands_and_seldom_then(server: FakeServer) -> None:
    async with holding(server) as link:
        await server.until(lambda: server.pings > 3)
        assert (link.offer, server.listings) == (Offer("m", ("m", "large"), ("large",)), 1)
        await server.stop()
        server.offers = {"own": "m", "models": []}
        await server.start()
        await server.until(lambda: server.listings == 2)


async def test_a_language_model_that_was_away_is_asked_for_again(server: FakeServer) -> None:
    server.offers = {"own": "", "models": [], "code": "engine-missing"}
    async with holding(server, replace(QUICK, no_models=0.01)) as link:
        await server.until(lambda: server.listings > 1)
        assert link.offer is None
        server.offers = {"own": "m", "models": ["m"]}
        come = server.listings
        await server.until(lambda: server.listings > come)
        await server.until(lambda: server.pings > 5)
        assert link.offer == Offer("m", ("m",))


async def test_a_client_asks_for_the_models_and_sends_a_wish(server: FakeServer) -> None:
    client = MorganClient(Address("127.0.0.1", server.port))
    assert await client.offer() == Offer("m", ("m", "large"), ("large",))
    await collect([], ask(client, Question("why?", "en", model="large", temperature=0.5)))
    assert (server.turns[0]["model"], server.turns[0]["temperature"]) == ("large", 0.5)
    server.offers = {"models": 4}
    with pytest.raises(NotMorgan):
        await client.offer()


def test_an_endless_list_is_cut_and_a_server_that_could_not_ask_offers_nothing_known() -> None:
    named = offer({"own": "a", "models": [str(number) for number in range(2 * MAX_MODELS)]})
    assert named is not None
    assert len(named.models) == MAX_MODELS
    assert offer({"own": "", "models": [], "code": "engine-failed"}) is None


@pytest.mark.parametrize(("kept", "holds"), [(None, None), (0, 0.0), (7, 2.0), (-1, 0.0)])
def test_a_temperature_that_is_kept_is_within_what_servers_take(kept: Any, holds: float | None) -> None:
    assert Options.of({CONF_TEMPERATURE: kept}).temperature == holds
    assert Options.of({CONF_MODEL: ""}).model is None
