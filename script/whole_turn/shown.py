"""The tables of the bench of the whole turn; measures and counts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from whole_turn.figures import STAGES, Times


def stages(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return when each stage was there, and how much was heard right."""
    columns = (*(f"speech to {name}" for name, _ in STAGES), "silence to transcript")
    table = Table("turn", "stack", *(column.removeprefix("speech to ") for column in columns), "heard right")
    for row in rows:
        times = ("" if row[name] is None else f"{row[name][0]:g} / {row[name][1]:g}" for name in columns)
        right = row["heard right"]
        table.add_row(row["scene"], row["stack"], *times, "" if right is None else f"{right:.0%}")
    table.title = "ms after the end of speech, median / 95th percentile"
    return table


def rounds(steady: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return Morgan's share of the stock stack's time, and how steady it is."""
    table = Table("turn", "of medians", "wanted", "least", "median", "most", "round by round")
    table.title = "end of speech to first sound: Morgan's share of stock"
    for scene, row in steady.items():
        numbers = ("" if row[name] is None else f"{row[name]:.2f}" for name in ("of_medians", "wanted"))
        spread = ("" if row[name] is None else f"{row[name]:.2f}" for name in ("min", "median", "max"))
        table.add_row(scene, *numbers, *spread, " ".join(f"{share:.2f}" for share in row["rounds"]))
    return table


def causes(measured: Sequence[Times], scene: str) -> Table:
    """Return round by round where the time of this kind of turn went, and what its model's server had to read."""
    columns = ("silence", "transcript", "first token", "first sound", "the model read", "wrote", "load")
    table = Table("round", "stack", *columns)
    table.title = f"{scene}: ms after the end of speech, round by round"
    for one in sorted((one for one in measured if one.scene == scene), key=lambda one: one.round):
        stages = (one.silence_ms, one.transcript_ms, one.token_ms, one.first_audio_ms)
        times = ("" if at is None else f"{at + one.trailing_ms:.0f}" for at in stages)
        tokens, spent = (sum(read[part] for read in one.read) for part in (0, 1))
        read = f"{tokens:.0f} tokens, {spent:.0f} ms"
        wrote = f"{sum(ms for _, ms in one.wrote) / (sum(count for count, _ in one.wrote) or 1):.0f} ms a token"
        table.add_row(str(one.round), one.stack, *times, read, wrote, f"{one.load:g}")
    return table


def misheard(measured: Sequence[Times]) -> Table:
    """Return what was heard otherwise than it was said."""
    table = Table("stack", "said", "heard", title="heard wrong: their times do not count")
    for one in measured:
        if not one.right:
            table.add_row(one.stack, one.said, one.heard or "(nothing)")
    return table
