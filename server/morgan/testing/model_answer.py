"""What a scripted model answers, and what goes wrong while it does; knows no protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call of an answer."""

    name: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says to one request, and what goes wrong while it does. `at` counts pieces from 0."""

    deltas: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    thoughts: tuple[str, ...] = ()
    prompt_tokens: int = 100
    cached_tokens: int = 0
    done_reason: str = "stop"
    calls_when_done: bool = False  # Ollama sends tool calls in its last frame when the model ends with them
    status: int = 200  # anything else is the whole answer
    error: str = ""  # the server's words: of the status, or in the middle of a stream
    pause_seconds: float = 0.0  # before each piece
    hangs_at: int | None = None  # nothing more comes, and the line stays open
    dies_at: int | None = None  # the connection breaks off
    nonsense_at: int | None = None  # this piece is no JSON
    error_at: int | None = None  # this piece is `error`

    @property
    def answer_tokens(self) -> int:
        """As many as there are pieces: exact enough to be compared."""
        return len(self.deltas) + len(self.thoughts) + len(self.calls)
