"""Corrects a name of the house that was heard a sound off; knows no recogniser.

"Kitten lights" become the kitchen lights, and a "desk clamp" the desk lamp. To leave all else alone: words of the house
or of its commands count as heard right and are never changed; the words around the wrong ones must be the rest of the
name, or, where the whole name is wrong, the sentence must have words of a command; short names need the exact sounds;
and where two names are about equally near, nothing is changed. The more of the name was heard right, the farther off
the rest may be; the limits were set by `script/bench names`.
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
from morgan.stt.names.phonetics import apart, skeleton, sounds
from morgan.stt.names.plain_words import plain_words

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HOUSES = 16  # as many as the server keeps; an index of 500 names is 2 MB
_FARTHEST = 5  # words of a name that are compared on either side of a piece
_LONGEST = 3  # words that a misheard piece of a name may have become
_CLEARER = 0.5  # the nearest name must be nearer than the next by this much
_MOST_NAMES = 20_000
_MANY = 40  # pieces that fit one context; if more do, only those with similar sounds are compared
_FEW = 3
_OPENING = 3  # words in which a sentence tells what kind it is: "please tell me"
_NOTHING: Final = ((), ())
_ENDINGS = ("'s", "’s", "es", "en", "er", "s", "n", "e", "x")  # of plurals and cases: the word itself was heard right


def mend(text: str, home: Home, names: Sequence[str], language: str | None) -> str:
    """Return the text with misheard names corrected; all else stays, to the letter."""
    if not text:
        return text
    bare = (language or "en").replace("_", "-").partition("-")[0].casefold()
    house = _house(home, tuple(names), bare)
    while (mended := house.mended(text)) is not None:  # each pass makes a word known, so the loop ends
        text = mended
    return text


def learn(home: Home, language: str | None) -> None:
    """Index the sounds of a house's names before they are needed: 30 to 250 ms, once for each house."""
    mend(".", home, (), language)


Context: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # a name's words before and after a piece of it


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of names that may have been misheard, their sounds, and their spelling in each context."""

    words: tuple[str, ...]
    sounds: str
    names: dict[Context, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """Which words to replace by what, their distance in sounds, and how many words around them support it."""

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
        self._around: dict[Context, list[_Piece]] = defaultdict(list)
        self._heard: dict[Context, int] = {}  # how many sounds a context has
        for piece in self._pieces.values():
            for context in piece.names:
                self._around[context].append(piece)
                self._heard[context] = sum(len(self._sounds(word)) for words in context for word in words)
            self._spelled["".join(piece.words)].append(piece)
            for key in _keys(skeleton(piece.sounds)):
                self._like[key].append(piece)

    def mended(self, text: str) -> str | None:
        """Return the text with its surest name corrected, None when there is nothing to correct."""
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        words = [_fold(text[start:end]) for start, end in tokens]
        if self._may_hold_anything(words):
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

    def _may_hold_anything(self, words: Sequence[str]) -> bool:
        """Tell whether the sentence may contain any words: it fills a list, sends a message or the like."""
        return bool(self._plain.anything.intersection(words[:_OPENING]) or self._plain.lists.intersection(words))

    def _knows(self, word: str) -> bool:
        if any(letter.isdigit() for letter in word) or word in self._words or word in self._plain.known:
            return True
        if word.endswith("ies") and word[:-3] + "y" in self._words:
            return True
        stems = [word[: -len(ending)] for ending in _ENDINGS if len(word) > len(ending) + 2 and word.endswith(ending)]
        return any(stem in self._words or stem in self._plain.known for stem in stems) or any(
            word + ending in self._words for ending in _ENDINGS
        )

    def _misheard(self, words: Sequence[str], first: int, beyond: int) -> _Change | None:
        """Return the change for unknown words, if they are clearly a piece of one name."""
        said = self._sounds(" ".join(words[first:beyond]))
        found: list[_Change] = []
        for context, pieces in self._candidates(words, first, beyond, said):
            for piece in pieces:
                allowed = self._allowed(len(piece.sounds), context)
                cost = apart(said, piece.sounds, allowed + _CLEARER)
                if cost <= allowed + _CLEARER:
                    # A name that is slightly too far off still counts as a rival: the meaning is then unclear.
                    vouching = -1 if cost > allowed else sum(map(len, context))
                    found.append(_Change(first, beyond, piece.names[context], cost, vouching))
        # At equal cost more supporting words win: "the desk clamp" is the desk lamp, not another lamp.
        found.sort(key=lambda change: (change.cost, -change.vouching))
        if not found or found[0].vouching < 0:
            return None
        meant = found[0]
        rivals = [each for each in found if _fold(each.written) != _fold(meant.written)]
        return None if any(rival.cost < meant.cost + _CLEARER for rival in rivals) else meant

    def _candidates(
        self, words: Sequence[str], first: int, beyond: int, said: str
    ) -> Iterator[tuple[Context, Iterable[_Piece]]]:
        """Yield each context found around the words and the pieces that fit it; if many do, those of similar sound."""
        near: list[_Piece] | None = None
        for before in range(min(self._reach, first) + 1):
            for after in range(min(self._reach, len(words) - beyond) + 1):
                context = tuple(words[first - before : first]), tuple(words[beyond : beyond + after])
                pieces = self._around.get(context)
                if pieces is None or (context == _NOTHING and self._telling.isdisjoint(words)):
                    continue  # the latter: no word around supports a name, and none is of a command
                if len(pieces) <= _MANY:
                    yield context, pieces
                else:
                    near = self._near(said) if near is None else near
                    yield context, [piece for piece in near if context in piece.names]

    def _sounds(self, text: str) -> str:
        return sounds(text, self._language)

    def _near(self, said: str) -> list[_Piece]:
        found: dict[tuple[str, ...], _Piece] = {}
        for key in _keys(skeleton(said)):
            found.update((piece.words, piece) for piece in self._like.get(key, ()))
        return list(found.values())

    def _allowed(self, own: int, context: Context) -> float:
        """Return the distance allowed for so many sounds: one, a half or none for few of them, more for many.

        Words of the name heard right around the piece count as sounds too. They allow more where few other names have
        the same context, and most where only this one has and the context holds a word that commands don't have.
        """
        if context == _NOTHING:
            return -1.0 if own <= 3 else 0.5 if own <= 5 else 1.0 if own <= 9 else 1.5
        heard = own + self._heard[context]
        most = 1.0 if heard <= 7 else 1.5 if heard <= 10 else 2.0
        others = len(self._around[context])
        if others == 1 and not self._plain.known.issuperset(context[0] + context[1]):
            return min(2.5, 0.6 * own)
        return min(most + 0.5, own / 2) if others <= _FEW else min(most, own / 3)

    def _parted(self, words: Sequence[str], first: int, beyond: int) -> _Change | None:
        """Return the name that has the same letters, but spaces in other places: "book shelf"."""
        for piece in self._spelled.get("".join(words[first:beyond]), ()):
            context = self._context(piece, words, first, beyond)
            if context is not None:
                return _Change(first, beyond, piece.names[context], -1.0, sum(map(len, context)))
        return None

    def _context(self, piece: _Piece, words: Sequence[str], first: int, beyond: int) -> Context | None:
        """Return the longest context of the piece found around the words, None when no name fits there."""
        best: Context | None = None
        for before in range(min(self._reach, first) + 1):
            for after in range(min(self._reach, len(words) - beyond) + 1):
                around = tuple(words[first - before : first]), tuple(words[beyond : beyond + after])
                if around in piece.names and (best is None or before + after > sum(map(len, best))):
                    best = around
        return best

    def _learn(self, name: str) -> None:
        """Index the pieces of a name that can be misheard: not those of joining words only or with a number."""
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
                    known = self._pieces[piece] = _Piece(piece, self._sounds(" ".join(piece)), {})
                written = name[spans[first][0] : spans[beyond - 1][1]]
                known.names.setdefault((words[:first], words[beyond:]), written)


def _keys(bones: str) -> set[str]:
    """Return the skeleton, and it without each one consonant in turn: similar pieces share one of these keys."""
    return {bones, *(bones[:at] + bones[at + 1 :] for at in range(len(bones)))}


def _fold(word: str) -> str:
    """Return the word in the form that is compared: no capitals, no typographic apostrophe."""
    return unicodedata.normalize("NFC", word.casefold()).replace("’", "'")
