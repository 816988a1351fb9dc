"""A thread for one engine, and the way to stop its work; knows nothing of any engine.

Engines block: each gets one named thread, so the event loop never waits for an engine and no two share a thread. The
task that awaits the work owns it: when it is cancelled, `Stop` is set and the engine returns at its next check.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from typing import TypeVar

from morgan.errors import Busy

Result = TypeVar("Result")

Stop = threading.Event  # set when no caller wants the result any more; long work checks it between steps
_END = object()


async def on_a_thread(name: str, work: Callable[[Stop], Result]) -> Result:
    """Await `work` on a temporary thread: imports and weights take a second, and the event loop must go on."""
    thread = EngineThread(name, waiting=1)
    try:
        return await thread.run(work)
    finally:
        await thread.close()


class EngineThread:
    """Runs an engine's blocking work one job at a time, with at most `waiting` jobs queued or running.

    Raises Busy at once when the queue is full, instead of a result that comes too late to be of use.
    """

    def __init__(self, name: str, waiting: int = 16) -> None:
        self._name = name
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"morgan-{name}")
        self._places = threading.Semaphore(waiting)

    async def run(self, work: Callable[[Stop], Result]) -> Result:
        """Await `work(stop)`. A cancel sets `stop` and returns at once; the thread stops at its next check."""
        stop = Stop()
        if not self._places.acquire(blocking=False):
            raise Busy(f"{self._name} has too much waiting already; try again in a moment")
        future = self._executor.submit(lambda: None if stop.is_set() else work(stop))
        future.add_done_callback(lambda _: self._places.release())
        try:
            result = await asyncio.wrap_future(future)
        finally:
            stop.set()
            future.cancel()
        return result  # type: ignore[return-value]  # None only when stopped, and then no caller is left

    async def stream(self, work: Callable[[Stop], Iterator[Result]], ahead: int = 8) -> AsyncGenerator[Result, None]:
        """Yield what `work(stop)` yields; the thread waits when it is `ahead` items ahead of the reader."""

        def pump(stop: Stop, put: Callable[[Result], bool]) -> None:
            for item in work(stop):
                if not put(item):
                    return

        async with aclosing(self.pour(pump, ahead)) as items:
            async for item in items:
                yield item

    async def pour(
        self, work: Callable[[Stop, Callable[[Result], bool]], None], ahead: int = 8
    ) -> AsyncGenerator[Result, None]:
        """Yield what `work(stop, put)` puts, for engines that call back instead of yielding.

        `put` waits while the reader is `ahead` items behind, and returns False when the reader has stopped.
        """
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[object] = asyncio.Queue()  # bounded by `room`: the thread waits, never the event loop
        room = threading.Semaphore(ahead)

        def pump(stop: Stop) -> None:
            def put(item: Result) -> bool:
                while not room.acquire(timeout=0.1):
                    if stop.is_set():
                        return False
                if stop.is_set():
                    return False
                with suppress(RuntimeError):  # the loop was closed meanwhile: there is no reader
                    loop.call_soon_threadsafe(items.put_nowait, item)
                return True

            work(stop, put)

        async def run() -> None:
            try:
                await self.run(pump)
            finally:
                items.put_nowait(_END)

        task = asyncio.create_task(run())
        try:
            while (item := await items.get()) is not _END:
                room.release()
                yield item  # type: ignore[misc]  # only Result and _END are ever put
            await task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def close(self) -> None:
        """Drop the queued jobs and let the thread end after its present step."""
        self._executor.shutdown(wait=False, cancel_futures=True)
