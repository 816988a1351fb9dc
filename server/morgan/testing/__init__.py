"""The fakes that ship with Morgan: engines that follow a script, and a server that runs them; no patching needed.

They implement `morgan.ports` and block at a `Gate`, so that a test of cancellation awaits an event instead of sleeping.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import numpy as np

from morgan.audio import FRAME_SAMPLES, Samples
from morgan.errors import BadRequest, MorganError
from morgan.ports import (
    NO_HOME,
    NO_WISH,
    SILENCE,
    AnswerEvent,
    AnswerTrace,
    Clause,
    Delta,
    Engines,
    Hands,
    Home,
    Message,
    Offer,
    Program,
    Question,
    Sound,
    Tool,
    ToolCall,
    ToolResult,
    Transcript,
    Utterance,
    Voice,
    WakeWord,
    Wish,
)
from morgan.settings.schema import VadSettings, WireSettings
from morgan.wire.home_link import OnHome
from morgan.wire.server import Server, serve

SERVER_ID = "0123456789abcdef"
LOUD = 3000  # an amplitude that the fakes count as speech


def program(name: str) -> Program:
    """Return the program of a fake."""
    return Program(name, f"{name}-model", f"A fake: {name}", "1.0", ("en",), ("Morgan", "https://example.org/morgan"))


class Gate:
    """Blocks a fake's work: `reached` is set on arrival, `left` on cancellation; set `opened` to let it go on."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.left = asyncio.Event()
        if is_open:
            self.opened.set()

    async def passing(self) -> None:
        """Wait for the gate to open."""
        self.reached.set()
        try:
            await self.opened.wait()
        except asyncio.CancelledError:
            self.left.set()
            raise


class FakeSpeechToText:
    """Returns the same words every time, or a doubt, or raises `error`; records the utterances."""

    def __init__(
        self, words: str = "turn on the kitchen lights", *, doubt: str = "", error: MorganError | None = None
    ) -> None:
        self.program = program("fake-stt")
        self.gate = Gate()
        self.heard: list[Utterance] = []
        self.prepared: list[Home] = []
        self._words, self._doubt, self._error = "" if doubt else words, doubt, error

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words once the gate is open."""
        self.heard.append(utterance)
        await self.gate.passing()
        if self._error is not None:
            raise self._error
        return Transcript(self._words, utterance.language or "en", doubt=self._doubt)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Record the call."""
        self.prepared.append(home)

    async def close(self) -> None:
        """Do nothing."""


class FakeVoiceDetector:
    """Counts loud frames as speech."""

    def listen(self) -> FakeVoiceStream:
        """Begin one stream."""
        return FakeVoiceStream()

    async def close(self) -> None:
        """Do nothing."""


class FakeVoiceStream:
    """One stream; holds the samples of an incomplete frame."""

    def __init__(self) -> None:
        self._rest = SILENCE

    async def detect(self, samples: Samples) -> Sequence[float]:
        """Return 1 for each loud frame, 0 for the others."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = samples[whole:]
        loudness = np.abs(samples[:whole].astype(np.int32)).reshape(-1, FRAME_SAMPLES).mean(axis=1)
        return [float(frame > LOUD / 2) for frame in loudness]


class FakeTextToSpeech:
    """Makes 10 ms of one constant sample per clause, or raises `error` at clause `fail_at`; records the clauses."""

    SAMPLE = 1000

    def __init__(self, *, rate_hz: int = 16_000, fail_at: int | None = None, error: MorganError | None = None) -> None:
        self.program = program("fake-tts")
        self.voices = (Voice("fake-voice", "A fake voice", "en", speakers=("one", "two")), Voice("zwei", "Zwei", "de"))
        self.gate = Gate()
        self.said: list[Clause] = []
        self.prepared: list[Clause] = []
        self._rate_hz, self._fail_at, self._error = rate_hz, fail_at, error

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield one sound once the gate is open. Raises BadRequest for an unknown voice."""
        if clause.voice not in (None, *(voice.name for voice in self.voices)):
            raise BadRequest("there is no voice of that name")
        if self._error is not None and len(self.said) == self._fail_at:
            raise self._error
        self.said.append(clause)
        await self.gate.passing()
        yield Sound(np.full(self._rate_hz // 100, self.SAMPLE, dtype=np.int16), self._rate_hz)

    async def prepare(self, manner: Clause) -> None:
        """Record the call."""
        self.prepared.append(manner)

    async def close(self) -> None:
        """Do nothing."""


class FakeWakeWordDetector:
    """Detects the wake word in the first loud sound of a stream."""

    def __init__(self) -> None:
        self.program = program("fake-wake")
        self.wake_words = (WakeWord("okay_nabu", "Okay Nabu", ("en",)), WakeWord("hey_jarvis", "Hey Jarvis", ("en",)))

    def listen(self, names: Sequence[str]) -> FakeWakeStream:
        """Begin one stream. Raises BadRequest for an unknown name."""
        known = [word.name for word in self.wake_words]
        if unknown := set(names) - set(known):
            raise BadRequest(f"{len(unknown)} unknown wake word(s); there are {', '.join(known)}")
        return FakeWakeStream(names[0] if names else known[0])

    async def close(self) -> None:
        """Do nothing."""


class FakeWakeStream:
    """One stream's wake word."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def detect(self, samples: Samples) -> str | None:
        """Return the name when the sound is loud."""
        return self._name if len(samples) and np.abs(samples.astype(np.int32)).mean() > LOUD / 2 else None

    async def close(self) -> None:
        """Do nothing."""


class _Script:
    """Yields deltas, and raises `error` after `fail_at` of them; each waits for the gate."""

    def __init__(
        self, deltas: Sequence[str] = ("It is ", "late."), *, fail_at: int = 0, error: MorganError | None = None
    ) -> None:
        self.gate = Gate()
        self._deltas, self._fail_at, self._error = deltas, fail_at, error

    async def _play(self) -> AsyncGenerator[str, None]:
        for index, delta in enumerate(self._deltas):
            if self._error is not None and index == self._fail_at:
                raise self._error
            await self.gate.passing()
            yield delta
        if self._error is not None:
            raise self._error

    async def close(self) -> None:
        """Do nothing."""


class FakeChatModel:
    """A language model that plays one script of deltas and calls per round, the last one for all further rounds.

    An error in a script is raised. Records each round: `asked` the messages, `offered` the tools, `wished` the wish.
    Each delta waits for the gate.
    """

    def __init__(self, *rounds: Sequence[Delta | MorganError], name: str = "fake-llm") -> None:
        self.program = program(name)
        self.gate = Gate()
        self.asked: list[tuple[Message, ...]] = []
        self.offered: list[tuple[Tool, ...]] = []
        self.wished: list[Wish] = []
        self.prepared_as: list[Wish] = []
        self.left = 0  # how many answers have ended, whole or not
        self.prepared: list[tuple[tuple[Message, ...], tuple[Tool, ...]]] = []
        self.reading = Gate()  # blocks `prepare`
        self.cannot_read: MorganError | None = None
        self._rounds = rounds or (("It is ", "late."),)

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Play the round's script."""
        script = self._rounds[min(len(self.asked), len(self._rounds) - 1)]
        self.asked.append(tuple(messages))
        self.offered.append(tuple(tools))
        self.wished.append(wish)
        try:
            for delta in script:
                await self.gate.passing()
                if isinstance(delta, MorganError):
                    raise delta
                yield delta
        finally:
            self.left += 1

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Record the call, and wait for the gate `reading`."""
        self.prepared_as.append(wish)
        self.prepared.append((tuple(messages), tuple(tools)))
        await self.reading.passing()
        if self.cannot_read is not None:
            raise self.cannot_read

    async def close(self) -> None:
        """Do nothing."""


class FakeHands:
    """A house in which every call succeeds, or has the given results; records the calls by round."""

    def __init__(self, *results: ToolResult) -> None:
        self.gate = Gate()
        self.rounds: list[tuple[ToolCall, ...]] = []
        self._results = list(results)

    @property
    def calls(self) -> list[tuple[str, dict[str, object]]]:
        """Name and arguments of every call, in order."""
        return [(call.name, dict(call.args)) for calls in self.rounds for call in calls]

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Return the results once the gate is open."""
        self.rounds.append(tuple(calls))
        await self.gate.passing()
        return [replace(self._results.pop(0), id=call.id) if self._results else ToolResult(call.id) for call in calls]


class FakeAgent(_Script):
    """An agent that runs its `calls` in the house and then plays its script; records question and results."""

    question: Question | None = None
    calls: Sequence[ToolCall] = ()
    results: Sequence[ToolResult] = ()
    trace: AnswerTrace | None = None
    prepared: tuple[Question, ...] = ()

    @property
    def program(self) -> Program:
        """What it is."""
        return program("fake-agent")

    async def answer(self, question: Question, hands: Hands | None = None) -> AsyncGenerator[AnswerEvent, None]:
        """Run the calls, then play the script."""
        self.question = question
        if self.calls and hands is not None:
            self.results = await hands.act(self.calls)
        async with aclosing(self._play()) as deltas:
            async for delta in deltas:
                yield delta
        if self.trace is not None:
            yield self.trace

    async def prepare(self, question: Question) -> None:
        """Record the call."""
        self.prepared = (*self.prepared, question)


class FakeOffers:
    """A server's models: the fake one, and one more."""

    def __init__(self, offer: Offer = Offer("fake-llm-model", ("fake-llm-model", "large"), ("large",))) -> None:  # noqa: B008  # frozen
        self._offer = offer

    async def offer(self) -> Offer:
        """Return it."""
        return self._offer


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Poll until `condition` is true. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # for conditions without an event to wait for
            await asyncio.sleep(0.002)


def fake_engines() -> Engines:
    """Return a set of fakes; `dataclasses.replace` exchanges some."""
    return Engines(
        FakeVoiceDetector(),
        FakeSpeechToText(),
        FakeTextToSpeech(),
        FakeWakeWordDetector(),
        FakeAgent(),
        FakeOffers(),
    )


@asynccontextmanager
async def running_server(
    engines: Engines | None = None,
    wire: WireSettings | None = None,
    *,
    on_home: OnHome | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncGenerator[Server, None]:
    """Run a real server with fakes on a free port of 127.0.0.1; it stops without draining unless `wire` says so."""
    settings = wire or WireSettings(drain_seconds=0)
    settings = settings.model_copy(update={"host": "127.0.0.1", "port": 0})
    async with serve(
        settings, VadSettings(), engines or fake_engines(), server_id=SERVER_ID, on_home=on_home, tls=tls
    ) as server:
        yield server


def fakes(**others: object) -> Engines:
    """Return a set of fakes with some replaced by name: `fakes(stt=None)`."""
    return replace(fake_engines(), **others)  # type: ignore[arg-type]  # the names are the fields'
