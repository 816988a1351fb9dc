"""Compiled patterns for a language's questions and orders, for folded words (`words.py`); knows no words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from morgan.languages import ENGLISH, Language, language_of


@dataclass(frozen=True, slots=True)
class Signs:
    """The patterns of one language."""

    opens: re.Pattern[str]
    asks: re.Pattern[str]
    knows: re.Pattern[str]
    commands: re.Pattern[str]
    joined: re.Pattern[str]


_POLITE = r"(?:(?:please|hey|ok|okay|so|and|bitte|und|also|et|y|en|e|och|por favor|prosze|пожалуиста) )*"


def signs(language: str | None) -> Signs:
    """Return the patterns of a BCP 47 language; the English ones if that language is not known here."""
    return _signs(language_of(language) or ENGLISH)


@cache  # ten small tables that never change, so the cache cannot grow
def _signs(known: Language) -> Signs:
    asked = known.questions
    first = rf"{_POLITE}(?:{{}})\b"
    return Signs(
        _compiled(asked.opens, first),
        _compiled(asked.asks, first),
        _compiled(asked.knows, first),
        _compiled(asked.commands, rf"{_POLITE}(?:then )?(?:{{}})\b"),
        _compiled(asked.commands, r"\b(?:and|und|et|y|en|e|och|и|then) (?:{})\b"),
    )


def _compiled(pattern: str, frame: str) -> re.Pattern[str]:
    return re.compile(frame.replace("{}", pattern))
