"""A command of Home Assistant's own: what it would touch, carrying it out, and saying that it was done.

Knows nothing of how a sentence became a command. Everything is carried out by Home Assistant's intents, for the user
and the device of the sentence, on exposed entities only: what may be touched is decided there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import probatio
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, llm, template

from .errors import log_unforeseen

_LOGGER = logging.getLogger(__name__)

ASSISTANT: Final = conversation.DOMAIN  # whose exposed entities count
TARGETS: Final = ("name", "area", "floor", "domain", "device_class", "preferred_area_id", "preferred_floor_id")
_NO_MATCH: Final = (
    intent.IntentResponseErrorCode.NO_INTENT_MATCH,
    intent.IntentResponseErrorCode.NO_VALID_TARGETS,
)


@dataclass(frozen=True, slots=True)
class Command:
    """An intent and its slots, each with the value that Home Assistant takes and the text that was said."""

    intent: str
    slots: Mapping[str, Mapping[str, Any]]
    response: str | None = None  # the key of Home Assistant's own sentence for it; None: found by what was done

    def value(self, slot: str) -> Any:  # noqa: ANN401  # each slot has a type of its own
        """Return a slot's value, None where it has none."""
        return self.slots.get(slot, {}).get("value")

    def aimed(self, entity_id: str, text: str) -> Command:
        """Return the same for one entity."""
        rest = {key: value for key, value in self.slots.items() if key not in TARGETS}
        return Command(self.intent, {"name": {"value": entity_id, "text": text}, **rest})


@dataclass(frozen=True, slots=True)
class Aim:
    """A command with what it will touch, found once: this is judged, and this is acted on."""

    command: Command
    handler: intent.IntentHandler | None  # None: nobody carries it out
    match: intent.MatchTargetsResult | None  # None: it has no targets, or its handler looks for them in its own way

    @property
    def pinned(self) -> bool:
        """Whether it will touch exactly what was found, and nothing that is looked for again."""
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
def async_handler(hass: HomeAssistant, command: Command) -> intent.IntentHandler | None:
    """Return who carries a command out; None when nobody does in this house."""
    return next((each for each in intent.async_get(hass) if each.intent_type == command.intent), None)


def is_home_assistants(handler: intent.IntentHandler) -> bool:
    """Tell whether a handler is Home Assistant's own; an intent that the owner made is not, whatever carries it out."""
    module = type(handler).__module__
    return module.startswith("homeassistant.") and "intent_script" not in module


def searches_alike(handler: intent.IntentHandler) -> bool:
    """Tell whether a handler finds its targets as most do, by name, area, floor, domain and class."""
    return is_home_assistants(handler) and isinstance(handler, intent.DynamicServiceIntentHandler)


@callback
def async_aim(hass: HomeAssistant, command: Command, area_id: str | None, floor_id: str | None = None) -> Aim:
    """Find what a command is about; a room and a floor decide between things of one name."""
    return Aim(command, async_handler(hass, command), async_match(hass, command, area_id, floor_id))


@callback
def async_match(
    hass: HomeAssistant, command: Command, area_id: str | None, floor_id: str | None = None
) -> intent.MatchTargetsResult | None:
    """Return what a command would touch; None when that cannot be told.

    Handlers that search in a way of their own are known by the domain that they are for and the name that was said;
    those that are for none (timers) have no targets: their slots of these names mean something else.
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
        return intent.async_match_targets(hass, alone, preferred)
    constraints = intent.MatchTargetsConstraints(
        name=None if name == "all" else _text(name),
        area_name=_text(command.value("area")),
        floor_name=_text(command.value("floor")),
        domains=_set(command.value("domain")) or getattr(handler, "required_domains", None),
        device_classes=_set(command.value("device_class")),
        features=getattr(handler, "required_features", None),
        states=getattr(handler, "required_states", None),
        assistant=ASSISTANT,
    )
    if not constraints.has_constraints:
        return None
    match = intent.async_match_targets(hass, constraints, preferred)
    return match if match.is_match or not anybodys else None  # what a house made for itself may search as it likes


def _text(value: object) -> str | None:
    return str(value) if value is not None and str(value).strip() else None


def _set(value: object) -> set[str] | None:
    if isinstance(value, list | tuple | set):
        return {str(each) for each in value}
    return None if value is None else {str(value)}


type Allowed = Callable[[Aim], bool]


async def async_carry_out(
    hass: HomeAssistant,
    aims: Sequence[Aim],
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    allowed: Allowed,
) -> intent.IntentResponse | None:
    """Carry out commands in order up to the first that fails; None when the first has no target after all.

    `allowed` is asked at the last moment, with nothing awaited after it: what a group holds may have changed while an
    earlier command was carried out.
    """
    done: list[intent.IntentResponse] = []
    for aim in aims:
        response = await _async_one(hass, aim, user_input, allowed)
        if not done and response.error_code in _NO_MATCH:
            return None
        _note(chat_log, user_input.agent_id, aim.command, response)
        done.append(response)
        if response.error_code is not None:
            break
    return done[0] if len(done) == 1 else _joined(done, user_input.language)


async def _async_one(
    hass: HomeAssistant, aim: Aim, user_input: conversation.ConversationInput, allowed: Allowed
) -> intent.IntentResponse:
    command, area = aim.command, async_area(hass, user_input)
    slots = {key: dict(slot) for key, slot in command.slots.items()}
    if area is not None:
        slots.setdefault("preferred_area_id", {"value": area.id})
    device_id = user_input.device_id
    if user_input.satellite_id and (entry := er.async_get(hass).async_get(user_input.satellite_id)) is not None:
        device_id = entry.device_id
    trace.async_conversation_trace_append(
        trace.ConversationTraceEventType.TOOL_CALL,
        {"intent_name": command.intent, "slots": {key: slot["value"] for key, slot in command.slots.items()}},
    )
    code = intent.IntentResponseErrorCode
    said = intent.Intent(
        hass,
        ASSISTANT,
        command.intent,
        slots,
        user_input.text,
        user_input.context,
        user_input.language,
        assistant=ASSISTANT,
        device_id=device_id,
        satellite_id=user_input.satellite_id,
        conversation_agent_id=user_input.agent_id,
    )
    try:
        if not allowed(aim):
            return await _async_failed(hass, user_input.language, code.FAILED_TO_HANDLE, None)
        response = await async_act(aim, said)
    except intent.MatchFailedError:
        return await _async_failed(hass, user_input.language, code.NO_VALID_TARGETS, "no_intent")
    except intent.IntentHandleError as error:
        _LOGGER.warning("%s failed: %s", command.intent, type(error).__name__)
        return await _async_failed(hass, user_input.language, code.FAILED_TO_HANDLE, error.response_key)
    except intent.IntentError as error:
        _LOGGER.warning("%s failed: %s", command.intent, type(error).__name__)
        return await _async_failed(hass, user_input.language, code.UNKNOWN, None)
    if not response.speech and (word := await async_word(hass, command, response)):
        response.async_set_speech(word)
    return response


async def async_act(aim: Aim, said: intent.Intent) -> intent.IntentResponse:
    """Have Home Assistant's handler carry a command out, on what was found and nothing else. Raises IntentError."""
    handler = aim.handler
    if handler is None:
        raise intent.UnknownIntent(f"Unknown intent {aim.command.intent}")
    try:
        if isinstance(handler, intent.DynamicServiceIntentHandler) and aim.pinned:
            return await _async_act_on(handler, aim, said)
        return await handler.async_handle(said)
    except probatio.Invalid as error:
        raise intent.InvalidSlotInfo(f"Received invalid slot info for {said.intent_type}") from error
    except intent.IntentError:
        raise
    except Exception as error:  # an edge: a handler is anybody's code, and Home Assistant calls it in this same way
        log_unforeseen(_LOGGER, f"Handling {said.intent_type}", error)
        raise intent.IntentUnexpectedError(f"Error handling {said.intent_type}") from error


async def _async_act_on(
    handler: intent.DynamicServiceIntentHandler, aim: Aim, said: intent.Intent
) -> intent.IntentResponse:
    """Do what the handler's `async_handle` does, without its search for targets, or only if it finds the same ones."""
    slots = handler.async_validate_slots(said.slots)
    constraints, found = intent.MatchTargetsConstraints(assistant=said.assistant), aim.match
    if found is None:
        raise intent.IntentHandleError("Service handler cannot target all devices")
    states = [state for each in found.states if (state := async_exposed(said.hass, each.entity_id, said.assistant))]
    if not found.is_match or not states:
        raise intent.MatchFailedError(replace(found, is_match=False), constraints)
    if type(handler).async_handle is not intent.DynamicServiceIntentHandler.async_handle:  # it prepares something first
        again = async_match(said.hass, Command(said.intent_type, said.slots), None)
        if again is None or {state.entity_id for state in again.states} != {state.entity_id for state in states}:
            raise intent.MatchFailedError(replace(found, is_match=False), constraints)
        return await handler.async_handle(said)
    if text := slots.get("name", {}).get("text"):
        slots["name"]["value"] = text
    if "area" in slots and found.areas:
        slots["area"]["value"] = found.areas[0].id
    if "floor" in slots and found.floors:
        slots["floor"]["value"] = found.floors[0].floor_id
    said.slots = slots
    return await handler.async_handle_states(said, replace(found, states=states), constraints)


@callback
def async_exposed(hass: HomeAssistant, entity_id: str, assistant: str | None) -> State | None:
    """Return an entity's state as it is now; None when it is gone, or no longer for the assistant."""
    state = hass.states.get(entity_id)
    exposed = state is not None and (assistant is None or async_should_expose(hass, assistant, entity_id))
    return state if exposed else None


async def _async_failed(
    hass: HomeAssistant, language: str, code: intent.IntentResponseErrorCode, key: str | None
) -> intent.IntentResponse:
    """Return an error in Home Assistant's own words for it."""
    agent = agent_of(hass)
    known = None if agent is None else await agent.async_get_or_load_intents(language)
    sentences: Mapping[str, str] = {} if known is None else known.error_responses
    sentence = sentences.get(key or "") or sentences.get("handle_error") or "An unexpected error occurred"
    response = intent.IntentResponse(language=language)
    response.async_set_error(code, str(template.Template(sentence, hass).async_render({}, parse_result=False)))
    return response


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


def _note(chat_log: conversation.ChatLog, agent_id: str, command: Command, response: intent.IntentResponse) -> None:
    """Put a command and what came of it into the conversation, as Home Assistant's agent does."""
    call = llm.ToolInput(
        tool_name=command.intent,
        tool_args={key: slot["value"] for key, slot in command.slots.items()},
        external=True,
    )
    chat_log.async_add_assistant_content_without_tools(
        conversation.AssistantContent(agent_id=agent_id, content=None, tool_calls=[call])
    )
    chat_log.async_add_assistant_content_without_tools(
        conversation.ToolResultContent(
            agent_id=agent_id,
            tool_call_id=call.id,
            tool_name=call.tool_name,
            result=llm.ToolResult(data=llm.IntentResponseDict(response)),
        )
    )


def _joined(responses: Sequence[intent.IntentResponse], language: str) -> intent.IntentResponse:
    """Make one response of several: every target belongs to it, and each different sentence is said once."""
    joined = intent.IntentResponse(language=language, intent=responses[0].intent)
    sentences: dict[str, None] = {}
    for response in responses:
        joined.success_results += response.success_results
        joined.failed_results += response.failed_results
        joined.matched_states += response.matched_states
        joined.unmatched_states += response.unmatched_states
        if response.response_type is not intent.IntentResponseType.ACTION_DONE:
            joined.response_type, joined.error_code = response.response_type, response.error_code
        if said := speech_of(response).strip():
            sentences[said if said.endswith((".", "!", "?")) else f"{said}."] = None
    joined.async_set_speech(" ".join(sentences))
    return joined


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
