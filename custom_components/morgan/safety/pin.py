"""The PIN: what of a sentence are its digits, whether they are right, who tried too often, and what must not be kept.

Knows no question and no house. A PIN that was said must not be learned by anybody: neither by a language model nor by
whoever reads a conversation later. Which digits are taken out of a sentence must not tell which ones are right, or a
stranger could ask the model for them; so it depends on how many there are and on nothing else.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..choices.options import MIN_PIN, Options
from ..languages.codes import base
from .answers import is_unspaced, pieces_of, units, words_of

TRY_DIGITS: Final = 3  # fewer are a number in some answer; a PIN has four or more
FREE_TRIES: Final = 3
LOCK_SECONDS: Final = 60.0  # after the third wrong one; twice as long after each more
MAX_LOCK_SECONDS: Final = 3600.0  # 24 tries a day; and a child locks nobody out for long
HIDDEN: Final = "…"
_LONGEST_NAME: Final = 32  # characters of a number's name

type _Span = tuple[int, int, str]  # begin, end, digits


# ---- reading


def digits_of(text: str, language: str) -> str:
    """Return the digits of a sentence that is nothing but them ("one two 34", "４７"); empty for anything else."""
    spans = _runs(text, language)
    return spans[0][2] if len(spans) == 1 and not units(_without(text, spans), language) else ""


def code_of(text: str, language: str) -> str:
    """Return the digits of a sentence that says a code and nothing else, as "my PIN is 4711, please"; empty if none."""
    spans = _runs(text, language)
    if len(spans) != 1 or len(spans[0][2]) < TRY_DIGITS:
        return ""
    words = words_of(base(language))
    rest = units(_without(text, spans), language)
    around = words.code | words.filler | words.yes
    return spans[0][2] if all(piece in around for piece in pieces_of(rest, around)) else ""


def without_code(text: str, language: str, length: int) -> str:
    """Return a sentence without what may be a PIN of this length, or somebody's try at it."""
    least = TRY_DIGITS if code_of(text, language) else length
    hidden = [span for span in _runs(text, language) if len(span[2]) >= least]
    return _without(text, hidden, HIDDEN)


def without_pin(options: Options, text: str, language: str) -> str:
    """Return what was said without what may have been the PIN or somebody's try at it: nobody must learn it."""
    return without_code(text, language, len(options.pin)) if options.wanted_pin else text


def may_be_pin(options: Options, text: str, language: str) -> bool:
    """Whether a sentence says something that may be a PIN, right or wrong, and nothing else."""
    return bool(options.wanted_pin) and len(code_of(text, language)) >= MIN_PIN


def is_right(said: str, pin: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(said.encode(), pin.encode())


def _without(text: str, spans: list[_Span], instead: str = " ") -> str:
    for begin, end, _ in reversed(spans):
        text = f"{text[:begin]}{instead}{text[end:]}"
    return text


def _runs(text: str, language: str) -> list[_Span]:
    """Return where digits stand, in figures or words; with nothing but spaces and punctuation between, they are one."""
    runs: list[_Span] = []
    for begin, end, digits in _spans(text, language):
        if runs and not any(_is_letter(char) for char in text[runs[-1][1] : begin]):
            runs[-1] = (runs[-1][0], end, runs[-1][2] + digits)
        else:
            runs.append((begin, end, digits))
    return runs


def _spans(text: str, language: str) -> Iterator[_Span]:
    names, unspaced = words_of(base(language)).digits, is_unspaced(language)
    at = 0
    while at < len(text):
        end, digits = at + 1, _figure(text[at])
        if _is_letter(text[at]) and (unspaced or at == 0 or not _is_letter(text[at - 1])):
            for end in range(min(at + _LONGEST_NAME, len(text)), at, -1):
                whole = unspaced or end == len(text) or not _is_letter(text[end])
                if whole and _is_letter(text[end - 1]) and (digits := names.get(units(text[at:end], language), "")):
                    break
        if digits:
            yield at, end, digits
        at = end


def _figure(char: str) -> str:
    """Return what a figure of any script stands for, also a circled or a raised one."""
    value = unicodedata.digit(char, None)
    return "" if value is None else str(value)


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" and not _figure(char)


# ---- trying


@dataclass(slots=True)
class Tries:
    """How often one agent was told a wrong PIN, in whichever conversation. Times are monotonic seconds."""

    pin: str = ""  # that they were tries at: with another one they count no more
    wrong: int = 0
    locked_until: float = 0.0

    def locked(self, pin: str, now: float) -> bool:
        """Whether no PIN is taken just now, not even the right one."""
        if pin != self.pin:
            self.pin, self.wrong, self.locked_until = pin, 0, 0.0
        return now < self.locked_until

    def fits(self, said: str, now: float) -> bool:
        """Take a try; a right one forgives the wrong ones, a wrong one may lock."""
        if is_right(said, self.pin):
            self.wrong = 0
            return True
        self.wrong += 1
        if self.wrong >= FREE_TRIES:
            self.locked_until = now + min(LOCK_SECONDS * 2.0 ** min(self.wrong - FREE_TRIES, 10), MAX_LOCK_SECONDS)
        return False


_TRIES: Final[HassKey[dict[str, Tries]]] = HassKey("morgan_pin_tries")


@callback
def async_tries(hass: HomeAssistant, agent: str) -> Tries:
    """Return an agent's tries, which outlive a reload of its entry; only a restart of Home Assistant forgets them."""
    return hass.data.setdefault(_TRIES, {}).setdefault(agent, Tries())
