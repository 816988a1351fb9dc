"""Reads how long a timer shall run out of what a model writes for it; knows no tool and no house.

The names of the units are CLDR's, in every language that it has; what half an hour is called is written out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from morgan.agent.words import base_of

UNIT_SECONDS: Final[Mapping[str, int]] = {"hours": 3600, "minutes": 60, "seconds": 1}
_CLDR: Final = {"hours": "duration-hour", "minutes": "duration-minute", "seconds": "duration-second"}
_FORMS: Final = (1, 2, 3, 5, 21, 1.5)  # between them they bring out each plural that a language has
_STEM: Final = 4  # letters that tell a unit's word in whatever case it stands
_MORE: Final = {"hours": "hr hrs std uren", "minutes": "mins", "seconds": "sec secs sek"}  # that CLDR does not have


def _by_word(written: Mapping[float, str]) -> Mapping[str, float]:
    return {word: value for value, words in written.items() for word in words.split()}


_FRACTIONS: Final = _by_word({
    0.5: "½ half halb halbe halben halber halves demi demie medio media mezzo mezza mezz' meio meia halv halva pół pol",
    0.25: "¼ quarter quarters viertel quart quarts cuarto cuartos quarto quarti kwartier kvart",
    0.75: "¾ dreiviertel driekwart trekvart",
})  # fmt: skip
_WITH_HALF: Final = _by_word({
    1.5: "anderthalb anderthalbe eineinhalb eineinhalbe anderhalf anderhalve półtora półtorej полтора полторы",
    2.5: "zweieinhalb tweeënhalf tweeëneenhalf",
})  # fmt: skip
_IN_ONE: Final[Mapping[str, tuple[float, str]]] = {
    "полчаса": (0.5, "hours"),
    "halbstunde": (0.5, "hours"),
    "viertelstunde": (0.25, "hours"),
    "dreiviertelstunde": (0.75, "hours"),
    "kwartier": (0.25, "hours"),
    "kvart": (0.25, "hours"),
    "kwadrans": (0.25, "hours"),
}  # in one word, if no unit follows
_ARTICLES: Final = _by_word({1: "a an the of ein eine einen einer une un una uno de d' di um uma en ett een"}).keys()
_ISO: Final = re.compile(r"P(?:\d+D)?T(?:\d+(?:[.,]\d+)?[HMS])+", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?|[½¼¾]|[^\W\d_]+'?")
_HALF_OF: Final = 0.5
_AND: Final = frozenset({"and", "und", "et", "y", "en", "e", "och", "i", "и", "plus"})


class NoLengthError(ValueError):
    """What was written is no length of time; says what would be."""


def seconds_of(text: str, language: str | None, number_of: Callable[[str], float | None]) -> float | None:
    """Return a length in seconds; None where none is meant. `number_of` reads spelled numbers.

    Raises NoLengthError for one that is negative or that can be read in two ways.
    """
    said = text.strip().lower()
    if _ISO.fullmatch(said):
        return sum(float(n.replace(",", ".")) * {"h": 3600, "m": 60, "s": 1, "d": 86_400}[unit]
                   for n, unit in re.findall(r"(\d+(?:[.,]\d+)?)([hmsd])", said))  # fmt: skip
    if (clock := _CLOCK.fullmatch(said)) is not None:
        if clock[3] is None:
            raise NoLengthError(f"{text!r} may be hours and minutes, or minutes and seconds: write each as a number")
        return int(clock[1]) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    found = _Reading(language, number_of).of(_TOKEN.findall(said))
    if found is not None and re.search(r"(?:^|\s)[-−]\s*\d", said):
        raise NoLengthError(f"{text!r} is less than nothing")
    return found


class _Reading:
    """One text, word by word."""

    def __init__(self, language: str | None, number_of: Callable[[str], float | None]) -> None:
        self._units = {**_units("en"), **_units(base_of(language))}
        self._number_of = number_of

    def of(self, words: list[str]) -> float | None:
        """Return the seconds that the words come to; None if no unit is among them."""
        total, found, last = 0.0, False, 1
        number: float | None = None
        spelled: list[str] = []  # words since the last number or unit, one of which may be a number
        for at, word in enumerate(words):
            share = _FRACTIONS.get(word)
            seconds = self._unit(word)
            if share is None and seconds is None and word not in _IN_ONE and not word[0].isdecimal():
                spelled.append(word)
                continue
            number, spelled, joined = self._with(number, spelled), [], bool(_AND.intersection(spelled))
            if word[0].isdecimal():
                if number is not None:
                    raise NoLengthError("two numbers and one unit: write one length")
                number = float(word.replace(",", "."))
            elif seconds is not None:
                total, found, last = total + (1.0 if number is None else number) * seconds, True, seconds
                number = None
            elif share is not None and number is not None:  # "three quarters", "three and a quarter"
                number = number + share if joined or share == _HALF_OF else number * share
            elif share is not None and self._unit_follows(words[at + 1 :]):
                number = share
            elif share is not None and found:  # "an hour and a half"
                total += share * last
            elif word in _IN_ONE:
                share, unit = _IN_ONE[word]
                total, found = total + share * UNIT_SECONDS[unit], True
        number = self._with(number, spelled)
        return None if not found else total if number is None else total + number * last / 60  # "an hour thirty"

    def _with(self, number: float | None, spelled: list[str]) -> float | None:
        """Return the number that the words are, if they are one, else the one before them."""
        if not spelled or all(word in _ARTICLES or word in _AND for word in spelled):
            return number
        if (whole := next((_WITH_HALF[word] for word in spelled if word in _WITH_HALF), None)) is not None:
            return whole
        found = self._number_of(" ".join(spelled))
        return number if found is None else found

    def _unit(self, word: str) -> int | None:
        exact = self._units.get(word)
        return exact if exact is not None else self._units.get(word[:_STEM] + "…") if len(word) > _STEM else None

    def _unit_follows(self, words: list[str]) -> bool:
        after = next((word for word in words if word not in _ARTICLES), "")
        return self._unit(after) is not None


@cache  # some ten languages, of a few words each
def _units(language: str) -> Mapping[str, int]:
    """Return the words of the units, and the beginnings of the longer ones ("minu…")."""
    found: dict[str, int] = {}
    for unit, seconds in UNIT_SECONDS.items():
        words = set(_MORE[unit].split())
        try:
            locale = Locale.parse(language)
        except (UnknownLocaleError, ValueError):  # a language that CLDR does not have is told in English, or not at all
            locale = Locale.parse("en")
        for form in _FORMS:
            for length in ("long", "short", "narrow"):
                text = format_unit(form, _CLDR[unit], length=length, locale=locale)
                words.update(re.findall(r"[^\W\d_]+", text.lower()))
        found |= dict.fromkeys(words, seconds)
        found |= {word[:_STEM] + "…": seconds for word in words if len(word) > _STEM}
    return found


__all__ = ["UNIT_SECONDS", "NoLengthError", "seconds_of"]
