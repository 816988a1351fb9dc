"""The values exchanged with a language model through its port; knows no model and no house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call, as Home Assistant offers it."""

    name: str
    description: str
    parameters: Mapping[str, object] = field(default_factory=dict)  # a JSON schema
    read_only: bool = False
    own_name: str = ""  # the house's name for it, if `name` had to differ: tool_names.py


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call of a model. `id` is unique within a turn; `repairs` name what was put right in it, in order."""

    id: str
    name: str
    args: Mapping[str, object] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolError:
    """Why a call failed: `type` for programs and `text` for the model. Never spoken."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of the call with the same id; `data` is JSON, with HA's own sentence, if any, as `speech`."""

    id: str
    data: object = None
    error: ToolError | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of a model's answer; `cached_tokens` of the prompt came from the prefix cache."""

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
    schema: Mapping[str, object] | None = None  # JSON schema of the answer to it; None: words
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that answers, yielded before its first word if there are several; `passed`: passed over, and why."""

    model: str
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """The model options of one request; None leaves an option to the settings."""

    model: str | None = None  # by the name under which its server lists it
    temperature: float | None = None

    def besides(self, own: str) -> Wish:
        """Return the wish without its model if that is `own`, the model that answers anyway."""
        return replace(self, model=None) if self.model == own else self


NO_WISH = Wish()


def schema_of(messages: Sequence[Message]) -> Mapping[str, object] | None:
    """Return the JSON schema of the answer to a conversation; None: words."""
    return next((message.schema for message in reversed(messages) if message.schema is not None), None)


def with_pictures(messages: Sequence[Message]) -> bool:
    """Return whether a conversation has pictures."""
    return any(message.pictures for message in messages)


Delta: TypeAlias = str | ToolCall | Usage | Chosen
