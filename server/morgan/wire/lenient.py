"""Reads lists so that one bad item does not reject the good ones; knows nothing of what the items are for.

A house has names that we did not expect. An item that cannot be used is left out or shortened and reported in a
sentence; only a value that is wrong as a whole (not a list) is refused. Long lists are read in steps, so that other
tasks on the event loop run in between.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

from morgan.errors import BadRequest
from morgan.wire.fields import NAME_LIMIT, Fields

Item = TypeVar("Item")
Read = TypeVar("Read")

Steps: TypeAlias = Generator[None, None, Read]  # a reader that may be interrupted wherever it yields
Note: TypeAlias = Callable[[str], None]  # takes a sentence on what was left out or shortened of one item

_MOST_SENTENCES = 20  # a person reads them
_LONGEST_NAME = 40
_STEP_ITEMS = 32
_STEP_SECONDS = 0.004  # how long one step may block the event loop; _STEP_ITEMS items take far less


class LeftOut:
    """What could not be used, in sentences for the house's owner: some of them, and how many there are."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self.count = 0

    def note(self, sentence: str) -> None:
        """Add a sentence."""
        self.count += 1
        if len(self._sentences) < _MOST_SENTENCES:
            self._sentences[sentence] = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences to report; the last one says how many more there are."""
        more = self.count - len(self._sentences)
        return (*self._sentences, *((f"and {more:,} more",) if more else ()))


def at_once(steps: Steps[Read]) -> Read:
    """Run all steps without a break. Raises BadRequest as the steps do."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            read: Read = end.value
            return read


async def by_steps(steps: Steps[Read]) -> Read:
    """Run the steps, and let other tasks run in between. Raises BadRequest as the steps do."""
    begun = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            read: Read = end.value
            return read
        if time.perf_counter() - begun > _STEP_SECONDS:
            await asyncio.sleep(0)
            begun = time.perf_counter()


def items(  # each by its name, and none belongs with another
    fields: Fields,
    name: str,
    most: int,
    read: Callable[[Fields, Note], Item],
    left: LeftOut,
    *,
    newest_last: bool = False,
) -> Steps[tuple[Item, ...]]:
    """Read a list's usable items, at most `most`: the first, or the last. Raises BadRequest if it is not a list."""
    values = fields.listed(name)
    one = _SINGULARS.get(name, name)
    if len(values) > most:
        left.note(f"{len(values) - most:,} of {len(values):,} {name} are left out: at most {most:,} are taken")
        values = values[-most:] if newest_last else values[:most]
    found: list[Item] = []
    for index, value in enumerate(values):
        where = f"{fields.where}: {name}[{index}]"

        def note(what: str, value: object = value, index: int = index) -> None:
            left.note(f"{_label(one, value, index)}: {what}")

        try:
            if not isinstance(value, dict):
                raise BadRequest("it must be an object")
            found.append(read(Fields(where, value), note))
        except BadRequest as error:
            left.note(f"{_label(one, value, index)} is left out: {str(error).removeprefix(f'{where}: ')}")
        if not index % _STEP_ITEMS:
            yield
    return tuple(found)


def optional(fields: Fields, name: str, note: Note, longest: int = NAME_LIMIT) -> str | None:
    """Return a string that may be absent; if it is not a string or too long, it is left out and noted."""
    try:
        return fields.maybe_text(name, longest)
    except BadRequest:
        note(f"its {name} is left out: it must be a string of at most {longest:,} characters")
        return None


def good_names(fields: Fields, note: Note, most: int) -> tuple[str, ...]:
    """Return the usable ones of `names`, at most `most`. Raises BadRequest if there are none."""
    values = fields.listed("names")
    good = [value for value in values if isinstance(value, str) and len(value) <= NAME_LIMIT and value.strip()]
    if not good:
        raise BadRequest(f"{fields.where}: names must hold one of 1 to {NAME_LIMIT} characters")
    if len(good) < len(values):
        note(f"{len(values) - len(good)} of its names left out: each must have 1 to {NAME_LIMIT} characters")
    if len(good) > most:
        note(f"{len(good) - most} of its names left out: at most {most} are taken")
    return tuple(good[:most])


_SINGULARS = {
    "entities": "entity",
    "areas": "area",
    "floors": "floor",
    "tools": "tool",
    "states": "state",
    "recent": "recent target",
    "history": "message",
}


def _label(kind: str, value: object, index: int) -> str:
    """Return an item's kind with its own name, or with its place in the list if it has none."""
    own = value.get("name", value.get("names")) if isinstance(value, dict) else None
    candidates = own if isinstance(own, list) else [own]
    name = next((each.strip() for each in candidates if isinstance(each, str) and each.strip()), None)
    if name is None:
        return f"{kind} number {index + 1}"
    return f'{kind} "{name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"}"'
