"""Says whether a sentence is a yes, a no, or neither; knows nothing of the house, of risks or of Home Assistant.

The words are in answers.json, which script/answers/make_answers.py makes from data for every language that Home
Assistant's intents have. A yes must be nothing but a yes: any other words have to repeat what was asked. A no needs
less, because a door that stays shut does no harm.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from ..languages.codes import base

type Answer = Literal["yes", "no", "neither"]
type Units = tuple[str, ...]  # words; single characters in languages that are written without spaces
type Kind = Literal["yes", "no", "filler"]

_UNSPACED: Final = frozenset({"ja", "zh", "th", "km", "lo", "my"})
_APOSTROPHES: Final = frozenset("'’ʼ`´·")  # a recogniser writes them or leaves them out; Catalan's dot is the same
# Marks that a recogniser may leave out: accents, Hebrew's and Arabic's vowels. Not those of India, which are letters.
_MARKS: Final = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F))
_SAME: Final = str.maketrans({"ı": "i", "ی": "ي", "ک": "ك", "ى": "ي", "ة": "ه"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language for answers; every phrase in units."""

    yes: frozenset[Units] = frozenset()
    no: frozenset[Units] = frozenset()
    filler: frozenset[Units] = frozenset()
    code: frozenset[Units] = frozenset()  # what may stand around a PIN
    digits: dict[Units, str] = field(default_factory=dict)


def units(text: str, language: str) -> Units:
    """Return a sentence as it is compared: no case, punctuation or accents; figures of any script as 0 to 9."""
    folded: list[str] = []
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()):
        category = unicodedata.category(char)
        if char in _APOSTROPHES or category == "Cf" or any(low <= ord(char) <= high for low, high in _MARKS):
            continue
        if category == "Nd":
            folded.append(str(unicodedata.decimal(char)))
        else:
            folded.append(char if category[0] in "LMN" else " ")
    words = unicodedata.normalize("NFKC", "".join(folded)).translate(_SAME).split()
    return tuple("".join(words)) if is_unspaced(language) else tuple(words)


def is_unspaced(language: str) -> bool:
    """Whether a language is written without spaces."""
    return base(language) in _UNSPACED


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))
    return loaded


@cache
def words_of(language: str) -> Words:
    """Return a language's words, given without its region; empty ones where it has none."""
    kept = _table().get(language, {})

    def phrases(kind: str) -> frozenset[Units]:
        return frozenset(units(phrase, language) for phrase in kept.get(kind, ()))

    digits = {units(name, language): str(digit) for digit, names in enumerate(kept.get("digits", ())) for name in names}
    return Words(phrases("yes"), phrases("no"), phrases("filler"), phrases("code"), digits)


def answer_of(text: str, language: str, asked: Sequence[str] = (), names: Sequence[str] = ()) -> Answer:
    """Return what a sentence answers. `asked` is the command and the question; `names` are the entities asked about.

    Words other than a yes, a no and fillers have to repeat what was asked, in its order: "lock the front door" is no
    yes to "unlock the front door lock". If several entities were asked about, naming only some of them is neither.
    """
    said = units(text, language)
    pieces = _kinds(said, language)
    kinds = {kind for kind, _ in pieces}
    rest = [piece for kind, piece in pieces if kind is None]
    if "no" in kinds:
        return _with_no([kind for kind, _ in pieces if kind != "filler"])
    before = [units(each, language) for each in asked]
    if not any(kind == "yes" and (not rest or not _within(piece, before, language)) for kind, piece in pieces):
        return "neither"
    repeats = _repeats_closely(pieces, before) if is_unspaced(language) else _repeats(rest, before)
    if not repeats:
        return "neither"
    named = [_holds(said, units(name, language)) for name in names]
    return "neither" if any(named) and not all(named) else "yes"


def starts_no(text: str, language: str) -> bool:
    """Whether a sentence is nothing but a no, and so cannot mean a number."""
    kinds = {kind for kind, _ in _kinds(units(text, language), language)}
    return "no" in kinds and kinds <= {"no", "filler"}


def _with_no(kinds: list[Kind | None]) -> Answer:
    """Judge a sentence with a no in it: beside a yes, the no counts only at the beginning or at the end."""
    if "yes" not in kinds:
        return "no"
    return "no" if None not in kinds and "no" in (kinds[0], kinds[-1]) else "neither"


def pieces_of(said: Units, phrases: Collection[Units]) -> list[Units]:
    """Split a sentence into phrases, the longest first, and the rest into single units."""
    longest = max(map(len, phrases), default=1)
    pieces: list[Units] = []
    at = 0
    while at < len(said):
        ends = range(min(at + longest, len(said)), at, -1)
        end = next((end for end in ends if said[at:end] in phrases), at + 1)
        pieces.append(said[at:end])
        at = end
    return pieces


def _kinds(said: Units, language: str) -> list[tuple[Kind | None, Units]]:
    """Return each piece of a sentence with its kind: no takes precedence over yes, and yes over filler."""
    words = words_of(base(language))
    known: dict[Units, Kind] = dict.fromkeys(words.filler, "filler")
    known |= dict.fromkeys(words.yes, "yes")
    known |= dict.fromkeys(words.no, "no")
    return [(known.get(piece), piece) for piece in pieces_of(said, known)]


def _repeats(rest: Iterable[Units], asked: Iterable[Units]) -> bool:
    """Whether the rest of a sentence occurs in this order in what was asked."""
    flat = tuple(unit for piece in rest for unit in piece)
    return not flat or any(_in_order(flat, each) for each in asked)


def _repeats_closely(pieces: Iterable[tuple[Kind | None, Units]], asked: Sequence[Units]) -> bool:
    """Whether the rest occurs there without gaps: single characters in order would match almost anything."""
    chunks: list[Units] = [()]
    between: Units = ()  # a filler inside the rest belongs to it
    for kind, piece in pieces:
        if kind == "yes":
            chunks, between = [*chunks, ()], ()
        elif kind == "filler":
            between += piece
        else:
            chunks[-1] += (between if chunks[-1] else ()) + piece
            between = ()
    return all(any(_holds(each, chunk) for each in asked) for chunk in chunks if chunk)


def _in_order(rest: Units, asked: Units) -> bool:
    remaining = iter(asked)
    return all(unit in remaining for unit in rest)


def _within(piece: Units, asked: Iterable[Units], language: str) -> bool:
    return any(_holds(each, piece) for each in asked)


def _holds(said: Units, piece: Units) -> bool:
    """Whether the units of `piece` occur in `said` without gaps."""
    size = len(piece)
    return bool(piece) and any(said[at : at + size] == piece for at in range(len(said) - size + 1))
