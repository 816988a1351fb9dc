"""The outcome of a sentence: its path and its response; knows nothing of how it was handled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from homeassistant.helpers import intent

type Path = Literal["intent", "fuzzy", "agent", "none"]


@dataclass(frozen=True, slots=True)
class Done:
    """A sentence that was handled: carried out, asked about, or answered."""

    response: intent.IntentResponse
    path: Path
    continues: bool = False  # something was asked
