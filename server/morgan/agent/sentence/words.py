"""Normalizes words to compare them without case, accents, plurals and typos; knows no house and no language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_REMEMBERED = 16_384  # texts: a big house's names recur at every question, and folding them is most of the work
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[%°]|[^\W\d_]+")
_ELISION = re.compile(r"\b(l|d|j|m|t|s|n|c|qu|dell|all|nell|dall|sull)['’](?=[^\W\d_]{2})", re.IGNORECASE)  # l'entrée
_APOSTROPHE = re.compile(r"['’´`ʼ]")  # variants that people type
_ONE_SLIP, _TWO_SLIPS = 5, 9  # letters of a word from which on one, or two, may be wrong
_WHOLE = 6  # letters from which on the first may be wrong too: "right" must never become "light"


def base_of(language: str | None) -> str:
    """Return the language of a BCP 47 tag without its region: "pt_BR" is "pt"; English where none is named."""
    return (language or "en").replace("_", "-").partition("-")[0].lower()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded: "Kitchen_Light's 50%" → kitchen, lights, 50, %."""
    text = _APOSTROPHE.sub("", _ELISION.sub(r"\1 ", text))
    folded = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(letter for letter in folded if not unicodedata.combining(letter))))


def stem(word: str) -> str:
    """Return the word without a final s, the plural of many European languages."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(_REMEMBERED)
def stems(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded and stemmed, for comparison."""
    return tuple(stem(word) for word in words(text))


def slips(said: str, meant: str) -> int | None:
    """Return the number of wrong, missing, extra or swapped letters; None if too many for the words' length."""
    if said == meant:
        return 0
    if said[:1].isdecimal() or meant[:1].isdecimal():
        return None  # bedroom 1 is never bedroom 2
    shorter = min(len(said), len(meant))
    bound = 2 if shorter >= _TWO_SLIPS else 1 if shorter >= _ONE_SLIP else 0
    if abs(len(said) - len(meant)) > bound or not bound or (said[0] != meant[0] and shorter < _WHOLE):
        return None
    distance = _distance(said, meant)
    return distance if distance <= bound else None


def _distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance (Damerau 1964, each pair swapped at most once)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, last = row, before
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]


def nearest(said: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `said` within the allowed typos; None if there is none, or a tie."""
    best: list[str] = []
    least = 3
    for word in known:
        count = slips(said, word)
        if count is None or count > least:
            continue
        best = [word] if count < least else [*best, word]
        least = count
    return best[0] if len(best) == 1 else None


@lru_cache(_REMEMBERED)
def trigrams(text: str) -> frozenset[str]:
    """Return the trigrams of a text's letters, with its ends padded."""
    joined = f"  {' '.join(words(text))} "
    return frozenset(joined[at : at + 3] for at in range(len(joined) - 2))
