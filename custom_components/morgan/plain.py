"""Does what needs no server: plain commands, their follow-ups, and a dangerous thing after its yes.

Every command that is carried out without the server goes through here and is looked at for dangers first. Knows nothing
of how sentences are read (intents.py) or what is dangerous (safety/policy.py).
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent

from .commands import Aim, Command, async_aim, async_area, async_carry_out, async_targets, speech_of
from .followups import async_before, async_follow_up
from .intents import Path, Reader, Reading, async_remember
from .languages import base
from .memory import MAX_TRIES, Memory, Pending, Talk
from .names import Named, async_named
from .options import Options
from .safety.guarded_tools import Turn, async_call_held
from .safety.policy import Risk, async_question, async_risks, async_risks_later, who
from .texts import async_sentences
from .words import digits_of, plain, words_of


@dataclass(frozen=True, slots=True)
class Done:
    """A sentence that was dealt with: obeyed, asked about, or answered."""

    response: intent.IntentResponse
    path: Path
    continues: bool = False  # something was asked


class Plain:
    """One house's ear for plain words."""

    def __init__(self, hass: HomeAssistant, options: Callable[[], Options], memory: Memory) -> None:
        self._hass = hass
        self._options = options
        self._named: dict[str, Named] = {}  # by language; built when first asked for after a change
        self._changes = 0
        self.memory = memory

    @callback
    def async_home_changed(self) -> None:
        """Forget all names: something has another one now."""
        self._named.clear()
        self._changes += 1

    async def async_obey(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> Done | None:
        """Deal with a sentence that is plain; None when it is not, or when it is not certain what it means."""
        talk = self.memory.talk(chat_log.conversation_id)
        if (done := await self._async_answered(talk, user_input, chat_log)) is None and self._options().local:
            async with aclosing(self._async_readings(talk, user_input, chat_log)) as readings:
                async for reading in readings:
                    if (done := await self._async_do(reading, talk, user_input, chat_log)) is not None:
                        break
        if done is not None:
            chat_log.async_add_assistant_content_without_tools(
                conversation.AssistantContent(agent_id=user_input.agent_id, content=speech_of(done.response))
            )
        return done

    async def _async_readings(
        self, talk: Talk, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> AsyncGenerator[Reading]:
        words = words_of(user_input.language)
        named = await self.async_names(user_input.language)
        if commands := async_follow_up(self._hass, user_input.text, talk, named, words):
            yield Reading(commands, "intent")
            return
        reader = Reader(self._hass, user_input, chat_log.conversation_id, named, words, talk.last, talk.targets)
        async with aclosing(reader.async_read()) as readings:
            async for reading in readings:
                yield reading

    async def async_names(self, language: str) -> Named:
        """Return what the house's things are called in a language."""
        key, changes = base(language), self._changes
        if (named := self._named.get(key)) is None:
            named = await async_named(self._hass, words_of(language))
            if changes == self._changes:
                self._named[key] = named
        return named

    # ---- doing

    async def _async_do(
        self,
        reading: Reading,
        talk: Talk,
        user_input: conversation.ConversationInput,
        chat_log: conversation.ChatLog,
        aims: tuple[Aim, ...] | None = None,
        allowed: frozenset[str] = frozenset(),
    ) -> Done | None:
        """Carry commands out, or ask first; after a yes, what was found (`aims`) and said yes to (`allowed`)."""
        area = async_area(self._hass, user_input)
        area_id = area.id if area else None
        if aims is None:
            aims = tuple(async_aim(self._hass, command, area_id) for command in reading.commands)
        risks = async_risks(self._hass, self._options(), aims)
        if {risk.id for risk in risks} - allowed:
            return await self._async_ask(reading, aims, risks, talk, user_input)
        if await async_risks_later(self._hass, self._options(), reading.commands, user_input, area_id):
            return await self._async_say("ask_later", user_input, reading.path)
        before = async_before(self._hass, reading.commands, area_id)

        def may(aim: Aim) -> bool:
            return all(risk.id in allowed for risk in async_risks(self._hass, self._options(), [aim]))

        response = await async_carry_out(self._hass, aims, user_input, chat_log, may)
        if response is None:
            return None
        if response.error_code is None:
            self._note(reading.commands, response, talk, chat_log)
            talk.before = before
        return Done(response, reading.path)

    @callback
    def _note(
        self,
        commands: Sequence[Command],
        response: intent.IntentResponse,
        talk: Talk,
        chat_log: conversation.ChatLog,
    ) -> None:
        acted = response.response_type is intent.IntentResponseType.ACTION_DONE
        targets = [state.entity_id for state in async_targets(self._hass, response)]
        talk.note(commands if acted else (), targets)
        async_remember(self._hass, chat_log.conversation_id, tuple(commands), response)

    # ---- asking

    async def _async_ask(
        self,
        reading: Reading,
        aims: tuple[Aim, ...],
        risks: Sequence[Risk],
        talk: Talk,
        user_input: conversation.ConversationInput,
    ) -> Done:
        allowed = frozenset(risk.id for risk in risks)

        async def act(answer: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Done | None:
            return await self._async_do(reading, talk, answer, chat_log, aims, allowed)

        pin = self._pin()
        question = await async_question(self._hass, user_input.language, risks, pin=bool(pin))
        talk.pending = Pending(act, question, who(user_input), reading.path, pin)
        return Done(_saying(user_input.language, question), reading.path, continues=True)

    async def async_hold(self, turn: Turn, path: Path) -> str:
        """Keep what a language model wanted until somebody has said yes; gives the question."""
        held = tuple(turn.held)
        allowed = frozenset(risk.id for each in held for risk in each.risks)
        aims = tuple(each.aim for each in held if each.aim is not None)
        question = await turn.question(self._hass, turn.asked.language)

        async def act(answer: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Done | None:
            done: Done | None = None
            if aims:
                reading = Reading(tuple(aim.command for aim in aims), path)
                done = await self._async_do(reading, turn.talk, answer, chat_log, aims, allowed)
            for each in held if done is None or not done.continues else ():
                if each.aim is None:
                    try:
                        result = await async_call_held(self._hass, each, turn, allowed)
                    except HomeAssistantError:
                        result = None
                    key = "said_done" if result is not None and not result.error else "said_failed"
                    done = await self._async_say(key, answer, path)
            return done

        turn.talk.pending = Pending(act, question, who(turn.asked), path, self._pin())
        return question

    def _pin(self) -> str:
        options = self._options()
        return options.pin if options.danger == "pin" else ""

    async def _async_answered(
        self, talk: Talk, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> Done | None:
        """Take a sentence as the answer to what was asked; None when nothing was, or something else was said."""
        pending = talk.pending
        if pending is None or pending.who != who(user_input):
            return None
        words, spoken = words_of(user_input.language), plain(user_input.text)
        digits = digits_of(user_input.text, user_input.language) if pending.pin else ""
        if not (digits or spoken in words.yes or spoken in words.no):
            talk.pending = None  # a new sentence takes the question back
            return None
        path = pending.path
        if pending.expired or spoken in words.no:
            talk.pending = None
            return await self._async_say("ask_expired" if pending.expired else "ask_cancelled", user_input, path)
        if pending.pin and not hmac.compare_digest(digits, pending.pin):
            return await self._async_wrong(pending, talk, user_input, tried=bool(digits))
        talk.pending = None
        done = await pending.act(user_input, chat_log)
        return done or await self._async_say("said_failed", user_input, path)

    async def _async_wrong(
        self, pending: Pending, talk: Talk, user_input: conversation.ConversationInput, *, tried: bool
    ) -> Done:
        pending.tries += tried
        if pending.tries >= MAX_TRIES:
            talk.pending = None
            return await self._async_say("pin_refused", user_input, pending.path)
        return await self._async_say("pin_wrong" if tried else "ask_pin", user_input, pending.path, continues=True)

    async def _async_say(
        self, key: str, user_input: conversation.ConversationInput, path: Path, *, continues: bool = False
    ) -> Done:
        sentences = await async_sentences(self._hass, user_input.language)
        return Done(_saying(user_input.language, sentences(key)), path, continues)


def _saying(language: str, text: str) -> intent.IntentResponse:
    response = intent.IntentResponse(language=language)
    response.async_set_speech(text)
    return response
