"""Tries mutants out: one process with a house and all tests in it, and for each mutant a fork that breaks one place.

A pytest plugin. It takes what was collected in tests/integration/safety and, in place of running it, calls those
tests by hand, in a fork: the plain ones with their parameters, those of a house with the one house that was built.
What a fork found is its exit status, so that no pipe fills. How long a fork may take is counted in the processor's
time, which is the same on a busy machine. Knows nothing of what the code is about.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import mmap
import os
import pickle
import resource
import select
import selectors
import signal
import sys
import tempfile
import time
import traceback
import types
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from mutations import ROOT, Mutant

CARRIER: Final = "mutants.py"  # the test inside of which all this happens: it has the house
CPU_SECONDS: Final = 10  # of the processor, for one mutant: one that runs in a circle is noticed by this
WAIT_SECONDS: Final = 60.0  # until one that waits for ever is ended; twice as long when it is tried once more
TELL_SECONDS: Final = 20.0
SURVIVED, KILLED, WITHOUT_EFFECT, NOT_LOADED = 0, 10, 11, 12
_PLACE: Final = 4  # bytes of a case's number
TOOL: Final = sys.monitoring.COVERAGE_ID


@dataclass(frozen=True, slots=True)
class Case:
    """A test with its parameters, that is called without pytest."""

    name: str
    function: Callable[..., Any]
    values: dict[str, Any]
    in_house: bool

    @staticmethod
    def of(item: pytest.Item) -> Case | None:
        """Return what is called for a test; None where only pytest or hypothesis can run it."""
        if not isinstance(item, pytest.Function) or hasattr(item.obj, "hypothesis"):
            return None
        values = dict(item.callspec.params) if hasattr(item, "callspec") else {}
        wanted = set(inspect.signature(item.obj).parameters) - values.keys()
        return Case(item.nodeid, item.obj, values, "world" in wanted) if wanted <= {"world"} else None

    async def run(self, world: Any) -> None:  # the tests' own
        """Call it. What it raises is what it found."""
        more = {"world": world} if self.in_house else {}
        try:
            result = self.function(**self.values, **more)
            if inspect.isawaitable(result):
                await result
        except pytest.skip.Exception:  # not broad: its name is what pytest calls a skip
            pass


@dataclass(slots=True)
class Coverage:
    """Which lines of the broken files each case comes by, how long it takes, and what failed as it is."""

    lines: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def measure(self, cases: Sequence[Case], files: Iterable[Path], world: Any) -> None:
        """Run every case once, listening to the lines of these files."""
        wanted, monitoring = {str(path) for path in files}, sys.monitoring
        # The path of what is tested holds "..", and asking the disk at every line would cost more than the tests do.
        real = cache(os.path.realpath)
        lines: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))

        def line(code: types.CodeType, number: int) -> object:
            if real(code.co_filename) not in wanted:
                return monitoring.DISABLE
            lines[real(code.co_filename)][number].add(len(self.seconds))
            return None

        monitoring.use_tool_id(TOOL, "mutants")
        monitoring.register_callback(TOOL, monitoring.events.LINE, line)
        monitoring.set_events(TOOL, monitoring.events.LINE)
        for case in cases:
            began = time.monotonic()
            try:
                await case.run(world)
            except Exception:  # noqa: BLE001  # an edge: whatever a test raises is what it found
                self.failed.append(f"{case.name}\n{traceback.format_exc()}")
            self.seconds.append(time.monotonic() - began)
        self.lines = {path: dict(each) for path, each in lines.items()}

    def cases_for(self, mutant: Mutant) -> list[int]:
        """Return the cases that come by a mutant."""
        by_line = self.lines.get(str(mutant.path), {})
        numbers = by_line if mutant.everywhere else range(mutant.line, mutant.end + 1)
        return sorted(set().union(*(by_line.get(number, set()) for number in numbers)))


@dataclass(slots=True)
class Luck:
    """How often each case was tried and noticed a mutant: what notices many in little time is tried first."""

    seconds: Sequence[float]
    tried: Counter[int] = field(default_factory=Counter)
    noticed: Counter[int] = field(default_factory=Counter)

    def order(self, cases: Iterable[int]) -> list[int]:
        """Return cases, the most promising first."""
        return sorted(cases, key=lambda at: self.seconds[at] * (self.tried[at] + 2) / (self.noticed[at] + 1))

    def note(self, cases: Sequence[int], last: int, *, noticed: bool) -> None:
        """Take note of what was tried, the last one at this place."""
        self.tried.update(cases[: last + 1])
        self.noticed.update(cases[last : last + 1] if noticed else ())


@dataclass(frozen=True, slots=True)
class Fork:
    """A mutant that is being tried; none: the tests as they are, in another order."""

    mutant: Mutant | None
    cases: list[int]
    reached: mmap.mmap  # which of them it has come to
    pid: int
    handle: int
    until: float


class Runner:
    """Tries mutants, some at a time."""

    def __init__(self, files: Sequence[Path], mutants: Sequence[Mutant], jobs: int) -> None:
        self._files = files
        self._mutants = mutants
        self._jobs = jobs
        self.cases: list[Case] = []
        self.coverage = Coverage()
        self.survivors: dict[str, str] = {}
        self.without_effect: list[str] = []
        self.killed = 0
        self.by_order = ""  # the case that fails, without any mutant, where the tests run in another order
        self._luck = Luck(())
        self._waiting: deque[Mutant | None] = deque()
        self._task: asyncio.Task[Any] | None = None  # that all this runs in
        self._again: set[str] = set()
        self.not_loaded: list[str] = []  # killed as well: its file could not even be read

    @pytest.fixture
    def try_mutants(self) -> Callable[[Any, Any], Awaitable[None]]:
        """Give the test that has the house what it is there for."""
        return self.run

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests to call them, and leave pytest the one that has the house."""
        self.cases = [case for item in items if item.path.name != CARRIER and (case := Case.of(item)) is not None]
        items[:] = [item for item in items if item.path.name == CARRIER]

    async def run(self, hass: Any, world: Any) -> None:  # Home Assistant's and the tests' own
        """Run every case once as it is, then against each mutant."""
        for path in self._files:
            importlib.import_module(_name(path))  # one that nobody loaded would fail in each fork, and count as killed
        self._task = asyncio.current_task()
        hass.loop.set_debug(False)  # the test plugin's default keeps a stack of each future
        gc.collect()
        gc.freeze()  # what is looked at is copied, in each fork
        with tempfile.NamedTemporaryFile() as kept:
            if (pid := os.fork()) == 0:
                await self._measure(hass, world, Path(kept.name))
            os.waitpid(pid, 0)  # noqa: ASYNC222  # nothing else runs on this loop
            found = kept.read()
        if not found:
            raise RuntimeError("The tests did not come to an end without any mutant")
        self.coverage = pickle.loads(found)  # our own fork wrote it
        if not self.coverage.failed:
            self._luck = Luck(self.coverage.seconds)
            await self._try_all(hass, world)

    async def _measure(self, hass: Any, world: Any, kept: Path) -> None:
        try:
            _be_a_process(hass, self._task)
            await self.coverage.measure(self.cases, self._files, world)
            kept.write_bytes(pickle.dumps(self.coverage))  # noqa: ASYNC240  # the same
        finally:
            os._exit(0)

    async def _try_all(self, hass: Any, world: Any) -> None:
        running: dict[int, Fork] = {}
        self._waiting = deque([None, *self._mutants])
        poll, told = select.poll(), time.monotonic()
        while self._waiting or running:
            while self._waiting and len(running) < self._jobs:
                fork = await self._start(self._waiting.popleft(), hass, world)
                running[fork.handle] = fork
                poll.register(fork.handle, select.POLLIN)
            ended = {handle for handle, _ in poll.poll(1000)}
            for handle in [each for each, fork in running.items() if each in ended or time.monotonic() > fork.until]:
                poll.unregister(handle)
                fork = running.pop(handle)
                if handle not in ended:
                    os.killpg(fork.pid, signal.SIGKILL)
                self._take(fork)
            if time.monotonic() - told > TELL_SECONDS:
                told = time.monotonic()
                done = len(self._mutants) - len(self._waiting) - len(running)
                print(f"{done} of {len(self._mutants)} mutants, {len(self.survivors)} survived", file=sys.__stdout__)

    async def _start(self, mutant: Mutant | None, hass: Any, world: Any) -> Fork:
        """Try a mutant in a fork; without one every test, the last one first: each must pass whatever ran before."""
        cases, wait = list(reversed(range(len(self.cases)))), 10 * WAIT_SECONDS
        if mutant is not None:
            cases = self._luck.order(self.coverage.cases_for(mutant))
            wait = (2 if mutant.key in self._again else 1) * WAIT_SECONDS
        reached = mmap.mmap(-1, _PLACE)
        if (pid := os.fork()) == 0:
            await self._try(mutant, cases, reached, hass, world)
        return Fork(mutant, cases, reached, pid, os.pidfd_open(pid), time.monotonic() + wait)

    async def _try(self, mutant: Mutant | None, cases: list[int], reached: mmap.mmap, hass: Any, world: Any) -> None:
        """Be a fork: break the code, run what comes by it, and end with what was found."""
        found = NOT_LOADED
        try:
            _be_a_process(hass, self._task)
            if mutant is not None:
                resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
            if mutant is not None and not apply(mutant):
                found = WITHOUT_EFFECT
                return
            found = KILLED
            for place, at in enumerate(cases):
                reached[:] = place.to_bytes(_PLACE)
                await self.cases[at].run(world)
            found = SURVIVED
        finally:
            os._exit(found)

    def _take(self, fork: Fork) -> None:
        """Note what came of a mutant. One that was ended from outside is tried once more: the machine may be busy."""
        _, status = os.waitpid(fork.pid, 0)
        os.close(fork.handle)
        reached = int.from_bytes(fork.reached[:])
        fork.reached.close()
        code, mutant = os.waitstatus_to_exitcode(status), fork.mutant
        if mutant is None:
            self.by_order = self.cases[fork.cases[reached]].name if code != SURVIVED else ""
        elif code == SURVIVED:
            self.survivors[mutant.key] = f"{mutant.path.relative_to(ROOT)}:{mutant.line}"
        elif code == WITHOUT_EFFECT:
            self.without_effect.append(mutant.key)
        elif code in (KILLED, NOT_LOADED, -signal.SIGXCPU) or mutant.key in self._again:
            self.killed += 1
            self.not_loaded += [mutant.key] if code == NOT_LOADED else []
            self._luck.note(fork.cases, reached, noticed=code == KILLED)
        else:
            self._again.add(mutant.key)
            self._waiting.append(mutant)


def _be_a_process(hass: Any, task: asyncio.Task[Any] | None) -> None:
    """Give a fork a loop and threads of its own, and let it be silent.

    The parent's selector is shared, its threads are not here, and asyncio forgets in a fork which task runs.
    """
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    gc.disable()
    loop = hass.loop
    asyncio._set_running_loop(loop)
    assert task is not None
    asyncio._enter_task(loop, task)
    loop._selector = selectors.DefaultSelector()
    loop._make_self_pipe()
    loop._default_executor = None
    hass.import_executor = ThreadPoolExecutor(1)


# ---- exchanging code


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def apply(mutant: Mutant) -> int:
    """Exchange, in the loaded module, what the mutant changed; return how many functions and constants that were."""
    name = _name(mutant.path)
    module = sys.modules[name]
    fresh = types.ModuleType(name)
    fresh.__dict__.update(__file__=module.__file__, __package__=module.__package__)
    sys.modules[name] = fresh  # dataclasses look their module up there
    try:
        exec(compile(mutant.tree(), str(mutant.path), "exec"), fresh.__dict__)
    finally:
        sys.modules[name] = module
    for each in vars(module).values():
        if hasattr(each, "cache_clear") and each.__module__ == name:
            each.cache_clear()
    both = [(key, old, vars(fresh).get(key)) for key, old in vars(module).items() if not key.startswith("__")]
    return sum(_exchange(name, key, old, new) for key, old, new in both)


def _exchange(name: str, key: str, old: Any, new: Any) -> int:  # anything may stand in a module
    pairs = list(zip(_functions(old), _functions(new), strict=False))
    if pairs:
        return sum(_patch(one, two) for one, two in pairs)
    if isinstance(old, type) and isinstance(new, type):
        return _patch_class(old, new) if old.__module__ == name else 0
    if type(old) is not type(new) or isinstance(old, types.ModuleType | ContextVar) or old == new:
        return 0
    if repr(old) == repr(new):
        return 0  # what is compared by what it is: a logger
    for module in tuple(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("custom_components.morgan") and vars(module).get(key) is old:
            setattr(module, key, new)
    return 1


def _patch_class(old: type, new: type) -> int:
    changed = 0
    for key, value in vars(old).items():
        other = vars(new).get(key)
        pairs = list(zip(_functions(value), _functions(other), strict=False))
        changed += sum(_patch(one, two) for one, two in pairs)
        if not pairs and isinstance(value, str | int | float | tuple) and not key.startswith("__") and value != other:
            setattr(old, key, other)
            changed += 1
    return changed


def _functions(value: Any) -> Iterator[types.FunctionType]:
    """Yield the functions in a wrapper, a property or a static method."""
    for each in (value, *(getattr(value, part, None) for part in ("fget", "__func__", "__wrapped__"))):
        if isinstance(each, types.FunctionType):
            yield each


def _patch(old: types.FunctionType, new: types.FunctionType) -> int:
    """Give a function another one's code and defaults; what it keeps of its own, default factories too."""
    code = new.__code__
    if not code.co_freevars:  # a call of super() that is left out takes the class along, which the function still holds
        code = code.replace(co_freevars=old.__code__.co_freevars)
    if old.__module__ != new.__module__ or old.__code__.co_freevars != code.co_freevars:
        return 0
    changed = 0
    if old.__code__ != code:
        old.__code__ = code
        changed += 1
    if repr((old.__defaults__, old.__kwdefaults__)) != repr((new.__defaults__, new.__kwdefaults__)):
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
        changed += 1
    for one, two in zip(old.__closure__ or (), new.__closure__ or (), strict=bool(new.__closure__)):
        inner, other = one.cell_contents, two.cell_contents
        if isinstance(inner, types.FunctionType) and isinstance(other, types.FunctionType) and inner is not old:
            changed += _patch(inner, other)
    return changed
