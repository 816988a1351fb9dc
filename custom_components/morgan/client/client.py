"""The client of one server: Wyoming on a socket, in terms of models.py and errors.py.

Knows nothing of Home Assistant.

Every turn has a connection of its own, so cancelling a turn closes a socket: when the caller stops waiting (a cancelled
task, a closed generator), the client hangs up at once and the server drops the work.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Coroutine
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final, Protocol

from wyoming.asr import Transcribe, Transcript, TranscriptChunk
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped, SynthesizeVoice
from wyoming.user_event import UserEvent
from wyoming.vad import VoiceStarted, VoiceStopped
from wyoming.wake import Detect, Detection, NotDetected

from .connection import MAX_HEADER, Line, parsed
from .dialing import open_streams
from .errors import CannotConnect, Lost, MorganError, NoTls, NotMorgan, OtherServer, Refused, TimedOut, WrongVersion
from .home_connection import HomeLine, offer
from .models import NO_MODEL, Address, Listener, Manner, Offer, Question, Server, Sound, Voice, WakeWord, Woken, Words
from .response_stream import ANSWER_SECONDS, Answer, user_event
from .trace import Afterwards, Told

PROTOCOL: Final = 1
CONNECT_SECONDS: Final = 5.0  # a server in the house answers in milliseconds
NO_SPEECH_SECONDS: Final = 15.0  # the server gives up on silence after 8 s: later means that it does not answer
TRANSCRIPT_SECONDS: Final = 75.0  # the longest utterance (60 s) and the time to understand it
OFFER_SECONDS: Final = 5.0  # the server asks the language model's server; a user waits for a form
PREPARE_SECONDS: Final = 120.0  # a model may have to be loaded from disk; no user waits for it
_FORM: Final = (16000, 2, 1)  # the audio that Home Assistant sends: Hz, bytes per sample, channels


class MorganClient:
    """The requests that one house can make to one server."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._afterwards = Afterwards()

    async def close(self) -> None:
        """Close the connections on which traces of finished turns are still awaited."""
        await self._afterwards.close()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[tuple[Line, UserEvent]]:
        """Open a connection and say hello. Yields the connection and the server's welcome; closes it on exit."""
        line = await self._dial()
        try:
            await line.send(self._hello())
            yield line, await _welcome(line)
        finally:
            if not self._afterwards.holds(line):
                line.hang_up()

    async def describe(self) -> Server:
        """Ask the server what it is and can do."""
        line = await self._dial()
        try:
            # Both at once: a Wyoming server other than Morgan ignores hello, and only its info shows what it is.
            await line.send(self._hello())
            await line.send(Describe().event())
            return await _learn(line, await _welcome(line))
        finally:
            line.hang_up()

    def _over(self, line: Line, welcome: UserEvent, told: Told | None) -> None:
        """End a turn: await its trace in the background, if the caller wants it and the server sends traces."""
        if told is not None and "trace" in _names(welcome, "features"):
            self._afterwards.take(line, told)

    async def transcribe(
        self,
        audio: AsyncIterable[bytes],
        language: str,
        told: Told | None = None,
        form: tuple[int, int, int] = _FORM,
    ) -> str:
        """Send PCM audio as it arrives and return the transcript, which may come before the audio ends.

        `form` is the rate in Hz, bytes per sample, and channels. `told` gets the turn's trace shortly after the
        transcript.
        """
        async with aclosing(self.hear(audio, language, told=told, form=form)) as heard:
            async for words in heard:
                if words.final:
                    return words.text
        raise Lost

    async def hear(
        self,
        audio: AsyncIterable[bytes],
        language: str,
        listener: Listener | None = None,
        *,
        told: Told | None = None,
        form: tuple[int, int, int] = _FORM,
    ) -> AsyncGenerator[Words]:
        """Send audio as `transcribe` does; yield the whole text so far whenever it grows, then the final transcript.

        Text that is not final may still change.
        """
        async with self.connect() as (line, welcome):
            await line.send(_wish(language, listener or Listener(), welcome))
            rate, width, channels = form
            await line.send(AudioStart(rate=rate, width=width, channels=channels).event())

            async def upload() -> None:
                async with _closing(audio):
                    async for pcm in audio:
                        chunk = AudioChunk(rate=rate, width=width, channels=channels, audio=pcm)
                        await line.send(chunk.event())
                await line.send(AudioStop().event())

            async with _beside(upload()) as fail_with_it:
                patience, so_far = NO_SPEECH_SECONDS, ""
                while True:
                    event = await fail_with_it(line.receive(patience))
                    if Transcript.is_type(event.type):
                        break
                    if VoiceStarted.is_type(event.type) or VoiceStopped.is_type(event.type):
                        patience = TRANSCRIPT_SECONDS
                    elif TranscriptChunk.is_type(event.type):
                        so_far += parsed(TranscriptChunk.from_event, event).text
                        yield Words(so_far, final=False)
            self._over(line, welcome, told)  # only after the upload has ended: nothing may be sent on it any more
            yield _words(parsed(Transcript.from_event, event), asks=listener is not None and listener.asks)

    async def synthesize(
        self, text: AsyncIterable[str], manner: Manner, told: Told | None = None
    ) -> AsyncGenerator[Sound]:
        """Send text as it is written and yield sound as it is made; `told` gets the turn's trace a moment after it."""
        async with self.connect() as (line, welcome):
            wishes = {"rate_hz": manner.rate_hz, "speed": manner.speed, "volume": manner.volume}
            context = {name: value for name, value in wishes.items() if value is not None} or None
            choice = None if manner.voice is None else SynthesizeVoice(name=manner.voice, speaker=manner.speaker)
            await line.send(SynthesizeStart(voice=choice, context=context).event())

            async def dictate() -> None:
                async with _closing(text):
                    async for piece in text:
                        await line.send(SynthesizeChunk(text=piece).event())
                await line.send(SynthesizeStop().event())

            async with _beside(dictate()) as fail_with_it:
                while True:
                    event = await fail_with_it(line.receive(ANSWER_SECONDS))
                    if AudioChunk.is_type(event.type):
                        chunk = parsed(AudioChunk.from_event, event)
                        yield Sound(chunk.audio, chunk.rate, chunk.width, chunk.channels)
                    elif SynthesizeStopped.is_type(event.type):
                        break
            self._over(line, welcome, told)

    async def wake(self, audio: AsyncIterable[tuple[bytes, int]], name: str | None) -> Woken | None:
        """Send audio, each chunk with its time in ms, until a wake word is detected; None when the audio ends first.

        `name` is the wake word to wait for; None accepts any. `audio` is not closed: the caller may read on.
        """
        async with self.connect() as (line, _):
            await line.send(Detect(names=[name] if name else None).event())
            try:
                async with asyncio.timeout(None) as limit, _beside(_listen(line, audio, limit)) as fail_with_it:
                    while True:
                        event = await fail_with_it(line.receive(None))
                        if NotDetected.is_type(event.type):
                            return None
                        if Detection.is_type(event.type):
                            heard = parsed(Detection.from_event, event)
                            if heard.name and name in (None, heard.name):
                                return Woken(heard.name, heard.timestamp)
            except TimeoutError as error:
                raise TimedOut from error

    @asynccontextmanager
    async def ask(self, question: Question) -> AsyncIterator[Answer]:
        """Send a question and yield its answer, which streams in; leaving early closes the connection."""
        async with self.connect() as (line, welcome):
            await line.send(UserEvent("turn", _turn(question, welcome)).event())
            for picture in question.pictures:
                about = {"name": "image", "data": {"media_type": picture.media_type}}
                await line.send(Event("user-event", about, picture.data))
            asked = Transcript(question.text, context=question.context, language=question.language)
            await line.send(asked.event())
            yield Answer(line, traced="trace" in _names(welcome, "features"))

    async def prepare(self, question: Question) -> None:
        """Tell what the next question will be like; returns once the server is ready for it. Leaving early hangs up."""
        async with self.connect() as (line, welcome):
            if "prepare" not in _names(welcome, "features"):
                return
            await line.send(UserEvent("prepare", _turn(question, welcome)).event())
            while user_event(await line.receive(PREPARE_SECONDS)) != "prepared":
                pass

    async def offer(self) -> Offer | None:
        """Ask which language models can answer questions; None when the server cannot tell."""
        async with self.connect() as (line, welcome):
            if "models" not in _names(welcome, "features"):
                return None
            await line.send(UserEvent("models", {}).event())
            while user_event(event := await line.receive(OFFER_SECONDS)) != "models":
                pass
            return parsed(lambda told: offer(told.data["data"]), event)

    @asynccontextmanager
    async def link(self) -> AsyncIterator[HomeLine]:
        """Open the standing connection on which the house's names are sent."""
        async with self.connect() as (line, welcome):
            await line.send(Describe().event())
            yield HomeLine(line, await _learn(line, welcome))

    def _hello(self) -> Event:
        greeting: dict[str, Any] = {"version": PROTOCOL, "client": "home-assistant"}
        if self._address.token:
            greeting["token"] = self._address.token
        if self._address.home:
            greeting["home"] = self._address.home
        return UserEvent("hello", greeting).event()

    async def _dial(self) -> Line:
        """Connect. With a pin, nothing is sent before the certificate proves that this is the paired server."""
        pin = self._address.pin
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                streams = await open_streams(
                    self._address.host, self._address.port, pin.tls if pin else None, limit=MAX_HEADER
                )
        except TimeoutError as error:
            raise TimedOut from error
        except (ConnectionResetError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise Lost from error  # the peer closed, which does not show whether it speaks TLS
        except ssl.SSLError as error:
            raise NoTls from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a host name that cannot be encoded for DNS
            raise (Refused if isinstance(error, ConnectionRefusedError) else CannotConnect) from error
        if pin is not None and _fingerprint(streams[1]) != pin.fingerprint:
            streams[1].transport.abort()
            raise OtherServer
        return Line(*streams)


def _fingerprint(writer: asyncio.StreamWriter) -> str:
    shown: bytes | None = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return hashlib.sha256(shown or b"").hexdigest()


def _wish(language: str, listener: Listener, welcome: UserEvent) -> Event:
    """Return the request to transcribe for a listener; unknown values are left out."""
    context: dict[str, Any] = {} if listener.area is None else {"area": listener.area}
    if not listener.names and "names" in _names(welcome, "features"):
        context["names"] = False
    if listener.asks:
        context["asks"] = True
    return Transcribe(language=language, vad_sensitivity=listener.sensitivity, context=context or None).event()


def _words(transcript: Transcript, *, asks: bool) -> Words:
    """Return the transcript; a doubtful order only if the caller asks the speaker about it (`asks`)."""
    doubt = (transcript.context or {}).get("doubt")
    if asks and not transcript.text and isinstance(doubt, str) and doubt:
        return Words(doubt, final=True, doubtful=True)
    return Words(transcript.text, final=True)


async def _listen(line: Line, audio: AsyncIterable[tuple[bytes, int]], limit: asyncio.Timeout) -> None:
    """Send audio with its times. A house may be quiet for days: the answer is due only after the last chunk."""
    rate, width, channels = _FORM
    try:
        await line.send(AudioStart(rate=rate, width=width, channels=channels).event())
        async for pcm, at_ms in audio:
            await line.send(AudioChunk(rate, width, channels, pcm, timestamp=at_ms).event())
        await line.send(AudioStop().event())
    finally:
        limit.reschedule(asyncio.get_running_loop().time() + CONNECT_SECONDS)


def _turn(question: Question, welcome: UserEvent) -> dict[str, Any]:
    """Return what the server needs to know of a question besides its words."""
    turn: dict[str, Any] = {
        "language": question.language,
        "history": [{"role": message.role, "content": message.content} for message in question.history],
    }
    if question.prompt is not None:
        turn["prompt"] = question.prompt
    if question.schema is not None:
        turn["schema"] = question.schema
    if "models" in _names(welcome, "features"):
        wishes = {"model": question.model, "temperature": question.temperature}
        turn |= {name: value for name, value in wishes.items() if value is not None}
    if question.house is not None and "tools" in _names(welcome, "features"):
        turn |= question.house.as_dict()
    return turn


async def _welcome(line: Line) -> UserEvent:
    event = await line.receive(CONNECT_SECONDS)
    if not UserEvent.is_type(event.type) or event.data.get("name") != "welcome":
        raise NotMorgan
    welcome = parsed(UserEvent.from_event, event)
    if not isinstance(welcome.data, dict):
        raise NotMorgan
    if welcome.data.get("version") != PROTOCOL:
        raise WrongVersion
    return welcome


async def _learn(line: Line, welcome: UserEvent) -> Server:
    """Read the answer to a `describe` that was sent."""
    while not Info.is_type((event := await line.receive(CONNECT_SECONDS)).type):
        pass
    info = parsed(Info.from_event, event)
    told = welcome.data or {}
    asr = next((program for program in info.asr if program.installed), None)
    tts = next((program for program in info.tts if program.installed), None)
    models = [] if asr is None else [model for model in asr.models if model.installed]
    voices = [] if tts is None else [voice for voice in tts.voices if voice.installed]
    wake = next((program for program in info.wake if program.installed), None)
    wakes = [] if wake is None else [model for model in wake.models if model.installed]
    identity = told.get("id")
    return Server(
        version=str(told.get("server") or ""),
        id=identity if isinstance(identity, str) else None,
        features=_names(welcome, "features"),
        lacks=_names(welcome, "lacks"),
        hears=tuple(dict.fromkeys(language for model in models for language in model.languages)),
        hears_with=asr.name if asr is not None else "",
        voices=tuple(
            Voice(v.name, v.description or v.name, tuple(v.languages), tuple(each.name for each in v.speakers or ()))
            for v in voices
        ),
        speaks_with=tts.name if tts is not None else "",
        hears_model=models[0].name if models else "",
        model=next((model.name for program in info.handle for model in program.models), NO_MODEL),
        wakes=tuple(WakeWord(w.name, w.phrase or w.description or w.name) for w in wakes),
    )


def _names(welcome: UserEvent, key: str) -> tuple[str, ...]:
    told = (welcome.data or {}).get(key)
    return tuple(str(name) for name in told) if isinstance(told, list) else ()


@asynccontextmanager
async def _closing(stream: AsyncIterable[object]) -> AsyncIterator[None]:
    """Close a generator that is left early, so that its source is notified now and not at garbage collection."""
    try:
        yield
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


class _Beside(Protocol):
    async def __call__[Value](self, answer: Awaitable[Value], /) -> Value:
        """Await `answer`, or raise the error of the concurrent work."""
        ...


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[_Beside]:
    """Run `work` concurrently with the body, which awaits through the yielded function: it raises once `work` fails.

    A task group cannot do this: the body yields to a reader, and may leave before `work` is done.
    """
    task = asyncio.create_task(work)

    async def wait[Value](answer: Awaitable[Value], /) -> Value:
        waiting = asyncio.ensure_future(answer)
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            # The server's answer takes precedence: it says why the server hung up; `work` only knows that it did.
            if not waiting.done() and not isinstance(task.exception(), MorganError):
                task.result()
            return await waiting
        finally:
            waiting.cancel()

    try:
        yield wait
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # marks the error as retrieved: the body has its answer or its own error
