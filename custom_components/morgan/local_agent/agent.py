"""Handles what needs no server: plain commands, their follow-ups, and a dangerous act after its yes.

Every command that is carried out without the server passes through here and is checked for dangers first. Knows nothing
of how sentences are read (recognition/recognizer.py) or what is dangerous (safety/policy.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from homeassistant.components import conversation, persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent

from ..choices.options import Options
from ..const import DOMAIN
from ..house.acting import async_carry_out
from ..house.commands import Aim, Command, async_aim, async_area, async_targets, speech_of
from ..house.outcome import Done, Path
from ..languages.codes import base
from ..languages.lookup import words_of
from ..languages.sentences import async_sentences
from ..recognition.entity_names import Named, async_named
from ..recognition.recognizer import Reader, Reading, async_apart, async_remember
from ..safety.confirmation import STAYS, Pending, Verdict, who
from ..safety.guarded_tools import Turn, async_call_held
from ..safety.pin import Tries, may_be_pin, without_pin
from ..safety.policy import Risk, async_question, async_risks, async_risks_later
from .follow_ups import async_before, async_follow_up
from .session import Memory, Talk

_SAID: Final[Mapping[Verdict, str]] = {
    "no": "ask_cancelled",
    "expired": "ask_expired",
    "pin": "ask_pin",
    "wrong": "pin_wrong",
    "refused": "pin_refused",
    "locked": "pin_locked",
}


class Plain:
    """Handles the plain commands of one agent."""

    def __init__(self, hass: HomeAssistant, options: Callable[[], Options], memory: Memory, tries: Tries) -> None:
        self._hass = hass
        self._options = options
        self._named: dict[str, Named] = {}  # by language; built when first asked for after a change
        self._changes = 0
        self.memory = memory
        self._tries = tries

    @callback
    def async_home_changed(self) -> None:
        """Drop the cached names, as something was renamed."""
        self._named.clear()
        self._changes += 1

    async def async_obey(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog, *, doubtful: bool = False
    ) -> Done | None:
        """Handle a plain command; None for any other sentence, and for one whose meaning is not certain.

        A sentence that may as well have been its opposite (`doubtful`) is asked about first.
        """
        talk = self.memory.talk(chat_log.conversation_id)
        verdict, pending = self._judged(talk, user_input)
        done = None
        if pending is not None and verdict not in ("unclear", "no_and_more", "nothing"):
            done = await self._async_answered(verdict, pending, talk, user_input, chat_log)
        elif pending is None and may_be_pin(self._options(), user_input.text, user_input.language):
            done = await self._async_say("pin_unasked", user_input, "intent")
        elif self._options().local:
            async with aclosing(self._async_readings(talk, user_input, chat_log)) as readings:
                async for reading in readings:
                    reading = replace(reading, doubtful=doubtful)  # noqa: PLW2901  # the same, and how it was heard
                    if (done := await self._async_do(reading, talk, user_input, chat_log)) is not None:
                        break
        if done is None and doubtful:  # a model would obey it; after a yes it finds the question in the history
            done = await self._async_say("ask_heard", user_input, "intent", continues=True, text=user_input.text)
        if done is None and pending is not None:  # and the sentence is no new command
            done = await self._async_unclear(verdict, pending, talk, user_input)
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
        """Return the names of the house's entities in a language, from the cache if nothing was renamed."""
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
        """Carry out commands, or ask first. After a yes, `aims` are those asked about and `allowed` the risks named."""
        area = async_area(self._hass, user_input)
        area_id = area.id if area else None
        if aims is None:
            aims = await async_apart(self._async_aims(reading.commands, area_id))
        if aims is None:
            return None  # Home Assistant's search failed: the risks cannot be judged
        risks = async_risks(self._hass, self._options(), aims)
        if {risk.id for risk in risks} - allowed:
            return await self._async_ask(reading, aims, risks, talk, user_input)
        if await async_risks_later(self._hass, self._options(), reading.commands, user_input, area_id):
            return await self._async_say("ask_later", user_input, reading.path)
        if reading.doubtful and not allowed:  # a dangerous command was asked about above, and once is enough
            return await self._async_ask_heard(replace(reading, doubtful=False), aims, talk, user_input)
        before = async_before(self._hass, aims)

        def may(aim: Aim) -> bool:
            return all(risk.id in allowed for risk in async_risks(self._hass, self._options(), [aim]))

        response = await async_carry_out(self._hass, aims, user_input, chat_log, may)
        if response is None:
            return None
        if response.error_code is None:
            self._note(reading.commands, response, talk, chat_log)
            talk.before = before
        return Done(response, reading.path)

    async def _async_aims(self, commands: Sequence[Command], area_id: str | None) -> tuple[Aim, ...]:
        """Find the targets of commands; yields to the event loop between them: one takes 20 ms in 2,000 entities."""
        aims = []
        for command in commands:
            await asyncio.sleep(0)
            aims.append(async_aim(self._hass, command, area_id))
        return tuple(aims)

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

        pin = self._options().wanted_pin
        if pin and self._tries.locked(pin, time.monotonic()):
            return await self._async_say("pin_locked", user_input, reading.path)
        question = await async_question(self._hass, user_input.language, risks, pin=bool(pin))
        names = tuple(dict.fromkeys(risk.name for risk in risks))
        talk.pending = Pending(act, question, who(user_input), reading.path, pin, user_input.text, names)
        return Done(_saying(user_input.language, question), reading.path, continues=True)

    async def _async_ask_heard(
        self, reading: Reading, aims: tuple[Aim, ...], talk: Talk, user_input: conversation.ConversationInput
    ) -> Done:
        """Ask whether the transcript is right: it may as well have been the opposite."""

        async def act(answer: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Done | None:
            return await self._async_do(reading, talk, answer, chat_log, aims)

        asking = await self._async_say("ask_heard", user_input, reading.path, continues=True, text=user_input.text)
        talk.pending = Pending(act, speech_of(asking.response), who(user_input), reading.path, "", user_input.text)
        return asking

    async def async_hold(self, turn: Turn, talk: Talk, path: Path) -> str:
        """Hold a language model's calls until somebody says yes; returns the question."""
        held = tuple(turn.held)
        allowed = frozenset(risk.id for each in held for risk in each.risks)
        aims = tuple(each.aim for each in held if each.aim is not None)
        question = await turn.question(self._hass, turn.asked.language)

        async def act(answer: conversation.ConversationInput, chat_log: conversation.ChatLog) -> Done | None:
            done: Done | None = None
            if aims:
                reading = Reading(tuple(aim.command for aim in aims), path)
                done = await self._async_do(reading, talk, answer, chat_log, aims, allowed)
            for each in held if done is None or not done.continues else ():
                if each.aim is None:
                    try:
                        result = await async_call_held(self._hass, each, turn, allowed)
                    except HomeAssistantError:
                        result = None
                    key = "said_done" if result is not None and not result.error else "said_failed"
                    done = await self._async_say(key, answer, path)
            return done

        names = tuple(dict.fromkeys(risk.name for each in held for risk in each.risks))
        pin = self._options().wanted_pin
        talk.pending = Pending(act, question, who(turn.asked), path, pin, turn.asked.text, names)
        return question

    def _judged(self, talk: Talk, user_input: conversation.ConversationInput) -> tuple[Verdict, Pending | None]:
        """Judge a sentence as the answer to this person's pending question; "nothing" if there is none.

        The question waits no longer after any answer, unless it is asked again: a later yes may be meant for something
        else.
        """
        pending = talk.pending
        if pending is None or not pending.may_answer(user_input):
            return "nothing", None
        verdict = pending.judge(user_input.text, user_input.language, self._tries)
        if verdict not in STAYS:
            talk.pending = None
        return verdict, pending

    async def _async_answered(
        self,
        verdict: Verdict,
        pending: Pending,
        talk: Talk,
        user_input: conversation.ConversationInput,
        chat_log: conversation.ChatLog,
    ) -> Done:
        if verdict == "act":
            # The code that gets the text from here may store it.
            shown = without_pin(self._options(), user_input.text, user_input.language)
            done = await pending.act(replace(user_input, text=shown), chat_log)
            return done or await self._async_say("said_failed", user_input, pending.path)
        if verdict == "refused":
            await self._async_tell_owner(user_input)
        return await self._async_say(_SAID[verdict], user_input, pending.path, continues=verdict in STAYS)

    async def _async_unclear(
        self, verdict: Verdict, pending: Pending, talk: Talk, user_input: conversation.ConversationInput
    ) -> Done | None:
        """Ask once more after an unclear answer; the next time None: the sentence is handled as a new one."""
        if verdict == "no_and_more":
            return await self._async_say("ask_cancelled", user_input, pending.path)
        if verdict != "unclear" or not pending.ask_again():
            return None
        talk.pending = pending
        sentences = await async_sentences(self._hass, user_input.language)
        text = sentences("ask_again", question=pending.question)
        return Done(_saying(user_input.language, text), pending.path, continues=True)

    async def _async_tell_owner(self, user_input: conversation.ConversationInput) -> None:
        """Notify the owner that somebody is guessing the PIN: how often and where, but no digits."""
        sentences = await async_sentences(self._hass, self._hass.config.language)
        minutes = max(1, round((self._tries.locked_until - time.monotonic()) / 60))
        area = async_area(self._hass, user_input)
        text = sentences(
            "pin_note", tries=str(self._tries.wrong), minutes=str(minutes), area=area.name if area else "?"
        )
        notice = f"{DOMAIN}_pin_{user_input.agent_id}"
        persistent_notification.async_create(self._hass, text, sentences("pin_note_title"), notice)

    async def _async_say(
        self, key: str, asked: conversation.ConversationInput, path: Path, *, continues: bool = False, **places: str
    ) -> Done:
        sentences = await async_sentences(self._hass, asked.language)
        return Done(_saying(asked.language, sentences(key, **places)), path, continues)


def _saying(language: str, text: str) -> intent.IntentResponse:
    response = intent.IntentResponse(language=language)
    response.async_set_speech(text)
    return response
