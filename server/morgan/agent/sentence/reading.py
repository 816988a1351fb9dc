"""Reads what a sentence says about a house, as far as its words are plain; knows no tool and decides nothing.

Matches the longest names first, then the verb, then kinds, amounts and colours. The words that are left over are
returned, so that a caller that needs a fully understood sentence can see that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from morgan.agent.sentence.capabilities import NO_AMOUNT, Amount
from morgan.agent.sentence.house import HouseIndex, Pattern
from morgan.agent.sentence.lexicon import CompiledLexicon, Kind, Verb, lexicon
from morgan.agent.sentence.words import nearest, stem, words
from morgan.ports import HomeArea, HomeEntity, HomeFloor

_Value = TypeVar("_Value")
_PERCENT = frozenset({"%", "percent", "prozent", "procent", "pourcent"})
_PER_CENT = re.compile(r"\b(?:per|pour|por)\s+(?:cent|ciento|cento)\b", re.IGNORECASE)  # otherwise "cent" is a hundred
_BELOW = re.compile(r"(?<![\w.,-])(?:[-−–]\s?|(?:minus|negative|moins|menos|meno|min)\s+)\d", re.IGNORECASE)
_JOINTS = ("s", "n", "en", "es", "")  # linking elements of German and Dutch compounds: Esszimmer-s-lampe


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What was found in a sentence."""

    verbs: tuple[Verb, ...] = ()  # all that the words may mean; the target decides between them
    named: tuple[tuple[HomeEntity, ...], ...] = ()  # for each full name that was said, the entities of that name
    areas: tuple[HomeArea, ...] = ()
    floors: tuple[HomeFloor, ...] = ()
    kinds: tuple[Kind, ...] = ()
    called: tuple[Pattern, ...] = ()  # the words for the kinds as they were said: they may be a name too
    amount: Amount = NO_AMOUNT
    percent: bool = False
    several: bool = False  # a plural, or "all"
    everything: bool = False
    here: bool = False
    it: bool = False
    left: tuple[str, ...] = ()  # words without a meaning here
    stopped: bool = False  # not, if, later, a negative number: more than a plain command
    leads: bool = False  # the verb is where an order has it: first or last

    @property
    def meant(self) -> tuple[Verb, ...]:
        """The verbs that fit the amount."""
        amount = self.amount
        if amount.number is None and amount.color is None:
            return tuple(verb for verb in self.verbs if verb != "set")
        steps = tuple(verb for verb in self.verbs if verb in ("up", "down"))
        if steps and not amount.reached and amount.color is None:
            return steps if self.percent or amount.quantity == "volume" else ()
        if "set" in self.verbs:
            return ("set",)
        marked = self.percent or amount.quantity is not None or amount.color is not None
        return ("set",) if marked and set(self.verbs) & {"on", "open", "up", "down"} else ()

    @property
    def ordered(self) -> tuple[Verb, ...]:
        """The verbs of a plain order, which may contain words that are not understood; empty if it is not an order."""
        return self.meant if self.leads and not self.stopped else ()


@dataclass(slots=True)
class _Page:
    """The sentence while it is read; understood words are marked as taken."""

    spelt: Pattern
    raw: Sequence[str]
    free: list[bool]

    def take(self, at: int, length: int) -> None:
        self.free[at : at + length] = [False] * length

    def find(self, patterns: Mapping[Pattern, _Value]) -> list[tuple[int, int, _Value]]:
        """Take every pattern that occurs, the longest first, and return (position, length, value) of each."""
        found = []
        for length in range(min(len(self.spelt), max(map(len, patterns), default=0)), 0, -1):
            for at in range(len(self.spelt) - length + 1):
                key = self.spelt[at : at + length]
                if all(self.free[at : at + length]) and key in patterns:
                    self.take(at, length)
                    found.append((at, length, patterns[key]))
        return sorted(found, key=lambda each: each[0])

    def left(self) -> list[tuple[int, str]]:
        return [(at, word) for at, word in enumerate(self.spelt) if self.free[at]]


def read(text: str, house: HouseIndex, language: str | None) -> SentenceReading:
    """Read a sentence or a part of one."""
    known = lexicon(language)
    reading = _read(text, house, known, names_first=True)
    if reading.verbs:
        return reading
    again = _read(text, house, known, names_first=False)  # with a lock named Lock, "lock" can still be the verb
    return again if again.verbs else reading


def _read(text: str, house: HouseIndex, known: CompiledLexicon, *, names_first: bool) -> SentenceReading:
    raw = words(_PER_CENT.sub("%", text))
    stemmed = [stem(word) for word in raw]
    spelt = _numbered(house.spell(stemmed, known.known), house, known)
    page = _Page(spelt, raw if len(raw) == len(spelt) else spelt, [True] * len(spelt))
    verbs, at_edge = _NO_VERB
    if not names_first:
        verbs, at_edge = _verbs(page, known)
    named, areas, floors = _names(page, house, known)
    if names_first:
        verbs, at_edge = _verbs(page, known)
    here = bool(page.find(dict.fromkeys(known.here, True)))
    kinds = page.find(known.kinds)
    colors, quantities = page.find(known.colors), page.find(known.quantities)
    numbers, reached = _amounts(page, known)
    percent = any(word in _PERCENT for word in spelt)
    kinds_found = [kind for _, _, kind in kinds]
    for at, word in page.left():
        if (parted := _compound(word, house, known)) is not None:
            page.take(at, 1)
            areas.append(parted[0])
            kinds_found.append(parted[1])
    left = page.left()
    fillers = known.fillers | (known.homes if "return" in verbs else frozenset())
    amount = Amount(
        numbers[0] if len(numbers) == 1 else None,
        colors[0][2] if len(colors) == 1 else None,
        quantities[0][2] if quantities else None,
        reached,
    )
    everything = any(word in known.everything for _, word in left)
    plural = any(page.raw[at + length - 1] != page.spelt[at + length - 1] for at, length, _ in kinds)
    left_over = tuple(word for _, word in left if word not in fillers | known.everything | known.it)
    if at_edge == "bare" and left_over:
        verbs = ()  # "clean up" is not "up"
    if not verbs and not left_over and (amount.color is not None or (percent and amount.number is not None)):
        verbs, at_edge = ("set",), "bare"  # "bedroom lamp 50 %"
    return SentenceReading(
        verbs,
        tuple(named),
        tuple(dict.fromkeys(areas)),
        tuple(dict.fromkeys(floors)),
        tuple(kinds_found),
        tuple(spelt[at : at + length] for at, length, _ in kinds),
        amount,
        percent,
        several=everything or plural,
        everything=everything,
        here=here,
        it=any(word in known.it for _, word in left),
        left=left_over,
        stopped=len(numbers) > 1
        or len(colors) > 1
        or _BELOW.search(text) is not None
        or any(word in known.stoppers for _, word in left),
        leads=at_edge != "",
    )


def _numbered(spelt: Pattern, house: HouseIndex, known: CompiledLexicon) -> Pattern:
    """Write "bedroom one" as "bedroom 1" if the house's names contain "1" but not "one"."""
    return tuple(
        str(known.numbers[(word,)])
        if (word,) in known.numbers and word not in house.vocabulary and str(known.numbers[(word,)]) in house.vocabulary
        else word
        for word in spelt
    )


def _names(
    page: _Page, house: HouseIndex, known: CompiledLexicon
) -> tuple[list[tuple[HomeEntity, ...]], list[HomeArea], list[HomeFloor]]:
    named: list[tuple[HomeEntity, ...]] = []
    areas: list[HomeArea] = []
    floors: list[HomeFloor] = []
    found = page.find(_speakable(house, known))
    spoken_kinds = any(word == pattern[0] for _, word in page.left() for pattern in known.kinds if len(pattern) == 1)
    for _, _, key in found:
        entities, area, floor = house.names.get(key, ()), house.areas.get(key), house.floors.get(key)
        if area is not None and (not entities or spoken_kinds):
            areas.append(area)
        elif floor is not None and not entities:
            floors.append(floor)
        elif entities:
            named.append(entities)
    return named, areas, floors


def _speakable(house: HouseIndex, known: CompiledLexicon) -> Mapping[Pattern, Pattern]:
    """Return the names that a sentence may hold, made once for each house and language."""
    made = house.speakable.get(id(known))
    if made is None:
        verblike: set[Pattern] = {(word,) for word in known.bare} | {(word,) for word in known.fillers}
        verblike |= set(known.kinds)  # the kind finds a light named Light anyway
        # an entity whose whole name is a verb ("On") would make every sentence unreadable
        keys = {**dict.fromkeys(house.floors), **dict.fromkeys(house.areas), **dict.fromkeys(house.names)}
        made = house.speakable[id(known)] = {key: key for key in keys if key not in verblike}
    return made


_Edge: TypeAlias = Literal["", "edge", "bare"]
_NO_VERB: tuple[tuple[Verb, ...], _Edge] = ((), "")


def _verbs(page: _Page, known: CompiledLexicon) -> tuple[tuple[Verb, ...], _Edge]:
    """Take the verb; return its possible meanings, the likeliest first, and whether it is first or last."""
    free = page.left()
    meaning = [at for at, word in free if word not in known.fillers]
    best: dict[tuple[int, ...], list[Verb]] = {}
    top: tuple[int, int, int] | None = None
    for pattern, verb in known.verbs:
        places = _places(pattern, free, meaning)
        if places is None:
            continue
        where, bonus = places
        score = (len(pattern), bonus, -where[0])
        if top is None or score > top:
            top, best = score, {where: [verb]}
        elif score == top:
            best.setdefault(where, []).append(verb)
    if best:
        where, verbs = next(iter(best.items()))
        for at in where:
            page.take(at, 1)
        first = bool(meaning) and where[0] <= meaning[0]
        last = where[-1] == free[-1][0]
        return (tuple(dict.fromkeys(verbs)) if len(best) == 1 else ()), "edge" if first or last else ""
    ending = [at for at, _ in free[-1:]]  # "licht an": the last word is a filler in other places
    for at in (*meaning[-1:], *meaning[:1], *ending):
        if page.spelt[at] in known.bare:
            page.take(at, 1)
            return (known.bare[page.spelt[at]],), "bare"
    return _NO_VERB


def _places(
    pattern: Pattern, free: Sequence[tuple[int, str]], meaning: Sequence[int]
) -> tuple[tuple[int, ...], int] | None:
    """Return the positions of a pattern's words, and a bonus for a particle beside its verb (2) or at the end (1)."""
    first = next((n for n, (_, word) in enumerate(free) if word == pattern[0]), None)
    if first is None:
        return None
    where, bonus, at = [free[first][0]], 0, first
    for word in pattern[1:]:
        later = [n for n in range(at + 1, len(free)) if free[n][1] == word]
        if not later:
            return None
        beside = [n for n in later if free[n][0] == where[-1] + 1]
        last = [n for n in later if not meaning or free[n][0] >= meaning[-1]]
        at = (beside or last or later)[0]
        bonus += 2 if beside else 1 if last else 0
        where.append(free[at][0])
    return tuple(where), bonus


def _amounts(page: _Page, known: CompiledLexicon) -> tuple[list[float], bool]:
    """Return the numbers, and whether a word before them ("to") makes them the value to reach."""
    found = [(at, float(word.replace(",", "."))) for at, word in page.left() if word[0].isdecimal()]
    for at, _ in found:
        page.take(at, 1)
    spelled = page.find({key: n for key, n in known.numbers.items() if _counts(key, known)})
    found += [(at, float(value)) for at, _, value in spelled]
    reached = any(word in known.to for at, _ in found for word in page.spelt[max(0, at - 2) : at])
    return [value for _, value in found], reached


def _counts(key: Pattern, known: CompiledLexicon) -> bool:
    """Tell whether a word is only a number: Dutch "een" is both "one" and "a"."""
    return not (len(key) == 1 and key[0] in known.fillers | known.bare.keys())


def _compound(word: str, house: HouseIndex, known: CompiledLexicon) -> tuple[HomeArea, Kind] | None:
    """Split "kuchenlicht" into a room and a kind."""
    for pattern, kind in known.kinds.items():
        if len(pattern) != 1 or len(pattern[0]) < 4 or not word.endswith(pattern[0]):
            continue
        room = word[: -len(pattern[0])]
        for joint in _JOINTS:
            if joint and not room.endswith(joint):
                continue
            bare = room[: len(room) - len(joint)]
            own = nearest(bare, [key[0] for key in house.areas if len(key) == 1]) if len(bare) > 2 else None
            for key in house.areas:
                if key == (own,) or key[0] == bare or (len(key) == 1 and key[0][:-1] == bare):
                    return house.areas[key], kind
    return None


def parts(text: str, language: str | None) -> list[str]:
    """Split a sentence where another command may begin."""
    known = lexicon(language)
    found: list[list[str]] = [[]]
    for word in re.findall(r"[^\s,;.!?]+|[,;.!?]", text):
        if word in ",;.!?" or _is_joint(word, known.joints):
            found.append([])
        else:
            found[-1].append(word)
    return [" ".join(each) for each in found if each]


def _is_joint(word: str, joints: Collection[str]) -> bool:
    folded = words(word)
    return len(folded) == 1 and stem(folded[0]) in joints


def of_kind(entities: Iterable[HomeEntity], kind: Kind) -> list[HomeEntity]:
    """Return the entities that a word like "curtains" means: of that class, else without one or of a similar one."""
    found = [entity for entity in entities if entity.domain in kind.domains]
    if not kind.classes:
        return found
    exact = [each for each in found if each.domain != "cover" or each.device_class in kind.classes]
    if any(each.domain == "cover" for each in exact) or not any(each.domain == "cover" for each in found):
        return exact
    alike: frozenset[str | None] = frozenset({None}) | (_HARD if kind.classes & _HARD else frozenset())
    return [each for each in found if each.domain != "cover" or each.device_class in alike]


_HARD = frozenset({"blind", "shade", "shutter"})  # people use these words for one another; a curtain is none of them


def about(reading: SentenceReading, entities: Sequence[HomeEntity]) -> bool:
    """Tell whether a part of the sentence is about these entities."""
    named = {entity for group in reading.named for entity in group}
    if named:
        return bool(named & set(entities))
    areas = {area.names[0] for area in reading.areas}
    if areas and not any(entity.area in areas for entity in entities):
        return False
    return all(of_kind(entities, kind) for kind in reading.kinds)
