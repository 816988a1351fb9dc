"""What the servers wrote while one turn was taken: where Morgan's time went, and what each model read and wrote.

Knows the two logs' lines and nothing of turns.
"""

from __future__ import annotations

import re
from pathlib import Path

_MORGAN = re.compile(r"turn kind=(?P<rest>.*)")
_WROTE = re.compile(r"(?<!prompt )eval time =\s*(?P<ms>[\d.]+) ms /\s*(?P<tokens>\d+) tokens")
_READ = re.compile(r"prompt eval time =\s*(?P<ms>[\d.]+) ms /\s*(?P<tokens>\d+) tokens")


class Log:
    """A log that is read on from where it was read to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def news(self) -> str:
        """Return what was written since the last time; from the beginning when the log began anew."""
        if not self._path.exists():
            return ""
        if self._path.stat().st_size < self._at:
            self._at = 0
        with self._path.open("rb") as log:
            log.seek(self._at)
            new = log.read()
        self._at += len(new)
        return new.decode(errors="replace")


def stages(text: str) -> str:
    """Return Morgan's lines of its turns, one after the other."""
    return "; ".join(found["rest"].strip() for found in _MORGAN.finditer(text))


def read(text: str) -> tuple[tuple[int, float], ...]:
    """Return what llama-server read of each prompt that it had not kept: tokens and milliseconds."""
    return tuple((int(found["tokens"]), float(found["ms"])) for found in _READ.finditer(text))


def wrote(text: str) -> tuple[tuple[int, float], ...]:
    """Return what llama-server wrote of each answer: tokens and milliseconds; of what it only read nothing."""
    found = ((int(one["tokens"]), float(one["ms"])) for one in _WROTE.finditer(text))
    return tuple(one for one in found if one[1] > 0)
