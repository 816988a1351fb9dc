"""Links a call's arguments to entities of this house; knows what was said, and no tool.

By name: exact, as an entity id, after the room's name, within a longer phrase, or misspelt. Without a name: by room,
floor and kind, then by the user's own words. A call without a kind never selects a whole room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from morgan.agent.sentence.capabilities import domains_of
from morgan.agent.sentence.house import HouseIndex, Reach
from morgan.agent.sentence.lexicon import lexicon
from morgan.agent.sentence.reading import SentenceReading, of_kind, read
from morgan.agent.sentence.words import stems
from morgan.agent.tool_repair.elsewhere import unknown_room
from morgan.agent.tool_repair.resolution import MOST_NAMES
from morgan.ports import HomeEntity, Question


@dataclass(frozen=True, slots=True)
class Found:
    """The entities that a call's arguments mean, whether they are certain, and the repairs needed to find them."""

    entities: tuple[HomeEntity, ...]
    sure: bool = True
    repairs: tuple[str, ...] = ()


class Finder:
    """Finds the entities that the calls of one question mean."""

    def __init__(self, question: Question, house: HouseIndex, said: SentenceReading) -> None:
        self._question, self._house, self._said = question, house, said
        self._place = question.place.area if question.place is not None else None
        self._elsewhere = unknown_room(question.text, house, question.language)

    def find(self, args: Mapping[str, object], able: frozenset[str]) -> Found | None:
        """Return the entities that the arguments mean, among those of the domains `able`."""
        pool = [entity for entity in self._house.home.entities if entity.domain in able]
        name = args.get("name")
        repairs: tuple[str, ...] = ()
        if isinstance(name, str) and name.casefold() != "all":
            found = self.named(name, pool)
            if found is None:
                found = self._described(f"{name} {args.get('area') or ''}", pool)
            if found is not None:
                return self._narrowed(found, args)
            room = self._room(name)
            if room is None:
                return None
            args, repairs = {key: value for key, value in args.items() if key != "name"} | {"area": room}, ("name",)
        return self._bounded(args, pool, repairs)

    def find_for(self, args: Mapping[str, object], kinds: frozenset[str], spoken: frozenset[str]) -> Found | None:
        """Return the entities that the arguments mean, of the tool's domains (`kinds`) or those that the words allow.

        If several remain, the tool decides: of a thermostat, a lamp and a blind in a room only one has degrees.
        """
        found = self.find(args, kinds | spoken)
        if found is None or found.sure:
            return found
        narrower = self.find(args, kinds)
        return narrower if narrower is not None and narrower.sure and narrower.entities else found

    def nowhere(self, args: Mapping[str, object]) -> str | None:
        """Return the call's room or floor if this house does not have it; None if it does, or the call has none.

        Beside the name of an entity, a room that the user did not say is the model's error. A room that the user said
        and that is not here counts whatever the call says, unless the user named an entity.
        """
        if not self._said.named and (elsewhere := self._elsewhere) is not None:
            return elsewhere
        for key in ("area", "floor"):
            place = args.get(key)
            if not isinstance(place, str) or self._is_whole(place):
                continue
            known = self._house.area(place) is not None or stems(place) in self._house.floors
            if known or (key == "area" and self.named(place, self._house.home.entities) is not None):
                continue
            name = args.get("name")
            if self.is_said(place) or not isinstance(name, str) or self.named(name, self._house.home.entities) is None:
                return place
        return None

    def own_area(self, name: str) -> str | None:
        """Return the own name of the room that `name` means; None if there is none."""
        area = self._house.area(name)
        return area.names[0] if area is not None else None

    def areas(self) -> tuple[str, ...]:
        """Return the names of some rooms of the house."""
        return tuple(area.names[0] for area in self._house.home.areas[:MOST_NAMES])

    def is_said(self, phrase: str) -> bool:
        """Tell whether the user spoke these words."""
        return set(stems(phrase)) <= set(stems(self._question.text))

    def _is_whole(self, place: str) -> bool:
        known = lexicon(self._question.language)
        return set(stems(place)) <= known.everything | lexicon("en").everything | known.fillers

    def named(self, name: str, pool: Sequence[HomeEntity]) -> Found | None:
        """Find by name: exact, as an entity id, misspelt, after the room's name, or within a longer phrase."""
        exact = [each for each in pool if name.strip().casefold() in {own.casefold() for own in each.names}]
        if exact:
            return Found(tuple(exact), len(exact) == 1)
        domain, dot, rest = name.partition(".")
        if dot and " " not in name:
            pool = [each for each in pool if each.domain == domain] or pool
            name = rest
        spelt = self._house.spell(stems(name))
        for fits in (_equal, _without_room, _holds, _held):
            found = [each for each in pool if any(fits(spelt, stems(own), each) for own in each.names)]
            if found:
                longest = max(_overlap(spelt, each) for each in found)
                best = [each for each in found if _overlap(spelt, each) == longest]
                return Found(tuple(best), len(best) == 1, ("name",))
        return None

    def _room(self, name: str) -> str | None:
        """Return the room that the model wrote in place of an entity's name."""
        reading = read(name, self._house, self._question.language)
        only = len(reading.areas) == 1 and not (reading.left or reading.named or reading.kinds)
        return reading.areas[0].names[0] if only else None

    def _described(self, phrase: str, pool: Sequence[HomeEntity]) -> Found | None:
        """Find by a word for a kind in the name: "living room lights", "the fan"."""
        reading = read(phrase, self._house, self._question.language)
        found = list(pool)
        for kind in reading.kinds:
            found = of_kind(found, kind)
        if not reading.kinds or reading.left:
            return None
        areas = {area.names[0] for area in reading.areas}
        found = [each for each in found if not areas or each.area in areas]
        if not areas and self._question.place is not None:
            found = [each for each in found if each.area == self._question.place.area] or found
        if not found:
            return None
        group = len(found) == 1 or (bool(areas) and (reading.several or all(each.domain == "light" for each in found)))
        return Found(tuple(found), group, ("name",))

    def _narrowed(self, found: Found, args: Mapping[str, object]) -> Found:
        """Select among entities of one name by the call's other arguments, the user's words, and the room.

        With only one entity of the name, arguments that contradict it are wrong themselves and are ignored.
        """
        left, repairs = list(found.entities), found.repairs
        if len(left) == 1 and self._is_said_to_be_elsewhere(left[0]):
            return Found((), repairs=repairs)
        by = self._reach(args, classes=True)
        spoken = domains_of(self._said.ordered)
        areas = {area.names[0] for area in self._said.areas}
        place = self._place
        tests = (
            lambda each: not spoken or each.domain in spoken,
            lambda each: not by.domains or each.domain in by.domains,
            lambda each: by.area is None or each.area == by.area,
            lambda each: by.floor is None or self._house.floor_of(each.area) == by.floor,
            lambda each: not by.classes or each.device_class in by.classes,
            lambda each: not areas or each.area in areas,
            lambda each: place is None or each.area == place,
        )
        for test in tests:
            if len(left) > 1:
                left = [each for each in left if test(each)] or left
        return Found(tuple(left), len(left) == 1, repairs)

    def _is_said_to_be_elsewhere(self, entity: HomeEntity) -> bool:
        """Tell whether the user said the entity's kind and a room that it is not in: "the TV in the bedroom"."""
        areas = {area.names[0] for area in self._said.areas}
        by_kind = bool(self._said.kinds) and not self._said.named
        return by_kind and bool(areas) and entity.area is not None and entity.area not in areas

    def _reach(self, args: Mapping[str, object], *, classes: bool) -> Reach:
        area, floor = args.get("area"), args.get("floor")
        own = self._house.area(area) if isinstance(area, str) else None
        ground = self._house.floors.get(stems(floor)) if isinstance(floor, str) else None
        if own is None and isinstance(area, str) and ground is None:
            ground = self._house.floors.get(stems(area))  # "upstairs" is no room
        return Reach(
            None,
            own.names[0] if own is not None else None,
            ground.names[0] if ground is not None else None,
            _strings(args.get("domain")),
            _strings(args.get("device_class")) if classes else frozenset(),
        )

    def _bounded(
        self, args: Mapping[str, object], pool: Sequence[HomeEntity], repairs: tuple[str, ...]
    ) -> Found | None:
        """Find without a name: by room, floor, kind and the user's words; never a whole room without a kind."""
        by = self._reach(args, classes=True)
        spoken = domains_of(self._said.ordered)
        if isinstance(args.get("area"), str) and by.area is None and by.floor is None:
            called = self.named(str(args["area"]), pool)
            if called is not None:
                return self._narrowed(replace(called, repairs=(*repairs, "area")), args)
            repairs += ("area",)
        inside = self._inside(pool, by)
        if not inside and not (self._said.areas or self._said.floors):  # only the model said that room
            inside, by, repairs = list(pool), replace(by, area=None, floor=None), (*repairs, "area")
        able = [each for each in inside if each.domain in spoken]  # a light cannot be closed
        found = [each for each in able or inside if not by.domains or each.domain in by.domains]
        if not found:  # a kind that the user did not say is the model's error; one that the user said is not here
            found = [] if self._said.kinds else able
        kinds = [each for each in found if not by.classes or each.device_class in by.classes]
        if not kinds:
            by = replace(by, classes=frozenset())  # a class that no entity here has tells nothing
        found = kinds or found
        for kind in self._said.kinds:
            found = of_kind(found, kind) or found
        if not found and self._said.kinds:
            for kind in self._said.kinds:
                found = [*found, *of_kind(inside, kind)]
            repairs += ("domain",)
        if not found or (by == Reach() and not self._told(found)):
            return None  # neither the model nor the user said a kind or a name
        return self._settled(found, by, repairs)

    def _told(self, found: Sequence[HomeEntity]) -> bool:
        """Tell whether the user's words name these, or, if they name nothing, all are of one domain."""
        if self._said.kinds or self._said.named:
            return self._spoken_of(found) or any(set(group) & set(found) for group in self._said.named)
        return len({entity.domain for entity in found}) == 1

    def _spoken_of(self, found: Sequence[HomeEntity]) -> bool:
        return any(of_kind(found, kind) for kind in self._said.kinds)

    def _inside(self, pool: Sequence[HomeEntity], by: Reach) -> list[HomeEntity]:
        found = [each for each in pool if by.area is None or each.area == by.area]
        return [each for each in found if by.floor is None or self._house.floor_of(each.area) == by.floor]

    def _settled(self, found: list[HomeEntity], by: Reach, repairs: tuple[str, ...]) -> Found:
        named = [each for group in self._said.named for each in group if each in found]
        if len(named) == 1 and not self._said.everything:
            return Found((named[0],), repairs=repairs)
        place, bounded = self._place, by.area is not None or by.floor is not None
        if not bounded and not self._said.everything and not self._said.floors:
            areas: set[str | None] = {area.names[0] for area in self._said.areas} or {place}
            near = [each for each in found if each.area in areas]
            if near and len(near) < len(found):
                found, repairs, bounded = near, (*repairs, "room"), True
        if len(found) == 1:
            return Found(tuple(found), repairs=(*repairs, "only-one"))
        told = bool(by.domains or by.classes or self._said.kinds)
        one_kind = len({each.domain for each in found}) == 1
        if not told or not one_kind:
            return Found(tuple(found), sure=False, repairs=(*repairs, "whole-room"))
        many = self._said.several and self._spoken_of(found)
        return Found(tuple(found), sure=bounded or many or (by != Reach() and not self._said.kinds), repairs=repairs)


def _strings(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(str(each) for each in value) if isinstance(value, Sequence) else frozenset()


def _equal(said: Sequence[str], own: Sequence[str], _entity: HomeEntity) -> bool:
    return tuple(said) == tuple(own)


def _without_room(said: Sequence[str], own: Sequence[str], entity: HomeEntity) -> bool:
    """Tell whether both are equal without the words of the room and the domain."""
    room = set(stems(entity.area or "")) | set(stems(entity.domain))
    return bool(set(said) - room) and set(said) - room == set(own) - room


def _holds(said: Sequence[str], own: Sequence[str], _entity: HomeEntity) -> bool:
    """Tell whether the phrase contains the whole name."""
    return any(tuple(said[at : at + len(own)]) == tuple(own) for at in range(len(said) - len(own) + 1))


def _held(said: Sequence[str], own: Sequence[str], _entity: HomeEntity) -> bool:
    """Tell whether the phrase is a part of the name."""
    return bool(said) and set(said) <= set(own)


def _overlap(said: Sequence[str], entity: HomeEntity) -> int:
    return max(len(set(said) & set(stems(own))) for own in entity.names)
