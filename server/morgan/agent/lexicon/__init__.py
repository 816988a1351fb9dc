"""What people say to a house, as data, one file a language; knows no house and no tool.

A pattern is words in their order; `…` stands where others may come between. Words are written as they are compared
(`morgan.agent.words`): without accents, and plurals in -s need no entry of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from num2words import num2words

from morgan.agent.words import base_of, stem, stems

Verb: TypeAlias = Literal[
    "on", "off", "toggle", "open", "close", "lock", "unlock", "start", "stop", "return", "pause", "resume", "next",
    "previous", "mute", "unmute", "set", "up", "down", "press",
]  # fmt: skip
OPPOSITE: Mapping[str, Verb] = {
    "on": "off", "off": "on", "open": "close", "close": "open", "lock": "unlock", "unlock": "lock", "start": "return",
    "return": "start", "pause": "resume", "resume": "pause", "next": "previous", "previous": "next",
    "mute": "unmute", "unmute": "mute", "up": "down", "down": "up",
}  # fmt: skip
Pattern: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a word like "blinds" stands for: domains, and device classes where only those are meant."""

    domains: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lists:
    """How something is put on a list or taken off: `add … to`."""

    add: frozenset[str]
    remove: frozenset[str]
    complete: frozenset[str]
    between: frozenset[str]  # what stands between the item and the list's name
    after: frozenset[str] = frozenset()  # what may end the sentence: "hinzu"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language."""

    verbs: Mapping[Verb, str]  # patterns, parted by |
    bare: Mapping[str, Verb]  # "kitchen light off": counts at the end or the beginning, where no verb stands
    kinds: Mapping[str, str]  # "light", "cover.blind+shade", "lock&cover.door" → patterns, parted by |
    quantities: Mapping[str, str]  # what is set: brightness, volume …; patterns, parted by |
    colors: Mapping[str, str]  # as Home Assistant knows them → words, parted by |
    numbers: Mapping[str, int]
    fillers: str
    to: str  # what stands before an amount that is to be reached
    homes: str  # where a vacuum is sent; fillers where something is sent
    everything: str  # all, every
    here: str
    it: str
    joints: str  # what joins two commands
    stoppers: str  # not, except, if, later: no plain command
    lists: Lists


@dataclass(frozen=True, slots=True)
class Words:
    """A lexicon, ready to be compared with."""

    verbs: tuple[tuple[Pattern, Verb], ...]
    bare: Mapping[str, Verb]
    kinds: Mapping[Pattern, Kind]
    quantities: Mapping[Pattern, str]
    colors: Mapping[Pattern, str]
    numbers: Mapping[Pattern, int]
    fillers: frozenset[str]
    to: frozenset[str]
    homes: frozenset[str]
    everything: frozenset[str]
    here: frozenset[Pattern]
    it: frozenset[str]
    joints: frozenset[str]
    stoppers: frozenset[str]
    lists: Lists
    known: frozenset[str]


def lexicon(language: str | None) -> Words:
    """Return the words of a BCP 47 language; English where that language is not known here."""
    own = base_of(language)
    return _words(own if own in LEXICON_LANGUAGES else "en")


LEXICON_LANGUAGES = ("en", "de", "fr", "es", "nl")


@cache  # five small tables that never change: nothing is held that would have to be freed
def _words(language: str) -> Words:
    from morgan.agent.lexicon import de, en, es, fr, nl  # noqa: PLC0415  # they need what stands above

    raw = {"en": en, "de": de, "fr": fr, "es": es, "nl": nl}[language].WORDS
    verbs = tuple((pattern, verb) for verb, text in raw.verbs.items() for pattern in _patterns(text))
    kinds = {pattern: _kind(kind) for kind, text in raw.kinds.items() for pattern in _patterns(text)}
    quantities = {pattern: name for name, text in raw.quantities.items() for pattern in _patterns(text)}
    colors = {pattern: name for name, text in raw.colors.items() for pattern in _patterns(text)}
    bare = {stem(word): verb for word, verb in raw.bare.items()}
    numbers = {stems(num2words(value, lang=language)): value for value in range(101)}
    numbers |= {stems(word): value for word, value in raw.numbers.items()}
    parts = {
        name: frozenset(stems(getattr(raw, name)))
        for name in ("fillers", "everything", "homes", "to", "it", "joints", "stoppers")
    }
    here = frozenset(_patterns(raw.here))
    patterns = [*(pattern for pattern, _ in verbs), *kinds, *quantities, *colors, *numbers, *here]
    known = {word for pattern in patterns for word in pattern} | set(bare)
    known |= {word for part in parts.values() for word in part}
    return Words(
        verbs, bare, kinds, quantities, colors, numbers, here=here, lists=raw.lists, known=frozenset(known), **parts
    )


def _patterns(text: str) -> list[Pattern]:
    return [stems(pattern) for pattern in text.split("|") if pattern.strip()]


def _kind(text: str) -> Kind:
    """Read "cover.blind+shade&lock": domains joined by &, device classes of the one before them by +."""
    domains, classes = set(), set()
    for part in text.split("&"):
        domain, _, wanted = part.partition(".")
        domains.add(domain)
        classes |= {each for each in wanted.split("+") if each}
    return Kind(frozenset(domains), frozenset(classes))
