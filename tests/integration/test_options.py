"""What the owner may choose, and that it counts from the next sentence on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan.choices.agents import AGENT as AGENT_TYPE
from custom_components.morgan.choices.agents import agents, main_options
from custom_components.morgan.choices.options import DANGER_MODES, Options
from custom_components.morgan.const import CONF_DANGER, CONF_DANGER_ENTITIES, CONF_HISTORY, CONF_LOCAL
from custom_components.morgan.diagnostics import async_get_config_entry_diagnostics
from homeassistant.components import conversation
from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_LLM_HASS_API, CONF_NAME, CONF_PIN, CONF_PROMPT
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import AGENT, path, say, speech

CHOSEN: dict[str, Any] = {
    CONF_LLM_HASS_API: ["assist"],
    CONF_DANGER: "pin",
    CONF_PIN: "4711",
    CONF_DANGER_ENTITIES: ["light.desk"],
    CONF_LOCAL: True,
    CONF_HISTORY: 4,
}
TRANSLATIONS = Path(__file__).parents[2] / "custom_components" / "morgan" / "translations"


async def change(hass: HomeAssistant, entry: MockConfigEntry, chosen: dict[str, Any]) -> SubentryFlowResult:
    """What the form of the first agent answers to this."""
    manager, first = hass.config_entries.subentries, agents(entry)[0]
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": first.subentry_id}
    form = await manager.async_init((entry.entry_id, AGENT_TYPE), context=context)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "choices")
    return await manager.async_configure(form["flow_id"], chosen)


async def test_what_is_chosen_holds_at_once(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    done = await change(hass, morgan, CHOSEN)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    chosen = Options(("assist",), "pin", "4711", frozenset({"light.desk"}), True, 4)
    assert main_options(morgan) == chosen
    assert "PIN" in speech(await say(hass, "turn on the desk lamp"))


async def test_the_form_shows_what_holds(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": agents(morgan)[0].subentry_id}
    form = await hass.config_entries.subentries.async_init((morgan.entry_id, AGENT_TYPE), context=context)
    shown = {str(key): key.description["suggested_value"] for key in form["data_schema"].schema if key.description}
    assert (shown[CONF_DANGER], shown[CONF_LLM_HASS_API], shown[CONF_LOCAL]) == ("confirm", ["assist"], True)
    assert CONF_NAME not in {str(key) for key in form["data_schema"].schema}  # Home Assistant renames by itself


@pytest.mark.parametrize("pin", ["", "123", "12345678901", "12a4", "١٢٣٤"])
async def test_a_pin_is_a_few_digits(hass: HomeAssistant, morgan: MockConfigEntry, pin: str) -> None:
    again = await change(hass, morgan, CHOSEN | {CONF_PIN: pin})
    assert again["errors"] == {CONF_PIN: "invalid_pin"}
    assert agents(morgan)[0].data == {}


async def test_no_tools_is_a_choice(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    chosen = {key: value for key, value in CHOSEN.items() if key not in (CONF_LLM_HASS_API, CONF_PIN)}
    await change(hass, morgan, chosen | {CONF_DANGER: "off"})
    assert main_options(morgan).apis == ()
    assert path(await say(hass, "who wrote Hamlet")) == "agent"
    assert "tools" not in server.turns[0]


@pytest.mark.parametrize("other", ["gone", "homeassistant"])
async def test_an_api_that_is_gone_or_not_for_whoever_speaks_is_left_out(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, other: str
) -> None:
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["assist", other]})
    assert path(await say(hass, "who wrote Hamlet")) == "agent"
    names = {tool["name"] for tool in server.turns[0]["tools"]}
    assert "intent__HassTurnOn" in names
    assert "homeassistant__call_action" not in names


async def test_an_administrator_gets_the_tools_of_several_apis_and_is_asked_before_danger(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, hass_admin_user: MockUser
) -> None:
    if "homeassistant" not in {api.id for api in llm.async_get_apis(hass)}:
        pytest.skip("this Home Assistant has no API for administrators; 2026.11 brought it")
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["assist", "homeassistant"]})
    unlock = {"action": "lock.unlock", "target": {"entity_id": "lock.front"}}
    server.rounds = ((("homeassistant__call_action", unlock),),)
    context = Context(user_id=hass_admin_user.id)
    asked = await converse(hass, "let her in", context)
    assert hass_admin_user.name == server.turns[0]["speaker"]
    assert speech(asked) == "Shall I really unlock Front Door?"
    assert house.touched == []
    done = await converse(hass, "yes", context, asked.conversation_id)
    assert speech(done) == "Done."
    assert house.touched == ["lock.unlock ['lock.front']"]


async def test_diagnostics_keep_the_pin(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    choose(hass, morgan, **CHOSEN, **{CONF_PROMPT: "You know where the Smiths hide their key."})
    told = json.dumps(await async_get_config_entry_diagnostics(hass, morgan))
    assert "4711" not in told
    assert "light.desk" not in told
    assert "Smiths" not in told
    assert '"history": 4' in told


def test_nonsense_in_the_options_falls_back_to_caution() -> None:
    assert Options.of({CONF_DANGER: "whatever"}).danger == "confirm"


async def converse(
    hass: HomeAssistant, text: str, context: Context, conversation_id: str | None = None
) -> conversation.ConversationResult:
    return await conversation.async_converse(hass, text, conversation_id, context, language="en", agent_id=AGENT)


def keys(value: Any, at: str = "") -> set[str]:
    """All paths of a translation."""
    if not isinstance(value, dict):
        return {at}
    return {path for key, each in value.items() for path in keys(each, f"{at}.{key}")}


@pytest.mark.parametrize("language", ["de", "es", "fr", "nl"])
def test_every_language_says_everything(language: str) -> None:
    english = json.loads((TRANSLATIONS / "en.json").read_text())
    other = json.loads((TRANSLATIONS / f"{language}.json").read_text())
    assert keys(other) == keys(english)
    assert set(other["selector"]["danger"]["options"]) == set(DANGER_MODES)
    for key in ("ask_unlock", "ask_open", "ask_disarm", "ask_act"):
        assert "{names}" in other["exceptions"][key]["message"]
