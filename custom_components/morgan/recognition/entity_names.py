"""Aliases of entities besides their own names: "the entry lock", "the vacuum", "it", "the other one".

Every alias stands for exactly one entity (or, for "them", for the last ones); an alias that would stand for two is left
out, and so is one that is a name already. Home Assistant's sentence templates decide what may be said around them.
Knows nothing of sentences.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, override

from hassil.intents import TextSlotList, TextSlotValue
from hassil.util import remove_punctuation
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent

from ..house.commands import ASSISTANT
from ..house.slices import Slices
from ..languages.lexicon import Kind, Words
from ..languages.lookup import folded, plain

_LOGGER = logging.getLogger(__name__)

THEM: Final = "morgan:them"  # the value of a name that stands for several


@dataclass(frozen=True, slots=True)
class Thing:
    """An exposed entity with its spoken names."""

    id: str
    names: tuple[str, ...]
    domain: str
    device_class: str | None
    area_id: str | None
    floor_id: str | None

    @property
    def context(self) -> dict[str, Any]:
        """The context that Home Assistant's templates require of a name."""
        return {"domain": self.domain} | ({"device_class": self.device_class} if self.device_class else {})

    def is_a(self, kind: Kind) -> bool:
        """Tell whether a noun of this kind can stand for it."""
        return self.domain == kind.domain and (not kind.device_classes or self.device_class in kind.device_classes)


@dataclass(frozen=True, slots=True)
class Named:
    """The names of the house, indexed for recognition."""

    things: tuple[Thing, ...]
    places: dict[str, tuple[str, ...]]  # area or floor id: names
    taken: frozenset[str]  # names that mean something already
    aliases: dict[str, Thing]  # unique aliases that hold in every room
    names: TextSlotList  # all of them as a slot list of hassil's
    titles: frozenset[str]  # names that cannot be music: all names and aliases but players', folded
    called: dict[str, tuple[str, ...]]  # name in lower case, or entity id: the ids of the entities so named

    def thing(self, entity_id: str) -> Thing | None:
        """Return an exposed entity by its id."""
        return next((thing for thing in self.things if thing.id == entity_id), None)


class _Extended(TextSlotList):
    """A large list that is indexed already, preceded by a few values for this sentence."""

    def __init__(self, large: TextSlotList, few: TextSlotList) -> None:
        super().__init__(name="name", values=[*few.values, *large.values])
        self._parts = (few, large)

    @override
    def get_candidates(self, text: str) -> list[TextSlotValue]:
        return [value for part in self._parts for value in part.get_candidates(text)]


async def async_named(hass: HomeAssistant, words: Words) -> Named:
    """Build all names that do not depend on who speaks or where: some thousands in a large house."""
    areas = {area.id: area for area in ar.async_get(hass).async_list_areas()}
    floors = {floor.floor_id: floor for floor in fr.async_get(hass).async_list_floors()}
    found, slices = [], Slices()
    for state in hass.states.async_all():
        if (thing := _thing(hass, state, areas)) is not None:
            found.append(thing)
        await slices.pause()
    things = tuple(found)
    places = {each.id: tuple(_clean([each.name, *each.aliases])) for each in areas.values()}
    places |= {each.floor_id: tuple(_clean([each.name, *each.aliases])) for each in floors.values()}
    return await hass.async_add_executor_job(_named, things, places, words)


def _named(things: tuple[Thing, ...], places: dict[str, tuple[str, ...]], words: Words) -> Named:
    taken = frozenset(plain(name) for names in [*places.values(), *(thing.names for thing in things)] for name in names)
    found: defaultdict[str, dict[str, Thing]] = defaultdict(dict)
    for thing in things:
        for alias in _aliases(thing, places, words):
            found[plain(alias)][thing.id] = thing
    aliases = {alias: _only(named) for alias, named in found.items() if len(named) == 1 and alias not in taken}
    values = [(alias, thing.id, thing.context) for alias, thing in aliases.items()]
    names = TextSlotList.from_tuples([*values, *_own(things)], allow_template=False, name="name")
    names.get_candidates("")  # builds its index now, not while a user waits
    others = [thing for thing in things if thing.domain != "media_player"]
    titles = frozenset(folded(name) for thing in others for name in thing.names)
    titles |= {folded(alias) for alias, thing in aliases.items() if thing.domain != "media_player"}
    called: defaultdict[str, list[str]] = defaultdict(list)
    for thing in things:
        for name in {thing.id, *(name.casefold() for name in thing.names)}:
            called[name].append(thing.id)
    return Named(things, places, taken, aliases, names, titles, {name: tuple(ids) for name, ids in called.items()})


def _only(named: dict[str, Thing]) -> Thing:
    (thing,) = named.values()
    return thing


@callback
def _thing(hass: HomeAssistant, state: State, areas: dict[str, ar.AreaEntry]) -> Thing | None:
    """Return an entity with its spoken names; None when it is not exposed, or its names cannot be read."""
    try:
        if not async_should_expose(hass, ASSISTANT, state.entity_id):
            return None
        entry = er.async_get(hass).async_get(state.entity_id)
        names = tuple(_clean(intent.async_get_entity_aliases(hass, entry, state=state)))
    except Exception as error:  # noqa: BLE001  # an edge: a state is whatever anybody's code made of it
        _LOGGER.debug("%s has no name that can be said: %s", state.entity_id, type(error).__name__)
        return None
    area_id = er.async_get_effective_area_id(hass, entry) if entry is not None else None
    floor_id = areas[area_id].floor_id if area_id in areas else None
    told = state.attributes.get(ATTR_DEVICE_CLASS)
    return Thing(state.entity_id, names, state.domain, told if isinstance(told, str) else None, area_id, floor_id)


def _clean(names: Iterable[str]) -> Iterator[str]:
    return (tidy for name in names if (tidy := " ".join(remove_punctuation(name).split())))


def _aliases(thing: Thing, places: dict[str, tuple[str, ...]], words: Words) -> Iterator[str]:
    """Yield the possible aliases of an entity, whether or not they are unique."""
    calls = set(thing.names)
    if thing.domain == "todo":
        calls |= {re.sub(at, other, name, flags=re.IGNORECASE) for name in thing.names for at, other in words.lists}
    for kind in words.kinds:
        if not thing.is_a(kind):
            continue
        calls |= set(kind.nouns)
        for name in thing.names:
            calls |= {f"{name} {noun}" for noun in kind.nouns} | set(_inflected(name, kind))
            if not words.places[0].startswith("{area}"):  # where the room follows the noun, the name does too
                calls |= {f"{noun} {name}" for noun in kind.nouns}
    yield from calls - set(thing.names)
    for place in (thing.area_id, thing.floor_id):
        for where in places.get(place or "", ()):
            for pattern in words.places:
                yield from (pattern.format(area=where, kind=call) for call in calls)


def _inflected(name: str, kind: Kind) -> Iterator[str]:
    """Yield a name that ends in its noun with the noun's other forms: "smart curtain" is heard as "smart curtains"."""
    for noun in kind.nouns:
        if name.casefold().endswith(f" {noun}"):
            yield from (name[: -len(noun)] + other for other in kind.nouns if other.startswith(noun[:3]))


@callback
def async_list(
    named: Named, words: Words, area_id: str | None, last: tuple[str, ...], targets: tuple[str, ...]
) -> TextSlotList:
    """Return the names that hold in a room at this point of a conversation, as a slot list of hassil's."""
    few = [*_here(named, words, area_id), *_back(named, words, last, targets)]
    return _Extended(named.names, TextSlotList.from_tuples(few, allow_template=False, name="name"))


def _own(things: tuple[Thing, ...]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield own names that no two entities of a domain share: the template's verb says which domain is meant."""
    by_name: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        for name in thing.names:
            by_name[plain(name)].append(thing)
    for name, named in by_name.items():
        if len(named) == len({thing.domain for thing in named}):
            yield from ((name, thing.id, thing.context) for thing in named)


def _here(named: Named, words: Words, area_id: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield bare nouns for the only one of a kind in the room; the only one in the house has them anyway."""
    if area_id is None:
        return
    for kind in words.kinds:
        there = [thing for thing in named.things if thing.area_id == area_id and thing.is_a(kind)]
        if len(there) == 1:
            yield from (
                (noun, there[0].id, there[0].context)
                for noun in kind.nouns
                if noun not in named.taken and noun not in named.aliases
            )


def _back(
    named: Named, words: Words, last: tuple[str, ...], targets: tuple[str, ...]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the pronouns for the entities that were just mentioned."""
    things = [thing for each in last if (thing := named.thing(each)) is not None]
    if len(things) == 1:
        yield from ((name, things[0].id, things[0].context) for name in words.it - named.taken)
        if (other := other_one(named, things[0], targets)) is not None:
            yield from ((name, other.id, other.context) for name in words.other - named.taken)
    kinds = {(thing.domain, thing.device_class) for thing in things}
    if len(kinds) == 1:
        yield from ((name, THEM, things[0].context) for name in words.them - named.taken - words.it)
        if len(things) > 1:  # a word for both "she" and "they" means "they" here
            yield from ((name, THEM, things[0].context) for name in words.them & words.it - named.taken)


def other_one(named: Named, thing: Thing, targets: tuple[str, ...]) -> Thing | None:
    """Return the only other entity of its domain: in the room, or else mentioned before, or else in the house."""
    alike = [each for each in named.things if each.domain == thing.domain and each.id != thing.id]
    there = [each for each in alike if each.area_id is not None and each.area_id == thing.area_id]
    spoken = [each for each in alike if each.id in targets]
    for group in (there, spoken, alike):
        if group:
            return group[0] if len(group) == 1 else None
    return None
