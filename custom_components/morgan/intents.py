"""Plain commands, obeyed by Home Assistant itself; the only file that knows how its matchers are reached.

Two matchers, in this order. Home Assistant's sentence templates (hassil), strictly: every word accounted for, names as
they are, exposed entities only. Then gazetteer-matcher (English), which reads wordings that no template foresaw; left
to itself it forgives a misheard name and up to two words that it cannot explain ("don't" is one of them), so its
reading counts here only when the target is exact and no word is left over. Both are carried out by Home Assistant's own
agent, in the same chat log, for the same user and device: what a sentence may touch is decided there and not here.

What it leans on: `async_handle_intents`, `async_get_agent` and `DefaultAgent.async_process`, which other integrations
use too, and two private names: the agent's matcher, because it alone remembers what "it" refers to, and the method that
words a refusal, because the whole agent would forgive where it should refuse. If a later Home Assistant calls them
something else, the second matcher or the wording is left out and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from gazetteer_matcher import Interpretation
from hassil.models import UnmatchedTextEntity
from hassil.recognize import MISSING_ENTITY, RecognizeResult
from homeassistant.components import conversation
from homeassistant.components.conversation import async_handle_intents, async_prepare_agent
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.conversation.gazetteer import GazetteerFallback, async_refers_back
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent

type _Word = Callable[
    [RecognizeResult, conversation.ConversationInput, conversation.ChatLog], Awaitable[intent.IntentResponse]
]
type Path = Literal["intent", "fuzzy", "agent", "none"]


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A command that was carried out, or tried."""

    response: intent.IntentResponse
    path: Path


async def async_prepare(hass: HomeAssistant, language: str | None) -> None:
    """Load the sentences of a language while somebody still speaks it."""
    await async_prepare_agent(hass, conversation.HOME_ASSISTANT_AGENT, language or hass.config.language)


async def async_obey(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> Obeyed | None:
    """Carry out a sentence that is a plain command; None when it is none, or when it is not certain which."""
    response = await async_handle_intents(hass, user_input, chat_log)
    if response is not None:
        speech: str = response.speech.get("plain", {}).get("speech", "")
        chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=user_input.agent_id, content=speech)
        )
        return Obeyed(response, "intent")
    reading = await _async_read(hass, user_input, chat_log)
    if reading is None or not is_exact(reading):
        return None
    response = await _async_default_agent(hass, user_input, chat_log)
    return None if response is None else Obeyed(response, "fuzzy")


async def async_excuse(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> intent.IntentResponse | None:
    """Say why a sentence that has a command's form was not obeyed ("I am not aware of any area called …").

    None when it has no such form. Nothing is done: either a name is unknown, or Home Assistant has refused the target
    before (`async_obey` came first) and refuses it again.
    """
    agent = _agent(hass)
    word = cast(_Word | None, getattr(agent, "_async_process_intent_result", None))
    if agent is None or word is None:
        return None
    reading = await _async_read(hass, user_input, chat_log)
    if reading is not None and not reading.accepted and async_refers_back(reading) and reading.response:
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_error(intent.IntentResponseErrorCode.NO_VALID_TARGETS, reading.response)
        return response
    # The agent remembers by the text that strict matching found nothing, and would not look any further; a space at the
    # end makes it another text and changes no word.
    result = await agent.async_recognize_intent(replace(user_input, text=f"{user_input.text} "))
    if result is None or not _has_form(result):
        return None
    response = await word(result, user_input, chat_log)
    return response if response.error_code is not None else None


def _has_form(result: RecognizeResult) -> bool:
    """Tell whether a sentence is a command but for one name, or was refused with all names known.

    Home Assistant's loosest templates take "how do I turn on the oven" for a scene "how do I turn" in an area "oven",
    and "what is the capital of France" for the state of a device: two unknown names, or a question, are no such form.
    """
    if not result.unmatched_entities:
        return True
    unknown = [
        entity
        for entity in result.unmatched_entities_list
        if not (isinstance(entity, UnmatchedTextEntity) and entity.text == MISSING_ENTITY)
    ]
    return len(unknown) == 1 and "Get" not in result.intent.name


def is_exact(reading: Interpretation) -> bool:
    """Tell whether a reading leaves nothing to chance: exact names, one meaning, and every word explained."""
    return (
        reading.accepted
        and not reading.ambiguous
        and bool(reading.frames)
        and all(
            frame.fuzzy_count == 0
            and not frame.unexplained_important_tokens
            and not frame.unexplained_unimportant_tokens
            and not frame.violations
            and frame.response_key is not None  # without one the answer could not be said
            for frame in reading.frames
        )
    )


def _agent(hass: HomeAssistant) -> DefaultAgent | None:
    agent = conversation.async_get_agent(hass, conversation.HOME_ASSISTANT_AGENT)
    return agent if isinstance(agent, DefaultAgent) else None


async def _async_default_agent(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> intent.IntentResponse | None:
    """Let Home Assistant's own agent take the turn inside this one; the same conversation has the same chat log."""
    if (agent := _agent(hass)) is None:
        return None
    result = await agent.async_process(replace(user_input, conversation_id=chat_log.conversation_id))
    return result.response


async def _async_read(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> Interpretation | None:
    matcher = cast(GazetteerFallback | None, getattr(_agent(hass), "_gazetteer", None))
    if matcher is None or not matcher.supports(user_input.language or hass.config.language):
        return None
    area = _area(hass, user_input)
    _, reading = await matcher.async_interpret(user_input.text, chat_log.conversation_id, area)
    return reading


def _area(hass: HomeAssistant, user_input: conversation.ConversationInput) -> ar.AreaEntry | None:
    """Return the room that the sentence was said in, found as Home Assistant's agent finds it."""
    area_id, device_id = None, user_input.device_id
    if user_input.satellite_id and (entry := er.async_get(hass).async_get(user_input.satellite_id)) is not None:
        area_id, device_id = entry.area_id, entry.device_id
    if area_id is None and device_id is not None and (device := dr.async_get(hass).async_get(device_id)) is not None:
        area_id = dr.async_get_effective_area_id(hass, device)
    return None if area_id is None else ar.async_get(hass).async_get_area(area_id)
