"""The memory of conversations: the last commands and their targets, and the pending question.

Knows nothing of what is done with them. Kept in memory only, for the last conversations.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ..house.commands import Command
from ..safety.confirmation import Pending

MAX_CONVERSATIONS: Final = 200  # each holds a few names; Home Assistant itself forgets after five minutes
MAX_TARGETS: Final = 20


@dataclass(frozen=True, slots=True)
class Before:
    """The state of an entity before a command."""

    state: str
    value: float | None = None  # of the slot that the command set


@dataclass(slots=True)
class Talk:
    """One conversation."""

    commands: tuple[Command, ...] = ()  # the last that changed something, in their order
    before: dict[str, Before] = field(default_factory=dict)  # the states before them
    targets: tuple[str, ...] = ()  # entity ids, newest first
    last: tuple[str, ...] = ()  # of the last sentence alone
    pending: Pending | None = None

    def note(self, commands: Sequence[Command], targets: Sequence[str]) -> None:
        """Remember a sentence's commands and targets; without commands, "again" has no meaning here."""
        self.commands = tuple(commands)
        self.before = {}
        if targets:
            self.last = tuple(targets)
        self.targets = tuple(dict.fromkeys([*targets, *self.targets]))[:MAX_TARGETS]


class Memory:
    """All conversations, the latest last."""

    def __init__(self) -> None:
        self._talks: OrderedDict[str, Talk] = OrderedDict()

    def talk(self, conversation_id: str) -> Talk:
        """Return a conversation, a new one if it is not known; beyond the limit the oldest is dropped."""
        talk = self._talks.setdefault(conversation_id, Talk())
        self._talks.move_to_end(conversation_id)
        if len(self._talks) > MAX_CONVERSATIONS:
            self._talks.popitem(last=False)
        return talk
