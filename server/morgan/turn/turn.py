"""The whole of a spoken turn on one page: `listen` turns sound into a transcript, `reply` turns text into sound.

Knows the engines by their ports only, and nothing of clients or of how sound and text travel. The caller owns the turn:
cancelling the task, or closing the generator early, stops the engines.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeAlias

from morgan.audio import SAMPLE_RATE_HZ, Samples
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
from morgan.settings.schema import VadSettings
from morgan.tts.audio.lookahead import said
from morgan.tts.clauses import marked, plain
from morgan.turn.endpointing import Ending, Heard
from morgan.turn.incremental_transcriber import Scribe
from morgan.turn.recording import Recording
from morgan.turn.speculation import TAIL_SECONDS, Finished, Judge, Speculation, nobody_knows
from morgan.vad.endpoint import Sensitivity


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
class Partial:
    """Words that are sure while the speaker still goes on; each continues the one before, its space included."""

    text: str


ListenEvent: TypeAlias = VoiceStarted | Partial | Heard | Transcript


def nowhere() -> Home:
    """Return a home of which nothing is known."""
    return NO_HOME


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to understand the speaker, and how long to wait for them.

    `home` is called for each decode: when a house starts, its names may arrive while somebody speaks.
    """

    language: str | None = None
    home: Callable[[], Home] = nowhere
    names: tuple[str, ...] = ()
    sensitivity: Sensitivity = "default"
    area: str | None = None
    room: str = ""

    def utterance(self) -> Utterance:
        """Return an utterance with these hints and no sound yet."""
        return Utterance(SILENCE, self.language, self.home(), self.names, self.area, room=self.room)


@dataclass(frozen=True, slots=True)
class Ears:
    """The engines and settings needed to listen."""

    vad: VoiceDetector
    stt: SpeechToText
    settings: VadSettings
    max_seconds: float
    finished: Finished = nobody_knows
    partials: bool = False


async def listen(ears: Ears, sound: AsyncGenerator[Chunk, None], hints: Hints) -> AsyncGenerator[ListenEvent, None]:
    """Yield VoiceStarted when somebody speaks, Partial words meanwhile, Heard when they are done, last the Transcript.

    Raises what the engines raise.
    """
    voice, recording = ears.vad.listen(), Recording()
    scribe = Scribe(ears.stt, hints.utterance, recording)
    ending = Ending(ears.settings, hints.sensitivity)
    judge = Judge(ears.finished, hints.language, hints.home)
    speech = Speculation(judge, ending, scribe, recording, partials=ears.partials)
    over: Heard | None = None
    async with aclosing(scribe), aclosing(_either(sound, scribe)) as news:
        async for chunk in news:  # 1. sound, at most as long as a turn may last, or a finished decode (None)
            if chunk is None:
                speech.read()
            else:
                samples = chunk.samples[: round((ears.max_seconds - recording.seconds) * SAMPLE_RATE_HZ)]
                recording.add(samples)
                ending.arrive(len(samples) / SAMPLE_RATE_HZ, chunk.arrived_seconds)
                for probability in await voice.detect(samples):  # 2. speech or silence?
                    if speech.feed(probability):
                        yield VoiceStarted(ending.started or 0.0)
                speech.think()  # 3. the words so far, and whether they are complete
            if text := speech.news():
                yield Partial(text)
            if over := ending.over() or (ending.heard("too-long") if recording.seconds >= ears.max_seconds else None):
                break  # 4. the speaker has finished
        over = over or ending.heard("audio-stop")
        yield replace(over, effort=scribe.effort)
        if not over.spoke:
            yield Transcript("", hints.language)  # no engine decodes silence: some would invent words
            return
        yield await scribe.finish(over.seconds + TAIL_SECONDS, speech.haste)  # 5. the words: the guess, or decoded now


async def reply(
    mouth: TextToSpeech, deltas: AsyncGenerator[str, None], manner: Clause, *, is_ssml: bool = False
) -> AsyncGenerator[Sound, None]:
    """Yield the sound of a text that is still being written, clause by clause, each as soon as it is complete.

    `manner` is a clause without text: voice, speaker, language, speed, volume. Raises what the engine raises.
    """
    language = manner.language or _language(mouth, manner.voice)
    # 1. the clauses that are complete, as a person would say them
    clauses = marked(deltas, manner, language, mouth.voices) if is_ssml else plain(deltas, manner, language)
    async with aclosing(said(mouth, clauses)) as sounds:  # 2. its sound, the next clause's while this one is heard
        async for sound in sounds:
            yield sound


async def _either(sound: AsyncGenerator[Chunk, None], scribe: Scribe) -> AsyncGenerator[Chunk | None, None]:
    """Yield the sound as it comes, and None when the scribe's decode is done, whichever is first.

    So a guess that shows that the speaker has finished ends the turn at once, not with the next chunk.
    """
    coming: asyncio.Task[Chunk | None] | None = None
    async with aclosing(sound):
        try:
            while True:
                coming = coming or asyncio.create_task(_next(sound), name="next-chunk")
                words = scribe.working
                await asyncio.wait({coming, words} if words is not None else {coming}, return_when="FIRST_COMPLETED")
                if words is not None and words.done():
                    yield None
                    continue
                chunk, coming = coming.result(), None
                if chunk is None:
                    return
                yield chunk
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)


async def _next(sound: AsyncGenerator[Chunk, None]) -> Chunk | None:
    return await anext(sound, None)


def _language(mouth: TextToSpeech, voice: str | None) -> str:
    known = {each.name: each.language for each in reversed(mouth.voices)}
    default = mouth.voices[0].language if mouth.voices else "en"
    return known.get(voice, default) if voice else default
