"""A language's own words (lexicon/) by its tag, and how sentences are compared; knows no Home Assistant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from .codes import base
from .lexicon import Words, de, en, es, fr, it, nl, pl, pt, ru, sv

_ALL: Final = {
    "de": de.WORDS,
    "en": en.WORDS,
    "es": es.WORDS,
    "fr": fr.WORDS,
    "it": it.WORDS,
    "nl": nl.WORDS,
    "pl": pl.WORDS,
    "pt": pt.WORDS,
    "ru": ru.WORDS,
    "sv": sv.WORDS,
}
NO_WORDS: Final = Words()

_LOOSE = re.compile(r"[^\w\s'-]+")
# "éteins-le" and "apágala" have the pronoun in the verb; Home Assistant's templates want it as a word of its own.
_FRENCH = re.compile(r"(?<=\w)-(le|la|les)\b")
_SPANISH = re.compile(r"^(\w*[áéíóú]\w*)(l[oa]s?)\b", re.IGNORECASE)
_STRESS = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")


def words_of(language: str) -> Words:
    """Return a language's words; empty ones where it has none."""
    return _ALL.get(base(language), NO_WORDS)


def plain(text: str) -> str:
    """Return a sentence as it is compared: lower case, no punctuation, single spaces."""
    return " ".join(_LOOSE.sub(" ", unicodedata.normalize("NFC", text).casefold().replace("’", "'")).split())


def folded(text: str) -> str:
    """Return a sentence as it is compared without accents, which many users do not type."""
    decomposed = unicodedata.normalize("NFD", plain(text))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def loosened(text: str, language: str) -> str:
    """Return a sentence with pronouns that are attached to a verb as words of their own."""
    match base(language):
        case "fr":
            return _FRENCH.sub(r" \1", text)
        case "es":
            return _SPANISH.sub(lambda found: f"{found[1].translate(_STRESS)} {found[2]}", text)
        case _:
            return text
