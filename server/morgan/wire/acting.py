"""The house's hands at the other end of a connection: calls out, results in, each within its time; knows no model."""

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
    """What a peer offers to do, and what it can do it to."""

    tools: tuple[Tool, ...] = ()
    states: tuple[EntityState, ...] = ()


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What a house did with a sentence; path `none`: it was no plain command."""

    path: str
    said: str = ""
    asked: bool = False


def able_by_steps(fields: Fields, left: LeftOut) -> Steps[Able]:
    """Read `tools` and `states` in steps; what cannot be taken is noted in `left`. Raises BadRequest: no list."""
    taken: dict[str, str] = {}  # by the names that a model says, the house's own

    def tool(each: Fields, note: Note) -> Tool:
        found = _tool(each, note, taken)
        taken[found.name] = found.own_name or found.name
        return found

    tools = yield from items(fields, "tools", _MOST_TOOLS, tool, left)
    states = yield from items(fields, "states", _MOST_STATES, _state, left)
    return Able(tools, states)


def read_place(fields: Fields, note: Note) -> Place | None:
    """Read `place`. Raises BadRequest for what is no object."""
    if "place" not in fields:
        return None
    place = fields.inside("place")
    return Place(optional(place, "area", note), optional(place, "floor", note), optional(place, "device", note))


def read_recent(fields: Fields, left: LeftOut) -> tuple[Target, ...]:
    """Read `recent`; what cannot be taken is noted in `left`. Raises BadRequest for what is no list."""
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
    """Return the attributes, as many of them as there is room for."""
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
    """Return an object that is no longer than this when it is written; absent is an empty one. Raises BadRequest."""
    found = fields.raw(name)
    if found:  # most are empty, and thousands come at a time
        fields.anything(name, longest)
    return found or {}


class Errands:
    """The calls of one turn that a peer is at work on: the hands of a loop."""

    def __init__(
        self,
        peer: Peer,
        whose: Mapping[str, str] | None = None,
        seconds: float = RESULT_SECONDS,
        *,
        tools: Sequence[Tool] = (),
    ) -> None:
        """`tools` are those that the calls are of: the house hears its own names for them."""
        self._peer, self._whose, self._seconds = peer, dict(whose or {}), seconds
        self._own_names = {tool.name: tool.own_name for tool in tools if tool.own_name}
        self._waiting: dict[str, asyncio.Future[ToolResult]] = {}

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Send the calls and wait for what comes of each. Raises ConnectionError when the peer is gone."""
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
                raise  # whoever asked is gone
            return [ToolResult(call.id, error=_GONE) for call in calls]
        finally:
            self._waiting = {}
            for future in waiting.values():
                future.cancel()

    def take(self, fields: Fields) -> None:
        """Take a `tool-result`; one that nobody waits for is dropped. Raises BadRequest.

        One that cannot be read is an answer too: whoever waits for it need not wait for another.
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
        """Answer what waits: the peer is gone."""
        for called, waiting in self._waiting.items():
            if not waiting.done():
                waiting.set_result(ToolResult(called, error=_GONE))

    def _event(self, call: ToolCall) -> Event:
        name = self._own_names.get(call.name, call.name)
        told = {"id": call.id, "name": name, "args": dict(call.args), "repairs": list(call.repairs)}
        return UserEvent("tool-call", told | self._whose).event()


class HomeLink:
    """A house's standing connection, on which it obeys and acts for those who ask from elsewhere."""

    def __init__(self, peer: Peer, able: Able) -> None:
        self.peer, self.able = peer, able
        self._errands: dict[str, Errands] = {}
        self._orders: dict[str, asyncio.Future[Obeyed]] = {}

    def hands(self, language: str | None = None, conversation: str | None = None) -> Errands:
        """Return hands for one turn of a conversation; `let_go` when it is over."""
        turn = uuid.uuid4().hex
        told = {"turn": turn, "language": language, "conversation": conversation}
        whose = {key: value for key, value in told.items() if value is not None}
        self._errands[turn] = Errands(self.peer, whose, tools=self.able.tools)
        return self._errands[turn]

    def let_go(self, hands: Errands) -> None:
        """Forget a turn's hands."""
        self._errands = {turn: errands for turn, errands in self._errands.items() if errands is not hands}

    async def obey(self, text: str, language: str | None, conversation: str) -> Obeyed:
        """Ask the house whether a sentence is a plain command, and to do it then."""
        order = uuid.uuid4().hex
        answer: asyncio.Future[Obeyed] = asyncio.get_running_loop().create_future()
        self._orders[order] = answer
        told = {"id": order, "text": text, "language": language, "conversation": conversation}
        try:
            await self.peer.send(UserEvent("obey", {key: value for key, value in told.items() if value is not None}))
            async with asyncio.timeout(_OBEY_SECONDS):
                return await answer
        except (ConnectionError, TimeoutError):
            return Obeyed("none")  # whoever asked is not the one who hung up: they are answered without the house
        finally:
            del self._orders[order]

    def take_obeyed(self, fields: Fields) -> None:
        """Take an `obeyed`; one that nobody waits for is dropped. Raises BadRequest."""
        said, path = fields.maybe_text("said", 10_000) or "", fields.text("path", 64)
        waiting = self._orders.get(fields.text("id", NAME_LIMIT))
        if waiting is not None and not waiting.done():
            waiting.set_result(Obeyed(path, said, fields.truth("continue")))

    def take_result(self, fields: Fields) -> None:
        """Take a `tool-result` of some turn. Raises BadRequest."""
        if errands := self._errands.get(fields.text("turn", NAME_LIMIT)):
            errands.take(fields)

    def hang_up(self) -> None:
        """Answer all that wait: the house is gone."""
        for errands in self._errands.values():
            errands.hang_up()
        for waiting in self._orders.values():
            if not waiting.done():
                waiting.set_result(Obeyed("none"))
