"""The guard in front of each tool: in whose language it asks, in whose name it acts, and what comes of a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context as Variables
from typing import Any, override

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.local_agent.session import Talk
from custom_components.morgan.safety.guarded_tools import ASK, SAY, Guarded, Turn, as_result, async_call_held
from homeassistant.components import conversation
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent, llm

from .conftest import World

ON, OFF, TIMER = "HassTurnOn", "HassTurnOff", "HassStartTimer"


class Note(intent.IntentHandler):
    """An intent of somebody's program that takes down how it was called."""

    description = "Takes a note"

    def __init__(self, name: str, *, says: str = "", ends: intent.IntentResponseType | None = None) -> None:
        self.intent_type, self.says, self.ends = name, says, ends
        self.said: list[intent.Intent] = []

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        self.said.append(intent_obj)
        response = intent_obj.create_response()
        response.response_type = self.ends or response.response_type
        if self.says:
            response.async_set_speech(self.says)
        return response


@contextmanager
def registered(world: World, note: Note) -> Iterator[Note]:
    intent.async_register(world.hass, note)
    try:
        yield note
    finally:
        intent.async_remove(world.hass, note.intent_type)


def turn_in(device: str | None = None, **options: Any) -> Turn:
    asked = conversation.ConversationInput(
        text="",
        context=Context(),
        conversation_id="1",
        device_id=device,
        satellite_id=None,
        language="en",
        agent_id="conversation.morgan",
    )
    turn = Turn(Options(**options), Talk(), asked)
    turn.begin()
    return turn


async def call(
    world: World, name: str, args: dict[str, Any], *, language: str | None = "en", context: Context | None = None
) -> llm.ToolResult:
    """Call an intent's tool in the turn that runs."""
    (handler,) = [each for each in intent.async_get(world.hass) if each.intent_type == name]
    asks = llm.LLMContext("morgan", context, language, "conversation", None)
    tool = llm.IntentTool(f"intent__{name}", handler)
    return await Guarded(tool).async_call(world.hass, llm.ToolInput(tool.name, args), asks)


# ---- in whose language


LANGUAGES = [
    # the language that was spoken, the house's, and the one to answer in
    ("de", "en", "de"),
    ("en", "de", "en"),
    (None, "de", "de"),
    (None, "en", "en"),
]
UNLOCK = {"en": "Shall I really unlock Front Door?", "de": "Soll ich Front Door wirklich aufschließen?"}
LATER = {"en": "Please say it when it is time", "de": "Bitte sag es, wenn es so weit ist"}
LIT = {"en": "Turned on the light", "de": "Desk Lamp eingeschaltet"}


async def test_it_asks_and_answers_in_the_language_that_was_spoken_or_else_in_the_houses(world: World) -> None:
    later = {"seconds": 100, "conversation_command": "unlock the front door"}
    for spoken, at_home, language in LANGUAGES:
        world.hass.config.language = at_home
        turn_in()
        asked = await call(world, OFF, {"name": "Front Door"}, language=spoken)
        assert asked.data == {"error": ASK, "error_text": UNLOCK[language]}
        refused = await call(world, TIMER, later, language=spoken)
        assert refused.data["error"] == SAY
        assert LATER[language] in str(refused.data["error_text"])
        done = await call(world, ON, {"name": "Desk Lamp"}, language=spoken)
        assert as_result("1", done).data["speech"] == LIT[language]
    world.hass.config.language = "en"
    world.house.calls["light.turn_on"].clear()


# ---- for whom and where


async def test_an_intent_is_carried_out_for_whoever_asked_where_they_asked(world: World) -> None:
    areas = ar.async_get(world.hass)
    kitchen, shed = areas.async_get_area_by_name("Kitchen"), areas.async_create("Shed")
    assert kitchen is not None
    outside = world.house.device("outside", timers=False, area="Shed")
    room = {"preferred_area_id": {"value": kitchen.id}, "preferred_floor_id": {"value": kitchen.floor_id}}
    office = {"preferred_area_id": {"value": "office"}, "preferred_floor_id": {"value": "top"}}
    who = Context(user_id="x")
    with registered(world, Note("TakeNote")) as note:
        for device, args, slots in (
            (world.kitchen_device, {"what": "milk"}, {"what": {"value": "milk"}, **room}),
            (world.kitchen_device, {"preferred_area_id": "office", "preferred_floor_id": "top"}, office),
            (outside, {}, {"preferred_area_id": {"value": shed.id}}),
            (None, {"what": ""}, {}),
        ):
            turn_in(device, allowed_tools=frozenset({"TakeNote"}))
            await call(world, "TakeNote", args, context=who)
            said = note.said.pop()
            assert said.slots == slots
            assert said.context is who
            assert (said.conversation_agent_id, said.assistant) == ("conversation.morgan", "conversation")
        await call(world, "TakeNote", {}, context=None)
        assert (note.said.pop().context or who).user_id is None
    areas.async_delete(shed.id)


async def test_what_is_to_be_done_later_is_judged_for_the_room_where_it_was_said(world: World) -> None:
    kitchen = ar.async_get(world.hass).async_get_area_by_name("Kitchen")
    assert kitchen is not None
    world.house.add("lock.pantry", "Flap", "locked", kitchen.id)
    world.house.add("light.flap", "Flap", "on", "office")
    turn_in(world.kitchen_device)
    result = await call(world, TIMER, {"seconds": 100, "conversation_command": "turn off the flap"})
    assert (result.error, result.data.get("error")) == (True, SAY)
    for each in ("lock.pantry", "light.flap"):
        world.remove(each)


async def test_the_room_and_else_the_floor_decides_between_two_of_one_name(world: World) -> None:
    areas, ground = ar.async_get(world.hass), fr.async_get(world.hass).async_get_floor_by_name("Ground floor")
    assert ground is not None
    hall = areas.async_create("Hall", floor_id=ground.floor_id)
    kitchen = areas.async_get_area_by_name("Kitchen")
    assert kitchen is not None
    for lock_room, light_room in ((kitchen.id, hall.id), (hall.id, "office")):
        world.house.add("lock.flap", "Flap", "locked", lock_room)
        world.house.add("light.flap", "Flap", "on", light_room)
        turn = turn_in(world.kitchen_device)
        await call(world, OFF, {"name": "Flap"})
        assert [risk.id for held in turn.held for risk in held.risks] == ["lock.flap"], (lock_room, light_room)
        world.remove("lock.flap")
        world.remove("light.flap")
    areas.async_delete(hall.id)


# ---- what came of it


async def test_only_what_was_done_is_remembered_as_done(world: World) -> None:
    for ends, done in (
        (intent.IntentResponseType.ACTION_DONE, ["TakeNote"]),
        (intent.IntentResponseType.QUERY_ANSWER, []),
    ):
        with registered(world, Note("TakeNote", ends=ends)):
            turn = turn_in(allowed_tools=frozenset({"TakeNote"}))
            await call(world, "TakeNote", {})
        assert [command.intent for command in turn.done] == done


async def test_a_handlers_own_sentence_counts_for_more_than_home_assistants(world: World) -> None:
    for says, said in (("I hurry", "I hurry"), ("", "Started")):
        with registered(world, Note("HassVacuumStart", says=says)):
            turn_in(allowed_tools=frozenset({"HassVacuumStart"}))
            result = await call(world, "HassVacuumStart", {"name": "Robby"})
        assert as_result("1", result).data["speech"] == said


async def test_a_tool_is_judged_as_what_it_is_within_home_assistants_wrapping(world: World) -> None:
    (handler,) = [each for each in intent.async_get(world.hass) if each.intent_type == OFF]
    tool = llm.NamespacedTool("a", llm.NamespacedTool("b", llm.IntentTool("turn_off", handler)))
    turn = turn_in()
    asks = llm.LLMContext("morgan", None, "en", "conversation", None)
    await Guarded(tool).async_call(world.hass, llm.ToolInput(tool.name, {"name": "Front Door"}), asks)
    assert [risk.id for held in turn.held for risk in held.risks] == ["lock.front"]
    assert world.house.touched == []
    await async_call_held(world.hass, turn.held[0], turn, frozenset({"lock.front"}))
    assert world.house.touched == ["lock.unlock lock.front"]
    world.house.calls["lock.unlock"].clear()


class Anybodys(llm.Tool):
    """A tool of somebody's that the owner allowed."""

    name = "look_up"
    integration = "mcp"

    def __init__(self, gives: object = None) -> None:
        self.gives = gives

    @override
    async def async_call(self, hass: object, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        return self.gives


class CancelsItself(Anybodys):
    """Waits for a task of its own that is cancelled."""

    @override
    async def async_call(self, hass: object, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        inner = asyncio.ensure_future(asyncio.sleep(60))
        inner.cancel()
        await inner


class Hangs(Anybodys):
    """Waits for what never comes."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()

    @override
    async def async_call(self, hass: object, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        self.began.set()
        await asyncio.Event().wait()


class FailsAtTheEnd(Hangs):
    """Has a fault of its own where it is cancelled."""

    @override
    async def async_call(self, hass: object, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        try:
            await super().async_call(hass, tool_input, llm_context)
        finally:
            raise KeyError


async def use(world: World, tool: llm.Tool) -> llm.ToolResult:
    turn_in(allowed_tools=frozenset({"look_up"}))
    asks = llm.LLMContext("morgan", None, "en", "conversation", None)
    return await Guarded(tool).async_call(world.hass, llm.ToolInput(tool.name, {}), asks)


async def test_what_a_tool_gives_is_handed_on_as_it_is(world: World) -> None:
    refused = llm.ToolResult(data={"error": "shut"}, error=True)
    assert await use(world, Anybodys(refused)) == refused
    assert await use(world, Anybodys({"x": 1})) == llm.ToolResult(data={"x": 1})
    assert as_result("1", llm.ToolResult(data=["x"])).data == ["x"]  # type: ignore[arg-type]  # a server may send it


async def test_a_tool_that_cancels_itself_has_failed_and_the_turn_goes_on(world: World) -> None:
    with pytest.raises(HomeAssistantError, match="It failed"):
        await use(world, CancelsItself())


async def test_a_tool_whose_result_cannot_be_written_has_failed(world: World) -> None:
    with pytest.raises(HomeAssistantError, match="It failed"):
        await use(world, Anybodys({"x": object()}))


async def test_a_turn_that_is_cancelled_ends_with_the_tool_that_it_waits_for(world: World) -> None:
    for tool, ends in ((Hangs(), asyncio.CancelledError), (FailsAtTheEnd(), HomeAssistantError)):
        turn = asyncio.create_task(use(world, tool))
        async with asyncio.timeout(1):
            await tool.began.wait()
        turn.cancel()
        with pytest.raises(ends):
            await turn


async def test_a_tool_is_called_in_a_turn_or_not_at_all(world: World) -> None:
    asks = llm.LLMContext("morgan", None, "en", "conversation", None)
    calling = Guarded(Anybodys()).async_call(world.hass, llm.ToolInput("look_up", {}), asks)
    with pytest.raises(HomeAssistantError, match="No turn is running"):
        await asyncio.create_task(calling, context=Variables())
