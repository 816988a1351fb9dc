"""When a turn is over, by its silence and by the pace at which its sound arrives; knows nothing of words or engines.

The endpoint is ignored while the sound arrives faster than anybody speaks. A file is sent at once, and a pause within
it must not end the turn: its sender expects all of it to be transcribed. A microphone's silence takes as long to arrive
as it lasts. So an endpoint counts once the last second of sound took at least half a second to arrive. (Measured from
the start of the turn instead, a microphone whose first two seconds were buffered would be taken for a file until the
end and never be answered.)
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ
from morgan.ports import Finish
from morgan.settings.schema import VadSettings
from morgan.turn.incremental_transcriber import Effort
from morgan.vad.endpoint import Ended, Endpoint, Event, NoSpeech, Paused, Resumed, Sensitivity, Started

_FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
_PACE_SECONDS = 1.0

Why: TypeAlias = Literal["endpoint", "audio-stop", "too-long", "no-speech"]


@dataclass(frozen=True, slots=True)
class Heard:
    """The speaker has finished, so many seconds into the sound, or never spoke; the transcript follows."""

    seconds: float
    spoke: bool
    why: Why
    effort: Effort = field(default=Effort(), compare=False)  # the decodes made before


class Ending:
    """The endpoint of one turn, in seconds of its sound; in a file each ending pause begins a new Endpoint."""

    def __init__(self, settings: VadSettings, sensitivity: Sensitivity) -> None:
        self.started: float | None = None  # where the turn's first speech began
        self.paused: float | None = None  # where the current pause began, None while somebody speaks
        self.live = False  # whether the sound comes at the pace of speech
        self._settings, self._sensitivity = settings, sensitivity
        self._endpoint = Endpoint(settings, sensitivity)
        self._offset = 0.0  # where in the sound the current endpoint began
        self._ended: float | None = None
        self._nobody = False
        self._marks: deque[tuple[float, float]] = deque()  # (sound so far, arrival), one second of them
        self._sound = 0.0

    @property
    def seconds(self) -> float:
        """How much sound was listened to so far."""
        return self._offset + self._endpoint.seconds

    def feed(self, probability: float) -> Event | None:
        """Take the next frame's speech probability; return an event, if there is one.

        Started comes once in a turn, however many endpoints a file needs; later speech is Resumed.
        """
        event = self._endpoint.feed(probability, _FRAME_SECONDS)
        return self._note(replace(event, seconds=self._offset + event.seconds)) if event is not None else None

    def learn(self, finish: Finish) -> None:
        """Take the finish of the sentence before the current pause."""
        ended = self._endpoint.learn(finish)
        if ended is not None:
            self._note(replace(ended, seconds=self._offset + ended.seconds))

    def arrive(self, seconds: float, at_seconds: float) -> None:
        """Note that so much sound arrived, the last of it at this time."""
        self._sound += seconds
        self._marks.append((self._sound, at_seconds))
        while len(self._marks) > 2 and self._marks[1][0] <= self._sound - _PACE_SECONDS:
            self._marks.popleft()
        (since, then), (until, now) = self._marks[0], self._marks[-1]
        self.live = until > since and now - then >= 0.5 * min(until - since, _PACE_SECONDS)

    def over(self) -> Heard | None:
        """Return how the turn ended, if it has and the sound arrives at the pace of speech."""
        if not self.live:
            return None
        if self._ended is not None:
            return self.heard("endpoint")
        return self.heard("no-speech") if self._nobody else None

    def heard(self, why: Why) -> Heard:
        """Return the Heard of a turn that is over now."""
        return Heard(self.seconds if self._ended is None else self._ended, self.started is not None, why)

    def _note(self, event: Event) -> Event:
        match event:
            case Started(seconds):
                self._ended, self._nobody, self.paused = None, False, None
                if self.started is not None:
                    return Resumed(seconds)
                self.started = seconds
            case Paused(seconds):
                self.paused = seconds
            case Resumed():
                self.paused = None
            case Ended(seconds):
                self._ended = seconds
                self._begin_again()
            case NoSpeech():
                self._nobody = self.started is None
                self._begin_again()
        return event

    def _begin_again(self) -> None:
        self._offset += self._endpoint.seconds
        self._endpoint = Endpoint(self._settings, self._sensitivity)
