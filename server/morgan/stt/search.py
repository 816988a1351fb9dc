"""Finds the sentence of an automaton that sounds most like an utterance; knows nothing of houses or of PocketSphinx's code.

An exact Viterbi search: nothing is thrown away on the way, so a sentence is never lost to a beam, it always reaches an end of the
automaton, and the work is the same for every sound of a length: frames x nodes. A node is one phone with its neighbours
(three states); where words meet, a junction (state, phone before, phone after) joins those whose neighbours agree.
Beside it, in the same pass, runs a loop over all phones that follows no grammar: how much better it explains the
sound tells whether the sentence was said at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from morgan.stt.acoustics import UNITS_PER_NAT, Phones, Scores
from morgan.stt.automaton import Automaton

Key = TypeVar("Key")
Item = TypeVar("Item")
Ints = npt.NDArray[np.int64]

_NEVER = -(1 << 30)  # worse than any path; far from int32's end, as scores are added to it
_WORD_WEIGHT = 4.0  # how much the chances of the grammar count against the sound
_PAUSE_CHANCE = 0.005  # PocketSphinx's silprob
_WORD_CHANCE = 0.65  # and its word insertion penalty
_PHONE_CHANCE = 0.05  # of the free loop's going on to any one phone
_BEAM = int(150 * UNITS_PER_NAT)  # 300 finds the same sentences in six times the time
_PAUSE = -1  # in place of a word's number
_SOURCE_BITS = 22  # of a key: the rest of its 64 is the score, so that the best score brings its node along
_SOURCE_MASK = (1 << _SOURCE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was found: its number of frames, and by how much a free choice of phones explains them better."""

    text: str
    frames: int
    lag: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best sentence; `lag` is by how much per frame the free phones are better, in nats, over all its words."""

    words: tuple[Word, ...]
    lag: float


class _Node(NamedTuple):
    sequence: int
    phone: int
    arc: int


class Network:
    """An automaton spelled out in phones."""

    def __init__(
        self, automaton: Automaton, phones: Phones, sound_of: Callable[[str], Iterable[tuple[int, ...]]]
    ) -> None:
        """`sound_of` gives each word's pronunciations, at least one."""
        self._phones = phones
        self._nodes: list[_Node] = []
        self._inner: list[tuple[int, int]] = []
        self._into: list[tuple[tuple[int, int, int], int]] = []  # junction → first node of a word
        self._out: list[tuple[int, tuple[int, int, int]]] = []  # last node of a word → junction
        self._entry_weights: dict[int, int] = {}
        self._ends: list[int] = []
        self.words: list[str] = []
        said = {word: tuple(sound_of(word)) for word in automaton.words}
        self._firsts: list[set[int]] = [{phones.silence} for _ in automaton.arcs]
        self._lasts: list[set[int]] = [{phones.silence} for _ in automaton.arcs]
        for state, row in enumerate(automaton.arcs):
            for word, target in row.items():
                self._firsts[state].update(way[0] for way in said[word])
                self._lasts[target].update(way[-1] for way in said[word])
        self._pauses = [self._pause(state) for state in range(len(automaton.arcs))]
        for state, row in enumerate(automaton.arcs):
            weight = _units(_WORD_CHANCE, 1) - int(
                np.log(len(row) + (state in automaton.final) or 1) * _WORD_WEIGHT * UNITS_PER_NAT
            )
            for word, target in row.items():
                self.words.append(word)
                for way in said[word]:
                    self._word(state, way, target, weight, final=target in automaton.final)
        self._ends.extend(self._pauses[state] for state in automaton.final)
        self._freeze()

    def _node(self, sequence: int, phone: int) -> int:
        self._nodes.append(_Node(sequence, phone, len(self.words) - 1))
        return len(self._nodes) - 1

    def _pause(self, state: int) -> int:
        silence = self._phones.silence
        node = self._node(self._phones.sequence(silence, silence, silence, 0), silence)
        self._entry_weights[node] = _units(_PAUSE_CHANCE, _WORD_WEIGHT)
        self._into.extend(((state, left, silence), node) for left in self._lasts[state] if left != silence)
        self._out.extend((node, (state, silence, right)) for right in self._firsts[state] if right != silence)
        return node

    def _word(self, state: int, way: tuple[int, ...], target: int, weight: int, *, final: bool) -> None:
        lefts, rights = sorted(self._lasts[state]), sorted(self._firsts[target])
        if len(way) == 1:
            table = self._phones.sequences[3, way[0]][np.ix_(lefts, rights)]
            groups = [
                (sequence, left_group, right_group)
                for column, right_group in _grouped([tuple(table[:, i]) for i in range(len(rights))], rights)
                for sequence, left_group in _grouped(list(column), lefts)
            ]
            for sequence, left_group, right_group in groups:
                node = self._node(int(sequence), way[0])
                self._enter(node, state, left_group, weight)
                self._exit(node, target, right_group, final=final)
            return
        begin = self._phones.sequences[1, way[0], :, way[1]]
        before: list[int] = []
        for sequence, group in _grouped([int(begin[left]) for left in lefts], lefts):
            node = self._node(sequence, way[0])
            self._enter(node, state, group, weight)
            before.append(node)
        for left, phone, right in zip(way, way[1:], way[2:], strict=False):
            node = self._node(self._phones.sequence(phone, left, right, 0), phone)
            self._inner.extend((each, node) for each in before)
            before = [node]
        end = self._phones.sequences[2, way[-1], way[-2]]
        for sequence, group in _grouped([int(end[right]) for right in rights], rights):
            node = self._node(sequence, way[-1])
            self._inner.extend((each, node) for each in before)
            self._exit(node, target, group, final=final)

    def _enter(self, node: int, state: int, lefts: Iterable[int], weight: int) -> None:
        self._entry_weights[node] = weight
        self._into.extend(((state, left, self._nodes[node].phone), node) for left in lefts)

    def _exit(self, node: int, target: int, rights: Iterable[int], *, final: bool) -> None:
        for right in rights:
            self._out.append((node, (target, self._nodes[node].phone, right)))
            if final and right == self._phones.silence:
                self._ends.append(node)

    def _freeze(self) -> None:
        """Turn the lists into arrays, sorted so that each node's and junction's best visitor is one `reduceat` away."""
        numbers = {junction: i for i, junction in enumerate({j for _, j in self._out} & {j for j, _ in self._into})}
        sequences = np.array([node.sequence for node in self._nodes])
        owners = np.array([node.phone for node in self._nodes])
        self.states = self._phones.states[sequences].T.copy()  # [3, nodes]
        self.stay = self._phones.stay[owners].T.copy()
        self.leave = self._phones.leave[owners].T.copy()
        self.arc = np.array([node.arc for node in self._nodes], dtype=np.int32)
        self.ends_word = np.zeros(len(self._nodes), dtype=np.bool_)
        self.ends_word[[node for node, _ in self._out]] = True
        self.arc[owners == self._phones.silence] = _PAUSE
        self.inner = _Fan.of(self._inner)
        self.out = _Fan.of((node, numbers[junction]) for node, junction in self._out if junction in numbers)
        self.into = _Fan.of((numbers[junction], node) for junction, node in self._into if junction in numbers)
        self.junctions = len(numbers)
        self.entry_weights = np.array([self._entry_weights.get(node, 0) for node in range(len(self._nodes))], np.int32)
        self.begin = self._pauses[0]
        self.ends = np.array(sorted(set(self._ends)))
        self.size = len(self._nodes)
        for used_up in (self._nodes, self._inner, self._into, self._out, self._ends):
            used_up.clear()


@dataclass(frozen=True, slots=True)
class _Fan:
    """Edges from nodes or junctions to others, sorted by target, so that a target's best visitor is one `reduceat` away."""

    sources: Ints
    targets: Ints

    @staticmethod
    def of(edges: Iterable[tuple[int, int]]) -> _Fan:
        pairs = np.array(list(edges), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(pairs[:, 1], kind="stable")
        return _Fan(pairs[order, 0], pairs[order, 1])

    def best(self, live: npt.NDArray[np.bool_], keys: Ints) -> tuple[Ints, Ints]:
        """Return the targets that a live source leads to, and the best key that does."""
        edges = np.flatnonzero(live[self.sources])
        targets = self.targets[edges]
        if not len(edges):
            return targets, targets
        starts = np.flatnonzero(np.concatenate(([True], targets[1:] != targets[:-1])))
        return targets[starts], np.maximum.reduceat(keys[self.sources[edges]], starts)


def _grouped(keys: Sequence[Key], items: Sequence[Item]) -> list[tuple[Key, list[Item]]]:
    groups: dict[Key, list[Item]] = {}
    for key, item in zip(keys, items, strict=True):
        groups.setdefault(key, []).append(item)
    return list(groups.items())


def _units(chance: float, weight: float) -> int:
    return round(float(np.log(chance)) * weight * UNITS_PER_NAT)


class FreePhones:
    """The loop over all phones: what the sound is worth to somebody who expects nothing."""

    def __init__(self, phones: Phones) -> None:
        plain = np.array([*phones.plain, phones.silence])
        around = np.full(len(plain), phones.silence)
        self._states = phones.states[phones.sequences[0, plain, around, around]].T.copy()
        alone = np.array([3 * phone for phone in plain])  # the first states are those of the phones without neighbours
        self._states = np.stack([alone, alone + 1, alone + 2])
        self._stay, self._leave = phones.stay[plain].T.copy(), phones.leave[plain].T.copy()

    def score(self, scores: Scores) -> npt.NDArray[np.int64]:
        """Return the best path's score up to each frame."""
        first = np.full(self._states.shape[1], _NEVER, dtype=np.int64)
        first[-1] = 0
        one, two, three = first, np.full_like(first, _NEVER), np.full_like(first, _NEVER)
        out = np.empty(len(scores), dtype=np.int64)
        again = _units(_PHONE_CHANCE, 1)
        entry = first
        one = np.full_like(first, _NEVER)
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
    """Return the best sentence, None when `stopped` said so or the sound is too short for any."""
    token = _Tokens(network)
    for row in scores:
        if stopped():
            return None
        token.hear(row)
    return token.found(free)


class _Tokens:
    """Where the paths are: the three states of each node that is alive, and the last word that ended on the way there."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._states = np.full((3, network.size), _NEVER, dtype=np.int32)
        self._tokens = np.full((3, network.size), -1, dtype=np.int32)
        self._entry = np.full(network.size, _NEVER, dtype=np.int32)
        self._entry_tokens = np.full(network.size, -1, dtype=np.int32)
        self._entry[network.begin] = 0
        self._live = np.array([network.begin])
        self._keys = np.zeros(max(network.size, network.junctions), dtype=np.int64)
        self._records = _Records(network)
        self._ended = (self._live[:0], self._entry[:0], self._entry[:0])

    def hear(self, row: npt.NDArray[np.int32]) -> None:
        """Go on by one frame."""
        network, live = self._network, self._live
        heard = row[network.states[:, live]]
        stay, leave = network.stay[:, live], network.leave[:, live]
        old, old_tokens = self._states[:, live], self._tokens[:, live]
        kept = old + stay
        onward = np.empty_like(kept)
        onward[0] = self._entry[live]
        np.add(old[:2], leave[:2], out=onward[1:])
        came = np.empty_like(old_tokens)
        came[0] = self._entry_tokens[live]
        came[1:] = old_tokens[:2]
        new = np.maximum(np.maximum(kept, onward) + heard, _NEVER)
        tokens = np.where(onward > kept, came, old_tokens)
        best = new.max(axis=0)
        threshold = int(best.max()) - _BEAM
        self._states[:, live], self._tokens[:, live] = new, tokens
        self._entry[live] = _NEVER
        alive = best > threshold
        self._states[:, live[~alive]] = _NEVER
        out = new[2] + leave[2]
        leaving = out > threshold
        self._go_on(live[leaving], out[leaving], tokens[2][leaving], live[alive])

    def _go_on(self, nodes: Ints, out: npt.NDArray[np.int32], tokens: npt.NDArray[np.int32], alive: Ints) -> None:
        """Enter what follows the nodes that may be left."""
        network = self._network
        self._ended = nodes, out, tokens
        lit = np.zeros(network.size, dtype=np.bool_)
        lit[nodes] = True
        self._keys[nodes] = (out.astype(np.int64) << _SOURCE_BITS) | nodes
        handed = np.empty(network.size, dtype=np.int32)
        handed[nodes] = tokens
        inner, inner_best = network.inner.best(lit, self._keys)
        self._enter(inner, inner_best >> _SOURCE_BITS, handed[inner_best & _SOURCE_MASK])
        handed[nodes] = self._records.keep(nodes, out, tokens)
        junctions, junction_best = network.out.best(lit, self._keys)
        met = np.zeros(network.junctions, dtype=np.bool_)
        met[junctions] = True
        at = np.empty(network.junctions, dtype=np.int64)
        at[junctions] = junction_best
        first, first_best = network.into.best(met, at)
        self._enter(
            first, (first_best >> _SOURCE_BITS) + network.entry_weights[first], handed[first_best & _SOURCE_MASK]
        )
        lit[:] = False
        for each in (alive, inner, first):
            lit[each] = True
        self._live = np.flatnonzero(lit)

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
        return self._records.trace(int(nodes[best]), int(tokens[best]), int(out[best]), free)


class _Records:
    """Which word ended when, so that the best path can be walked back."""

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
        """Walk back from the end node."""
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
            if (arc := int(self._network.arc[node])) != _PAUSE:
                words.append(Word(self._network.words[arc], frames, lag))
            frame_before, score_before = frame, so_far
        spoken = sum(word.frames for word in words)
        return Found(tuple(words), sum(word.lag * word.frames for word in words) / max(spoken, 1))
