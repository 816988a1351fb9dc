"""Holds back claims that something was done while nothing was; pure, knows no model and no house.

A sentence is passed on as the model writes it, up to a word after which a claim could follow ("has", "is now"); from
there it waits for a few words, or for its end. So a claim is found before it is spoken, and an answer without one is
hardly delayed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from morgan.languages import language_of

_END = re.compile(r"[.!?…。！？]+[\"'»”)]*(?=\s)|\n|[。！？]")
_WORD = re.compile(r"\S+")
_RUNNING, _WHOLE = False, True
_LONGEST, _KEPT = 600, 300  # characters of an endless sentence: most to check at a time, and kept of it
_PATIENCE_WORDS = 4  # after an auxiliary, a claim's own word comes within these ("has now been turned on")
_SHORTEST_WORDS = 4  # a claim without a verb has at most so many: "All the lights off"


class Guard:
    """Filters one answer's text. Once `claimed` is set, nothing more of it passes.

    The checked text is bounded, so that the work is linear: of an endless sentence only the newest part is checked,
    long enough to contain a whole claim wherever it is cut.
    """

    def __init__(
        self,
        claims: Callable[[str, bool], bool],
        language: str | None,
        concerns: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`claims` gets a sentence as far as it has come, and whether it is complete; `concerns` gets a clause.

        A clause that `concerns` the house may be a claim once it ends ("Lights off, …"): its beginning is held back.
        """
        self._claims, self._concerns = claims, concerns
        known = language_of(language or "en")
        self._before = known.claim_openings if known else None  # None: only whole sentences can be checked
        self._sentence = ""  # the present sentence, as far as it has come
        self._gone = 0  # characters of it that were passed on
        self.claimed = False

    def feed(self, text: str) -> str:
        """Return the part of the text so far that may be spoken."""
        if self.claimed:
            return ""
        self._sentence += text
        out = ""
        while end := _END.search(self._sentence):
            whole = self._sentence[: end.end()]
            if self._claims(whole, _WHOLE):
                self.claimed = True
                return out
            out += whole[self._gone :]
            self._sentence, self._gone = self._sentence[end.end() :], 0
        if self._claims(self._sentence, _RUNNING):
            self.claimed = True
            return out
        safe = max(self._safe(), self._gone)
        old = self._old()
        out += self._sentence[self._gone : max(safe, old)]
        self._sentence, self._gone = self._sentence[old:], max(safe, old) - old
        return out

    def end(self) -> str:
        """Return the rest."""
        if self.claimed or self._claims(self._sentence, _WHOLE):
            self.claimed = True
            return ""
        rest, self._sentence, self._gone = self._sentence[self._gone :], "", 0
        return rest

    def _old(self) -> int:
        """Return how many characters of the present sentence are too old to become part of a claim."""
        if len(self._sentence) <= _LONGEST:
            return 0
        cut = len(self._sentence) - _KEPT
        return self._sentence.rfind(" ", cut - _KEPT // 2, cut) + 1 or cut  # between two words, if there are any

    def _safe(self) -> int:
        """Return how many characters of the present sentence cannot be the beginning of a claim."""
        if self._before is None:
            return 0
        clause = max(self._sentence.rfind(mark) for mark in ",;:") + 1
        short = len(self._sentence[clause:].split()) <= _SHORTEST_WORDS
        if short and self._concerns(self._sentence[clause:]):
            return clause
        words = list(_WORD.finditer(self._sentence))
        held, last = None, 0
        for index, word in enumerate(words):
            if word.group().strip(',;:!"“„«(').lower() in self._before:
                held = word.start() if held is None else held
                last = index
            elif held is not None and index - last > _PATIENCE_WORDS:
                held = None
        return len(self._sentence) if held is None else held


class Brief:
    """Holds an answer back while it may be only a confirmation, which can be recognized only when complete."""

    def __init__(self, most_words: int, is_none: Callable[[str], bool]) -> None:
        """`is_none` tells from an answer's beginning that it is no confirmation: it denies, asks, offers …"""
        self._most_words, self._is_none = most_words, is_none
        self._held: str | None = ""  # None: the answer is longer, or no confirmation

    def feed(self, text: str) -> str:
        """Return the text that need not be held back any more."""
        if self._held is None:
            return text
        self._held += text
        if len(self._held.split()) <= self._most_words and not self._is_none(self._held):
            return ""
        return self.end()

    def end(self) -> str:
        """Return the held-back text: all of a short answer, nothing of any other."""
        held, self._held = self._held or "", None
        return held
