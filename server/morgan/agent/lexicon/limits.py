"""What an order leaves out, forbids, or puts off: patterns over folded words, one set a language; knows no house.

A pattern is a regular expression over words as they are compared (`morgan.agent.words`: small letters, no accents),
joined by single spaces; it finds whole words. `{n}` stands for a number, in digits or spelt, `{order}` for a verb of an
order. It says no more than that somebody did not want all of it done at once; what to do about that is decided
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import TypeAlias

from num2words import num2words

from morgan.agent.words import base_of, words

LIMITS_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "pl", "ru")
Pattern: TypeAlias = re.Pattern[str]
_SPELT = (*range(1, 61), 70, 75, 80, 90, 100, 120)  # the numbers that clocks and spans are told with


@dataclass(frozen=True, slots=True)
class Limits:
    """One language, as it is written down."""

    order: str  # verbs of orders, whole or as they begin
    joints: str  # and
    but: str  # after which something else comes, or is left out
    excepting: str  # what stands before that which is left out; a group `zone` where it stands around it
    nothing_of: str  # with what a part begins that is left out: "…, not the lamp"
    forbidding: str  # "don't turn on", "never open"
    keeping: str  # "leave it on"
    polite: str  # looks like the two above, and is a request: "why don't you …"
    later: str  # a time, a repetition, a duration
    depending: str  # a condition
    independent: str  # looks like one, and is none: "if you can"


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
    later: Pattern
    depending: Pattern
    independent: Pattern


def limits_of(language: str | None) -> Patterns | None:
    """Return the patterns of a BCP 47 language; None where that language is not known here."""
    own = base_of(language)
    return _patterns(own) if own in LIMITS_LANGUAGES else None


@cache  # ten small tables that never change
def _patterns(language: str) -> Patterns:
    raw: Limits = import_module(f"morgan.agent.lexicon.{language}").LIMITS  # it needs what stands above
    spelt = sorted({" ".join(words(num2words(n, lang=language))) for n in _SPELT}, key=len, reverse=True)
    number = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(spelt)})"

    def ready(pattern: str) -> Pattern:
        whole = pattern.replace("{n}", number).replace("{order}", f"(?:{raw.order})")
        return re.compile(rf"(?<!\w)(?:{whole})(?!\w)")

    sought: Mapping[str, Pattern] = {each.name: ready(getattr(raw, each.name)) for each in fields(raw)[3:]}
    ordering = ready(r"^(?:\w+ )?{order}|{order}$")
    return Patterns(ordering, frozenset(raw.joints.split()), frozenset(raw.but.split()), **sought)
