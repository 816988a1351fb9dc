"""Cuts text that is still being written into clauses that can be spoken; knows nothing of voices, models or turns.

The first clause may be short, so that it is heard soon; the next ones grow up to whole sentences: while one is played
there is time to make a longer one. The result never depends on how the text was cut into deltas: a boundary is decided
only when the text after it is known. Buffered text is bounded; work is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from morgan.languages import LANGUAGES
from morgan.tts.text.clause_boundaries import MARKS, Joints

MAX_CHARS = (
    400  # about 25 s of speech: longer clauses delay the first sound and the moment at which a reply can be stopped
)

_SPACE = re.compile(r"\s+")
_HARD = re.compile(r"[.!?…。！？\n]")
_MARKED = re.compile(rf"[.!?…。！？\n{MARKS}]")
_WORDED = re.compile(rf"[.!?…。！？\n {MARKS}]")
# How many words a clause needs to end at a mark, and to end before a word such as "and". A voice on a small computer
# needs up to a third of a second for a second of sound: each clause may be three times as long as the last.
_GROWTH = ((1, 3), (4, 9), (12, 18))
_END = re.compile(r"(?P<marks>[.!?…]+|[。！？]+)[\"'”’»«)\]}」』）*_`~]*")
_WIDE = "。！？"
_SOFT_CUT = re.compile(r"[,;:–—]\s|[、，；：]")

# Words after which a full stop ends no sentence, in any language, as replies contain foreign names. Abbreviations that
# are also ordinary words ("no.", "min.") are left out: one sentence spoken in two clauses costs less than two sentences
# held back as one.
_MONTHS = frozenset(["jan", "feb", "apr", "aug", "sept", "sep", "oct", "okt", "nov", "dec", "dez"])
_ABBREVIATIONS = _MONTHS.union(*(each.clauses.abbreviations for each in LANGUAGES.values()))
# In these a full stop after a number makes it an ordinal: "am 3. Mai".
_ORDINAL_LANGUAGES = frozenset(
    ["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "pl", "hu", "sl", "hr", "et", "lv", "tr"]
)


Ends: TypeAlias = Literal["sentence", "mark", "word"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that can be spoken, never empty, and where it ends: at a sentence's end, a mark, or between two words."""

    text: str
    ends: Ends = "sentence"


class Clauses:
    """One reply: `feed` returns the clauses that a delta completed, `end` what is left."""

    def __init__(self, language: str | None = None, max_chars: int = MAX_CHARS) -> None:
        self._joints = Joints(language)
        self._spoken = 0  # pieces so far
        self._dot_is_ordinal = (language or "").split("-")[0].lower() in _ORDINAL_LANGUAGES
        self._max_chars = max_chars
        self._text = ""  # not spoken yet: whitespace collapsed, at most max_chars after each call
        self._scan = 0  # boundaries before this were decided

    def feed(self, delta: str) -> list[Piece]:
        """Take the next piece of text, however short."""
        self._append(delta)
        return self._cut(final=False)

    def end(self) -> list[Piece]:
        """Return what is left once the reply is complete."""
        return self._cut(final=True)

    def _append(self, delta: str) -> None:
        """Collapse whitespace as if the text had come in one piece; a run with a line break in it is a line break."""
        delta = _SPACE.sub(lambda run: "\n" if "\n" in run[0] else " ", delta)
        if self._text[-1:].isspace() and delta[:1].isspace():
            mark = "\n" if "\n" in (self._text[-1], delta[0]) else " "
            self._text, delta = self._text[:-1] + mark, delta[1:]
            self._scan = min(self._scan, len(self._text) - 1)
        self._text += delta

    def _cut(self, *, final: bool) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        while True:
            if self._text[start : start + 1].isspace():
                # Whitespace before a clause has no meaning, but would count towards its length.
                if not final and start + 1 == len(self._text):
                    break  # more of this whitespace may come
                start += 1
            self._scan = max(self._scan, start)
            found = self._boundary(start, final=final)
            if found is None and len(self._text) - start > self._max_chars:
                found = self._forced(start)
            if found is None:
                break
            stop, ends = found
            if clause := self._text[start:stop].strip():
                pieces.append(Piece(clause, ends))
                self._spoken += 1
            start = self._scan = stop
        if final:
            if clause := self._text[start:].strip():
                pieces.append(Piece(clause))
            start = len(self._text)
        self._text = self._text[start:]
        self._scan = max(0, self._scan - start)
        return pieces

    def _boundary(self, start: int, *, final: bool) -> tuple[int, Ends] | None:
        """Return where and how the next clause ends, None if not certain yet; move the scan past non-boundaries."""
        limit = start + self._max_chars
        growing = self._spoken < len(_GROWTH)
        candidate = _HARD if not growing else _WORDED if self._joints.has_words else _MARKED
        while (found := candidate.search(self._text, self._scan, limit)) is not None:
            at = found.start()
            self._scan = at
            if found[0] == "\n":
                return at + 1, "sentence"
            if _HARD.match(found[0]) is None:
                stop, ends = at + 1, self._joint(start, at, limit, final=final)
            else:
                run = _END.match(self._text, at, limit)
                stop = run.end() if run else at + 1
                rest = self._text[stop : stop + 2]  # two include the next word's first, as whitespace is collapsed
                if stop >= limit:
                    return None
                is_end = self._ends_sentence(start, at, run["marks"] if run else found[0], rest, final=final)
                ends = None if is_end is None else "sentence" if is_end else False
            if ends is None or stop >= limit:
                return None
            if ends:
                return stop, ends
            self._scan = stop
        self._scan = min(len(self._text), limit)
        return None

    def _joint(self, start: int, at: int, limit: int, *, final: bool) -> Ends | Literal[False] | None:
        """Whether a clause that is short enough ends at this mark or space; None while too little is known."""
        after_mark, before_word = _GROWTH[self._spoken]
        clause, mark = self._text[start:at], self._text[at]
        # What is beyond the limit was not known when the text came letter by letter, so it is not looked at.
        rest = self._text[at + 1 : limit + 1]
        if mark == " ":
            is_joint = self._joints.before_word(clause, rest, before_word, is_first=not self._spoken)
        else:
            is_joint = self._joints.after_mark(clause, mark, rest, after_mark)
        if is_joint is None:
            return False if final else None
        return ("word" if mark == " " else "mark") if is_joint else False

    def _ends_sentence(self, start: int, at: int, marks: str, rest: str, *, final: bool) -> bool | None:
        """Whether these marks end a sentence; None while too little is known of what follows (`rest`)."""
        if not rest:
            return True if final else None
        if marks[0] in _WIDE:
            return True
        if not rest[0].isspace():
            return False  # 3.5, example.com
        if rest[0] == "\n" or set(marks) != {"."}:
            return True
        if len(rest) == 1:
            return True if final else None
        return not rest[1].islower() and (marks != "." or not self._is_abbreviation(start, at))

    def _is_abbreviation(self, start: int, at: int) -> bool:
        word = self._text[max(start, at - 12) : at].rsplit(None, 1)[-1:]  # no abbreviation is longer
        if not word:
            return False
        bare = word[0].strip("(\"'*_„“«")
        if bare.isdecimal():
            # "1. Open the door": a number at the beginning is a list item.
            return start == at - len(word[0]) or (self._dot_is_ordinal and len(bare) <= 2)
        is_letter = len(bare) == 1 and bare.isalpha() and bare != "I"  # J. Smith, z. B.; but "So do I."
        return is_letter or bare.lower() in _ABBREVIATIONS

    def _forced(self, start: int) -> tuple[int, Ends]:
        """Cut a clause without a boundary at its last comma, else at its last space, else at the limit."""
        limit = start + self._max_chars
        half = start + self._max_chars // 2
        soft = [cut.end() for cut in _SOFT_CUT.finditer(self._text, half, limit)]
        space = self._text.rfind(" ", half, limit)
        return (soft[-1], "mark") if soft else (space + 1 if space > 0 else limit, "word")
