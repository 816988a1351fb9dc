"""Replaces Roman numerals by figures: Henry the 8th, World War 2, le 19e siècle, siglo 20; knows no markup.

Whether "VIII" is "eight" or "the eighth" depends on the word before it: no library knows which words are rulers' names.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from morgan.languages.schema import Numbers as Words
from morgan.tts.text import numbers as say

_ROMAN: Final = r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX]{2})"  # a single letter is more often just a letter
_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_LAST_RANK: Final = 10  # in Spanish: Felipe Sexto, but Alfonso Trece
_RULERS: Final = frozenset({
    "Albert", "Alexander", "Alexandre", "Alfonso", "Alphonse", "Amenhotep", "Anne", "August", "Beatrix", "Benedict",
    "Benedikt", "Benoît", "Benedicto", "Benedictus", "Carl", "Carlos", "Catalina", "Catherine", "Charles", "Christian",
    "Clement", "Clemente", "Edward", "Elisabeth", "Elizabeth", "Felipe", "Ferdinand", "Fernando", "Francis",
    "Francisco", "Franz", "François", "Frederick", "Frederik", "Friedrich", "Georg", "George", "Georges", "Gregor",
    "Gregory", "Gregorio", "Guillaume", "Gustaf", "Gustav", "Haakon", "Harald", "Heinrich", "Henri", "Henry",
    "Innocent", "Isabel", "Isabella", "Iván", "Ivan", "Jacques", "Jakob", "James", "Johannes", "John", "Joseph",
    "Juan", "Karl", "Katharina", "Leo", "Leopold", "Leopoldo", "Louis", "Ludwig", "Luis", "Margarethe", "Maria",
    "Mary", "Matthias", "Maximilian", "Mohammed", "Napoleon", "Napoleón", "Napoléon", "Nicholas", "Nicolas",
    "Nicolás", "Nikolaus", "Olav", "Otto", "Paul", "Pablo", "Pedro", "Peter", "Philip", "Philipp", "Philippe",
    "Pierre", "Pius", "Pío", "Pie", "Rameses", "Ramses", "Ramsès", "Ramsés", "Richard", "Robert", "Rudolf",
    "Sixtus", "Sixte", "Urban", "Victor", "Viktor", "Wilhelm", "Willem", "William", "Xerxes",
})  # fmt: skip


_QUEENS: Final = frozenset({
    "Anne", "Beatrix", "Catalina", "Catherine", "Elisabeth", "Elizabeth", "Isabel", "Isabella", "Katharina",
    "Margarethe", "Maria", "Mary",
})  # fmt: skip
_COUNTED: Final = frozenset({
    "Act", "Acte", "Acto", "Akt", "Band", "Book", "Capítulo", "Chapitre", "Chapter", "Class", "Deel", "Episode",
    "Guerra", "Guerre", "Hoofdstuk", "Kapitel", "Level", "Mark", "Part", "Parte", "Partie", "Phase", "Season", "Stage",
    "Teil", "Tome", "Tomo", "Type", "Volume", "War", "Weltkrieg", "Wereldoorlog",
})  # fmt: skip
_DATIVE: Final = re.compile(r"\b(?:von|unter|mit|bei|zu|aus|nach|seit)\s$", re.IGNORECASE)


def figures(text: str, words: Words) -> str:
    """Write Roman numerals as figures, which the rules for ranks, dates and numbers then turn into words."""
    if words.code == "fr":
        text = re.sub(rf"\b({_ROMAN}|[VX])(?:e|ᵉ|è|ème)\b", lambda found: f"{_value(found[1])}e", text)
        text = re.sub(r"(?<=\w )Ier\b", "premier", text)
    if words.code == "es":
        text = re.sub(rf"(?<=\bsiglo )({_ROMAN}|[IVX])\b", lambda found: str(_value(found[1])), text)
    if words.code == "de":
        text = re.sub(rf"\b({_ROMAN})\.(?=\sJahrhundert)", lambda found: f"{_value(found[1])}.", text)
    return re.sub(rf"\b([^\W\d_]+) ({_ROMAN})\b(\.(?=\s[a-zäöü]))?", partial(_numbered, words), text)


def _numbered(words: Words, found: re.Match[str]) -> str:
    name, value, point = found[1], _value(found[2]), found[3] or ""
    if not name[0].isupper():
        return found[0]  # "a II" is no name
    if name not in _RULERS and name not in _COUNTED:
        return found[0]  # "An IV line", "Love, Mum XX"
    if name not in _RULERS or words.code == "fr" or (words.code == "es" and value > _LAST_RANK):
        return f"{name} {value}{point}"
    rank = say.ordinal(str(value), words)
    if words.code == "de":
        dative = _DATIVE.search(found.string, 0, found.start()) is not None
        article = ("der" if dative else "die") if name in _QUEENS else "dem" if dative else "der"
        return f"{name} {article} {rank.capitalize()}{'n' if dative else ''}"
    if words.code == "es" and name in _QUEENS:
        rank = f"{rank[:-1]}a"
    article = {"en": "the ", "nl": "de "}.get(words.code, "")
    return f"{name} {article}{rank}{point}"


def _value(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
