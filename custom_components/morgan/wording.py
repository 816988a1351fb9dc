"""What is said after a command was carried out: Home Assistant's own sentence for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers import intent, template

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
    states = response.matched_states or response.unmatched_states
    said = {key: slot.get("text") or slot["value"] for key, slot in command.slots.items()} | response.speech_slots
    query = {"matched": response.matched_states, "unmatched": response.unmatched_states}
    try:
        text = template.Template(sentence, hass).async_render(
            {
                "slots": said,
                "state": template.TemplateState(hass, states[0]) if states else None,
                "query": {
                    key: [template.TemplateState(hass, state) for state in found] for key, found in query.items()
                },
            },
            parse_result=False,
        )
    except TemplateError:
        return ""  # a sentence made for other slots than a model gave
    spoken = " ".join(str(text).split())
    return "" if spoken.endswith("None") else spoken  # a kind of thing that the sentence has no word for


_KEYS: Final = {  # the sentence for a call that no sentence template made
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
