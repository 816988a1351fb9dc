"""One turn of an agent that can act: model → calls → house → model, until an answer without a false claim.

Knows model and house by their ports only. Nothing outlives `run`: closing the generator closes the model's stream, and
cancelling it cancels the tool calls.

A turn ends on calls that only changed something and all succeeded (the house's own sentence is the answer), a reply
without a claim, a question back to the user, the same call twice, the last round, or a failure.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from morgan.agent.claim_guard import Brief, Guard
from morgan.agent.fallback_messages import excuse
from morgan.agent.prompt import in_order
from morgan.agent.recital import Rules
from morgan.agent.sentence.claim_detection import (
    BRIEF_WORDS,
    claims_action,
    confirms,
    is_known,
    is_no_confirmation,
    is_question,
)
from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.reading import read
from morgan.agent.tool_execution import Outcome, ToolExecutor
from morgan.agent.tool_repair.commands import from_sentence
from morgan.agent.tool_repair.limits import limited, orders
from morgan.agent.tool_repair.resolution import Unclear
from morgan.errors import CannotSee, EngineFailed, EngineMissing, ModelGone, NoModel, TooLong
from morgan.languages.schema import Reason
from morgan.ports import (
    AnswerEvent,
    AnswerTrace,
    ChatModel,
    Chosen,
    Delta,
    Hands,
    Message,
    Question,
    ToolCall,
    ToolResult,
    Usage,
)
from morgan.runtime.engine_thread import EngineThread

_CUT = "…"
_MOST_CALLS = 50  # per round, of which at most 20 are run; a reply with more is not an answer
_LONGEST_CALL = 64 * 1024  # characters of one call's arguments: the wire's limit for a result
_LONGEST_RESULT = 6000  # characters of a result that the model reads
_LONGEST_ERROR = 300  # characters; longer ones confuse a small model
_SHORT_WORDS = 5
_PLAIN_SECONDS = 5.0  # a plain command can be run without the model: a slow or stuck one must not delay it
_NUDGE = "No tool has been called, so nothing was done. Call the tool that does it, or say that you did nothing."


@dataclass(frozen=True, slots=True)
class LoopOptions:
    """Settings of a turn."""

    rounds: int
    skip_confirmation_round: bool
    language: str
    answer_characters: int = 20_000  # of one answer, all rounds together, unspoken text included
    answer_seconds: float = 180.0  # for one answer, all rounds together


@dataclass(frozen=True, slots=True)
class _Say:
    """The last words of the turn, after those already sent."""

    text: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _GoOn:
    """Another round, with these messages added for the model."""

    messages: Sequence[Message]


@dataclass(slots=True)
class _Heard:
    """One answer of the model."""

    text: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    claimed: bool = False  # it said that something was done, but nothing was


class Mind:
    """What a question's own words say of its house; made where it may take its time."""

    def __init__(self, question: Question, manner: LoopOptions) -> None:
        self.manner = manner
        self.may_write = not is_question(question.text, manner.language)
        self.plain = from_sentence(question) if self.may_write and question.tools else None
        self._house = HouseIndex.of(question.home)
        self.of_house = self.concerns_house(question.text)
        self.is_forbidden = limited(question.text, self._house, manner.language).why == "forbidden"
        self.is_order = (
            self.may_write
            and self.of_house
            and not self.is_forbidden
            and orders(question.text, self._house, manner.language)
        )

    def concerns_house(self, text: str) -> bool:
        """Tell whether a sentence names something of the house, or what is done to such things."""
        found = read(text, self._house, self.manner.language)
        return bool(found.verbs or found.named or found.areas or found.kinds or found.it)


class _Cut(EngineFailed):
    """An answer that went on for too long; `why` says beyond which bound."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(sentence)
        self.why = why


class Loop:
    """One turn."""

    def __init__(
        self, model: ChatModel | None, hands: Hands, question: Question, mind: Mind, thread: EngineThread
    ) -> None:
        """`thread` is where it thinks about the house."""
        self._model, self._mind = model, mind
        self._manner = manner = mind.manner
        self._tools, self._wish = in_order(question.tools), question.wish
        self._plain = mind.plain
        self._until = asyncio.get_running_loop().time() + manner.answer_seconds
        self._room = manner.answer_characters
        self._deeds = ToolExecutor(hands, question, thread, may_write=mind.may_write, is_late=self._is_late)
        self._for_program = question.schema is not None  # JSON is not spoken: it holds no claim and no question
        self._trace = AnswerTrace()
        self._said, self._rules = "", Rules("")  # words already sent; the rules, which must not be recited
        self._calls = 0
        self._told_errors = self._asked_again = self._shortened = False

    async def run(self, messages: Sequence[Message]) -> AsyncGenerator[AnswerEvent, None]:
        """Yield the answer's deltas and last its trace. Raises NoModel before the first delta, EngineFailed after."""
        conversation, self._rules = list(messages), Rules(messages[0].content)
        while True:
            if self._trace.rounds == self._manner.rounds or (self._trace.rounds and self._is_late()):
                last = _Say(self._confirmation() or self._own("rounds"))
                break
            heard = _Heard()
            try:
                async with aclosing(self._ask(conversation, heard)) as deltas:
                    async for delta in deltas:
                        self._said += delta
                        yield delta
                step = await self._next(heard)
            except TooLong as error:
                if len(messages) <= 2 or self._said or self._shortened:  # rules and question: nothing to drop
                    last = await self._without_model(error)
                    break
                self._shortened = True
                conversation = [conversation[0], *conversation[len(messages) - 1 :]]  # without the history
                continue
            except _Cut as error:
                self._trace = replace(self._trace, cut=error.why)
                last = await self._broken_off(error)
                break
            except EngineFailed as error:
                last = await self._without_model(error)
                break
            if isinstance(step, _Say):
                last = step
                break
            conversation += step.messages
        if last.text:
            apart = self._said and not self._said[-1:].isspace() and last.text != _CUT
            yield f" {last.text}" if apart else last.text
        yield replace(self._trace, repairs=tuple(self._deeds.repairs), asked=last.asked)

    async def _ask(self, conversation: Sequence[Message], heard: _Heard) -> AsyncGenerator[str, None]:
        """Ask the model; yield the words that can be spoken at once, keep the whole reply in `heard`."""
        if self._model is None:
            raise EngineMissing("no language model is set up")
        asked = self._wish.model or self._model.program.model
        self._trace = replace(self._trace, rounds=self._trace.rounds + 1, model=asked)
        deltas = self._bounded(self._model.answer(conversation, self._tools, self._wish))
        if isinstance(self._plain, ToolCall):
            await self._hear_out(deltas, heard)
            return
        guard = Guard(self._claims, self._manner.language, self._may_concern)
        brief = Brief(BRIEF_WORDS if self._expects_a_deed() else 0, self._is_no_confirmation)
        try:
            async with aclosing(deltas):
                async for delta in deltas:
                    self._take(delta, heard)
                    if isinstance(delta, str) and (out := guard.feed(brief.feed(delta))):
                        yield out
                    if guard.claimed and not heard.calls:
                        break  # closes the model's stream: the rest is not needed
        except _Cut:
            if rest := guard.feed(brief.end()) + guard.end():
                yield rest
            raise
        short = brief.end()
        heard.claimed = guard.claimed or (bool(short) and confirms(short, self._manner.language))
        if not (heard.calls or heard.claimed) and (rest := guard.feed(short) + guard.end()):
            yield rest
        heard.claimed = heard.claimed or guard.claimed

    async def _bounded(self, deltas: AsyncGenerator[Delta, None]) -> AsyncGenerator[Delta, None]:
        """Yield the deltas within the limits on characters, calls and time. Raises _Cut beyond one."""
        calls = 0
        async with aclosing(deltas):
            while True:
                try:
                    async with asyncio.timeout_at(self._until):
                        delta = await anext(deltas)
                except StopAsyncIteration:
                    return
                except TimeoutError as error:
                    seconds = self._manner.answer_seconds
                    raise _Cut(f"the answer was not whole after {seconds:g} seconds", "seconds") from error
                if isinstance(delta, ToolCall):
                    calls += 1
                    if calls > _MOST_CALLS or len(str(delta.args)) > _LONGEST_CALL:
                        raise _Cut("the language model called for too much at once", "calls")
                elif isinstance(delta, str):
                    room, self._room = self._room, self._room - len(delta)
                    if self._room < 0:
                        yield delta[:room]
                        most = self._manner.answer_characters
                        raise _Cut(f"the answer had more than {most:,} characters", "characters")
                yield delta

    def _is_late(self) -> bool:
        """Tell whether the answer's time is up."""
        return asyncio.get_running_loop().time() >= self._until

    async def _hear_out(self, deltas: AsyncGenerator[Delta, None], heard: _Heard) -> None:
        """Collect the model's calls for a plain command; its words are no answer. Raises EngineFailed on timeout."""
        try:
            async with asyncio.timeout(_PLAIN_SECONDS), aclosing(deltas):
                async for delta in deltas:
                    self._take(delta, heard)
        except TimeoutError as error:
            raise EngineFailed(f"the model took longer than {_PLAIN_SECONDS:g} s for a plain command") from error

    def _take(self, delta: Delta, heard: _Heard) -> None:
        match delta:
            case str():
                heard.text += delta
            case ToolCall():
                heard.calls.append(replace(delta, id=self._next_id()))
            case Usage():
                self._trace = replace(self._trace, usage=self._trace.usage + delta)
            case Chosen():
                self._trace = replace(self._trace, model=delta.model, why=delta.passed)

    def _next_id(self) -> str:
        self._calls += 1
        return f"call{self._calls:05}"  # nine letters and digits: Mistral's own servers require it

    def _claims(self, text: str, whole: bool) -> bool:  # noqa: FBT001 - the guard's one question
        """Tell whether a sentence claims that something was done in this house, but nothing was, or recites the rules.

        If the question is not about the house, only its own names and a bare "Done" count: a story may mention doors.
        """
        if self._expects_a_deed() and self._rules.recited(text):
            return True
        language = self._manner.language
        told = self._deeds.looked and not self._mind.is_order  # "status of the front door" has no question's form
        asked = not self._deeds.may_write or told or self._mind.is_forbidden
        if self._for_program or self._deeds.wrote or not claims_action(text, language, asked=asked, whole=whole):
            return False
        if self._mind.of_house or self._mind.concerns_house(text):
            return True
        return whole and is_known(language) and len(text.split()) <= _SHORT_WORDS

    def _is_no_confirmation(self, text: str) -> bool:
        return is_no_confirmation(text, self._manner.language)

    def _expects_a_deed(self) -> bool:
        """Tell whether an order for this house is not carried out yet, and no states were read that a reply reports."""
        undone = not (self._deeds.wrote or self._deeds.looked)
        return self._mind.is_order and undone and not self._for_program and bool(self._tools)

    def _may_concern(self, text: str) -> bool:
        undone = not (self._for_program or self._deeds.wrote)
        return undone and (self._mind.concerns_house(text) or self._rules.begun(text))

    # ---- what comes next ---------------------------------------------------------------------------------------------

    async def _next(self, heard: _Heard) -> _Say | _GoOn:
        if heard.calls:
            return await self._act(heard)
        if isinstance(self._plain, ToolCall):
            return await self._do_sentence() or _Say(self._own("not-done"))
        if heard.claimed:
            if self._asked_again:
                return _Say(self._own("not-done"))
            self._asked_again = True
            return _GoOn([Message("assistant", heard.text), Message("user", _NUDGE)])
        return _Say("", asked=heard.text.rstrip().endswith(("?", "？")))

    async def _act(self, heard: _Heard) -> _Say | _GoOn:
        """Run the model's calls and return the next step."""
        outcome = await self._deeds.do(heard.calls)
        if said := self._from_house(outcome):
            return said
        if outcome.repeated:
            return _Say(self._confirmation() or self._own("not-done"))
        if not outcome.failed:
            if self._deeds.wrote:
                self._plain = None  # done: further words of the model are an answer
            if self._deeds.wrote and self._deeds.only_wrote and self._manner.skip_confirmation_round:
                return _Say(self._confirmation())
        else:
            if done := await self._do_sentence():
                return done
            if self._told_errors:
                return _Say(self._confirmation_of_part() if self._deeds.may_write else self._own("question"))
            self._told_errors = True
        called = Message("assistant", "", tuple(heard.calls))
        return _GoOn([called, *(Message("tool", _read(result), (), result.id) for result in outcome.results)])

    async def _do_sentence(self) -> _Say | None:
        """Run the sentence itself if it is a plain command and nothing was done yet; at most once."""
        plain, self._plain = self._plain, None
        if not isinstance(plain, ToolCall) or self._deeds.wrote:
            return None
        self._deeds.repairs += plain.repairs
        outcome = await self._deeds.do([replace(plain, id=self._next_id())])
        return self._from_house(outcome) or (None if outcome.failed else _Say(self._confirmation()))

    def _from_house(self, outcome: Outcome) -> _Say | None:
        """Return the words that the house wants said or asked; None if there are none."""
        if outcome.say is not None:
            return _Say(f"{self._deeds.speech} {outcome.say}".strip())
        if outcome.ask is None:
            return None
        return _Say(f"{self._deeds.speech} {outcome.ask}".strip(), asked=True)

    async def _without_model(self, error: EngineFailed) -> _Say:
        """Do and say what is possible without the model. Raises NoModel before the first word, `error` after it."""
        if self._deeds.wrote:
            return _Say(self._confirmation())
        if done := await self._do_sentence():
            return done
        if isinstance(self._plain, Unclear):
            return _Say(self._plain.question, asked=True)
        if self._said:
            raise error
        raise NoModel(self._own(_reason(error, self._model)), error.code) from error

    async def _broken_off(self, error: _Cut) -> _Say:
        """End an answer that was cut off with a visible "…". Raises NoModel where nothing was said, else the error.

        For a program, an incomplete answer is not an answer.
        """
        if self._said and not self._for_program:
            return _Say(_CUT)
        return await self._without_model(error)

    def _confirmation(self) -> str:
        """Return the house's sentence on what was done; empty when nothing was."""
        return (self._deeds.speech or self._own("done")) if self._deeds.wrote else ""

    def _confirmation_of_part(self) -> str:
        return f"{self._confirmation()} {self._own('not-all' if self._deeds.wrote else 'not-done')}".strip()

    def _own(self, reason: Reason) -> str:
        return excuse(reason, self._manner.language)


def _reason(error: EngineFailed, model: ChatModel | None) -> Reason:
    if model is None:
        return "none"
    if isinstance(error, TooLong):
        return "too-long"
    if isinstance(error, CannotSee):
        return "blind"
    if isinstance(error, ModelGone):
        return "gone"
    return "away" if isinstance(error, EngineMissing) else "failed"


def _read(result: ToolResult) -> str:
    """Encode a result for the model: shortened, and an error with its hint at what would be right."""
    if result.error is not None:
        return json.dumps({"error": result.error.text[:_LONGEST_ERROR]}, ensure_ascii=False)
    text = json.dumps(result.data if result.data is not None else {"success": True}, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_RESULT else text[:_LONGEST_RESULT] + "…"
