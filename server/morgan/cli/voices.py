"""`morgan voices`: who can speak, now or after a download."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from morgan.app import speaking
from morgan.cli import process
from morgan.ports import Voice
from morgan.settings import Settings


def voices(settings: Settings, *, as_json: bool) -> int:
    """Print the voices of the engine in use, the default first. Raises EngineMissing."""
    engine, known = process.run(_list(settings))
    if as_json:
        sys.stdout.write(json.dumps([asdict(voice) for voice in known], ensure_ascii=False) + "\n")
        return 0
    table = Table("voice", "language", "what it is", "speakers", title=f"{engine}: the first one is the default")
    for voice in known:
        table.add_row(
            voice.name,
            voice.language,
            voice.description + ("" if voice.installed else " (fetched when first used)"),
            _few(voice.speakers),
        )
    Console().print(table)
    return 0


def _few(speakers: tuple[str, ...]) -> str:
    shown = ", ".join(speakers[:3])
    return f"{shown} and {len(speakers) - 3} more" if len(speakers) > 3 else shown


async def _list(settings: Settings) -> tuple[str, tuple[Voice, ...]]:
    engine = await speaking(settings)
    try:
        return engine.program.name, engine.voices
    finally:
        await engine.close()
