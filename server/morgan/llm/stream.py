"""The filter for every model's stream of deltas; knows no model and no server.

Three rules: raise if the first word does not come in time, never speak a thought, and turn a printed call into a real
one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

from morgan.errors import EngineFailed
from morgan.llm.printed import Printed
from morgan.llm.thoughts import Thoughts
from morgan.ports import Delta, Tool, ToolCall


async def spoken(
    deltas: AsyncGenerator[Delta, None], *, whose: str, first_token_seconds: float, tools: Sequence[Tool] = ()
) -> AsyncGenerator[Delta, None]:
    """Yield the words to be spoken and the tool calls.

    Raises EngineFailed when no word or call begins in time, or none comes at all.
    """
    sieve = _Sieve(tools)
    async with aclosing(deltas):
        try:
            async with asyncio.timeout(first_token_seconds):
                first = await _first_word(deltas, sieve)
        except TimeoutError as error:
            raise EngineFailed(f"{whose} said no word within {first_token_seconds:g} seconds") from error
        for passed in first:
            yield passed
        async for delta in deltas:
            for passed in sieve.feed(delta):
                yield passed
        for passed in sieve.end():
            yield passed
    if not sieve.passed:
        raise EngineFailed(f"{whose} ended its answer without a word")


async def _first_word(deltas: AsyncIterator[Delta], sieve: _Sieve) -> list[Delta]:
    async for delta in deltas:
        passed = sieve.feed(delta)
        if passed or sieve.begun:
            return passed
    return []


class _Sieve:
    """Filters deltas: passes words and calls, in their order."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self.begun = False  # a delta came that is no thought: the model is at work
        self.passed = False  # something came out
        self._thoughts, self._printed = Thoughts(), Printed(tools)

    def feed(self, delta: Delta) -> list[Delta]:
        if isinstance(delta, str):
            text = self._thoughts.feed(delta)
            self.begun = self.begun or bool(text)
            return self._out([self._printed.feed(text)])
        self.begun = self.begun or isinstance(delta, ToolCall)
        return self._out([delta])

    def end(self) -> list[Delta]:
        text = self._printed.feed(self._thoughts.end())
        rest, calls = self._printed.end()
        return self._out([text + rest, *calls])

    def _out(self, deltas: Sequence[Delta]) -> list[Delta]:
        passed = [delta for delta in deltas if delta != ""]
        self.passed = self.passed or any(isinstance(delta, str | ToolCall) for delta in passed)
        return passed
