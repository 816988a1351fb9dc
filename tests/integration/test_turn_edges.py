"""Turns that nobody foresaw: whoever asked hears a sentence, and an answer without an end is given one."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

import pytest
from custom_components.morgan.client.connection import Line
from custom_components.morgan.client.errors import TooLong
from custom_components.morgan.client.models import ToolCall
from custom_components.morgan.client.response_stream import Answer
from custom_components.morgan.const import CONF_HISTORY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .asking import collect
from .fake_server import FakeServer
from .fixtures import House, choose
from .test_acting import ON
from .test_conversation import path, say, speech
from .test_turns import settled, soon

__all__ = ["soon"]  # a fixture

SORRY = "Something went wrong, and I do not know what."
NO_END = "I stop here: this answer has no end."
WORDS = "what was said in the kitchen"


def levels(caplog: pytest.LogCaptureFixture, words: str) -> set[int]:
    """At which levels these words are in our own log."""
    return {
        record.levelno
        for record in caplog.records
        if record.name.startswith("custom_components.morgan") and words in f"{record.getMessage()}{record.exc_info}"
    }


@pytest.mark.parametrize("where", ["the question", "the plain words", "the choices"])
async def test_a_fault_in_a_turn_is_said_and_its_words_are_for_debug_alone(  # noqa: PLR0917  # fixtures
    hass: HomeAssistant,
    house: House,
    morgan: MockConfigEntry,
    server: FakeServer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.morgan")

    def breaks(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError(WORDS)

    match where:
        case "the question":
            monkeypatch.setattr(morgan.runtime_data.client, "ask", breaks)
        case "the plain words":
            monkeypatch.setattr(morgan.runtime_data.plain, "async_obey", breaks)
        case "the choices":  # of another release, or written by hand
            choose(hass, morgan, **{CONF_HISTORY: WORDS})
    result = await say(hass, "who wrote Hamlet")
    assert (speech(result), path(result)) == (SORRY, "none")
    assert result.response.error_code is intent.IntentResponseErrorCode.UNKNOWN
    turn = await settled(hass, morgan)
    assert (turn.path, turn.stages[0].error) == ("none", "unknown")
    assert levels(caplog, WORDS) == {logging.DEBUG}
    assert morgan.runtime_data.link.up
    monkeypatch.undo()
    choose(hass, morgan, **{CONF_HISTORY: 20})
    assert speech(await say(hass, "who wrote Hamlet")) == "It was Shakespeare."


async def test_what_was_said_before_a_fault_stands(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Any:
        raise ZeroDivisionError(WORDS)

    server.words_before, server.rounds = "Let me see. ", (((ON, {"name": "Desk Lamp"}),),)
    monkeypatch.setattr("custom_components.morgan.sync.response_reader.as_result", breaks)
    assert speech(await say(hass, "light my desk")) == f"Let me see.… {SORRY}"
    assert house.touched == ["light.turn_on ['light.desk']"]


async def test_an_answer_that_takes_too_long_is_ended_truthfully(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.response_stream.MAX_SECONDS", 0.3)
    server.gate = asyncio.Event()  # after its first word it says nothing more
    async with asyncio.timeout(20):
        assert speech(await say(hass, "tell me everything")) == f"It was… {NO_END}"
    await server.until(lambda: len(server.connections) == 1)  # it was hung up on; the standing one stays


async def test_an_answer_that_never_falls_silent_is_ended_by_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.morgan.client.response_stream.MAX_SECONDS", 0.0)
    come = asyncio.StreamReader()
    come.feed_data(b'{"type": "handled-chunk", "data": {"text": "word "}}\n' * 1000)  # nothing is waited for
    answer = Answer(Line(come, cast(asyncio.StreamWriter, None)))
    heard: list[str | ToolCall] = []
    with pytest.raises(TooLong):
        await collect(heard, answer.round())
    assert heard == []


async def test_a_model_that_calls_tools_for_ever_is_ended(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.sync.response_reader.MAX_ROUNDS", 3)
    server.rounds = (((ON, {"name": "Desk Lamp"}),),) * 10
    assert speech(await say(hass, "blink until I say stop")) == NO_END
    assert len(house.touched) == 3, "and nothing is done after it"
    await settled(hass, morgan)
    await server.until(lambda: len(server.connections) == 1)
    server.rounds = ()
    assert speech(await say(hass, "who wrote Hamlet")) == "It was Shakespeare."


async def test_a_round_of_too_many_calls_is_ended(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Desk Lamp"}),) * 33,)
    assert path(await say(hass, "blink")) == "none"
    assert len(house.touched) <= 32
    assert morgan.runtime_data.link.up
