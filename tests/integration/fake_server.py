"""A Morgan server that says what a test tells it to; speaks docs/protocol.md and knows nothing of the integration.

It has its own words for every event, so that a misunderstanding shows up here; it keeps what it was told, and gates.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, async_read_event, async_write_event
from wyoming.info import Info
from wyoming.tts import SynthesizeStopped
from wyoming.user_event import UserEvent

from .asking import ask, collect  # noqa: F401  # tests that make a server find these here too
from .certificates import Certificate, Quiet, sealed
from .fake_info import ATTRIBUTION, TRACES, told  # noqa: F401  # tests that make a server find its words here too

type Call = tuple[str, dict[str, Any]]  # a tool's name and its arguments


@dataclass
class FakeServer:
    """One server on a free port; change its fields to change what it does next."""

    token: str | None = None
    version: int = 1
    id: str | None = "f00d"
    release: str = "9.9"
    lacks: tuple[str, ...] = ()
    features: tuple[str, ...] = ("home", "turn", "tools", "trace", "rate", "prepare", "schema", "models", "images")
    info: Info = field(default_factory=told)
    offers: dict[str, Any] = field(default_factory=lambda: {"own": "m", "models": ["m", "large"], "sees": ["large"]})
    transcript: str = "turn on the kitchen lights"
    transcript_pieces: tuple[str, ...] = ()  # what it says of it before; none: all of it
    doubt: dict[str, Any] = field(default_factory=dict)  # {"context": {"doubt"}}: to be asked about, instead of words
    notices_speech: bool = True  # at the first chunk
    wakes: dict[int, str] = field(default_factory=dict)  # which wake word it hears in which chunk
    words_end_after: int = 0  # chunks after which the transcript comes unasked; 0: at audio-stop
    answer: tuple[str, ...] = ("It was ", "Shakespeare.")
    streams: bool = True  # an answer comes word by word
    rounds: tuple[tuple[Call, ...], ...] = ()  # what it wants done before it answers; a round is done side by side
    words_before: str = ""  # said before each round
    repeats_questions: bool = True  # says what the client wants said, as docs/protocol.md has it, and ends the turn
    declines: str | None = None  # not-handled, with this sentence
    fails: Error | None = None  # the error that ends a turn
    fails_after: int = 0  # words or sounds that still come before it
    hangs_up: bool = False  # ends a turn without a word
    keeps_silent: bool = False  # takes everything and never answers
    babbles: bytes | None = None  # sends these bytes instead of an answer to the first event
    greets: bytes | None = None  # sends these bytes before anybody has said anything
    rate_hz: int = 22_050
    form: tuple[int, int, int] = (16000, 2, 1)  # of the sound that it expects to hear
    certificate: Certificate | None = None  # with one it speaks TLS alone
    wants_tls: bool = False  # refuses whoever speaks in clear
    traces: dict[str, dict[str, Any]] = field(default_factory=lambda: dict(TRACES))  # what it tells after a turn
    port: int = 0
    hellos: list[dict[str, Any]] = field(default_factory=list)
    homes: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    prepares: list[dict[str, Any]] = field(default_factory=list)
    shown: list[tuple[str, bytes]] = field(default_factory=list)  # media type and bytes of each picture
    asked: list[dict[str, Any]] = field(default_factory=list)
    spoken: list[dict[str, Any]] = field(default_factory=list)  # {voice, context, text}
    transcribes: list[dict[str, Any]] = field(default_factory=list)
    detects: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)  # of the calls, in the order in which they came
    obeyed: list[dict[str, Any]] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)  # when each word of an answer left
    in_clear: list[dict[str, Any]] = field(default_factory=list)  # what was said by whoever was refused for it
    heard_bytes: int = 0
    pings: int = 0
    listings: int = 0  # how often it was asked for its models
    connections: set[asyncio.StreamWriter] = field(default_factory=set)
    serving: set[asyncio.Task[None]] = field(default_factory=set)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    homeline: asyncio.StreamWriter | None = None  # the connection on which the house was told last
    knows: Event | None = None  # what it says to a house, if not that it knows it
    gate: asyncio.Event | None = None  # a turn waits here before its answer's second word or sound
    prepared: asyncio.Event | None = None  # it is ready for a question no sooner than this
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the port it had before if it had one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Quiet(asyncio.StreamReader(), self._serve, loop), "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody, as a server that is killed does."""
        if self._server is None:
            return
        asyncio.get_running_loop().remove_reader(self._server.sockets[0])
        await asyncio.sleep(0)  # asyncio must not close a server while it takes somebody in
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()
        self._server = None

    async def tell_home(self, name: str, data: dict[str, Any]) -> None:
        """Say something on the house's standing connection."""
        assert self.homeline is not None
        await async_write_event(UserEvent(name, data).event(), self.homeline)

    async def until(self, what: Any, seconds: float = 10) -> None:
        """Wait until `what()` is true; looks again whenever anything happened."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(what)

    async def _note(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        task.add_done_callback(self.serving.discard)
        self.connections.add(raw := writer)
        await self._note()
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                if self.certificate is not None:
                    reader, writer = await sealed(writer.transport, self.certificate)
                else:
                    writer.transport.resume_reading()
                await _Peer(self, reader, writer).run()
        finally:
            self.connections.discard(raw)
            writer.close()
            raw.transport.abort()
            await self._note()


@dataclass
class _Peer:
    """One connection."""

    server: FakeServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    greeted: bool = False
    transcribing: bool = False
    detecting: bool = False
    chunks: int = 0
    text: list[str] = field(default_factory=list)
    speaking: dict[str, Any] = field(default_factory=dict)
    answers: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        try:
            if self.server.greets is not None:
                self.writer.write(self.server.greets)
            while (event := await async_read_event(self.reader)) is not None:
                if self.server.babbles is not None:
                    self.writer.write(self.server.babbles)
                    await self.writer.drain()
                elif not self.server.keeps_silent and not await self._take(event):
                    return
        finally:
            for task in self.answers:
                task.cancel()

    async def _say(self, kind: str, **data: Any) -> None:
        await async_write_event(Event(kind, data), self.writer)

    async def _trace(self, kind: str) -> None:
        if kind in self.server.traces:
            told = {"kind": kind, **self.server.traces[kind]}
            await async_write_event(UserEvent("trace", told).event(), self.writer)

    async def _take(self, event: Event) -> bool:
        """Answer one event; False when the connection is to be closed."""
        if self.server.wants_tls and self.server.certificate is None:
            self.server.in_clear.append(event.data)
            await self._say("error", text="speak TLS", code="tls-required")
            return False
        if event.type == "user-event" and event.data["name"] == "hello":
            return await self._hello(event.data["data"])
        if self.server.token is not None and not self.greeted:
            await self._say("error", text="say hello first", code="unauthorized")
            return False
        name = event.data["name"] if event.type == "user-event" else event.type
        taker = getattr(self, f"_{name.replace('-', '_')}", None)
        if taker is None:
            await self._say("error", text=f"what is {event.type}?", code="unknown-event")
            return True
        stays = await taker(event)
        await self.server._note()
        return stays is not False

    async def _hello(self, hello: dict[str, Any]) -> bool:
        server = self.server
        server.hellos.append(hello)
        if hello["version"] != server.version:
            await self._say("error", text="another version", code="version")
            return False
        if server.token is not None and hello.get("token") != server.token:
            await self._say("error", text="wrong token", code="unauthorized")
            return False
        self.greeted = True
        welcome = {"server": server.release, "version": server.version, "features": list(server.features)}
        if server.lacks:
            welcome["lacks"] = list(server.lacks)
        if server.id is not None:
            welcome["id"] = server.id
        await async_write_event(UserEvent("welcome", welcome).event(), self.writer)
        return True

    async def _describe(self, _: Event) -> None:
        await async_write_event(self.server.info.event(), self.writer)

    async def _ping(self, event: Event) -> None:
        self.server.pings += 1
        await self._say("pong", **event.data)

    async def _pong(self, _: Event) -> None:
        self.server.pings += 1

    async def _home(self, event: Event) -> None:
        self.server.homes.append(event.data["data"])
        self.server.homeline = self.writer
        known = UserEvent("home-known", {"hash": f"h{len(self.server.homes)}"}).event()
        await async_write_event(self.server.knows or known, self.writer)

    async def _models(self, _: Event) -> None:
        self.server.listings += 1
        await async_write_event(UserEvent("models", self.server.offers).event(), self.writer)

    async def _prepare(self, event: Event) -> None:
        self.server.prepares.append(event.data["data"])
        if self.server.prepared is not None:
            await self.server._note()
            await self.server.prepared.wait()
        await async_write_event(UserEvent("prepared", {}).event(), self.writer)

    async def _transcribe(self, event: Event) -> None:
        self.server.transcribes.append(event.data)
        self.transcribing, self.chunks = True, 0

    async def _detect(self, event: Event) -> None:
        self.server.detects.append(event.data)
        self.detecting, self.chunks = True, 0

    async def _audio_start(self, event: Event) -> None:
        start = AudioStart.from_event(event)
        assert (start.rate, start.width, start.channels) == self.server.form

    async def _audio_chunk(self, event: Event) -> bool | None:
        chunk = AudioChunk.from_event(event)
        self.server.heard_bytes += len(chunk.audio)
        self.chunks += 1
        if self.detecting and self.chunks in self.server.wakes:
            await self._say("detection", name=self.server.wakes[self.chunks], timestamp=chunk.timestamp)
        if self.chunks == 1 and self.transcribing and self.server.notices_speech:
            await self._say("voice-started", timestamp=10)
        if self.transcribing and self.chunks == self.server.words_end_after:
            return await self._words()
        return None

    async def _audio_stop(self, _: Event) -> bool | None:
        if self.detecting:
            await self._say("not-detected")
        return await self._words() if self.transcribing else None

    async def _words(self) -> bool:
        self.transcribing = False
        if self.server.fails is not None:
            await async_write_event(self.server.fails.event(), self.writer)
            return True
        if self.server.hangs_up:
            return False
        await self._say("voice-stopped", timestamp=20)
        await self._say("transcript-start", language="en")
        for piece in self.server.transcript_pieces or (self.server.transcript,):
            await self._say("transcript-chunk", text=piece)
        await self._say("transcript-stop")
        await self._say("transcript", text=self.server.transcript, language="en", **self.server.doubt)
        await self._trace("stt")
        return True

    async def _synthesize_start(self, event: Event) -> None:
        self.speaking = {"voice": event.data.get("voice"), "context": event.data.get("context"), "text": ""}
        self.server.spoken.append(self.speaking)

    async def _synthesize_chunk(self, event: Event) -> None:
        self.speaking["text"] += event.data["text"]
        if len(self.text) == 0 and self.speaking["text"].strip():
            self.text.append("begun")
            rate = (self.speaking["context"] or {}).get("rate_hz", self.server.rate_hz)
            self.speaking["rate"] = rate
            await async_write_event(AudioStart(rate=rate, width=2, channels=1).event(), self.writer)
            await self._sound()

    async def _sound(self) -> None:
        chunk = AudioChunk(rate=self.speaking["rate"], width=2, channels=1, audio=b"\x01\x00" * 100)
        await async_write_event(chunk.event(), self.writer)

    async def _synthesize_stop(self, _: Event) -> None:
        if self.server.fails is not None:
            await async_write_event(self.server.fails.event(), self.writer)
            return
        if not self.text:
            await async_write_event(AudioStart(rate=self.server.rate_hz, width=2, channels=1).event(), self.writer)
        else:
            await self._sound()
        await async_write_event(AudioStop().event(), self.writer)
        await async_write_event(SynthesizeStopped().event(), self.writer)
        await self._trace("tts")

    async def _turn(self, event: Event) -> None:
        self.server.turns.append(event.data["data"])

    async def _image(self, event: Event) -> None:
        self.server.shown.append((event.data["data"]["media_type"], event.payload or b""))

    async def _transcript(self, event: Event) -> bool | None:
        self.server.asked.append(event.data)
        if self.server.hangs_up:
            return False
        task = asyncio.create_task(self._answer(event.data.get("context")))
        self.answers.add(task)  # beside the reading, so that a peer that hangs up is noticed
        task.add_done_callback(self.answers.discard)
        return None

    async def _tool_result(self, event: Event) -> None:
        self.server.results.append(event.data["data"])

    async def _obeyed(self, event: Event) -> None:
        self.server.obeyed.append(event.data["data"])

    async def _rounds(self) -> str | None:
        """Have all rounds done; gives the sentence that the client wants said, which ends the turn."""
        server = self.server
        for number, calls in enumerate(server.rounds):
            if server.words_before:
                await self._say("handled-chunk", text=server.words_before)
            come = len(server.results)
            for at, (name, args) in enumerate(calls):
                call = {"id": f"c{number}-{at}", "name": name, "args": args, "repairs": []}
                await async_write_event(UserEvent("tool-call", call).event(), self.writer)
            await async_write_event(UserEvent("tool-calls-end", {}).event(), self.writer)
            await server.until(partial(_as_many, server.results, come + len(calls)))
            errors = [result["error"] for result in server.results[come:] if "error" in result]
            if server.repeats_questions and (asked := [each["text"] for each in errors if each["type"] == "ask"]):
                return asked[-1]
        return None

    async def _answer(self, context: Any) -> None:
        server = self.server
        if server.declines is not None:
            await self._say("not-handled", text=server.declines)
            await self._trace("handle")
            return
        await self._say("handled-start", context=context)
        if (question := await self._rounds()) is not None:
            await self._say("handled-chunk", text=question)
            await self._say("handled-stop")
            await self._say("handled", text=question, context=context, **{"continue": True})
            await self._trace("handle")
            return
        for number, word in enumerate(server.answer if server.streams else ()):
            if server.fails is not None and number == server.fails_after:
                break
            if number == 1 and server.gate is not None:
                await server.gate.wait()
            server.sent.append(time.perf_counter())
            await self._say("handled-chunk", text=word)
            await server._note()
        if server.fails is not None:
            await async_write_event(server.fails.event(), self.writer)
            return
        await self._say("handled-stop")
        await self._say("handled", text="".join(server.answer), context=context)
        await self._trace("handle")


def _as_many(come: list[Any], wanted: int) -> bool:
    return len(come) >= wanted


@asynccontextmanager
async def running(**fields: Any) -> AsyncIterator[FakeServer]:
    """A server for the length of a block."""
    server = FakeServer(**fields)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
