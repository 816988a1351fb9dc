"""The queue of an engine: which jobs run next, which together, and which are refused; knows no thread and no engine.

Turns come before guesses, and guesses before files. Within each, the rooms take turns: every room's first job comes
before any room's second, even if one room sends many (start-time fair queueing: Goyal, Vin and Cheng, 1996, with a cost
of one for every job). The queue has two limits: the number of waiting jobs and their expected wait.
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
_GUESS_SECONDS = 0.7  # about the silence that ends a turn: after it, the guess has become the turn itself


@dataclass(frozen=True, slots=True)
class Priority:
    """A job's room, haste, and expected seconds of work."""

    room: str = ""
    haste: Haste = "turn"
    seconds: float = 0.0
    due: Event | None = None  # once set, its haste is `turn`

    @property
    def rank(self) -> int:
        """The job's present priority; 0 runs first."""
        return _RANK["turn" if self.due is not None and self.due.is_set() else self.haste]


@dataclass(frozen=True, slots=True, eq=False)
class Ticket(Generic[Item]):
    """A job's entry in the queue; a smaller `order` runs earlier."""

    item: Item
    place: Priority
    start: float
    count: int

    @property
    def order(self) -> tuple[int, float, int]:
        """Sort key: by haste, then rooms in turn, then by arrival. Changes when a guess becomes the turn."""
        return self.place.rank, self.start, self.count


class WorkQueue(Generic[Item]):
    """A queue of at most `most` jobs of the same or a higher priority, none with a wait beyond `patience_seconds`.

    Guesses and files never cause the refusal of a turn, since they come after it. A guess has hardly any patience:
    one that cannot begin soon is better queued as the turn, once the silence has ended it.
    """

    def __init__(self, name: str, most: int, patience_seconds: float) -> None:
        self._name, self._most, self._patience = name, most, patience_seconds
        self._tickets: list[Ticket[Item]] = []
        self._ends: dict[tuple[int, str], float] = {}  # virtual time at which each room's last job ends
        self._now = 0.0
        self._count = 0

    def __len__(self) -> int:
        return len(self._tickets)

    def join(self, item: Item, place: Priority, before_seconds: float = 0.0) -> Ticket[Item]:
        """Add a job; `before_seconds`: remaining time of the running work. Raises Busy when the queue is full."""
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
        """Remove a job, if it is still queued."""
        if ticket in self._tickets:
            self._tickets.remove(ticket)

    def put_back(self, ticket: Ticket[Item]) -> None:
        """Queue a job again at its old place, after it gave way to one with more haste."""
        self._tickets.append(ticket)

    def take(self, most: int, together: Callable[[Item, Item], bool]) -> list[Ticket[Item]]:
        """Remove and return the next batch: the first job and others of its haste that fit it, up to `most` in all."""
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

    def hurries(self, than: Priority) -> bool:
        """Tell whether a job with more haste than this one waits."""
        return any(ticket.place.rank < than.rank for ticket in self._tickets)

    def _forget(self) -> None:
        """Drop times that have passed, because the number of rooms is unbounded."""
        if not self._tickets:
            self._ends.clear()
            self._now = 0.0
        self._ends = {room: end for room, end in self._ends.items() if end > self._now}


def _same(one: Priority, other: Priority) -> bool:
    return (one.room, one.haste) == (other.room, other.haste)
