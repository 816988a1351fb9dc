"""What an order leaves out, forbids, or puts off: a language's patterns, ready to be looked for; knows no house.

A pattern says no more than that somebody did not want all of it done at once; what to do about that is decided
elsewhere.
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
_SPELT = (*range(1, 61), 70, 75, 80, 90, 100, 120)  # the numbers that clocks and spans are told with


@dataclass(frozen=True, slots=True)
class Patterns:
    """One language's limits, ready to be looked for."""

    ordering: Pattern  # an order's verb at a part's beginning or end
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
