"""`morgan voices`: lists the voices that can speak, now or after a download."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from morgan.app import speaking
from morgan.cli import process
from morgan.ports import Clause, Voice
from morgan.settings.schema import Settings
from morgan.tts.pace import factor, phonemes_per_second

_MOST_HEARD = 20  # each takes a second or two


def voices(settings: Settings, *, as_json: bool, paces: bool = False) -> int:
    """Print the voices of the engine in use, the default first; with `paces` their speeds. Raises EngineMissing."""
    engine, known, found = process.run(_list(settings, paces=paces))
    if as_json:
        told = [asdict(voice) | ({"pace": found[voice.name]} if voice.name in found else {}) for voice in known]
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    columns = ("phonemes a second", "tts.speeds") if paces else ()
    heads = ("voice", "language", "what it is", "speakers", *columns)
    table = Table(*heads, title=f"{engine}: the first one is the default")
    for voice in known:
        pace = found.get(voice.name, 0.0)
        table.add_row(
            voice.name,
            voice.language,
            voice.description + ("" if voice.installed else " (fetched when first used)"),
            _few(voice.speakers),
            *((f"{pace:.1f}", f"{factor(pace):.2f}") if pace else ("", "")) * bool(paces),
        )
    Console().print(table)
    return 0


def _few(speakers: tuple[str, ...]) -> str:
    shown = ", ".join(speakers[:3])
    return f"{shown} and {len(speakers) - 3} more" if len(speakers) > 3 else shown


async def _list(settings: Settings, *, paces: bool) -> tuple[str, tuple[Voice, ...], dict[str, float]]:
    engine = await speaking(settings)
    try:
        spoken = [voice for voice in engine.voices if voice.installed][: _MOST_HEARD if paces else 0]
        found = {voice.name: await phonemes_per_second(engine, Clause("", voice.name)) for voice in spoken}
        return engine.program.name, engine.voices, found
    finally:
        await engine.close()
