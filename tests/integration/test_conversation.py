"""What is typed or said: obeyed here, answered by the server, or honestly declined."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error

from .fixtures import House
from .fake_server import FakeServer

AGENT = "conversation.morgan"


async def say(hass: HomeAssistant, text: str, **more: Any) -> conversation.ConversationResult:
    return await conversation.async_converse(
        hass, text, more.pop("conversation_id", None), Context(), agent_id=AGENT, **{"language": "en", **more}
    )


def speech(result: conversation.ConversationResult) -> str:
    return result.response.speech["plain"]["speech"]


def path(result: conversation.ConversationResult) -> str:
    return result.as_dict()["response"]["speech"]["plain"]["extra_data"]["morgan"]["path"]


async def test_a_plain_command_is_obeyed_without_the_server(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    result = await say(hass, "turn on the kitchen lights")
    assert (speech(result), path(result)) == ("Turned on the lights", "intent")
    assert house.touched == ["light.turn_on ['light.ceiling']"]
    assert server.asked == []


async def test_a_state_question_is_answered_by_home_assistant(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    result = await say(hass, "is the front door locked")
    assert path(result) == "intent"
    assert speech(result).startswith("No")
    assert server.asked == []
