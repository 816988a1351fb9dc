"""The guard in front of a model's tools, in one house: what it holds, what it lets through, and as whom it acts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import probatio
import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.local_agent.session import Talk
from custom_components.morgan.safety.guarded_tools import (
    ASK,
    SAY,
    Guarded,
    GuardedAPI,
    Turn,
    as_result,
    async_call_held,
)
from homeassistant.components import conversation
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import llm

from .conftest import World

ON, OFF, TIMER = "HassTurnOn", "HassTurnOff", "HassStartTimer"


def turn_in(world: World, options: Options | None = None, device: str | None = None) -> Turn:
    asked = conversation.ConversationInput(
        text="",
        context=Context(user_id=None),
        conversation_id="1",
        device_id=device,
        satellite_id=None,
        language="en",
        agent_id="conversation.morgan",
    )
    turn = Turn(options or Options(), Talk(), asked)
    turn.begin()
    return turn


async def call(world: World, turn: Turn, name: str, /, **args: object) -> llm.ToolResult:
    context = llm.LLMContext("morgan", turn.asked.context, "en", "conversation", turn.asked.device_id)
    api = await GuardedAPI(world.hass, ("assist",)).async_get_api_instance(context)
    (tool,) = [each for each in api.tools if each.name == f"intent__{name}"]
    result = await tool.async_call(world.hass, llm.ToolInput(tool_name=tool.name, tool_args=args), context)
    assert isinstance(result, llm.ToolResult)
    return result


async def test_what_is_dangerous_is_held_and_done_after_a_yes_for_it(world: World) -> None:
    turn = turn_in(world)
    result = await call(world, turn, OFF, name="Front Door", area="", floor=None)
    assert result.error
    assert result.data == {"error": ASK, "error_text": "Shall I really unlock Front Door?"}
    (held,) = turn.held
    assert ([risk.id for risk in held.risks], world.house.touched, turn.done) == (["lock.front"], [], [])
    with pytest.raises(HomeAssistantError, match="not asked about"):
        await async_call_held(world.hass, held, turn, frozenset({"lock.safe"}))
    assert world.house.touched == []
    await async_call_held(world.hass, held, turn, frozenset({"lock.front"}))
    assert world.house.touched == ["lock.unlock lock.front"]
    assert [command.intent for command in turn.done] == [OFF]
    turn.remember()
    assert (turn.talk.targets, [each.intent for each in turn.talk.commands]) == (("lock.front",), [OFF])
    world.house.calls["lock.unlock"].clear()


async def test_two_that_are_held_are_one_question_with_the_pin_where_one_is_set(world: World) -> None:
    for options, more in (
        (Options(danger="pin", pin="4711"), " Please say the PIN."),
        (Options(danger="pin"), ""),
        (Options(pin="4711"), ""),
    ):
        turn = turn_in(world, options)
        await call(world, turn, OFF, name="Front Door")
        result = await call(world, turn, ON, name="Garage Door")
        both = "Shall I really unlock Front Door? Shall I really open Garage Door?"
        assert result.data == {"error": ASK, "error_text": both + more}
        assert world.house.touched == []


async def test_what_is_harmless_is_done_and_said(world: World) -> None:
    turn = turn_in(world)
    result = await call(world, turn, ON, name="Desk Lamp")
    assert not result.error
    said = as_result("1", result)
    assert (said.id, said.error, said.data["speech"]) == ("1", None, "Turned on the light")
    assert (world.house.touched, turn.held) == (["light.turn_on ['light.desk']"], [])
    world.house.calls["light.turn_on"].clear()


async def test_the_room_decides_what_is_judged_and_what_is_done(world: World) -> None:
    kitchen = ar.async_get(world.hass).async_get_area_by_name("Kitchen")
    assert kitchen is not None
    world.house.add("lock.pantry", "Hatch", "locked", kitchen.id)
    world.house.add("light.hatch", "Hatch", "on", "office")
    turn = turn_in(world, device=world.kitchen_device)
    result = await call(world, turn, OFF, name="Hatch")
    assert result.data["error_text"] == "Shall I really unlock Hatch?"
    assert [risk.id for risk in turn.held[0].risks] == ["lock.pantry"]
    await async_call_held(world.hass, turn.held[0], turn, frozenset({"lock.pantry"}))
    assert world.house.touched == ["lock.unlock lock.pantry"]
    world.house.calls["lock.unlock"].clear()
    for each in ("lock.pantry", "light.hatch"):
        world.remove(each)


async def test_what_wants_a_yes_cannot_be_put_off(world: World) -> None:
    turn = turn_in(world, device=world.kitchen_device)
    result = await call(world, turn, TIMER, seconds=100, conversation_command="unlock the front door")
    assert (result.error, result.data["error"], turn.held) == (True, SAY, [])
    assert "Please say it when it is time" in result.data["error_text"]


class Tool(llm.Tool):
    """A tool of somebody's that says of itself that it only reads."""

    name = "look_up"
    parameters = probatio.Schema({}, extra=probatio.ALLOW_EXTRA)
    annotations = llm.ToolAnnotations(read_only=True, destructive=False)

    def __init__(self, gives: object) -> None:
        self.gives = gives
        self.called = 0

    async def async_call(self, hass: object, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> object:  # type: ignore[override]
        self.called += 1
        if isinstance(self.gives, BaseException):
            raise self.gives
        return self.gives


async def test_a_tool_from_elsewhere_is_asked_about_unless_it_is_allowed(world: World) -> None:
    context = llm.LLMContext("morgan", Context(), "en", "conversation", None)
    call = llm.ToolInput(tool_name="look_up", tool_args={})
    turn, tool = turn_in(world), Tool({"x": 1})
    result = await Guarded(tool).async_call(world.hass, call, context)
    assert (result.data["error_text"], tool.called) == ("Shall I really do that with look_up?", 0)
    await async_call_held(world.hass, turn.held[0], turn, frozenset({"look_up"}))
    assert tool.called == 1
    turn_in(world, Options(allowed_tools=frozenset({"look_up"})))
    result = await Guarded(tool).async_call(world.hass, call, context)
    assert (result.data, result.error) == ({"x": 1}, False)
    for raised, match in ((TimeoutError(), "in time"), (HomeAssistantError("No"), "No"), (KeyError("x"), "It failed")):
        with pytest.raises(HomeAssistantError, match=match):
            await Guarded(Tool(raised)).async_call(world.hass, call, context)
    with pytest.raises(probatio.Invalid):
        await Guarded(Tool(probatio.Invalid("x"))).async_call(world.hass, call, context)


async def test_what_a_tool_said_when_it_failed_is_for_debug_alone(world: World) -> None:
    context = llm.LLMContext("morgan", Context(), "en", "conversation", None)
    turn_in(world, Options(allowed_tools=frozenset({"look_up"})))
    failing, call = Guarded(Tool(ValueError("what was said"))), llm.ToolInput(tool_name="look_up", tool_args={})
    kept = kept_log("custom_components.morgan.safety.guarded_tools")
    with kept as records, pytest.raises(HomeAssistantError, match="It failed"):
        await failing.async_call(world.hass, call, context)
    (told,) = [logging.Formatter().format(each) for each in records if each.levelno > logging.DEBUG]
    assert "look_up" in told
    assert "ValueError" in told
    assert "what was said" not in told


@contextmanager
def kept_log(name: str) -> Iterator[list[logging.LogRecord]]:
    """Keep what a logger is told."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logging.getLogger(name).addHandler(handler)
    try:
        yield records
    finally:
        logging.getLogger(name).removeHandler(handler)


def test_a_result_is_told_as_the_protocol_has_it() -> None:
    def told(data: object, *, error: bool = False) -> tuple[object, str | None, str | None]:
        result = as_result("7", llm.ToolResult(data=data, error=error))  # type: ignore[arg-type]
        return result.data, result.error and result.error.type, result.error and result.error.text

    assert told({"a": 1}) == ({"a": 1}, None, None)
    assert told({"speech": {"plain": {"speech": "Done"}}, "a": 1}) == ({"a": 1, "speech": "Done"}, None, None)
    assert told({"speech": {}, "a": 1}) == ({"a": 1}, None, None)
    assert told({"speech": "x"}) == ({"speech": "x"}, None, None)
    assert told({"error": "E", "error_text": "T"}, error=True)[1:] == ("E", "T")
    assert told({"error": "E"}, error=True)[1:] == ("E", "E")
    assert told({}, error=True)[1:] == ("failed", "It failed")
    assert told([1], error=True)[1:] == ("failed", "It failed")
