"""Threads of one engine that run jobs in batches, highest priority first; know nothing of any engine.

`EngineThread` runs one job after the other in the order of arrival. Here, a thread that becomes free looks at the whole
queue (`scheduler.py`) and takes its share. No job waits for a batch to fill: on a CPU, eight utterances that were
collected on purpose take as long each as those that queued by chance while the engine was busy.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Generic, TypeAlias, TypeVar

from morgan.errors import EngineFailed, MorganError
from morgan.runtime.scheduler import Priority, Ticket, WorkQueue

Job = TypeVar("Job")
Result = TypeVar("Result")
Other = TypeVar("Other")

# Takes jobs, returns a result for each; None when it stopped early because the function returned True. It calls the
# function between steps: a job with more haste waits, or no caller waits for these any more.
Work: TypeAlias = Callable[[Sequence[Job], Callable[[], bool]], Sequence[Result] | None]

_CLOSED = "the engine was closed; ask again"
_NEW = 0.2  # weight of the latest batch in the expected pace


@dataclass(frozen=True, slots=True)
class Rules(Generic[Job]):
    """Number of threads, batch size, which jobs may share a batch, and limits on the queue's length and wait."""

    together: Callable[[Job, Job], bool]
    threads: int = 1
    batch: int = 8
    waiting: int = 64
    patience_seconds: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Asked(Generic[Job, Result]):
    job: Job
    units: float
    answer: Future[Result] = field(default_factory=Future)


class BatchThreads(Generic[Job, Result]):
    """Run `work` on the queued jobs. `run` raises Busy at once when the queue is full."""

    def __init__(self, name: str, work: Work[Job, Result], rules: Rules[Job]) -> None:
        self._work, self._rules = work, rules
        self._executor = ThreadPoolExecutor(rules.threads, thread_name_prefix=f"morgan-{name}")
        self._lock = threading.Lock()  # held for microseconds, by the event loop too
        self._idle = threading.Condition(self._lock)  # notified when no thread is at work
        self._line: WorkQueue[_Asked[Job, Result]] = WorkQueue(name, rules.waiting, rules.patience_seconds)
        self._pace = 0.0  # measured seconds of one thread's work for one unit of `seconds`
        self._free_at: list[float] = []  # of each thread at work: when it is expected to be free
        self._closed = False

    async def run(self, job: Job, place: Priority) -> Result:
        """Await the job's result. A cancel removes it from the queue at once. Raises Busy and what the work raises.

        `place.seconds`: the job's size, in any unit proportional to its time; the true time per unit is measured.
        """
        asked: _Asked[Job, Result] = _Asked(job, place.seconds)
        with self._lock:
            if self._closed:
                raise EngineFailed(_CLOSED)
            expected = replace(place, seconds=place.seconds * self._pace / self._rules.threads)
            ticket = self._line.join(asked, expected, self._busy_seconds())
            self._executor.submit(self._serve)
        try:
            return await asyncio.wrap_future(asked.answer)
        finally:
            asked.answer.cancel()
            with self._lock:
                self._line.leave(ticket)

    def call(self, work: Callable[[], Other]) -> Future[Other]:
        """Run other work on one of the threads, after the queued jobs: loading weights, warming up."""
        return self._executor.submit(work)

    def shut(self, last: Callable[[], object] | None = None) -> None:
        """Fail the queued jobs, run `last` after the present steps, and let the threads end. Call only once."""
        with self._lock:
            self._closed = True
            waiting: list[Ticket[_Asked[Job, Result]]] = []
            while len(self._line):
                waiting += self._line.take(len(self._line), lambda _one, _other: True)
        for ticket in waiting:
            _tell(ticket, EngineFailed(_CLOSED))
        if last is not None:
            self._executor.submit(self._end, last)
        self._executor.shutdown(wait=False)

    def _end(self, last: Callable[[], object]) -> None:
        with self._idle:
            self._idle.wait_for(lambda: not self._free_at)
        last()

    def _serve(self) -> None:
        """Run the next batch, if any job still waits; submitted once for each job that was queued."""
        with self._lock:
            share = math.ceil(len(self._line) / self._rules.threads)  # the others will be free as soon
            tickets = self._line.take(
                min(share, self._rules.batch), lambda one, other: self._rules.together(one.job, other.job)
            )
            if not tickets:
                return
            free_at = time.monotonic() + sum(ticket.place.seconds for ticket in tickets) * self._rules.threads
            self._free_at.append(free_at)
        try:
            self._answer(tickets)
        finally:
            with self._idle:
                self._free_at.remove(free_at)
                if not self._free_at:
                    self._idle.notify_all()

    def _busy_seconds(self) -> float:
        """Return how long until a thread is expected to be free."""
        if len(self._free_at) < self._rules.threads:
            return 0.0
        return max(0.0, min(self._free_at) - time.monotonic())

    def _answer(self, tickets: Sequence[Ticket[_Asked[Job, Result]]]) -> None:
        def leave() -> bool:
            if all(ticket.item.answer.cancelled() for ticket in tickets):
                return True
            with self._lock:
                if len(self._free_at) < self._rules.threads:
                    return False  # another thread is free for the job with more haste
                return self._line.hurries(min((ticket.place for ticket in tickets), key=lambda place: place.rank))

        begun = time.monotonic()
        try:
            results = self._work([ticket.item.job for ticket in tickets], leave)
        except MorganError as error:
            if len(tickets) > 1:  # one job may be the cause, or their number (a GPU's memory)
                for ticket in tickets:
                    self._answer([ticket])
            else:
                _tell(tickets[0], error)
            return
        except Exception as error:  # noqa: BLE001  # the thread's edge: every caller must get the error
            for ticket in tickets:
                _tell(ticket, error)
            return
        if results is None:
            self._put_back(tickets)
            return
        self._learn(tickets, time.monotonic() - begun)
        for ticket, result in zip(tickets, results, strict=True):
            if ticket.item.answer.set_running_or_notify_cancel():
                ticket.item.answer.set_result(result)

    def _put_back(self, tickets: Sequence[Ticket[_Asked[Job, Result]]]) -> None:
        for ticket in tickets:
            with self._lock:
                if ticket.item.answer.cancelled():
                    continue
                if not self._closed:
                    self._line.put_back(ticket)
                    self._executor.submit(self._serve)  # within the lock, or `shut` could run in between
                    continue
            _tell(ticket, EngineFailed(_CLOSED))

    def _learn(self, tickets: Sequence[Ticket[_Asked[Job, Result]]], took: float) -> None:
        """Update the time per unit: it depends on the machine's load, and a batch costs less than its parts."""
        pace = took / max(1e-6, sum(ticket.item.units for ticket in tickets))
        self._pace = pace if not self._pace else (1 - _NEW) * self._pace + _NEW * pace


def _tell(ticket: Ticket[_Asked[Job, Result]], error: Exception) -> None:
    if ticket.item.answer.set_running_or_notify_cancel():
        ticket.item.answer.set_exception(error)
