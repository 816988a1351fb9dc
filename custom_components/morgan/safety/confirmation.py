"""A pending question: who may answer it, until when, and how a sentence answers it.

Knows nothing of what is done after a yes, of what is said, or of how a sentence is read without a question.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from homeassistant.components import conversation

from ..house.outcome import Done, Path
from .answers import answer_of, starts_no
from .pin import Tries, code_of

ANSWER_SECONDS: Final = 30.0  # for how long a question waits: a yes later may answer somebody else's question

type Act = Callable[[conversation.ConversationInput, conversation.ChatLog], Awaitable[Done | None]]
type Verdict = Literal[
    "act",  # a yes, or the right PIN
    "no",
    "no_and_more",  # a no with other words, which may be a command
    "expired",
    "pin",  # a yes where a PIN is wanted
    "wrong",  # a wrong PIN
    "refused",  # a wrong PIN, and from now on none is accepted for a while
    "locked",  # no PIN is accepted for a while
    "unclear",
    "nothing",  # it is no answer, and the question is too old to be asked again
]
STAYS: Final[frozenset[Verdict]] = frozenset({"pin", "wrong"})  # the question keeps waiting


@dataclass(slots=True)
class Pending:
    """A question that was asked before an act; `act` carries it out."""

    act: Act
    question: str
    who: tuple[str | None, ...]
    path: Path
    pin: str  # empty: a yes is enough
    said: str = ""  # what it was asked about, and the names of what would be touched: a yes may repeat them
    names: tuple[str, ...] = ()
    expires: float = field(default_factory=lambda: time.monotonic() + ANSWER_SECONDS)
    asked_again: bool = False

    def may_answer(self, user_input: conversation.ConversationInput) -> bool:
        """Whether this is the person who was asked, on the device where they were asked."""
        return self.who == who(user_input)

    def ask_again(self) -> bool:
        """Wait once more; False when that was done before."""
        if self.asked_again:
            return False
        self.asked_again = True
        self.expires = time.monotonic() + ANSWER_SECONDS
        return True

    def judge(self, text: str, language: str, tries: Tries) -> Verdict:
        """Judge a sentence as an answer to this question; a try at the PIN is counted."""
        now = time.monotonic()
        answer = answer_of(text, language, (self.said, self.question), self.names)
        plain_no = starts_no(text, language)  # before digits: Persian's "no" is its "nine", too
        code = code_of(text, language) if self.pin and not plain_no else ""
        if now > self.expires:
            return "expired" if code or answer != "neither" else "nothing"
        if code:
            return self._tried(code, tries, now)
        if answer == "yes":
            return "pin" if self.pin else "act"
        if answer == "no":
            return "no" if plain_no else "no_and_more"
        return "unclear"

    def _tried(self, code: str, tries: Tries, now: float) -> Verdict:
        if tries.locked(self.pin, now):
            return "locked"
        if tries.fits(code, now):
            return "act"
        return "refused" if tries.locked(self.pin, now) else "wrong"


def who(user_input: conversation.ConversationInput) -> tuple[str | None, ...]:
    """Return whose yes counts: the user, device and satellite that were asked."""
    return user_input.context.user_id, user_input.device_id, user_input.satellite_id
