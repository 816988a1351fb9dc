"""Several STT engines that act as one, best first: if one fails the next transcribes the same sound; knows no engine.

An engine that fails or exceeds its time is passed over for a while (`runtime/ranking.py`). One that is Busy is passed
over for this utterance only. When all other engines have failed, those passed over are tried too: to ask none would
certainly fail. An empty transcript is a valid answer, and no other engine is asked.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from morgan.errors import Busy, EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, Program, SpeechToText, Transcript, Utterance
from morgan.runtime.ranking import Breaker, Ranked
from morgan.stt.codes import among

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Ear(Ranked[SpeechToText]):
    name: str = ""


class RankedEars:
    """Engines by their names in the settings; one that arrives later is added with `take`."""

    def __init__(
        self,
        order: Sequence[str],
        engines: Mapping[str, SpeechToText],
        *,
        seconds: float,
        cool_down_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`order`: all names, best first. `seconds`: an engine's timeout beyond the sound's own length."""
        self._order, self._seconds = tuple(order), seconds
        self._breaker = Breaker(cool_down_seconds, clock)
        self._own = tuple(engines.values())
        self._ears: list[_Ear] = []
        for name, engine in engines.items():
            self.take(name, engine)

    def take(self, name: str, engine: SpeechToText) -> None:
        """Add an engine at its rank, from the next utterance on. The caller closes it."""
        ears = [*(one for one in self._ears if one.name != name), _Ear(engine, name=name)]
        self._ears = sorted(ears, key=lambda one: self._order.index(one.name))  # a new list: others iterate the old one

    @property
    def absent(self) -> tuple[str, ...]:
        """The names of the engines that are not here."""
        here = {one.name for one in self._ears}
        return tuple(name for name in self._order if name not in here)

    @property
    def program(self) -> Program:
        """The program of the best engine that is here, passed over or not, with the languages of all.

        Not that of the engine to be asked next: a client sends this name back, also while that engine is passed over.
        """
        programs = [one.engine.program for one in self._ears]
        languages = dict.fromkeys(language for program in programs for language in program.languages)
        return replace(programs[0], languages=tuple(languages))

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words and the engine's name. Raises the last engine's error, Busy if any of them is."""
        passed = [f"{name}: {EngineMissing.code}" for name in self.absent]
        asked = self._asked(utterance, passed)
        failure: Exception | None = None
        for one in asked:
            try:
                found = await self._heard(one, utterance, patient=one is asked[-1])
            except Busy as error:
                if utterance.haste == "guess":  # a lesser engine's guess would be the answer; the turn itself can wait
                    raise
                failure, why = error, error.code
            except EngineFailed as error:
                failure, why = failure if isinstance(failure, Busy) else error, error.code
                self._rest(one, error.code, str(error))
            except Exception as error:  # noqa: BLE001  # an engine's bug must not keep the others from being asked
                failure, why = failure or error, "internal"
                self._rest(one, why, f"a fault of Morgan's ({type(error).__name__})")
                _log.error("bug: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            else:
                return replace(found, engine=one.name, passed=tuple(passed))
            passed.append(f"{one.name}: {why}")
        raise failure or EngineMissing("none of stt.engines is here yet; `morgan doctor` says why")

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Prepare the engine to be asked first, so that a missing one is found while somebody still speaks.

        Raises the last engine's error.
        """
        willing = self._breaker.willing(self._ears)
        for one in willing:
            try:
                return await one.engine.prepare(home)  # no trial: nothing waits for it; the transcription will be one
            except EngineFailed as error:
                self._rest(one, error.code, str(error))
                if one is willing[-1]:
                    raise
        return None

    async def close(self) -> None:
        """Close the engines passed to the constructor."""
        for one in self._own:
            await one.close()

    def _asked(self, utterance: Utterance, passed: list[str]) -> list[_Ear]:
        """Return the engines to ask, in order; note in `passed` those passed over, and why."""
        able = [one for one in self._ears if among(utterance.language, one.engine.program.languages)] or self._ears
        willing = self._breaker.willing(able)
        passed += [f"{one.name}: language" for one in self._ears if one not in able]
        resting = [one for one in able if one not in willing]
        passed += [f"{one.name}: {one.why}" for one in resting]
        if utterance.haste == "guess":
            return willing
        return willing + sorted(resting, key=lambda one: one.resting_until)

    async def _heard(self, one: _Ear, utterance: Utterance, *, patient: bool) -> Transcript:
        """Transcribe with one engine. Raises EngineFailed on timeout; there is none for the last engine or a file.

        A file is behind all turns in an engine's queue: its time says nothing about the engine.
        """
        bound = None if patient or utterance.haste == "file" else self._seconds + utterance.seconds
        was_resting = bool(one.resting_until)
        with self._breaker.trying(one):
            try:
                async with asyncio.timeout(bound) as time_out:
                    found = await one.engine.transcribe(utterance)
            except TimeoutError as error:
                if not time_out.expired():
                    raise
                raise EngineFailed(f"it took longer than {bound:.1f} s") from error
        self._breaker.well(one)
        if was_resting:
            _log.info("engine is well again engine=%s", one.name)
        return found

    def _rest(self, one: _Ear, code: str, why: str) -> None:
        self._breaker.rest(one, code)
        _log.warning("engine failed engine=%s code=%s why=%s", one.name, code, why)
