"""Turns units and signs around numbers into words by Unicode's CLDR, for languages without rules here; knows no markup.

The numbers themselves stay digits: voices read and inflect them in their own way. But no voice reads "km/h" as a word,
knows that "5 °C" and "2 °C" take different words in Polish, or that a hyphen is a minus.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import get_currency_name, get_decimal_symbol, get_group_symbol
from babel.units import format_unit
from num2words import num2words
from unicode_rbnf import RbnfEngine

# a sign → CLDR's name of the unit; Cyrillic ones beside the others
UNITS: Final = {
    "°C": "temperature-celsius", "°F": "temperature-fahrenheit", "°": "angle-degree", "%": "concentr-percent",
    "km/h": "speed-kilometer-per-hour", "км/ч": "speed-kilometer-per-hour", "mph": "speed-mile-per-hour",
    "m/s": "speed-meter-per-second", "м/с": "speed-meter-per-second", "km": "length-kilometer",
    "км": "length-kilometer", "m": "length-meter", "м": "length-meter", "cm": "length-centimeter",
    "см": "length-centimeter", "mm": "length-millimeter", "мм": "length-millimeter", "kWh": "energy-kilowatt-hour",
    "кВт·ч": "energy-kilowatt-hour", "kW": "power-kilowatt", "кВт": "power-kilowatt", "W": "power-watt",
    "Вт": "power-watt", "V": "electric-volt", "A": "electric-ampere", "Hz": "frequency-hertz",
    "kg": "mass-kilogram", "кг": "mass-kilogram", "g": "mass-gram", "l": "volume-liter",
    "L": "volume-liter", "л": "volume-liter", "ml": "volume-milliliter", "мл": "volume-milliliter",
    "m²": "area-square-meter", "m2": "area-square-meter", "м²": "area-square-meter", "m³": "volume-cubic-meter",
    "m3": "volume-cubic-meter", "м³": "volume-cubic-meter", "hPa": "pressure-hectopascal",
    "мбар": "pressure-millibar", "mbar": "pressure-millibar", "lx": "light-lux", "ppm": "concentr-permillion",
    "h": "duration-hour", "ч": "duration-hour", "min": "duration-minute", "мин": "duration-minute",
    "s": "duration-second", "сек": "duration-second", "GB": "digital-gigabyte", "MB": "digital-megabyte",
    "TB": "digital-terabyte", "dB": "sound-decibel",
}  # fmt: skip
_CURRENCIES: Final = {
    "€": "EUR", "EUR": "EUR", "R$": "BRL", "$": "USD", "USD": "USD", "£": "GBP", "GBP": "GBP", "¥": "JPY",
    "CHF": "CHF", "zł": "PLN", "PLN": "PLN", "₽": "RUB", "руб.": "RUB", "RUB": "RUB", "kr": "", "Kč": "CZK",
    "Ft": "HUF", "₺": "TRY", "₴": "UAH", "лв": "BGN", "lei": "RON",
}  # fmt: skip
_CROWNS: Final = {"sv": "SEK", "da": "DKK", "nb": "NOK", "nn": "NOK", "no": "NOK", "is": "ISK"}
# index of the word of a currency's name that is used in its own country: "25 kronor", not "25 svenska kronor"
_AT_HOME: Final = {
    "SEK": -1,
    "DKK": -1,
    "NOK": -1,
    "RUB": -1,
    "UAH": -1,
    "HUF": -1,
    "PLN": 0,
    "BRL": 0,
    "CZK": -1,
    "RON": 0,
}
# the word between the two ends of a range: no library has it
_UNTIL: Final = {
    "it": "a", "pt": "a", "sv": "till", "pl": "do", "ru": "до", "da": "til", "nb": "til", "nn": "til", "no": "til",
    "cs": "až", "sk": "až", "uk": "до", "ro": "până la", "ca": "a", "hu": "-", "fi": "-", "tr": "ile", "el": "έως",
}  # fmt: skip
_PLUS_MINUS: Final = {"it": "più o meno", "pt": "mais ou menos", "ru": "плюс-минус", "sv": "plus minus"}
_MOST_DIGITS: Final = 15
_NUMBER: Final = r"\d+(?:[.,\u202f\u00a0]\d+)*"
_MINUS: Final = r"(?:(?<![\w.,)])[-−–](?=\d))"
_SIGNED: Final = rf"(?P<minus>{_MINUS})?(?<![\d.,])(?P<number>{_NUMBER})"


@dataclass(frozen=True, slots=True)
class Cldr:
    """One language."""

    code: str
    locale: Locale
    minus: str
    decimal: str
    group: str


@cache  # one entry for each language
def cldr(language: str | None) -> Cldr | None:
    """Return CLDR's data for a BCP 47 language; None if it has none, or if the word for "minus" is unknown."""
    tag = (language or "").replace("-", "_")
    code = tag.partition("_")[0].lower()
    for each in (tag, code):
        try:
            locale = Locale.parse(each)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
        minus = _minus(code)
        return Cldr(code, locale, minus, get_decimal_symbol(locale), get_group_symbol(locale)) if minus else None
    return None


def _minus(code: str) -> str:
    """Return a language's word for minus: the word before "one" in "minus one"; empty where no library knows it."""
    try:
        engine = RbnfEngine.for_language(code)
        said, one = engine.format_number(-1).text, engine.format_number(1).text
    except Exception:  # noqa: BLE001 - tables of libraries, which raise whatever they please where a rule is missing
        try:
            said, one = (str(num2words(n, lang="no" if code in ("nb", "nn") else code)) for n in (-1, 1))
        except Exception:  # noqa: BLE001 - likewise
            return ""
    return said.split()[0] if len(said.split()) > 1 else said.removesuffix(one)  # 负一 is one word


def with_words(text: str, known: Cldr) -> str:
    """Return the text with signs, units, amounts and dates as words, and numbers as the language writes them."""
    text = re.sub(r"(?<![\w.,])(\d{4})-(\d\d)-(\d\d)(?![\w-])", partial(_date, known, order="ymd"), text)
    text = re.sub(r"(?<![\w.,/])(\d\d?)[./](\d\d?)[./](\d{4})(?!\w)", partial(_date, known, order="dmy"), text)
    text = re.sub(r"(?<![\d:.,])((?:kl\.?|klockan|ore|alle|às|o)\s)(\d{1,2})\.([0-5]\d)(?!\.?\d)", r"\1\2:\3", text)
    text = re.sub(r"(?<![\d:])(\d{1,2})h([0-5]\d)(?!\w)", r"\1:\2", text)
    until = _UNTIL.get(known.code, "-")
    text = re.sub(rf"(?<![\d.,-])({_NUMBER})\s?[-–—]\s?(?=\d)(?![\d.,]*[-–—:]\d)", rf"\1 {until} ", text)
    text = text.replace("±", f" {_PLUS_MINUS.get(known.code, '+' + known.minus)} ")
    signs = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
    paid = partial(_money, known)
    text = re.sub(rf"(?P<minus>{_MINUS})?(?<!\w)(?P<unit>{signs})\s?(?P<number>{_NUMBER})(?!\d)", paid, text)
    text = re.sub(rf"{_SIGNED}\s?(?P<unit>{signs})(?!\w)", paid, text)
    units = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
    text = re.sub(rf"{_SIGNED}\s?(?P<unit>{units})(?![\w²³°/])", partial(_measure, known), text)
    return re.sub(_SIGNED, partial(_plain, known), text)


def _value(written: str, known: Cldr) -> tuple[float, str]:
    """Return a number and how the language writes it: without groups, and with its own decimal sign.

    A full stop that cannot separate thousands is a decimal sign in every language, as programs write it.
    """
    groups = rf"[1-9]\d{{0,2}}(?:[{re.escape(known.group)}\u202f\u00a0]\d{{3}})+"
    if found := re.fullmatch(rf"({groups}|\d+)(?:{re.escape(known.decimal)}(\d+))?", written):
        whole, part = re.sub(r"\D", "", found[1]), found[2] or ""
    elif found := re.fullmatch(r"(\d+)\.(\d+)", written):
        whole, part = found[1], found[2]
    else:
        return 0.0, written  # 1.2.3 is no number
    if len(whole) > _MOST_DIGITS:
        return 0.0, written  # a code
    if not part.strip("0"):
        return float(whole), whole
    return float(f"{whole}.{part}"), f"{whole}{known.decimal}{part}"


def _plain(known: Cldr, found: re.Match[str]) -> str:
    _, written = _value(found["number"], known)
    return f"{known.minus} {written}" if found["minus"] else written


def _measure(known: Cldr, found: re.Match[str]) -> str:
    value, _ = _value(found["number"], known)
    said = format_unit(value, UNITS[found["unit"]], "long", locale=known.locale)
    if said[:1].isalpha():  # "yüzde 50"
        return f"{known.minus} {said}" if found["minus"] else said
    noun = re.sub(r"^[\d.,\s\u202f\u00a0]+|[\d.,\s\u202f\u00a0]+$", "", said)
    return f"{_plain(known, found)} {noun}"


def _money(known: Cldr, found: re.Match[str]) -> str:
    code = _CURRENCIES[found["unit"]] or _CROWNS.get(known.code, "SEK")
    value, _ = _value(found["number"], known)
    name = get_currency_name(code, value, locale=known.locale)
    if code in _AT_HOME and " " in name:
        name = name.split()[_AT_HOME[code]]
    if known.code == "pt":
        name = name.lower()  # CLDR writes "Euros" for Brazil, even within a sentence
    return f"{_plain(known, found)} {name}"


def _date(known: Cldr, found: re.Match[str], *, order: str) -> str:
    parts = dict(zip(order, (int(each) for each in found.groups()), strict=True))
    try:
        day = datetime.date(parts["y"], parts["m"], parts["d"])
    except ValueError:
        return found[0]
    return re.sub(r"\s[гр]\.$", " года", format_date(day, "long", locale=known.locale))
