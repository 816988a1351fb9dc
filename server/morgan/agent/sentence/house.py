"""An index of the house's names, and the entities that a call would reach; knows no language and no tool.

`reach` mirrors Home Assistant's `intent.async_match_targets` (2026.11) on the snapshot. So a call can be checked before
it is made, and be given arguments that reach exactly the entities that are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from morgan.agent.sentence.capabilities import doable
from morgan.agent.sentence.words import nearest, stems
from morgan.ports import Home, HomeArea, HomeEntity, HomeFloor

Pattern = tuple[str, ...]
_MOST_SLIPS = 4096  # words
_MOST_SINGLES = 20  # no sentence means more, and no house runs more calls concurrently


@dataclass(frozen=True, slots=True)
class HouseIndex:
    """A home with its names folded for comparison; only names of entities that a tool can control, so no sensors."""

    home: Home
    names: Mapping[Pattern, tuple[HomeEntity, ...]]
    areas: Mapping[Pattern, HomeArea]
    floors: Mapping[Pattern, HomeFloor]
    vocabulary: frozenset[str]
    by_name: tuple[Mapping[str, HomeArea], Mapping[str, HomeFloor]]  # by own name, not folded
    exactly: Mapping[str, tuple[HomeEntity, ...]]  # by every name, case-folded, sensors included
    joined: Mapping[str, Pattern]  # "livingroom" → living, room
    speakable: dict[int, Mapping[Pattern, Pattern]] = field(default_factory=dict, compare=False)  # cache of `reading`
    slips: dict[str, str | None] = field(default_factory=dict, compare=False)  # cache: misspelt word → word

    @classmethod
    @lru_cache(maxsize=16)  # as many homes as the wire keeps; a turn looks its house up four times
    def of(cls, home: Home) -> HouseIndex:
        """Index a home, once: some milliseconds for a hundred names."""
        names: dict[Pattern, list[HomeEntity]] = {}
        exactly: dict[str, list[HomeEntity]] = {}
        obeying = doable()
        for entity in home.entities:
            for folded in {_fold(name) for name in entity.names}:
                exactly.setdefault(folded, []).append(entity)
        for entity in (each for each in home.entities if each.domain in obeying):
            for pattern in {stems(name) for name in entity.names}:
                names.setdefault(pattern, []).append(entity)
        areas = {stems(name): area for area in home.areas for name in area.names}
        floors = {stems(name): floor for floor in home.floors for name in floor.names}
        patterns = [*names, *areas, *floors]
        return cls(
            home,
            {pattern: tuple(entities) for pattern, entities in names.items() if pattern},
            {pattern: area for pattern, area in areas.items() if pattern},
            {pattern: floor for pattern, floor in floors.items() if pattern},
            frozenset(word for pattern in patterns for word in pattern),
            ({area.names[0]: area for area in home.areas}, {floor.names[0]: floor for floor in home.floors}),
            {folded: tuple(entities) for folded, entities in exactly.items()},
            {
                pattern[at] + pattern[at + 1]: pattern[at : at + 2]
                for pattern in patterns
                for at in range(len(pattern) - 1)
            },
        )

    def spell(self, said: Sequence[str], known: Iterable[str] = ()) -> Pattern:
        """Return the words in the house's spelling: typos corrected, joined words split and split ones joined."""
        known, spelt, at = frozenset(known), list[str](), 0
        while at < len(said):
            word, pair = said[at], "".join(said[at : at + 2])
            at += 1
            if word in self.vocabulary or word in known:
                spelt.append(word)
            elif pair != word and pair in self.vocabulary:
                spelt.append(pair)
                at += 1
            elif word in self.joined:
                spelt.extend(self.joined[word])
            else:
                spelt.append(self._nearest(word) or word)
        return tuple(spelt)

    def _nearest(self, word: str) -> str | None:
        """Correct a typo, cached: an answer is read again with each delta, and a big house has many words."""
        if word not in self.slips:
            if len(self.slips) >= _MOST_SLIPS:
                self.slips.clear()
            self.slips[word] = nearest(word, self.vocabulary)
        return self.slips.get(word)

    def area(self, name: str) -> HomeArea | None:
        """Return the area of that name, also if misspelt."""
        return self.areas.get(self.spell(stems(name)))

    def own_area(self, name: str | None) -> HomeArea | None:
        """Return the area of that own name."""
        return self.by_name[0].get(name or "")

    def own_floor(self, name: str | None) -> HomeFloor | None:
        """Return the floor of that own name."""
        return self.by_name[1].get(name or "")

    def floor_of(self, area: str | None) -> str | None:
        """Return the own name of the floor that an area is on."""
        own = self.own_area(area)
        return own.floor if own is not None else None


@dataclass(frozen=True, slots=True)
class Reach:
    """The arguments by which a Home Assistant call finds its targets; several domains or classes mean any of them."""

    name: str | None = None
    area: str | None = None
    floor: str | None = None
    domains: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    def args(self) -> dict[str, object]:
        """Return them as a call's arguments."""
        args: dict[str, object] = {
            key: value for key, value in (("name", self.name), ("area", self.area), ("floor", self.floor)) if value
        }
        if self.domains:
            args["domain"] = sorted(self.domains)
        if self.classes:
            args["device_class"] = sorted(self.classes)
        return args


def reach(house: HouseIndex, by: Reach) -> tuple[HomeEntity, ...]:
    """Return the entities that Home Assistant would act on; none where it would refuse."""
    if by == Reach():
        return ()
    called = house.home.entities if by.name is None else house.exactly.get(_fold(by.name), ())
    found = [entity for entity in called if _fits(house, entity, by)]
    if by.name is not None and len(found) > 1:
        return ()  # Home Assistant refuses an ambiguous name
    return tuple(found)


def _fits(house: HouseIndex, entity: HomeEntity, by: Reach) -> bool:
    area = house.own_area(entity.area)
    floor = house.own_floor(area.floor) if area is not None else None
    return (
        (not by.domains or entity.domain in by.domains)
        and (not by.classes or entity.device_class in by.classes)
        and (by.area is None or _called(by.area, area))
        and (by.floor is None or _called(by.floor, floor))
    )


def _called(name: str, what: HomeArea | HomeFloor | None) -> bool:
    return what is not None and _fold(name) in {_fold(own) for own in what.names}


def _fold(name: str) -> str:
    return name.strip().casefold()


def address(house: HouseIndex, meant: Sequence[HomeEntity], *, together: bool = True) -> tuple[Reach, ...] | None:
    """Return the shortest arguments that reach exactly these entities; None if no arguments do."""
    if len(meant) > 1 and together:
        group = _together(house, meant)
        if group is not None:
            return (group,)
    if len(meant) > _MOST_SINGLES:
        return None
    singles = [_single(house, entity) for entity in meant]
    return tuple(each for each in singles if each is not None) if all(singles) and singles else None


def _single(house: HouseIndex, entity: HomeEntity) -> Reach | None:
    domains, floor = frozenset({entity.domain}), house.floor_of(entity.area)
    for name in entity.names:
        for by in (
            Reach(name, domains=domains),
            Reach(name, entity.area, domains=domains),
            Reach(name, entity.area, floor, domains),
        ):
            if reach(house, by) == (entity,):
                return by
    return None


def _together(house: HouseIndex, meant: Sequence[HomeEntity]) -> Reach | None:
    """Return an area, a floor or the whole house with a kind, if it reaches exactly these entities; else None."""
    domains = frozenset(entity.domain for entity in meant)
    classes = frozenset(entity.device_class for entity in meant if entity.device_class)
    areas = {entity.area for entity in meant}
    floors = {house.floor_of(area) for area in areas}
    wanted = set(meant)
    for kinds in (frozenset[str](), classes) if classes else (frozenset[str](),):
        for by in (
            Reach(None, next(iter(areas)) if len(areas) == 1 else None, None, domains, kinds)
            if len(areas) == 1
            else None,
            Reach(None, None, next(iter(floors)), domains, kinds) if len(floors) == 1 and None not in floors else None,
            Reach(None, None, None, domains, kinds),
        ):
            if by is not None and set(reach(house, by)) == wanted:
                return by
    return None
