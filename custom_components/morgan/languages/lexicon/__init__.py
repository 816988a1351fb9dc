"""What people say to a house besides names: one file per language, one schema; knows nothing of Home Assistant.

Only phrases with one meaning. Each is matched as a whole sentence, or as a whole name inside a sentence of Home
Assistant's own; never as a part of something longer. A field that a language lacks costs only that feature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What nouns stand for: a domain, and device classes if the domain alone does not tell."""

    nouns: tuple[str, ...]
    domain: str
    device_classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Openings:
    """Questions whether windows and doors are open: single words, folded, in any order."""

    asks: frozenset[str]  # one of these makes it a question: is, are
    around: frozenset[str]  # do not change the meaning
    kinds: Mapping[str, frozenset[str]]  # device class: nouns
    states: Mapping[str, frozenset[str]]
    some: frozenset[str]  # any
    every: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    again: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    less: frozenset[str] = frozenset()
    not_that: frozenset[str] = frozenset()  # the last thing was the wrong one
    other_alone: frozenset[str] = frozenset()  # the same with the other one
    other: frozenset[str] = frozenset()  # the other one, as a name; without its article
    it: frozenset[str] = frozenset()  # the last thing, as a name
    them: frozenset[str] = frozenset()  # the last things
    joints: tuple[str, ...] = ()  # between two commands
    also: tuple[str, ...] = ()  # mean "in addition", before or after a name
    both: tuple[str, ...] = ()  # announce, before the first name, that a second one follows
    articles: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()  # alarms and timers: they take the same verbs as music
    verbs_too: frozenset[str] = frozenset()  # nouns of `kinds` that are verbs at the beginning of a sentence
    never_named: frozenset[str] = frozenset()  # words that no name contains
    home: frozenset[str] = frozenset({"home"})  # words for being at home
    fillers: tuple[str, ...] = ()  # do not change what a question asks
    anyone_home: str = "(?!)"  # a whole question, as a regular expression
    openings: Openings | None = None
    lists: tuple[tuple[str, str], ...] = ()  # aliases of a to-do list: a pattern in its name, and its replacement
    places: tuple[str, ...] = ()  # how a noun and its room are said together
    kinds: tuple[Kind, ...] = ()


def phrases(text: str) -> frozenset[str]:
    """Read phrases that are separated by bars."""
    return frozenset(phrase.strip() for phrase in text.split("|"))


def kinds_of(text: str) -> tuple[Kind, ...]:
    """Read lines of `domain[.class,class]: noun|noun`."""
    kinds = []
    for line in text.strip().splitlines():
        what, nouns = line.strip().split(": ")
        domain, _, classes = what.partition(".")
        kinds.append(Kind(tuple(nouns.split("|")), domain, frozenset(classes.split(",") if classes else ())))
    return tuple(kinds)
