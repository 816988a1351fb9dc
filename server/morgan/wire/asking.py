"""A question in text and its answer as it is written; knows nothing of sockets or language models."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import Literal

from wyoming.handle import Handled, HandledChunk, HandledStart, HandledStop, NotHandled

from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Agent, Engines, Message, Question
from morgan.wire.fields import Fields
from morgan.wire.turns import Turn, Turns

_MOST_MESSAGES = 1000
_ROLES: dict[str, Literal["user", "assistant"]] = {"user": "user", "assistant": "assistant"}
_NO_ANSWER = "The language model gave no answer."


class Asking:
    """The asking side of one connection."""

    def __init__(self, turns: Turns, engines: Engines) -> None:
        self._turns, self._engines = turns, engines
        self._next = Question("")

    def prepare(self, fields: Fields) -> None:
        """Take a `user-event turn`: what the next question needs to know. Raises BadRequest."""
        self._next = Question("")
        history = tuple(_message(entry) for entry in fields.objects("history", _MOST_MESSAGES))
        prompt = fields.text("prompt") if "prompt" in fields else None
        self._next = Question("", fields.maybe_text("language"), history, prompt)

    def ask(self, fields: Fields) -> None:
        """Take a `transcript`. Raises BadRequest, EngineMissing."""
        self._turns.stop("asking")
        before, self._next = self._next, Question("")
        if self._engines.agent is None:
            raise EngineMissing("this server answers no questions; `morgan doctor` says why")
        language = fields.maybe_text("language") or before.language
        question = Question(fields.text("text"), language, before.history, before.prompt)
        self._turns.start("asking", partial(_ask, self._engines.agent, question, fields.raw("context")))


def _message(entry: Fields) -> Message:
    role = _ROLES.get(entry.text("role", 20))
    if role is None:
        raise BadRequest(f"turn: history's role must be one of {', '.join(_ROLES)}")
    return Message(role, entry.text("content"))


async def _ask(agent: Agent, question: Question, context: dict[str, object] | None, turn: Turn) -> None:
    """Run one turn of answering. A failure before the first word is put into words; after it, it is an error."""
    turn.trace.kind, turn.trace.path, turn.engine_works = "handle", "agent", True
    said: list[str] = []
    try:
        async with aclosing(agent.answer(question)) as deltas:
            async for delta in deltas:
                if not delta:
                    continue
                if not said:
                    turn.trace.add("first_word", 0.0)
                    await turn.peer.send(HandledStart(context))
                said.append(delta)
                await turn.peer.send(HandledChunk(delta))
    except EngineFailed as error:
        if said:
            raise
        turn.trace.path = "none"
        await turn.peer.send(NotHandled(str(error), context))
        return
    turn.trace.add("answer", 0.0)
    if not said:
        turn.trace.path = "none"
        await turn.peer.send(NotHandled(_NO_ANSWER, context))
        return
    await turn.peer.send(HandledStop(), Handled("".join(said), context))
