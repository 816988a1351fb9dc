"""What the measured turns say: medians, 95th percentiles, ratios, a table and the bars of the chart.

Pure; knows nothing of Home Assistant. Times are milliseconds after the recording's last sample unless they say
otherwise; they are negative where something happened during the recording's own trailing silence. Of a turn that was
heard wrong no time counts: it is another turn than the one that was meant.
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
    round: int = 0
    said: str = ""  # empty where a made Whisper hears: it is always right
    heard: str = ""
    right: bool = True
    load: float = 0.0  # how many processes the machine ran or wanted to run, over the last minute
    read: tuple[tuple[int, float], ...] = ()  # tokens that this side's llama-server had to read, and milliseconds
    wrote: tuple[tuple[int, float], ...] = ()  # tokens that it wrote, and milliseconds
    stages: str = ""  # where Morgan says that its time went


def unheard(stack: str, scene: str, recording: str, number: int, said: str) -> Times:
    """Return a turn in which no words were heard."""
    return Times(stack, scene, recording, 0.0, None, 0.0, None, 0.0, 0.0, number, said, right=False)


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
    chosen = (what(one) for one in turns if one.stack == stack and one.right and scene in (None, one.scene))
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


# What the project wants of the stock stack's time, from the end of speech to the first sound.
WANTED = {"command": 1 / 3, "answer": 0.5, "tool": 0.45}


def heard_right(turns: Sequence[Times], stacks: Iterable[str]) -> dict[str, float | None]:
    """Return which share of the sentences each stack heard right; None where nothing was really said."""
    found: dict[str, float | None] = {}
    for stack in stacks:
        rights = [one.right for one in turns if one.stack == stack and one.said]
        found[stack] = round(sum(rights) / len(rights), 3) if rights else None
    return found


def from_end_of_speech(turns: Sequence[Times], stacks: Iterable[str], scenes: Iterable[str]) -> dict[str, Any]:
    """Return the median time from the end of speech to the first sound: by kind of turn, by stack."""
    first = from_speech("first_audio_ms")
    chosen = tuple(stacks)
    return {scene: {stack: _whole(median(turns, stack, scene, first)) for stack in chosen} for scene in scenes}


def by_round(turns: Sequence[Times], scene: str, against: str = STOCK) -> list[float]:
    """Return Morgan's share of a stock stack's time from the end of speech to the first sound, round by round."""
    first = from_speech("first_audio_ms")
    found: dict[int, dict[str, float]] = {}
    for one in turns:
        if one.scene == scene and one.right and (after := first(one)) is not None:
            found.setdefault(one.round, {})[one.stack] = after
    both = (at for _, at in sorted(found.items()) if MORGAN in at and against in at)
    return [share for at in both if (share := ratio(at[MORGAN], at[against])) is not None]


def steadiness(turns: Sequence[Times], scenes: Iterable[str]) -> dict[str, Any]:
    """Return for each kind of turn the ratio of the medians, and of the ratios of each round the least to the most."""
    medians = from_end_of_speech(turns, (STOCK, MORGAN), scenes_of := tuple(scenes))
    found = {}
    for scene in scenes_of:
        each = by_round(turns, scene)
        found[scene] = {
            "of_medians": ratio(medians[scene][MORGAN], medians[scene][STOCK]),
            "min": min(each, default=None),
            "median": round(statistics.median(each), 3) if each else None,
            "max": max(each, default=None),
            "wanted": round(WANTED[scene], 3),
            "rounds": each,
        }
    return found


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


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
                row[f"speech to {name}"] = _pair(values(turns, stack, scene, from_speech(attribute)))
            row["silence to transcript"] = _pair(values(turns, stack, scene, after_silence), digits=1)
            row["heard right"] = heard_right([one for one in turns if one.scene == scene], [stack])[stack]
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
