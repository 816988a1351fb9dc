"""Says why a sentence with the form of a command was not carried out; does nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, cast

from hassil.models import UnmatchedTextEntity
from hassil.recognize import MISSING_ENTITY, RecognizeResult
from homeassistant.components import conversation
from homeassistant.components.conversation.gazetteer import async_refers_back
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent

from ..house.commands import ASSISTANT, Command, agent_of, as_command, async_area, async_match, async_room
from ..languages.lexicon import Words
from ..languages.lookup import plain, words_of
from ..languages.sentences import async_sentences
from ..recognition.recognizer import async_apart, async_gazetteer

type _Word = Callable[
    [RecognizeResult, conversation.ConversationInput, conversation.ChatLog], Awaitable[intent.IntentResponse]
]
_LONGEST_NAME: Final = 3  # words of an unknown name


async def async_excuse(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> intent.IntentResponse | None:
    """Return why a sentence with the form of a command was not carried out ("I am not aware of any area called …").

    None when it has no such form. Nothing is carried out: only an unknown name or a target that is not found is put
    into words.
    """
    return await async_apart(_async_excuse(hass, user_input, chat_log))


async def _async_excuse(
    hass: HomeAssistant, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
) -> intent.IntentResponse | None:
    agent = agent_of(hass)
    word = cast(_Word | None, getattr(agent, "_async_process_intent_result", None))
    if agent is None or word is None:
        return None
    reading = await async_gazetteer(hass, user_input, chat_log.conversation_id)
    if reading is not None and not reading.accepted and async_refers_back(reading) and reading.response:
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_error(intent.IntentResponseErrorCode.NO_VALID_TARGETS, reading.response)
        return response
    # The agent caches by text that strict matching found nothing, and would not look any further; a space at the end
    # makes it another text with the same words.
    result = await agent.async_recognize_intent(replace(user_input, text=f"{user_input.text} "))
    if result is None or not _has_form(result, words_of(user_input.language)):
        return None
    area = async_area(hass, user_input)
    match = async_match(hass, as_command(result), area.id if area else None)
    if not result.unmatched_entities and (match is None or match.is_match):
        return None  # it could be done after all, but not here, where risks are not checked
    alone = async_match(hass, as_command(result), None)  # without the room, which may be why none is found
    if alone is not None and alone.no_match_reason is intent.MatchFailedReason.DUPLICATE_NAME:
        which = await _async_which(hass, as_command(result), user_input.language)
        if which is not None:
            return which
    response = await word(result, user_input, chat_log)
    return response if response.error_code is not None else None


async def _async_which(hass: HomeAssistant, command: Command, language: str) -> intent.IntentResponse | None:
    """Say that several entities have a name, and in which rooms they are; None if the rooms do not tell them apart."""
    name = str(command.value("name"))
    constraints = intent.MatchTargetsConstraints(name=name, assistant=ASSISTANT, allow_duplicate_names=True)
    found = intent.async_match_targets(hass, constraints)
    entries = [er.async_get(hass).async_get(state.entity_id) for state in found.states]
    rooms = [area.name for entry in entries if (area := async_room(hass, entry)) is not None]
    if len(set(rooms)) != len(found.states):
        return None
    sentences = await async_sentences(hass, language)
    response = intent.IntentResponse(language=language)
    text = sentences("said_several", name=name, places=", ".join(rooms))
    response.async_set_error(intent.IntentResponseErrorCode.NO_VALID_TARGETS, text)
    return response


def _has_form(result: RecognizeResult, words: Words) -> bool:
    """Tell whether a sentence is a command with one unknown name, or was refused with all names known.

    Home Assistant's loosest templates read "how do I turn on the oven" as a scene "how do I turn" in an area "oven",
    and "what is the capital of France" as the state of a device: two unknown names, or a question, do not count.
    """
    if not result.unmatched_entities:
        return True
    unknown = [
        entity
        for entity in result.unmatched_entities_list
        if isinstance(entity, UnmatchedTextEntity) and entity.text != MISSING_ENTITY
    ]
    return len(unknown) == 1 and "Get" not in result.intent.name and _may_be_a_name(unknown[0].text, words)


def _may_be_a_name(text: str, words: Words) -> bool:
    """Tell whether a text may be a name: half a sentence must not be quoted as an unknown name."""
    said = plain(text).split()
    return len(said) <= _LONGEST_NAME and not words.never_named & set(said)
