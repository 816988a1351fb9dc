"""Parses a timer's length from what a model wrote; knows no tool and no house.

Names of units come from CLDR, those of numbers from num2words, in all their languages; fractions such as "half an hour"
are listed here. Every word must be accounted for: an unknown word may be a number in a language or wording that this
file does not cover.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.units import format_unit
from num2words import num2words

from morgan.agent.sentence.words import base_of, words

UNIT_SECONDS: Final[Mapping[str, int]] = {"hours": 3600, "minutes": 60, "seconds": 1}
LONGEST_SECONDS: Final = 10_000_000  # some months: anything longer is not a timer
_CLDR: Final = {"hours": "duration-hour", "minutes": "duration-minute", "seconds": "duration-second"}
_FORMS: Final = (1, 2, 3, 5, 21, 1.5)  # together these produce every plural form of a language
_STEM: Final = 4  # letters that identify a unit's word in any grammatical case
_MOST: Final = 600  # largest number that is known by its words
_MORE: Final = {"hours": "hr hrs std uren uurtje", "minutes": "mins minuutje", "seconds": "sec secs sek"}


def _by_word(written: Mapping[float, str]) -> Mapping[str, float]:
    return {
        word if len(word) == 1 else words(word)[0]: value for value, said in written.items() for word in said.split()
    }


# Folded, like all words here. Halves and quarters occur alone, before a unit or after it.
_FRACTIONS: Final = _by_word({
    0.5: "½ half halb halbe halben halber halves halve demi demie medio media mezzo mezza mezz meio meia halv halva "
         "poł połowa половиной половина",
    0.25: "¼ quarter quarters viertel quart quarts cuarto cuartos quarto quartos quarti kwartier kvart kwadrans "
          "kwadranse четверть",
    0.75: "¾ dreiviertel driekwart trekvart",
})  # fmt: skip
_WITH_HALF: Final = _by_word({
    1.5: "anderthalb anderthalbe eineinhalb eineinhalbe anderhalf anderhalve połtora połtorej полтора полторы "
         "halvannan",
    2.5: "zweieinhalb tweeenhalf tweeeneenhalf",
    3.5: "dreieinhalb drieenhalf",
    4.5: "viereinhalb",
})  # fmt: skip
_IN_ONE: Final = _by_word({
    1800: "полчаса halbstunde halfuur halfuurtje halvtimme",
    900: "viertelstunde kwartier kvart kwadrans четверть",
    2700: "dreiviertelstunde",
    30: "полминуты",
})  # fmt: skip
_QUARTER: Final = 0.25
_ARTICLES: Final = _by_word({
    1: "a an the of ein eine einen einer une un una uno de d di um uma en ett een l la le",
}).keys()  # fmt: skip
_AND: Final = frozenset({"and", "und", "et", "y", "en", "e", "och", "i", "и", "с", "plus"})
_AROUND: Final = _by_word({
    0: "for in about around fur in etwa ungefahr circa ca pour pendant dans environ por durante unos unas voor over "
       "ongeveer per tra circa em cerca i om cirka na za około через на около timer exactly",
}).keys()  # fmt: skip
_OR: Final = frozenset({"of", "or", "oder", "ou", "o", "eller", "lub", "или"})
_CASES: Final = {"pl": {"dwie": 2, "jedna": 1, "jedną": 1}, "ru": {"две": 2, "одну": 1, "одна": 1}, "pt": {"duas": 2}}
_ISO: Final = re.compile(r"P(?:\d{1,4}D)?T(?:\d{1,6}(?:[.,]\d+)?[HMS])+", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_RATIO: Final = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?|[½¼¾]|[^\W\d_]+")


class NoLengthError(ValueError):
    """The text is not a length of time, or may be two; the message says what would be one."""


def seconds_of(text: str, language: str | None) -> float | None:
    """Return a length in seconds; None if the text means none.

    Raises NoLengthError for one that is negative, too long or ambiguous.
    """
    said = text.strip().lower()
    if _ISO.fullmatch(said):
        return sum(float(n.replace(",", ".")) * {"h": 3600, "m": 60, "s": 1, "d": 86_400}[unit]
                   for n, unit in re.findall(r"(\d+(?:[.,]\d+)?)([hmsd])", said))  # fmt: skip
    if (clock := _CLOCK.fullmatch(said)) is not None:
        if clock[3] is None:
            raise NoLengthError(f"{text!r} may be hours and minutes, or minutes and seconds: write each as a number")
        return int(clock[1]) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    for written, sign in _RATIO.items():
        said = re.sub(rf"(?<![\d/]){written}(?![\d/])", sign, said)
    reading = _Reading(language)
    tokens = [part for token in _TOKEN.findall(said) for part in (words(token) if token.isalpha() else (token,))]
    if not any(reading.unit(token, digits=True) or token in _IN_ONE for token in tokens) or (
        len(tokens) == 1 and (tokens[0] not in _IN_ONE)
    ):
        return None  # no unit of time, or only a unit's name
    if re.search(r"(?:^|\s)[-−]\s*\d", said):
        raise NoLengthError(f"{text!r} is less than nothing")
    if re.search(r"\d[.,]\d{3}(?!\d)", said):
        raise NoLengthError(f"{text!r} may be thousands or thousandths: write the number without a sign in it")
    return reading.of(tokens)


class _Reading:
    """Parses one text, word by word."""

    def __init__(self, language: str | None) -> None:
        own = base_of(language)
        self._units = {**_units("en"), **_units(own)}
        self._numbers = {**_numbers("en"), **_numbers(own)}

    def of(self, tokens: Sequence[str]) -> float:
        """Return the sum in seconds. Raises NoLengthError for a word that is not accounted for."""
        total, last = 0.0, 0
        number: float | None = None
        spelled: list[str] = []  # words since the last number or unit, which may be a number
        for at, token in enumerate(tokens):
            digits = token[0].isdecimal()
            share = _FRACTIONS.get(token)
            seconds = self.unit(token, digits=at > 0 and tokens[at - 1][0].isdecimal())
            whole = _IN_ONE.get(token) if seconds is None and not self._unit_follows(tokens[at + 1 :]) else None
            if not digits and share is None and seconds is None and whole is None:
                spelled.append(token)
                continue
            joined, several = bool(_AND.intersection(spelled)), len(spelled) > 1
            number, spelled = self._with(number, spelled), []
            if digits:
                if number is not None:
                    raise NoLengthError("two numbers and one unit: write one length")
                number = float(token.replace(",", "."))
            elif seconds is not None:
                total, last, number = total + (1.0 if number is None else number) * seconds, seconds, None
            elif whole is not None and not (share is not None and last):
                total, last, number = total + (1.0 if number is None else number) * whole, 60, None
            elif share is not None and number is not None:  # "three quarters", "three and a quarter"
                number = number * share if share == _QUARTER and not joined else number + share
            elif share is not None and self._unit_follows(tokens[at + 1 :]):
                number = 1 + share if joined and several and not last else share  # "en och en halv timme"
            elif share is not None:  # "an hour and a half"
                total += share * last
        if _OR.intersection(spelled):
            raise NoLengthError("one length or another: write one")
        number = self._with(number, spelled)
        if number is not None:  # "an hour thirty", "an hour and three quarters"
            total += number * last / (60 if number >= 1 else 1)
        if not total <= LONGEST_SECONDS:
            raise NoLengthError("this is too long for a timer")
        return total

    def unit(self, token: str, *, digits: bool) -> int | None:
        """Return a unit's length in seconds; None if the word is no unit. One letter is a unit only after digits."""
        if len(token) == 1 and not digits:
            return None
        exact = self._units.get(token)
        return exact if exact is not None else self._units.get(token[:_STEM] + "…") if len(token) > _STEM else None

    def _unit_follows(self, tokens: Sequence[str]) -> bool:
        after = next((token for token in tokens if token not in _ARTICLES), "")
        return self.unit(after, digits=False) is not None

    def _with(self, number: float | None, spelled: Sequence[str]) -> float | None:
        """Return the number that the words spell; if they spell none, `number`. Raises NoLengthError."""
        left = [word for word in spelled if word not in _AND and word not in _AROUND]
        if all(word in _ARTICLES for word in left):
            return number
        for size in range(len(spelled), 0, -1):
            for at in range(len(spelled) - size + 1):
                found = self._numbers.get(tuple(spelled[at : at + size]))
                around = [*spelled[:at], *spelled[at + size :]]
                if found is not None and all(word in _ARTICLES or word in _AND or word in _AROUND for word in around):
                    if number is not None:
                        raise NoLengthError("two numbers and one unit: write one length")
                    return found
        raise NoLengthError(f"{' '.join(left)!r} is no number of hours, minutes or seconds that is known here")


@cache  # some ten languages, of a few words each
def _units(language: str) -> Mapping[str, int]:
    """Return the seconds of each unit's words, and of the stems of the longer words ("minu…")."""
    found: dict[str, int] = {}
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):  # CLDR does not have the language: English only
        locale = Locale.parse("en")
    for unit, seconds in UNIT_SECONDS.items():
        said = set(_MORE[unit].split())
        for form in _FORMS:
            for length in ("long", "short", "narrow"):
                text = format_unit(form, _CLDR[unit], length=length, locale=locale)
                said.update(word for word in words(text) if word.isalpha())
        found |= dict.fromkeys(said, seconds)
        found |= {word[:_STEM] + "…": seconds for word in said if len(word) > _STEM}
    return found


@cache  # some ten languages, of six hundred numbers each
def _numbers(language: str) -> Mapping[tuple[str, ...], float]:
    """Return the numbers by their words, with one-word halves such as "anderthalb"."""
    found: dict[tuple[str, ...], float] = {}
    try:
        for number in range(_MOST + 1):
            said = words(str(num2words(number, lang=language)))
            found[said] = number
            if said[-1].endswith("uno"):  # veintiún minutos, ventun minuti
                found[(*said[:-1], said[-1][:-1])] = number
            if 100 <= number < 200:  # "hundred" is one hundred
                found[said[1:] if said[0] == "one" else (said[0].removeprefix("ein"), *said[1:])] = number
    except NotImplementedError:  # a language that num2words does not have
        pass
    found |= {(word,): number for word, number in (_CASES.get(language) or {}).items()}
    found |= {(word,): number for word, number in _WITH_HALF.items()}
    return found


__all__ = ["UNIT_SECONDS", "NoLengthError", "seconds_of"]
