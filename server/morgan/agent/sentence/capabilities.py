"""Maps a verb and an entity's domain to the Home Assistant tool that does it; knows no sentence.

Source: Home Assistant 2026.11 (`components/*/intent.py`). HassTurnOn opens covers and valves, *locks* locks, presses
buttons; a vacuum supports neither on nor off. Tools are named `<integration>__<intent>` since 2026.8 and by the bare
intent before, so the table holds only the end of the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from morgan.agent.sentence.lexicon import Verb, lexicon
from morgan.agent.sentence.words import slips
from morgan.ports import Tool

_SWITCHED = (
    "light", "switch", "fan", "input_boolean", "siren", "media_player", "climate", "humidifier", "water_heater",
    "remote", "automation", "group", "camera", "script",
)  # fmt: skip
_BUTTONS = ("button", "input_button")
_PLAYER, _MOWER = ("media_player",), ("lawn_mower",)

# verb → (domains, tool); the first offered tool counts
_DOES: Mapping[Verb, tuple[tuple[tuple[str, ...], str], ...]] = {
    "on": (
        ((*_SWITCHED, "scene", "valve", *_BUTTONS), "TurnOn"),
        (("vacuum",), "VacuumStart"),
        (_MOWER, "LawnMowerStartMowing"),
    ),
    "off": (((*_SWITCHED, "valve"), "TurnOff"), (("vacuum",), "VacuumReturnToBase"), (_MOWER, "LawnMowerDock")),
    "toggle": ((_SWITCHED, "Toggle"),),
    "open": ((("cover", "valve"), "TurnOn"),),
    "close": ((("cover", "valve"), "TurnOff"),),
    "lock": ((("lock",), "TurnOn"),),
    "unlock": ((("lock",), "TurnOff"),),
    "start": (
        (("vacuum",), "VacuumStart"),
        (_MOWER, "LawnMowerStartMowing"),
        (("script", "scene", "fan", "switch", "climate", "humidifier", "automation"), "TurnOn"),
        (_PLAYER, "MediaUnpause"),
    ),
    "stop": (
        (("cover", "valve"), "StopMoving"),
        (_PLAYER, "MediaPause"),
        (("vacuum",), "VacuumReturnToBase"),
        (_MOWER, "LawnMowerDock"),
        (("fan", "climate", "humidifier", "siren", "script", "switch"), "TurnOff"),
    ),
    "return": ((("vacuum",), "VacuumReturnToBase"), (_MOWER, "LawnMowerDock")),
    "pause": ((_PLAYER, "MediaPause"),),
    "resume": ((_PLAYER, "MediaUnpause"), (("vacuum",), "VacuumStart"), (_MOWER, "LawnMowerStartMowing")),
    "next": ((_PLAYER, "MediaNext"),),
    "previous": ((_PLAYER, "MediaPrevious"),),
    "mute": ((_PLAYER, "MediaPlayerMute"),),
    "unmute": ((_PLAYER, "MediaPlayerUnmute"),),
    "up": ((_PLAYER, "SetVolumeRelative"), (("cover",), "TurnOn")),
    "down": ((_PLAYER, "SetVolumeRelative"), (("cover",), "TurnOff")),
    "press": ((_BUTTONS, "TurnOn"),),
    "set": (),
}

# quantity, domain, tool, argument; the first that fits the target's domain counts
_SETS: tuple[tuple[str, str, str, str], ...] = (
    ("brightness", "light", "LightSet", "brightness"),
    ("position", "cover", "SetPosition", "position"),
    ("position", "valve", "SetPosition", "position"),
    ("speed", "fan", "FanSetSpeed", "percentage"),
    ("volume", "media_player", "SetVolume", "volume_level"),
    ("temperature", "climate", "ClimateSetTemperature", "temperature"),
    ("color_temperature", "light", "LightSet", "temperature"),
    ("humidity", "humidifier", "HumidifierSetpoint", "humidity"),
)
_COLOR = ("color", "light", "LightSet", "color")
# quantity → the names that models give it, for tools that do not take it
_WRITTEN_AS: Mapping[str, tuple[str, ...]] = {
    "brightness": ("brightness", "brightness_pct", "brightness_percent", "level"),
    "color": ("color", "colour", "color_name", "rgb_color"),
    "color_temperature": ("color_temp", "color_temperature", "color_temp_kelvin", "kelvin", "temperature", "white"),
    "position": ("position", "current_position", "percentage", "level"),
    "speed": ("speed", "percentage", "percent", "level"),
    "volume": ("volume", "volume_level", "level"),
    "temperature": ("temperature", "temp", "target_temperature"),
    "humidity": ("humidity", "target_humidity"),
}
# arguments that would change what a call does, if the tool took them
_HONOURED = frozenset(
    {"after", "at", "condition", "delay", "duration", "effect", "end", "for", "fan_mode", "hours", "hvac_mode",
     "minutes", "mode", "preset", "preset_mode", "repeat", "schedule", "seconds", "source", "start", "time", "timer",
     "transition", "until", "when", *(key for keys in _WRITTEN_AS.values() for key in keys)}
)  # fmt: skip
_NO_PERCENT = ("temperature",)
QUANTITY_ARGS: Mapping[str, str] = {ending: argument for _, _, ending, argument in reversed(_SETS)}

# tools whose `name` is an entity, and its domains; an enum in Home Assistant's schema takes precedence
_TARGETS: Mapping[str, tuple[str, ...]] = {
    "TurnOn": (*_SWITCHED, "scene", "valve", "cover", "lock", *_BUTTONS),
    "TurnOff": (*_SWITCHED, "valve", "cover", "lock"),
    "Toggle": (*_SWITCHED, "valve", "cover", "lock"),
    "SetPosition": ("cover", "valve"),
    "StopMoving": ("cover", "valve"),
    "ClimateSetTemperature": ("climate",),
    "ClimateSetFanMode": ("climate",),
    "SetVolumeRelative": _PLAYER,
    "MediaSearchAndPlay": _PLAYER,
    "HumidifierSetpoint": ("humidifier",),
    "HumidifierMode": ("humidifier",),
    "ListAddItem": ("todo",),
    "ListCompleteItem": ("todo",),
    "ListRemoveItem": ("todo",),
}

_ON_OFF: Mapping[str, tuple[Verb, Verb]] = {
    "cover": ("open", "close"),
    "valve": ("open", "close"),
    "lock": ("lock", "unlock"),
}
_EFFECTS: Mapping[str, Verb] = {
    "Toggle": "toggle",
    "StopMoving": "stop",
    "MediaPause": "pause",
    "MediaUnpause": "resume",
    "MediaNext": "next",
    "MediaPrevious": "previous",
    "MediaPlayerMute": "mute",
    "MediaPlayerUnmute": "unmute",
    "VacuumStart": "start",
    "VacuumReturnToBase": "return",
    "LawnMowerStartMowing": "start",
    "LawnMowerDock": "return",
}


@dataclass(frozen=True, slots=True)
class Act:
    """An offered tool and the arguments that make it do what is meant, without those for the targets."""

    tool: Tool
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """The value to set."""

    number: float | None = None
    color: str | None = None
    quantity: str | None = None
    reached: bool = True  # True: "up to 20 %"; False: "up 20 %", a step


NO_AMOUNT = Amount()


def suffix(name: str) -> str:
    """Return the end of an intent tool's name: `intent__HassTurnOn` and `HassTurnOn` → `TurnOn`."""
    return re.sub(r"^Hass", "", name.rpartition("__")[2])


def offered(tools: Sequence[Tool], ending: str) -> Tool | None:
    """Return the offered tool with this suffix; None if there is none."""
    return next((tool for tool in tools if suffix(tool.name) == ending), None)


def act(tools: Sequence[Tool], verb: Verb, domain: str, amount: Amount | None = None) -> Act | None:
    """Return the tool and arguments that do `verb` to an entity of `domain`; None if no offered tool can."""
    if verb == "set":
        return _set(tools, domain, amount or NO_AMOUNT)
    for domains, ending in _DOES[verb]:
        tool = offered(tools, ending)
        if domain in domains and tool is not None:
            return _step(tool, verb, amount) if ending == "SetVolumeRelative" else Act(tool)
    return None


def _step(tool: Tool, verb: Verb, amount: Amount | None) -> Act:
    if amount is None or amount.number is None or amount.reached:
        return Act(tool, {"volume_step": verb})
    return Act(tool, {"volume_step": round(amount.number if verb == "up" else -amount.number)})


def _set(tools: Sequence[Tool], domain: str, amount: Amount) -> Act | None:
    if amount.color is not None:
        tool = offered(tools, "LightSet") if domain == "light" else None
        args: dict[str, object] = {"color": amount.color}
        if tool is not None and amount.number is not None:
            args["brightness"] = amount.number
        return None if tool is None else Act(tool, args)
    if amount.number is None:
        return None
    for quantity, wanted, ending, argument in _SETS:
        if wanted == domain and amount.quantity in (None, quantity):
            tool = offered(tools, ending)
            if argument not in _NO_PERCENT and not 0 <= amount.number <= 100:
                return None
            whole = amount.number == int(amount.number)
            return None if tool is None else Act(tool, {argument: int(amount.number) if whole else amount.number})
    return None


def setter(tools: Sequence[Tool], domain: str, key: str) -> tuple[Tool, str] | None:
    """Return the tool that takes the quantity an argument `key` means for this domain, and the tool's own argument."""
    for quantity, wanted, ending, argument in (*_SETS, _COLOR):
        tool = offered(tools, ending)
        if wanted == domain and tool is not None and key.lower() in _WRITTEN_AS[quantity]:
            return tool, argument
    return None


def kelvin(value: object) -> object:
    """Convert a white's temperature from mireds (100 to 600; no lamp has less than 1000 K) to kelvin."""
    return round(1_000_000 / value) if isinstance(value, int | float) and 100 <= value <= 600 else value


def is_part_of_it(key: str, value: object) -> bool:
    """Tell whether an argument that a tool does not take changes what the call means, so it must not be dropped."""
    return key.lower() in _HONOURED and value not in (0, False, "0", "off", "now")


def doable() -> frozenset[str]:
    """Return the domains that some tool can control."""
    return frozenset(domain for domains in _TARGETS.values() for domain in domains) | domains_of(VERBS)


def domains_of(verbs: Sequence[Verb]) -> frozenset[str]:
    """Return the domains that support one of these verbs."""
    found = {domain for verb in verbs for domains, _ in _DOES[verb] for domain in domains}
    if "set" in verbs:
        found |= {domain for _, domain, _, _ in _SETS}
    return frozenset(found)


def quantity_domains(quantity: str) -> frozenset[str]:
    """Return the domains that have this quantity: a brightness, a volume …"""
    return frozenset(domain for each, domain, _, _ in _SETS if each == quantity)


def targets(tool: Tool) -> frozenset[str] | None:
    """Return the domains that a tool acts on; None if it acts on no entity (timers, broadcasts)."""
    properties = tool.parameters.get("properties")
    known = _TARGETS.get(suffix(tool.name))
    if not isinstance(properties, Mapping) or "Timer" in tool.name:
        return None
    domain = properties.get("domain")
    items = domain.get("items") if isinstance(domain, Mapping) else None
    enum = items.get("enum") if isinstance(items, Mapping) else None
    if isinstance(enum, Sequence) and not isinstance(enum, str):
        return frozenset(str(each) for each in enum)
    return frozenset(known) if known else None


def acts_at_once(tool: Tool | str | None, args: Mapping[str, object]) -> bool:
    """Tell whether a call changes the house now; other tools with arguments may be given a time, or take a note."""
    if not isinstance(tool, Tool):
        return True
    if tool.read_only or suffix(tool.name).startswith("List") or "Timer" in tool.name:
        return False
    if targets(tool) is not None or suffix(tool.name).startswith("Vacuum"):
        return True
    return not any(value not in (None, "", [], {}) for value in args.values())


def effect(tool: Tool, domain: str, args: Mapping[str, object]) -> Verb | None:
    """Return the verb for what a call does to an entity of that domain; None if there is none."""
    ending = suffix(tool.name)
    if ending in ("TurnOn", "TurnOff"):
        on, off = _ON_OFF.get(domain, ("on", "off"))
        return on if ending == "TurnOn" else off
    if ending == "SetVolumeRelative":
        step = args.get("volume_step")
        up = step == "up" or (isinstance(step, int) and step > 0)
        return "up" if up else "down"
    argument = QUANTITY_ARGS.get(ending)
    return _EFFECTS.get(ending) if argument is None else _setting(ending, args.get(argument), args)


def _setting(ending: str, value: object, args: Mapping[str, object]) -> Verb:
    """Return the verb for a set value: a position of 0 is close, a speed of 0 is off."""
    if ending == "SetPosition" and value in (0, 100):
        return "open" if value else "close"
    if ending == "LightSet" and not any(key in args for key in ("brightness", "color", "temperature")):
        return "on"
    return "off" if value == 0 and ending in ("FanSetSpeed", "LightSet") and "color" not in args else "set"


def nearest_tool(name: str, tools: Sequence[Tool]) -> Tool | Verb | None:
    """Return the offered tool that a name means, else the verb in its words; None if there is neither.

    `HassTurnOn`, `intent__HassTurnOn`, `hass_turn_on`, `light.turn_off`, `HassOpenCover`, `lock_door`.
    """
    exact = next((tool for tool in tools if tool.name == name), None) or offered(tools, suffix(name))
    if exact is not None:
        return exact
    bare = _squeeze(name)
    for tool in tools:
        if bare in (_squeeze(tool.name), _squeeze(suffix(tool.name)), _squeeze(f"Hass{suffix(tool.name)}")):
            return tool
    said = re.findall(r"[A-Z]?[a-z]+", re.split(r"__|\.", name)[-1])
    spoken = [word.lower() for word in said if word.lower() != "hass"]
    verb = _verb(spoken)
    if verb is not None:
        return verb
    near = [tool for tool in tools if slips(bare, _squeeze(f"Hass{suffix(tool.name)}")) is not None]
    return near[0] if len(near) == 1 else None


def _verb(spoken: Sequence[str]) -> Verb | None:
    """Return the longest verb in a tool's name; never "set", since setting a value needs its own tool."""
    best: tuple[int, Verb] | None = None
    for pattern, verb in lexicon("en").verbs:
        if verb == "set" or not all(word in spoken for word in pattern):
            continue
        if best is None or len(pattern) > best[0]:
            best = (len(pattern), verb)
    return best[1] if best else None


def _squeeze(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


VERBS: tuple[Verb, ...] = get_args(Verb)
