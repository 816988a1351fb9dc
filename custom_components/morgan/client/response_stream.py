"""One streamed answer, round by round: text and tool calls in, results out; knows nothing of Home Assistant.

A round ends when the server waits for the results of its calls, or when the answer is complete.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable
from typing import Any, Final

from wyoming.event import Event
from wyoming.handle import Handled, HandledChunk, NotHandled
from wyoming.user_event import UserEvent

from .connection import Line, parsed
from .errors import Declined, NotMorgan, TimedOut, TooLong
from .models import ToolCall, ToolError, ToolResult
from .trace import Trace, read_trace

ANSWER_SECONDS: Final = 60.0  # between two words of an answer; the server's own limit is 30 s
AT_ONCE_SECONDS: Final = 0.25  # for an answer's trace: longer would delay the end of the answer
MAX_RESULT: Final = 64 * 1024  # bytes of JSON in one result
MAX_CALLS: Final = 32  # in one round: more is no plan but a loop
MAX_TEXT: Final = 16_000  # characters of one answer: a quarter of an hour of speech, and four pages to read
MAX_SECONDS: Final = 300.0  # of one answer, calls included: no user waits that long
MALFORMED: Final = ToolError("bad-request", "This call cannot be read: it needs an id, a name and arguments.")
_TOO_LARGE: Final = ToolError("too-large", "The result is too large to be read. Ask for less.")


class Answer:
    """The answer to one question. `finished` once it is complete, `continues` when something was asked back."""

    def __init__(self, line: Line, *, traced: bool = False) -> None:
        self._line = line
        self._traced = traced
        self._ends = asyncio.get_running_loop().time() + MAX_SECONDS
        self._written = 0  # characters
        self.finished = False
        self.continues = False

    async def round(self) -> AsyncGenerator[str | ToolCall]:
        """Yield text as it is written and tool calls as they are made.

        Raises Declined with the server's reason, and TooLong for an answer over the limits; the text so far stays.
        """
        streamed, calls = False, 0
        while True:
            event = await self._next()
            if HandledChunk.is_type(event.type):
                streamed = True
                yield self._within(parsed(HandledChunk.from_event, event).text)
                if self._written >= MAX_TEXT:
                    raise TooLong
            elif (name := user_event(event)) == "tool-call":
                calls += 1
                if calls > MAX_CALLS:
                    raise NotMorgan
                if (call := await self._call(event)) is not None:
                    yield call
            elif name == "tool-calls-end":
                return
            elif NotHandled.is_type(event.type):
                self.finished = True
                raise Declined(NotHandled.from_event(event).text or "")
            elif Handled.is_type(event.type):
                self.finished = True
                self.continues = event.data.get("continue") is True
                if not streamed and (whole := Handled.from_event(event).text):
                    yield self._within(whole)
                    if self._written >= MAX_TEXT:
                        raise TooLong
                return

    async def _next(self) -> Event:
        left = self._ends - asyncio.get_running_loop().time()
        if left <= 0:
            raise TooLong
        try:
            return await self._line.receive(min(ANSWER_SECONDS, left))
        except TimedOut as error:
            if left < ANSWER_SECONDS:
                raise TooLong from error
            raise

    def _within(self, text: str) -> str:
        """Return the part of a piece that still fits."""
        fits = text[: MAX_TEXT - self._written]
        self._written += len(fits)
        return fits

    async def _call(self, event: Event) -> ToolCall | None:
        """Read a call; None for a malformed one, which is answered with an error. Raises NotMorgan if it has no id."""
        try:
            return parsed(tool_call, event)
        except NotMorgan:
            if (owed := malformed(event)) is None:
                raise
            await self.give([ToolResult(owed[0], error=MALFORMED)])
            return None

    async def trace(self) -> Trace | None:
        """Return the trace of a finished answer; None when the server does not send it at once.

        The server sends it right after the end of the answer, so normally it is on its way already.
        """
        return await read_trace(self._line, AT_ONCE_SECONDS) if self._traced and self.finished else None

    async def give(self, results: Iterable[ToolResult]) -> None:
        """Send the results of a round's calls."""
        for result in results:
            await self._line.send(UserEvent("tool-result", told(result)).event())


def user_event(event: Event) -> str | None:
    """Return the name of one of our own events, None for any other."""
    name = event.data.get("name") if UserEvent.is_type(event.type) else None
    return name if isinstance(name, str) else None


def tool_call(event: Event) -> ToolCall:
    """Read `tool-call`. Raises TypeError, ValueError for anything else."""
    fields = parsed(UserEvent.from_event, event).data or {}
    identity, name, args = fields["id"], fields["name"], fields.get("args") or {}
    if not isinstance(identity, str) or not isinstance(name, str) or not isinstance(args, dict):
        raise TypeError("a call has an id, a name and arguments")
    more = {key: fields.get(key) for key in ("turn", "language", "conversation")}
    return ToolCall(identity, name, args, **{key: text for key, text in more.items() if isinstance(text, str)})


def malformed(event: Event) -> tuple[str, str | None] | None:
    """Return the id of a call or an order that cannot be read, and its turn; None if it has no id to answer to."""
    fields = event.data.get("data")
    identity, turn = (fields.get("id"), fields.get("turn")) if isinstance(fields, dict) else (None, None)
    return (identity, turn if isinstance(turn, str) else None) if isinstance(identity, str) else None


def told(result: ToolResult) -> dict[str, Any]:
    """Return a result as the protocol has it, within its bounds."""
    error = result.error
    if error is None and len(json.dumps(result.data)) > MAX_RESULT:
        error = _TOO_LARGE
    if error is None:
        return {"id": result.id, "data": result.data}
    return {"id": result.id, "error": {"type": error.type, "text": error.text[:4000]}}
