"""A command of Home Assistant's own, and the entities that it would touch.

Knows nothing of how a sentence became a command, or of how it is carried out. Only exposed entities are found: exposure
decides what may be touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hassil.recognize import RecognizeResult
from homeassistant.components import conversation
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent

ASSISTANT: Final = conversation.DOMAIN  # whose exposed entities count
TARGETS: Final = ("name", "area", "floor", "domain", "device_class", "preferred_area_id", "preferred_floor_id")


@dataclass(frozen=True, slots=True)
class Command:
    """An intent and its slots, each with the value that Home Assistant takes and the text that was said."""

    intent: str
    slots: Mapping[str, Mapping[str, Any]]
    response: str | None = None  # the key of Home Assistant's own sentence for it; None: chosen by what was done

    def value(self, slot: str) -> Any:  # noqa: ANN401  # each slot has a type of its own
        """Return a slot's value, None where it has none."""
        return self.slots.get(slot, {}).get("value")

    def same_act(self, other: Command) -> bool:
        """Tell whether another command does the same act, apart from its targets."""
        ours, theirs = (
            {key: slot.get("value") for key, slot in each.slots.items() if key not in TARGETS} for each in (self, other)
        )
        return self.intent == other.intent and ours == theirs

    def aimed(self, entity_id: str, text: str) -> Command:
        """Return the same act for one entity."""
        rest = {key: value for key, value in self.slots.items() if key not in TARGETS}
        return Command(self.intent, {"name": {"value": entity_id, "text": text}, **rest})


@dataclass(frozen=True, slots=True)
class Aim:
    """A command with its targets, found once: the same targets are judged and acted on."""

    command: Command
    handler: intent.IntentHandler | None  # None: this house has none
    match: intent.MatchTargetsResult | None  # None: it has no targets, or its handler looks for them in its own way

    @property
    def pinned(self) -> bool:
        """Whether it will touch exactly the targets found, without a second search."""
        return self.handler is not None and searches_alike(self.handler)

    @property
    def ids(self) -> tuple[str, ...]:
        """The entities that were found."""
        return tuple(state.entity_id for state in self.match.states) if self.match and self.match.is_match else ()


def agent_of(hass: HomeAssistant) -> DefaultAgent | None:
    """Return Home Assistant's own agent, which keeps the sentences of all languages."""
    agent = conversation.async_get_agent(hass, conversation.HOME_ASSISTANT_AGENT)
    return agent if isinstance(agent, DefaultAgent) else None


@callback
def async_area(hass: HomeAssistant, user_input: conversation.ConversationInput) -> ar.AreaEntry | None:
    """Return the room that the sentence was said in, found as Home Assistant's agent finds it."""
    area_id, device_id = None, user_input.device_id
    if user_input.satellite_id and (entry := er.async_get(hass).async_get(user_input.satellite_id)) is not None:
        area_id, device_id = entry.area_id, entry.device_id
    if area_id is None and device_id is not None and (device := dr.async_get(hass).async_get(device_id)) is not None:
        area_id = dr.async_get_effective_area_id(hass, device)
    return None if area_id is None else ar.async_get(hass).async_get_area(area_id)


@callback
def async_room(hass: HomeAssistant, entry: er.RegistryEntry | None) -> ar.AreaEntry | None:
    """Return the room that an entity is in, itself or with its device."""
    area_id = er.async_get_effective_area_id(hass, entry) if entry is not None else None
    return ar.async_get(hass).async_get_area(area_id) if area_id else None


@callback
def async_handler(hass: HomeAssistant, command: Command) -> intent.IntentHandler | None:
    """Return the handler of a command; None if this house has none."""
    return next((each for each in intent.async_get(hass) if each.intent_type == command.intent), None)


def is_home_assistants(handler: intent.IntentHandler) -> bool:
    """Tell whether a handler is Home Assistant's own; that of an intent the owner wrote (intent_script) is not."""
    module = type(handler).__module__
    return module.startswith("homeassistant.") and "intent_script" not in module


def searches_alike(handler: intent.IntentHandler) -> bool:
    """Tell whether a handler finds its targets in the usual way: by name, area, floor, domain and class."""
    return is_home_assistants(handler) and isinstance(handler, intent.DynamicServiceIntentHandler)


@callback
def async_aim(hass: HomeAssistant, command: Command, area_id: str | None, floor_id: str | None = None) -> Aim:
    """Find the targets of a command; the room and the floor decide between entities of the same name."""
    return Aim(command, async_handler(hass, command), async_match(hass, command, area_id, floor_id))


@callback
def async_match(
    hass: HomeAssistant,
    command: Command,
    area_id: str | None,
    floor_id: str | None = None,
    among: list[State] | None = None,
) -> intent.MatchTargetsResult | None:
    """Return what a command would touch; None when that is not known. Only `among` is searched, if it is given.

    For a handler with a search of its own, the targets are found by its domains and the name that was said. A handler
    without domains (timers) has no targets: its slots of these names mean something else.
    """
    if (handler := async_handler(hass, command)) is None:
        return None
    name = command.value("name")
    preferred = intent.MatchTargetsPreferences(
        _text(command.value("preferred_area_id")) or area_id, _text(command.value("preferred_floor_id")) or floor_id
    )
    anybodys = not is_home_assistants(handler)
    if not anybodys and not searches_alike(handler):
        if not handler.platforms or name is None:
            return None
        alone = intent.MatchTargetsConstraints(name=str(name), domains=handler.platforms, assistant=ASSISTANT)
        return intent.async_match_targets(hass, alone, preferred, among)
    constraints = intent.MatchTargetsConstraints(
        name=None if name == "all" else _text(name),
        area_name=_text(command.value("area")),
        floor_name=_text(command.value("floor")),
        domains=as_set(command.value("domain")) or getattr(handler, "required_domains", None),
        device_classes=as_set(command.value("device_class")),
        features=getattr(handler, "required_features", None),
        states=getattr(handler, "required_states", None),
        assistant=ASSISTANT,
    )
    if not constraints.has_constraints:
        return None
    match = intent.async_match_targets(hass, constraints, preferred, among)
    return match if match.is_match or not anybodys else None  # third-party handlers may search in their own way


def _text(value: object) -> str | None:
    return str(value) if value is not None and str(value).strip() else None


def as_set(value: object) -> set[str] | None:
    """Return a slot's value, which is a word or several; None where there is none."""
    if isinstance(value, list | tuple | set):
        return {str(each) for each in value}
    return None if value is None else {str(value)}


@callback
def async_exposed(hass: HomeAssistant, entity_id: str, assistant: str | None) -> State | None:
    """Return an entity's state as it is now; None when it is gone, or not exposed to the assistant."""
    state = hass.states.get(entity_id)
    exposed = state is not None and (assistant is None or async_should_expose(hass, assistant, entity_id))
    return state if exposed else None


def speech_of(response: intent.IntentResponse) -> str:
    """Return what a response says."""
    said: str = response.speech.get("plain", {}).get("speech", "")
    return said


@callback
def async_targets(hass: HomeAssistant, response: intent.IntentResponse) -> list[State]:
    """Return the entities that a response says it was about."""
    kind = intent.IntentResponseTargetType.ENTITY
    ids = [target.id for target in response.success_results if target.type is kind and target.id]
    return [state for each in ids if (state := hass.states.get(each)) is not None]


def as_command(result: RecognizeResult) -> Command:
    """Return what hassil recognised as a command."""
    slots = {
        entity.name: {"value": entity.value, "text": entity.text or entity.value} for entity in result.entities_list
    }
    return Command(result.intent.name, slots, result.response)


async def async_meant(
    hass: HomeAssistant, user_input: conversation.ConversationInput, *, strict: bool = False
) -> Command | None:
    """Return the command that Home Assistant's own sentences find in a text; `strict`: every word must be explained."""
    agent = agent_of(hass)
    result = None if agent is None else await agent.async_recognize_intent(user_input, strict_intents_only=strict)
    return None if result is None or result.unmatched_entities else as_command(result)
