"""Finds what a sentence excludes, forbids, puts off or makes conditional; knows no tool and decides nothing.

A call has no place for such limits, and small models drop them: "turn off every light but not the floor lamp" becomes a
call for every light.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.lexicon.limits import Patterns, limits_of
from morgan.agent.sentence.reading import of_kind, read
from morgan.agent.sentence.words import stems, words
from morgan.ports import HomeEntity

Why: TypeAlias = Literal["forbidden", "later", "depends", ""]

# "not that one" only tells which one is not meant: it excludes nothing
_POINTING = frozenset(
    {"that", "this", "these", "those", "one", "it", "die", "dat", "deze", "den", "das", "diese", "diesen", "ese", "esa",
     "eso", "ce", "cela", "ca", "celle", "celui", "quello", "quella", "questo", "isso", "esse", "aquele", "aquela",
     "det", "dar", "har", "ta", "ten", "to", "tamta", "tamten", "ту", "тот", "этот", "эта"}
)  # fmt: skip
# "not too loud" tells how
_HOW = frozenset(
    {"too", "so", "that", "as", "very", "higher", "lower", "louder", "more", "zu", "ganz", "hoher", "lauter", "mehr",
     "trop", "si", "plus", "tan", "tanto", "demasiado", "muy", "mas", "troppo", "cosi", "molto", "piu", "te",
    "zo", "al", "hoger",
     "harder", "meer", "tao", "muito", "demais", "for", "mycket", "mer", "zbyt", "tak", "za", "слишком", "так",
     "очень"}
)  # fmt: skip
_ARTICLES = frozenset(
    {"the", "my", "our", "der", "die", "das", "den", "dem", "mein", "meine", "le", "la", "les", "l", "el", "los", "las",
     "il", "lo", "gli", "i", "de", "het", "o", "a", "os", "as"}
)  # fmt: skip
_CONTRASTS = frozenset({"sondern", "sino", "utan", "lecz"})
# "the lamp, no, the ceiling light": the part before it is not meant
_TAKEN_BACK = frozenset(
    {"no", "no wait", "no sorry", "wait no", "i mean", "nein", "ach nein", "nein halt", "non", "no aspetta", "nee",
     "nee wacht", "nao", "no perdon", "perdon", "nej", "нет"}
)  # fmt: skip
_CALLED_LIKE_TIMES = frozenset({"scene", "script", "automation"})
_NOTHING_BUT = re.compile(r"\b(?:nothing|none) but\b|\bnichts (?:außer|als)\b|\brien d'autre que\b", re.IGNORECASE)
_YES = re.compile(r"\bsí\b", re.IGNORECASE)  # folded to "si" it would mean "if"
_PARTS = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[;!?:\n]")


@dataclass(frozen=True, slots=True)
class Limited:
    """The part of a sentence that is an order for now, and the entities that must be left alone."""

    rest: str  # the sentence without its excluding parts
    spared: frozenset[HomeEntity] = frozenset()
    why: Why = ""  # why nothing of it may be done at once


def limited(text: str, house: HouseIndex, language: str | None) -> Limited:
    """Return a sentence's limits. In a language without patterns there are none."""
    limits = limits_of(language)
    if limits is None:
        return Limited(text)
    parts = list(_parts(_NOTHING_BUT.sub("only", text), limits))
    rest: list[str] = []
    zones: list[str] = []
    open_zone = taken_up = False
    for part in parts:
        if rest and part.words in _TAKEN_BACK:
            zones.append(rest.pop())
            continue
        kept, zone = _zone(part, limits, first=part is parts[0])
        bare = zone == part.words and part.after_but and not _is_limit(part.words, limits)
        if zone is None and open_zone and not part.contrasts and not limits.ordering.search(part.words):
            kept, zone = "", part.words  # "but not the lamp and the fan"
        elif bare and not (_things(part.words, house, language) or _names_a_thing(part.words)):
            kept, zone = part.words, None  # "but only to 20 percent", "but not too loud": how, not what
        if kept:
            rest.append(kept)
            taken_up = taken_up or (bool(zones) and read(kept, house, language).it)
        if zone is not None:
            zones.append(zone)
        open_zone = zone is not None
    why = _why(text, house, limits)
    if not zones:
        return Limited(text, why=why)
    if taken_up:  # "don't open the blind, close it": the blind is meant, with another verb
        return Limited(", ".join(rest), why=why)
    spared = [_things(zone, house, language) for zone in zones]
    if not rest or not all(spared):  # no other order, or an exclusion that fits no entity
        why = "forbidden"
    ordered = read(", ".join(rest), house, language)
    meant = {each for group in ordered.named for each in group}
    meant |= {each for each in house.home.entities if {stems(name) for name in each.names} & set(ordered.called)}
    return Limited(", ".join(rest), frozenset().union(*spared) - meant, why)


def _why(text: str, house: HouseIndex, limits: Patterns) -> Why:
    """Tell whether a sentence has another time or a condition; names are removed first, as of a scene "Good Night"."""
    said = " ".join(words(_YES.sub(" ", text)))
    for entity in house.home.entities:
        if entity.domain in _CALLED_LIKE_TIMES:
            for name in entity.names:
                said = said.replace(" ".join(words(name)) or said, " ")
    said = " ".join(limits.independent.sub(" ", said).split())
    return "later" if limits.later.search(said) else "depends" if limits.depending.search(said) else ""


def orders(text: str, house: HouseIndex, language: str | None) -> bool:
    """Tell whether a sentence has the verb of an order, in the position that an order has it."""
    limits = limits_of(language)
    if limits is not None and any(limits.ordering.search(part.words) for part in _parts(text, limits)):
        return True
    return bool(read(text, house, language).verbs)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a sentence, folded."""

    words: str
    after_but: bool = False
    contrasts: bool = False  # "not this but that": this part is wanted


def _parts(text: str, limits: Patterns) -> Iterator[_Part]:
    """Yield the parts of a sentence."""
    for piece in _PARTS.split(text):
        joint, found = "", list[str]()
        for word in words(piece):
            if word not in limits.joints | limits.but:
                found.append(word)
                continue
            if found:
                yield _Part(" ".join(found), joint in limits.but, joint in _CONTRASTS)
            joint, found = word, []
        if found:
            yield _Part(" ".join(found), joint in limits.but, joint in _CONTRASTS)


def _zone(part: _Part, limits: Patterns, *, first: bool) -> tuple[str, str | None]:
    """Split a part into what is ordered and what is to be left alone; None for the latter if there is none."""
    said = part.words
    if part.contrasts:
        return said, None
    if (found := limits.excepting.search(said)) is not None and not _is_order_not_to(said, limits):
        around = found.groupdict().get("zone")
        return said[: found.start()].strip(), around if around is not None else said[found.end() :].strip()
    if _is_limit(said, limits):
        how = limits.nothing_of.search(said) and (set(said.split()[1:]) <= _POINTING or said.split()[1] in _HOW)
        return ("", None) if how else (said, None) if first and not _is_order_not_to(said, limits) else ("", said)
    return ("", said) if part.after_but and not limits.ordering.search(said) else (said, None)


def _is_order_not_to(said: str, limits: Patterns) -> bool:
    if limits.leaving.search(said) is not None:  # "don't leave it on" asks for a change
        return False
    polite = limits.polite.search(said) is not None
    return (not polite and limits.forbidding.search(said) is not None) or limits.keeping.search(said) is not None


def _is_limit(said: str, limits: Patterns) -> bool:
    if _is_order_not_to(said, limits):
        return True
    is_no = limits.nothing_of.search(said) is not None and limits.polite.search(said) is None
    return is_no and len(said.split()) > 1 and not limits.ordering.search(said)


def _names_a_thing(zone: str) -> bool:
    """Tell whether an article shows that a thing is named, though this house may not have it."""
    return not _ARTICLES.isdisjoint(zone.split()) and not zone.split(maxsplit=1)[0].isdecimal()


def _things(zone: str, house: HouseIndex, language: str | None) -> frozenset[HomeEntity]:
    """Return the entities that a zone is about: by name, else by room, floor and kind."""
    reading = read(zone, house, language)
    named = {each for group in reading.named for each in group}
    # "the fan" is a kind, but means a switch of that name if there is one
    named |= {each for each in house.home.entities if {stems(name) for name in each.names} & set(reading.called)}
    if named:
        return frozenset(named)
    areas = {area.names[0] for area in reading.areas}
    floors = {floor.names[0] for floor in reading.floors}
    found: list[HomeEntity] = list(house.home.entities) if areas or floors or reading.kinds else []
    found = [each for each in found if not areas or each.area in areas]
    found = [each for each in found if not floors or house.floor_of(each.area) in floors]
    if reading.kinds:
        found = [each for kind in reading.kinds for each in of_kind(found, kind)]
    return frozenset(found)
