"""Framing: what Wyoming's own reader writes is read, and nothing beyond the bounds is."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.event import Event, async_read_event

from morgan.errors import BadRequest, TooLarge
from morgan.wire.frames import FrameLimits, encode, read_body, read_header

LIMITS = FrameLimits(header_bytes=1024, data_bytes=8192, payload_bytes=2048)


async def read(raw: bytes) -> list[Event]:
    reader = asyncio.StreamReader(limit=LIMITS.header_bytes)
    reader.feed_data(raw)
    reader.feed_eof()
    events = []
    while (header := await read_header(reader, LIMITS)) is not None:
        events.append(await read_body(reader, header))
    return events


def framed(behind: bytes, **header: Any) -> bytes:
    return json.dumps({"type": "x", "data_length": len(behind), **header}).encode() + b"\n" + behind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=8,
)
EVENTS = st.builds(
    Event,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), JSON, max_size=3),
    st.none() | st.binary(min_size=1, max_size=64),
)


@given(st.lists(EVENTS, max_size=4))
def test_what_is_written_is_read_again_here_and_by_the_wyoming_package(events: list[Event]) -> None:
    raw = b"".join(map(encode, events))

    async def both() -> tuple[list[Event], list[Event | None]]:
        theirs = asyncio.StreamReader(limit=2**20)
        theirs.feed_data(raw)
        theirs.feed_eof()
        return await read(raw), [await async_read_event(theirs) for _ in events]

    assert asyncio.run(both()) == (events, events)


async def test_data_in_the_header_is_merged_with_the_data_behind_it() -> None:
    raw = framed(b'{"b": 2}', data={"a": 1, "b": 1})
    assert (await read(raw))[0].data == {"a": 1, "b": 2}


async def test_half_a_surrogate_pair_of_ours_is_written_as_a_question_mark() -> None:
    assert (await read(encode(Event("handled-chunk", {"text": "a\ud83d"}))))[0].data == {"text": "a?"}


async def test_null_counts_as_absent() -> None:
    assert await read(b'{"type": "x", "data": null, "data_length": null, "payload_length": null}\n') == [Event("x", {})]


BAD_HEADERS = {
    "no JSON": b"hello\n",
    "not UTF-8": b'{"type": "\xff"}\n',
    "UTF-16": '{"type": "x"}\n'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"type": "x"}\n',
    "an array": b'["type"]\n',
    "a number": b"7\n",
    "an empty line": b"\n",
    "no type": b'{"data": {}}\n',
    "a number for a type": b'{"type": 7}\n',
    "an empty type": b'{"type": ""}\n',
    "a key twice": b'{"type": "x", "payload_length": 1, "payload_length": 0}\n',
    "NaN": b'{"type": "x", "data": {"a": NaN}}\n',
    "an array for data": b'{"type": "x", "data": []}\n',
    "half a surrogate pair": b'{"type": "x", "data": {"a": "\\ud800"}}\n',
    "deep nesting": b'{"type": "x", "data": {"a": ' + b"[" * 200 + b"]" * 200 + b"}}\n",
    "a negative length": b'{"type": "x", "data_length": -1}\n',
    "a length of true": b'{"type": "x", "data_length": true}\n',
    "a length in words": b'{"type": "x", "payload_length": "1"}\n',
    "a broken length": b'{"type": "x", "payload_length": 1.5}\n',
    "an end in the header": b'{"type": "x"',
    "an end in the data": b'{"type": "x", "data_length": 5}\n{}',
    "an end in the payload": b'{"type": "x", "payload_length": 5}\nabc',
}


@pytest.mark.parametrize("raw", BAD_HEADERS.values(), ids=BAD_HEADERS)
async def test_what_cannot_be_framed_is_a_bad_request(raw: bytes) -> None:
    with pytest.raises(BadRequest) as error:
        await read(raw)
    assert error.value.code == "bad-request"


BAD_DATA = {
    "no JSON": b"{",
    "an array": b"[1]",
    "Infinity": b'{"a": Infinity}',
    "more digits than Python reads": b'{"a": ' + b"9" * 4400 + b"}",
    "deep nesting": b'{"a": ' + b"[" * 1500 + b"]" * 1500 + b"}",
    "nesting that only Python's own limit would let pass": b'{"a": ' + b"[" * 500 + b"]" * 500 + b"}",
}


@pytest.mark.parametrize("data", BAD_DATA.values(), ids=BAD_DATA)
async def test_data_that_is_no_object_is_a_bad_request(data: bytes) -> None:
    with pytest.raises(BadRequest):
        await read(framed(data))


TOO_LARGE = {
    "the header": b'{"type": "' + b"x" * 2000 + b'"}\n',
    "a header without an end": b"x" * 5000,
    "the data": b'{"type": "x", "data_length": 8193}\n',
    "the payload": b'{"type": "x", "payload_length": 99999999999}\n',
}


@pytest.mark.parametrize("raw", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_larger_than_the_limits_is_told_before_it_is_read(raw: bytes) -> None:
    with pytest.raises(TooLarge) as error:
        await read(raw)
    assert error.value.code == "too-large"


@given(st.binary(max_size=300))
def test_any_bytes_are_events_or_a_bad_request(raw: bytes) -> None:
    with suppress(BadRequest):
        asyncio.run(read(raw))
