"""Answers a question with the language model, if there is one; knows no server, no wire and no house.

Commands never come here: they are done before, in Home Assistant. Acting on the house's behalf is for a later version.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from morgan.agent.excuses import EXCUSE_LANGUAGES, excuse
from morgan.errors import EngineFailed, EngineMissing, NoModel
from morgan.ports import ChatModel, Message, Program, Question

# Whoever speaks one of these may ask: which of them a model has mastered, nobody can ask it.
# fmt: off
_MODEL_LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "is", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th",
    "tr", "uk", "ur", "vi", "zh",
)
# fmt: on
_CHARACTERS_PER_TOKEN = 3  # what the languages of Europe have at least; too few only shortens the memory


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a conversation the model is reminded of."""

    history_turns: int
    history_tokens: int


class ModelAgent:
    """Prompt, what was said before, the question: to the model, and its words back as they are written.

    Without a model it says so, in the asker's language.
    """

    def __init__(self, model: ChatModel | None, prompt: str, limits: Limits, language: str) -> None:
        self._model = model
        self._prompt = prompt
        self._limits = limits
        self._language = language

    @property
    def program(self) -> Program:
        """What answers."""
        if self._model is None:
            about, model, languages = "answers that no language model is set up", "none", EXCUSE_LANGUAGES
        else:
            about, model, languages = self._model.program.description, self._model.program.model, _MODEL_LANGUAGES
        made = ("Morgan", "https://github.com/morgan-voice/morgan")
        return Program("morgan", model or "unknown", about, "", languages, made)

    async def answer(self, question: Question) -> AsyncGenerator[str, None]:
        """Yield the answer's deltas. Raises NoModel before the first of them, EngineFailed after it."""
        language = question.language or self._language
        if self._model is None:
            raise NoModel(excuse("none", language))
        messages = [
            Message("system", question.prompt or self._prompt),
            *remembered(question.history, self._limits),
            Message("user", question.text),
        ]
        begun = False
        try:
            async with aclosing(self._model.answer(messages)) as deltas:
                async for delta in deltas:
                    begun = True
                    yield delta
        except EngineFailed as error:
            if begun:
                raise
            raise NoModel(excuse("away" if isinstance(error, EngineMissing) else "failed", language)) from error

    async def close(self) -> None:
        """Close the model's connections."""
        if self._model is not None:
            await self._model.close()


def remembered(history: Sequence[Message], limits: Limits) -> list[Message]:
    """Return the newest whole turns that fit: an answer without its question would only confuse."""
    turns: list[list[Message]] = []
    for message in history:
        if message.role == "user":
            turns.append([message])
        elif message.role == "assistant" and turns:
            turns[-1].append(message)
    room = limits.history_tokens * _CHARACTERS_PER_TOKEN
    kept: list[list[Message]] = []
    for turn in reversed(turns[-limits.history_turns :] if limits.history_turns else []):
        room -= sum(len(message.content) for message in turn)
        if room < 0:
            break
        kept.append(turn)
    return [message for turn in reversed(kept) for message in turn]
