"""Joins the sounds of clauses into one reply; knows nothing of text, voices or who listens.

Voices put silence of any length around their speech. Between two clauses it is replaced by a pause that fits the end of
the first; before the first clause it is cut, as the listener would have to wait for it. The silence at the end is kept:
a player that stops a little early must not stop within a word.
"""

from __future__ import annotations

import numpy as np

from morgan.audio import Samples
from morgan.ports import SILENCE, Sound

# Quieter than this (-44 dB) is silence: real voices hiss at -60 dB, and the weakest consonants begin at -40.
_QUIET = 200
EDGE_SECONDS = 0.03  # kept of the silence on either side of speech: consonants begin and end within it
_FADE_SECONDS = 0.005  # shorter fades click


class Seams:
    """One reply's sound: `begin` each clause, `feed` what its voice makes, and `end` the reply."""

    def __init__(self) -> None:
        self._lead = SILENCE  # the last of the silence before a clause's first sound
        self._tail = SILENCE  # the silence after the sound so far: the clause's end, or a pause within it
        self._tail_hz = 0
        self._by = ""  # the engine of the current sound
        self._pause_seconds = 0.0
        self._quiet = float(_QUIET)
        self._speaks = False  # this clause has had sound that is not silence

    def begin(self, pause_seconds: float, volume: float = 1.0) -> None:
        """Begin a clause of this volume, with this pause before it unless it is the first one with sound."""
        self._quiet = _QUIET * volume
        is_silent = not self._speaks  # the clause before had no sound: its pause still counts
        self._pause_seconds = max(pause_seconds, self._pause_seconds if is_silent else 0.0)
        self._lead, self._speaks = SILENCE, False

    def feed(self, sound: Sound) -> list[Sound]:
        """Return the sound that can be played now; silence is held back until the next sound is known."""
        samples, rate = sound.samples, sound.rate_hz
        if self._speaks and rate != self._tail_hz:  # another engine goes on with this clause
            before = self.end()
            self._tail_hz = rate
            return [*before, *self.feed(sound)]
        self._by = sound.by
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > self._quiet)
        if not len(loud):
            if self._speaks:
                self._tail = np.concatenate([self._tail, samples])
            else:
                self._lead = np.concatenate([self._lead, samples])[-_edge(rate) :]
            return []
        first, last = int(loud[0]), int(loud[-1]) + 1
        if self._speaks:
            heard = [Sound(np.concatenate([self._tail, samples[:last]]), rate, self._by)]
        else:
            lead = _faded(np.concatenate([self._lead, samples[:first]])[-_edge(rate) :], rate)
            heard = self._seam(len(lead) / rate)
            opening = [lead, samples[first:last]]
            if heard and heard[-1].rate_hz == rate:
                opening.insert(0, heard.pop().samples)
            heard.append(Sound(np.concatenate(opening), rate, self._by))
        self._tail, self._tail_hz, self._speaks = samples[last:], rate, True
        return heard

    def end(self) -> list[Sound]:
        """Return the silence after the last clause."""
        rest, self._tail = self._tail, SILENCE
        return [Sound(rest, self._tail_hz, self._by)] if len(rest) else []

    def _seam(self, lead_seconds: float) -> list[Sound]:
        """Return the rest of the last clause, and the pause; nothing before the first clause."""
        if not self._tail_hz:
            return []
        tail = _faded(self._tail[: _edge(self._tail_hz)][::-1], self._tail_hz)[::-1]
        kept = len(tail) / self._tail_hz + lead_seconds
        pause = np.zeros(round(max(0.0, self._pause_seconds - kept) * self._tail_hz), dtype=np.int16)
        seam = np.concatenate([tail, pause])
        return [Sound(seam, self._tail_hz, self._by)] if len(seam) else []


def _edge(rate_hz: int) -> int:
    return round(EDGE_SECONDS * rate_hz)


def _faded(samples: Samples, rate_hz: int) -> Samples:
    """Fade in from silence."""
    size = min(len(samples), round(_FADE_SECONDS * rate_hz))
    faded = samples.copy()
    faded[:size] = (faded[:size] * np.linspace(0, 1, size, endpoint=False)).astype(np.int16)
    return faded
