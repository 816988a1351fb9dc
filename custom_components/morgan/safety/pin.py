"""The PIN: finds its digits in a sentence, checks them, limits wrong tries, and removes them from what is kept.

Knows nothing of questions or the house. Nobody may learn a PIN that was said: neither a language model nor a later
reader of the conversation. Which digits are removed from a sentence must not tell which ones are right, or a stranger
could ask the model for them; so removal depends only on how many digits there are.
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
MAX_LOCK_SECONDS: Final = 3600.0  # 24 tries a day; and a child's tries lock nobody out for long
HIDDEN: Final = "…"
_LONGEST_NAME: Final = 32  # characters of a number's name

type _Span = tuple[int, int, str]  # begin, end, digits


# ---- reading


def digits_of(text: str, language: str) -> str:
    """Return the digits of a sentence of nothing but digits ("one two 34", "４７"); empty for anything else."""
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
    """Return a sentence without what may be the PIN or somebody's try at it: nobody must learn it."""
    return without_code(text, language, len(options.pin)) if options.wanted_pin else text


def may_be_pin(options: Options, text: str, language: str) -> bool:
    """Whether a sentence says something that may be a PIN, right or wrong, and nothing else."""
    return bool(options.wanted_pin) and len(code_of(text, language)) >= MIN_PIN


def is_right(said: str, pin: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(said.encode(), pin.encode())


def _without(text: str, spans: list[_Span], instead: str = " ") -> str:
    for begin, end, _ in reversed(spans):
        text = f"{text[:begin]}{instead}{text[end:]}"
    return text


def _runs(text: str, language: str) -> list[_Span]:
    """Return the runs of digits, in figures or words; spaces and punctuation between digits do not end a run."""
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
    """The wrong tries at one agent's PIN, in all conversations. Times are monotonic seconds."""

    pin: str = ""  # the PIN that they were tries at: another PIN resets them
    wrong: int = 0
    locked_until: float = 0.0

    def locked(self, pin: str, now: float) -> bool:
        """Whether no PIN is accepted at the moment, not even the right one."""
        if pin != self.pin:
            self.pin, self.wrong, self.locked_until = pin, 0, 0.0
        return now < self.locked_until

    def fits(self, said: str, now: float) -> bool:
        """Count a try; a right one resets the wrong ones, a wrong one may lock."""
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
