"""Puts right a name of the house that was heard one sound off; knows no recogniser.

"Kitten lights" become the kitchen lights, and a "desk clamp" the desk lamp. To leave all else alone:
words that the house or its commands have were heard right and are never touched; what stands around the wrong words
must be the rest of the name, or, for a name that is wrong as a whole, the sentence must be one that speaks to a house;
short names need the exact sounds; and where two names are about equally near nothing is done.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from morgan.ports import Home
from morgan.stt.plain_words import plain_words
from morgan.stt.sounds import apart, skeleton, sounds

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HOUSES = 16  # as many as the wire keeps; an index of 500 names is 2 MB
_FARTHEST = 5  # words of a name that are looked at beside a piece of it
_LONGEST = 3  # words that a misheard piece of a name may have become
_CLEARER = 0.5  # by so much the nearest name must be nearer than the next
_MOST_NAMES = 20_000
_NOTHING: Final = ((), ())
_ENDINGS = ("'s", "’s", "es", "en", "er", "s", "n", "e", "x")  # of plurals and cases: the word itself was heard right


def mend(text: str, home: Home, names: Sequence[str], language: str | None) -> str:
    """Return the text with names put right that are one sound off; all else stays, to the letter."""
    if not text:
        return text
    bare = (language or "en").replace("_", "-").partition("-")[0].casefold()
    house = _house(home, tuple(names), bare)
    while (mended := house.mended(text)) is not None:  # each makes a word known, so there is an end
        text = mended
    return text


Context: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # what of a name stands before and after a piece of it


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of names that may have been misheard, how they sound, and how they are written in which names."""

    words: tuple[str, ...]
    sounds: str
    names: dict[Context, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to be written in place of which words, how far off they sounded, and how many words vouch for it."""

    start: int
    end: int
    written: str
    cost: float
    vouching: int


@lru_cache(_HOUSES)
def _house(home: Home, names: tuple[str, ...], language: str) -> _House:
    return _House(tuple(dict.fromkeys(_names(home, names)))[:_MOST_NAMES], language)


def _names(home: Home, names: Sequence[str]) -> Iterator[str]:
    for room in home.areas:
        yield from room.names
    for floor in home.floors:
        yield from floor.names
    for thing in home.entities:
        yield from thing.names
    yield from names


class _House:
    """A house's names by their sounds."""

    def __init__(self, names: Sequence[str], language: str) -> None:
        self._language = language
        self._plain = plain_words(language)
        self._telling = self._plain.telling
        self._words: set[str] = set()
        self._pieces: dict[tuple[str, ...], _Piece] = {}
        self._reach = 0  # most words that stand beside a piece
        for name in names:
            self._learn(name)
        self._like: dict[str, list[_Piece]] = defaultdict(list)
        self._spelled: dict[str, list[_Piece]] = defaultdict(list)
        for piece in self._pieces.values():
            self._spelled["".join(piece.words)].append(piece)
            for key in _keys(skeleton(piece.sounds)):
                self._like[key].append(piece)

    def mended(self, text: str) -> str | None:
        """Return the text with its surest name put right, None when there is nothing to mend."""
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        words = [_fold(text[start:end]) for start, end in tokens]
        if self._plain.anything.intersection(words):
            return None
        known = [self._knows(word) for word in words]
        changes = []
        for first in range(len(words)):
            for beyond in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                if not any(known[first:beyond]):
                    change = self._misheard(words, first, beyond)
                elif beyond - first > 1 and not any(word in self._words for word in words[first:beyond]):
                    change = self._parted(words, first, beyond)
                else:
                    continue
                if change is not None:
                    changes.append(change)
        if not changes:
            return None
        best = min(changes, key=lambda change: (change.cost, -change.vouching, change.start, change.end))
        return text[: tokens[best.start][0]] + best.written + text[tokens[best.end - 1][1] :]

    def _knows(self, word: str) -> bool:
        if any(letter.isdigit() for letter in word) or word in self._words or word in self._plain.known:
            return True
        stems = [word[: -len(ending)] for ending in _ENDINGS if len(word) > len(ending) + 2 and word.endswith(ending)]
        return any(stem in self._words or stem in self._plain.known for stem in stems) or any(
            word + ending in self._words for ending in _ENDINGS
        )

    def _misheard(self, words: Sequence[str], first: int, beyond: int) -> _Change | None:
        """Return what was meant by words that nobody knows, if they are clearly a piece of one name."""
        said = sounds(" ".join(words[first:beyond]), self._language)
        speaks_to_a_house = not self._telling.isdisjoint(words)
        found: list[_Change] = []
        for piece in self._near(said):
            context = self._context(piece, words, first, beyond)
            if context is None or (context == _NOTHING and not speaks_to_a_house):
                continue
            allowed = _allowed(len(piece.sounds), whole=context == _NOTHING)
            cost = apart(said, piece.sounds, allowed + _CLEARER)
            if cost <= allowed + _CLEARER:
                # One that would be too far off still counts as a rival: then it is not clear what was meant.
                vouching = -1 if cost > allowed else sum(map(len, context))
                found.append(_Change(first, beyond, piece.names[context], cost, vouching))
        found.sort(key=lambda change: (change.cost, -change.vouching))
        if not found or found[0].vouching < 0:
            return None
        meant = found[0]
        rivals = [each for each in found if _fold(each.written) != _fold(meant.written)]
        return None if any(rival.cost < meant.cost + _CLEARER for rival in rivals) else meant

    def _parted(self, words: Sequence[str], first: int, beyond: int) -> _Change | None:
        """Return the name that is written with the same letters, only parted elsewhere: "book shelf"."""
        for piece in self._spelled.get("".join(words[first:beyond]), ()):
            context = self._context(piece, words, first, beyond)
            if context is not None:
                return _Change(first, beyond, piece.names[context], -1.0, sum(map(len, context)))
        return None

    def _near(self, said: str) -> Iterable[_Piece]:
        found: dict[tuple[str, ...], _Piece] = {}
        for key in _keys(skeleton(said)):
            found.update((piece.words, piece) for piece in self._like.get(key, ()))
        return found.values()

    def _context(self, piece: _Piece, words: Sequence[str], first: int, beyond: int) -> Context | None:
        """Return the most of a name that stands around the place, None when no name has the piece just there."""
        best: Context | None = None
        for before in range(min(self._reach, first) + 1):
            for after in range(min(self._reach, len(words) - beyond) + 1):
                around = tuple(words[first - before : first]), tuple(words[beyond : beyond + after])
                if around in piece.names and (best is None or before + after > sum(map(len, best))):
                    best = around
        return best

    def _learn(self, name: str) -> None:
        """Keep the pieces of a name that can be misheard: those that say something and hold no number."""
        spans = [match.span() for match in _TOKEN.finditer(name)]
        words = tuple(_fold(name[start:end]) for start, end in spans)
        self._words.update(words)
        self._reach = max(self._reach, min(len(words) - 1, _FARTHEST))
        for first in range(len(words)):
            for beyond in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                piece = words[first:beyond]
                if any(letter.isdigit() for letter in "".join(piece)) or self._plain.joining.issuperset(piece):
                    continue
                known = self._pieces.get(piece)
                if known is None:
                    known = self._pieces[piece] = _Piece(piece, sounds(" ".join(piece), self._language), {})
                written = name[spans[first][0] : spans[beyond - 1][1]]
                known.names.setdefault((words[:first], words[beyond:]), written)


def _allowed(length: int, *, whole: bool) -> float:
    """Return how far off so many sounds may be: one, for few of them half a one or none, for very many more.

    `whole`: nothing of the name is left to vouch for it.
    """
    if whole:
        return -1.0 if length <= 3 else 0.5 if length <= 5 else 1.0 if length <= 9 else 1.5
    return 0.0 if length <= 2 else 0.5 if length == 3 else 1.0 if length <= 8 else 1.5


def _keys(bones: str) -> set[str]:
    """Return the skeleton, and what is left of it without any one consonant: what is near shares one of them."""
    return {bones, *(bones[:at] + bones[at + 1 :] for at in range(len(bones)))}


def _fold(word: str) -> str:
    """Return the word as it is compared: no capitals, no typographer's apostrophe."""
    return unicodedata.normalize("NFC", word.casefold()).replace("’", "'")
