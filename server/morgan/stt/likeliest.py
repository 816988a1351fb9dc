"""Which of several hypotheses is taken for what was said; knows no recogniser, and asks somebody what an order is.

Whisper was taught on films and talks, where "time for status" is likelier than "timer status". In a house it is the
other way round: an order that this house could obey is taken before anything else that is hardly likelier. Between
two orders the sound alone decides, and words that take an order back ("not", "if") are never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from morgan.ports import Home, Kind

KindOf: TypeAlias = Callable[[str, str | None, Home], Kind]  # what a sentence in a language is to a home

# By so many nats in all an order may be less likely than what else was heard. Chosen as a round number: on recordings
# of people 1.5, 3 and 5 gave word errors within 0.02 of each other (docs/engines.md).
_NATS = 3.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What may have been said: its mean log probability per token, the sum of them, and whether it has no end."""

    text: str
    log_probability: float
    total: float
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The hypothesis that is taken for what was said, and what it is to the house."""

    said: Hypothesis
    kind: Kind


def nobody_knows(_text: str, _language: str | None, _home: Home) -> Kind:
    """Know of no order, as where there is no house."""
    return "other"


def likeliest(hypotheses: Sequence[Hypothesis], read: Callable[[str], tuple[str, Kind]]) -> Taken:
    """Return what was said; `hypotheses` come likeliest first, at least one.

    `read`: how a text is truly written and what it is; asked of each once at most, and mostly of the first alone.
    """
    first, *others = hypotheses
    text, kind = read(first.text)
    taken = Taken(replace(first, text=text), kind)
    if kind != "other":
        return taken
    for each in sorted(others, key=lambda one: one.total, reverse=True):
        if each.total <= first.total - _NATS:
            break
        text, kind = read(each.text)
        if kind == "order":
            return Taken(replace(each, text=text), kind)
    return taken
