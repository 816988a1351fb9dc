"""A house's names as a prompt that biases a recogniser towards them; knows no engine, only how it counts tokens.

Whisper reads a prompt as the text just before the speech: a plain list of names in their own spelling makes those
spellings likelier, and a list that ends like a sentence is the least often continued in the transcript. The token
budget is limited, so the likeliest names come first: those that the client sent, the speaker's room and what is in it,
then all rooms and floors, then entities elsewhere, and last those that only report a state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from morgan.ports import Home

_LONGEST = 60  # letters: a longer name is not meant to be said, and takes the place of ten that are
_LETTERS_PER_TOKEN = 16  # names have 3 to 5: more letters than this never fit, and counting their tokens costs time
_TOLD_ONLY = frozenset(["sensor", "binary_sensor", "weather", "person", "device_tracker", "update", "event"])
_WORD = re.compile(r"[^\W_]+")


def bias(home: Home, names: Sequence[str], area: str | None, count: Callable[[str], int], budget_tokens: int) -> str:
    """Return as many whole names as fit into the budget by `count`, the likeliest first; "" when none does.

    The same house, room and budget always give the same text. `count` is called a dozen times at most.
    """
    chosen = _distinct(_ordered(home, names, area), budget_tokens * _LETTERS_PER_TOKEN)
    fits, beyond = 0, len(chosen) + 1
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if count(_written(chosen[:middle])) <= budget_tokens:
            fits = middle
        else:
            beyond = middle
    return _written(chosen[:fits])


def _written(names: Sequence[str]) -> str:
    return f"{', '.join(names)}." if names else ""


def _ordered(home: Home, names: Sequence[str], area: str | None) -> Iterator[str]:
    yield from names
    rooms = [room for room in home.areas if area is not None and area in room.names]
    here = {area, *(name for room in rooms for name in room.names)} if area is not None else set()
    for room in rooms:
        yield from room.names
    for thing in home.entities:
        if thing.area in here and thing.domain not in _TOLD_ONLY:
            yield from thing.names
    for names_of in (*(room.names for room in home.areas), *(floor.names for floor in home.floors)):
        yield from names_of
    for told_only in (False, True):
        for thing in home.entities:
            if (thing.domain in _TOLD_ONLY) is told_only:
                yield from thing.names


def _distinct(names: Iterable[str], letters: int) -> list[str]:
    """Take names up to this many letters; skip names whose words are all in a row in a name taken before."""
    taken: list[str] = []
    said = " "
    for name in names:
        plain = " ".join(name.split()).rstrip(".,;")
        words = " ".join(_WORD.findall(plain.casefold()))
        if not words or len(plain) > _LONGEST or f" {words} " in said:
            continue
        letters -= len(plain) + 2
        if letters < 0:
            break
        taken.append(plain)
        said += f"{words} | "
    return taken
