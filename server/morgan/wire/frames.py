"""Reads and writes Wyoming's frames within bounds; knows nothing of what the events mean.

The `wyoming` package's own reader has no bounds and treats a malformed line as the end of the stream, so only its event
classes are used here. Format: a line of JSON `{type, data?, data_length?, payload_length?}`, `data_length` bytes of
JSON merged over `data`, `payload_length` bytes of sound.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from wyoming.event import Event
from wyoming.version import __version__ as wyoming_version

from morgan.errors import BadRequest, TooLarge

# The schema of a tool nests deepest, some thirty levels of objects in objects. Python's own limit is a thousand, and
# code that walks through the value later would reach it in a worse place (when a peer's `context` is sent back, for
# one).
_MAX_DEPTH = 100
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")  # an escaped surrogate; any other escape is a character
_LONG = 64 * 1024  # bytes of data that take 1 ms to parse; those of a big house take 10 ms


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """The largest sizes that are read."""

    header_bytes: int
    data_bytes: int
    payload_bytes: int


@dataclass(frozen=True, slots=True)
class Header:
    """A frame's first line: its type, and how many bytes belong to it."""

    type: str
    data: dict[str, Any]
    data_length: int
    payload_length: int


async def read_header(reader: asyncio.StreamReader, limits: FrameLimits) -> Header | None:
    """Read one line; None at the end of the stream. Cancelling loses nothing. Raises BadRequest, TooLarge.

    The reader must have been made with `limit=limits.header_bytes`: that is what bounds the line.
    """
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        if error.partial.strip():
            raise BadRequest("the connection ended in the middle of an event") from error
        return None
    except asyncio.LimitOverrunError as error:
        raise TooLarge(f"an event's header may have at most {limits.header_bytes} bytes") from error
    header = _parse(line, "header", hook=_no_key_twice)
    kind = header.get("type")
    if not isinstance(kind, str) or not kind:
        raise BadRequest("an event's header needs a type, a string")
    data = header.get("data")
    if data is not None and not isinstance(data, dict):
        raise BadRequest("an event's data must be an object")
    return Header(
        kind,
        data or {},
        _length(header, "data_length", limits.data_bytes),
        _length(header, "payload_length", limits.payload_bytes),
    )


async def read_body(reader: asyncio.StreamReader, header: Header) -> Event:
    """Read what belongs to `header`. Raises BadRequest."""
    data = header.data
    payload: bytes | None = None
    try:
        if header.data_length:
            raw = await reader.readexactly(header.data_length)
            if header.data_length > _LONG:
                await asyncio.sleep(0)  # one step of the event loop to copy it, another one to parse it
            data = {**data, **_parse(raw, "data")}
            if header.data_length > _LONG:
                await asyncio.sleep(0)  # and another one to handle it
        if header.payload_length:
            payload = await reader.readexactly(header.payload_length)
    except asyncio.IncompleteReadError as error:
        raise BadRequest("the connection ended in the middle of an event") from error
    return Event(header.type, data, payload)


def encode(event: Event) -> bytes:
    """Return the frame of `event`."""
    header: dict[str, object] = {"type": event.type, "version": wyoming_version}
    # A language model that splits a pair of surrogates between two deltas leaves halves, which UTF-8 cannot encode.
    data = json.dumps(event.data, ensure_ascii=False).encode(errors="replace") if event.data else b""
    if data:
        header["data_length"] = len(data)
    if event.payload:
        header["payload_length"] = len(event.payload)
    return b"".join((json.dumps(header).encode(), b"\n", data, event.payload or b""))


def _length(header: dict[str, Any], name: str, limit: int) -> int:
    value = header.get(name)
    if value is None:
        return 0
    if type(value) is not int or value < 0:  # `type` and not isinstance: true is an int in Python
        raise BadRequest(f"{name} must be a whole number from 0")
    if value > limit:
        raise TooLarge(f"{name} may be at most {limit}")
    return value


def _parse(raw: bytes, what: str, hook: Callable[[list[tuple[str, Any]]], object] | None = None) -> dict[str, Any]:
    """JSON object → dict. Raises BadRequest for anything else, also for invalid JSON that Python's parser accepts."""
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant, object_pairs_hook=hook)
        if raw.count(b"[") + raw.count(b"{") > _MAX_DEPTH:
            _measure_depth([value])
        if _SURROGATE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be written or spoken
    except (
        ValueError,
        RecursionError,
    ) as error:  # ValueError: not UTF-8, not JSON, a number of 5,000 digits, half a pair
        raise BadRequest(f"an event's {what} is not JSON that can be used") from error
    if not isinstance(value, dict):
        raise BadRequest(f"an event's {what} must be a JSON object")
    return value


def _measure_depth(value: object) -> None:
    """Raise ValueError if a value is nested too deep. By levels, which is quick: a house has thousands of values."""
    level: list[Any] = [value]
    for _ in range(_MAX_DEPTH + 1):
        inner = [child for parent in level for child in (parent.values() if type(parent) is dict else parent)]
        level = [child for child in inner if type(child) is dict or type(child) is list]
        if not level:
            return
    raise ValueError("nested too deep")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse duplicate keys: two `payload_length`s would let readers disagree on where the next event begins."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
