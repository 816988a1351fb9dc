"""Sends tool calls to a house over its connection and takes their results, with timeouts; knows no model."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming.event import Event
from wyoming.user_event import UserEvent

from morgan.errors import BadRequest, TooLarge
from morgan.ports import EntityState, Place, Target, Tool, ToolCall, ToolError, ToolResult
from morgan.wire.fields import NAME_LIMIT, TEXT_LIMIT, Fields
from morgan.wire.lenient import LeftOut, Note, Steps, at_once, items, optional
from morgan.wire.peer import Peer
from morgan.wire.tool_names import sayable

RESULT_SECONDS = 30.0
_OBEY_SECONDS = 30.0
_LONGEST_RESULT = 64 * 1024
_MOST_TOOLS, _MOST_STATES, _MOST_RECENT = 256, 5000, 20
_LONGEST_DESCRIPTION, _LONGEST_SCHEMA, _LONGEST_ATTRIBUTES = 8000, 64 * 1024, 8 * 1024
_LONGEST_STATE = 255  # Home Assistant's own bound
_GONE = ToolError("gone", "the house hung up")
_UNREADABLE = ToolError("unreadable", "the house's answer could not be read; it may have been done")


@dataclass(frozen=True, slots=True)
class Able:
    """The tools that a peer offers, and the states of its entities."""

    tools: tuple[Tool, ...] = ()
    states: tuple[EntityState, ...] = ()


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A house's response to a sentence; path `none`: it was not a plain command."""

    path: str
    said: str = ""
    asked: bool = False


def able_by_steps(fields: Fields, left: LeftOut) -> Steps[Able]:
    """Read `tools` and `states` in steps; unusable items are noted in `left`. Raises BadRequest if one is no list."""
    taken: dict[str, str] = {}  # the name for the model → the house's own name

    def tool(each: Fields, note: Note) -> Tool:
        found = _tool(each, note, taken)
        taken[found.name] = found.own_name or found.name
        return found

    tools = yield from items(fields, "tools", _MOST_TOOLS, tool, left)
    states = yield from items(fields, "states", _MOST_STATES, _state, left)
    return Able(tools, states)


def read_place(fields: Fields, note: Note) -> Place | None:
    """Read `place`. Raises BadRequest if it is not an object."""
    if "place" not in fields:
        return None
    place = fields.inside("place")
    return Place(optional(place, "area", note), optional(place, "floor", note), optional(place, "device", note))


def read_recent(fields: Fields, left: LeftOut) -> tuple[Target, ...]:
    """Read `recent`; unusable items are noted in `left`. Raises BadRequest if it is not a list."""
    return at_once(items(fields, "recent", _MOST_RECENT, _target, left))


def _target(fields: Fields, note: Note) -> Target:
    return Target(fields.text("name", NAME_LIMIT), fields.text("domain", 64), optional(fields, "area", note))


def _tool(fields: Fields, note: Note, taken: Mapping[str, str]) -> Tool:
    own = fields.text("name", NAME_LIMIT)
    if not own.strip():
        raise BadRequest(f"{fields.where}: name must not be empty")
    if own in taken.values():
        raise BadRequest(f"{fields.where}: another tool has this name")
    name = sayable(own, taken)
    if name in taken:
        raise BadRequest(f"{fields.where}: its name cannot be told from another tool's")
    description = _description(fields, note)
    parameters = bounded(fields, "parameters", _LONGEST_SCHEMA)
    read_only = False
    try:
        read_only = fields.truth("read_only")
    except BadRequest:
        note("it counts as one that changes something: read_only must be true or false")
    return Tool(name, description, parameters, read_only, own if name != own else "")


def _description(fields: Fields, note: Note) -> str:
    try:
        told = fields.maybe_text("description", TEXT_LIMIT) or ""
    except BadRequest:
        note("its description is left out: it must be a string")
        return ""
    if len(told) > _LONGEST_DESCRIPTION:
        note(f"its description is cut to {_LONGEST_DESCRIPTION:,} characters")
    return told[:_LONGEST_DESCRIPTION]


def _state(fields: Fields, note: Note) -> EntityState:
    return EntityState(
        fields.text("name", NAME_LIMIT),
        fields.text("domain", 64),
        optional(fields, "area", note),
        _value(fields, note),
        _attributes(fields, note),
    )


def _value(fields: Fields, note: Note) -> str:
    value = fields.text("state")
    if len(value) > _LONGEST_STATE:
        note(f"its state is cut to {_LONGEST_STATE} characters")
    return value[:_LONGEST_STATE]


def _attributes(fields: Fields, note: Note) -> dict[str, object]:
    """Return as many of the attributes as the limit allows."""
    try:
        return bounded(fields, "attributes", _LONGEST_ATTRIBUTES)
    except TooLarge:
        kept: dict[str, object] = {}
        room = _LONGEST_ATTRIBUTES
        for key, value in sorted((fields.raw("attributes") or {}).items()):
            size = len(json.dumps([key, value]))
            if size <= room:
                kept[key] = value
                room -= size
    except BadRequest:
        kept = {}
    note(f"some of its attributes are left out: they must be an object of at most {_LONGEST_ATTRIBUTES:,} characters")
    return kept


def bounded(fields: Fields, name: str, longest: int) -> dict[str, object]:
    """Return an object of at most `longest` characters of JSON; empty if absent. Raises BadRequest."""
    found = fields.raw(name)
    if found:  # most are empty, and thousands come at a time
        fields.anything(name, longest)
    return found or {}


class Errands:
    """The pending tool calls of one turn at a peer: the agent's `Hands`."""

    def __init__(
        self,
        peer: Peer,
        whose: Mapping[str, str] | None = None,
        seconds: float = RESULT_SECONDS,
        *,
        tools: Sequence[Tool] = (),
    ) -> None:
        """`tools` are those that may be called; from them come the house's own names for the calls."""
        self._peer, self._whose, self._seconds = peer, dict(whose or {}), seconds
        self._own_names = {tool.name: tool.own_name for tool in tools if tool.own_name}
        self._waiting: dict[str, asyncio.Future[ToolResult]] = {}

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Send the calls and wait for their results. Raises ConnectionError when the peer is gone."""
        waiting: dict[str, asyncio.Future[ToolResult]] = {
            call.id: asyncio.get_running_loop().create_future() for call in calls
        }
        self._waiting = waiting
        try:
            await self._peer.send(*(self._event(call) for call in calls), UserEvent("tool-calls-end", self._whose))
            if waiting:
                await asyncio.wait(waiting.values(), timeout=self._seconds)
            late = ToolError("timeout", "the house did not answer in time")
            return [
                waiting[call.id].result() if waiting[call.id].done() else ToolResult(call.id, error=late)
                for call in calls
            ]
        except ConnectionError:
            if not self._whose:
                raise  # the peer that asked is gone
            return [ToolResult(call.id, error=_GONE) for call in calls]
        finally:
            self._waiting = {}
            for future in waiting.values():
                future.cancel()

    def take(self, fields: Fields) -> None:
        """Handle a `tool-result`; one for no pending call is dropped. Raises BadRequest.

        A result that cannot be read also ends its call: the turn does not wait for the timeout.
        """
        called = fields.text("id", NAME_LIMIT)
        waiting = self._waiting.get(called)
        result = ToolResult(called, error=_UNREADABLE)
        try:
            error: ToolError | None = None
            if "error" in fields:
                inside = fields.inside("error")
                error = ToolError(inside.text("type", NAME_LIMIT), inside.text("text", _LONGEST_RESULT))
            result = ToolResult(called, fields.anything("data", _LONGEST_RESULT), error)
        finally:
            if waiting is not None and not waiting.done():
                waiting.set_result(result)

    def hang_up(self) -> None:
        """End all pending calls with an error: the peer is gone."""
        for called, waiting in self._waiting.items():
            if not waiting.done():
                waiting.set_result(ToolResult(called, error=_GONE))

    def _event(self, call: ToolCall) -> Event:
        name = self._own_names.get(call.name, call.name)
        told = {"id": call.id, "name": name, "args": dict(call.args), "repairs": list(call.repairs)}
        return UserEvent("tool-call", told | self._whose).event()


class ToolChannel:
    """A house's standing connection, on which it carries out plain commands and tool calls for other peers."""

    def __init__(self, peer: Peer, able: Able) -> None:
        self.peer, self.able = peer, able
        self._errands: dict[str, Errands] = {}
        self._orders: dict[str, asyncio.Future[Obeyed]] = {}

    def hands(self, language: str | None = None, conversation: str | None = None) -> Errands:
        """Return hands for one turn of a conversation; call `let_go` when the turn is over."""
        turn = uuid.uuid4().hex
        told = {"turn": turn, "language": language, "conversation": conversation}
        whose = {key: value for key, value in told.items() if value is not None}
        self._errands[turn] = Errands(self.peer, whose, tools=self.able.tools)
        return self._errands[turn]

    def let_go(self, hands: Errands) -> None:
        """Forget a turn's hands."""
        self._errands = {turn: errands for turn, errands in self._errands.items() if errands is not hands}

    async def obey(self, text: str, language: str | None, conversation: str) -> Obeyed:
        """Ask the house to carry out a sentence if it is a plain command; path `none` also when it fails to answer."""
        order = uuid.uuid4().hex
        answer: asyncio.Future[Obeyed] = asyncio.get_running_loop().create_future()
        self._orders[order] = answer
        told = {"id": order, "text": text, "language": language, "conversation": conversation}
        try:
            await self.peer.send(UserEvent("obey", {key: value for key, value in told.items() if value is not None}))
            async with asyncio.timeout(_OBEY_SECONDS):
                return await answer
        except (ConnectionError, TimeoutError):
            return Obeyed("none")  # only the house is gone, not the peer that asked: it gets an answer without it
        finally:
            del self._orders[order]

    def take_obeyed(self, fields: Fields) -> None:
        """Handle an `obeyed`; one for no pending `obey` is dropped. Raises BadRequest."""
        said, path = fields.maybe_text("said", 10_000) or "", fields.text("path", 64)
        waiting = self._orders.get(fields.text("id", NAME_LIMIT))
        if waiting is not None and not waiting.done():
            waiting.set_result(Obeyed(path, said, fields.truth("continue")))

    def take_result(self, fields: Fields) -> None:
        """Handle a `tool-result` and pass it to its turn. Raises BadRequest."""
        if errands := self._errands.get(fields.text("turn", NAME_LIMIT)):
            errands.take(fields)

    def hang_up(self) -> None:
        """End everything pending: the house is gone."""
        for errands in self._errands.values():
            errands.hang_up()
        for waiting in self._orders.values():
            if not waiting.done():
                waiting.set_result(Obeyed("none"))
