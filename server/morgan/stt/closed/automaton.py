"""A set of sentences as the smallest acyclic word automaton that holds exactly them; knows nothing of speech or houses.

`Net` is written piece by piece (a piece may be less than a word: "light" + "s"); `Net.words()` turns it into words,
makes it deterministic and merges equal tails. That is worth its hundred lines: a decoder's work grows with the live
arcs, and with the same sentences as a plain grammar PocketSphinx took twenty seconds for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

SPACE = " "


@dataclass(frozen=True, slots=True)
class Automaton:
    """States are 0 … n-1, 0 is the start; `arcs[state]` maps a word to the next state; sentences end in `final`."""

    arcs: tuple[dict[str, int], ...]
    final: frozenset[int]

    @property
    def words(self) -> frozenset[str]:
        """Every word on an arc."""
        return frozenset(word for arcs in self.arcs for word in arcs)

    def accepts(self, words: list[str]) -> bool:
        """Tell whether the words are one of the sentences."""
        state = 0
        for word in words:
            following = self.arcs[state].get(word)
            if following is None:
                return False
            state = following
        return state in self.final

    def sentences(self) -> Iterator[list[str]]:
        """Every sentence, lazily; there may be billions."""
        stack: list[tuple[int, list[str]]] = [(0, [])]
        while stack:
            state, words = stack.pop()
            if state in self.final:
                yield words
            stack.extend((target, [*words, word]) for word, target in self.arcs[state].items())


class Net:
    """A nondeterministic acyclic net of pieces under construction; state 0 is the start, state 1 the end."""

    def __init__(self) -> None:
        self._empty: list[list[int]] = [[], []]
        self._pieces: list[list[tuple[str, int]]] = [[], []]

    def state(self) -> int:
        """Make a state."""
        self._empty.append([])
        self._pieces.append([])
        return len(self._empty) - 1

    def join(self, source: int, target: int) -> None:
        """Add an empty arc from `source` to `target`."""
        self._empty[source].append(target)

    def piece(self, source: int, text: str) -> int:
        """Add an arc from `source` for `text`, a part of a word or SPACE; return its target state."""
        target = self.state()
        self._pieces[source].append((text, target))
        return target

    def text(self, source: int, text: str) -> int:
        """Add arcs for text with spaces in it; return the last target state."""
        for index, part in enumerate(text.split(SPACE)):
            if index:
                source = self.piece(source, SPACE)
            if part:
                source = self.piece(source, part)
        return source

    def words(self, speakable: Callable[[str], bool]) -> Automaton:
        """Return the automaton of words; paths through a word that is not `speakable` are left out."""
        steps, ends = self._steps(speakable)
        numbers: dict[frozenset[int], int] = {frozenset({0}): 0}
        order = [frozenset({0})]
        arcs: list[dict[str, int]] = []
        final: set[int] = set()
        for states in order:  # grows during the iteration
            targets: dict[str, set[int]] = {}
            for state in states:
                for word, target in steps(state):
                    targets.setdefault(word, set()).add(target)
            row: dict[str, int] = {}
            for word, target_set in targets.items():
                key = frozenset(target_set)
                if key not in numbers:
                    numbers[key] = len(order)
                    order.append(key)
                row[word] = numbers[key]
            if any(ends(state) for state in states):
                final.add(numbers[states])
            arcs.append(row)
        return _smallest(arcs, final)

    def _closure(self, state: int) -> tuple[int, ...]:
        if not self._empty[state]:
            return (state,)
        seen, stack = {state}, [state]
        while stack:
            for target in self._empty[stack.pop()]:
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return tuple(seen)

    def _steps(
        self, speakable: Callable[[str], bool]
    ) -> tuple[Callable[[int], list[tuple[str, int]]], Callable[[int], bool]]:
        """Return two functions of a state between words: which words follow, and may a sentence end here."""
        # Both are cached: a house of a hundred entities has 50,000 states, each of which is looked up ten times.
        closure = cache(self._closure)
        said = cache(speakable)

        @cache
        def past_spaces(state: int) -> tuple[int, ...]:
            # a word that may end here ("light" before "s") must be followed by a space, else it is another word
            seen: set[int] = set(closure(state)) if state == 0 else set()
            stack = list(closure(state))
            while stack:
                for piece, target in self._pieces[stack.pop()]:
                    if piece == SPACE:
                        fresh = set(closure(target)) - seen
                        seen |= fresh
                        stack.extend(fresh)
            return tuple(seen)

        @cache
        def word_ends(state: int) -> bool:
            return any(each == 1 or any(piece == SPACE for piece, _ in self._pieces[each]) for each in closure(state))

        @cache
        def steps(state: int) -> list[tuple[str, int]]:
            found: set[tuple[str, int]] = set()
            begun = [("", each) for each in past_spaces(state)]
            while begun:
                prefix, each = begun.pop()
                for piece, target in self._pieces[each]:
                    if piece == SPACE:
                        continue
                    word = prefix + piece
                    if word_ends(target) and said(word):
                        found.add((word, target))
                    begun.extend([(word, onward) for onward in closure(target) if self._pieces[onward]])
            return sorted(found)

        def ends(state: int) -> bool:
            return 1 in closure(state) or 1 in past_spaces(state)

        return steps, ends


def _smallest(arcs: list[dict[str, int]], final: set[int]) -> Automaton:
    """Drop states from which no end can be reached; merge states from which the same sentences follow."""
    same: dict[tuple[bool, frozenset[tuple[str, int]]], int] = {}
    merged: dict[int, int | None] = {}  # None: it leads to no end
    rows: list[dict[str, int]] = []
    for state in _tails_first(arcs):
        row = {word: onward for word, target in arcs[state].items() if (onward := merged[target]) is not None}
        if not row and state not in final:
            merged[state] = None
            continue
        key = (state in final, frozenset(row.items()))
        if key not in same:
            same[key] = len(rows)
            rows.append(row)
        merged[state] = same[key]
    ends = {number for (is_final, _), number in same.items() if is_final}
    begin = merged[0]
    if begin is None:
        return Automaton(({},), frozenset())
    # reversed, so that the start state, made last, is 0
    last = len(rows) - 1
    rows = [{word: last - target for word, target in row.items()} for row in reversed(rows)]
    return Automaton(tuple(rows), frozenset(last - end for end in ends))


def _tails_first(arcs: list[dict[str, int]]) -> list[int]:
    """Order the states so that each comes after all states that it leads to."""
    done: list[int] = []
    seen = {0}
    stack: list[tuple[int, Iterator[int]]] = [(0, iter(arcs[0].values()))]
    while stack:
        state, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(arcs[target].values())))
                break
        else:
            done.append(state)
            stack.pop()
    return done
