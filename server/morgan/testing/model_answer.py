"""The answer of a scripted model, and the failures to simulate; knows no protocol."""

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
    """The model's answer to one request, and the failures to simulate. `…_at` counts pieces from 0."""

    deltas: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    thoughts: tuple[str, ...] = ()
    prompt_tokens: int = 100
    cached_tokens: int = 0
    done_reason: str = "stop"
    calls_when_done: bool = False  # Ollama sends tool calls in its last frame when the model ends with them
    status: int = 200  # with any other, status and `error` are the whole response
    error: str = ""  # the server's message: of the status, or in the middle of a stream
    pause_seconds: float = 0.0  # before each piece
    hangs_at: int | None = None  # nothing more is sent, and the connection stays open
    dies_at: int | None = None  # it disconnects
    nonsense_at: int | None = None  # this piece is not JSON
    error_at: int | None = None  # this piece is `error`

    @property
    def answer_tokens(self) -> int:
        """The number of pieces: exact enough for comparisons."""
        return len(self.deltas) + len(self.thoughts) + len(self.calls)
