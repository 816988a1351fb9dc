"""What lies outside the checkout: recordings of speech, and real weights; knows no bench. Standard library only."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def speech() -> Path:
    """Return where recordings lie: MORGAN_SPEECH_DATA, else beside the checkout. Nothing need be there."""
    return Path(os.environ.get("MORGAN_SPEECH_DATA") or _ROOT.parent / "shared" / "data" / "speech")


def weights() -> Path | None:
    """Return the folder of real weights that MORGAN_REAL_WEIGHTS names; it need not hold what is looked for."""
    named = os.environ.get("MORGAN_REAL_WEIGHTS")
    return Path(named) if named else None


def whisper(named: str | None = None) -> Path | None:
    """Return a folder in faster-whisper's format: `named`, else that of the real weights, or whisper-base in it."""
    given = Path(named) if named else weights()
    for folder in (given, given / "whisper-base") if given is not None else ():
        if (folder / "model.bin").is_file():
            return folder
    return None
