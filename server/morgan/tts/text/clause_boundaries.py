"""Where a sentence may be divided into clauses for speech; knows nothing of voices, models or of text in pieces.

A person pauses at a comma, and takes breath before "and", "because" or "with". In a language without word lists only
marks divide. The first clause, which the listener waits for, has a last resort: once it is five words long it ends
where that does the least harm. A joint is refused where the two sides belong together: inside quotes and brackets, in
a date or a number, and after a word that needs the next one ("is | at home").
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from morgan.languages import language_of
from morgan.languages.schema import Clauses

_LAST_RESORT_WORDS: Final = 5
_LAST_RESORT_CHARS: Final = 24
_OPENER_WORDS: Final = 2  # the minimum that says where or when: "Last week | the house was cold"

MARKS: Final = ",;:،、，；：–—-"
_WIDE: Final = "、，；："
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['’.,:-]\w+)*")
_NEXT: Final = re.compile(r"(\w+(?:['’]\w+)?)(?=[^\w'’])")
_LAST: Final = re.compile(r"[\w'’]+$")
_OPENING: Final = MappingProxyType({"(": ")", "[": "]", "{": "}", "“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」"})
_NONE: Final[frozenset[str]] = frozenset()
_ONLY_MARKS: Final = Clauses(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)
_SIGNS: Final = re.compile(r"[()\[\]{}“”„«»‹›「」\"`]|<(?=[A-Za-z/!])|>")


class Joints:
    """The joints of one language."""

    def __init__(self, language: str | None) -> None:
        known = language_of(language)
        self._words = known.clauses if known else _ONLY_MARKS

    @property
    def has_words(self) -> bool:
        """Whether words divide here, and not only marks."""
        return bool(self._words.before)

    def after_mark(self, clause: str, mark: str, rest: str, least_words: int) -> bool | None:
        """Whether `clause` may end at `mark`; `rest` is the text known so far after it. None: not known yet."""
        if not rest:
            return None
        is_apart = rest[0].isspace()
        if mark == "—" or mark in _WIDE:
            is_apart = True
        elif mark == "-":
            is_apart = is_apart and clause[-1:].isspace()
        if not is_apart:
            return False
        if clause.rstrip()[-1:].isdigit():  # "November 20, 2026", "10 – 20", "1, 2 and 3"
            following = rest.lstrip()
            if not following:
                return None
            if following[0].isdigit():
                return False
        return has_words(clause, least_words) and not is_open(clause)

    def before_word(self, clause: str, rest: str, least_words: int, *, is_first: bool) -> bool | None:
        """Whether `clause` may end before the first word of `rest`. None: that word isn't complete yet."""
        word = _NEXT.match(rest)
        if word is None:
            return None if not rest or re.fullmatch(r"[\w'’]+", rest) else False
        lowered = word[1].lower()
        following = self._listed(lowered)
        last = _LAST.search(clause)
        if last is None or last[0].lower() in self._words.leans:
            return False  # after a mark `after_mark` decides
        if self._is_number(last[0]) and following in self._words.joins_numbers:
            return False
        if following in self._words.before or (is_first and following in self._words.verbs):
            least = least_words
        elif is_first and following in self._words.subjects and self._opens(clause):
            least = _OPENER_WORDS
        elif is_first and rest[word.end()] == " " and word[1] == lowered:  # not a single word left over
            if following in self._words.begin and last[0].lower() not in self._words.describes:
                least = least_words + 1
            elif self._may_part(clause[: last.start()], last[0], following):
                least = _LAST_RESORT_WORDS if len(clause) < _LAST_RESORT_CHARS else _LAST_RESORT_WORDS - 1
            else:
                return False
        else:
            return False
        return has_words(clause, least) and not is_open(clause)

    def _listed(self, word: str) -> str:
        """Return a word as the tables have it: "d'" for "d'entrée"."""
        elided = word.replace("’", "'").partition("'")[0] + "'"
        is_elided = len(elided) < len(word) and elided in self._words.before | self._words.begin | self._words.clings
        return elided if is_elided else word

    def _may_part(self, before: str, last: str, following: str) -> bool:
        """Whether it does little harm to separate these two words; no list decides about either."""
        lowered = last.lower()
        if following in self._words.clings or lowered in self._words.describes or self._is_number(last):
            return False
        if not self._words.adjectives_first or (self._words.plural and lowered.endswith(self._words.plural)):
            return True
        opener = before.split()[-1:]  # "the old | lamp": may be an adjective
        if not opener:
            return True
        return not (opener[0].lower() in self._words.leans | self._words.describes or self._is_number(opener[0]))

    def _is_number(self, word: str) -> bool:
        return word[-1].isdigit() or word.lower() in self._words.numbers

    def _opens(self, clause: str) -> bool:
        """Whether these words say where or when, with which a sentence may begin."""
        first, _, rest = clause.partition(" ")
        return first.lower() in self._words.openers and rest.lower() not in ("", "on", "off")


def has_words(text: str, least: int) -> bool:
    """Whether `text` has `least` words; in scripts without spaces two characters count as one word."""
    return sum(1 for _ in zip(range(least), _WORD.finditer(text), strict=False)) == least


def is_open(text: str) -> bool:
    """Whether a bracket, quote, code, tag or table row is open at the end of `text`."""
    if text.lstrip().startswith("|"):
        return True
    waits: list[str] = []
    for sign in _SIGNS.finditer(text):
        char = sign[0]
        if waits and char in waits[-1]:
            waits.pop()
        elif char in '"`':
            waits.append(char)
        elif char == "<":
            waits.append(">")
        elif char in _OPENING:
            waits.append(_OPENING[char])
    return bool(waits)
