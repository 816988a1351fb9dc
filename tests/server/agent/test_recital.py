"""A very small model says its instructions instead of an answer: after an order they are not said."""

from __future__ import annotations

import pytest
from tests.server.agent.houses import HOME, TOOLS

from morgan.agent.agent import ModelAgent
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.agent.recital import Rules
from morgan.ports import Question
from morgan.testing import FakeChatModel, FakeHands

PROMPT = "You are Morgan, the voice of this house. Answer in one or two sentences."
RULES = Rules(f"{PROMPT}\n\nDevices:\n- Kitchen: Kitchen Light, Blind, Back Door, and some more of them")


@pytest.mark.parametrize(
    "text",
    [
        "You are Morgan",
        "You are Morgan, the voice",
        "answer in one or two sentences",
        "Answer in one or two sentences and so on",
    ],
)
def test_the_rules_are_known(text: str) -> None:
    assert RULES.recited(text)


@pytest.mark.parametrize(
    "text",
    ["You are", "You are right.", "It is late.", "Kitchen: Kitchen Light, Blind, Back Door, and some more of them", ""],
)
def test_what_is_no_recital(text: str) -> None:
    assert not RULES.recited(text)


@pytest.mark.parametrize("cut", [1, 5, 1000])
async def test_what_recites_them_after_an_order_is_not_said(cut: int) -> None:
    said = f"{PROMPT} Kitchen Light: on"
    pieces = [said[at : at + cut] for at in range(0, len(said), cut)]
    agent = ModelAgent(FakeChatModel(pieces, pieces), PROMPT, PromptLimits(3, 1000), LoopOptions(5, True, "en"))
    asked = Question("please make the kitchen light a bit nicer and turn it on", "en", home=HOME, tools=TOOLS)
    events = [event async for event in agent.answer(asked, FakeHands())]
    text = "".join(event for event in events if isinstance(event, str))
    assert "voice of this house" not in text
    assert "Kitchen Light" not in text
    assert text.endswith("I have not done that.")
