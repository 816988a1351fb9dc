"""What is written down of each language, a file for each; knows nothing of who uses it.

A language that nobody wrote down has no value here, and every user says what it does then. `docs/languages.md` shows
what works in which.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from morgan.languages.de import GERMAN
from morgan.languages.en import ENGLISH
from morgan.languages.es import SPANISH
from morgan.languages.fr import FRENCH
from morgan.languages.it import ITALIAN
from morgan.languages.nl import DUTCH
from morgan.languages.pl import POLISH
from morgan.languages.pt import PORTUGUESE
from morgan.languages.ru import RUSSIAN
from morgan.languages.schema import Language
from morgan.languages.sv import SWEDISH

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language_of"]

LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        each.code: each
        for each in (
            *(ENGLISH, GERMAN, FRENCH, SPANISH, DUTCH),
            *(ITALIAN, PORTUGUESE, SWEDISH, POLISH, RUSSIAN),
        )
    }
)


def language_of(tag: str | None) -> Language | None:
    """Return what is written down of a BCP 47 language ("pt_BR" is "pt"); None for any other and for none."""
    return LANGUAGES.get((tag or "").replace("_", "-").partition("-")[0].lower())
