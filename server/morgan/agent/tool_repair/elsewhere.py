"""Detects that a sentence is about a room that this house does not have; knows no call.

At "the library is lit up like a Christmas tree" a model switches the lights of the speaker's room. Only clear cases
count: a single clause, without the name of another room and without words for the speaker's own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.words import base_of, words
from morgan.languages.rooms import AT, HERE, ROOMS

_CLAUSES = re.compile(r"[,.;:!?]\s+\S")


def unknown_room(text: str, house: HouseIndex, language: str | None) -> str | None:
    """Return a room that the text mentions and the house does not have; None if there is none, or in doubt."""
    said, known = " ".join(words(text)), _patterns(base_of(language))
    if known is None or _CLAUSES.search(text):
        return None
    room, at, here = known
    if (found := at.search(said)) is None or here.search(said):
        return None  # the sentence may be about the speaker's room
    names = list(_names(house))  # built last: a large house has thousands, and few sentences get here
    if not any(room.search(name) for name in names):
        return None  # the rooms have names in another language
    return None if any(found[1] in name or name in said for name in names) else found[1]


def _names(house: HouseIndex) -> Iterator[str]:
    home = house.home
    for called in ([each.names for each in kind] for kind in (home.areas, home.floors, home.entities)):
        yield from (" ".join(words(name)) for names in called for name in names)


@cache  # some small tables that never change
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]] | None:
    if language not in ROOMS:
        return None
    rooms = ROOMS[language]
    return (
        re.compile(rf"(?<!\w)(?:{rooms})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{AT[language]})({rooms})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{HERE[language]})(?!\w)"),
    )
