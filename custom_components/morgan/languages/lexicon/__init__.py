"""What people say to a house besides names: one file a language, one schema; knows no Home Assistant.

Only phrases that mean one thing. Each is matched as a whole sentence, or as a whole name inside a sentence of Home
Assistant's own; never as a part of something longer. What a language lacks here it loses, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What a noun stands for: domains, and device classes where the domain alone does not say it."""

    nouns: tuple[str, ...]
    domain: str
    device_classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Openings:
    """How is asked whether windows and doors are open: single words, folded, in whatever order."""

    asks: frozenset[str]  # one of these makes it a question: is, are
    around: frozenset[str]  # change nothing
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
    also: tuple[str, ...] = ()  # say that something is one more, before or behind it
    both: tuple[str, ...] = ()  # say before the first thing that a second one comes
    articles: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()  # what tells a time, and is set or put as music is
    verbs_too: frozenset[str] = frozenset()  # nouns of `kinds` that are orders at the beginning of a sentence
    never_named: frozenset[str] = frozenset()  # words of a sentence that no name has
    home: frozenset[str] = frozenset({"home"})  # where who is at home is
    fillers: tuple[str, ...] = ()  # change nothing of what a question asks
    anyone_home: str = "(?!)"  # a whole question, as a regular expression
    openings: Openings | None = None
    lists: tuple[tuple[str, str], ...] = ()  # what else a to-do list is called: what of its name becomes what
    places: tuple[str, ...] = ()  # how a thing and the room it is in are said together
    kinds: tuple[Kind, ...] = ()


def phrases(text: str) -> frozenset[str]:
    """Read phrases that stand between bars."""
    return frozenset(phrase.strip() for phrase in text.split("|"))


def kinds_of(text: str) -> tuple[Kind, ...]:
    """Read lines of `domain[.class,class]: noun|noun`."""
    kinds = []
    for line in text.strip().splitlines():
        what, nouns = line.strip().split(": ")
        domain, _, classes = what.partition(".")
        kinds.append(Kind(tuple(nouns.split("|")), domain, frozenset(classes.split(",") if classes else ())))
    return tuple(kinds)
