"""Roman numerals as the figures that they are: Henry the 8th, World War 2, le 19e siècle, siglo 20; knows no markup.

Whether "VIII" is "eight" or "the eighth" hangs on the word before it: no library knows which of them are rulers.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from morgan.languages.schema import Numbers as Words
from morgan.tts import spoken_numbers as say

_ROMAN: Final = r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX]{2})"  # one letter alone is more often a letter
_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_LAST_RANK: Final = 10  # in Spanish: Felipe Sexto, but Alfonso Trece
_RULERS: Final = frozenset({
    "Albert", "Alexander", "Alexandre", "Alfonso", "Alphonse", "Amenhotep", "Anne", "August", "Beatrix", "Benedict",
    "Benedikt", "Benoît", "Benedicto", "Benedictus", "Carl", "Carlos", "Catherine", "Charles", "Christian",
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


def figures(text: str, words: Words) -> str:
    """Write the numerals of a text as figures, which the rules for ranks, dates and numbers then say."""
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
        return found[0]  # "a II" is no name, whatever it is
    if name not in _RULERS or words.code == "fr" or (words.code == "es" and value > _LAST_RANK):
        return f"{name} {value}{point}"
    if words.code == "de":
        return f"{name} der {say.german_ordinal(str(value), 'der', words).capitalize()}"
    article = {"en": "the ", "nl": "de "}.get(words.code, "")
    return f"{name} {article}{say.ordinal(str(value), words)}{point}"


def _value(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
