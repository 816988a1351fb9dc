"""An automaton of words spelled out in phones, as arrays; knows nothing of sound.

A node is one phone between its neighbours. Where words meet, a junction (state, phone before, phone after) joins those
whose neighbours agree, so that the phones at the edges of words are heard as truly as those inside. Each state may
hold a pause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from morgan.stt.acoustics import UNITS_PER_NAT, Phones
from morgan.stt.automaton import Automaton

Key = TypeVar("Key")
Item = TypeVar("Item")
Ints = npt.NDArray[np.int64]
Pronunciations = Callable[[str], Iterable[tuple[int, ...]]]

PAUSE = -1  # in place of a word's number

_WORD_WEIGHT = 4.0  # how much the chances of the grammar count against the sound; 2 to 8 were tried
_PAUSE_CHANCE = 0.005  # PocketSphinx's silprob
_WORD_CHANCE = 0.65  # and its word insertion penalty


class _Node(NamedTuple):
    sequence: int
    phone: int
    arc: int


class Network:
    """An automaton spelled out in phones."""

    def __init__(self, automaton: Automaton, phones: Phones, sound_of: Pronunciations) -> None:
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
            weight = units(_WORD_CHANCE, 1) - int(
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
        self._entry_weights[node] = units(_PAUSE_CHANCE, _WORD_WEIGHT)
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
        self.arc[owners == self._phones.silence] = PAUSE
        self.inner = Fan.of(self._inner)
        self.out = Fan.of((node, numbers[junction]) for node, junction in self._out if junction in numbers)
        self.into = Fan.of((numbers[junction], node) for junction, node in self._into if junction in numbers)
        self.junctions = len(numbers)
        self.entry_weights = np.array([self._entry_weights.get(node, 0) for node in range(len(self._nodes))], np.int32)
        self.begin = self._pauses[0]
        self.ends = np.array(sorted(set(self._ends)))
        self.size = len(self._nodes)
        for used_up in (self._nodes, self._inner, self._into, self._out, self._ends):
            used_up.clear()


@dataclass(frozen=True, slots=True)
class Fan:
    """Edges from nodes or junctions to others, sorted by target: its best visitor is one `reduceat` away."""

    sources: Ints
    targets: Ints

    @staticmethod
    def of(edges: Iterable[tuple[int, int]]) -> Fan:
        """Sort them."""
        pairs = np.array(list(edges), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(pairs[:, 1], kind="stable")
        return Fan(pairs[order, 0], pairs[order, 1])

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


def units(chance: float, weight: float = 1.0) -> int:
    """Return the score of something that happens with this chance."""
    return round(float(np.log(chance)) * weight * float(UNITS_PER_NAT))
