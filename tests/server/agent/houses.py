"""A house to be spoken to, the tools that Home Assistant 2026.11 offers for it, and a house of any size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from morgan.ports import EntityState, Home, HomeArea, HomeEntity, HomeFloor, Place, Question, Tool, ToolCall

TOOLS: tuple[Tool, ...] = tuple(
    Tool(each["name"], each["description"], each["parameters"], each["read_only"])
    for each in json.loads((Path(__file__).parent / "tools.json").read_text())
)

HOME = Home(
    entities=(
        HomeEntity(("Kitchen Light",), "light", "Kitchen"),
        HomeEntity(("Ceiling Light",), "light", "Living Room"),
        HomeEntity(("Reading Lamp", "Corner Lamp"), "light", "Living Room"),
        HomeEntity(("Television", "TV"), "media_player", "Living Room", "tv"),
        HomeEntity(("Left Curtain",), "cover", "Living Room", "curtain"),
        HomeEntity(("Right Curtain",), "cover", "Living Room", "curtain"),
        HomeEntity(("Blind",), "cover", "Kitchen", "blind"),
        HomeEntity(("Door",), "cover", "Garage", "garage"),
        HomeEntity(("Door",), "light", "Garage"),
        HomeEntity(("Front Door",), "lock", "Hall"),
        HomeEntity(("Front Door",), "binary_sensor", "Hall", "door"),
        HomeEntity(("Back Door",), "lock", "Kitchen"),
        HomeEntity(("Tower Fan",), "fan", "Bedroom"),
        HomeEntity(("Window Fan",), "fan", "Office"),
        HomeEntity(("Dusty",), "vacuum", "Hall"),
        HomeEntity(("Sprinkler",), "valve", "Garden", "water"),
        HomeEntity(("Heating",), "climate", "Living Room"),
        HomeEntity(("Groceries",), "todo"),
        HomeEntity(("Chores",), "todo"),
        HomeEntity(("Outside Temperature",), "sensor", "Garden", "temperature"),
    ),
    areas=(
        HomeArea(("Kitchen",), "Ground Floor"),
        HomeArea(("Living Room", "Lounge"), "Ground Floor"),
        HomeArea(("Hall",), "Ground Floor"),
        HomeArea(("Bedroom",), "Upstairs"),
        HomeArea(("Office",), "Upstairs"),
        HomeArea(("Garage",)),
        HomeArea(("Garden", "Yard")),
    ),
    floors=(HomeFloor(("Ground Floor", "Downstairs")), HomeFloor(("Upstairs", "First Floor"))),
)


def states(home: Home = HOME) -> tuple[EntityState, ...]:
    return tuple(EntityState(each.names[0], each.domain, each.area, "on") for each in home.entities)


def asked(
    text: str, *, language: str = "en", room: str | None = None, home: Home = HOME, tools: Sequence[Tool] = TOOLS
) -> Question:
    place = Place(area=room) if room is not None else None
    return Question(text, language, tools=tuple(tools), states=states(home), place=place, home=home)


def call(tool: str, /, **args: object) -> ToolCall:
    return ToolCall("1", tool, args)


_ROOMS = ("Kitchen", "Bedroom", "Bathroom", "Office", "Hall", "Attic", "Cellar", "Garage", "Nursery", "Library", "Den")
_THINGS = (
    ("light", None, "Lamp"), ("light", None, "Ceiling Light"), ("switch", None, "Coffee Machine"), ("fan", None, "Fan"),
    ("cover", "blind", "Blind"), ("lock", None, "Lock"), ("media_player", None, "Speaker"),
    ("climate", None, "Radiator"), ("sensor", "temperature", "Temperature"), ("binary_sensor", "window", "Contact"),
)  # fmt: skip


def big_house() -> Home:
    """Return a house of 110 things that all have a name of their own."""
    entities = tuple(
        HomeEntity((f"{room} {name}",), domain, room, kind) for room in _ROOMS for domain, kind, name in _THINGS
    )
    return Home(entities, tuple(HomeArea((room,)) for room in _ROOMS))
