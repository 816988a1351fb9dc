"""Decides when a turn has begun and when it has ended; knows nothing of engines, words, sound or clocks.

`feed` takes the speech probability of each frame and returns an event when something happened. Time is counted in sound
heard, so that a file that arrives at once ends where it would have ended when spoken. How long a pause may last depends
on the finish of the sentence before it, which the caller passes to `learn`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from morgan.ports import Finish
from morgan.settings.schema import VadSettings

Sensitivity: TypeAlias = Literal["default", "relaxed", "aggressive"]

# Silero's own hysteresis: a frame counts as silence only when it is clearly below the threshold. Without it the quiet
# end of a word flickers, and a slow speaker is cut off.
_HYSTERESIS = 0.15
# Silence after which Paused is returned, so that a guess can begin before the turn's end is certain: four frames. If it
# were shorter, the closures of p, t and k would each cost a guess.
_PAUSE_SECONDS = 0.128
_ROUNDING = 1e-6  # sums of 0.032 are not exact


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody speaks; `seconds` is where in the sound the speech began."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Paused:
    """The speech has stopped, perhaps only to breathe; `seconds` is where the silence began."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The speaker goes on; `seconds` is where the speech began again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The turn is over; `seconds` is where the speech ended, before the silence that ended the turn."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NoSpeech:
    """Nobody spoke for too long; `seconds` is now."""

    seconds: float


Event: TypeAlias = Started | Paused | Resumed | Ended | NoSpeech


@dataclass(frozen=True, slots=True)
class _Waiting:
    speech: float = 0.0  # seconds of speech without a break, up to now


@dataclass(frozen=True, slots=True)
class _Speaking:
    silence: float = 0.0  # seconds of silence without a break, up to now


@dataclass(frozen=True, slots=True)
class _Pausing:
    since: float
    speech: float = 0.0


@dataclass(frozen=True, slots=True)
class _Over:
    pass


_State: TypeAlias = _Waiting | _Speaking | _Pausing | _Over


def silence_seconds(settings: VadSettings, sensitivity: Sensitivity = "default", finish: Finish = "unknown") -> float:
    """Return the silence that ends a turn whose sentence has this finish.

    Relaxed waits longer for a slow speaker, aggressive answers sooner. A complete sentence never waits longer than one
    of unknown finish, and an unfinished one never less; an open one waits as its setting says.
    """
    unknown = _unknown_seconds(settings, sensitivity)
    scale = unknown / settings.silence_seconds
    match finish:
        case "complete":
            return min(unknown, settings.complete_seconds * scale)
        case "open":
            return settings.open_seconds * scale
        case "unfinished":
            return max(unknown, settings.unfinished_seconds * scale)
        case "unknown":
            return unknown
    assert_never(finish)


def _unknown_seconds(settings: VadSettings, sensitivity: Sensitivity) -> float:
    match sensitivity:
        case "default":
            return settings.silence_seconds
        case "relaxed":
            return settings.relaxed_silence_seconds
        case "aggressive":
            return settings.aggressive_silence_seconds
    assert_never(sensitivity)


class Endpoint:
    """The state of one turn. At most one Ended or NoSpeech comes, and nothing after it."""

    def __init__(self, settings: VadSettings, sensitivity: Sensitivity = "default") -> None:
        self._settings, self._sensitivity = settings, sensitivity
        self._unknown = silence_seconds(settings, sensitivity)
        self._pause = min(_PAUSE_SECONDS, self._unknown / 2)
        self._patience = self._unknown
        self._now = 0.0
        self._is_speech = False
        self._state: _State = _Waiting()

    @property
    def seconds(self) -> float:
        """How much sound was heard so far."""
        return self._now

    def feed(self, probability: float, seconds: float) -> Event | None:
        """Take the speech probability of the next frame of this length; return an event, if there is one."""
        self._now += seconds
        floor = self._settings.threshold - (_HYSTERESIS if self._is_speech else 0.0)
        # The floor is at least half the threshold: with a threshold of 0.1 speech must still be able to end.
        self._is_speech = probability >= max(floor, self._settings.threshold / 2)
        self._state, event = self._step(self._state, seconds)
        return event

    def learn(self, finish: Finish) -> Ended | None:
        """Take the finish of the words before the current pause; it holds until the speaker goes on.

        Return Ended if the silence has already lasted long enough for this finish.
        """
        if not isinstance(self._state, _Pausing):
            return None
        self._patience = silence_seconds(self._settings, self._sensitivity, finish)
        if self._state.speech or not _reached(self._now - self._state.since, self._patience):
            return None
        ended = Ended(self._state.since)
        self._state = _Over()
        return ended

    def _step(self, state: _State, seconds: float) -> tuple[_State, Event | None]:
        match state:
            case _Waiting(speech):
                return self._wait(speech, seconds)
            case _Speaking(silence):
                if self._is_speech:
                    return _Speaking(), None
                silence += seconds
                if not _reached(silence, self._pause):
                    return _Speaking(silence), None
                self._patience = self._unknown  # every pause is judged by itself
                return _Pausing(self._now - silence), Paused(self._now - silence)
            case _Pausing(since, speech):
                return self._pausing(since, speech, seconds)
            case _Over():
                return state, None
        assert_never(state)

    def _wait(self, speech: float, seconds: float) -> tuple[_State, Event | None]:
        if self._is_speech:
            speech += seconds
            if _reached(speech, self._settings.start_seconds):
                return _Speaking(), Started(self._now - speech)
            return _Waiting(speech), None
        if _reached(self._now, self._settings.no_speech_seconds):
            return _Over(), NoSpeech(self._now)
        return _Waiting(), None

    def _pausing(self, since: float, speech: float, seconds: float) -> tuple[_State, Event | None]:
        """A sound as short as a click neither resumes the turn nor stops the clock of its silence."""
        if self._is_speech:
            speech += seconds
            if _reached(speech, self._settings.start_seconds):
                return _Speaking(), Resumed(self._now - speech)
            return _Pausing(since, speech), None  # never ended in the middle of what may be a word
        if _reached(self._now - since, self._patience):
            return _Over(), Ended(since)
        return _Pausing(since), None


def _reached(seconds: float, goal: float) -> bool:
    return seconds >= goal - _ROUNDING
