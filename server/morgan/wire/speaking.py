"""Handles requests for sound: `synthesize` and its streaming variant; knows nothing of who wrote the text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.tts import SynthesizeStopped

from morgan.audio import RateChanger, Samples, frames
from morgan.errors import BadRequest, EngineMissing, TooLarge
from morgan.ports import Clause, Engines, Sound, TextToSpeech
from morgan.turn.turn import reply
from morgan.wire.fields import NAME_LIMIT, TEXT_LIMIT, Fields
from morgan.wire.turns import Turn, Turns

_CHUNK_SAMPLES = 2048  # 4 KiB: about 0.1 s, so that a player begins early; 150 bytes of header on it are 4 %
_RATE_HZ = 22_050  # sent when there is no sound at all
_END = None


class Text:
    """The queue of one turn's text between the read loop and the turn.

    `feed` never waits, because the read loop must go on. A turn takes at most TEXT_LIMIT characters in all, and empty
    deltas are not kept, so the queue is bounded although it has no size.
    """

    def __init__(self) -> None:
        self.complete = False
        self._length = 0
        self._deltas: asyncio.Queue[str | None] = asyncio.Queue()  # bounded by TEXT_LIMIT, see above

    def feed(self, delta: str) -> None:
        """Add the next piece of text. Raises TooLarge."""
        self._length += len(delta)
        if self._length > TEXT_LIMIT:
            raise TooLarge(f"the text of one turn may have at most {TEXT_LIMIT} characters")
        if delta:
            self._deltas.put_nowait(delta)

    def end(self) -> None:
        """Mark the text as complete."""
        self.complete = True
        self._deltas.put_nowait(_END)

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Yield the text as it comes."""
        while (delta := await self._deltas.get()) is not _END:
            yield delta


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """How the text is to be spoken."""

    clause: Clause  # without text
    rate_hz: int | None  # None: the voice's own
    streaming: bool
    is_ssml: bool


class Speaking:
    """The speaking side of one connection."""

    def __init__(self, turns: Turns, engines: Engines) -> None:
        self._turns, self._engines = turns, engines
        self._text: Text | None = None  # of a streaming turn, from its start to its stop
        self._failed = False  # the streaming turn failed: the rest of its events is dropped

    def synthesize(self, fields: Fields) -> None:
        """Handle a `synthesize`. Raises BadRequest, EngineMissing."""
        if self._text is not None or self._failed:
            return  # Home Assistant sends the whole text again, for servers that know no streaming
        self._turns.stop("speaking")
        text = Text()
        manner = _manner(fields, streaming=False)
        text.feed(fields.text("text"))
        text.end()
        self._turns.start("speaking", partial(_speak, self._mouth, text, manner))

    def begin(self, fields: Fields) -> None:
        """Handle a `synthesize-start`. Raises BadRequest, EngineMissing."""
        self._turns.stop("speaking")
        self._text, self._failed = None, True
        mouth, manner, text = self._mouth, _manner(fields, streaming=True), Text()
        self._turns.start("speaking", partial(_speak, mouth, text, manner))
        self._text, self._failed = text, False

    def feed(self, fields: Fields) -> None:
        """Handle a `synthesize-chunk`. Raises BadRequest, TooLarge."""
        if self._failed:
            return
        if self._text is None:
            raise BadRequest("synthesize-chunk came before synthesize-start")
        try:
            self._text.feed(fields.text("text"))
        except BadRequest:
            self._turns.stop("speaking")
            self._text, self._failed = None, True
            raise

    def end(self) -> None:
        """Handle a `synthesize-stop`. Raises BadRequest when nothing was started."""
        text, self._text = self._text, None
        failed, self._failed = self._failed, False
        if text is not None:
            text.end()
        elif not failed:
            raise BadRequest("synthesize-stop came before synthesize-start")

    @property
    def _mouth(self) -> TextToSpeech:
        if self._engines.tts is None:
            raise EngineMissing("this server has no voice; `morgan doctor` says why")
        return self._engines.tts


def _manner(fields: Fields, *, streaming: bool) -> SpeechOptions:
    form = fields.maybe_text("text_format") or "text"
    if form not in ("text", "ssml"):
        raise BadRequest("only text_format text and ssml are spoken here")
    voice, context = fields.inside("voice"), fields.inside("context")
    speed, volume = context.maybe_number("speed", 0.25, 4), context.maybe_number("volume", 0, 2)
    clause = Clause(
        "",
        voice=voice.maybe_text("name", NAME_LIMIT),
        speaker=voice.maybe_text("speaker", NAME_LIMIT),
        language=voice.maybe_text("language", NAME_LIMIT),
        speed=1.0 if speed is None else speed,
        volume=1.0 if volume is None else volume,
    )
    return SpeechOptions(clause, context.maybe_whole("rate_hz", 8_000, 48_000), streaming, form == "ssml")


async def _speak(mouth: TextToSpeech, text: Text, manner: SpeechOptions, turn: Turn) -> None:
    """Run one turn of speaking and send its sound as it is made."""
    turn.trace.kind = "tts"
    sending = _Sending(turn, manner.rate_hz)

    async def deltas() -> AsyncGenerator[str, None]:
        async with aclosing(text.deltas()) as source:
            turn.engine_works = text.complete  # before that, an idle connection is the peer's fault
            async for delta in source:
                sending.text_came()
                turn.engine_works = True
                yield delta
                turn.engine_works = text.complete

    async with aclosing(reply(mouth, deltas(), manner.clause, is_ssml=manner.is_ssml)) as sounds:
        async for sound in sounds:
            await sending.send(sound)
    await sending.end()
    if manner.streaming:
        await turn.peer.send(SynthesizeStopped())


class _Sending:
    """Sends one reply to the peer: one start, chunks of one rate, one stop."""

    def __init__(self, turn: Turn, rate_hz: int | None) -> None:
        self._turn, self._rate_hz = turn, rate_hz
        self._changer: RateChanger | None = None
        self._source_hz = 0
        self._sent = 0
        self._text_at: float | None = None

    def text_came(self) -> None:
        """Note when the work begins: with the first text, not with `synthesize-start`."""
        if self._text_at is None:
            self._text_at = self._turn.trace.now()

    async def send(self, sound: Sound) -> None:
        """Send a voice's sound, and note which engine made it when there are several."""
        source_hz = sound.rate_hz
        self._note(sound.by)
        if self._changer is None:
            self._turn.trace.add("first_sound", self._text_at or 0.0)
            await self._start(self._rate_hz or source_hz)
        if self._changer is None or source_hz != self._source_hz:
            # The requested rate, else the first sound's, is kept: the peer cannot change its WAV header later.
            self._changer, self._source_hz = RateChanger(source_hz, self._rate_hz or source_hz), source_hz
        await self._chunks(self._changer.feed(sound.samples))

    async def end(self) -> None:
        """Send what the resampler still holds, and the stop."""
        if self._changer is None:
            await self._start(self._rate_hz or _RATE_HZ)
        else:
            await self._chunks(self._changer.end())
        await self._turn.peer.send(AudioStop(self._milliseconds))
        self._turn.trace.add("speak", self._text_at or 0.0)

    def _note(self, engine: str) -> None:
        told = str(self._turn.trace.about.get("engine", ""))
        if engine and engine not in told.split(", "):
            self._turn.trace.about["engine"] = f"{told}, {engine}" if told else engine

    async def _start(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        await self._turn.peer.send(AudioStart(rate_hz, 2, 1, timestamp=0))

    async def _chunks(self, samples: Samples) -> None:
        for piece in frames(samples, _CHUNK_SAMPLES):
            chunk = AudioChunk(self._rate_hz or _RATE_HZ, 2, 1, piece.astype("<i2").tobytes(), self._milliseconds)
            await self._turn.peer.send(chunk)
            self._sent += len(piece)

    @property
    def _milliseconds(self) -> int:
        return round(self._sent / (self._rate_hz or _RATE_HZ) * 1000)
