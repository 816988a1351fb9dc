"""The house's hands at the other end of a connection: calls out, results in, each within its time; knows no model."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming.event import Event
from wyoming.user_event import UserEvent

from morgan.errors import BadRequest
from morgan.ports import EntityState, Place, Target, Tool, ToolCall, ToolError, ToolResult
from morgan.wire.fields import NAME_LIMIT, Fields
from morgan.wire.peer import Peer

RESULT_SECONDS = 30.0
_OBEY_SECONDS = 30.0
_LONGEST_RESULT = 64 * 1024
_MOST_TOOLS, _MOST_STATES, _MOST_RECENT = 256, 5000, 20
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what OpenAI's servers take
_LONGEST_DESCRIPTION, _LONGEST_SCHEMA, _LONGEST_ATTRIBUTES = 8000, 64 * 1024, 8 * 1024
_GONE = ToolError("gone", "the house hung up")


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


def read_able(fields: Fields) -> Able:
    """Read `tools` and `states`. Raises BadRequest naming the field."""
    tools = tuple(_tool(each) for each in fields.objects("tools", _MOST_TOOLS))
    if len({tool.name for tool in tools}) != len(tools):
        raise BadRequest(f"{fields.where}: two tools have one name")
    return Able(tools, tuple(_state(each) for each in fields.objects("states", _MOST_STATES)))


def read_place(fields: Fields) -> Place | None:
    """Read `place`. Raises BadRequest naming the field."""
    if "place" not in fields:
        return None
    place = fields.inside("place")
    return Place(place.maybe_text("area"), place.maybe_text("floor"), place.maybe_text("device"))


def read_recent(fields: Fields) -> tuple[Target, ...]:
    """Read `recent`. Raises BadRequest naming the field."""
    found = fields.objects("recent", _MOST_RECENT)
    return tuple(
        Target(each.text("name", NAME_LIMIT), each.text("domain", 64), each.maybe_text("area")) for each in found
    )


def _tool(fields: Fields) -> Tool:
    name = fields.text("name", 64)
    if not _TOOL_NAME.fullmatch(name):
        raise BadRequest(f"{fields.where}: name must be 1 to 64 letters, digits, _ or -")
    description = fields.maybe_text("description", _LONGEST_DESCRIPTION) or ""
    parameters = bounded(fields, "parameters", _LONGEST_SCHEMA)
    return Tool(name, description, parameters, fields.truth("read_only"))


def _state(fields: Fields) -> EntityState:
    return EntityState(
        fields.text("name", NAME_LIMIT),
        fields.text("domain", 64),
        fields.maybe_text("area"),
        fields.text("state", 255),
        bounded(fields, "attributes", _LONGEST_ATTRIBUTES),
    )


def bounded(fields: Fields, name: str, longest: int) -> dict[str, object]:
    """Return an object that is no longer than this when it is written; absent is an empty one. Raises BadRequest."""
    fields.anything(name, longest)
    return fields.raw(name) or {}


class Errands:
    """The calls of one turn that a peer is at work on: the hands of a loop."""

    def __init__(self, peer: Peer, whose: Mapping[str, str] | None = None, seconds: float = RESULT_SECONDS) -> None:
        self._peer, self._whose, self._seconds = peer, dict(whose or {}), seconds
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
        """Take a `tool-result`; one that nobody waits for is dropped. Raises BadRequest."""
        called = fields.text("id", NAME_LIMIT)
        error: ToolError | None = None
        if "error" in fields:
            inside = fields.inside("error")
            error = ToolError(inside.text("type", NAME_LIMIT), inside.text("text", _LONGEST_RESULT))
        data = fields.anything("data", _LONGEST_RESULT)
        waiting = self._waiting.get(called)
        if waiting is not None and not waiting.done():
            waiting.set_result(ToolResult(called, data, error))

    def hang_up(self) -> None:
        """Answer what waits: the peer is gone."""
        for called, waiting in self._waiting.items():
            if not waiting.done():
                waiting.set_result(ToolResult(called, error=_GONE))

    def _event(self, call: ToolCall) -> Event:
        told = {"id": call.id, "name": call.name, "args": dict(call.args), "repairs": list(call.repairs)}
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
        self._errands[turn] = Errands(self.peer, whose)
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
