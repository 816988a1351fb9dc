"""Converts a model's arguments to a tool's JSON schema; knows no house.

Small models write "50%", "true", "half", a list for one value, one value for a list, JSON inside a string, or synonyms
for an argument's name. What cannot be converted is left out and reported: a number out of bounds is not clamped, and
an argument that the tool does not take may be half of what was meant.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from morgan.agent.sentence.lexicon import CompiledLexicon, lexicon
from morgan.agent.sentence.words import stems
from morgan.agent.tool_repair.lengths import LONGEST_SECONDS, UNIT_SECONDS, NoLengthError, seconds_of
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
_FAR = 10**15  # outside all bounds, and still a float
_PERCENT = 100  # the upper bound of a value in percent
_TIMED = re.compile(r"durat|time|length|period|delay|hours?|minutes?|seconds?|^(?:for|in|after|end)$", re.IGNORECASE)
_FAHRENHEIT = re.compile(r"\d\s*(?:°\s*|º\s*|degrees?\s+)?f(?:ahrenheit)?\b|\d\s*grad\s+f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coerced:
    """Arguments that fit the schema, and the arguments that were left out."""

    args: dict[str, object]
    repairs: tuple[str, ...] = ()  # names of the repairs
    lost: Mapping[str, object] = field(default_factory=dict)  # arguments that this tool does not take
    unfit: Mapping[str, str] = field(default_factory=dict)  # invalid arguments, and why, for the model


class _UnfitError(ValueError):
    """A value that is not valid as written; its text says what would be."""


def coerce(tool: Tool, args: Mapping[str, object], language: str | None) -> Coerced:
    """Return the arguments converted to the tool's schema."""
    properties = _mapping(tool.parameters.get("properties"))
    repairs: list[str] = []
    flat = _flat(args, properties, repairs)
    known = lexicon(language)
    right: dict[str, object] = {}
    unfit: dict[str, str] = {}
    if properties.keys() >= UNIT_SECONDS.keys():
        try:
            flat = _length(flat, properties, language, repairs)
        except NoLengthError as error:
            unfit["minutes"] = str(error)
            flat = {key: value for key, value in flat.items() if key not in UNIT_SECONDS}
    named, lost = _renamed(flat, properties, repairs)
    for key, value in named.items():
        try:
            fitting = _fit(value, _mapping(properties.get(key)), known)
        except _UnfitError as error:
            unfit[key] = f"{key} {error}"
            continue
        if fitting is None or fitting == [] or (isinstance(fitting, str) and not fitting.strip()):
            repairs.append("blank" if _blank(value) else "type")
            if isinstance(value, str) and _is_number(_mapping(properties.get(key))):
                unfit[key] = f"{key} is a number, and {value[:40]!r} is none"
            continue
        if fitting != value or type(fitting) is not type(value):
            repairs.append("type")
        right[key] = fitting
    return Coerced(right, tuple(dict.fromkeys(repairs)), lost, unfit)


def own_key(key: str, properties: Collection[str]) -> str | None:
    """Return the tool's own name for an argument; None if it has none."""
    if key in properties:
        return key
    return next((own for own, others in _SYNONYMS.items() if key.lower() in others and own in properties), None)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _blank(value: object) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and value.strip().lower() in ("", "null", "none"))


def _flat(args: Mapping[str, object], properties: Mapping[str, object], repairs: list[str]) -> dict[str, object]:
    """Unpack `{"arguments": {…}}` and JSON in strings, and drop blank values."""
    found: dict[str, object] = {}
    for key, value in args.items():
        if isinstance(value, str) and value.strip()[:1] in ("{", "["):
            try:
                value = json.loads(value)  # noqa: PLW2901  # the value that the model meant
                repairs.append("type")
            except (ValueError, RecursionError):
                pass
        if isinstance(value, Mapping) and key not in properties:
            found |= _flat(value, properties, repairs)
            repairs.append("arguments")
        elif _blank(value):
            repairs.append("blank")
        else:
            found[key] = value
    return found


def _renamed(
    args: Mapping[str, object], properties: Mapping[str, object], repairs: list[str]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the arguments under the tool's own names, and those that the tool does not take."""
    right = {key: value for key, value in args.items() if key in properties}
    lost: dict[str, object] = {}
    for key, value in args.items():
        if key in properties:
            continue
        repairs.append("arguments")
        own = own_key(key, properties.keys() - right.keys())
        if own is not None:
            right[own] = value
        elif own_key(key, properties.keys()) is None:  # a synonym of an argument that is already there is dropped
            lost[key] = value
    return right, lost


def _fit(value: object, schema: Mapping[str, object], known: CompiledLexicon) -> object:
    """Return the value converted to the schema; None if it cannot be converted. Raises _UnfitError."""
    options = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(options, Sequence):
        fits, why = [], None
        for option in options:
            try:
                fits.append(_fit(value, _mapping(option), known))
            except _UnfitError as error:
                why = error
        if why is not None and not any(each is not None for each in fits):
            raise why
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


def _scalar(value: object, schema: Mapping[str, object], known: CompiledLexicon) -> object:
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


def _is_number(schema: Mapping[str, object]) -> bool:
    parts = schema.get("allOf")
    kinds = [schema.get("type"), *(_mapping(part).get("type") for part in (parts if isinstance(parts, list) else ()))]
    return "integer" in kinds or "number" in kinds


def _number(value: object, schema: Mapping[str, object], known: CompiledLexicon) -> float | int | None:
    number = number_of(value, known)
    if number is None:
        return None
    low, high = schema.get("minimum"), schema.get("maximum")
    percent = high == _PERCENT and low in (0, None)
    if percent and isinstance(value, float) and 0 < value < 1:
        number *= _PERCENT  # a fraction instead of percent
    elif percent and number == 1 and not isinstance(value, str):
        raise _UnfitError("is in percent: 1 is next to nothing, 100 is all of it")
    if isinstance(value, str) and _FAHRENHEIT.search(value):
        raise _UnfitError("is a number in the house's own unit, without a unit")
    least, most = isinstance(low, int | float) and number < low, isinstance(high, int | float) and number > high
    if least or most:
        raise _UnfitError(f"is from {low} to {high}, and {number:g} is not")
    whole = schema.get("type") == "integer" or number == int(number)
    if isinstance(value, float) and not isinstance(value, bool) and number == value and schema.get("type") == "number":
        return value
    return round(number) if whole else number


def number_of(value: object, known: CompiledLexicon) -> float | None:
    """Return the number that a value means: 50, "50%", "half", "20 degrees", "twenty-five"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return float(max(-_FAR, min(value, _FAR)))
    if isinstance(value, float):
        return value if math.isfinite(value) else None
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


def _length(
    args: Mapping[str, object], properties: Collection[str], language: str | None, repairs: list[str]
) -> dict[str, object]:
    """Read a length such as "one hour", "90 minutes" or half an hour from any argument. Raises NoLengthError."""
    rest, ours, others = dict[str, object](), list[float](), list[float]()
    for key, value in args.items():
        own = UNIT_SECONDS.get(key)
        seconds = None
        if own is not None:
            seconds = _own_length(value, key, own, language)
        elif isinstance(value, str) and key not in properties and _TIMED.search(key):
            seconds = seconds_of(value, language)
        if seconds is None:
            rest[key] = value
        else:
            (ours if own is not None else others).append(seconds)
    if not ours and not others:
        return rest
    repairs.append("type")
    rest_seconds = sum(part * seconds for key, seconds in UNIT_SECONDS.items() if (part := _whole(rest.pop(key, 0))))
    said = {round(length) for length in (*others, sum(ours) + rest_seconds) if length}
    if len(said) > 1:
        raise NoLengthError(f"these are {len(said)} lengths of time: write one, in hours, minutes and seconds")
    whole = next(iter(said), 0)
    parts = {"hours": whole // 3600, "minutes": whole % 3600 // 60, "seconds": whole % 60}
    return rest | {key: value for key, value in parts.items() if value}


def _own_length(value: object, key: str, unit: int, language: str | None) -> float | None:
    """Return the seconds of a timer's own argument; None for a whole number, which needs no conversion."""
    if isinstance(value, str) and not value.strip().lstrip("-−").isdecimal():
        said = seconds_of(value, language)
        return seconds_of(f"{value} {key}", "en") if said is None else said  # "half" of an hour, "2½"
    number = number_of(value, lexicon("en"))
    if number is not None and number * unit > LONGEST_SECONDS:
        raise NoLengthError("this is too long for a timer")
    return number * unit if number is not None and number > 0 and number % 1 else None


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float | str) and str(value).strip().isdecimal() else 0


__all__ = ["Coerced", "coerce", "number_of", "own_key"]
