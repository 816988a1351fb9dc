"""What the benches share when they show what they measured: percentiles, the machine, a JSON and a chart beside it.

The chart is SVG of our own, because a handful of bars needs no plotting library and a library's SVG is thousands of
lines that change with its version. Knows nothing of what was measured. Standard library only: both environments use it.
"""

from __future__ import annotations

import json
import math
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
_WIDTH, _RIGHT, _ROW, _TOP = 860, 100, 30, 64
# Okabe and Ito's colours, told apart by the colour-blind and on white as on black.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c8c8c")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-size:16px;font-weight:600}.small{font-size:11px;"
    "fill:#59636e}.grid{stroke:#d1d9e0;stroke-width:1}@media(prefers-color-scheme:dark){text{fill:#f0f6fc}"
    ".small{fill:#9198a1}.grid{stroke:#3d444d}}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: its parts stand one behind the other, each with the stage that it is (for the legend)."""

    label: str
    parts: tuple[tuple[str, float], ...]
    note: str = ""  # after the bar; by default the sum


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which so many percent lie, between neighbours in proportion. Raises ValueError."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def machine(packages: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, memory, Python and the versions of these packages."""
    versions = {}
    for name in packages:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "missing"
    return {
        "cpu": _first_line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int((_first_line("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1024**2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": versions,
    }


def _first_line(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def folder(*, docs: bool) -> Path:
    """Return where a bench writes: the docs when asked, else a new temporary folder: a trial dirties nothing."""
    found = ROOT / "docs" / "img" if docs else Path(tempfile.mkdtemp(prefix="morgan-bench-"))
    found.mkdir(parents=True, exist_ok=True)
    return found


def keep(into: Path, name: str, figures: Mapping[str, Any], packages: Sequence[str] = ()) -> Path:
    """Write `bench-NAME.json`: the figures, and the machine that they were measured on."""
    path = into / f"bench-{name}.json"
    content = {"machine": machine(packages), **figures}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def bars(title: str, rows: Sequence[Bar | tuple[str, float]], unit: str, path: Path) -> Path:
    """Draw lying bars, the first row on top, and write them to `path` as SVG. Legible on white and on black."""
    drawn = [row if isinstance(row, Bar) else Bar(row[0], (("", row[1]),)) for row in rows]
    fullest = sorted(drawn, key=lambda row: -len(row.parts))  # its order is the legend's
    stages = list(dict.fromkeys(stage for row in fullest for stage, _ in row.parts if stage))
    left = 30 + round(7.3 * max((len(row.label) for row in drawn), default=0))  # letters of 13 px are about so wide
    longest = max((sum(value for _, value in row.parts) for row in drawn), default=0.0)
    step = _step(longest)
    scale = (_WIDTH - left - _RIGHT) / (longest or 1)
    bottom = _TOP + _ROW * len(drawn)
    out = [_text(16, 26, title, 'class="title"')]
    x = 16.0
    for number, stage in enumerate(stages):
        out.append(f'<rect x="{x:.0f}" y="38" width="11" height="11" fill="{_colour(number)}"/>')
        out.append(_text(x + 15, 48, stage, 'class="small"'))
        x += 15 + 6.3 * len(stage) + 18
    for tick in range(math.floor(longest / step) + 1):
        at = left + tick * step * scale
        out.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 4}" y2="{bottom}"/>')
        out.append(_text(at, bottom + 15, f"{tick * step:g}", 'class="small" text-anchor="middle"'))
    out.append(_text(_WIDTH - 16, bottom + 15, unit, 'class="small" text-anchor="end"'))
    for number, row in enumerate(drawn):
        out += _row(row, (left, _TOP + _ROW * number), scale, stages)
    height = bottom + 28
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">'
    )
    path.write_text(
        "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{_STYLE}</style>", *out, "</svg>"]) + "\n",
        encoding="utf-8",
    )
    return path


def _row(row: Bar, at: tuple[float, float], scale: float, stages: Sequence[str]) -> list[str]:
    left, y = at
    out, x = [_text(left - 10, y + 17, row.label, 'text-anchor="end"')], left
    for stage, value in row.parts:
        width = max(0.0, value) * scale
        colour = _colour(stages.index(stage)) if stage else _colour(0)
        told = escape(f"{stage} {value:.4g}".strip())
        out.append(f'<rect x="{x:.1f}" y="{y + 4}" width="{width:.1f}" height="{_ROW - 10}" fill="{colour}">')
        out.append(f"<title>{told}</title></rect>")
        x += width
    total = sum(value for _, value in row.parts)
    return [*out, _text(x + 6, y + 17, row.note or f"{total:.4g}", "")]


def _text(x: float, y: float, text: str, more: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(text)}</text>'


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _step(longest: float) -> float:
    """Return a round distance for about five lines of the grid."""
    if longest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(longest / 5))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= longest / 5)
