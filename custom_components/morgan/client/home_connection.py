"""The standing connection as values: messages from the server and to it; knows nothing of Home Assistant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from wyoming.event import Event
from wyoming.ping import Ping, Pong
from wyoming.user_event import UserEvent

from .connection import Line, parsed
from .errors import NotMorgan, ServerError
from .models import Offer, Server, ToolCall, ToolResult
from .response_stream import malformed, told, tool_call, user_event


@dataclass(frozen=True, slots=True)
class Known:
    """The server knows the house now; the hash identifies what it knows, sentences say what it had to leave out."""

    hash: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server refused the last message; it may hang up after it."""

    text: str


@dataclass(frozen=True, slots=True)
class Odd:
    """A malformed call or order, which needs an answer all the same."""

    id: str
    turn: str | None = None  # None: it was an order


@dataclass(frozen=True, slots=True)
class CallsEnd:
    """All calls of a turn's round have arrived."""

    turn: str


@dataclass(frozen=True, slots=True)
class Obey:
    """A sentence from a client other than Home Assistant, which may be a plain command."""

    id: str
    text: str
    language: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The server has other engines than it said: ask it again."""


type Heard = Known | Changed | Refusal | ToolCall | CallsEnd | Obey | Odd | Offer | None

MAX_MODELS: Final = 500  # that a server may offer; ours names 200 at most
MAX_LEFT_OUT: Final = 50  # sentences about what a server left out: more would not be read
MAX_SENTENCE: Final = 300  # characters of each


class HomeLine:
    """The standing connection, and what the server told of itself when it opened."""

    def __init__(self, line: Line, server: Server) -> None:
        self._line = line
        self.server = server

    async def tell(self, home: dict[str, Any]) -> None:
        """Send the house by name; it replaces the one sent before."""
        await self._line.send(UserEvent("home", home).event())

    async def ping(self) -> None:
        """Ask the server for a sign of life."""
        await self._line.send(Ping().event())

    async def ask_offer(self) -> None:
        """Ask which language models can answer questions."""
        await self._line.send(UserEvent("models", {}).event())

    async def give(self, turn: str, results: Iterable[ToolResult]) -> None:
        """Send the results of a turn's calls."""
        for result in results:
            await self._line.send(UserEvent("tool-result", told(result) | {"turn": turn}).event())

    async def obeyed(self, identity: str, *, path: str = "none", said: str = "", continues: bool = False) -> None:
        """Send the outcome of a sentence; path `none`: it was no plain command."""
        fields: dict[str, Any] = {"id": identity, "path": path}
        if path != "none":
            fields |= {"said": said, "continue": continues}
        await self._line.send(UserEvent("obeyed", fields).event())

    async def listen(self, within: float) -> Heard:
        """Wait for the server's next message; None when it asks for nothing.

        A malformed call or order is returned as Odd, any other malformed message is ignored. An error on this
        connection is about one message; if the server means the connection, it hangs up after it.
        """
        try:
            event = await self._line.receive(within)
        except ServerError as error:
            return Refusal(error.text[:MAX_SENTENCE])
        if Ping.is_type(event.type):
            await self._line.send(Pong().event())
        try:
            return parsed(_heard, event)
        except NotMorgan:
            return _odd(event)


def _odd(event: Event) -> Odd | None:
    owed = malformed(event)
    if owed is None:
        return None
    identity, turn = owed
    if user_event(event) == "obey":
        return Odd(identity)
    return Odd(identity, turn) if user_event(event) == "tool-call" and turn is not None else None


def _heard(event: Event) -> Heard:  # noqa: PLR0911  # one for each event
    fields: dict[str, Any] = event.data.get("data") or {}
    match user_event(event):
        case "home-known":
            return Known(str(fields.get("hash") or ""), _sentences(fields.get("left_out")))
        case "changed":
            return Changed()
        case "tool-call":
            return tool_call(event)
        case "tool-calls-end":
            return CallsEnd(str(fields["turn"]))
        case "obey":
            return _obey(fields)
        case "models":
            return offer(fields)
        case _:
            return None


def _sentences(value: object) -> tuple[str, ...]:
    """Read what a server says it left out; empty for any other form, which is no error."""
    return tuple(str(each)[:MAX_SENTENCE] for each in value[:MAX_LEFT_OUT]) if isinstance(value, list) else ()


def offer(fields: dict[str, Any]) -> Offer | None:
    """Read `models`; None when the server could not ask for them. Raises TypeError, KeyError."""
    if fields.get("code"):
        return None
    names, sees = ([str(name) for name in told][:MAX_MODELS] for told in (fields["models"], fields.get("sees") or ()))
    return Offer(str(fields.get("own") or ""), tuple(names), tuple(sees))


def _obey(fields: dict[str, Any]) -> Obey:
    identity, text = fields["id"], fields["text"]
    if not isinstance(identity, str) or not isinstance(text, str):
        raise TypeError("an order has an id and a text")
    more = {key: fields.get(key) for key in ("language", "conversation")}
    return Obey(identity, text, **{key: text for key, text in more.items() if isinstance(text, str)})
