"""What a sentence does not want done, or not now: what it leaves out, forbids, puts off or makes depend on something.

Knows no tool and decides nothing. A model's call says what is to be done, and small models leave out the rest: "turn
off every light but not the floor lamp" becomes a call for every light.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from morgan.agent.house import House
from morgan.agent.lexicon.limits import Patterns, limits_of
from morgan.agent.reading import of_kind, read
from morgan.agent.words import words
from morgan.ports import HomeEntity

Why: TypeAlias = Literal["forbidden", "later", "depends", ""]

# "not that one" says which one is not meant, and leaves nothing out
_POINTING = frozenset(
    {"that", "this", "these", "those", "one", "it", "die", "dat", "deze", "den", "das", "diese", "diesen", "ese", "esa",
     "eso", "ce", "cela", "ca", "celle", "celui", "quello", "quella", "questo", "isso", "esse", "aquele", "aquela",
     "det", "dar", "har", "ta", "ten", "to", "tamta", "tamten", "ту", "тот", "этот", "эта"}
)  # fmt: skip
_PARTS = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[;!?:\n]")


@dataclass(frozen=True, slots=True)
class Limited:
    """What of a sentence is an order for now, and what must be left as it is."""

    rest: str  # the sentence without what is said of things that are left out
    spared: frozenset[HomeEntity] = frozenset()
    why: Why = ""  # why nothing of it is to be done at once


def limited(text: str, house: House, language: str | None) -> Limited:
    """Read a sentence. In a language without patterns it limits nothing."""
    limits = limits_of(language)
    if limits is None:
        return Limited(text)
    parts = list(_parts(text, limits))
    rest: list[str] = []
    zones: list[str] = []
    open_zone = taken_up = False
    for part, after_but in parts:
        kept, zone = _zone(part, limits, after_but=after_but, first=part is parts[0][0])
        if zone is None and open_zone and not limits.ordering.search(part):
            kept, zone = "", part  # "but not the lamp and the fan"
        if kept:
            rest.append(kept)
            taken_up = taken_up or (bool(zones) and read(kept, house, language).it)
        if zone is not None:
            zones.append(zone)
        open_zone = zone is not None
    said = " ".join(words(text))
    why: Why = "later" if limits.later.search(said) else "depends" if _depends(said, limits) else ""
    if not zones:
        return Limited(text, why=why)
    if taken_up:  # "don't open the blind, close it": the thing is meant, only not so
        return Limited(", ".join(rest), why=why)
    spared = [_things(zone, house, language) for zone in zones]
    if not rest or not all(spared):  # nothing else is ordered, or nobody can tell what is to be left alone
        why = "forbidden"
    return Limited(", ".join(rest), frozenset().union(*spared), why)


def orders(text: str, house: House, language: str | None) -> bool:
    """Tell whether a sentence has the verb of an order where an order has it."""
    limits = limits_of(language)
    if limits is not None and any(limits.ordering.search(part) for part, _ in _parts(text, limits)):
        return True
    return bool(read(text, house, language).verbs)


def _parts(text: str, limits: Patterns) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a sentence, folded, and whether a "but" stands before each."""
    for piece in _PARTS.split(text):
        after_but, found = False, list[str]()
        for word in words(piece):
            if word not in limits.joints | limits.but:
                found.append(word)
                continue
            if found:
                yield " ".join(found), after_but
            after_but, found = word in limits.but, []
        if found:
            yield " ".join(found), after_but


def _zone(part: str, limits: Patterns, *, after_but: bool, first: bool) -> tuple[str, str | None]:
    """Part what is ordered from what is to be left alone; None where nothing is."""
    polite = limits.polite.search(part) is not None
    if not polite and limits.forbidding.search(part):
        return "", part
    if limits.keeping.search(part):
        return "", part
    if (found := limits.excepting.search(part)) is not None:
        around = found.groupdict().get("zone")
        return part[: found.start()].strip(), around if around is not None else part[found.end() :].strip()
    if not (polite or first) and limits.nothing_of.search(part) and not limits.ordering.search(part):
        return ("", None) if set(part.split()[1:]) <= _POINTING else ("", part)
    if after_but and not limits.ordering.search(part):
        return "", part
    return part, None


def _depends(said: str, limits: Patterns) -> bool:
    return limits.depending.search(limits.independent.sub(" ", said)) is not None


def _things(zone: str, house: House, language: str | None) -> frozenset[HomeEntity]:
    """Return what a zone speaks of: by name, else of its rooms, else of its kinds."""
    reading = read(zone, house, language)
    if reading.named:
        return frozenset(each for group in reading.named for each in group)
    areas = {area.names[0] for area in reading.areas}
    floors = {floor.names[0] for floor in reading.floors}
    found: list[HomeEntity] = list(house.home.entities) if areas or floors or reading.kinds else []
    found = [each for each in found if not areas or each.area in areas]
    found = [each for each in found if not floors or house.floor_of(each.area) in floors]
    if reading.kinds:
        found = [each for kind in reading.kinds for each in of_kind(found, kind)]
    return frozenset(found)
