"""What every model's stream of deltas goes through; knows no model and no server.

Two rules: the first word comes in time or the turn is told so, and what the model thinks is never spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from morgan.errors import EngineFailed

_OPENINGS = ("<think>", "<thinking>")


class Thoughts:
    """Takes `<think>…</think>` off the beginning of an answer, however the deltas were cut.

    Servers that know a model's thinking send it apart; the others leave it in the text, always before the first word
    that is meant for anybody. Only the beginning is judged: later on, the words may be the answer's own.
    """

    def __init__(self) -> None:
        self._held: str | None = ""  # what may still turn out to be a thought; None once the answer has begun
        self._closing: str | None = None  # the tag that ends the thought that we are in

    def feed(self, delta: str) -> str:
        """Return what of the text so far is for the ear."""
        if self._held is None:
            return delta
        self._held += delta
        if self._closing is not None:
            _, closed, after = self._held.partition(self._closing)
            if not closed:
                self._held = self._held[-len(self._closing) :]  # a thought may be long, only its end matters
                return ""
            self._held, self._closing = after, None
        start = self._held.lstrip()
        if not start or any(tag.startswith(start) for tag in _OPENINGS):
            return ""  # nothing yet, or a tag that is not all here
        for tag in _OPENINGS:
            if start.startswith(tag):
                self._held, self._closing = start.removeprefix(tag), "</" + tag[1:]
                return self.feed("")
        self._held = None
        return start

    def end(self) -> str:
        """Return what was held back although it was no thought."""
        rest, self._held = self._held or "", None
        return "" if self._closing else rest.strip()


async def spoken(
    deltas: AsyncGenerator[str, None], *, whose: str, first_token_seconds: float
) -> AsyncGenerator[str, None]:
    """Yield the deltas that are meant for the ear. Raises EngineFailed when none comes in time, or none at all."""
    thoughts = Thoughts()
    async with aclosing(deltas):
        try:
            async with asyncio.timeout(first_token_seconds):
                first = await _next_word(deltas, thoughts)
        except TimeoutError as error:
            raise EngineFailed(f"{whose} said no word within {first_token_seconds:g} seconds") from error
        if not (first := first or thoughts.end()):
            raise EngineFailed(f"{whose} ended its answer without a word")
        yield first
        async for delta in deltas:
            if text := thoughts.feed(delta):
                yield text


async def _next_word(deltas: AsyncIterator[str], thoughts: Thoughts) -> str:
    async for delta in deltas:
        if text := thoughts.feed(delta):
            return text
    return ""
