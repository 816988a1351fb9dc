"""Who has a place among the connections, and who gives way: pure bookkeeping; knows nothing of sockets or events.

A stranger is whoever is in no trusted network and has not shown a right token yet. Strangers hold half of the places at
most, and one address a quarter: so whoever is known always finds one. A stranger is never turned away for other
strangers: the one that has been silent for the longest gives way, of the address that holds the most places. Whoever
has a token and shows it at once is known long before its turn comes.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from morgan.wire.handler import Handler


@dataclass(slots=True, eq=False)
class Place:
    """One connection; `handler` is None until it has said what it speaks."""

    host: str
    trusted: bool
    handler: Handler | None = None
    gives_way: bool = False
    told: bool = True  # whether it is told why, when it gives way

    @property
    def known(self) -> bool:
        """Whether this is no stranger (any more)."""
        return self.trusted or (self.handler is not None and self.handler.known)


class Places:
    """The places, in the order in which they were taken."""

    def __init__(self, most: int, most_leaving: int) -> None:
        self._most, self._most_leaving = most, most_leaving
        self._strangers, self._of_one_address = max(1, most // 2), max(1, most // 4)
        self._taken: dict[asyncio.Task[None], Place] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def items(self) -> list[tuple[asyncio.Task[None], Place]]:
        """Return all of them as they are now."""
        return list(self._taken.items())

    def make_room(self, host: str, *, trusted: bool) -> bool:
        """Make room for one more, at a stranger's cost if need be; tell whether there is any."""
        strangers = [(task, place) for task, place in self._taken.items() if not (place.known or place.gives_way)]
        held = Counter(place.host for _, place in strangers)
        staying = sum(not place.gives_way for place in self._taken.values())
        if not trusted and held[host] >= self._of_one_address:
            leaving = host
        elif (not trusted and len(strangers) >= self._strangers) or (staying >= self._most and strangers):
            leaving = held.most_common(1)[0][0]
        else:
            return staying < self._most
        task, place = next((task, place) for task, place in strangers if place.host == leaving)
        place.told = len(self._taken) - staying < self._most_leaving
        place.gives_way = True
        task.cancel()
        return staying - 1 < self._most

    def take(self, task: asyncio.Task[None], place: Place) -> None:
        """Give a connection its place until its task is done."""
        self._taken[task] = place
        task.add_done_callback(self._taken.pop)
