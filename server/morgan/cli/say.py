"""`morgan say`: speaks a text through the loudspeaker, into a file or into a pipe."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from morgan.app import speaking
from morgan.audio import wav_bytes
from morgan.cli import process
from morgan.errors import BadRequest, EngineFailed
from morgan.ports import Clause
from morgan.settings.schema import Settings
from morgan.turn.turn import reply

_PLAYERS = (("pw-play", "-"), ("paplay",), ("aplay", "-q"))  # the first installed one; each reads WAV from stdin
_DEFAULT_FILE = Path("morgan.wav")


@dataclass(frozen=True, slots=True)
class Wish:
    """The text to speak, and the voice for it."""

    text: str
    voice: str | None = None
    language: str | None = None


def say(settings: Settings, wish: Wish, out: str | None) -> int:
    """Speak the text; `out` None plays it, "-" writes to the standard output. Raises EngineFailed, BadRequest."""
    wav, told = process.run(_synthesize(settings, wish))
    player = next((found for found in _PLAYERS if shutil.which(found[0])), None) if out is None else None
    if out == "-":
        sys.stdout.buffer.write(wav)
    elif player is not None:
        process.run(_play(player, wav))
    else:
        file = _DEFAULT_FILE if out is None else Path(out)
        try:
            file.write_bytes(wav)
        except OSError as error:
            raise BadRequest(f"{file} cannot be written: {error.strerror or error}") from error
        why = "; no player was found: install alsa-utils to hear it" if out is None else ""
        sys.stderr.write(f"{file}: {told}{why}\n")
    return 0


async def _synthesize(settings: Settings, wish: Wish) -> tuple[bytes, str]:
    """Return the sound as WAV, and a description of it; the text is processed like a reply in a turn."""
    engine = await speaking(settings)
    try:
        manner = Clause("", wish.voice, None, wish.language)
        async with aclosing(reply(engine, _whole(wish.text), manner)) as made:
            sounds = [sound async for sound in made]
        program = engine.program
    finally:
        await engine.close()
    if not sounds:
        raise BadRequest("there is nothing in this text that can be spoken")
    wav = wav_bytes(np.concatenate([sound.samples for sound in sounds]), sounds[0].rate_hz)
    return wav, f"{sum(sound.seconds for sound in sounds):.1f} s, by {program.name}"


async def _whole(text: str) -> AsyncGenerator[str, None]:
    yield text


async def _play(player: tuple[str, ...], wav: bytes) -> None:
    playing = await asyncio.create_subprocess_exec(
        *player, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, told = await playing.communicate(wav)
    if playing.returncode:
        last = told.decode(errors="replace").strip().splitlines()[-1:]
        raise EngineFailed(f"{player[0]} could not play it ({''.join(last)}); write a file with --out FILE.wav")
