"""Several engines that speak as one, best first: another goes on where one fails; knows engines by their port only.

Silence is the one thing that a house must not get for an answer. So whoever fails before its first sound, or in the
midst of a clause, is followed by the next, which says what is left of the clause; and a voice that an engine has not is
followed by its own voice for that language. An engine that failed is passed over for a while (`runtime/ranking.py`).
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

_USUAL_PACE: Final = 15.0  # characters a second, until it is known how quick an engine speaks
_OF_SENTENCES: Final = 0.3  # an end of sentence counts as that much nearer: there most engines break off
_LET_DOWN_SECONDS: Final = 0.01
_NAMED = re.compile(r"(?P<piper>[a-z]{2,3}_[A-Z]{2})-|(?P<espeak>[a-z]{2,3}(-[A-Z]{2})?)(\+|$)")


@dataclass(slots=True, eq=False)
class _Mouth(Ranked[TextToSpeech]):
    """An engine, its name in the settings, its place among them, and how many characters it says in a second."""

    name: str = ""
    place: int = 0
    pace: float = _USUAL_PACE


class RankedMouth:
    """A TextToSpeech of several, once one at least was added; further ones may come while it speaks."""

    def __init__(self, names: Sequence[str], first_sound_seconds: float, breaker: Breaker) -> None:
        """`names`: those of all that may be added, best first; each may let `first_sound_seconds` wait for sound."""
        self._names, self._first_sound_seconds, self._breaker = tuple(names), first_sound_seconds, breaker
        self._mouths: list[_Mouth] = []

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are here, best first."""
        return tuple(one.name for one in self._mouths)

    def add(self, name: str, mouth: TextToSpeech) -> None:
        """Let one more speak, which from now on is closed with the others."""
        self._mouths.append(_Mouth(mouth, name=name, place=self._names.index(name)))
        self._mouths.sort(key=lambda one: one.place)

    def failed(self, name: str, why: str) -> None:
        """Pass one over for a while."""
        for one in self._mouths:
            if one.name == name:
                self._breaker.rest(one, why)

    @property
    def program(self) -> Program:
        """That of the one that would speak now, with the languages of all."""
        languages = dict.fromkeys(code for one in self._mouths for code in one.engine.program.languages)
        return replace(self._breaker.willing(self._mouths)[0].engine.program, languages=tuple(languages))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices of all, by rank; of two of one name the better engine's."""
        found: dict[str, Voice] = {}
        for one in self._mouths:
            for voice in one.engine.voices:
                found.setdefault(voice.name, voice)
        return tuple(found.values())

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound of the first that speaks, and where it breaks off that of the next.

        Raises what the last of them raised when none said the clause to its end.
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
                if heard > 1.0:  # a word alone tells more of its silences
                    one.pace += (len(left.text) / (heard * left.speed) - one.pace) / 4
                return

    async def prepare(self, manner: Clause) -> None:
        """Prepare whoever will speak; one that cannot is found out now. Raises what the last of them raised."""
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
        """Pass it over for a while if something is wrong with it, and not with what was asked."""
        if isinstance(error, EngineFailed):
            self._breaker.rest(one, error.code)
        _log.warning("speaking failed engine=%s code=%s why=%s", one.name, error.code, error)

    async def _said(self, one: _Mouth, clause: Clause, *, patient: bool) -> AsyncGenerator[Sound, None]:
        """Yield the sound of one engine. Raises EngineFailed when it does not come in time, unless `patient`."""
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
        """Return all of them: the willing ones before those that rest, who has the voice or the language first."""
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
    """Return what is left of a text of which about so many characters were heard; it begins with a whole word.

    Rather too much than too little: a word that is heard twice is better than one that is lost.
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
    """Return what leads from the last sample to silence: an engine that dies does so anywhere, and that would click."""
    last = float(sound.samples[-1])
    down: Samples = (last * np.linspace(1, 0, round(_LET_DOWN_SECONDS * sound.rate_hz))).astype(np.int16)
    return down


def _has(mouth: TextToSpeech, voice: str) -> bool:
    name = voice.partition("+")[0].lower()
    return any(one.name.lower() in (name, voice.lower()) for one in mouth.voices)


def _speaks(mouth: TextToSpeech, language: str) -> bool:
    primary = language.replace("_", "-").split("-")[0].lower()
    return any(one.language.split("-")[0].lower() == primary for one in mouth.voices)
