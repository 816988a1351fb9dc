"""Finds the sentence of a network that sounds most like an utterance; knows nothing of houses or grammars.

A Viterbi search over the whole network at once, in numpy: a sentence is kept until it is hopeless, always reaches an
end, and the work for each frame is bounded by the network's size. A loop over all phones without a grammar runs beside
it: how much better it explains the sound tells whether the sentence was said at all.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from morgan.stt.closed.acoustics import UNITS_PER_NAT, Phones, Scores
from morgan.stt.closed.network import PAUSE, Ints, Network, units

_NEVER = -(1 << 30)  # worse than any path; far from int32's end, as scores are added to it
_PHONE_CHANCE = 0.05  # that the free loop goes on to any one phone
# On 315 commands and talk (people, Piper, four of espeak's voices) a beam of 120 took two thirds of the time and found
# another sentence than 300 in three of them, 150 in one (talk, 150 was right); 300 takes seven times as long as 150.
_BEAM = int(150 * UNITS_PER_NAT)
_SOURCE_BITS = 22  # of a 64-bit key; the bits above are the score, so that the maximum key also names its node
_SOURCE_MASK = (1 << _SOURCE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was found: its number of frames, and how much better free phones explain them, in nats per frame."""

    text: str
    frames: int
    lag: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best sentence, and how much better the free phones are per frame of its words, in nats.

    `lag` is the root mean square: one word that was not said counts for more than many that were. `behind` is by how
    many nats in total a sentence that is not over yet ("turn on the …") explains the sound better.
    """

    words: tuple[Word, ...]
    lag: float
    behind: float = 0.0


class FreePhones:
    """The loop over all phones: how well the sound is explained without any grammar."""

    def __init__(self, phones: Phones) -> None:
        plain = np.array([*phones.plain, phones.silence])
        alone = np.array([3 * phone for phone in plain])  # the first states belong to phones without context
        self._states = np.stack([alone, alone + 1, alone + 2])
        self._stay, self._leave = phones.stay[plain].T.copy(), phones.leave[plain].T.copy()

    def score(self, scores: Scores) -> npt.NDArray[np.int64]:
        """Return the best path's score up to each frame."""
        never = np.full(self._states.shape[1], _NEVER, dtype=np.int64)
        one, two, three, entry = never, never, never, never.copy()
        entry[-1] = 0  # begins in silence
        out = np.empty(len(scores), dtype=np.int64)
        again = units(_PHONE_CHANCE)
        for frame, row in enumerate(scores):
            heard = row[self._states]
            three = np.maximum(three + self._stay[2], two + self._leave[1]) + heard[2]
            two = np.maximum(two + self._stay[1], one + self._leave[0]) + heard[1]
            one = np.maximum(one + self._stay[0], entry) + heard[0]
            ends = three + self._leave[2]
            entry = np.full_like(entry, ends.max() + again)
            out[frame] = max(one.max(), two.max(), three.max())
        return out


def search(network: Network, scores: Scores, free: npt.NDArray[np.int64], stopped: Callable[[], bool]) -> Found | None:
    """Return the best sentence, None when `stopped` returned True or the sound is too short for any."""
    token = _Tokens(network)
    for row in scores:
        if stopped():
            return None
        token.hear(row)
    return token.found(free)


def worths(network: Network, scores: Scores, stopped: Callable[[], bool]) -> dict[tuple[str, ...], float]:
    """Return the score of each sentence of a small network, in nats; without the hopeless ones."""
    token = _Tokens(network)
    for row in scores:
        if stopped():
            return {}
        token.hear(row)
    return token.worths(len(scores))


class _Tokens:
    """The live paths: scores of each node's three states, and the last word on the way there."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._states = np.full((network.size, 3), _NEVER, dtype=np.int32)
        self._tokens = np.full((network.size, 3), -1, dtype=np.int32)
        self._entry = np.full(network.size, _NEVER, dtype=np.int32)
        self._entry_tokens = np.full(network.size, -1, dtype=np.int32)
        self._entry[network.begin] = 0
        self._live = np.array([network.begin])
        self._keys = np.zeros(network.size, dtype=np.int64)  # these four are scratch space for one frame
        self._handed = np.full(network.size, -1, dtype=np.int32)
        self._met = np.zeros(network.junctions, dtype=np.int64)
        self._lit = np.zeros(network.size, dtype=np.bool_)
        self._records = _Records(network)
        self._ended = (self._live[:0], self._entry[:0], self._entry[:0])

    def hear(self, row: npt.NDArray[np.int32]) -> None:
        """Advance by one frame."""
        network, live = self._network, self._live
        heard = row.take(network.states.take(live, axis=0))
        leave = network.leave.take(live, axis=0)
        old, old_tokens = self._states.take(live, axis=0), self._tokens.take(live, axis=0)
        # Advance each state to the next in one pass over the states of all nodes: what this carries from one node's
        # last state into the next node's first state is overwritten by that node's entry score.
        onward, came = np.empty_like(old), np.empty_like(old_tokens)
        np.add(old.ravel()[:-1], leave.ravel()[:-1], out=onward.ravel()[1:])
        onward[:, 0] = self._entry.take(live)
        came.ravel()[1:] = old_tokens.ravel()[:-1]
        came[:, 0] = self._entry_tokens.take(live)
        old += network.stay.take(live, axis=0)
        tokens = np.where(onward > old, came, old_tokens)
        new = np.maximum(old, onward, out=onward)
        new += heard
        np.maximum(new, _NEVER, out=new)
        best = np.maximum(np.maximum(new[:, 0], new[:, 1]), new[:, 2])  # max(axis=1) takes eight times as long
        threshold = int(best.max()) - _BEAM
        alive = best > threshold
        new[~alive] = _NEVER
        _rows(self._states)[live], _rows(self._tokens)[live] = _rows(new), _rows(tokens)
        self._entry[live] = _NEVER
        out = new[:, 2] + leave[:, 2]
        leaving = out > threshold
        self._go_on(live[leaving], out[leaving], tokens[leaving, 2], live[alive])

    def _go_on(self, nodes: Ints, out: npt.NDArray[np.int32], tokens: npt.NDArray[np.int32], alive: Ints) -> None:
        """Enter the nodes that follow the ones whose paths may leave."""
        network = self._network
        self._ended = nodes, out, tokens
        self._keys[nodes] = (out.astype(np.int64) << _SOURCE_BITS) | nodes
        self._handed[nodes] = tokens
        inner, inner_best = network.inner.best(nodes, self._keys)
        self._enter(inner, inner_best >> _SOURCE_BITS, self._handed[inner_best & _SOURCE_MASK])
        self._handed[nodes] = self._records.keep(nodes, out, tokens)
        junctions, junction_best = network.out.best(nodes, self._keys)
        self._met[junctions] = junction_best
        first, first_best = network.into.best(junctions, self._met)
        worth = (first_best >> _SOURCE_BITS) + network.entry_weights[first]
        self._enter(first, worth, self._handed[first_best & _SOURCE_MASK])
        for each in (alive, inner, first):
            self._lit[each] = True
        self._live = np.flatnonzero(self._lit)
        self._lit[self._live] = False

    def _enter(self, nodes: Ints, worth: Ints, tokens: npt.NDArray[np.int32]) -> None:
        self._entry[nodes] = worth
        self._entry_tokens[nodes] = tokens

    def found(self, free: npt.NDArray[np.int64]) -> Found | None:
        """Return the best sentence that ends with the sound."""
        nodes, out, tokens = self._ended
        ends = np.flatnonzero(np.isin(nodes, self._network.ends))
        if not len(ends):
            return None
        best = ends[np.argmax(out[ends])]
        found = self._records.trace(int(nodes[best]), int(tokens[best]), int(out[best]), free)
        return replace(found, behind=(int(np.max(out)) - int(out[best])) / UNITS_PER_NAT)

    def worths(self, frames: int) -> dict[tuple[str, ...], float]:
        """Return the score of each sentence that ends with the sound; each must have its own end nodes."""
        nodes, out, tokens = self._ended
        silent = np.zeros(frames, dtype=np.int64)  # the lag of each word does not matter here
        found: dict[tuple[str, ...], float] = {}
        for at in np.flatnonzero(np.isin(nodes, self._network.ends)):
            words = self._records.trace(int(nodes[at]), int(tokens[at]), int(out[at]), silent).words
            sentence = tuple(word.text for word in words)
            found[sentence] = max(float(out[at]) / UNITS_PER_NAT, found.get(sentence, -math.inf))
        return found


def _rows(states: npt.NDArray[np.int32]) -> npt.NDArray[np.void]:
    """Return each node's three values as one 12-byte item: writing it takes half the time of three."""
    return states.view("V12")[:, 0]


class _Records:
    """The end frame of each word, so that the best path can be traced back."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._nodes: list[Ints] = []
        self._previous: list[npt.NDArray[np.int32]] = []
        self._scores: list[npt.NDArray[np.int32]] = []
        self._begins = [0]

    def keep(self, nodes: Ints, out: npt.NDArray[np.int32], tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Remember the words that end in this frame; return the token that each of the nodes hands to the next word."""
        worded = self._network.ends_word[nodes]
        begin = self._begins[-1]
        count = int(worded.sum())
        self._begins.append(begin + count)
        self._nodes.append(nodes[worded])
        self._previous.append(tokens[worded])
        self._scores.append(out[worded])
        handed = tokens.copy()
        handed[worded] = np.arange(begin, begin + count, dtype=np.int32)
        return handed

    def trace(self, end: int, token: int, score: int, free: npt.NDArray[np.int64]) -> Found:
        """Trace the best path back from the end node."""
        ends: list[tuple[int, int, int]] = []  # node, frame, score so far
        if self._network.ends_word[end]:
            ends.append((end, len(free) - 1, score))
        while token >= 0:
            frame = bisect_right(self._begins, token) - 1
            at = token - self._begins[frame]
            ends.append((int(self._nodes[frame][at]), frame, int(self._scores[frame][at])))
            token = int(self._previous[frame][at])
        words: list[Word] = []
        frame_before, score_before = -1, 0
        for node, frame, so_far in reversed(ends):
            frames = frame - frame_before
            free_score = int(free[frame]) - (int(free[frame_before]) if frame_before >= 0 else 0)
            lag = (free_score - (so_far - score_before)) / UNITS_PER_NAT / max(frames, 1)
            if (arc := int(self._network.arc[node])) != PAUSE:
                words.append(Word(self._network.words[arc], frames, lag))
            frame_before, score_before = frame, so_far
        spoken = sum(word.frames for word in words)
        squares = sum(max(word.lag, 0.0) ** 2 * word.frames for word in words)
        return Found(tuple(words), (squares / max(spoken, 1)) ** 0.5)
