"""Turns text that is still being written into clauses for a voice, each with the pause before it; knows no voice.

Text that a person would not read aloud is dropped: blocks of code here, because they span several clauses, all else in
`text/normalize.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from morgan.ports import Clause, Voice
from morgan.tts.audio.lookahead import Saying
from morgan.tts.text.normalize import speakable
from morgan.tts.text.sentences import Clauses, Ends, Piece
from morgan.tts.text.ssml import runs

# A newsreader's pauses in seconds: after a sentence, at a comma, and where there is no mark.
PAUSES: Final = MappingProxyType[Ends, float]({"sentence": 0.28, "mark": 0.12, "word": 0.06})


async def plain(deltas: AsyncGenerator[str, None], manner: Clause, language: str) -> AsyncGenerator[Saying, None]:
    """Yield the clauses of these deltas, in this manner, each as soon as it is certain."""
    cutting, reading = Clauses(language), Phrasing(manner, language)
    async with aclosing(deltas):
        async for delta in deltas:
            for saying in reading.of(cutting.feed(delta)):
                yield saying
    for saying in reading.of(cutting.end()):
        yield saying


async def marked(
    deltas: AsyncGenerator[str, None], manner: Clause, language: str, voices: Sequence[Voice]
) -> AsyncGenerator[Saying, None]:
    """Yield the clauses of an SSML document once it is complete: a closing tag may change the text before it.

    A language or voice in a tag applies if `voices` has it.
    """
    async with aclosing(deltas):
        document = "".join([delta async for delta in deltas])
    spoken = {voice.language.split("-")[0].lower() for voice in voices}
    names = {voice.name for voice in voices}
    before: Phrasing | None = None
    for run in runs(document, language):
        tone = run.tone
        toned = replace(
            manner,
            speed=min(4.0, max(0.25, manner.speed * tone.speed)),
            volume=min(2.0, max(0.0, manner.volume * tone.volume)),
        )
        of_run = language
        if tone.language and tone.language.replace("_", "-").split("-")[0].lower() in spoken:
            of_run = tone.language
            toned = replace(toned, voice=None, speaker=None, language=of_run)
        if tone.voice in names:
            toned = replace(toned, voice=tone.voice, speaker=None)
        cutting, reading = Clauses(of_run), Phrasing(toned, of_run, before, run.break_seconds)
        for saying in reading.of([*cutting.feed(run.text), *cutting.end()]):
            yield saying
        before = reading


class Phrasing:
    """Turns the pieces of one text into Sayings, one after the other."""

    def __init__(
        self, manner: Clause, language: str, before: Phrasing | None = None, break_seconds: float = 0.0
    ) -> None:
        """`before`: the Reading of the run before, in another manner; `break_seconds`: a pause set by a tag."""
        self._manner, self._language = manner, language
        self._last: Ends = before._last if before is not None else "sentence"
        self._break_seconds = break_seconds
        self._in_code = False

    def of(self, pieces: list[Piece]) -> Iterator[Saying]:
        """Yield the Sayings of these pieces."""
        for piece in pieces:
            if piece.text.startswith("```") and piece.text.count("```") % 2:
                self._in_code = not self._in_code
                continue
            spoken = "" if self._in_code else speakable(piece.text, self._language)
            if not spoken:
                continue
            if piece.ends != "sentence" and spoken[-1].isalnum():
                spoken += ","  # without a mark a voice would lower its tone as at a sentence's end
            pause = max(self._break_seconds, PAUSES[self._last] / self._manner.speed)
            yield Saying(replace(self._manner, text=spoken), pause)
            self._last, self._break_seconds = piece.ends, 0.0
