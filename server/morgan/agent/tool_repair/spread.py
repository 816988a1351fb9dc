"""Splits one call for several entities into several calls; knows the house's names, no tool's effect.

Small models write `name: ["Lamp", "TV"]`, `area: "Kitchen and Hall"`, `item: ["milk", "eggs"]` where an argument takes
one value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from morgan.agent.sentence.capabilities import suffix
from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.lexicon.limits import limits_of
from morgan.agent.sentence.words import stems
from morgan.agent.tool_repair.coerce import own_key
from morgan.ports import Tool, ToolCall

_MOST = 20  # the limit of one round
_TARGETS = ("name", "area", "floor")
_ITEM = "item"


def spread(call: ToolCall, tool: Tool, house: HouseIndex, language: str | None) -> tuple[ToolCall, ...]:
    """Return a call for each value that is listed; the call itself if there is one or none."""
    properties = tool.parameters.get("properties")
    known = properties.keys() if isinstance(properties, Mapping) else ()
    several: dict[str, Sequence[str]] = {}
    for key, value in call.args.items():
        own = own_key(key, known)
        if own is not None and own in (*_TARGETS, _ITEM):
            parts = _listed(value)
            if not parts and isinstance(value, str) and (own != _ITEM or suffix(tool.name) == "ListAddItem"):
                parts = _joined(value, own, house, language)
            if len(parts) > 1:
                several[key] = parts
    # names and rooms are paired if their numbers are equal; a single list loses its duplicates
    columns = {key: list(dict.fromkeys(parts)) if len(several) == 1 else list(parts) for key, parts in several.items()}
    pairs = len(columns) > 1 and len({len(parts) for parts in columns.values()}) == 1
    rows = zip(*columns.values(), strict=True) if pairs else product(*columns.values())
    made = [
        replace(
            call, id=f"{call.id}.{at}" if at else call.id, args={**call.args, **dict(zip(columns, one, strict=True))}
        )
        for at, one in enumerate(rows)
    ]
    return tuple(made) if several and len(made) <= _MOST else (call,)


def _listed(value: object) -> Sequence[str]:
    """Return the strings in a list, or in a list written as JSON."""
    if isinstance(value, str) and value.strip()[:1] == "[":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ()
    if not isinstance(value, list | tuple):
        return ()
    return [each for each in value if isinstance(each, str) and each.strip()]


def _joined(text: str, key: str, house: HouseIndex, language: str | None) -> Sequence[str]:
    """Split "milk and eggs", and "Lamp and TV" if the parts are names and the whole is not."""
    limits = limits_of(language)
    joints = "|".join(map(re.escape, sorted(limits.joints))) if limits is not None else ""
    parts = [part.strip() for part in re.split(rf"[,;]|\b(?:{joints})\b" if joints else r"[,;]", text) if part.strip()]
    if key == _ITEM:
        return parts
    names = {"name": house.names, "area": house.areas, "floor": house.floors}[key]
    return parts if stems(text) not in names and all(stems(part) in names for part in parts) else ()
