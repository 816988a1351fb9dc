"""A question that waits for its answer: who may answer it, until when, and what a sentence means to it.

Knows nothing of what is done after a yes, of what is said, or of how a sentence would be understood without a question.
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
    "no_and_more",  # a no with words besides, which may be a command of their own
    "expired",
    "pin",  # a yes where a PIN is wanted
    "wrong",  # another PIN
    "refused",  # another PIN, and from now on none is taken for a while
    "locked",  # no PIN is taken for a while
    "unclear",
    "nothing",  # it is no answer, and the question is too old to be asked again
]
STAYS: Final[frozenset[Verdict]] = frozenset({"pin", "wrong"})  # the question waits on


@dataclass(slots=True)
class Pending:
    """A question that was asked before something dangerous; `act` does it."""

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
        """Whether this is the one who was asked, where they were asked."""
        return self.who == who(user_input)

    def ask_again(self) -> bool:
        """Wait once more; False when that was done before."""
        if self.asked_again:
            return False
        self.asked_again = True
        self.expires = time.monotonic() + ANSWER_SECONDS
        return True

    def judge(self, text: str, language: str, tries: Tries) -> Verdict:
        """Say what a sentence means to this question; a try at the PIN counts with that."""
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
    """Return whose yes counts: the one who was asked, where they were asked."""
    return user_input.context.user_id, user_input.device_id, user_input.satellite_id
