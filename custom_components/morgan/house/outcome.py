"""What came of a sentence: which way it took, and what is answered; knows nothing of who dealt with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from homeassistant.helpers import intent

type Path = Literal["intent", "fuzzy", "agent", "none"]


@dataclass(frozen=True, slots=True)
class Done:
    """A sentence that was dealt with: obeyed, asked about, or answered."""

    response: intent.IntentResponse
    path: Path
    continues: bool = False  # something was asked
