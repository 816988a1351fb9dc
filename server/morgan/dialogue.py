"""What is said to a language model and what it says: the values that cross its port; knows no model and no house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that can be done in the house, as Home Assistant offers it."""

    name: str
    description: str
    parameters: Mapping[str, object] = field(default_factory=dict)  # a JSON schema
    read_only: bool = False
    own_name: str = ""  # how the house calls it, where a model can't say that name


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What a model wants done. `id` is unique within a turn; `repairs` name what was put right, in order."""

    id: str
    name: str
    args: Mapping[str, object] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolError:
    """Why a call was not done: a name for programs and a sentence for the model. Never spoken."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of the call of the same id; `data` is JSON and holds HA's own sentence as `speech` if it has one."""

    id: str
    data: object = None
    error: ToolError | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model's answer cost; `cached_tokens` of the prompt were not evaluated again."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    answer_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Sum up the rounds of a turn."""
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.answer_tokens + other.answer_tokens,
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in its file; `media_type` such as image/png."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a conversation; `tool` answers the call named by `tool_call_id` with JSON."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    schema: Mapping[str, object] | None = None  # JSON schema of the answer to it; None: it is words
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which model answers, told before its first word when there were several; `passed` says which did not, and why."""

    model: str
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever asks wants of the model for this one answer; None leaves it to the settings."""

    model: str | None = None  # by the name under which its server lists it
    temperature: float | None = None

    def besides(self, own: str) -> Wish:
        """Return it without a model that would answer anyway."""
        return replace(self, model=None) if self.model == own else self


NO_WISH = Wish()


def schema_of(messages: Sequence[Message]) -> Mapping[str, object] | None:
    """Return what the answer to a conversation must look like; None: it is words."""
    return next((message.schema for message in reversed(messages) if message.schema is not None), None)


def with_pictures(messages: Sequence[Message]) -> bool:
    """Tell whether there is anything to see in a conversation."""
    return any(message.pictures for message in messages)


Delta: TypeAlias = str | ToolCall | Usage | Chosen
