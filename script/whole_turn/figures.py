"""What the measured turns say: medians, 95th percentiles, ratios, a table and the bars of the chart.

Pure; knows nothing of Home Assistant. Times are milliseconds after the recording's last sample unless they say
otherwise; they are negative where something happened during the recording's own trailing silence.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import charts

STOCK, QUICK, MORGAN = "stock", "stock, quick", "Morgan"


@dataclass(frozen=True, slots=True)
class Times:
    """One turn of one stack. None where a stage did not happen or cannot be seen."""

    stack: str
    scene: str
    recording: str
    trailing_ms: float  # the recording's own silence after its speech, as Silero sees it
    silence_ms: float | None  # when the silence was confirmed
    transcript_ms: float
    token_ms: float | None
    first_audio_ms: float
    last_audio_ms: float


def stage(name: str) -> Callable[[Times], float | None]:
    """Return what reads one stage of a turn."""

    def read(one: Times) -> float | None:
        found: float | None = getattr(one, name)
        return found

    return read


def after_silence(one: Times) -> float | None:
    """From the confirmed silence to the transcript."""
    return None if one.silence_ms is None else max(0.0, one.transcript_ms - one.silence_ms)


def from_speech(name: str) -> Callable[[Times], float | None]:
    """Return what reads a stage counted from the end of speech."""

    def read(one: Times) -> float | None:
        found: float | None = getattr(one, name)
        return None if found is None else found + one.trailing_ms

    return read


def values(turns: Iterable[Times], stack: str, scene: str | None, what: Callable[[Times], float | None]) -> list[float]:
    """Return what was measured of one stack, of one kind of turn or all of them."""
    chosen = (what(one) for one in turns if one.stack == stack and scene in (None, one.scene))
    return [value for value in chosen if value is not None]


def median(
    turns: Iterable[Times], stack: str, scene: str | None, what: Callable[[Times], float | None]
) -> float | None:
    """Return the median, None where nothing was measured."""
    found = values(turns, stack, scene, what)
    return statistics.median(found) if found else None


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return ours over theirs; 0 when ours was there before the clock began, None when that can't be told."""
    if ours is None or theirs is None or theirs <= 0:
        return None
    return round(max(0.0, ours) / theirs, 3)


def ratios(turns: Sequence[Times], against: str = STOCK, *, speech: bool = False) -> dict[str, float | None]:
    """Return the four ratios against one of the stock stacks, from the last sample or from the end of speech."""
    read = from_speech if speech else stage

    def of(what: Callable[[Times], float | None], scene: str | None) -> float | None:
        return ratio(median(turns, MORGAN, scene, what), median(turns, against, scene, what))

    return {
        "transcript_ratio": of(read("transcript_ms"), None),
        "transcript_after_silence_ratio": of(after_silence, None),
        "command_first_audio_ratio": of(read("first_audio_ms"), "command"),
        "answer_first_audio_ratio": of(read("first_audio_ms"), "answer"),
        "tool_first_audio_ratio": of(read("first_audio_ms"), "tool"),
    }


STAGES = (
    ("transcript", "transcript_ms"),
    ("first token", "token_ms"),
    ("first sound", "first_audio_ms"),
    ("last sound", "last_audio_ms"),
)


def summary(turns: Sequence[Times], stacks: Sequence[str], scenes: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each kind of turn and stack: each stage's median and 95th percentile."""
    rows = []
    for scene in scenes:
        for stack in stacks:
            row: dict[str, Any] = {"scene": scene, "stack": stack, "turns": len(values(turns, stack, scene, _one))}
            for name, attribute in STAGES:
                row[name] = _pair(values(turns, stack, scene, stage(attribute)))
            row["silence to transcript"] = _pair(values(turns, stack, scene, after_silence), digits=1)
            row["speech to first sound"] = _pair(values(turns, stack, scene, from_speech("first_audio_ms")))
            rows.append(row)
    return rows


def _pair(found: Sequence[float], digits: int | None = None) -> list[float] | None:
    """Return median and 95th percentile, None where nothing was measured."""
    if not found:
        return None
    return [round(statistics.median(found), digits), round(charts.percentile(found, 95), digits)]


def _one(_turn: Times) -> float:
    return 1.0


def waterfall(turns: Sequence[Times], stacks: Sequence[str], scenes: Sequence[tuple[str, str]]) -> list[charts.Bar]:
    """Return the stages of the median turn from the end of speech, one bar for each kind of turn and stack."""
    bars = []
    for scene, title in scenes:
        for stack in stacks:
            at = [
                median(turns, stack, scene, from_speech(name)) for name in ("silence_ms", "transcript_ms", "token_ms")
            ]
            sound = median(turns, stack, scene, from_speech("first_audio_ms"))
            if sound is None:
                continue
            parts, before = [], 0.0
            for name, until in zip(("silence confirmed", "transcript", "first token"), at, strict=True):
                if until is not None and until > before:
                    parts.append((name, until - before))
                    before = until
            parts.append(("first sound", max(0.0, sound - before)))
            bars.append(charts.Bar(f"{title}: {stack}", tuple(parts), f"{sound:.0f} ms"))
    return bars


def plain(turns: Iterable[Times]) -> list[dict[str, Any]]:
    """Return the turns as JSON has them."""
    return [
        {name: round(value, 1) if isinstance(value, float) else value for name, value in asdict(one).items()}
        for one in turns
    ]
