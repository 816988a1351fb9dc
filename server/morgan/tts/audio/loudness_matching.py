"""Makes voices equally loud, and each as fast as its owner sets it; knows voices by their port only.

The engines' voices differ by several LU, and Piper, which scales each sentence to full scale, by 5 LU from one sentence
to the next. Sound that is streamed cannot be measured as a whole before it is played, so:

- a sentence that comes in one piece (Piper, Kokoro) is measured and levelled before it is played, at 2 ms a second;
- for a voice that comes in small pieces (eSpeak NG, a server) the loudness is learned from what it says, for a minute
  of speech in all; the first 1.5 s of a new voice's sound are held back, once.

Nothing is stored: the default voice is learned when the server starts, others when they first speak.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from morgan.ports import Clause, Program, Sound, TextToSpeech, Voice
from morgan.tts.audio.loudness import Powers, levelled, loudness, powers

_WHOLE_SECONDS: Final = 1.0  # the loudness of a shorter piece cannot be measured well
_HELD_SECONDS: Final = 1.5
_LEARNED_BLOCKS: Final = 600  # one each 0.1 s
_MOST_VOICES: Final = 64
_MOST_GAIN, _LEAST_GAIN = 4.0, 0.1  # nearly silent sound is intended, or broken


@dataclass(slots=True)
class _Known:
    """The loudness learned of a voice."""

    blocks: Powers = field(default_factory=lambda: np.zeros(0))
    lufs: float | None = None

    def learn(self, blocks: Powers) -> None:
        self.blocks = np.concatenate([self.blocks, blocks])[:_LEARNED_BLOCKS]
        self.lufs = loudness(self.blocks)

    @property
    def enough(self) -> bool:
        return len(self.blocks) >= _LEARNED_BLOCKS


class EvenMouth:
    """A TextToSpeech that levels its voices to `target_lufs` (None: unchanged) and applies `speeds`."""

    def __init__(self, mouth: TextToSpeech, target_lufs: float | None, speeds: Mapping[str, float]) -> None:
        self._mouth, self._target_lufs, self._speeds = mouth, target_lufs, speeds
        self._known: OrderedDict[tuple[str, str | None], _Known] = OrderedDict()

    @property
    def program(self) -> Program:
        """The engine's own."""
        return self._mouth.program

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The engine's own."""
        return self._mouth.voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the engine's sound, levelled. Raises as the engine does."""
        name = voice_of(clause, self._mouth.voices)
        asked = replace(clause, speed=clause.speed * self._speeds.get(name, 1.0))
        if self._target_lufs is None:
            async with aclosing(self._mouth.synthesize(asked)) as sounds:
                async for sound in sounds:
                    yield sound
            return
        known = self._of(name, clause.speaker)
        sounds = self._mouth.synthesize(replace(asked, volume=1.0))
        async with aclosing(sounds), aclosing(self._levelled(sounds, known)) as made:
            async for sound, gain in made:
                yield replace(sound, samples=levelled(sound.samples, gain * clause.volume))

    async def prepare(self, manner: Clause) -> None:
        """Prepare the engine."""
        await self._mouth.prepare(manner)

    async def close(self) -> None:
        """Close the engine."""
        await self._mouth.close()

    async def _levelled(
        self, sounds: AsyncGenerator[Sound, None], known: _Known
    ) -> AsyncGenerator[tuple[Sound, float], None]:
        """Yield each sound and the gain that it needs."""
        held: list[Sound] = []  # small pieces of a voice whose loudness is unknown
        heard: list[Sound] = []  # small pieces that can still be learned from: a minute at most
        async for sound in sounds:
            if sound.seconds >= _WHOLE_SECONDS:
                blocks = await _measured([sound])
                own = loudness(blocks)
                if not known.enough:
                    known.learn(blocks)
                yield sound, self._gain(own if own is not None else known.lufs)
                continue
            if not known.enough:
                heard.append(sound)
            if known.lufs is None:
                held.append(sound)
                if sum(each.seconds for each in held) < _HELD_SECONDS:
                    continue
                gain = self._gain(loudness(await _measured(held)))
                for each in held:
                    yield each, gain
                held.clear()
                known.lufs = self._lufs_for(gain)
                continue
            yield sound, self._gain(known.lufs)
        gain = self._gain(loudness(await _measured(held))) if held else 1.0
        for each in held:
            yield each, gain
        if heard:
            known.learn(await _measured(heard))

    def _of(self, name: str, speaker: str | None) -> _Known:
        known = self._known.setdefault((name, speaker), _Known())
        self._known.move_to_end((name, speaker))
        if len(self._known) > _MOST_VOICES:
            self._known.popitem(last=False)
        return known

    def _gain(self, lufs: float | None) -> float:
        """Return the gain to the target; without a measurement, from the mean of the engine's other voices."""
        assert self._target_lufs is not None
        if lufs is None:
            others = [each.lufs for each in self._known.values() if each.lufs is not None]
            lufs = sum(others) / len(others) if others else self._target_lufs
        return float(min(_MOST_GAIN, max(_LEAST_GAIN, 10 ** ((self._target_lufs - lufs) / 20))))

    def _lufs_for(self, gain: float) -> float:
        assert self._target_lufs is not None
        return self._target_lufs - 20 * float(np.log10(gain))


def voice_of(clause: Clause, voices: tuple[Voice, ...]) -> str:
    """Return which of these voices, the default first, most likely speaks a clause; empty without any voice."""
    if clause.voice:
        return clause.voice
    wanted = (clause.language or "").replace("_", "-").lower()
    own = [each for each in voices if each.language.lower().split("-")[0] == wanted.split("-")[0]] if wanted else []
    return (own or list(voices[:1]) or [Voice("", "", "")])[0].name


async def _measured(sounds: list[Sound]) -> Powers:
    """Measure on a worker thread: a long sentence takes 5 ms, which would block the event loop."""
    samples = np.concatenate([each.samples for each in sounds])
    return await asyncio.to_thread(powers, samples, sounds[0].rate_hz)
