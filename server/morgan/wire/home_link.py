"""The houses that this server knows by name, each as its Home Assistant last told it.

Reads `user-event home`, knows where each house obeys, keeps a bounded number of houses, and tells whoever prepares for
their names.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from morgan.errors import BadRequest, MorganError
from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity, HomeFloor
from morgan.wire.acting import Able, HomeLink
from morgan.wire.fields import Fields
from morgan.wire.peer import Peer
from morgan.wire.turns import log_bug

_LOGGER = logging.getLogger(__name__)

MOST_HOMES = 16  # a server for more houses than that is none in a house
_MOST_ENTITIES, _MOST_AREAS, _MOST_FLOORS, _MOST_NAMES = 5000, 1000, 100, 50

OnHome = Callable[[Home], Awaitable[None]]


def read_home(fields: Fields) -> Home:
    """Read a house. Raises BadRequest naming the field."""
    return Home(
        entities=tuple(
            HomeEntity(
                _names(each), each.text("domain", 64), each.maybe_text("area"), each.maybe_text("device_class", 64)
            )
            for each in fields.objects("entities", _MOST_ENTITIES)
        ),
        areas=tuple(HomeArea(_names(each), each.maybe_text("floor")) for each in fields.objects("areas", _MOST_AREAS)),
        floors=tuple(HomeFloor(_names(each)) for each in fields.objects("floors", _MOST_FLOORS)),
    )


def _names(fields: Fields) -> tuple[str, ...]:
    names = fields.texts("names", _MOST_NAMES)
    if not names:
        raise BadRequest(f"{fields.where}: names must hold at least one")
    return names


class Homes:
    """The known houses, least recently heard of first. `on_home` is told of changes in the background, newest only."""

    def __init__(self, on_home: OnHome | None = None) -> None:
        self._homes: dict[str, Home] = {}
        self._all = NO_HOME
        self._on_home = on_home
        self._changed: Home | None = None
        self._telling: asyncio.Task[None] | None = None
        self._links: dict[str, HomeLink] = {}

    @property
    def telling(self) -> bool:
        """Whether somebody is being told of a change."""
        return self._telling is not None and not self._telling.done()

    def of(self, home_id: str | None) -> Home:
        """Return the house of this id; whoever belongs to none is heard with all names."""
        return self._all if home_id is None else self._homes.get(home_id, self._all)

    def put(self, home_id: str | None, home: Home) -> None:
        """Take a house as it is now."""
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

    def connect(self, home_id: str | None, peer: Peer, able: Able) -> HomeLink:
        """Take the connection on which a house obeys; the last one counts. `disconnect` it when it is over."""
        known = self._links.get(home_id or "")
        if known is not None and known.peer is peer:
            known.able = able  # what is under way on it goes on
            return known
        for other in [one for one in self._links.values() if one.peer is peer]:
            self.disconnect(other)  # one connection obeys for one house
        link = self._links[home_id or ""] = HomeLink(peer, able)
        return link

    def disconnect(self, link: HomeLink) -> None:
        """Forget a connection that is over."""
        self._links = {home_id: one for home_id, one in self._links.items() if one is not link}
        link.hang_up()

    def link_of(self, home_id: str | None) -> HomeLink | None:
        """Return where the house of this id obeys; whoever names none means the only one, if there is only one."""
        if home_id is not None:
            return self._links.get(home_id)
        return next(iter(self._links.values())) if len(self._links) == 1 else None

    async def close(self) -> None:
        """Stop telling."""
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


def _together(houses: tuple[Home, ...]) -> Home:
    return Home(
        entities=tuple(entity for home in houses for entity in home.entities),
        areas=tuple(area for home in houses for area in home.areas),
        floors=tuple(floor for home in houses for floor in home.floors),
    )
