"""A house as its Home Assistant tells it: its names, and how its things are now; knows no engine and no wire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HomeEntity:
    """One thing exposed to Assist: all the names that people call it by, the first one its own."""

    names: tuple[str, ...]
    domain: str
    area: str | None = None  # the area's own name
    device_class: str | None = None


@dataclass(frozen=True, slots=True)
class HomeArea:
    """A room: all its names, the first one its own, and the floor's own name."""

    names: tuple[str, ...]
    floor: str | None = None


@dataclass(frozen=True, slots=True)
class HomeFloor:
    """A floor and all its names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The house by name, as its Home Assistant told it; `hash` changes when any name does."""

    entities: tuple[HomeEntity, ...] = ()
    areas: tuple[HomeArea, ...] = ()
    floors: tuple[HomeFloor, ...] = ()
    hash: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Name the content, so that engines can cache by it."""
        content: list[dict[str, object]] = [  # by hand: `asdict` copies every name, 10 ms for 2,000 entities
            {"names": one.names, "domain": one.domain, "area": one.area, "device_class": one.device_class}
            for one in self.entities
        ]
        content += [{"names": area.names, "floor": area.floor} for area in self.areas]
        content += [{"names": floor.names} for floor in self.floors]
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
        object.__setattr__(self, "hash", digest)

    def __hash__(self) -> int:
        """Hash by the name of the content: going through all entities would cost a look-up more than what it spares."""
        return hash(self.hash)


NO_HOME = Home()


@dataclass(frozen=True, slots=True)
class EntityState:
    """An exposed entity as it is now; the name is the entity's own, as in `Home`."""

    name: str
    domain: str
    area: str | None
    state: str
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a call was about: an entity, or with an area's name and no domain's own entity, all of a kind in it."""

    name: str
    domain: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the question was asked: own names."""

    area: str | None = None
    floor: str | None = None
    device: str | None = None
