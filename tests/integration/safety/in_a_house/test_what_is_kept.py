"""What a house keeps of an answer: the question that waits on, the wrong tries, and no PIN that was said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.local_agent.agent import Plain
from custom_components.morgan.local_agent.session import Memory
from custom_components.morgan.safety.hiding import async_hide
from custom_components.morgan.safety.pin import Tries, async_tries
from homeassistant.components import conversation
from homeassistant.components.conversation import trace

from .conftest import World
from .test_guarded_tools import OFF, call, turn_in

PIN, SAID, SHOWN = "4711", "my pin is 4711", "my pin is …"


@pytest.mark.parametrize(
    ("answers", "question_waits"),
    [
        (("yes",), True),
        (("0000",), True),
        (("yes", "0000"), True),
        (("no",), False),
        (("0000", "0000", "0000"), False),
    ],
)
async def test_the_pin_opens_after_what_leaves_the_question_open(
    world: World, answers: tuple[str, ...], question_waits: bool
) -> None:
    options, memory = Options(danger="pin", pin=PIN), Memory()
    plain = Plain(world.hass, lambda: options, memory, Tries())
    turn = turn_in(world, options)
    turn.talk = talk = memory.talk("kept")
    await call(world, turn, OFF, name="Front Door")
    await plain.async_hold(turn, talk, "agent")
    for text in (*answers, PIN):
        log = conversation.ChatLog(world.hass, "kept")
        assert await plain.async_obey(replace(turn.asked, text=text), log) is not None
    assert world.house.touched == ["lock.unlock lock.front"] * question_waits
    world.house.calls["lock.unlock"].clear()


def test_an_agent_has_one_count_of_tries_however_often_it_is_loaded(world: World) -> None:
    tries = async_tries(world.hass, "anna's")
    tries.fits("0000", 0.0)
    assert async_tries(world.hass, "anna's").wrong == 1
    assert async_tries(world.hass, "ben's").wrong == 0


def test_a_pin_is_taken_out_of_what_the_user_said_and_of_nothing_else(world: World) -> None:
    log = conversation.ChatLog(world.hass, "kept")
    log.content[:] = [
        conversation.SystemContent(content=SAID),
        conversation.UserContent(content="unlock the front door"),
        conversation.AssistantContent(agent_id="morgan", content="Please say the PIN."),
        conversation.UserContent(content=SAID),
        conversation.AssistantContent(agent_id="morgan", content=SAID),
    ]
    before = list(log.content)
    async_hide(log, SAID, SHOWN)
    assert [*log.content[:3], log.content[4]] == [*before[:3], before[4]]
    assert (log.content[3].role, log.content[3].content) == ("user", SHOWN)


def test_a_pin_is_taken_out_of_every_trace_that_holds_it(world: World) -> None:
    trace.async_clear_traces()
    kinds = trace.ConversationTraceEventType
    for _ in range(2):
        with trace.async_conversation_trace() as kept:
            kept.add_event(trace.ConversationTraceEvent(kinds.AGENT_DETAIL))
            kept.add_event(trace.ConversationTraceEvent(kinds.TOOL_CALL, {"tool_name": SAID}))
            kept.add_event(trace.ConversationTraceEvent(kinds.ASYNC_PROCESS, {"text": "unlock it", "language": "en"}))
            kept.add_event(trace.ConversationTraceEvent(kinds.ASYNC_PROCESS, {"text": SAID, "language": "en"}))
    async_hide(conversation.ChatLog(world.hass, "kept"), SAID, SHOWN)
    for kept in trace.async_get_traces():
        assert [event["data"] for event in kept.as_dict()["events"]] == [
            None,
            {"tool_name": SAID},
            {"text": "unlock it", "language": "en"},
            {"text": SHOWN, "language": "en"},
        ]
    trace.async_clear_traces()
