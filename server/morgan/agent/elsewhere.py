"""Tells that a sentence speaks of a room that this house does not have; knows no call.

A model that is told "the library is lit up like a Christmas tree" calls for the lights of the room that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from morgan.agent.house import House
from morgan.agent.words import base_of, words
from morgan.languages.rooms import GOING, ROOMS

_SHORTEST = 3  # letters of a room's name that may stand for a longer word: "Bad" for "Badezimmer"


def unknown_room(text: str, house: House, language: str | None) -> str | None:
    """Return a room that is spoken of and is not in the house; None if there is none, or somebody only goes there."""
    said = " ".join(words(text))
    looked_for = _patterns(base_of(language))
    if looked_for is None:
        return None
    room, going = looked_for
    if not any(room.search(name) for name in _names(house)):
        return None  # its rooms are called in another language, or in none
    for found in room.finditer(said):
        if going.search(said[: found.start()]) is None and not _is_known(found[0], house):
            return found[0]
    return None


def _is_known(room: str, house: House) -> bool:
    """Tell whether something here is called so, or nearly so."""
    return any(
        room.startswith(word) or word.startswith(room) or room in name
        for name in _names(house)
        for word in name.split()
        if len(word) >= _SHORTEST
    )


def _names(house: House) -> Iterator[str]:
    home = house.home
    for called in ([each.names for each in kind] for kind in (home.areas, home.floors, home.entities)):
        yield from (" ".join(words(name)) for names in called for name in names)


@cache  # ten small tables that never change
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    if language not in ROOMS:
        return None
    return (
        re.compile(rf"(?<!\w)(?:{ROOMS[language]})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{GOING[language]})(?: (?:the|my|our|der|die|das|den|la|le|el|il|de|het|o|a))? $"),
    )
