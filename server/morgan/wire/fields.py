"""Reads an event's data by field and type; knows nothing of what the fields are for.

A field that is null counts as absent. Every method raises BadRequest naming event and field, never the value: it may
have been said in the house.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from morgan.errors import BadRequest, TooLarge

TEXT_LIMIT = 100_000  # about two hours of speech: more is a mistake or an attack
NAME_LIMIT = 200


class Fields:
    """The data of one event, or an object inside of it."""

    def __init__(self, where: str, data: Mapping[str, Any]) -> None:
        self.where = where
        self._data = data

    def __contains__(self, name: str) -> bool:
        return self._data.get(name) is not None

    def text(self, name: str, longest: int = TEXT_LIMIT) -> str:
        """Return a string that must be there."""
        value = self._data.get(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a string")
        if len(value) > longest:
            raise TooLarge(f"{self.where}: {name} may have at most {longest} characters")
        return value

    def maybe_text(self, name: str, longest: int = NAME_LIMIT) -> str | None:
        """Return a string that may be absent; an empty one counts as absent."""
        return (self.text(name, longest) or None) if name in self else None

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number that must be there."""
        value = self._data.get(name)
        if type(value) is not int or not low <= value <= high:
            raise self._wrong(name, f"a whole number from {low} to {high}")
        return value

    def maybe_whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number that may be absent."""
        return self.whole(name, low, high) if name in self else None

    def maybe_number(self, name: str, low: float, high: float) -> float | None:
        """Return a number that may be absent."""
        value = self._data.get(name)
        if value is None:
            return None
        if type(value) not in (int, float) or not low <= value <= high:
            raise self._wrong(name, f"a number from {low:g} to {high:g}")
        return float(value)

    def truth(self, name: str) -> bool:
        """Return true or false; absent is false."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return bool(value)

    def anything(self, name: str, longest: int) -> object:
        """Return any JSON of at most `longest` characters when serialized; None if absent."""
        value = self._data.get(name)
        if value is not None and len(json.dumps(value)) > longest:
            raise TooLarge(f"{self.where}: {name} may have at most {longest} characters")
        return value

    def texts(self, name: str, most: int, longest: int = NAME_LIMIT) -> tuple[str, ...]:
        """Return a list of strings, none of them empty; an empty list if absent."""
        values = self._list(name, most)
        if not all(isinstance(value, str) and 0 < len(value) <= longest for value in values):
            raise self._wrong(name, f"a list of strings of 1 to {longest} characters")
        return tuple(values)

    def inside(self, name: str) -> Fields:
        """Return the object under `name`; an empty one if absent."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return Fields(f"{self.where}: {name}", value or {})

    def raw(self, name: str) -> dict[str, Any] | None:
        """Return the object under `name` unchanged, to be sent back."""
        self.inside(name)
        return self._data.get(name)

    def objects(self, name: str, most: int) -> list[Fields]:
        """Return a list of objects; an empty list if absent."""
        values = self._list(name, most)
        if not all(isinstance(value, dict) for value in values):
            raise self._wrong(name, "a list of objects")
        return [Fields(f"{self.where}: {name}[{index}]", value) for index, value in enumerate(values)]

    def listed(self, name: str) -> list[Any]:
        """Return a list of any items and any length; an empty list if absent."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value or []

    def _list(self, name: str, most: int) -> list[Any]:
        value = self._data.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            raise self._wrong(name, f"a list of at most {most}")
        return value

    def _wrong(self, name: str, wanted: str) -> BadRequest:
        return BadRequest(f"{self.where}: {name} must be {wanted}")
