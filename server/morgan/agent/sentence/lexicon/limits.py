"""Each language's patterns for what an order excludes, forbids or puts off, compiled; knows no house.

A match tells only that the user does not want all of it done at once; callers decide what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TypeAlias

from num2words import num2words

from morgan.agent.sentence.words import words
from morgan.languages import Language, language_of

Pattern: TypeAlias = re.Pattern[str]
_SPELT = (*range(1, 61), 70, 75, 80, 90, 100, 120)  # the numbers that occur in times and durations


@dataclass(frozen=True, slots=True)
class Patterns:
    """One language's patterns for limits, compiled."""

    ordering: Pattern  # an order's verb at the beginning or end of a part
    joints: frozenset[str]
    but: frozenset[str]
    excepting: Pattern
    nothing_of: Pattern
    forbidding: Pattern
    keeping: Pattern
    polite: Pattern
    leaving: Pattern
    later: Pattern
    depending: Pattern
    independent: Pattern


def limits_of(language: str | None) -> Patterns | None:
    """Return the patterns of a BCP 47 language; None where that language is not known here."""
    known = language_of(language or "en")
    return None if known is None else _patterns(known)


@cache  # ten small tables that never change
def _patterns(known: Language) -> Patterns:
    raw = known.limits
    spelt = sorted({" ".join(words(num2words(n, lang=known.code))) for n in _SPELT}, key=len, reverse=True)
    number = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(spelt)})"

    def ready(pattern: str) -> Pattern:
        whole = pattern.replace("{n}", number).replace("{order}", f"(?:{raw.order})")
        return re.compile(rf"(?<!\w)(?:{whole})(?!\w)")

    sought: Mapping[str, Pattern] = {each.name: ready(getattr(raw, each.name)) for each in fields(raw)[3:]}
    ordering = ready(r"^(?:\w+ )?{order}|{order}$")
    return Patterns(ordering, frozenset(raw.joints.split()), frozenset(raw.but.split()), **sought)
