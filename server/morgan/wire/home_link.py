"""The houses that this server knows, each as its Home Assistant last sent it.

Reads `user-event home`, keeps a bounded number of houses and their standing connections, and calls `on_home` when
names change.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from morgan.agent.sentence.turn_completion import learn
from morgan.errors import MorganError
from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity, HomeFloor
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.wire.acting import Able, ToolChannel
from morgan.wire.fields import Fields
from morgan.wire.lenient import LeftOut, Note, Steps, at_once, good_names, items, optional
from morgan.wire.peer import Peer
from morgan.wire.turns import log_bug

_LOGGER = logging.getLogger(__name__)

MOST_HOMES = 16  # Morgan is made for one house: more than this is no use case
_MOST_LEARNED = 64  # queue of houses to index: as long as the default number of connections
_MOST_ENTITIES, _MOST_AREAS, _MOST_FLOORS, _MOST_NAMES = 5000, 1000, 100, 50

OnHome = Callable[[Home], Awaitable[None]]


def read_home(fields: Fields, left: LeftOut | None = None) -> Home:
    """Read a house; unusable items are noted in `left`. Raises BadRequest for a part that is not a list."""
    return at_once(home_by_steps(fields, LeftOut() if left is None else left))


def home_by_steps(fields: Fields, left: LeftOut) -> Steps[Home]:
    """Read a house in steps."""
    entities = yield from items(fields, "entities", _MOST_ENTITIES, _entity, left)
    areas = yield from items(fields, "areas", _MOST_AREAS, _area, left)
    floors = yield from items(fields, "floors", _MOST_FLOORS, _floor, left)
    yield
    return Home(entities, areas, floors)


def _entity(fields: Fields, note: Note) -> HomeEntity:
    names = good_names(fields, note, _MOST_NAMES)
    area, device_class = optional(fields, "area", note), optional(fields, "device_class", note, 64)
    return HomeEntity(names, fields.text("domain", 64), area, device_class)


def _area(fields: Fields, note: Note) -> HomeArea:
    return HomeArea(good_names(fields, note, _MOST_NAMES), optional(fields, "floor", note))


def _floor(fields: Fields, note: Note) -> HomeFloor:
    return HomeFloor(good_names(fields, note, _MOST_NAMES))


class Homes:
    """The known houses, least recently sent first. `on_home` runs in the background, for the newest change only."""

    def __init__(self, on_home: OnHome | None = None) -> None:
        self._homes: dict[str, Home] = {}
        self._all = NO_HOME
        self._on_home = on_home
        self._changed: Home | None = None
        self._telling: asyncio.Task[None] | None = None
        self._links: dict[str, ToolChannel] = {}
        self._thread = EngineThread("homes", waiting=_MOST_LEARNED)

    @property
    def telling(self) -> bool:
        """Whether `on_home` is running."""
        return self._telling is not None and not self._telling.done()

    def of(self, home_id: str | None) -> Home:
        """Return the house of this id; without a known one, the names of all houses together."""
        return self._all if home_id is None else self._homes.get(home_id, self._all)

    async def learn(self, home_id: str | None, home: Home) -> None:
        """Index a house's names on a thread, then store the house as it is now."""
        is_new = (home_id or "") not in self._homes
        known = next((one for one in self._homes.values() if one.hash == home.hash), None)
        if known is None:
            await self._thread.run(partial(_learn, home))
        self.put(home_id, known or home)  # the same object again: caches find it by identity
        if self._all is not home and known is None:
            await self._thread.run(partial(_learn, self._all))
        if is_new:  # until the server stops: see close
            gc.freeze()  # it stays: a garbage collection that walks 2,000 entities blocks the event loop for 45 ms

    def put(self, home_id: str | None, home: Home) -> None:
        """Store a house as it is now."""
        key = home_id or ""
        known = self._homes.pop(key, None)
        self._homes[key] = home
        while len(self._homes) > MOST_HOMES:
            del self._homes[next(iter(self._homes))]
        if known is not None and known.hash == home.hash:
            return
        houses = tuple(self._homes.values())
        self._all = home if len(houses) == 1 else _together(houses)
        self._tell(home)

    def connect(self, home_id: str | None, peer: Peer, able: Able) -> ToolChannel:
        """Register a house's standing connection; a new one replaces the old. Call `disconnect` when it is closed."""
        known = self._links.get(home_id or "")
        if known is not None and known.peer is peer:
            known.able = able  # its pending calls go on
            return known
        for other in [one for one in self._links.values() if one.peer is peer]:
            self.disconnect(other)  # one connection serves one house
        link = self._links[home_id or ""] = ToolChannel(peer, able)
        return link

    def disconnect(self, link: ToolChannel) -> None:
        """Remove a closed connection."""
        self._links = {home_id: one for home_id, one in self._links.items() if one is not link}
        link.hang_up()

    def link_of(self, home_id: str | None) -> ToolChannel | None:
        """Return the link to the house of this id; None means the only house, if there is only one."""
        if home_id is not None:
            return self._links.get(home_id)
        return next(iter(self._links.values())) if len(self._links) == 1 else None

    def peers(self) -> tuple[Peer, ...]:
        """Return the houses' standing connections."""
        return tuple(link.peer for link in self._links.values())

    async def close(self) -> None:
        """Stop indexing, and `on_home`."""
        await self._thread.close()
        gc.unfreeze()  # what `learn` froze may be collected again
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait({self._telling})

    def _tell(self, home: Home) -> None:
        self._changed = home
        if self._on_home is not None and not self.telling:
            self._telling = asyncio.create_task(self._tell_newest(self._on_home), name="home-changed")

    async def _tell_newest(self, on_home: OnHome) -> None:
        while (home := self._changed) is not None:
            self._changed = None
            try:
                await on_home(home)
            except MorganError as error:
                _LOGGER.warning("cannot prepare for a house's names: %s", error)
            except Exception as error:  # noqa: BLE001  # an edge: nobody awaits this task; the next turn prepares itself
                log_bug(error)


def _learn(home: Home, _stop: Stop) -> None:
    learn(home)


def _together(houses: tuple[Home, ...]) -> Home:
    return Home(
        entities=tuple(entity for home in houses for entity in home.entities),
        areas=tuple(area for home in houses for area in home.areas),
        floors=tuple(floor for home in houses for floor in home.floors),
    )
