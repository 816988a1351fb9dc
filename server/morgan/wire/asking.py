"""Takes a question in text and streams its answer; knows nothing of sockets or language models.

A peer that sends tools runs the tool calls itself, on the same connection. For a peer that sends none, the house does,
if it has a standing connection: it carries out a plain command by itself, and otherwise runs the agent's tool calls.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from wyoming.event import Event
from wyoming.handle import Handled, HandledChunk, HandledStart, HandledStop, NotHandled
from wyoming.user_event import UserEvent

from morgan.errors import BadRequest, EngineFailed, EngineMissing, MorganError, TooLarge
from morgan.ports import Agent, AnswerTrace, Clause, Engines, Hands, Message, Offer, Question, Wish
from morgan.wire.acting import Errands, ToolChannel, able_by_steps, bounded, read_place, read_recent
from morgan.wire.fields import NAME_LIMIT, TEXT_LIMIT, Fields
from morgan.wire.home_link import Homes
from morgan.wire.lenient import LeftOut, Note, by_steps, items
from morgan.wire.peer import Peer
from morgan.wire.showing import MOST_PICTURES, read_picture
from morgan.wire.turns import Turn, Turns

_LOGGER = logging.getLogger(__name__)

_MOST_MESSAGES = 1000
_LONGEST_SCHEMA = 32 * 1024  # characters of JSON
_HOTTEST = 2.0  # temperature: the most that servers of language models accept
_ROLES: dict[str, Literal["user", "assistant"]] = {"user": "user", "assistant": "assistant"}
_NO_ANSWER = "The language model gave no answer."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the context to return with its answer, and who runs the tool calls."""

    question: Question
    context: dict[str, object] | None
    own_hands: bool  # the peer sent its own list of tools, even if empty


class Asking:
    """The asking side of one connection."""

    def __init__(self, turns: Turns, peer: Peer, engines: Engines, homes: Homes) -> None:
        self._turns, self._peer, self._engines, self._homes = turns, peer, engines, homes
        self._next = _Asked(Question(""), None, own_hands=False)
        self._errands: Errands | None = None
        self._conversation = uuid.uuid4().hex  # tells the house for which of the peers it acts

    async def expect(self, fields: Fields) -> None:
        """Handle a `user-event turn`: the data for the next question. Raises BadRequest."""
        self._next = _Asked(Question(""), None, own_hands=False)
        self._next = _Asked(await _question(fields), None, own_hands="tools" in fields)

    def show(self, fields: Fields, data: bytes) -> None:
        """Handle an `image` that belongs to the next question. Raises BadRequest."""
        question = self._next.question
        if len(question.pictures) == MOST_PICTURES:
            raise TooLarge(f"a question may show at most {MOST_PICTURES} pictures")
        question = replace(question, pictures=(*question.pictures, read_picture(fields, data)))
        self._next = replace(self._next, question=question)

    async def prepare(self, fields: Fields) -> None:
        """Handle a `user-event prepare`: a user begins to speak. Raises BadRequest."""
        question = replace(await _question(fields), home=self._homes.of(self._peer.home_id))
        self._turns.start("preparing", partial(_prepare, self._engines, question))

    def offer(self) -> None:
        """Handle a `user-event models`: a client wants the list of models that can answer a question."""
        self._turns.start("listing", partial(_offer, self._engines))

    def ask(self, fields: Fields) -> None:
        """Handle a `transcript`. Raises BadRequest, EngineMissing."""
        self._turns.stop("asking")
        before, self._next = self._next, _Asked(Question(""), None, own_hands=False)
        if self._engines.agent is None:
            raise EngineMissing("this server answers no questions; `morgan doctor` says why")
        question = replace(
            before.question,
            text=fields.text("text"),
            language=fields.maybe_text("language") or before.question.language,
            home=self._homes.of(self._peer.home_id),
        )
        asked = replace(before, question=question, context=fields.raw("context"))
        self._turns.start("asking", partial(self._answer, self._engines.agent, asked))

    def take_result(self, fields: Fields) -> None:
        """Handle a `tool-result`. Raises BadRequest."""
        if self._errands is not None:
            self._errands.take(fields)

    async def _answer(self, agent: Agent, asked: _Asked, turn: Turn) -> None:
        turn.trace.kind, turn.trace.path, turn.engine_works = "handle", "agent", True
        own_hands = asked.own_hands or self._peer.is_house  # HA without tools: its owner allows no tool calls
        link = None if own_hands else self._homes.link_of(self._peer.home_id)
        if link is not None and link.peer is not self._peer:
            await self._through(link, agent, asked, turn)
        elif asked.question.tools:
            self._errands = errands = Errands(self._peer, tools=asked.question.tools)
            try:
                await _ask(agent, asked, errands, turn)
            finally:
                if self._errands is errands:
                    self._errands = None
        else:
            await _ask(agent, asked, None, turn)

    async def _through(self, link: ToolChannel, agent: Agent, asked: _Asked, turn: Turn) -> None:
        """Let the house try the sentence as a plain command; otherwise let it run the agent's tool calls."""
        question = asked.question
        obeyed = await link.obey(question.text, question.language, self._conversation)
        turn.trace.add("obey", 0.0)
        if obeyed.path != "none":
            turn.trace.path = obeyed.path
            await turn.peer.send(HandledStart(asked.context), HandledChunk(obeyed.said), HandledStop())
            await turn.peer.send(_handled(obeyed.said, asked.context, asked=obeyed.asked))
            return
        hands = link.hands(question.language, self._conversation)
        question = replace(question, tools=link.able.tools, states=link.able.states)
        try:
            await _ask(agent, replace(asked, question=question), hands, turn)
        finally:
            link.let_go(hands)


async def _question(fields: Fields) -> Question:
    """Read the data of a question; items that cannot be used are left out, and the question is asked all the same."""
    left = LeftOut()
    able = await by_steps(able_by_steps(fields, left))
    question = Question(
        "",
        fields.maybe_text("language"),
        await by_steps(items(fields, "history", _MOST_MESSAGES, _message, left, newest_last=True)),
        fields.text("prompt") if "prompt" in fields else None,
        able.tools,
        able.states,
        read_place(fields, lambda what: left.note(f"place: {what}")),
        (fields.maybe_text("speaker", TEXT_LIMIT) or "")[:NAME_LIMIT] or None,
        fields.maybe_text("now", 64),
        read_recent(fields, left),
        schema=bounded(fields, "schema", _LONGEST_SCHEMA) if "schema" in fields else None,
        wish=Wish(fields.maybe_text("model"), fields.maybe_number("temperature", 0, _HOTTEST)),
    )
    if left.count:  # the answer to `home` tells the house's owner, once
        _LOGGER.debug("left out of a question: %s", "; ".join(left.sentences))
    return question


async def _prepare(engines: Engines, question: Question, turn: Turn) -> None:
    """Prepare the agent and the voice; a failure is not reported here, but when the engine is used."""
    turn.trace.kind, turn.engine_works = "prepare", True
    begun = [engines.agent.prepare(question)] if engines.agent else []
    begun += [engines.tts.prepare(Clause("", language=question.language))] if engines.tts else []
    for failed in await asyncio.gather(*begun, return_exceptions=True):
        if isinstance(failed, MorganError):
            turn.trace.path = "error"
            _LOGGER.debug("not prepared: %s", failed)
        elif failed is not None:
            raise failed
    turn.trace.add("prepare", 0.0)
    await turn.peer.send(UserEvent("prepared", {}))


async def _offer(engines: Engines, turn: Turn) -> None:
    """Send the models that can answer a question; if they cannot be listed, the response has a `code`, no error."""
    turn.trace.kind, turn.engine_works = "models", True
    turn.trace.level = logging.DEBUG  # no user said anything
    offer, told = Offer(), {}
    try:
        offer = await engines.offers.offer() if engines.offers else offer
    except EngineFailed as error:
        turn.trace.path, told = "error", {"code": error.code}
        _LOGGER.debug("no models listed: %s", error)
    turn.trace.add("models", 0.0)
    await turn.peer.send(
        UserEvent("models", {"own": offer.own, "models": list(offer.models), "sees": list(offer.sees), **told})
    )


def _message(entry: Fields, _note: Note) -> Message:
    role = _ROLES.get(entry.text("role", 20))
    if role is None:
        raise BadRequest(f"{entry.where}: role must be one of {', '.join(_ROLES)}")
    return Message(role, entry.text("content"))


def _handled(text: str, context: dict[str, object] | None, *, asked: bool) -> Event:
    event = Handled(text, context).event()
    return Event(event.type, {**event.data, "continue": asked})


async def _ask(agent: Agent, asked: _Asked, hands: Hands | None, turn: Turn) -> None:
    """Run one turn of answering. A failure before the first word is sent as `not-handled`, a later one as an error."""
    said: list[str] = []
    about = AnswerTrace()
    try:
        async with aclosing(agent.answer(asked.question, hands)) as events:
            async for event in events:
                if isinstance(event, AnswerTrace):
                    about = event
                elif event:
                    if not said:
                        turn.trace.add("first_word", 0.0)
                        await turn.peer.send(HandledStart(asked.context))
                    said.append(event)
                    await turn.peer.send(HandledChunk(event))
    except EngineFailed as error:
        if said:
            raise
        turn.trace.path = "none"
        wished = asked.question.wish.model
        turn.trace.about = {"code": error.code} | ({"passed": [f"{wished}: {error.code}"]} if wished else {})
        await turn.peer.send(NotHandled(str(error), asked.context))
        return
    turn.trace.add("answer", 0.0)
    turn.trace.about = _told(about)
    if not said:
        turn.trace.path = "none"
        await turn.peer.send(NotHandled(_NO_ANSWER, asked.context))
        return
    await turn.peer.send(HandledStop(), _handled("".join(said), asked.context, asked=about.asked))


def _told(about: AnswerTrace) -> dict[str, object]:
    usage, cut = about.usage, {"cut": about.cut} if about.cut else {}
    return {
        **cut,
        "model": about.model,
        "tokens": {"prompt": usage.prompt_tokens, "cached": usage.cached_tokens, "answer": usage.answer_tokens},
        "rounds": about.rounds,
        "repairs": list(about.repairs),
        "passed": list(about.why),
    }
