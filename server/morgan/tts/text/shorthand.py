"""Rewrites written short forms for the rules of `normalize.py`: £5m, the 1990s, 7.30 Uhr, CO₂."""

from __future__ import annotations

import re
from functools import partial

from morgan.languages.schema import Numbers as Words
from morgan.tts.text import numbers as say

_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_UNIT_WORDS = (
    r"(?=\s?(?:degrees?|percent|%|°|kilo|metre|meter|litre|liter|hour|minute|second|kWh|kW|km|cm|mm|kg|m\b|l\b))"
)


def small_digits(text: str) -> str:
    """Replace subscript digits: CO₂ is usually written CO2, and said the same."""
    return text.translate(_SMALL)


def shorthand(text: str, words: Words) -> str:
    """Rewrite short forms: £5m, the 1990s, 7.30 Uhr, ±2, "12,5 degrees" in English."""
    text = text.replace("±", f" {words.signs['±']} ")
    if words.clock_dot:
        text = re.sub(rf"(?<![\d:.,])([01]?\d|2[0-4])\.([0-5]\d){words.clock_dot}", r"\1:\2", text)
    text = _SUM.sub(" −", text)
    # "2700 K" is a light's colour temperature; "10 K" may be a run, and "4 K" a screen
    text = re.sub(r"(?<=\d{3})\sK(?![\w-])", " Kelvin" if words.code == "de" else " kelvin", text)
    text = re.sub(r"([€$£])\s?[-−](?=\d)", r"-\1", text)
    if words.code == "de":
        text = re.sub(
            r"\b((?:1[1-9]|20)?[1-9]0)er\b",
            lambda found: f"{(say.year if len(found[1]) > 2 else say.whole)(found[1], words)}er",
            text,
        )
    if words.code == "nl":
        text = re.sub(r"(?<=\d)(\s?)km/u\b", r"\1km/h", text)
    if words.code != "en":
        return text
    text = re.sub(rf"(?<![\d.,])(\d+),(\d{{1,2}})(?!\d){_UNIT_WORDS}", r"\1.\2", text)
    text = re.sub(r"(?<=[a-z] )No\.\s?(?=\d)", "number ", text)  # first it is an answer: "No. 5 lights are off."
    text = _STREET.sub(_street, text)
    text = re.sub(r"\bSt\.(?=\s[A-Z])", _saint, text)
    text = re.sub(r"([€$£]\s?\d[\d.,]*)\s?(k|m|mn|bn|tn)\b", lambda found: f"{found[1]} {_SHORT[found[2]]}", text)
    return re.sub(
        r"(?<![\w.,])(?:(1[1-9]|20)(\d0)|(?:(?<=[Tt]he )|(?<=and )|(?<=her )|(?<=his )|(?<=my )|(?<=their )"
        r"|(?<=early )|(?<=late )|(?<=mid-)|['’])(\d0))s\b",
        partial(_decade, words),
        text,
    )


# before "=" a hyphen is a minus: a range has no result
_SUM = re.compile(r"(?<=\d)\s[-–]\s(?=\d[\d.,]*(?:\s[-–+×]\s\d[\d.,]*){0,8}\s*=\s*[-−]?\d)")
_STREETS = {"St": "Street", "Rd": "Road", "Ave": "Avenue", "Blvd": "Boulevard", "Ln": "Lane"}
# after a house number and a name; elsewhere "St." can only be a saint
_STREET = re.compile(
    rf"(?P<name>\b\d+[a-z]? (?:(?:St\. )?[A-Z][\w'’]* ){{1,3}})"
    rf"(?P<kind>{'|'.join(_STREETS)})\.(?P<end>(?=\s[A-Z]|\s*$))?"
)
_HOUSE = re.compile(r"\b\d+[a-z]? (?:[A-Z][\w'’]* ){1,3}$")
_STARTS = re.compile(r"\s*$|\s(?:The|It|I|A|An|He|She|We|You|They|This|That|There|In|On|At|And|But|Please)\b")
_SHORT = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}


def _street(found: re.Match[str]) -> str:
    ends = found["end"] is None or _STARTS.match(found.string, found.end()) is not None
    if found["kind"] == "St" and not ends:
        return found[0]  # "10 Downing St. London", "5 Lady St. John": ambiguous
    return f"{found['name']}{_STREETS[found['kind']]}{'.' if found['end'] is not None else ''}"


def _saint(found: re.Match[str]) -> str:
    return found[0] if _HOUSE.search(found.string, 0, found.start()) else "Saint"


def _decade(words: Words, found: re.Match[str]) -> str:
    said = say.year(found[1] + found[2], words) if found[1] else say.whole(found[3], words)
    if found[2] == "00" or found[3] in ("10", "00"):
        return f"{said}s"
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"
