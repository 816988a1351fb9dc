"""The response to a command that was carried out: Home Assistant's own sentence for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_CLASS, STATE_HOME
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers import intent, template
from homeassistant.helpers.translation import async_get_translations

from ..languages.codes import base
from .commands import Command, agent_of


async def async_word(hass: HomeAssistant, command: Command, response: intent.IntentResponse) -> str:
    """Return Home Assistant's own sentence for what was done, in the response's language; empty where it has none."""
    agent = agent_of(hass)
    known = None if agent is None else await agent.async_get_or_load_intents(response.language)
    sentences: Mapping[str, str] = {} if known is None else known.intent_responses.get(command.intent, {})
    key = command.response or _response_key(command, response)
    sentence = sentences.get(key) or ("" if command.response else sentences.get("default", ""))
    if not sentence:
        return ""
    values = {key: slot["value"] for key, slot in command.slots.items()} | response.speech_slots
    said = {key: slot.get("text") or slot["value"] for key, slot in command.slots.items()} | response.speech_slots
    # First the words as said, then the values: a sentence that calculates fails on a number as it was said ("21,5").
    for slots in (said, values):
        try:
            text = _rendered(hass, sentence, slots, response)
        except TemplateError:
            continue  # made for other slots than a model gave
        spoken = " ".join(text.split())
        # Empty for a kind of entity that the sentence has no word for.
        return "" if spoken.endswith("None") else await _async_readable(hass, spoken, response)
    return ""


def _rendered(hass: HomeAssistant, sentence: str, slots: Mapping[str, Any], response: intent.IntentResponse) -> str:
    states = response.matched_states or response.unmatched_states
    query = {"matched": response.matched_states, "unmatched": response.unmatched_states}
    places = {
        "slots": slots,
        "state": template.TemplateState(hass, states[0]) if states else None,
        "query": {key: [template.TemplateState(hass, state) for state in found] for key, found in query.items()},
    }
    return str(template.Template(sentence, hass).async_render(places, parse_result=False))


async def _async_readable(hass: HomeAssistant, spoken: str, response: intent.IntentResponse) -> str:
    """Return a sentence without a state's raw value ("not_home"), which Home Assistant's templates do not translate."""
    for state in (response.matched_states or response.unmatched_states)[:1]:
        foreign = state.state == STATE_HOME and base(response.language) != "en"
        if not (foreign or "_" in state.state) or not re.search(rf"(?<!\w){re.escape(state.state)}(?!\w)", spoken):
            continue
        known = await async_get_translations(hass, base(response.language), "entity_component", {state.domain})
        kind = state.attributes.get(ATTR_DEVICE_CLASS) or "_"
        keys = (f"component.{state.domain}.entity_component.{each}.state.{state.state}" for each in (kind, "_"))
        word = next((known[key] for key in keys if key in known), state.state.replace("_", " "))
        return f"{state.name}: {word}"
    return spoken


_KEYS: Final = {  # the response key for a call that did not come from a sentence template
    "HassListAddItem": "item_added",
    "HassShoppingListAddItem": "item_added",
    "HassListCompleteItem": "item_completed",
    "HassShoppingListCompleteItem": "item_completed",
    "HassListRemoveItem": "item_deleted",
}


def _response_key(command: Command, response: intent.IntentResponse) -> str:
    if command.intent == "HassLightSet":
        return next((key for key in ("color", "temperature", "brightness") if key in command.slots), "default")
    if command.intent not in (intent.INTENT_TURN_ON, intent.INTENT_TURN_OFF):
        return _KEYS.get(command.intent, "default")
    domains = {state.domain for state in response.matched_states}
    domain = domains.pop() if len(domains) == 1 else ""
    if "name" not in command.slots and domain in ("light", "fan"):
        return f"{domain}s_floor" if "floor" in command.slots else f"{domain}s_area"
    return domain if domain in ("cover", "lock", "valve", "scene", "script", "button") else "default"
