"""The whole of a spoken turn on one page: `listen` hears what was said, `reply` says what is answered.

Knows the engines by their ports only, and nothing of who is connected or how sound and text travel. Whoever runs a turn
owns it: cancelling the task, or leaving the generator early, stops the engines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples
from morgan.ports import (
    NO_HOME,
    SILENCE,
    Clause,
    Home,
    Sound,
    SpeechToText,
    TextToSpeech,
    Transcript,
    Utterance,
    VoiceDetector,
)
from morgan.settings import VadSettings
from morgan.tts.sentences import Clauses
from morgan.tts.spoken import speakable
from morgan.vad.endpoint import Ended, Endpoint, NoSpeech, Sensitivity, Started

_FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
_LEAD_SECONDS = 0.3  # kept before the first speech: the VAD fires a little late, and STT engines clip a hard beginning
_TAIL_SECONDS = 0.3  # kept after the last speech; the rest of the silence would only be paid for, and mislead engines
_PACE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of sound, 16 kHz mono, and the time on the receiver's clock at which its last sample arrived."""

    samples: Samples
    arrived_seconds: float


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """Somebody began to speak, so many seconds into the sound."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The speaker has finished, so many seconds into the sound, or never spoke; now the words are looked for."""

    seconds: float
    spoke: bool
    why: Literal["endpoint", "audio-stop", "too-long", "no-speech"]


ListenEvent: TypeAlias = VoiceStarted | Heard | Transcript


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to understand the speaker, and how patient to be with them."""

    language: str | None = None
    home: Home = NO_HOME
    names: tuple[str, ...] = ()
    sensitivity: Sensitivity = "default"


@dataclass(frozen=True, slots=True)
class Ears:
    """What it takes to hear."""

    vad: VoiceDetector
    stt: SpeechToText
    settings: VadSettings
    max_seconds: float


async def listen(ears: Ears, sound: AsyncGenerator[Chunk, None], hints: Hints) -> AsyncGenerator[ListenEvent, None]:
    """Yield VoiceStarted if somebody speaks, Heard when the turn is over, and last the Transcript.

    Raises what the engines raise.
    """
    voice, ending = ears.vad.listen(), _Ending(ears.settings, hints.sensitivity)
    heard: list[Samples] = []
    room = round(ears.max_seconds * SAMPLE_RATE_HZ)
    over: Heard | None = None
    async with aclosing(sound):
        async for chunk in sound:  # 1. sound as it comes, never more than a turn may last
            heard.append(chunk.samples[:room])
            room -= len(heard[-1])
            for probability in await voice.detect(heard[-1]):  # 2. speech or silence?
                if ending.feed(probability):
                    yield VoiceStarted(ending.started or 0.0)
            if over := ending.over(chunk) or (ending.heard("too-long") if room <= 0 else None):
                break  # 3. the speaker has finished
    over = over or ending.heard("audio-stop")
    yield over
    if not over.spoke:
        yield Transcript("", hints.language)  # no engine is asked what silence means: some would invent words
        return
    start = max(0, round(((ending.started or 0.0) - _LEAD_SECONDS) * SAMPLE_RATE_HZ))
    end = round((over.seconds + _TAIL_SECONDS) * SAMPLE_RATE_HZ)
    utterance = Utterance(np.concatenate([SILENCE, *heard])[start:end], hints.language, hints.home, hints.names)
    yield await ears.stt.transcribe(utterance)  # 4. the words


async def reply(mouth: TextToSpeech, deltas: AsyncGenerator[str, None], manner: Clause) -> AsyncGenerator[Sound, None]:
    """Yield the sound of a text that is still being written, clause by clause, each as soon as it is complete.

    `manner` is a clause without text: voice, speaker, language. Raises what the engine raises.
    """
    language = manner.language or _language(mouth, manner.voice)
    async with aclosing(_clauses(deltas, language)) as clauses:
        async for text in clauses:  # 1. a clause that can be said
            spoken = speakable(text, language)  # 2. as a person would say it
            if not spoken:
                continue
            async with aclosing(mouth.synthesize(replace(manner, text=spoken))) as sounds:
                async for sound in sounds:  # 3. its sound as it is made
                    yield sound


async def _clauses(deltas: AsyncGenerator[str, None], language: str) -> AsyncGenerator[str, None]:
    clauses = Clauses(language)
    async with aclosing(deltas):
        async for delta in deltas:
            for clause in clauses.feed(delta):
                yield clause
    for clause in clauses.end():
        yield clause


def _language(mouth: TextToSpeech, voice: str | None) -> str:
    known = {each.name: each.language for each in reversed(mouth.voices)}
    default = mouth.voices[0].language if mouth.voices else "en"
    return known.get(voice, default) if voice else default


class _Ending:
    """When a turn is over: the endpoint's word, held back while the sound comes faster than anybody speaks.

    A file is sent at once, and a pause within it must not end the turn: its sender waits for all of it to be heard. A
    microphone's silence takes as long to arrive as it lasts. So an ending counts once the last second of sound took at
    least half a second to come. (Measured against the start of the turn instead, a microphone whose first two seconds
    were buffered would be taken for a file for good, and never be answered.)
    """

    def __init__(self, settings: VadSettings, sensitivity: Sensitivity) -> None:
        self.started: float | None = None
        self._settings, self._sensitivity = settings, sensitivity
        self._endpoint = Endpoint(settings, sensitivity)
        self._offset = 0.0  # where in the sound the present endpoint began
        self._ended: float | None = None
        self._nobody = False
        self._marks: deque[tuple[float, float]] = deque()  # (sound so far, arrival), one second of them
        self._sound = 0.0

    def feed(self, probability: float) -> bool:
        """Take the next frame's probability of speech; say whether it is the turn's first speech."""
        match self._endpoint.feed(probability, _FRAME_SECONDS):
            case Started(seconds):
                self._ended, self._nobody = None, False
                if self.started is None:
                    self.started = self._offset + seconds
                    return True
            case Ended(seconds):
                self._ended = self._offset + seconds
                self._begin_again()
            case NoSpeech():
                self._nobody = self.started is None
                self._begin_again()
            case _:
                pass
        return False

    def over(self, chunk: Chunk) -> Heard | None:
        """Return how the turn ended, if it has and the sound comes at the pace of speech."""
        self._sound += len(chunk.samples) / SAMPLE_RATE_HZ
        self._marks.append((self._sound, chunk.arrived_seconds))
        while len(self._marks) > 2 and self._marks[1][0] <= self._sound - _PACE_SECONDS:
            self._marks.popleft()
        (since, then), (until, now) = self._marks[0], self._marks[-1]
        if now - then < 0.5 * min(until - since, _PACE_SECONDS) or until == since:
            return None
        if self._ended is not None:
            return self.heard("endpoint")
        return self.heard("no-speech") if self._nobody else None

    def heard(self, why: Literal["endpoint", "audio-stop", "too-long", "no-speech"]) -> Heard:
        """Return that the turn is over now."""
        now = self._offset + self._endpoint.seconds
        end = now if self._ended is None else self._ended
        return Heard(end, self.started is not None, why)

    def _begin_again(self) -> None:
        self._offset += self._endpoint.seconds
        self._endpoint = Endpoint(self._settings, self._sensitivity)
