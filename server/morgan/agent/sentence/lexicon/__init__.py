"""Each language's words, normalized for comparison (`morgan.agent.sentence.words`); knows no house and no tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from num2words import num2words

from morgan.agent.sentence.words import stem, stems
from morgan.languages import ENGLISH, Language, language_of
from morgan.languages.schema import Lists, Verb

__all__ = ["OPPOSITE", "Kind", "Pattern", "Verb", "Words", "lexicon"]

OPPOSITE: Mapping[str, Verb] = {
    "on": "off", "off": "on", "open": "close", "close": "open", "lock": "unlock", "unlock": "lock", "start": "return",
    "return": "start", "pause": "resume", "resume": "pause", "next": "previous", "previous": "next",
    "mute": "unmute", "unmute": "mute", "up": "down", "down": "up",
}  # fmt: skip
Pattern: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The meaning of a word like "blinds": domains, and device classes if only those are meant."""

    domains: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CompiledLexicon:
    """The words of one language, normalized for comparison."""

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


def lexicon(language: str | None) -> CompiledLexicon:
    """Return the words of a BCP 47 language; English where that language has none."""
    known = language_of(language) or ENGLISH
    return _words(known if known.reading else ENGLISH)


@cache  # a few small tables that never change, so the cache cannot grow
def _words(known: Language) -> CompiledLexicon:
    raw = known.reading
    assert raw is not None
    verbs = tuple((pattern, verb) for verb, text in raw.verbs.items() for pattern in _patterns(text))
    kinds = {pattern: _kind(kind) for kind, text in raw.kinds.items() for pattern in _patterns(text)}
    quantities = {pattern: name for name, text in raw.quantities.items() for pattern in _patterns(text)}
    colors = {pattern: name for name, text in raw.colors.items() for pattern in _patterns(text)}
    bare = {stem(word): verb for word, verb in raw.bare.items()}
    numbers = {stems(num2words(value, lang=known.code)): value for value in range(101)}
    numbers |= {stems(word): value for word, value in raw.numbers.items()}
    parts = {
        name: frozenset(stems(getattr(raw, name)))
        for name in ("fillers", "everything", "homes", "to", "it", "joints", "stoppers")
    }
    here = frozenset(_patterns(raw.here))
    patterns = [*(pattern for pattern, _ in verbs), *kinds, *quantities, *colors, *numbers, *here]
    vocabulary = {word for pattern in patterns for word in pattern} | set(bare)
    vocabulary |= {word for part in parts.values() for word in part}
    return CompiledLexicon(
        verbs,
        bare,
        kinds,
        quantities,
        colors,
        numbers,
        here=here,
        lists=raw.lists,
        known=frozenset(vocabulary),
        **parts,
    )


def _patterns(text: str) -> list[Pattern]:
    return [stems(pattern) for pattern in text.split("|") if pattern.strip()]


def _kind(text: str) -> Kind:
    """Parse "cover.blind+shade&lock": domains joined by &, each with its device classes joined by +."""
    domains, classes = set(), set()
    for part in text.split("&"):
        domain, _, wanted = part.partition(".")
        domains.add(domain)
        classes |= {each for each in wanted.split("+") if each}
    return Kind(frozenset(domains), frozenset(classes))
