"""A small made-up house for the tests of an agent, and tools as Home Assistant offers them; knows no agent."""

from __future__ import annotations

from morgan.ports import EntityState, Home, HomeArea, HomeEntity, HomeFloor, Place, Question, Tool

_TEXT = {"type": "string"}
_TARGET = {
    "name": _TEXT,
    "area": _TEXT,
    "floor": _TEXT,
    "domain": {"type": "array", "items": _TEXT},
    "device_class": {"type": "array", "items": _TEXT},
}


def tool(name: str, *, read_only: bool = False, **properties: object) -> Tool:
    """Return a tool whose parameters are a target and `properties`."""
    schema = {"type": "object", "properties": {**_TARGET, **properties}, "required": []}
    return Tool(name, f"{name} does it", schema, read_only)


TOOLS = (
    tool("intent__HassTurnOn"),
    tool("intent__HassTurnOff"),
    tool("light__HassLightSet", brightness={"type": "integer", "minimum": 0, "maximum": 100}),
    tool("intent__HassSetPosition", position={"type": "integer", "minimum": 0, "maximum": 100}),
    tool("homeassistant__GetLiveContext", read_only=True),
)
_THINGS = (
    ("Desk Lamp", "light", "Study", "off"),
    ("Ceiling Light", "light", "Kitchen", "on"),
    ("Roller Blind", "cover", "Study", "open"),
    ("Coffee Machine", "switch", "Kitchen", "off"),
    ("Front Gate", "cover", None, "closed"),
)
HOME = Home(
    tuple(HomeEntity((name,), domain, area) for name, domain, area, _ in _THINGS),
    (HomeArea(("Study",), "Upper Floor"), HomeArea(("Kitchen", "Cookhouse"), "Ground Floor")),
    (HomeFloor(("Ground Floor",)), HomeFloor(("Upper Floor",))),
)
STATES = tuple(EntityState(name, domain, area, state) for name, domain, area, state in _THINGS)


def question(text: str, language: str | None = "en", **more: object) -> Question:
    """Return a question asked in the study, with tools; `more` are further fields of it."""
    asked = {"tools": TOOLS, "states": STATES, "home": HOME, "place": Place("Study", "Upper Floor"), **more}
    return Question(text, language, **asked)  # type: ignore[arg-type]
