"""`morgan transcribe`: prints the words of a WAV file, decoded as a satellite's sound would be."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from morgan.app import hearing
from morgan.audio import read_wav
from morgan.cli import process
from morgan.errors import BadRequest
from morgan.ports import NO_HOME, Home, Transcript, Utterance
from morgan.settings.schema import Settings
from morgan.wire.fields import Fields
from morgan.wire.home_link import read_home
from morgan.wire.lenient import LeftOut


def transcribe(settings: Settings, file: Path, language: str | None, *, home_file: Path | None, as_json: bool) -> int:
    """Print the words; an utterance without words prints an empty line. Raises BadRequest, EngineFailed."""
    home = _read_home_file(home_file) if home_file else NO_HOME
    utterance = Utterance(read_wav(file), language, home, haste="file")
    transcript, seconds, engine = process.run(_hear(settings, utterance))
    if as_json:
        told = {
            "text": transcript.text,
            "language": transcript.language,
            "engine": engine,
            "audio_seconds": round(utterance.seconds, 3),
            "seconds": round(seconds, 3),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(transcript.text + "\n")
        sys.stderr.write(f"({engine}: {utterance.seconds:.1f} s of sound in {seconds:.1f} s)\n")
    return 0


async def _hear(settings: Settings, utterance: Utterance) -> tuple[Transcript, float, str]:
    engine = await hearing(settings)
    try:
        begun = time.perf_counter()
        transcript = await engine.transcribe(utterance)
        return transcript, time.perf_counter() - begun, transcript.engine or engine.program.name
    finally:
        await engine.close()


def _read_home_file(file: Path) -> Home:
    """Read a house in the form of the protocol's `home` event; `name: X` is short for `names: [X]`."""
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))  # JSON is YAML
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror or error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRequest(f"{file} is neither YAML nor JSON: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(tree, dict):
        raise BadRequest(f"{file} must hold `entities`, `areas` and `floors`; see docs/protocol.md, The house")
    left = LeftOut()
    home = read_home(Fields(str(file), {key: _named(value) for key, value in tree.items()}), left)
    if left.count:  # the user can correct the file
        raise BadRequest(f"{file}: {'; '.join(left.sentences)}")
    return home


def _named(things: Any) -> Any:  # noqa: ANN401 - read_home judges what it is
    if not isinstance(things, list):
        return things
    return [
        {**thing, "names": [thing["name"]]}
        if isinstance(thing, dict) and "name" in thing and "names" not in thing
        else thing
        for thing in things
    ]
