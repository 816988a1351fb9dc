"""Chooses one of several hypotheses; knows no recogniser, and leaves to its caller what is an order.

Whisper was trained on films and talks, where "time for status" is likelier than "timer status". In a house it is the
other way round: an order that this house could obey is preferred to another sentence that is only slightly likelier.
Between two orders the sound alone decides, and words that revoke an order ("not", "if") are never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from morgan.ports import Home, Kind

KindOf: TypeAlias = Callable[[str, str | None, Home], Kind]  # the kind of a sentence in a language, in a home

# An order may be less likely than the first hypothesis by so many nats in total. Chosen as a round number: on
# recordings of people 1.5, 3 and 5 gave word errors within 0.02 of each other (docs/engines.md).
_NATS = 3.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A hypothesis: its mean log probability per token, their sum, and whether it was cut before its end."""

    text: str
    log_probability: float
    total: float
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The chosen hypothesis, and its kind in this house."""

    said: Hypothesis
    kind: Kind


def nobody_knows(_text: str, _language: str | None, _home: Home) -> Kind:
    """Return "other" for every sentence, as without a house there are no orders."""
    return "other"


def likeliest(hypotheses: Sequence[Hypothesis], read: Callable[[str], tuple[str, Kind]]) -> Taken:
    """Return the chosen hypothesis; `hypotheses` are sorted, likeliest first, at least one.

    `read` returns a text's corrected spelling and kind; it is called at most once for each, mostly for the first only.
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
