"""Starts decodes before the end of a turn is certain; knows no engine, and no language but what it is told.

At a pause it starts a guess at the sentence so far; the guess's finish sets how long the silence must last. If the
speaker goes on, the guess is dropped, or, in a long turn, kept as a piece that need not be decoded again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from morgan.ports import Finish, Haste, Home, Transcript
from morgan.turn.endpointing import Ending
from morgan.turn.incremental_transcriber import Scribe
from morgan.turn.recording import Recording
from morgan.vad.endpoint import Paused, Resumed, Started

LEAD_SECONDS = 0.3  # kept before the first speech: the VAD fires a little late, and STT engines clip a hard beginning
TAIL_SECONDS = 0.3  # kept after the last speech; more silence would cost time and mislead engines
_PIECE_SECONDS = (
    11.0  # a pause after so much speech closes a piece: no command is so long, and Whisper's window is 30 s
)
_LONGEST_PIECE_SECONDS = 25.0  # so much speech without a pause is cut where it is quietest
_QUIET_SECONDS = 5.0  # of its end, in which the quietest place is searched
_PARTIAL_SECONDS = 1.0  # of speech between two partial decodes

Finished: TypeAlias = Callable[[str, str | None, Home], Finish]  # the finish of a sentence in a language, in a home


def nobody_knows(_text: str, _language: str | None, _home: Home) -> Finish:
    """Return "unknown", so that the silence alone decides when a turn is over."""
    return "unknown"


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells the finish of a sentence, by its language and home."""

    finished: Finished
    language: str | None
    home: Callable[[], Home]

    def judge(self, guess: Transcript) -> Finish:
        """Return the finish of this guess: the engine's own if it gives one or found no words, else the sentence's."""
        if guess.finish != "unknown" or not guess.text:
            return guess.finish
        return self.finished(guess.text, guess.language or self.language, self.home())


class Speculation:
    """The decodes of one turn while it goes on."""

    def __init__(self, judge: Judge, ending: Ending, scribe: Scribe, recording: Recording, *, partials: bool) -> None:
        self._judge, self._ending, self._scribe, self._recording = judge, ending, scribe, recording
        self._partials = partials
        self._looked = 0.0  # how much sound there was when the last partial began
        self._sure: list[str] = []

    @property
    def haste(self) -> Haste:
        """The haste of the final decode: nobody waits at a microphone for the words of a file."""
        return "turn" if self._ending.live else "file"

    def feed(self, probability: float) -> bool:
        """Take the next frame's speech probability; return whether the turn's first speech began."""
        paused = self._ending.paused
        match self._ending.feed(probability):
            case Started(seconds):
                self._scribe.since = max(0.0, seconds - LEAD_SECONDS)
                return True
            case Paused():
                self._looked = self._recording.seconds  # a partial would only delay the guess
            case Resumed(seconds) if paused is not None:
                self._resume(paused, seconds)
            case _:
                pass
        if self._ending.started is not None and self._ending.seconds - self._scribe.since > _LONGEST_PIECE_SECONDS:
            quiet = self._recording.quietest(self._ending.seconds - _QUIET_SECONDS, self._ending.seconds)
            self._scribe.close(quiet, quiet, self._ahead)
        return False

    def think(self) -> None:
        """Begin a decode if possible: a guess in a pause, a partial during speech."""
        if self._ending.started is None or not self._ending.live:
            return  # a file is read to its end: pauses within it mean nothing
        now = self._recording.seconds
        if self._ending.paused is not None:
            before = self._scribe.guess
            if self._scribe.try_guess(min(now, self._ending.paused + TAIL_SECONDS)) and before is None:
                # There is no transcript before the guess is made, so waiting for it costs nothing. The finish of the
                # first guess of a pause holds until the second is made.
                self._ending.learn("unfinished")
        elif self._partials and now - max(self._looked, self._scribe.since) >= _PARTIAL_SECONDS:
            self._looked = now
            self._scribe.try_partial(now)

    def read(self) -> None:
        """Take the finished decode, and judge by its words how long the pause may last."""
        if sure := self._scribe.take(self._ahead):
            self._sure.append(sure)
        if self._ending.paused is None or self._scribe.working is not None:
            return
        guess = self._scribe.guess
        self._ending.learn("unknown" if guess is None else self._judge.judge(guess))

    def news(self) -> str:
        """Return the words that have become sure since the last time."""
        told, self._sure = "".join(self._sure), []
        return told

    @property
    def _ahead(self) -> Haste:
        return "guess" if self._ending.live else "file"

    def _resume(self, paused: float, resumed: float) -> None:
        if paused - self._scribe.since < _PIECE_SECONDS:
            self._scribe.drop()
            return
        until = min(resumed, paused + TAIL_SECONDS)
        since = max(paused, resumed - LEAD_SECONDS)
        if sure := self._scribe.close(until, since, self._ahead):
            self._sure.append(sure)
