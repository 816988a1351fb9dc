"""Reads Home Assistant's intent test sentences, and furnishes a house in which each of them means something; pure.

A folder per intent, a file per combination of slots; each file may bring rooms, floors and things of its own beside the
language's `_fixtures.yaml`. Those say what the sentences name, not all that they need: where nobody says which lamp is
in the room that is spoken of, one is put there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # its types are in the server's environment

from evaluation.dataset import FIXTURES, Area, Device, Given, Home, Thing, slug, state_of

ROOM = "Living Room"  # where the sentences are said, in houses that have no room of their own
# What a sentence without a kind is about.
_KINDS = {
    "HassClimateGetTemperature": "climate",
    "HassClimateSetTemperature": "climate",
    "HassFanSetSpeed": "fan",
    "HassGetWeather": "weather",
    "HassLawnMowerDock": "lawn_mower",
    "HassLawnMowerStartMowing": "lawn_mower",
    "HassLightSet": "light",
    "HassMediaNext": "media_player",
    "HassMediaPause": "media_player",
    "HassMediaPlayerMute": "media_player",
    "HassMediaPlayerUnmute": "media_player",
    "HassMediaPrevious": "media_player",
    "HassMediaSearchAndPlay": "media_player",
    "HassMediaUnpause": "media_player",
    "HassSetVolume": "media_player",
    "HassSetVolumeRelative": "media_player",
    "HassVacuumReturnToBase": "vacuum",
    "HassVacuumStart": "vacuum",
}
# What things are before a sentence, so that it makes a difference.
_BEFORE = {
    "HassTurnOn": {
        "cover": "closed",
        "valve": "closed",
        "lock": "unlocked",
        "light": "off",
        "fan": "off",
        "switch": "off",
    },
    "HassTurnOff": {"cover": "open", "valve": "open", "lock": "locked", "light": "on", "fan": "on", "switch": "on"},
    "HassMediaUnpause": {"media_player": "paused"},
}
_EVERYDAY = ("light", "fan", "switch")  # what is in a room, where a test says no more than that something is there
_PLACES = ("current_position", "position", "brightness", "percentage")  # they would say otherwise
_MEDIA = ("PLAY", "PAUSE", "STOP", "NEXT_TRACK", "PREVIOUS_TRACK", "VOLUME_SET", "VOLUME_MUTE", "VOLUME_STEP")
_PLAY = ("PLAY_MEDIA", "SEARCH_MEDIA", "TURN_ON", "TURN_OFF")
# A thing whose features nobody lists has those that its sentences ask for.
_FEATURES = {
    "cover": [f"cover.CoverEntityFeature.{name}" for name in ("OPEN", "CLOSE", "SET_POSITION", "STOP")],
    "valve": [f"valve.ValveEntityFeature.{name}" for name in ("OPEN", "CLOSE", "SET_POSITION")],
    "fan": ["fan.FanEntityFeature.SET_SPEED"],
    "media_player": [f"media_player.MediaPlayerEntityFeature.{name}" for name in (*_MEDIA, *_PLAY)],
    "vacuum": [f"vacuum.VacuumEntityFeature.{name}" for name in ("PAUSE", "STOP", "RETURN_HOME", "CLEAN_AREA")],
    "todo": [f"todo.TodoListEntityFeature.{name}_TODO_ITEM" for name in ("CREATE", "UPDATE", "DELETE")],
}
# What the tests of other languages write where Home Assistant has "home", which is what a person's state is.
AT_HOME = frozenset({"casa", "zuhause", "zu hause", "maison", "à la maison", "thuis", "hemma", "w domu", "dom", "дома"})
_LAMP = {"supported_color_modes": ["rgb", "color_temp"], "color_mode": "rgb", "brightness": 100}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the intent that it has, and the house's states of its file."""

    intent: str
    text: str
    language: str
    slots: Mapping[str, Any]
    states: Mapping[str, Given] = field(default_factory=dict)
    everywhere: bool = False  # it is about the whole house, not about the room in which it is said


@dataclass(frozen=True, slots=True)
class Furnished:
    """The sentences of one intent and a house for them."""

    language: str
    intent: str
    home: Home
    sentences: tuple[Sentence, ...]


def read(folder: Path, only: str | None = None) -> Iterator[Furnished]:
    """Yield every intent below `folder`: the folder of one language, or of several."""
    languages = [folder] if any(folder.glob("Hass*")) else sorted(path for path in folder.iterdir() if path.is_dir())
    for language in languages:
        base = _load(language / FIXTURES) if (language / FIXTURES).exists() else {}
        for intent in sorted(path for path in language.iterdir() if path.is_dir()):
            if only is None or only in intent.name:
                yield _furnished(intent, base, language.name)


def plain_names(template: str) -> tuple[str, ...]:
    """Return what a name's template stands for: `Trader Joe[']s` is a name with and without its apostrophe."""
    names = [template]
    while any(re.search(r"\[[^\[\]]*\]|\([^()]*\)", name) for name in names):
        names = [each for name in names for each in _one_less(name)]
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names))


def _one_less(name: str) -> list[str]:
    match = re.search(r"\[([^\[\]]*)\]|\(([^()]*)\)", name)
    if match is None:
        return [name]
    choices = [*match[1].split("|"), ""] if match[1] is not None else match[2].split("|")
    return [f"{name[: match.start()]}{choice}{name[match.end() :]}" for choice in choices]


def ident(name: str) -> str:
    """Return an id that no other name has; a slug keeps Latin letters only."""
    lost = [each for each in unicodedata.normalize("NFKD", name) if each.isalpha() and not each.isascii()]
    return "_".join(filter(None, (slug(name), name.encode().hex() if lost else ""))) or "thing"


def _furnished(intent: Path, base: Mapping[str, Any], language: str) -> Furnished:
    files = {file.stem: _load(file) for file in sorted(intent.glob("*.yaml"))}
    house = _House(base)
    for content in files.values():
        house.clear_for(content)
    for content in files.values():
        house.bring(content)
    for content in files.values():
        for test in content.get("tests") or ():
            house.put(_slots(test))
    sentences: list[Sentence] = []
    for name, content in files.items():
        states = {house.id_of(entry): _given(entry) for entry in content.get("entities") or ()}
        everywhere = name.endswith("_all")
        for test in content.get("tests") or ():
            house.furnish(intent.name, test)
            kind, slots = _kind(test) or intent.name, _slots(test)
            spoken = content.get("language") or language
            sentences += [Sentence(kind, text, spoken, slots, states, everywhere) for text in test["sentences"]]
    return Furnished(language, intent.name, house.home(f"{language}/{intent.name}"), tuple(sentences))


class _House:
    """A house while it is furnished."""

    def __init__(self, base: Mapping[str, Any]) -> None:
        self.floors: dict[str, str] = {}  # by id
        self.areas: dict[str, Area] = {}  # by name
        self.things: dict[str, Thing] = {}  # by lower name
        self.bring(base)

    def bring(self, content: Mapping[str, Any]) -> None:
        """Take a file's floors, rooms and things; what has the name of something known takes its place."""
        for entry in content.get("floors") or ():
            name = plain_names(entry["name"])[0]
            if name not in self.floors.values():
                self.floors[_key(entry)] = name
        for entry in content.get("areas") or ():
            self.room(entry)
        for entry in content.get("entities") or ():
            name, *aliases = plain_names(entry["name"])
            known = self._known(name)
            if known and known.domain == _domain(entry):
                name, aliases = known.name, [*known.aliases, *aliases]
            place = entry.get("area")
            self.things[name.lower()] = Thing(
                id=known.id if known and known.domain == _domain(entry) else self.id_of(entry),
                name=name,
                given=_given(entry),
                area=self._area(place) if place else known.area if known else None,
                exposed=bool(entry.get("is_exposed", True)),
                aliases=tuple(aliases),
            )

    def clear_for(self, content: Mapping[str, Any]) -> None:
        """Take away what is of the kind of a file's own things, in the same room: the file knows best what is there."""
        for entry in content.get("entities") or ():
            area = self._area(entry["area"]) if entry.get("area") else None
            name = plain_names(entry["name"])[0].lower()
            self.things = {
                key: thing
                for key, thing in self.things.items()
                if area is None or (thing.area, thing.domain) != (area, _domain(entry)) or key == name
            }

    def room(self, entry: Mapping[str, Any]) -> str:
        """Take a room."""
        name, *aliases = plain_names(entry["name"])
        if name not in self.areas:
            floor = entry.get("floor")
            self.areas[name] = Area(_key(entry), name, self._floor(floor) if floor else None, tuple(aliases))
        return self.areas[name].id

    def id_of(self, entry: Mapping[str, Any]) -> str:
        """Return the entity's id: its own, or one made of its name."""
        if entry.get("id"):
            domain, _, own = str(entry["id"]).partition(".")
            return f"{domain}.{slug(own)}"  # some are written as no entity id can be
        name = plain_names(entry["name"])[0]
        known = self._known(name)
        return known.id if known and known.domain == _domain(entry) else f"{_domain(entry)}.{ident(name)}"

    def _known(self, name: str) -> Thing | None:
        called = (thing for thing in self.things.values() if name in thing.aliases)
        return self.things.get(name.lower()) or next(called, None)

    def furnish(self, intent: str, test: Mapping[str, Any]) -> None:
        """See to it that what a test speaks of is there."""
        slots = _slots(test)
        if floor := slots.get("floor"):
            self._floor(str(floor))
        if area := slots.get("area"):
            self.room({"name": str(area)})
        kind = slots.get("domain") or (_KINDS.get(intent) if "name" not in slots else None)
        if kind is None and slots.get("device_class"):
            kind = "cover" if intent in (*_BEFORE, "HassSetPosition") else None
        elif kind is None and "name" not in slots and intent in _BEFORE:
            kind = _EVERYDAY  # only the sentence tells which
        for domain in [kind] if isinstance(kind, str) else kind or ():
            self._appliance(str(domain), slots)

    def put(self, slots: Mapping[str, Any]) -> None:
        """Put what is called by name and place where the sentence has it."""
        thing = self.things.get(str(slots.get("name")).lower())
        if thing is None:
            return
        if area := slots.get("area"):
            self.things[thing.name.lower()] = replace(thing, area=self._area(str(area)))
        elif (floor := slots.get("floor")) and thing.area is None:
            self.things[thing.name.lower()] = replace(thing, area=self._area(self._room_on(str(floor))))

    def _room_on(self, floor: str) -> str:
        key = self._floor(floor)
        known = next((area.name for area in self.areas.values() if area.floor == key), None)
        if known is not None:
            return known
        name = f"Room {len(self.areas)}"
        self.areas[name] = Area(ident(name), name, key)
        return name

    def home(self, name: str) -> Home:
        """Return the finished house."""
        self.speaker()
        satellites = tuple(
            Device(f"satellite_{area.id}", f"Satellite {area.name}", area.id, {}) for area in self.areas.values()
        )
        return Home(name, self.floors, tuple(self.areas.values()), satellites, tuple(self.things.values()))

    def speaker(self) -> str:
        """Return the room in which the sentences are said."""
        if ROOM not in self.areas:
            self.room({"name": ROOM})
        return ROOM

    def _appliance(self, domain: str, slots: Mapping[str, Any]) -> None:
        area, floor, kind = slots.get("area"), slots.get("floor"), slots.get("device_class")
        if area is None and floor is None:
            area = self.speaker()
        for thing in self.things.values():
            if thing.domain == domain and (kind is None or thing.given.attributes.get("device_class") == kind):
                room = next((each for each in self.areas.values() if each.id == thing.area), None)
                if room and (room.name == area or (floor is not None and room.floor == self._floor(str(floor)))):
                    return
        area = area or self._room_on(str(floor))
        number = len(self.things)
        attributes = {} if kind is None else {"device_class": kind}
        made = {"name": f"Appliance {number}", "domain": domain, "attributes": attributes, "area": area}
        self.bring({"entities": [made]})

    def _area(self, name: str) -> str:
        known = next((area.id for area in self.areas.values() if name in (area.id, area.name)), None)
        return known or self.room({"name": name})

    def _floor(self, name: str) -> str:
        for key, known in self.floors.items():
            if name in (key, known):
                return key
        self.floors[ident(name)] = name
        return ident(name)


def _kind(test: Mapping[str, Any]) -> str | None:
    """Return the intent that a test names, if it is not its folder's: by its name, or in the older form by more."""
    named = test.get("intent")
    return named.get("name") if isinstance(named, Mapping) else named


def _slots(test: Mapping[str, Any]) -> Mapping[str, Any]:
    named = test.get("intent")
    older = named.get("slots") if isinstance(named, Mapping) else None
    return {name: _bare(value) for name, value in (test.get("slots") or older or {}).items()}


def _bare(value: Any) -> Any:
    """Return a slot's value, which some write with its text beside it."""
    return value["value"] if isinstance(value, Mapping) and "value" in value else value


def _given(entry: Mapping[str, Any]) -> Given:
    domain = _domain(entry)
    attributes = {} if domain != "light" else dict(_LAMP)
    if domain in _FEATURES:
        attributes["supported_features"] = _FEATURES[domain]
    if domain == "climate":
        # the sentences wish for 1 and for 200 degrees
        attributes |= {"hvac_modes": ["heat", "cool", "off"], "current_temperature": 20, "min_temp": 0, "max_temp": 250}
    attributes |= {key: value for key, value in (entry.get("attributes") or {}).items() if value is not None}
    state = state_of(entry.get("state")) or None
    defaults = {"media_player": "playing", "vacuum": "docked", "climate": "heat", "weather": "sunny", "lock": "locked"}
    if domain == "media_player":
        state = "playing"
        attributes.pop("volume_level", None)  # in per cent in the fixtures, where Home Assistant has parts of one
    if domain == "light" and state == "off":
        attributes.pop("brightness", None)
    if domain == "todo":
        state = None
    if domain == "person" and state is not None and state.lower() in AT_HOME:
        state = "home"
    return Given(state or defaults.get(domain), attributes)


def _domain(entry: Mapping[str, Any]) -> str:
    return str(entry.get("domain") or str(entry["id"]).partition(".")[0])


def _key(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or ident(plain_names(entry["name"])[0]))


def _load(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {}


def before(sentence: Sentence, things: Iterable[Thing]) -> dict[str, Given]:
    """Return how things are before a sentence is said; what another file of the intent has replaced is not there."""
    things = tuple(things)
    known = {thing.id for thing in things}
    states = {name: given for name, given in sentence.states.items() if name in known}
    for thing in things:
        if state := _BEFORE.get(sentence.intent, {}).get(thing.domain):
            states[thing.id] = Given(state, dict.fromkeys(_PLACES))
    return states


def names_of(things: Iterable[Thing]) -> Mapping[str, str]:
    """Return the entities by all of their lower-case names."""
    return {name.lower(): thing.id for thing in things for name in (thing.id, thing.name, *thing.aliases)}
