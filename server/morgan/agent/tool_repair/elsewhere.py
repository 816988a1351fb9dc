"""Tells that a sentence speaks of a room that this house does not have; knows no call.

A model that is told "the library is lit up like a Christmas tree" calls for the lights of the room that it is in. Only
what can hardly mean anything else counts: one clause, in which no other room is named and nobody speaks of himself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from morgan.agent.sentence.house import House
from morgan.agent.sentence.words import base_of, words
from morgan.languages.rooms import AT, HERE, ROOMS

_CLAUSES = re.compile(r"[,.;:!?]\s+\S")


def unknown_room(text: str, house: House, language: str | None) -> str | None:
    """Return a room that is spoken of and is not in the house; None if there is none, or none for certain."""
    said, known = " ".join(words(text)), _patterns(base_of(language))
    if known is None or _CLAUSES.search(text):
        return None
    room, at, here = known
    if (found := at.search(said)) is None or here.search(said):
        return None  # what is said may be about the room that somebody is in
    names = list(_names(house))  # not sooner: a large house has thousands, and few sentences come so far
    if not any(room.search(name) for name in names):
        return None  # rooms are called in another language here
    return None if any(found[1] in name or name in said for name in names) else found[1]


def _names(house: House) -> Iterator[str]:
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
