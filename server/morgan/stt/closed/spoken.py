"""How names and numbers are said in English, and how spoken words are written; knows nothing of grammars or sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from num2words import num2words

_ONES = {num2words(n): n for n in range(1, 10)}
_TEENS = {num2words(n): n for n in range(10, 20)}
_TENS = {num2words(n): n for n in range(20, 100, 10)}
_SIGNS = {"&": "and", "+": "plus", "%": "percent", "@": "at", "°": "degrees"}
_TOKEN = re.compile(r"(\d+)(st|nd|rd|th)\b|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[&+%@°]", re.IGNORECASE)


def number_words(number: float) -> tuple[str, ...]:
    """Return 21 → twenty, one; 20.5 → twenty, point, five; 100 → one, hundred."""
    said: str = num2words(int(number) if number == int(number) else number)
    return tuple(said.replace("-", " ").replace(" and ", " ").split())


def name_words(name: str) -> tuple[tuple[str, str], ...]:
    """Return each spoken word of a name with the spelling that it came from; empty when the name cannot be spoken.

    `TV 2` → (tv, TV), (two, 2).
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).replace("’", "'")
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(plain):
        token = match.group()
        if match.group(1):
            said = num2words(int(match.group(1)), to="ordinal")
            found.extend((word, word) for word in said.replace("-", " ").split())
        elif token.isdigit():
            # a long number is a label, and labels are read out digit by digit
            numbers = [int(token)] if len(token) <= 2 else [int(digit) for digit in token]
            found.extend((word, word) for number in numbers for word in number_words(number))
        elif token in _SIGNS:
            found.append((_SIGNS[token], _SIGNS[token]))
        elif token.isascii():
            found.append((token.casefold(), token))
        else:
            return ()  # letters without English sounds
    return tuple(found)


def write(words: Sequence[str], spellings: Mapping[tuple[str, ...], str]) -> str:
    """Return the words in the form that Home Assistant expects: names in their own spelling, numbers in digits.

    Where two names begin at the same word, the longer one wins.
    """
    longest = max(map(len, spellings), default=0)
    out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            if (name := spellings.get(tuple(words[at : at + length]))) is not None:
                out.append(name)
                at += length
                break
        else:
            number, length = _number(words[at:])
            out.append(words[at] if number is None else number)
            at += length
    return " ".join(out)


def _number(words: Sequence[str]) -> tuple[str | None, int]:
    """Return the number at the beginning of the words and its length in words; (None, 1) if there is none."""
    value, used = _below_hundred(words)
    if tuple(words[:2]) in (("a", "hundred"), ("one", "hundred")):
        value, used = 100, 2
    if value is None:
        return None, 1
    if len(words) > used + 1 and words[used] == "point" and words[used + 1] in _ONES:
        return f"{value}.{_ONES[words[used + 1]]}", used + 2
    return str(value), used


def _below_hundred(words: Sequence[str]) -> tuple[int | None, int]:
    first = words[0]
    if first == "zero":
        return 0, 1
    if first in _TENS:
        if len(words) > 1 and words[1] in _ONES:
            return _TENS[first] + _ONES[words[1]], 2
        return _TENS[first], 1
    value = _ONES.get(first) or _TEENS.get(first)
    return value, 1


def spellings(names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Map the spoken words of each name to its spelling; of two names said alike the first one counts."""
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        if said := tuple(word for word, _ in name_words(name)):
            found.setdefault(said, name.strip())
    return found
