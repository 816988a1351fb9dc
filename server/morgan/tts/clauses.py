"""Turns text that is still being written into clauses for a voice, each with the pause before it; knows no voice.

What a person would not read aloud is dropped here or in `spoken.py`: here blocks of code, which are several clauses.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from morgan.ports import Clause
from morgan.tts.saying import Saying
from morgan.tts.sentences import Clauses, Ends, Piece
from morgan.tts.spoken import speakable

# What a reader of news leaves after a sentence, at a comma, and where there is no mark at all.
PAUSES: Final = MappingProxyType[Ends, float]({"sentence": 0.28, "mark": 0.12, "word": 0.06})


async def plain(deltas: AsyncGenerator[str, None], manner: Clause, language: str) -> AsyncGenerator[Saying, None]:
    """Yield what is to be said of these deltas, in this manner, as soon as it is certain."""
    cutting, reading = Clauses(language), Reading(manner, language)
    async with aclosing(deltas):
        async for delta in deltas:
            for saying in reading.of(cutting.feed(delta)):
                yield saying
    for saying in reading.of(cutting.end()):
        yield saying


class Reading:
    """How the pieces of one text are said, one after the other."""

    def __init__(self, manner: Clause, language: str) -> None:
        self._manner, self._language = manner, language
        self._last: Ends = "sentence"
        self._in_code = False

    def of(self, pieces: list[Piece]) -> Iterator[Saying]:
        """Yield what is to be said of these pieces."""
        for piece in pieces:
            if piece.text.startswith("```") and piece.text.count("```") % 2:
                self._in_code = not self._in_code
                continue
            spoken = "" if self._in_code else speakable(piece.text, self._language)
            if not spoken:
                continue
            if piece.ends != "sentence" and spoken[-1].isalnum():
                spoken += ","  # a voice lets its tone fall at an end that it does not know to be none
            yield Saying(replace(self._manner, text=spoken), PAUSES[self._last] / self._manner.speed)
            self._last = piece.ends
