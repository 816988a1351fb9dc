"""How words sound, roughly, and the distance between two of them; knows no dictionary, no house and no recogniser.

A sound is one letter of our own alphabet: most stand for themselves, S Z C J are the sounds of ship, measure, church
and judge, T N those of thin and sing, x that of Bach, and A W Q O Y those of my, now, boy, schön and über. Regional
variants are one sound, which keeps the rules few: a misheard name and the name go through the same rules, and only
their difference counts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from morgan.languages import LANGUAGES

_VOWELS = frozenset("aeiouAWQOYUVM")
_WEAK = frozenset("hjw")  # sounds that are often dropped or added
_NEAR = (  # sounds that are often confused; one may have several neighbours
    "pb", "td", "kg", "gx", "kx", "fv", "vw", "vb", "sz", "SZ", "CJ", "SC", "ZJ", "sS", "zZ", "Tt", "Td", "Tf", "Ts",
    "Tv", "Tz", "Ct", "Jd", "jJ", "mn", "nN", "lr", "rx", "hx", "ij", "uw", "zs", "UV", "VM",
)  # fmt: skip


def sounds(text: str, language: str) -> str:
    """Return how the words sound, one letter a sound; letters that no rule knows stand for themselves."""
    own = language if _rules(language) else ""
    return _single("".join(_sounds_of(word, own) for word in text.casefold().split()))


@lru_cache(16_384)  # a big house repeats its words, and converting them is most of the work
def _sounds_of(word: str, language: str) -> str:
    pattern, said = _reader(language)
    plain = unicodedata.normalize("NFC", word) if language else _bare(word)
    plain = plain.replace("'", "").replace("’", "")
    return "".join(
        _bare(match.group()) if match.lastindex is None else said[match.lastindex - 1]
        for match in pattern.finditer(plain)
    )


def skeleton(said: str) -> str:
    """Return the key by which similar sounds are found: the consonants, each class of similar ones as one letter."""
    return _single("".join(_CLASSES.get(sound, sound) for sound in said if sound not in _VOWELS and sound not in _WEAK))


_CLASSES = {sound: group[0] for group in ("pbfvw", "tdT", "kgx", "szSZCJ", "mnN", "lr") for sound in group}


def apart(one: str, other: str, at_most: float) -> float:
    """Return how many sounds are wrong, missing or extra; some value above `at_most` if there are more than that.

    A similar sound counts 0.5, a missing or extra vowel 0.75, a missing or extra weak sound 0.5, all others 1.
    """
    if abs(len(one) - len(other)) > 2 * at_most:
        return at_most + 1
    row = [0.0]
    for theirs in other:
        row.append(row[-1] + _alone(theirs))
    for sound in one:
        above, row = row, [row[0] + _alone(sound)]
        for at, theirs in enumerate(other):
            row.append(
                min(above[at] + _instead(sound, theirs), above[at + 1] + _alone(sound), row[at] + _alone(theirs))
            )
        if min(row) > at_most:
            return at_most + 1
    return row[-1]


def _alone(sound: str) -> float:
    return 0.5 if sound in _WEAK else 0.75 if sound in _VOWELS else 1.0


def _instead(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return 0.5 if (one in _VOWELS and other in _VOWELS) or (one + other) in _PAIRS else 1.0


_PAIRS = frozenset(pair for each in _NEAR for pair in (each, each[::-1]))


def _single(said: str) -> str:
    """Reduce repeated sounds to one."""
    return re.sub(r"(.)\1+", r"\1", said)


def _bare(word: str) -> str:
    """Return the letters without accents, and nothing else."""
    folded = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in folded if letter.isalpha())


def _rules(language: str) -> str:
    known = LANGUAGES.get(language)
    return known.hearing.sounds if known and known.hearing else ""


@cache  # five small tables and the empty one
def _reader(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern with a group for each rule, and the sounds of each rule."""
    columns = [column for column in _rules(language).split() if column != "|"]
    patterns, said = columns[::2], columns[1::2]
    groups = [f"({letters})" for letters in patterns]
    return re.compile("|".join([*groups, r"\w"])), tuple(sound.replace("-", "") for sound in said)
