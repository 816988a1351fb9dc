"""Records of the last turns for the owner: the path of each and where its time went; never any words.

A turn has up to three stages (stt, handle, tts), which Home Assistant runs one after the other without linking them.
They are linked by a context variable, which all code within one pipeline run shares. Knows nothing of entities or of
the server.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from .client.errors import MorganError
from .client.trace import Span, Trace

type Kind = Literal["stt", "handle", "tts"]

MAX_TURNS: Final = 50  # each is half a kilobyte: enough to look back on an evening
MAX_WORDS: Final = 255  # characters: the limit for a state in Home Assistant
SETTLE_SECONDS: Final = 1.0  # the next stage begins at once; with none after this time, the turn is over
PATHS: Final = ("intent", "fuzzy", "agent", "none")  # of turns with a question; the other ENDS have none
ENDS: Final = (*PATHS, "heard", "no_speech", "said", "stopped", "error")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a turn. `start_ms` counts from the start of the turn, as its spans do."""

    kind: Kind
    start_ms: float
    ms: float = 0.0
    path: str | None = None
    error: str | None = None  # an error's key, never its text, which may contain anything
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A turn that is over."""

    id: str
    at: str  # when it began, ISO 8601
    path: str  # one of ENDS
    ms: float
    stages: tuple[Stage, ...]
    response_ms: float | None = None  # from the end of speech to the first sound of the answer: what the user waited
    model: str = ""
    tokens: tuple[int, int, int] | None = None
    rounds: int = 0
    repairs: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    code: str = ""  # how the language model failed, when that is why there was no answer
    language: str = ""

    def stage(self, kind: Kind) -> Stage | None:
        """Return a stage, if the turn had it."""
        return next((stage for stage in self.stages if stage.kind == kind), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return asdict(self)

    @staticmethod
    def from_dict(kept: dict[str, Any]) -> TurnRecord:
        """Take back what as_dict gave and JSON changed. Raises TypeError, KeyError for anything else."""
        stages = tuple(
            Stage(**{**stage, "spans": tuple(Span(**span) for span in stage["spans"])}) for stage in kept["stages"]
        )
        lists = {key: tuple(kept[key]) for key in ("repairs", "passed")}
        return TurnRecord(**{**kept, **lists, "stages": stages, "tokens": kept["tokens"] and tuple(kept["tokens"])})


class RunningStage:
    """A stage while it runs; late data still counts until the turn is settled."""

    def __init__(self, turn: RunningTurn, kind: Kind) -> None:
        self._turn = turn
        self.stage = Stage(kind, turn.now())
        self.running = True

    def told(self, trace: Trace, since_ms: float | None = None) -> None:
        """Take the server's trace of this stage, or of the part that began at `since_ms`."""
        self._turn.traces[self.stage.kind] = trace
        begun = self.stage.start_ms if since_ms is None else since_ms
        spans = tuple(Span(span.name, round(begun + span.start_ms, 1), span.ms) for span in trace.spans)
        self.stage = replace(self.stage, spans=(*self.stage.spans, *spans), path=self.stage.path or trace.path)

    def span(self, name: str, since_ms: float) -> None:
        """Note a span of the integration's own, from `since_ms` until now."""
        own = Span(name, since_ms, round(self._turn.now() - since_ms, 1))
        self.stage = replace(self.stage, spans=(*self.stage.spans, own))

    def heard(self, text: str, language: str, *, doubtful: bool = False) -> None:
        """Note the transcript, if any, and whether it may as well have been the opposite."""
        if not text.strip():
            self.stage = replace(self.stage, path="no_speech")
        self._turn.heard, self._turn.language, self._turn.doubtful = text, language, doubtful

    @property
    def doubtful(self) -> bool:
        """Whether what was heard in this turn may as well have been the opposite."""
        return self._turn.doubtful

    def handled(self, path: str, language: str, asked: str, answer: str) -> None:
        """Note a sentence's path, its words and its answer."""
        self.stage = replace(self.stage, path=path)
        self._turn.language, self._turn.heard, self._turn.said = language, asked, answer

    async def saying(self, text: AsyncIterable[str]) -> AsyncGenerator[str]:
        """Pass text through; note it as said if the turn has no other answer."""
        known = bool(self._turn.said) or any(one.stage.kind == "handle" for one in self._turn.stages)
        try:
            async for piece in text:
                if not known and len(self._turn.said) < MAX_WORDS:
                    self._turn.said += piece
                yield piece
        finally:
            if isinstance(text, AsyncGenerator):
                await text.aclose()  # its source is notified now, not at garbage collection

    def failed(self, error: MorganError) -> None:
        """Note an error, even if the stage goes on."""
        self.stage = replace(self.stage, error=error.key)

    def now(self) -> float:
        """Milliseconds since the turn began."""
        return self._turn.now()

    def end(self, error: str | None = None, path: str | None = None) -> None:
        """End the stage."""
        ms = round(self._turn.now() - self.stage.start_ms, 1)
        self.stage = replace(self.stage, ms=ms, error=error or self.stage.error, path=path or self.stage.path)
        self.running = False


@dataclass(slots=True, eq=False)
class RunningTurn:
    """A turn that may still get stages."""

    at: datetime = field(default_factory=dt_util.utcnow)
    begun: float = field(default_factory=time.monotonic)
    stages: list[RunningStage] = field(default_factory=list)
    traces: dict[Kind, Trace] = field(default_factory=dict)
    language: str = ""
    heard: str = ""
    said: str = ""
    doubtful: bool = False
    settled: bool = False
    timer: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Milliseconds since it began."""
        return round((time.monotonic() - self.begun) * 1000, 1)

    def takes(self, kind: Kind) -> bool:
        """Whether a stage of this kind can still join it: each kind comes once, in this order."""
        order = ("stt", "handle", "tts")
        return not self.settled and all(order.index(one.stage.kind) < order.index(kind) for one in self.stages)

    def record(self) -> TurnRecord:
        """Return the turn's record as it is now."""
        stages = tuple(one.stage for one in self.stages)
        asked = self.traces.get("handle", Trace())
        return TurnRecord(
            id=ulid_now(),
            at=self.at.isoformat(timespec="milliseconds"),
            path=_end(stages),
            ms=round(max((stage.start_ms + stage.ms for stage in stages), default=0.0), 1),
            stages=stages,
            response_ms=_response(stages),
            model=asked.model,
            tokens=asked.tokens,
            rounds=asked.rounds,
            repairs=asked.repairs,
            passed=asked.passed,
            code=asked.code,
            language=self.language,
        )


_CURRENT: ContextVar[RunningTurn | None] = ContextVar("morgan_turn", default=None)


class Turns:
    """One server's last turns, newest last, and how many there were today."""

    def __init__(self) -> None:
        self.last: deque[TurnRecord] = deque(maxlen=MAX_TURNS)
        self.said = self.heard = ""  # of the last turn: in memory only, and shown only if the owner opted in
        self._today: Counter[str] = Counter()
        self._day = _today()
        self._listeners: list[Callable[[TurnRecord], None]] = []
        self._running: set[RunningTurn] = set()  # no more than there are stages
        self._closed = False

    @callback
    def async_listen(self, listener: Callable[[TurnRecord], None]) -> CALLBACK_TYPE:
        """Call `listener` with each turn once it is over."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def today(self, what: str) -> int:
        """Return how many of today's turns ended so; `errors` counts turns with an error, however they ended."""
        self._turn_the_page()
        return self._today[what]

    @contextmanager
    def stage(self, kind: Kind) -> Iterator[RunningStage]:
        """Record a stage while the body runs; an error of the body is noted as the stage's."""
        turn = self._current(kind)
        if turn.timer is not None:
            turn.timer.cancel()
        one = RunningStage(turn, kind)
        turn.stages.append(one)
        try:
            yield one
        except MorganError as error:
            one.end(error.key)
            raise
        except asyncio.CancelledError, GeneratorExit:
            one.end(path="stopped")
            raise
        except BaseException:  # noted and let through: whatever it is, the stage is over
            one.end("unknown")
            raise
        else:
            one.end()
        finally:
            if not self._closed and not any(each.running for each in turn.stages):
                turn.timer = asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._settle, turn)

    def _current(self, kind: Kind) -> RunningTurn:
        """Return the turn of a stage that begins here; a new turn if there is none."""
        turn = _CURRENT.get()
        if turn is None or not turn.takes(kind) or turn not in self._running:
            turn = RunningTurn()
            self._running.add(turn)
            _CURRENT.set(turn)
        return turn

    def close(self) -> None:
        """Cancel all timers."""
        self._closed = True
        for turn in self._running:
            if turn.timer is not None:
                turn.timer.cancel()
        self._running.clear()

    def as_dict(self) -> dict[str, Any]:
        """Return what survives a restart, as JSON types."""
        return {
            "last": [record.as_dict() for record in self.last],
            "day": self._day.isoformat(),
            "today": dict(self._today),
        }

    def take_back(self, kept: dict[str, Any]) -> None:
        """Restore what as_dict gave; counts of another day are dropped. Raises TypeError, KeyError, ValueError."""
        self.last.extend(TurnRecord.from_dict(each) for each in kept["last"])
        if date.fromisoformat(kept["day"]) == self._day:
            self._today.update(kept["today"])

    def _settle(self, turn: RunningTurn) -> None:
        turn.settled = True
        self._running.discard(turn)
        record = turn.record()
        self.heard, self.said = turn.heard[:MAX_WORDS], turn.said[:MAX_WORDS]
        self.last.append(record)
        self._turn_the_page()
        self._today[record.path] += 1
        if any(stage.error for stage in record.stages):
            self._today["errors"] += 1
        for listener in tuple(self._listeners):
            listener(record)

    def _turn_the_page(self) -> None:
        if (day := _today()) != self._day:
            self._day = day
            self._today.clear()


def _today() -> date:
    return dt_util.now().date()


def _end(stages: tuple[Stage, ...]) -> str:
    """Say how a turn ended, in one word: the answer counts most, then what was heard, then what was said."""
    by_kind = {stage.kind: stage for stage in stages}
    for kind in ("handle", "stt", "tts"):
        if (stage := by_kind.get(kind)) is None:
            continue
        if stage.path == "stopped":
            return "stopped"
        if kind == "handle":
            return stage.path if stage.path in PATHS else "error"
        if stage.error:
            return "error"
        if kind == "stt":
            return "no_speech" if stage.path == "no_speech" else "heard"
    return "said"


def _response(stages: tuple[Stage, ...]) -> float | None:
    """Return the ms from the end of speech to the first sound of the answer, or to its text if no sound is made."""
    by_kind = {stage.kind: stage for stage in stages}
    if (asked := by_kind.get("handle")) is None:
        return None
    begun = asked.start_ms
    if (heard := by_kind.get("stt")) is not None:
        listened = next((span for span in heard.spans if span.name == "listen"), None)
        begun = listened.start_ms + listened.ms if listened else begun
    ended = asked.start_ms + asked.ms
    if (spoken := by_kind.get("tts")) is not None:
        first = next((span for span in spoken.spans if span.name == "first_sound"), None)
        ended = first.start_ms + first.ms if first else ended
    return round(max(0.0, ended - begun), 1)
