"""An automaton of words spelled out in phones, as arrays; knows nothing of sound.

A node is one phone in the context of its neighbours. Where words meet, a junction (state, phone before, phone after)
joins nodes with matching neighbours, so that phones at the edges of words are modelled as exactly as those inside. Each
state may hold a pause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from morgan.stt.closed.acoustics import BEGIN, END, INSIDE, SINGLE, UNITS_PER_NAT, Phones
from morgan.stt.closed.automaton import Automaton

Key = TypeVar("Key")
Item = TypeVar("Item")
Ints = npt.NDArray[np.int64]
Pronunciations = Callable[[str], Iterable[tuple[int, ...]]]

PAUSE = -1  # in place of a word's number

_WORD_WEIGHT = 4.0  # weight of the grammar's probabilities relative to the sound; 2 to 8 were tried
_PAUSE_CHANCE = 0.005  # PocketSphinx's silprob
_WORD_CHANCE = 0.65  # and its word insertion penalty


class Network:
    """An automaton spelled out in phones: per node three states, their transition costs, and its successors."""

    def __init__(
        self,
        automaton: Automaton,
        phones: Phones,
        sound_of: Pronunciations,
        choice_weight: float = _WORD_WEIGHT,
    ) -> None:
        """`sound_of` returns a word's pronunciations, at least one. With a choice weight of 0 all words are likely."""
        spelling = _Spelling(automaton, phones, sound_of, choice_weight)
        sequences, owners = np.array(spelling.sequences), np.array(spelling.phones)
        self.size = len(sequences)
        self.states: Ints = phones.states[sequences]  # [nodes, 3]
        self.stay, self.leave = phones.stay[owners], phones.leave[owners]
        self.words = spelling.words
        self.arc = np.where(owners == phones.silence, PAUSE, np.array(spelling.arcs, dtype=np.int32))
        self.entry_weights = np.array(spelling.weights, dtype=np.int32)
        self.inner = Fan.of(np.array(spelling.inner, dtype=np.int64).reshape(-1, 2), self.size)
        out = np.array(spelling.out, dtype=np.int64)
        into = np.array(spelling.into, dtype=np.int64)
        self.ends_word = np.zeros(self.size, dtype=np.bool_)
        self.ends_word[out[:, 0]] = True
        meeting = np.intersect1d(out[:, 1], into[:, 0])  # junctions that can be both reached and left
        self.junctions = len(meeting)
        out, into = out[np.isin(out[:, 1], meeting)], into[np.isin(into[:, 0], meeting)]
        self.out = Fan.of(np.stack((out[:, 0], np.searchsorted(meeting, out[:, 1])), axis=1), self.size)
        self.into = Fan.of(np.stack((np.searchsorted(meeting, into[:, 0]), into[:, 1]), axis=1), self.junctions)
        self.begin = spelling.pauses[0]
        self.ends = np.unique(np.array(spelling.ends, dtype=np.int64))


class _Spelling:
    """Writes the automaton's words as nodes. Words that leave a state share the nodes of their common beginning."""

    def __init__(self, automaton: Automaton, phones: Phones, sound_of: Pronunciations, choice_weight: float) -> None:
        self._phones = phones
        self.sequences: list[int] = []
        self.phones: list[int] = []
        self.arcs: list[int] = []
        self.weights: list[int] = []
        self.words: list[str] = []
        self.inner: list[tuple[int, int]] = []  # node → node of the same word
        self.into: list[tuple[int, int]] = []  # junction → first node of a word
        self.out: list[tuple[int, int]] = []  # last node of a word → junction
        self.ends: list[int] = []
        said = {word: tuple(sound_of(word)) for word in automaton.words}
        firsts: list[set[int]] = [{phones.silence} for _ in automaton.arcs]
        lasts: list[set[int]] = [{phones.silence} for _ in automaton.arcs]
        for state, row in enumerate(automaton.arcs):
            for word, target in row.items():
                firsts[state].update(way[0] for way in said[word])
                lasts[target].update(way[-1] for way in said[word])
        self._firsts, self._lasts = [sorted(each) for each in firsts], [sorted(each) for each in lasts]
        self.pauses = [self._pause(state) for state in range(len(automaton.arcs))]
        for state, row in enumerate(automaton.arcs):
            choices = len(row) + (state in automaton.final)
            weight = units(_WORD_CHANCE) + units(1 / max(choices, 1), choice_weight)
            shared: dict[tuple[int, ...], list[int]] = {}
            for word, target in row.items():
                self.words.append(word)
                for way in said[word]:
                    self._word(state, way, target, weight, shared)
        self.ends = [self.pauses[state] for state in automaton.final]
        pauses = set(self.pauses)
        silent = {self._junction(state, last, phones.silence) for state in automaton.final for last in lasts[state]}
        self.ends.extend(node for node, junction in self.out if junction in silent and node not in pauses)

    def _node(self, sequence: int, phone: int, weight: int = 0) -> int:
        self.sequences.append(sequence)
        self.phones.append(phone)
        self.arcs.append(len(self.words) - 1)
        self.weights.append(weight)
        return len(self.sequences) - 1

    @staticmethod
    def _junction(state: int, before: int, after: int) -> int:
        return (state << 16) | (before << 8) | after

    def _pause(self, state: int) -> int:
        silence = self._phones.silence
        sequence = self._phones.sequence(silence, silence, silence, 0)
        node = self._node(sequence, silence, units(_PAUSE_CHANCE, _WORD_WEIGHT))
        self._enter(node, state, [left for left in self._lasts[state] if left != silence])
        self._exit(node, state, [right for right in self._firsts[state] if right != silence])
        return node

    def _word(
        self, state: int, way: tuple[int, ...], target: int, weight: int, shared: dict[tuple[int, ...], list[int]]
    ) -> None:
        lefts, rights = self._lasts[state], self._firsts[target]
        if len(way) == 1:
            table = self._phones.sequences[SINGLE, way[0]][np.ix_(lefts, rights)]
            for column, after in _grouped([tuple(column) for column in table.T.tolist()], rights):
                for sequence, before in _grouped(column, lefts):
                    node = self._node(sequence, way[0], weight)
                    self._enter(node, state, before)
                    self._exit(node, target, after)
            return
        if way[:2] not in shared:
            begin = self._phones.sequences[BEGIN, way[0], lefts, way[1]].tolist()
            shared[way[:2]] = []
            for sequence, before in _grouped(begin, lefts):
                shared[way[:2]].append(self._node(sequence, way[0], weight))
                self._enter(shared[way[:2]][-1], state, before)
        previous = shared[way[:2]]
        for at in range(1, len(way) - 1):
            key = way[: at + 2]
            if key not in shared:
                node = self._node(self._phones.sequence(way[at], way[at - 1], way[at + 1], INSIDE), way[at])
                self.inner.extend([(each, node) for each in previous])
                shared[key] = [node]
            previous = shared[key]
        end = self._phones.sequences[END, way[-1], way[-2], rights].tolist()
        for sequence, after in _grouped(end, rights):
            node = self._node(sequence, way[-1])
            self.inner.extend([(each, node) for each in previous])
            self._exit(node, target, after)

    def _enter(self, node: int, state: int, lefts: Iterable[int]) -> None:
        phone = self.phones[node]
        self.into.extend([(self._junction(state, left, phone), node) for left in lefts])

    def _exit(self, node: int, target: int, rights: Iterable[int]) -> None:
        phone = self.phones[node]
        self.out.extend([(node, self._junction(target, phone, right)) for right in rights])


@dataclass(frozen=True, slots=True)
class Fan:
    """Edges from nodes or junctions to others, sorted by target, so that one `reduceat` finds each target's best."""

    sources: Ints
    targets: Ints
    leaving: Ints  # the numbers of the edges, sorted by source
    begins: Ints  # where in `leaving` each source's edges begin, and, last, where they all end

    @staticmethod
    def of(pairs: Ints, sources: int) -> Fan:
        """Sort `pairs`, rows of (source, target); `sources` is the number of sources."""
        pairs = pairs[np.argsort(pairs[:, 1], kind="stable")]
        leaving = np.argsort(pairs[:, 0], kind="stable")
        counts = np.bincount(pairs[:, 0], minlength=sources)
        return Fan(pairs[:, 0].copy(), pairs[:, 1].copy(), leaving, np.concatenate(([0], np.cumsum(counts))))

    def best(self, live: Ints, keys: Ints) -> tuple[Ints, Ints]:
        """Return the targets that the live sources lead to, and each target's best key."""
        begins = self.begins[live]
        counts = self.begins[live + 1] - begins
        ends = np.cumsum(counts)
        edges = self.leaving[np.repeat(begins - ends + counts, counts) + np.arange(counts.sum())]
        edges.sort()  # by number, and so by target again
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


def units(chance: float, weight: float = 1.0) -> int:
    """Return the score of an event with this probability."""
    return round(float(np.log(chance)) * weight * float(UNITS_PER_NAT))
