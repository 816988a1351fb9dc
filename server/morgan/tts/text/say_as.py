"""Says a text as its declared type: letters, digits, a number, a date, a telephone number; knows no tags.

A text that does not match its declared type is left unchanged and read like any other text.
"""

from __future__ import annotations

import re

from morgan.languages import language_of
from morgan.languages.schema import Numbers as Words
from morgan.tts.text import numbers as say


def said_as(text: str, what: str, form: str, language: str) -> str:
    """Return `text` as `what` (SSML's interpret-as) says it, with `form` (SSML's format) for the order of a date."""
    own = language_of(language)
    words = own.numbers if own else None
    bare = " ".join(text.split())
    said: str | None = None
    match what.strip().lower():
        case "characters" | "spell-out" | "verbatim" | "letters":
            said = ", ".join(_character(char, words) for char in bare if not char.isspace())
        case "digits":
            said = ", ".join(_character(char, words) for char in bare if char.isalnum())
        case "telephone":
            said = _telephone(bare, words)
        case "cardinal" | "number" if words and re.fullmatch(r"\d{1,12}", bare):
            said = say.whole(bare.lstrip("0") or "0", words)
        case "ordinal" if words and (found := re.fullmatch(r"(\d{1,9})\D{0,3}", bare)):
            said = say.ordinal(found[1], words)
        case "date":
            said = _date(bare, form.strip().lower(), words)
        case "time" if found := re.fullmatch(r"(\d{1,2})[h.:](\d\d)", bare):
            said = f"{found[1]}:{found[2]}"  # the rules for times in `normalize.py` do the rest
    return said or text


def _character(char: str, words: Words | None) -> str:
    if words is None:
        return char
    if char.isdecimal() and char.isascii():
        return say.whole(char, words)
    return {**words.signs, ".": words.dot, "-": words.minus}.get(char, char.upper())


def _telephone(number: str, words: Words | None) -> str:
    """Say the digits one by one, with a pause at each separator."""
    groups = [group for group in re.split(r"[\s()./-]+", number) if group]
    return ", ".join(
        " ".join(_character(char, words) for char in group if char.isalnum() or char == "+") for group in groups
    )


def _date(text: str, form: str, words: Words | None) -> str | None:
    numbers = re.findall(r"\d{1,4}", text)
    order = [letter for letter in form if letter in "dmy"] or (
        ["y", "m", "d"]
        if re.match(r"\d{4}", text)
        else ["m", "d", "y"]
        if words and words.code == "en"
        else ["d", "m", "y"]
    )
    if words is None or len(numbers) != len(order) or not {"d", "m"} <= set(order):
        return None
    parts = dict(zip(order, numbers, strict=True))
    day, month = int(parts["d"]), int(parts["m"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return say.date(day, month, parts.get("y", ""), words)
