"""Where Piper's voices are, which there are, and how to fetch a missing one; knows nothing of how they speak.

A voice is two files, NAME.onnx and NAME.onnx.json. The owner's own are in `<data_dir>/voices`, fetched ones in
`<data_dir>/weights/piper/NAME`. NAME consists of language, name and quality: "en_US-lessac-medium".
"""

from __future__ import annotations

import json
import logging
import math
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from morgan.errors import BadRequest, EngineMissing
from morgan.ports import Voice
from morgan.runtime.downloads import fetch, is_complete

_log = logging.getLogger(__name__)

REPOSITORY = "rhasspy/piper-voices"
# One good voice for each language; a language's first is its default. About 63 MB each.
CATALOGUE = (
    "en_US-lessac-medium",
    "en_GB-alba-medium",
    "de_DE-thorsten-medium",
    "fr_FR-siwis-medium",
    "es_ES-davefx-medium",
    "nl_NL-ronnie-medium",
    "it_IT-paola-medium",
    "pt_BR-faber-medium",
    "ru_RU-irina-medium",
)
_VOICE_BYTES = 63_000_000
_NAME = re.compile(
    r"(?P<family>[a-z]{2,3})_(?P<region>[A-Z]{2})-(?P<name>[a-zA-Z0-9_]+)-(?P<quality>x_low|low|medium|high)"
)


def is_voice_name(name: str) -> bool:
    """Tell whether the hub could have a voice of this name."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class OnRequest:
    """Which voices a client may have fetched (* matches any letters), and how many bytes of them in total.

    Any connected client can ask for a voice, and each costs the owner 63 MB of traffic and disk.
    """

    voices: tuple[str, ...] = CATALOGUE
    most_bytes: int = 300_000_000

    def allows(self, name: str) -> bool:
        """Tell whether this voice is among them."""
        return any(fnmatchcase(name, each) for each in self.voices)


class VoiceCatalog:
    """The voices that are here or can be fetched."""

    def __init__(self, data_dir: Path, fetch_seconds: float | None, on_request: OnRequest | None = None) -> None:
        """`fetch_seconds`: timeout for fetching a missing voice; None: none is fetched."""
        self._on_request = on_request or OnRequest()
        self._own = data_dir / "voices"
        self._fetched = data_dir / "weights" / "piper"
        self._fetch_seconds = fetch_seconds

    def voices(self) -> tuple[Voice, ...]:
        """Return the owner's voices, then fetched ones, then those of the catalogue that can be fetched."""
        found: dict[str, Voice] = {}
        for name, path in self._here().items():
            try:
                found[name] = _voice(name, path)
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                _log.warning("a voice cannot be used: %s.json is no Piper configuration (%s)", path, error)
        if self._fetch_seconds is not None:
            for name in filter(self._on_request.allows, CATALOGUE):
                found.setdefault(name, Voice(name, f"Piper, {name}", _language(name), installed=False))
        return tuple(found.values())

    def path(self, name: str) -> Path | None:
        """Return where the voice's weights are, None when they are not here."""
        return self._here().get(name)

    def stamps(self) -> tuple[tuple[str, int, int], ...]:
        """Return path, modification time and size of each file of the voices that are here. Blocks."""
        files = [file for path in self._here().values() for file in (path, path.with_suffix(".onnx.json"))]
        return tuple((str(file), *stamp(file)) for file in files)

    def bring_asked(self, name: str) -> Path:
        """Return the path of the weights that a client asked for; fetch them if the settings allow it. Blocks.

        Raises what `bring` raises, and EngineMissing, which names the setting, when they do not.
        """
        if self.path(name) or self._fetch_seconds is None or not is_voice_name(name):
            return self.bring(name)
        if not self._on_request.allows(name):
            raise EngineMissing(
                f"the voice {name} is not here, and is none of tts.request_voices, which may be fetched"
            )
        held = sum(file.stat().st_size for file in self._fetched.rglob("*") if file.is_file())
        if held + _VOICE_BYTES > self._on_request.most_bytes:
            raise EngineMissing(
                f"the voice {name} is not here, and fetched voices take {held / 1e6:.0f} MB already: one more would "
                "exceed tts.request_megabytes"
            )
        return self.bring(name)

    def bring(self, name: str, stop: threading.Event | None = None) -> Path:
        """Return the path of the voice's weights; fetch them if they are missing (63 MB). Blocks.

        Raises BadRequest for a name that no voice has, EngineMissing when it is not here and cannot be fetched in time.
        """
        if path := self.path(name):
            return path
        parts = _NAME.fullmatch(name)
        if parts is None:
            here = ", ".join(self._here()) or "none yet"
            raise BadRequest(f"there is no voice {name!r}; here are {here}; others are named like {CATALOGUE[0]}")
        if self._fetch_seconds is None:
            raise EngineMissing(f"the voice {name} is not here and tts.download is off; put it into {self._own}")
        file = f"{parts['family']}/{parts['family']}_{parts['region']}/{parts['name']}/{parts['quality']}/{name}.onnx"
        into = self._fetched / name
        within = None if self._fetch_seconds == math.inf else self._fetch_seconds
        fetch(REPOSITORY, (file, f"{file}.json"), into, within_seconds=within, stop=stop)
        return into / file

    def _here(self) -> dict[str, Path]:
        found = {
            path.stem: path for path in sorted(self._own.glob("*.onnx")) if path.with_suffix(".onnx.json").is_file()
        }
        for folder in sorted(self._fetched.glob("*")):
            if folder.name not in found and is_complete(folder, _lacking):
                found |= {path.stem: path for path in folder.rglob("*.onnx")}
        return found


def stamp(file: Path) -> tuple[int, int]:
    """Return the file's modification time and size; zeros for one that is gone."""
    with suppress(OSError):
        told = file.stat()
        return told.st_mtime_ns, told.st_size
    return 0, 0


def nearest(voices: Sequence[Voice], language: str, preferred: str | None = None) -> str:
    """Return the voice for a BCP 47 code: the preferred one if it fits, else the nearest; installed ones first.

    Raises EngineMissing for a language that no voice speaks.
    """
    wanted = language.replace("_", "-").lower()
    is_wide = "-" not in wanted
    if is_wide:  # "en" stands for the catalogue's English first
        wanted = next((code for code in map(_language, CATALOGUE) if code.startswith(f"{wanted}-")), wanted).lower()
    fitting = [voice for voice in voices if voice.language.lower().split("-")[0] == wanted.split("-")[0]]
    if not fitting:
        raise EngineMissing(f"no Piper voice speaks {language}; put one into the folder voices of the data directory")

    def distance(voice: Voice) -> tuple[bool, ...]:
        # Any English voice fits "en". For "en-GB" an installed British voice ranks before the preferred voice, and one
        # that would have to be fetched ranks after it. Among equals the owner's own come first.
        is_exact = is_wide or voice.language.lower() == wanted
        return (
            not (is_exact and voice.installed),
            voice.name != preferred,
            not is_exact,
            not voice.installed,
            voice.language.lower() != wanted,
        )

    return min(fitting, key=distance).name


def _voice(name: str, path: Path) -> Voice:
    """Read a voice's configuration. Raises whatever Python raises for a broken file."""
    config = json.loads(path.with_suffix(".onnx.json").read_text(encoding="utf-8"))
    code = (config.get("language") or {}).get("code") or config["espeak"]["voice"]
    speakers = config.get("speaker_id_map") or {}
    language = _language(name) if _NAME.fullmatch(name) else _bcp47(str(code))
    return Voice(name, f"Piper, {name}", language, speakers=tuple(str(speaker) for speaker in speakers))


def _lacking(folder: Path) -> str | None:
    """Return what a folder named like a voice lacks of that voice's two files."""
    for ending in (".onnx", ".onnx.json"):
        if not any(file.stat().st_size for file in folder.rglob(f"{folder.name}{ending}")):
            return f"{folder.name}{ending}"
    return None


def _language(name: str) -> str:
    return _bcp47(name.split("-", 1)[0])


def _bcp47(code: str) -> str:
    """Return "en_US" and espeak's "en-us" as "en-US"."""
    primary, *rest = code.replace("_", "-").split("-")
    return "-".join((primary.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))
