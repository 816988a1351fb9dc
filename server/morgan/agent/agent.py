"""Answers what is not a plain command, and acts if the client can; knows no server, no wire and no house."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from morgan.agent.loop import Loop, LoopOptions, Mind
from morgan.agent.prompt import PromptLimits, home_of, in_order, messages
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

# Languages offered to clients. A model cannot be asked which of them it masters.
# fmt: off
_MODEL_LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "is", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th",
    "tr", "uk", "ur", "vi", "zh",
)
# fmt: on


_MOST_THOUGHTS = 64  # queued on the thread, some milliseconds each: one per connection


class ModelAgent:
    """Sends prompt, house, history and question to the model, runs its calls in the house, and returns its words.

    Without a model it runs plain commands; to everything else it replies, in the user's language, that it has no model.
    """

    def __init__(
        self, model: ChatModel | None, prompt: str, limits: PromptLimits, manner: LoopOptions, retrieved: int = 15
    ) -> None:
        self._model, self._prompt, self._limits = model, prompt, limits
        self._manner, self._retrieved = manner, retrieved
        # With thousands of entities it is slow to find what a sentence is about, so not on the event loop.
        self._thread = EngineThread("house", waiting=_MOST_THOUGHTS)

    @property
    def program(self) -> Program:
        """The model's program."""
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
        """Let the model read the prompt prefix of such a question ahead, up to room and time. Raises EngineFailed."""
        if self._model is None:
            return
        asked = await self._thread.run(lambda _: self._told(_at_home(question)))
        await self._model.prepare(asked, in_order(question.tools), question.wish)

    async def close(self) -> None:
        """Close the model's connections and end the thread."""
        await self._thread.close()
        if self._model is not None:
            await self._model.close()

    def _begun(self, question: Question, manner: LoopOptions, _stop: Stop) -> tuple[Question, list[Message], Mind]:
        question = _at_home(question)
        return question, self._told(question), Mind(question, manner)

    def _told(self, question: Question) -> list[Message]:
        about = retrieve(question, self._retrieved) if question.tools else ()
        return messages(question, self._prompt, about, self._limits)


def _at_home(question: Question) -> Question:
    return question if question.home.entities else replace(question, home=home_of(question.states))


class _NoHands:
    """For a client that cannot act: no tool is offered, and calls that a model makes all the same are not run."""

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Do nothing; return an error for each call."""
        return [ToolResult(call.id, error=ToolError("no-hands", "nothing can be done here")) for call in calls]
