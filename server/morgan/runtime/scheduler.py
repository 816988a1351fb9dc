"""Who is served next, who together, and who is refused; knows no thread and no engine.

Those who have finished speaking come before guesses, and guesses before files. Within each, the rooms take turns: every
room's first in line comes before any room's second, whoever talks the most (start-time fair queueing: Goyal, Vin and
Cheng, 1996, with one unit for every piece). It is bounded twice: by how many wait and by how long they would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final, Generic, TypeVar

from morgan.errors import Busy
from morgan.ports import Haste

Item = TypeVar("Item")

_RANK: Final[dict[Haste, int]] = {"turn": 0, "guess": 1, "file": 2}
_GUESS_SECONDS = 0.7  # a silence that ends a turn lasts about as long: later, the guess has become the turn itself


@dataclass(frozen=True, slots=True)
class Place:
    """Whose piece it is, how it hurries, and how many seconds of work it is expected to be."""

    room: str = ""
    haste: Haste = "turn"
    seconds: float = 0.0
    due: Event | None = None  # set once it hurries as a turn does

    @property
    def rank(self) -> int:
        """Return how it hurries now, the hastiest first."""
        return _RANK["turn" if self.due is not None and self.due.is_set() else self.haste]


@dataclass(frozen=True, slots=True, eq=False)
class Ticket(Generic[Item]):
    """Somebody's place in the line; what is smaller in `order` is served earlier."""

    item: Item
    place: Place
    start: float
    count: int

    @property
    def order(self) -> tuple[int, float, int]:
        """Return the hastiest first, then room by room, then as they came. It changes when a guess falls due."""
        return self.place.rank, self.start, self.count


class Line(Generic[Item]):
    """At most `most` of one haste or a greater one, and none that would have to wait for more than `patience_seconds`.

    A turn is never refused for guesses or files: they stand behind it. A guess has no patience: what does not begin
    soon is better asked for as a turn when the silence has lasted.
    """

    def __init__(self, name: str, most: int, patience_seconds: float) -> None:
        self._name, self._most, self._patience = name, most, patience_seconds
        self._tickets: list[Ticket[Item]] = []
        self._ends: dict[tuple[int, str], float] = {}  # when, in the line's own time, each room's last piece ends
        self._now = 0.0
        self._count = 0

    def __len__(self) -> int:
        return len(self._tickets)

    def join(self, item: Item, place: Place, before_seconds: float = 0.0) -> Ticket[Item]:
        """Take a place; `before_seconds` is what the work at hand still takes. Raises Busy."""
        rank = place.rank
        ahead = [ticket for ticket in self._tickets if ticket.place.rank <= rank]
        if place.haste == "guess" and place.room and any(_same(ticket.place, place) for ticket in ahead):
            raise Busy(f"{self._name} has a guess of this room waiting already")
        waits = before_seconds + sum(ticket.place.seconds for ticket in ahead)
        late = waits > _GUESS_SECONDS if place.haste == "guess" else bool(ahead) and waits > self._patience
        if len(ahead) >= self._most or late:
            raise Busy(f"{self._name} has too much waiting already; try again in a moment")
        start = max(self._now, self._ends.get((rank, place.room), 0.0))
        self._ends[rank, place.room] = start + 1
        self._count += 1
        ticket = Ticket(item, place, start, self._count)
        self._tickets.append(ticket)
        return ticket

    def leave(self, ticket: Ticket[Item]) -> None:
        """Give the place up, if it was not served yet."""
        if ticket in self._tickets:
            self._tickets.remove(ticket)

    def put_back(self, ticket: Ticket[Item]) -> None:
        """Wait again at the same place: somebody who hurries more was let past."""
        self._tickets.append(ticket)

    def take(self, most: int, together: Callable[[Item, Item], bool]) -> list[Ticket[Item]]:
        """Return who is served next, and with them, in order, up to `most` of the same haste that go with the first."""
        order = sorted(self._tickets, key=lambda ticket: ticket.order)
        taken = order[:1]
        for ticket in order[1:]:
            if len(taken) == most:
                break
            if ticket.place.rank == taken[0].place.rank and together(taken[0].item, ticket.item):
                taken.append(ticket)
        rooms = len({(ticket.place.rank, ticket.place.room) for ticket in order})
        for ticket in taken:
            self._tickets.remove(ticket)
            self._now += 1 / rooms
        self._forget()
        return taken

    def hurries(self, than: Place) -> bool:
        """Tell whether somebody waits who comes before this one."""
        return any(ticket.place.rank < than.rank for ticket in self._tickets)

    def _forget(self) -> None:
        """Drop what can matter no more: rooms come and go, and their number has no bound."""
        if not self._tickets:
            self._ends.clear()
            self._now = 0.0
        self._ends = {room: end for room, end in self._ends.items() if end > self._now}


def _same(one: Place, other: Place) -> bool:
    return (one.room, one.haste) == (other.room, other.haste)
