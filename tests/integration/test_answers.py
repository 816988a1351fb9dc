"""Answers to what is asked first, in a whole conversation: whose, in which words, and what becomes of a PIN."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from custom_components.morgan.const import CONF_DANGER
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.const import CONF_PIN
from homeassistant.core import Context, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_acting import OFF
from .test_conversation import AGENT, path, say, speech

ASKED = "Shall I really unlock Front Door?"
UNLOCKED = ["lock.unlock lock.front"]


async def say_as(hass: HomeAssistant, user_id: str | None, text: str, **more: Any) -> conversation.ConversationResult:
    conversation_id = more.pop("conversation_id", None)
    return await conversation.async_converse(
        hass, text, conversation_id, Context(user_id=user_id), agent_id=AGENT, language="en", **more
    )


async def test_another_users_yes_opens_nothing(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    anna, ben = [await hass.auth.async_create_system_user(name) for name in ("Anna", "Ben")]
    first = await say_as(hass, anna.id, "unlock the front door")
    here = {"conversation_id": first.conversation_id}
    for other in (ben.id, None):
        await say_as(hass, other, "yes", **here)
        assert house.touched == []
    await say_as(hass, anna.id, "yes", **here)
    assert house.touched == UNLOCKED


@pytest.mark.parametrize(
    "answer", ["yes, unlock it", "absolutely", "correct", "y", "yup", "yes, unlock the front door"]
)
async def test_a_yes_in_other_words_is_a_yes(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, answer: str
) -> None:
    first = await say(hass, "unlock the front door")
    second = await say(hass, answer, conversation_id=first.conversation_id)
    assert (house.touched, second.continue_conversation, server.asked) == (UNLOCKED, False, [])


@pytest.mark.parametrize(
    ("language", "yes"), [("ru", "да"), ("ja", "はい。"), ("tr", "EVET"), ("hi", "हाँ"), ("pl", "Jasne!"), ("es", "si")]
)
async def test_what_a_model_wanted_is_done_after_a_yes_in_the_speakers_language(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, language: str, yes: str
) -> None:
    server.rounds = (((OFF, {"name": "Front Door"}),),)
    first = await say(hass, "впусти сестру", language=language)
    assert (first.continue_conversation, house.touched) == (True, [])
    await say(hass, yes, language=language, conversation_id=first.conversation_id)
    assert house.touched == UNLOCKED


@pytest.mark.parametrize("answer", ["it is raining", "yes but not the back door", "yes turn on the light"])
async def test_what_is_neither_is_asked_about_once_more(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, answer: str
) -> None:
    first = await say(hass, "unlock the front door")
    here = {"conversation_id": first.conversation_id}
    second = await say(hass, answer, **here)
    assert speech(second) == f"Please answer with yes or no, or I leave it. {ASKED}"
    assert (house.touched, second.continue_conversation, server.asked) == ([], True, [])
    await say(hass, "yes", **here)
    assert house.touched == UNLOCKED


async def test_what_is_neither_twice_is_answered_and_leaves_the_door_shut(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    first = await say(hass, "unlock the front door")
    here = {"conversation_id": first.conversation_id}
    assert (await say(hass, "who wrote Hamlet", **here)).continue_conversation
    assert path(await say(hass, "who wrote Hamlet", **here)) == "agent"
    assert path(await say(hass, "yes", **here)) == "agent"
    assert house.touched == []


async def test_a_no_with_more_words_is_a_no_unless_it_is_a_command(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    first = await say(hass, "unlock the front door")
    second = await say(hass, "no, it is only the cat", conversation_id=first.conversation_id)
    assert (speech(second), house.touched, server.asked) == ("All right, I leave it.", [], [])


# ---- the PIN


@pytest.fixture
def pin(hass: HomeAssistant, morgan: MockConfigEntry) -> str:
    choose(hass, morgan, **{CONF_DANGER: "pin", CONF_PIN: "4711"})
    return "4711"


@pytest.mark.parametrize("said", ["４７１１", "٤٧١١", "four seven one one", "It's 4711, please.", "yes, 4 7 1 1"])
async def test_the_pin_is_heard_in_any_script(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, pin: str, said: str
) -> None:
    first = await say(hass, "unlock the front door")
    await say(hass, said, conversation_id=first.conversation_id)
    assert house.touched == UNLOCKED


async def test_guesses_count_over_questions_and_reloads_and_the_owner_is_told(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, pin: str
) -> None:
    for guess in ("0000", "0001"):
        first = await say(hass, "unlock the front door")
        assert speech(await say(hass, guess, conversation_id=first.conversation_id)).startswith("That is not the PIN")
    await hass.config_entries.async_reload(morgan.entry_id)
    await hass.async_block_till_done()
    first = await say(hass, "unlock the front door")
    last = await say(hass, "0002", conversation_id=first.conversation_id)
    assert (speech(last), last.continue_conversation) == ("That is not the PIN. I leave it.", False)
    locked = await say(hass, "unlock the front door")
    assert (speech(locked), locked.continue_conversation) == (
        "The PIN was wrong too often. I take none for now.",
        False,
    )
    await say(hass, pin, conversation_id=locked.conversation_id)
    assert house.touched == []
    (note,) = hass.data["persistent_notification"].values()
    assert "3" in note["message"]
    assert not [digits for digits in ("4711", "0000", "0001", "0002") if digits in json.dumps(note, default=str)]


async def test_a_models_question_takes_no_pin_while_it_is_locked(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, pin: str
) -> None:
    first = await say(hass, "unlock the front door")
    for guess in ("0000", "0001", "0002"):
        await say(hass, guess, conversation_id=first.conversation_id)
    server.rounds = (((OFF, {"name": "Front Door"}),),)
    second = await say(hass, "let my sister in")
    third = await say(hass, pin, conversation_id=second.conversation_id)
    assert (speech(third), house.touched) == ("The PIN was wrong too often. I take none for now.", [])


@pytest.mark.parametrize("said", ["4711", "4712", "four seven one one", "my pin is 4711"])
async def test_a_pin_that_nobody_asked_for_stays_here(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, pin: str, said: str
) -> None:
    result = await say(hass, said)
    assert (speech(result), server.asked) == ("Nothing was asked that needs a PIN.", [])
    await say(hass, "who wrote Hamlet", conversation_id=result.conversation_id)
    assert "471" not in json.dumps(server.turns)
    assert "seven" not in json.dumps(server.turns)


def told(text: str) -> bool:
    """Tell whether the PIN stands there as a word of its own: clocks and ids hold any digits by chance."""
    return re.search(r"(?<![\w.:])4711(?!\w)", text) is not None


async def test_a_said_pin_is_kept_nowhere(
    hass: HomeAssistant,
    house: House,
    morgan: MockConfigEntry,
    server: FakeServer,
    pin: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    trace.async_clear_traces()
    first = await say(hass, "unlock the front door")
    here = {"conversation_id": first.conversation_id}
    await say(hass, "please open it with 4711 now", **here)
    await say(hass, "4711", **here)
    assert house.touched == UNLOCKED
    await say(hass, "the number 4711 smells nice, doesn't it", **here)
    assert not told(json.dumps(server.turns))
    assert [text for text in server.asked if "4711" in str(text)] == []
    assert not told(json.dumps([each.as_dict() for each in trace.async_get_traces()], default=str))
    logs = hass.data[conversation.chat_log.DATA_CHAT_LOGS]
    assert not told(json.dumps([log.as_dict() for log in logs.values()], default=str))
    turns = morgan.runtime_data.turns
    assert not told(json.dumps(turns.as_dict()) + turns.heard + turns.said)
    assert not told(caplog.text)
