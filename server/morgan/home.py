"""A house as its Home Assistant sends it: its names, and the states of its entities; knows no engine and no wire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HomeEntity:
    """One entity exposed to Assist: all its names, its own name first."""

    names: tuple[str, ...]
    domain: str
    area: str | None = None  # the area's own name
    device_class: str | None = None


@dataclass(frozen=True, slots=True)
class HomeArea:
    """An area: all its names, its own name first, and the floor's own name."""

    names: tuple[str, ...]
    floor: str | None = None


@dataclass(frozen=True, slots=True)
class HomeFloor:
    """A floor and all its names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The names of a house, as its Home Assistant sent them; `hash` changes when any name does."""

    entities: tuple[HomeEntity, ...] = ()
    areas: tuple[HomeArea, ...] = ()
    floors: tuple[HomeFloor, ...] = ()
    hash: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Hash the content, so that engines can use it as a cache key."""
        content: list[dict[str, object]] = [  # by hand: `asdict` copies every name, 10 ms for 2,000 entities
            {"names": one.names, "domain": one.domain, "area": one.area, "device_class": one.device_class}
            for one in self.entities
        ]
        content += [{"names": area.names, "floor": area.floor} for area in self.areas]
        content += [{"names": floor.names} for floor in self.floors]
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
        object.__setattr__(self, "hash", digest)

    def __hash__(self) -> int:
        """Hash the content's hash: hashing all entities would cost more than a cache look-up saves."""
        return hash(self.hash)


NO_HOME = Home()


@dataclass(frozen=True, slots=True)
class EntityState:
    """The current state of an exposed entity; `name` is its own name, as in `Home`."""

    name: str
    domain: str
    area: str | None
    state: str
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a call acted on: an entity, or, where `name` is an area's, all entities of the domain in it."""

    name: str
    domain: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the question was asked, by own names."""

    area: str | None = None
    floor: str | None = None
    device: str | None = None
