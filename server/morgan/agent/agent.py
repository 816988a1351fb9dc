"""Answers what is no plain command, and acts where the asker can; knows no server, no wire and no house."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from morgan.agent.loop import Loop, Manner, Mind
from morgan.agent.prompt import Limits, home_of, in_order, messages
from morgan.agent.retrieve import retrieve
from morgan.languages import LANGUAGES
from morgan.ports import (
    AnswerEvent,
    ChatModel,
    Hands,
    Message,
    Program,
    Question,
    ToolCall,
    ToolError,
    ToolResult,
)
from morgan.runtime.engine_thread import EngineThread, Stop

# Whoever speaks one of these may ask: which of them a model has mastered, nobody can ask it.
# fmt: off
_MODEL_LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "is", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th",
    "tr", "uk", "ur", "vi", "zh",
)
# fmt: on


_MOST_THOUGHTS = 64  # in line for the thread, each some milliseconds: as many as there are connections


class ModelAgent:
    """Prompt, house, what was said before, the question: to the model, its calls to the house, its words back.

    Without a model it does what the words alone say plainly, and says so otherwise, in the asker's language.
    """

    def __init__(
        self, model: ChatModel | None, prompt: str, limits: Limits, manner: Manner, retrieved: int = 15
    ) -> None:
        self._model, self._prompt, self._limits = model, prompt, limits
        self._manner, self._retrieved = manner, retrieved
        # Of a house with thousands of things it takes its time to say what a sentence is about: not on the event loop.
        self._thread = EngineThread("house", waiting=_MOST_THOUGHTS)

    @property
    def program(self) -> Program:
        """What answers."""
        if self._model is None:
            about, model, languages = "answers that no language model is set up", "none", tuple(LANGUAGES)
        else:
            about, model, languages = self._model.program.description, self._model.program.model, _MODEL_LANGUAGES
        made = ("Morgan", "https://github.com/morgan-voice/morgan")
        return Program("morgan", model or "unknown", about, "", languages, made)

    async def answer(self, question: Question, hands: Hands | None = None) -> AsyncGenerator[AnswerEvent, None]:
        """Yield the answer's deltas and last its AnswerTrace. Raises NoModel before the first, EngineFailed after."""
        if hands is None:
            question, hands = replace(question, tools=()), _NoHands()
        manner = replace(self._manner, language=question.language or self._manner.language)
        question, asked, mind = await self._thread.run(partial(self._begun, question, manner))
        async with aclosing(Loop(self._model, hands, question, mind, self._thread).run(asked)) as events:
            async for event in events:
                yield event

    async def prepare(self, question: Question) -> None:
        """Let the model read what a question like this begins with, to its room and the time. Raises EngineFailed."""
        if self._model is None:
            return
        asked = await self._thread.run(lambda _: self._told(_at_home(question)))
        await self._model.prepare(asked, in_order(question.tools), question.wish)

    async def close(self) -> None:
        """Close the model's connections, and let the thread end."""
        await self._thread.close()
        if self._model is not None:
            await self._model.close()

    def _begun(self, question: Question, manner: Manner, _stop: Stop) -> tuple[Question, list[Message], Mind]:
        question = _at_home(question)
        return question, self._told(question), Mind(question, manner)

    def _told(self, question: Question) -> list[Message]:
        about = retrieve(question, self._retrieved) if question.tools else ()
        return messages(question, self._prompt, about, self._limits)


def _at_home(question: Question) -> Question:
    return question if question.home.entities else replace(question, home=home_of(question.states))


class _NoHands:
    """Whoever asks cannot act, and no tool is offered: what a model calls for all the same is not done."""

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Do nothing, and say so."""
        return [ToolResult(call.id, error=ToolError("no-hands", "nothing can be done here")) for call in calls]
