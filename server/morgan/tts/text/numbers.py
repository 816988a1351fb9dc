"""Numbers, amounts, times and dates as words; knows nothing of markup or of the text around them.

Each function takes the match of a pattern in `normalize.py` and returns words without digits.
"""

from __future__ import annotations

import re

from num2words import num2words

from morgan.languages.schema import Counted, Currency
from morgan.languages.schema import Numbers as Words

_MOST_DIGITS = 12  # a longer number is a code, which is said digit by digit

# Eight groups are more than any number has; without a bound, a text of digits only would take quadratic time.
NUMBER = r"\d+(?:[.,\u202f]\d+){0,8}"


def whole(digits: str, words: Words) -> str:
    """Say a whole number; one with leading zeros or too many digits is said digit by digit."""
    if len(digits) > 1 and (digits[0] == "0" or len(digits) > _MOST_DIGITS):
        return " ".join(whole(digit, words) for digit in digits)
    return str(num2words(int(digits), lang=words.code))


def ordinal(digits: str, words: Words) -> str:
    """Say a number's rank: "third"."""
    return str(num2words(int(digits[:_MOST_DIGITS]), lang=words.code, to="ordinal"))


def year(digits: str, words: Words) -> str:
    """Say a year: "twenty twenty-six"."""
    return str(num2words(int(digits), lang=words.code, to="year"))


def split(number: str, words: Words) -> tuple[str, str] | None:
    """Return the digits before and after the decimal sign; None if not a single number (1.2.3, "3,5" in English).

    A full stop that cannot separate thousands is a decimal sign in every language, as programs write it.
    """
    group = rf"[1-9]\d{{0,2}}(?:[{re.escape(words.thousands)}\u202f]\d{{3}})+"
    if found := re.fullmatch(rf"({group}|\d+)(?:{re.escape(words.decimal)}(\d+))?", number):
        return re.sub(r"\D", "", found[1]), found[2] or ""
    if found := re.fullmatch(r"(\d+)\.(\d+)", number):
        return found[1], found[2]
    return None


def number(written: str, words: Words) -> str:
    """Say any number: 1,234 and 3.5 and 192.168.1.1."""
    parts = split(written, words)
    if parts is not None:
        return _decimal(*parts, words)
    pieces = re.split(r"([.,\u202f])", written)
    joints = {".": f" {words.point if words.code == 'en' else words.dot} ", ",": ", ", "\u202f": " "}
    return "".join(joints.get(piece) or whole(piece, words) for piece in pieces)


def _decimal(before: str, after: str, words: Words) -> str:
    after = after.rstrip("0")
    if not after:
        return whole(before, words)
    return f"{whole(before, words)} {words.point} {' '.join(whole(digit, words) for digit in after)}"


def counted(written: str, thing: Counted, words: Words) -> str:
    """Say how many of a thing there are: "one degree", "vingt et une minutes"."""
    before, after = split(written, words) or (written, "0")
    is_whole = not after.strip("0")
    if is_whole and before == "1":
        return thing.one
    said = number(written, words)
    if is_whole:
        said = _agreeing(said, thing.one, words)
    # French uses the singular below two.
    below_two = words.code == "fr" and before in ("0", "1")
    return f"{said} {thing.one.split(' ', 1)[1] if below_two else thing.many}"


def _agreeing(said: str, one: str, words: Words) -> str:
    """Make a number that ends in one agree with its noun: "veintiún grados", "veintiuna horas"."""
    is_feminine = one.startswith(("une ", "una "))
    if words.code == "fr" and is_feminine and said.endswith(" un"):
        return f"{said}e"
    if words.code == "es" and said.endswith("uno"):
        if is_feminine:
            return f"{said[:-1]}a"
        return f"{said[:-3]}ún" if said.endswith("veintiuno") else said[:-1]
    return said


def money(written: str, currency: Currency, words: Words) -> str:
    """Say an amount: "five dollars and fifty cents", "fünf Euro fünfzig"."""
    before, after = split(written, words) or (written, "")
    if len(after) != 2:
        return counted(written, currency.whole, words)
    euros = counted(before, currency.whole, words)
    if after == "00":
        return euros
    cents = after.lstrip("0")
    if before == "0":
        return counted(cents, currency.part, words)
    if currency.names_part:
        return " ".join(filter(None, (euros, currency.between, counted(cents, currency.part, words))))
    return f"{euros} {whole(cents, words)}"


def time_of_day(hour: int, minute: int, half: str, words: Words) -> str:
    """Say a time; `half` is "AM" or "PM" when the text had it, and is used in English only."""
    if words.code == "en":
        return _english_time(hour, minute, half)
    said = whole(str(minute), words) if minute else ""
    match words.code:
        case "de":
            return f"{'ein' if hour == 1 else whole(str(hour), words)} Uhr {said}".strip()
        case "fr":
            return f"{counted(str(hour), Counted('une heure', 'heures'), words)} {said}".strip()
        case "es":
            hours = _agreeing(whole(str(hour), words), "una hora", words)
            return f"{hours} y {said}" if said else f"{hours} en punto"
        case _:
            return f"{whole(str(hour), words)} uur {said}".strip()


def _english_time(hour: int, minute: int, half: str) -> str:
    if not half and (hour == 0 or hour > 12):
        half = "AM" if hour in (0, 24) else "PM"
    hours = str(num2words((hour - 1) % 12 + 1))
    minutes = "" if not minute else f"oh {num2words(minute)}" if minute < 10 else str(num2words(minute))
    if not minute and not half:
        return f"{hours} o'clock"
    return " ".join(filter(None, (hours, minutes, half)))


def date(day: int, month: int, years: str, words: Words, before: str = "") -> str:
    """Say a date; `before` is the word before it, which decides the ending in German."""
    name = words.months[month - 1]
    said_year = year(years, words) if years else ""
    match words.code:
        case "en":
            return f"{name} {ordinal(str(day), words)}" + (f", {said_year}" if said_year else "")
        case "de":
            return f"{german_ordinal(str(day), before, words)} {name} {said_year}".strip()
        case "fr":
            return f"{'premier' if day == 1 else whole(str(day), words)} {name} {said_year}".strip()
        case "es":
            return f"{whole(str(day), words)} de {name}" + (f" de {said_year}" if said_year else "")
        case _:
            return f"{whole(str(day), words)} {name} {said_year}".strip()


def german_ordinal(digits: str, before: str, words: Words) -> str:
    """Say "zwanzigste", "zwanzigsten" after am, dem, vom …, "zwanzigster" after nothing."""
    stem = ordinal(digits, words)
    if before.lower() in ("am", "dem", "den", "des", "vom", "zum", "zur", "im", "beim", "bis", "ab", "seit", "jeden"):
        return f"{stem}n"
    return stem if before.lower() in ("der", "die", "das", "diese", "jede") else f"{stem}r"
