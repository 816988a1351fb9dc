"""Numbers as people say them: halves, degrees of the other scale, and signs that Home Assistant's sentences drop.

Pure. Home Assistant's sentences know no unit but the house's own, and read "-30 %" as 30 %.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from homeassistant.const import UnitOfTemperature
from homeassistant.util.unit_conversion import TemperatureConverter

from ..house.commands import Command

_DEGREES: Final = (
    r"°|º|degrees?|deg|grad|graden|grados?|degrés?|degres?|gradi|grado|graus?|grader|stopni|stopień|градус(?:ов|а|ы)?"
)
_SCALES: Final = {
    UnitOfTemperature.FAHRENHEIT: r"fahrenheit|fahrenheita|фаренгейт\w*",
    UnitOfTemperature.CELSIUS: r"celsius|celsiusa|centigrade|цельси\w*|centígrados|centigrados|centigradi",
}
_MINUS: Final = r"[-−–]\s?|(?:minus|negative|moins|menos|meno|min|минус)\s+"  # the sign itself
_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_SIGNED: Final = re.compile(rf"(?<![\w.,-])(?:{_MINUS})({_NUMBER})", re.IGNORECASE)
_ACROSS: Final = "a-zà-öø-ÿа-яё"


_HALF: Final = re.compile(
    rf"(?<![\w.,])(\d+)((?:\s*(?:{_DEGREES}|percent|prozent))?)\s*"
    r"(and a half|einhalb|und ein halb(?:es)?|et demie?|y medi[oa]|e mezz[oa]|e mei[oa]|en een half|och en halv)\b",
    re.IGNORECASE,
)


def halves_written_out(text: str) -> str:
    """Return a sentence with "20 and a half degrees" as "20.5 degrees"."""
    return _HALF.sub(lambda found: f"{found[1]}{'.' if found[3][:3].lower() == 'and' else ','}5{found[2]}", text)


def in_house_degrees(text: str, unit: str) -> str:
    """Return a sentence whose temperatures are on the house's scale, without the scale's name.

    `unit` is Home Assistant's, "°C" or "°F". "72°F" in a Celsius house becomes "22.2 °", rounded to a tenth.
    """
    for scale, names in _SCALES.items():
        letter = scale[-1]
        for number in (
            rf"({_NUMBER})(\s*(?:{_DEGREES})?)\s*(?:по\s+)?(?:{names})",
            rf"({_NUMBER})(\s*(?:{_DEGREES}))\s*{letter}",
            rf"(\d{_NUMBER})(){letter}",  # "72F", but neither "lamp 5c" nor "2 c of sugar"
        ):
            said = rf"(?<![\w.,])((?:{_MINUS})?){number}(?![{_ACROSS}\d])"
            text = re.sub(said, partial(_converted, scale=scale, unit=unit), text, flags=re.IGNORECASE)
    return text


def _converted(found: re.Match[str], scale: UnitOfTemperature, unit: str) -> str:
    sign, number, degrees = found[1], found[2], found[3] if found[3].strip() else "°"
    if scale == unit:
        return f"{sign}{number}{degrees}"
    value = float(number.replace(",", ".")) * (-1 if sign else 1)
    there = round(TemperatureConverter.convert(value, scale, unit), 1)
    point = "," if "," in number else "."
    return f"{there:g}".replace(".", point) + degrees


def with_signs(text: str, command: Command) -> Command | None:
    """Return a command with the signs that were said; None where a number can have none (a brightness, a volume)."""
    below = {float(number.replace(",", ".")) for number in _SIGNED.findall(text)}
    slots = dict(command.slots)
    for key, slot in command.slots.items():
        value = _number(slot.get("value"))
        if value is None or value not in below:
            continue
        if key != "temperature":
            return None
        slots[key] = {**slot, "value": -value, "text": str(-value)}
    return Command(command.intent, slots, command.response)


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None
