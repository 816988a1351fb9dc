"""A model's arguments as a tool's JSON schema wants them; knows no house.

Small models write "50%", "true", "half", a list for one thing, one thing for a list, JSON inside a string, other names
for the same argument. What cannot be put right is left out: Home Assistant refuses a whole call for one wrong argument.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from morgan.agent.lexicon import Words, lexicon
from morgan.agent.words import stems
from morgan.ports import Tool

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "entity_id",
        "entity",
        "device",
        "device_name",
        "entity_name",
        "target",
        "names",
        "list",
        "list_name",
        "todo_list",
    ),
    "area": ("room", "area_name", "area_id", "location", "zone"),
    "floor": ("floor_name", "floor_id", "level", "storey"),
    "domain": ("domains", "type", "device_type", "kind"),
    "device_class": ("class", "device_classes"),
    "brightness": ("brightness_pct", "brightness_percent", "level", "value", "percentage"),
    "percentage": ("speed", "percent", "value", "level"),
    "position": ("percentage", "percent", "value", "level", "current_position"),
    "volume_level": ("volume", "level", "value", "percentage"),
    "volume_step": ("step", "direction", "volume"),
    "temperature": ("temp", "target_temperature", "value", "degrees"),
    "humidity": ("value", "percentage", "target_humidity"),
    "color": ("colour", "rgb_color", "color_name"),
    "item": ("task", "summary", "text", "title", "items"),
    "message": ("text", "content"),
}
_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_UNIT_SECONDS = {"h": 3600, "m": 60, "s": 1}
_UNITS = re.compile(r"^(h|hours?|hrs?|stunden?|heures?|horas?|uur|uren|ore|m|mins?|minutes?|minuten?|minutos?|minuti|s|"
                    r"secs?|seconds?|sekunden?|secondes?|segundos?|seconden?|secondi)$")  # fmt: skip


def coerce(tool: Tool, args: Mapping[str, object], language: str | None) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return the arguments as the schema wants them, and the names of what was put right."""
    properties = _mapping(tool.parameters.get("properties"))
    repairs: list[str] = []
    flat = _flat(args, properties, repairs)
    known = lexicon(language)
    if {"hours", "minutes", "seconds"} <= properties.keys():
        flat = _duration(flat, known, repairs)
    named = _renamed(flat, properties, repairs)
    right: dict[str, object] = {}
    for key, value in named.items():
        fitting = _fit(value, _mapping(properties.get(key)), known)
        if fitting is None or fitting == [] or (isinstance(fitting, str) and not fitting.strip()):
            repairs.append("blank" if _blank(value) else "type")
            continue
        if fitting != value or type(fitting) is not type(value):
            repairs.append("type")
        right[key] = fitting
    return right, tuple(dict.fromkeys(repairs))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _blank(value: object) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and value.strip().lower() in ("", "null", "none"))


def _flat(args: Mapping[str, object], properties: Mapping[str, object], repairs: list[str]) -> dict[str, object]:
    """Unpack `{"arguments": {…}}`, JSON in strings, and drop what is blank."""
    found: dict[str, object] = {}
    for key, value in args.items():
        if isinstance(value, str) and value.strip()[:1] in ("{", "["):
            try:
                value = json.loads(value)  # noqa: PLW2901  # what the model meant to write
                repairs.append("type")
            except ValueError:
                pass
        if isinstance(value, Mapping) and key not in properties:
            found |= _flat(value, properties, repairs)
            repairs.append("arguments")
        elif _blank(value):
            repairs.append("blank")
        else:
            found[key] = value
    return found


def _renamed(args: Mapping[str, object], properties: Mapping[str, object], repairs: list[str]) -> dict[str, object]:
    if not properties:
        return {}
    right = {key: value for key, value in args.items() if key in properties}
    for key, value in args.items():
        if key in properties:
            continue
        repairs.append("arguments")
        own = next(
            (
                own
                for own, others in _SYNONYMS.items()
                if key.lower() in others and own in properties and own not in right
            ),
            None,
        )
        if own is not None:
            right[own] = value
    return right


def _fit(value: object, schema: Mapping[str, object], known: Words) -> object:
    """Return the value as the schema wants it; None if it cannot be made so."""
    options = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(options, Sequence):
        fits = [_fit(value, _mapping(option), known) for option in options]
        same = [each for each in fits if each == value and type(each) is type(value)]
        return next(iter(same), next((each for each in fits if each is not None), None))
    merged, parts = dict(schema), schema.get("allOf")
    for part in parts if isinstance(parts, Sequence) else ():
        merged = dict(_mapping(part)) | merged
    if merged.get("type") == "array":
        items = list(value) if isinstance(value, list | tuple) else [value]
        fitting = [_fit(each, _mapping(merged.get("items")), known) for each in items]
        return [each for each in fitting if each is not None]
    if isinstance(value, list | tuple):
        value = value[0] if len(value) == 1 else " ".join(str(each) for each in value)
    return None if value is None else _scalar(value, merged, known)


def _scalar(value: object, schema: Mapping[str, object], known: Words) -> object:
    kind, choices = schema.get("type"), schema.get("enum")
    if kind in ("integer", "number"):
        return _number(value, schema, known)
    if kind == "boolean":
        return _boolean(value)
    if isinstance(choices, Sequence):
        return next((each for each in choices if stems(str(each)) == stems(str(value))), None)
    if kind == "string":
        return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else None
    return value


def _number(value: object, schema: Mapping[str, object], known: Words) -> float | int | None:
    number = number_of(value, known)
    if number is None:
        return None
    low, high = schema.get("minimum"), schema.get("maximum")
    if high == 100 and isinstance(value, float) and 0 < value < 1:
        number *= 100  # the share of the whole instead of percent
    if isinstance(low, int | float):
        number = max(number, low)
    if isinstance(high, int | float):
        number = min(number, high)
    whole = schema.get("type") == "integer" or number == int(number)
    if isinstance(value, float) and not isinstance(value, bool) and number == value and schema.get("type") == "number":
        return value
    return round(number) if whole else number


def number_of(value: object, known: Words) -> float | None:
    """Return the number that a value means: 50, "50%", "half", "20 degrees", "twenty-five"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    digits = re.findall(r"[-−]?\d+(?:[.,]\d+)?", value)
    if len(digits) == 1:
        return float(digits[0].replace("−", "-").replace(",", "."))
    said = stems(value)
    spelled = [n for pattern, n in known.numbers.items() if _within(pattern, said)]
    return float(max(spelled)) if spelled and not digits else None


def _within(pattern: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[at : at + len(pattern)] == pattern for at in range(len(said) - len(pattern) + 1))


def _boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower()
    return True if said in _YES else False if said in _NO else None


def _duration(args: Mapping[str, object], known: Words, repairs: list[str]) -> dict[str, object]:
    """Read "one hour" and "90 minutes" out of whichever argument they stand in."""
    seconds, rest = 0.0, dict[str, object]()
    found = False
    for key, value in args.items():
        length = _seconds(value, known) if isinstance(value, str) and key not in ("name", "area") else None
        if length is None:
            rest[key] = value
        else:
            seconds, found = seconds + length, True
    if not found:
        return rest
    repairs.append("type")
    whole = round(seconds)
    parts = {"hours": whole // 3600, "minutes": whole % 3600 // 60, "seconds": whole % 60}
    return rest | {key: value for key, value in parts.items() if value}


def _seconds(text: str, known: Words) -> float | None:
    total, number, found = 0.0, None, False
    for word in re.findall(r"\d+(?:[.,]\d+)?|[^\W\d_]+", text.lower()):
        if word[0].isdecimal():
            number = float(word.replace(",", "."))
        elif (unit := _UNITS.match(word)) is not None:
            letter = "h" if word[0] in "hu" or word.startswith(("st", "or")) else word[0]
            total += (1.0 if number is None else number) * _UNIT_SECONDS[letter]
            number, found = None, bool(unit)
        elif (spelled := number_of(word, known)) is not None:
            number = 0.5 if word.startswith(("half", "halb")) else spelled
    return total if found else None


__all__ = ["coerce", "number_of"]
