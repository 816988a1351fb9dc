"""Several engines that speak as one, best first: if one fails the next goes on; knows engines by their port only.

A reply must never end in silence. So when an engine fails, before its first sound or within a clause, the next one says
the rest of the clause; an engine that lacks the requested voice uses its own voice for that language. An engine that
failed is passed over for a while (`runtime/ranking.py`).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from morgan.audio import Samples
from morgan.errors import BadRequest, Busy, EngineFailed, MorganError
from morgan.ports import SILENCE, Clause, Program, Sound, TextToSpeech, Voice
from morgan.runtime.ranking import Breaker, Ranked

_log = logging.getLogger(__name__)

_USUAL_PACE: Final = 15.0  # characters a second, until an engine's pace is known
_OF_SENTENCES: Final = 0.3  # factor on the distance to an end of sentence: most engines break off there
_LET_DOWN_SECONDS: Final = 0.01
_NAMED = re.compile(r"(?P<piper>[a-z]{2,3}_[A-Z]{2})-|(?P<espeak>[a-z]{2,3}(-[A-Z]{2})?)(\+|$)")


@dataclass(slots=True, eq=False)
class _Mouth(Ranked[TextToSpeech]):
    """An engine, its name in the settings, its rank, and its pace in characters a second."""

    name: str = ""
    place: int = 0
    pace: float = _USUAL_PACE


class RankedMouth:
    """A TextToSpeech of several engines; needs at least one, and more may be added while it speaks."""

    def __init__(self, names: Sequence[str], first_sound_seconds: float, breaker: Breaker) -> None:
        """`names`: all engines that may be added, best first; `first_sound_seconds`: timeout for the first sound."""
        self._names, self._first_sound_seconds, self._breaker = tuple(names), first_sound_seconds, breaker
        self._mouths: list[_Mouth] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The engines added so far, best first."""
        return tuple(one.name for one in self._mouths)

    def add(self, name: str, mouth: TextToSpeech) -> None:
        """Add an engine; `close` closes it with the others."""
        self._mouths.append(_Mouth(mouth, name=name, place=self._names.index(name)))
        self._mouths.sort(key=lambda one: one.place)

    def failed(self, name: str, why: str) -> None:
        """Pass an engine over for a while."""
        for one in self._mouths:
            if one.name == name:
                self._breaker.rest(one, why)

    @property
    def program(self) -> Program:
        """The program of the engine that would speak now, with the languages of all."""
        languages = dict.fromkeys(code for one in self._mouths for code in one.engine.program.languages)
        return replace(self._breaker.willing(self._mouths)[0].engine.program, languages=tuple(languages))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices of all engines, by rank; of two with one name, the better engine's."""
        found: dict[str, Voice] = {}
        for one in self._mouths:
            for voice in one.engine.voices:
                found.setdefault(voice.name, voice)
        return tuple(found.values())

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound of the first engine that speaks; if it breaks off, go on with the next.

        Raises the last engine's error when none said the clause to its end.
        """
        order, left = self._order(clause), clause
        for one in order:
            heard, last, ended, rate_hz = 0.0, one is order[-1], SILENCE, 0
            try:
                with self._breaker.trying(one):
                    async with aclosing(self._said(one, left, patient=last)) as sounds:
                        async for sound in sounds:
                            heard += sound.seconds
                            ended, rate_hz = _let_down(sound), sound.rate_hz
                            yield sound
            except MorganError as error:
                if not isinstance(error, EngineFailed | BadRequest | Busy) or last:
                    raise
                self._judge(one, error)
                left = replace(left, text=unheard(left.text, heard * one.pace * left.speed))
                if len(ended):
                    yield Sound(ended, rate_hz, one.name)
                if not left.text:
                    return
            else:
                self._breaker.well(one)
                if heard > 1.0:  # for a single word the silence around it would dominate
                    one.pace += (len(left.text) / (heard * left.speed) - one.pace) / 4
                return

    async def prepare(self, manner: Clause) -> None:
        """Prepare the engine that will speak, so that a broken one is found now. Raises the last engine's error."""
        order = self._order(manner)
        for one in order:
            try:
                return await one.engine.prepare(self._asked(one, manner))
            except (EngineFailed, BadRequest, Busy) as error:
                self._judge(one, error)
                if one is order[-1]:
                    raise
        return None

    async def close(self) -> None:
        """Close all."""
        for one in self._mouths:
            await one.engine.close()

    def _judge(self, one: _Mouth, error: MorganError) -> None:
        """Log the error; pass the engine over for a while if the engine failed, not if the request was wrong."""
        if isinstance(error, EngineFailed):
            self._breaker.rest(one, error.code)
        _log.warning("speaking failed engine=%s code=%s why=%s", one.name, error.code, error)

    async def _said(self, one: _Mouth, clause: Clause, *, patient: bool) -> AsyncGenerator[Sound, None]:
        """Yield one engine's sound. Raises EngineFailed when a sound does not come in time, unless `patient`."""
        seconds = None if patient else self._first_sound_seconds
        async with aclosing(one.engine.synthesize(self._asked(one, clause))) as sounds:
            while True:
                try:
                    async with asyncio.timeout(seconds):
                        sound = await anext(sounds, None)
                except TimeoutError as error:
                    raise EngineFailed(f"{one.name} made no sound for {seconds:g} s") from error
                if sound is None:
                    return
                yield replace(sound, by=one.name)

    def _order(self, clause: Clause) -> list[_Mouth]:
        """Return all engines: willing ones before resting ones, then those with the voice or the language first."""
        willing = self._breaker.willing(self._mouths)
        language = self._language(clause)
        return sorted(
            self._mouths,
            key=lambda one: (
                one not in willing,
                not (clause.voice and _has(one.engine, clause.voice)),
                language is not None and not _speaks(one.engine, language),
                one.place,
            ),
        )

    def _asked(self, one: _Mouth, clause: Clause) -> Clause:
        """Return the clause as this engine can say it."""
        if clause.voice and not _has(one.engine, clause.voice):
            clause = replace(clause, voice=None, speaker=None, language=self._language(clause))
        if clause.language and not clause.voice and not _speaks(one.engine, clause.language):
            return replace(clause, language=None)  # in the wrong accent rather than not at all
        return clause

    def _language(self, clause: Clause) -> str | None:
        """Return the language in which a clause is to be said: the one it names, else its voice's."""
        if clause.language or not clause.voice:
            return clause.language
        known = next((one.language for one in self.voices if one.name == clause.voice), None)
        told = _NAMED.match(clause.voice)
        return known or (told and (told["piper"] or told["espeak"])) or None


def unheard(text: str, characters: float) -> str:
    """Return the rest of a text of which about so many characters were heard; it begins with a whole word.

    Rather too much than too little: it is better to repeat a word than to lose one.
    """
    if characters <= 0:
        return text
    if characters >= len(text):
        return ""
    begins = [match.start() for match in re.finditer(r"\S+", text)] or [0]

    def distance(start: int) -> float:
        off = (start - characters) * 2 if start > characters else characters - start
        return off * _OF_SENTENCES if text[:start].rstrip()[-1:] in tuple(".!?…") else off

    return text[min(begins, key=distance) :]


def _let_down(sound: Sound) -> Samples:
    """Return a fade from the last sample to silence: an engine may fail at any sample, and a hard end would click."""
    last = float(sound.samples[-1])
    down: Samples = (last * np.linspace(1, 0, round(_LET_DOWN_SECONDS * sound.rate_hz))).astype(np.int16)
    return down


def _has(mouth: TextToSpeech, voice: str) -> bool:
    name = voice.partition("+")[0].lower()
    return any(one.name.lower() in (name, voice.lower()) for one in mouth.voices)


def _speaks(mouth: TextToSpeech, language: str) -> bool:
    primary = language.replace("_", "-").split("-")[0].lower()
    return any(one.language.split("-")[0].lower() == primary for one in mouth.voices)
