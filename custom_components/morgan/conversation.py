"""The conversation: plain commands are obeyed here, whatever is left is asked of the server.

Knows nothing of how sentences are matched (intents.py) or how questions travel (client.py). Every response says which
way it took, in its extra data: `intent`, `fuzzy`, `agent`, or `none` when there was no answer but a reason.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal, override

from homeassistant.components import conversation
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations

from .client import MorganClient
from .const import DOMAIN, EXTRA
from .entity import MorganEntity
from .errors import Declined, MorganError, ServerError
from .intents import Path, async_excuse, async_obey, async_prepare
from .runtime import MorganConfigEntry
from .values import Message, Question

PARALLEL_UPDATES = 0  # several people may talk at once; the server says when it is too much

_REMEMBERED = 20  # earlier messages sent along: more would cost the model time and say little


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the conversation; it needs no server to obey."""
    async_add_entities([MorganConversation(entry)])


class MorganConversation(MorganEntity, conversation.ConversationEntity):
    """The one to talk to. Always available: the house obeys even while the server is away."""

    _attr_translation_key = "conversation"
    _attr_name = None  # the device's name says it all
    _attr_supports_streaming = True
    _attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    def __init__(self, entry: MorganConfigEntry) -> None:
        super().__init__(entry, "conversation")

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        return MATCH_ALL

    @override
    async def async_prepare(self, language: str | None = None) -> None:
        """Load what plain commands need while somebody still speaks."""
        await async_prepare(self.hass, language)

    @override
    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        obeyed = await async_obey(self.hass, user_input, chat_log)
        if obeyed is not None:
            return _result(obeyed.response, obeyed.path, chat_log)
        answer = _Answer(self._client, _question(user_input, chat_log))
        async for _ in chat_log.async_add_delta_content_stream(self.entity_id, answer.deltas()):
            pass
        response = intent.IntentResponse(language=user_input.language)
        if answer.error is None and answer.text:
            response.async_set_speech(answer.text)
            return _result(response, "agent", chat_log)
        excuse = None if answer.text else await async_excuse(self.hass, user_input, chat_log)
        if excuse is None:
            reason = await self._async_reason(answer.error, user_input.language)
            declined = answer.error is None or isinstance(answer.error, Declined)
            code = intent.IntentResponseErrorCode
            response.async_set_error(
                code.NO_INTENT_MATCH if declined else code.UNKNOWN, " ".join(f"{answer.text} {reason}".split())
            )
        else:
            response, reason = excuse, _speech(excuse)
        chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self.entity_id, content=reason)
        )
        return _result(response, "agent" if answer.text else "none", chat_log)

    async def _async_reason(self, error: MorganError | None, language: str) -> str:
        """Put a failure into the words of the one who asked; the server's own sentence where it has one."""
        if isinstance(error, Declined | ServerError) and error.text:
            return error.text
        key = "no_answer" if error is None else f"said_{error.key}"
        sentences = await async_get_translations(self.hass, language.partition("-")[0], "exceptions", {DOMAIN})
        known = f"component.{DOMAIN}.exceptions.{key}.message"
        return sentences.get(known) or sentences[f"component.{DOMAIN}.exceptions.said_unknown.message"]


@dataclass(slots=True)
class _Answer:
    """One answer while it is written: what was said so far, and what broke it off."""

    client: MorganClient
    question: Question
    text: str = ""
    error: MorganError | None = None

    async def deltas(self) -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
        """Yield the answer as the chat log wants it; a failure ends it and is kept in `error`."""
        try:
            async with aclosing(self.client.ask(self.question)) as words:
                async for word in words:
                    if not self.text:
                        yield {"role": "assistant"}  # not before: an answer that fails at once leaves no empty message
                    self.text += word
                    yield {"content": word}
        except MorganError as error:
            self.error = error


def _question(user_input: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Question:
    history: list[Message] = []
    for content in chat_log.content:
        if isinstance(content, conversation.UserContent):
            history.append(Message("user", content.content))
        elif isinstance(content, conversation.AssistantContent) and content.content:
            history.append(Message("assistant", content.content))
    asked = max((at for at, message in enumerate(history) if message.role == "user"), default=len(history))
    return Question(
        text=user_input.text,
        language=user_input.language,
        history=tuple(history[max(0, asked - _REMEMBERED) : asked]),
        prompt=user_input.extra_system_prompt,
        context={"conversation_id": chat_log.conversation_id},
    )


def _result(
    response: intent.IntentResponse, path: Path, chat_log: conversation.ChatLog
) -> conversation.ConversationResult:
    response.async_set_speech(_speech(response), extra_data={EXTRA: {"path": path}})
    return conversation.ConversationResult(
        response=response,
        conversation_id=chat_log.conversation_id,
        continue_conversation=path == "agent" and chat_log.continue_conversation,
    )


def _speech(response: intent.IntentResponse) -> str:
    speech: str = response.speech.get("plain", {}).get("speech", "")
    return speech
