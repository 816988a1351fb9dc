"""Decides which connection gets a place and which one gives way: pure bookkeeping; knows nothing of sockets or events.

A stranger is a peer outside the trusted networks that has not sent a right token yet. Strangers hold half of the places
at most, and one address a quarter, so a known peer always finds one. A new stranger is not refused because of other
strangers: of the address that holds the most places, the one that has been silent for the longest gives way. A peer
that sends its token at once is known long before it would have to.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from morgan.wire.handler import Handler


@dataclass(slots=True, eq=False)
class ConnectionSlot:
    """One connection; `handler` is None until TLS or plain is settled."""

    host: str
    trusted: bool
    handler: Handler | None = None
    gives_way: bool = False
    told: bool = True  # whether it gets an error when it gives way

    @property
    def known(self) -> bool:
        """Whether the peer is trusted or has said hello with a valid token."""
        return self.trusted or (self.handler is not None and self.handler.known)


class ConnectionSlots:
    """The places, in the order in which they were taken."""

    def __init__(self, most: int, most_leaving: int) -> None:
        self._most, self._most_leaving = most, most_leaving
        self._strangers, self._of_one_address = max(1, most // 2), max(1, most // 4)
        self._taken: dict[asyncio.Task[None], ConnectionSlot] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def items(self) -> list[tuple[asyncio.Task[None], ConnectionSlot]]:
        """Return all of them as they are now."""
        return list(self._taken.items())

    def make_room(self, host: str, *, trusted: bool) -> bool:
        """Make room for one more, by closing a stranger's connection if need be; return whether there is any."""
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

    def take(self, task: asyncio.Task[None], place: ConnectionSlot) -> None:
        """Give a connection its place until its task is done."""
        self._taken[task] = place
        task.add_done_callback(self._taken.pop)
