"""Handles requests that begin with sound: `transcribe` and `detect`; knows nothing of sockets or of what follows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, assert_never

from wyoming.asr import Transcript as TranscriptEvent
from wyoming.asr import TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.event import Eventable
from wyoming.vad import VoiceStarted as VoiceStartedEvent
from wyoming.vad import VoiceStopped
from wyoming.wake import NotDetected

from morgan.agent.sentence.turn_completion import finished
from morgan.audio import HEARD, AudioFormat
from morgan.errors import BadRequest, EngineMissing, MorganError
from morgan.ports import Engines, Home, SpeechToText, Transcript, WakeWordDetector
from morgan.settings.schema import VadSettings
from morgan.turn.endpointing import Heard
from morgan.turn.turn import Ears, Hints, Partial, VoiceStarted, listen, nowhere
from morgan.vad.endpoint import Sensitivity
from morgan.wire.fields import NAME_LIMIT, Fields
from morgan.wire.home_link import Homes
from morgan.wire.microphone import Microphone, read_format
from morgan.wire.peer import Peer
from morgan.wire.trace import Trace
from morgan.wire.turns import Turn, Turns
from morgan.wire.waking import Detect, detect

_LOGGER = logging.getLogger(__name__)

_SENSITIVITIES: dict[str, Sensitivity] = {"default": "default", "relaxed": "relaxed", "aggressive": "aggressive"}
_MOST_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Transcribe:
    """How the next sound is to be transcribed."""

    language: str | None = None
    sensitivity: Sensitivity = "default"
    names: tuple[str, ...] = ()
    context: dict[str, object] | None = None  # returned unchanged

    @property
    def area(self) -> str | None:
        """The room in which the microphone stands, if the client says so."""
        area = (self.context or {}).get("area")
        return area if isinstance(area, str) and len(area) <= NAME_LIMIT else None

    @property
    def uses_names(self) -> bool:
        """Whether the house's names are used; only a literal false turns them off: a context may hold anything."""
        return (self.context or {}).get("names") is not False

    @property
    def asks(self) -> bool:
        """Whether the client can ask the speaker about a doubt; only then is a doubt sent."""
        return (self.context or {}).get("asks") is True


Wish: TypeAlias = Transcribe | Detect


@dataclass(frozen=True, slots=True)
class HearingSettings:
    """When a turn ends, and whether partials are sent before."""

    vad: VadSettings
    max_seconds: float
    partials: bool = False


class _Dropping:
    """The turn failed or was refused: the rest of its sound is dropped."""


class Hearing:
    """The hearing side of one connection."""

    def __init__(self, turns: Turns, peer: Peer, engines: Engines, homes: Homes, settings: HearingSettings) -> None:
        self._turns, self._peer, self._engines, self._homes, self._settings = turns, peer, engines, homes, settings
        self._wish: Wish | None = None
        self._sound: Microphone | _Dropping | None = None

    def transcribe(self, fields: Fields) -> None:
        """Handle a `transcribe`. Raises BadRequest, EngineMissing."""
        self._forget()
        name = fields.maybe_text("name")
        program = self._stt.program
        if name and name not in (program.name, program.model):
            raise BadRequest(f"transcribe: the model here is {program.model} of {program.name}; there is no other")
        sensitivity = _SENSITIVITIES.get(fields.maybe_text("vad_sensitivity") or "default")
        if sensitivity is None:
            raise BadRequest(f"transcribe: vad_sensitivity must be one of {', '.join(_SENSITIVITIES)}")
        names = fields.texts("transcript_names", _MOST_NAMES) + fields.texts("transcript_terms", _MOST_NAMES)
        self._wish = Transcribe(fields.maybe_text("language"), sensitivity, names, fields.raw("context"))
        self._sound = None

    def detect(self, fields: Fields) -> None:
        """Handle a `detect`. Raises BadRequest, EngineMissing."""
        self._forget()
        wish = Detect(fields.texts("names", 100))
        self._wake.listen(wish.names)  # raises for an unknown name now, not at the first sound
        self._wish = wish
        self._sound = None

    def begin(self, fields: Fields, default: AudioFormat | None = None) -> None:
        """Handle an `audio-start` and begin a turn. Raises BadRequest, EngineMissing."""
        wish = self._wish or Transcribe()
        self._forget()
        microphone = Microphone(read_format(fields, default), self._settings.max_seconds)
        match wish:
            case Transcribe():
                how = self._settings
                ears = Ears(self._engines.vad, self._stt, how.vad, how.max_seconds, finished, how.partials)
                home = partial(self._homes.of, self._peer.home_id) if wish.uses_names else nowhere
                room = str(id(self._peer))  # one connection is one microphone
                hints = Hints(wish.language, home, wish.names, wish.sensitivity, wish.area, room)
                self._turns.start("hearing", partial(_transcribe, ears, microphone, hints, wish))
            case Detect():
                self._turns.start("hearing", partial(detect, self._wake, microphone, wish))
            case _:
                assert_never(wish)
        self._sound = microphone

    def feed(self, fields: Fields, pcm: bytes) -> None:
        """Handle an `audio-chunk`. Raises BadRequest, once, when no audio-start came before."""
        if self._sound is None:
            if not isinstance(self._wish, Detect):
                self._sound = _Dropping()
                raise BadRequest("audio-chunk came before audio-start")
            self.begin(fields, HEARD)  # satellites send a wake-word server this format, with no audio-start
        if isinstance(self._sound, Microphone):
            try:
                self._sound.feed(fields, pcm)
            except BadRequest:
                self._forget()
                raise

    async def end(self) -> None:
        """Handle an `audio-stop`. Raises BadRequest when no audio came before."""
        sound, self._sound = self._sound, None
        wish, self._wish = self._wish, None
        match sound:
            case Microphone():
                sound.stop()
            case None if isinstance(wish, Transcribe):
                await self._peer.send(*_words(Transcript("", wish.language), wish))
            case None if isinstance(wish, Detect):
                await self._peer.send(NotDetected())
            case None:
                raise BadRequest("audio-stop came before audio-start")
            case _Dropping():
                pass

    @property
    def _stt(self) -> SpeechToText:
        if self._engines.stt is None:
            raise EngineMissing("this server has no speech-to-text engine; `morgan doctor` says why")
        return self._engines.stt

    @property
    def _wake(self) -> WakeWordDetector:
        if self._engines.wake is None:
            raise EngineMissing("this server has no wake-word engine; `morgan doctor` says why")
        return self._engines.wake

    def _forget(self) -> None:
        """Stop the running turn; sound is dropped until the next one begins."""
        self._turns.stop("hearing")
        self._wish, self._sound = None, _Dropping()


async def _transcribe(ears: Ears, microphone: Microphone, hints: Hints, wish: Transcribe, turn: Turn) -> None:
    """Run one turn of hearing and send its events to the peer as they happen."""
    trace = turn.trace
    trace.kind = "stt"
    heard_at, told = 0.0, ""
    async with _prepared(ears.stt, hints.home()), aclosing(listen(ears, microphone.chunks(), hints)) as events:
        async for event in events:
            match event:
                case VoiceStarted(seconds):
                    await turn.peer.send(VoiceStartedEvent(round(seconds * 1000)))
                case Partial(text):
                    start = [] if told else [TranscriptStart(language=wish.language)]
                    told += text
                    await turn.peer.send(*start, TranscriptChunk(text))
                case Heard(seconds, spoke):
                    turn.engine_works = True
                    heard_at = trace.now()
                    _note(trace, event)
                    if spoke:
                        await turn.peer.send(VoiceStopped(round(seconds * 1000)))
                case Transcript():
                    trace.add("stt", heard_at)
                    trace.about |= {"engine": event.engine} if event.engine else {}
                    trace.about |= {"passed": list(event.passed)} if event.passed else {}
                    await turn.peer.send(*_words(event, wish, told))
                case _:
                    assert_never(event)


@asynccontextmanager
async def _prepared(stt: SpeechToText, home: Home) -> AsyncGenerator[None, None]:
    """Prepare the engine while the body runs, which is while the speaker still speaks."""

    async def prepare() -> None:
        try:
            await stt.prepare(home)
        except MorganError as error:  # the decode will fail in the same way, and report it
            _LOGGER.debug("not prepared: %s", error)

    preparing = asyncio.create_task(prepare(), name="prepare-stt")
    try:
        yield
    finally:
        preparing.cancel()
        await asyncio.wait({preparing})


def _note(trace: Trace, heard: Heard) -> None:
    """Add to the trace how the turn ended, and the guesses and pieces that were decoded before its end."""
    trace.path = heard.why
    trace.add("listen", 0.0)
    effort = heard.effort
    if effort.ready:  # right in length, not in position: the words were there before the silence was long enough
        trace.add("guess", trace.now() - effort.guess_seconds)
    trace.about |= {name: count for name, count in (("guesses", effort.guesses), ("pieces", effort.pieces)) if count}


def _words(transcript: Transcript, wish: Transcribe, told: str = "") -> list[Eventable]:
    """Return the last events of a transcript; `told` are the partials already sent, which are not sent again.

    Chunks cannot be taken back: if the words differ from the partials, only `transcript` is right. A doubt goes into
    the context and never into the text: a client that does not know doubts must not take it for an order.
    """
    text, language = transcript.text, transcript.language or wish.language
    start = [] if told else [TranscriptStart(language=language)]
    rest = text.removeprefix(told) if text.startswith(told) else ""
    chunks = [TranscriptChunk(rest)] if rest else []
    doubt = {"doubt": transcript.doubt} if transcript.doubt and wish.asks else {}
    return [
        *start,
        *chunks,
        TranscriptStop(),
        TranscriptEvent(text, context={**(wish.context or {}), **doubt} or wish.context, language=language),
    ]
