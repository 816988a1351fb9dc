"""Carries out commands on exactly the targets found, and reports those that could not be reached.

Home Assistant silently skips unavailable entities and says that all was done. Everything is carried out by its intents,
for the user and the device of the sentence. Knows nothing of how a sentence became a command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import probatio
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, llm, template

from ..client.errors import log_unforeseen
from ..languages.sentences import async_sentences
from .commands import ASSISTANT, Aim, Command, agent_of, async_area, async_exposed, async_match, speech_of
from .wording import async_word

_LOGGER = logging.getLogger(__name__)

_NO_MATCH: Final = (
    intent.IntentResponseErrorCode.NO_INTENT_MATCH,
    intent.IntentResponseErrorCode.NO_VALID_TARGETS,
)


class Unreachable(intent.IntentHandleError):
    """None of the targets can be reached at the moment."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Unavailable, so nothing was done: {', '.join(names)}")
        self.names = names


class _NotReached(intent.IntentResponse):
    """The response for targets that cannot be reached."""


type Allowed = Callable[[Aim], bool]


async def async_carry_out(
    hass: HomeAssistant,
    aims: Sequence[Aim],
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    allowed: Allowed,
) -> intent.IntentResponse | None:
    """Carry out commands in order up to the first that fails; None when the first has no target after all.

    Unreachable targets are reported. The commands after them still run if all have the same intent; if not, they may
    have been meant to follow the one that was not done, and do not run.

    `allowed` is called at the last moment, with nothing awaited after it: a group's members may have changed while an
    earlier command was carried out.
    """
    done: list[intent.IntentResponse] = []
    for at, aim in enumerate(aims):
        response = await _async_one(hass, aim, user_input, allowed)
        if not done and response.error_code in _NO_MATCH:
            return None
        _note(chat_log, user_input.agent_id, aim.command, response)
        done.append(response)
        same = isinstance(response, _NotReached) and all(
            each.command.intent == aim.command.intent for each in aims[at:]
        )
        if response.error_code is not None and not same:
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
    except Unreachable as error:
        return await _async_unreachable(hass, user_input.language, error.names)
    except intent.MatchFailedError:
        return await _async_failed(hass, user_input.language, code.NO_VALID_TARGETS, "no_intent")
    except intent.IntentHandleError as error:
        _LOGGER.warning("%s failed: %s", command.intent, type(error).__name__)
        return await _async_failed(hass, user_input.language, code.FAILED_TO_HANDLE, error.response_key)
    except intent.IntentError as error:
        _LOGGER.warning("%s failed: %s", command.intent, type(error).__name__)
        return await _async_failed(hass, user_input.language, code.UNKNOWN, None)
    await async_put_into_words(hass, command, response)
    return response


async def async_put_into_words(hass: HomeAssistant, command: Command, response: intent.IntentResponse) -> None:
    """Set a response's speech: what was done, in Home Assistant's words, and the names of what was not."""
    if _looked_at_nothing(command, response):
        sentences = await async_sentences(hass, response.language)
        response.async_set_speech(sentences("said_none_known"))
    elif not response.speech and (word := await async_word(hass, command, response)):
        response.async_set_speech(word)
    names = [target.name for target in response.failed_results]
    if names and response.response_type is intent.IntentResponseType.ACTION_DONE:
        sentences = await async_sentences(hass, response.language)
        failed = sentences("said_unreachable", names=", ".join(names))
        response.async_set_speech(" ".join(filter(None, (_closed(speech_of(response)), failed))))


def _closed(text: str) -> str:
    """Return a sentence with a full stop, where it has none of its own."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "。", "।")) else f"{text}."


async def async_act(aim: Aim, said: intent.Intent) -> intent.IntentResponse:
    """Have Home Assistant's handler carry out a command on exactly the targets found.

    Targets that could not be reached are in the response's failed results. Raises IntentError; Unreachable if all of
    them could not.
    """
    handler = aim.handler
    if handler is None:
        raise intent.UnknownIntent(f"Unknown intent {aim.command.intent}")
    try:
        if isinstance(handler, intent.DynamicServiceIntentHandler) and aim.pinned:
            response = await _async_act_on(handler, aim, said)
        else:
            response = await handler.async_handle(said)
    except probatio.Invalid as error:
        raise intent.InvalidSlotInfo(f"Received invalid slot info for {said.intent_type}") from error
    except intent.IntentError:
        raise
    except Exception as error:  # an edge: a handler is anybody's code, and Home Assistant calls it in this same way
        log_unforeseen(_LOGGER, f"Handling {said.intent_type}", error)
        raise intent.IntentUnexpectedError(f"Error handling {said.intent_type}") from error
    if response.response_type is intent.IntentResponseType.ACTION_DONE:
        _tell_failed(said, aim, response)
    return response


@callback
def _tell_failed(said: intent.Intent, aim: Aim, response: intent.IntentResponse) -> None:
    """Move unreachable targets to the failed results. Raises Unreachable if no others are left."""
    entity = intent.IntentResponseTargetType.ENTITY
    told = [target.id for target in response.success_results if target.type is entity and target.id]
    touched = dict.fromkeys([*told, *(state.entity_id for state in response.matched_states), *aim.ids])
    away = {state.entity_id: state.name for state in _away(said, touched)}
    away |= {target.id: target.name for target in response.failed_results if target.type is entity and target.id}
    if away and touched and not touched.keys() - away.keys():
        raise Unreachable(list(away.values()))
    response.success_results = [target for target in response.success_results if target.id not in away]
    response.failed_results = [intent.IntentResponseTarget(name, entity, each) for each, name in away.items()]


@callback
def _away(said: intent.Intent, ids: Iterable[str]) -> list[State]:
    """Return the unavailable ones of these entities and of their members, which Home Assistant skipped."""
    found: dict[str, State] = {}
    states = [state for each in ids if (state := said.hass.states.get(each)) is not None]
    for state in states:
        members = state.attributes.get(ATTR_ENTITY_ID)
        inside = members if isinstance(members, list | tuple) and state.state != STATE_UNAVAILABLE else ()
        shown = (async_exposed(said.hass, str(each), said.assistant) for each in inside)
        for each in (state, *filter(None, shown)):
            if each.state == STATE_UNAVAILABLE:
                found[each.entity_id] = each
    return list(found.values())


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
    if all(state.state == STATE_UNAVAILABLE for state in states):
        raise Unreachable([state.name for state in states])
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


async def _async_unreachable(hass: HomeAssistant, language: str, names: Sequence[str]) -> intent.IntentResponse:
    """Return an error that says what cannot be reached."""
    sentences = await async_sentences(hass, language)
    response = _NotReached(language=language)
    text = sentences("said_unreachable", names=", ".join(names))
    response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, text)
    return response


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


def _note(chat_log: conversation.ChatLog, agent_id: str, command: Command, response: intent.IntentResponse) -> None:
    """Add a command and its result to the chat log, as Home Assistant's agent does."""
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
    """Merge responses into one, with all their targets and each distinct sentence once.

    It is an error if a part failed, but not if something was done and other targets could not be reached.
    """
    joined = intent.IntentResponse(language=language, intent=responses[0].intent)
    partly = any(each.response_type is intent.IntentResponseType.ACTION_DONE for each in responses)
    sentences: dict[str, None] = {}
    for response in responses:
        joined.success_results += response.success_results
        joined.failed_results += response.failed_results
        joined.matched_states += response.matched_states
        joined.unmatched_states += response.unmatched_states
        told = partly and isinstance(response, _NotReached)
        if response.response_type is not intent.IntentResponseType.ACTION_DONE and not told:
            joined.response_type, joined.error_code = response.response_type, response.error_code
        if said := _closed(speech_of(response)):
            sentences[said] = None
    joined.async_set_speech(" ".join(sentences))
    return joined


def _looked_at_nothing(command: Command, response: intent.IntentResponse) -> bool:
    """Tell whether a question about states matched no entity at all."""
    return (
        command.intent == intent.INTENT_GET_STATE
        and "name" not in command.slots
        and "state" in command.slots
        and not response.matched_states
        and not response.unmatched_states
    )
