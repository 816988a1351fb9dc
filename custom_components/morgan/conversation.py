"""The conversation: carries out plain commands, and sends all other sentences to the server.

Knows nothing of how plain commands are handled (local_agent/agent.py) or how questions are sent (client/client.py).
Every response has its path in its extra data: `intent`, `fuzzy`, `agent`, or `none` when there is only a reason and no
answer.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Literal, override

from homeassistant.components import conversation
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .choices.agents import agent_options, agents, kind_of
from .choices.options import Options
from .client.errors import Declined, MorganError, Unforeseen, log_unforeseen
from .client.models import House, Message, Question
from .client.trace import stats
from .const import DOMAIN, EXTRA
from .entity import MorganEntity
from .flows.pipeline import async_check_pipelines
from .house.census import async_census
from .house.commands import async_area, speech_of
from .house.fitting import async_offered
from .house.outcome import Path
from .house.snapshot import async_place, async_recent
from .languages.sentences import async_sentences
from .local_agent.excuses import async_excuse
from .local_agent.session import Talk
from .recognition.recognizer import async_prepare
from .runtime import MorganConfigEntry
from .safety.guarded_tools import GuardedAPI, Turn
from .safety.hiding import async_hide
from .safety.pin import without_pin
from .sync.prewarm import Ahead
from .sync.response_reader import Written
from .turns import RunningStage

_LOGGER = logging.getLogger(__name__)

# Home Assistant adds this to the chat log after a stopped turn. It was not said, and a model would respond to it.
_INTERRUPTED: Final = "Error: CancelledError"

PARALLEL_UPDATES = 0  # several people may talk at once; the server says when it is too much


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the agents; their plain commands need no server."""
    for subentry in agents(entry):
        async_add_entities([MorganConversation(entry, subentry)], config_subentry_id=subentry.subentry_id)


class MorganConversation(MorganEntity, conversation.ConversationEntity):
    """An agent to talk to. Always available: plain commands work even while the server is away."""

    _attr_translation_key = "conversation"
    _attr_name = None  # the device's name says it all
    _attr_supports_streaming = True
    _attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    def __init__(self, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        super().__init__(entry, kind_of(subentry), subentry)
        self._subentry_id = subentry.subentry_id
        self._ahead: Ahead | None = None
        self._plain = entry.runtime_data.agents[subentry.subentry_id]

    def _options(self) -> Options:
        return agent_options(self._entry, self._subentry_id)

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        return MATCH_ALL

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the server, and let it prepare for the first question as soon as it knows the house."""
        data = self._entry.runtime_data
        self._ahead = Ahead(self.hass, self._entry, data.link, data.client, self._options)
        await super().async_added_to_hass()

    @override
    @callback
    def _async_server_changed(self) -> None:
        super()._async_server_changed()
        # Most language model servers cache one prompt: the first agent's, until somebody talks to another agent.
        if self._ahead is not None and self._plain is self._entry.runtime_data.plain:
            self._ahead.async_house_known()

    @override
    async def async_prepare(self, language: str | None = None) -> None:
        """Load what plain commands and the server need while the user still speaks."""
        if self._ahead is not None:
            self._ahead.async_begin(language)
        asks = self._options().danger != "off"
        async_check_pipelines(self.hass, self.entity_id, asks=asks)  # here, as nothing tells of a pipeline's change
        await async_prepare(self.hass, language)
        await self._plain.async_names(language or self.hass.config.language)

    @override
    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        with self._turns.stage("handle") as stage:
            asked = ""  # empty until a possible PIN has been removed
            try:
                asked = without_pin(self._options(), user_input.text, user_input.language)
                if asked != user_input.text:
                    async_hide(chat_log, user_input.text, asked)
                result, path = await self._async_handle(user_input, chat_log, stage)
            except Exception as error:  # noqa: BLE001  # an edge: the user must hear that it failed
                log_unforeseen(_LOGGER, "A question", error)
                stage.failed(Unforeseen())
                result, path = await self._async_sorry(user_input, chat_log), "none"
            stage.handled(path, user_input.language, asked, speech_of(result.response))
        return result

    async def _async_handle(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog, stage: RunningStage
    ) -> tuple[conversation.ConversationResult, Path]:
        if self._ahead is not None:
            self._ahead.async_asked(user_input)
        done = await self._plain.async_obey(user_input, chat_log, doubtful=stage.doubtful)
        stage.span("plain", stage.stage.start_ms)
        if done is not None:
            return _result(done.response, done.path, chat_log, continues=done.continues), done.path
        asked_at = stage.now()
        answer = await self._async_ask(user_input, chat_log)
        stage.span("server", asked_at)
        if answer.trace is not None:
            stage.told(answer.trace, asked_at)
            chat_log.async_trace(stats(answer.trace))
        if answer.error is not None and not isinstance(answer.error, Declined):
            stage.failed(answer.error)
        response = intent.IntentResponse(language=user_input.language)
        if answer.error is None and answer.text:
            response.async_set_speech(answer.text)
            continues = answer.continues or chat_log.continue_conversation
            return _result(response, "agent", chat_log, continues=continues), "agent"
        excuse = None if answer.text else await async_excuse(self.hass, user_input, chat_log)
        if excuse is None:
            reason = await self._async_reason(answer.error, user_input.language)
            declined = answer.error is None or isinstance(answer.error, Declined)
            code = intent.IntentResponseErrorCode
            response.async_set_error(
                code.NO_INTENT_MATCH if declined else code.UNKNOWN,
                f"{answer.text.strip()}… {reason}" if answer.text else reason,  # text already sent cannot be taken back
            )
        else:
            response, reason = excuse, speech_of(excuse)
        chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self.entity_id, content=reason)
        )
        path: Path = "agent" if answer.text else "none"
        return _result(response, path, chat_log), path

    async def _async_sorry(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        """Return the response for an unexpected error."""
        response = intent.IntentResponse(language=user_input.language)
        reason = await self._async_reason(Unforeseen(), user_input.language)
        response.async_set_error(intent.IntentResponseErrorCode.UNKNOWN, reason)
        chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self.entity_id, content=reason)
        )
        return _result(response, "none", chat_log)

    async def _async_ask(self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Written:
        """Ask the server, and run the tool calls that it makes."""
        options = self._options()
        talk = self._plain.memory.talk(chat_log.conversation_id)
        turn = Turn(options, talk, user_input)
        turn.begin()
        house = await self._async_house(user_input, chat_log, options, talk)
        written = Written(chat_log, self.entity_id, turn)
        try:
            async with self._client.ask(_question(user_input, chat_log, options, house)) as answer:
                await written.read(answer)
        except MorganError as error:
            written.error = error
        except Exception as error:  # noqa: BLE001  # an edge: what was said and done stays, and so does a question
            log_unforeseen(_LOGGER, "An answer", error)
            written.error = Unforeseen()
        except asyncio.CancelledError:
            written.break_off()
            turn.remember()  # what was done is done
            raise
        turn.remember()
        if turn.held:
            # We ask this ourselves, whatever the server made of it: a danger must not depend on a model's wording.
            question = await self._plain.async_hold(turn, talk, "agent")
            written.ask(question)
        return written

    async def _async_house(
        self,
        user_input: conversation.ConversationInput,
        chat_log: conversation.ChatLog,
        options: Options,
        talk: Talk,
    ) -> House | None:
        """Return the tools and states for this user on this device. Raises ConverseError."""
        if not options.apis:
            return None
        context = user_input.as_llm_context(DOMAIN)
        api = GuardedAPI(self.hass, options.apis)
        await chat_log.async_provide_llm_data(context, api, None, user_input.extra_system_prompt)
        if chat_log.llm_api is None:
            return None
        user = await self.hass.auth.async_get_user(user_id) if (user_id := user_input.context.user_id) else None
        return House(
            tools=(await async_offered(chat_log.llm_api)).tools,
            states=(await async_census(self.hass).async_count()).states,
            place=async_place(self.hass, async_area(self.hass, user_input), user_input.device_id),
            speaker=user.name if user else None,
            now=dt_util.now().isoformat(timespec="seconds"),
            recent=async_recent(self.hass, talk.targets),
        )

    async def _async_reason(self, error: MorganError | None, language: str) -> str:
        """Return the sentence for a failure in the user's language.

        The server's refusals are written to be spoken. Its errors are written for the owner's log, in English.
        """
        if isinstance(error, Declined) and error.text:
            return error.text
        sentences = await async_sentences(self.hass, language)
        return sentences("no_answer" if error is None else f"said_{error.key}")


def _question(
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    options: Options,
    house: House | None,
) -> Question:
    history: list[Message] = []
    for content in chat_log.content:
        if isinstance(content, conversation.UserContent):
            history.append(Message("user", without_pin(options, content.content, user_input.language)))
        elif isinstance(content, conversation.AssistantContent) and content.content not in (None, "", _INTERRUPTED):
            history.append(Message("assistant", content.content))
    asked = max((at for at, message in enumerate(history) if message.role == "user"), default=len(history))
    return Question(
        text=without_pin(options, user_input.text, user_input.language),
        language=user_input.language,
        history=tuple(history[max(0, asked - options.history) : asked]),
        prompt="\n\n".join(filter(None, (options.prompt, user_input.extra_system_prompt))) or None,
        context={"conversation_id": chat_log.conversation_id},
        house=house,
        model=options.model,
        temperature=options.temperature,
    )


def _result(
    response: intent.IntentResponse, path: Path, chat_log: conversation.ChatLog, *, continues: bool = False
) -> conversation.ConversationResult:
    response.async_set_speech(speech_of(response), extra_data={EXTRA: {"path": path}})
    return conversation.ConversationResult(
        response=response, conversation_id=chat_log.conversation_id, continue_conversation=continues
    )
