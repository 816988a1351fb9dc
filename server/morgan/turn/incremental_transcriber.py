"""Transcribes one turn while it is still spoken; knows nothing of pauses or of when a turn ends.

At most one decode is in flight. A guess is the words of the open piece so far: they are the answer if nothing follows,
and are dropped if something does. A closed piece is decoded once and for good, so that the work left when the speaker
stops is bounded, however long they spoke.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event
from typing import Literal, TypeAlias

from morgan.errors import MorganError
from morgan.ports import Haste, SpeechToText, Transcript, Utterance
from morgan.turn.recording import Recording

_MORE_SECONDS = 0.1  # of further silence before a guess is made again

_Kind: TypeAlias = Literal["piece", "guess", "partial"]


@dataclass(frozen=True, slots=True)
class _Work:
    """A stretch of the recording, in seconds, and the use of its words."""

    since: float
    until: float
    kind: _Kind = "piece"


@dataclass(frozen=True, slots=True)
class Effort:
    """The work done before the turn was over."""

    guesses: int = 0  # that were begun
    pieces: int = 0  # that were closed and decoded
    ready: bool = False  # all words are there: no decode is left to wait for
    guess_seconds: float = 0.0  # what the last guess took


class Scribe:
    """The words of one turn."""

    def __init__(self, stt: SpeechToText, manner: Callable[[], Utterance], recording: Recording) -> None:
        """Decode with `stt`; `manner` returns an utterance without sound and is called when a decode begins."""
        self.since = 0.0  # where the open piece begins
        self._effort = Effort()
        self._stt, self._manner, self._recording = stt, manner, recording
        self._over = Event()  # the turn is over: somebody now waits for a guess still in flight
        self._closed: deque[_Work] = deque()  # bounded by the turn's length: each is seconds of its sound
        self._done: list[Transcript] = []
        self._guess: Transcript | None = None
        self._failed = False
        self._flight: tuple[_Work, asyncio.Task[Transcript]] | None = None
        self._stopped: set[asyncio.Task[Transcript]] = set()  # cancelled; the event loop has yet to end them
        self._agreement = Agreement()
        self._began = 0.0
        self._guessed = 0.0  # how far the last guess went

    @property
    def working(self) -> asyncio.Task[Transcript] | None:
        """The decode in flight: when it is done, `take` it."""
        return self._flight[1] if self._flight is not None else None

    @property
    def effort(self) -> Effort:
        """The work done so far."""
        return replace(self._effort, ready=self._guess is not None and bool(self._guess.text) and not self._closed)

    @property
    def guess(self) -> Transcript | None:
        """The transcript of the whole turn if its speaker has finished; None until it is known."""
        return self._joined(self._guess) if self._guess is not None and not self._closed else None

    def try_guess(self, until: float) -> bool:
        """Begin a guess at the open piece unless there is one or other work goes first; return whether it began.

        A guess that found no words is made again once there is more silence after the speech.
        """
        self._stop("partial")
        if self._flight is not None or self._closed or self._failed:
            return False
        if self._guess is not None and (self._guess.text or until < self._guessed + _MORE_SECONDS):
            return False
        self._guess, self._guessed = None, until
        self._effort = replace(self._effort, guesses=self._effort.guesses + 1)
        self._begin(_Work(self.since, until, "guess"), "guess")
        return True

    def try_partial(self, until: float) -> None:
        """Begin to decode the open piece while it is still spoken, unless there is other work."""
        if self._flight is None and not self._closed and not self._failed:
            self._begin(_Work(self.since, until, "partial"), "guess")

    def drop(self) -> None:
        """Drop the guess and cancel its decode: the speaker goes on."""
        self._guess, self._failed = None, False
        self._stop("guess")

    def close(self, until: float, since: float, haste: Haste) -> str:
        """Close the open piece and begin the next one at `since`; return the words that are sure now.

        A guess at the piece, finished or in flight, becomes the piece's decode: its sound is the same.
        """
        self._stop("partial")
        piece, guess, sure = _Work(self.since, until), self._guess, ""
        self._guess, self._failed, self.since = None, False, since
        if guess is not None:
            sure = self._keep(piece, guess)
        elif self._flight is not None and self._flight[0].kind == "guess":
            self._flight = (replace(self._flight[0], kind="piece"), self._flight[1])
        else:
            self._closed.append(piece)
        self._go_on(haste)
        return sure

    def take(self, haste: Haste) -> str:
        """Take the finished decode, begin the next one in the queue, and return the words that are sure now.

        `finish` retries a failed decode, and raises if it fails again.
        """
        sure = self._take()
        if not self._failed:
            self._go_on(haste)
        return sure

    async def finish(self, until: float, haste: Haste) -> Transcript:
        """Return all words; the turn is over. Raises what the engine raises."""
        self._stop("partial")
        self._over.set()
        if self._flight is not None:
            await asyncio.wait({self._flight[1]})
            self._take()
        while self._closed:
            piece = self._closed.popleft()
            self._keep(piece, await self._decode(piece, haste))
        if self._guess is None or not self._guess.text:  # no words for speech: decode again, with all of its sound
            self._guess = await self._decode(_Work(self.since, until), haste)
        return self._joined(self._guess)

    async def aclose(self) -> None:
        """Cancel the decode in flight and return when no task is left."""
        if self._flight is not None:
            self._stop(self._flight[0].kind)
        if self._stopped:
            await asyncio.wait(self._stopped)

    def _begin(self, work: _Work, haste: Haste) -> None:
        self._began = time.perf_counter()
        self._flight = (work, asyncio.create_task(self._decode(work, haste), name=f"write-{work.kind}"))

    def _go_on(self, haste: Haste) -> None:
        if self._flight is None and self._closed:
            self._begin(self._closed.popleft(), haste)

    async def _decode(self, work: _Work, haste: Haste) -> Transcript:
        samples = self._recording.cut(work.since, work.until)
        before = " ".join(each.text for each in self._done)
        due = self._over if haste == "guess" else None
        return await self._stt.transcribe(replace(self._manner(), samples=samples, before=before, haste=haste, due=due))

    def _take(self) -> str:
        if self._flight is None or not self._flight[1].done():
            return ""
        (work, task), self._flight = self._flight, None
        try:
            found = task.result()
        except MorganError:
            self._failed = True
            if work.kind == "piece":
                self._closed.appendleft(work)
            return ""
        match work.kind:
            case "guess":
                self._guess = found
                self._effort = replace(self._effort, guess_seconds=time.perf_counter() - self._began)
            case "piece":
                return self._keep(work, found)
            case "partial":
                return self._agreement.compare(self._joined(found).text)
        return ""

    def _keep(self, piece: _Work, found: Transcript) -> str:
        """Keep the words of a piece. A piece without words is joined to the sound after it and decoded again.

        So an engine that knows only whole commands never takes the end of a long talk for one.
        """
        if found.text:
            self._done.append(found)
            self._effort = replace(self._effort, pieces=self._effort.pieces + 1)
            return self._agreement.settle(self._joined(None).text)
        if self._closed:
            self._closed[0] = replace(self._closed[0], since=piece.since)
        else:
            self.since = piece.since
        return ""

    def _joined(self, last: Transcript | None) -> Transcript:
        said = [*self._done, *([last] if last is not None else [])]
        language = next((each.language for each in said if each.language), None)
        finish = last.finish if last is not None else "unknown"
        engines = ", ".join(dict.fromkeys(each.engine for each in said if each.engine))
        passed = tuple(dict.fromkeys(one for each in said for one in each.passed))
        text = " ".join(each.text for each in said if each.text)
        doubt = last.doubt if last is not None and not text else ""
        return Transcript(text, language, finish, engines, passed, doubt)

    def _stop(self, kind: _Kind) -> None:
        if self._flight is None or self._flight[0].kind != kind:
            return
        task = self._flight[1]
        self._flight = None
        self._stopped.add(task)
        task.add_done_callback(self._stopped.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # its error is of no use
        task.cancel()


class Agreement:
    """Which words are sure while somebody still speaks: those on which two decodes in a row agree.

    LocalAgreement-2 of Macháček, Dabre and Bojar, "Turning Whisper into Real-Time Transcription System" (2023).
    """

    def __init__(self) -> None:
        self._sure: list[str] = []
        self._last: list[str] = []

    def compare(self, text: str) -> str:
        """Take the latest words; return those that have become sure, with the space before them."""
        words = text.split()
        agreed = _shared(self._last, words)
        self._last = words
        return self._extend(agreed)

    def settle(self, text: str) -> str:
        """Take words that are certain; return those not returned yet."""
        self._last = text.split()
        return self._extend(self._last)

    def _extend(self, words: Sequence[str]) -> str:
        count = len(self._sure)
        if len(words) <= count or list(words[:count]) != self._sure:
            return ""  # words already sent cannot be taken back; the transcript corrects them
        new = " ".join(words[count:])
        first, self._sure = not count, list(words)
        return new if first else f" {new}"


def _shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    count = 0
    with suppress(IndexError):
        while one[count] == other[count]:
            count += 1
    return list(one[:count])
