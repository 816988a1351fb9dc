"""What is typed or said: obeyed here, answered by the server, or honestly declined."""

from __future__ import annotations

import asyncio
from inspect import signature
from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import __version__ as home_assistant
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import intent
from homeassistant.helpers.chat_session import async_get_chat_session
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error

from .fake_server import FakeServer
from .fixtures import House

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


async def test_an_alias_and_a_floor_are_names_too(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    assert path(await say(hass, "turn on the lights downstairs")) == "intent"
    assert path(await say(hass, "turn on the study lights")) == "intent"
    assert house.touched == ["light.turn_on ['light.ceiling']", "light.turn_on ['light.desk']"]


async def test_a_wording_that_no_template_foresaw_is_obeyed_when_nothing_is_left_over(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    result = await say(hass, "turn on the desk lamp and lock the front door")
    assert path(result) == "fuzzy"
    assert house.touched == ["light.turn_on ['light.desk']", "lock.lock lock.front"]
    assert speech(result)
    assert server.asked == []


@pytest.mark.parametrize(
    "sentence",
    [
        "don't turn on the kitchen lights",
        "never turn on the kitchen lights",
        "should I turn on the kitchen lights",
        "who turned on the desk lamp",
        "turn on everything except the desk lamp",
        "open the garage door no wait",
        "turn on the kitchn lights",
        "my wife said turn on the desk lamp",
    ],
)
async def test_what_is_not_exactly_a_command_is_asked_and_not_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, sentence: str
) -> None:
    result = await say(hass, sentence)
    assert (speech(result), path(result)) == ("It was Shakespeare.", "agent")
    assert house.touched == []
    assert [asked["text"] for asked in server.asked] == [sentence]


async def test_it_is_the_thing_that_was_just_spoken_of(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    first = await say(hass, "turn on the desk lamp")
    second = await say(hass, "turn it off", conversation_id=first.conversation_id)
    assert path(second) == "fuzzy"
    assert house.touched == ["light.turn_off ['light.desk']", "light.turn_on ['light.desk']"]


async def test_the_room_that_a_device_stands_in_is_meant(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(config_entry_id=morgan.entry_id, identifiers={("test", "satellite")})
    kitchen = next(area for area in ar.async_get(hass).async_list_areas() if area.name == "Kitchen")
    devices.async_update_device(device.id, area_id=kitchen.id)
    assert path(await say(hass, "turn on the lights", device_id=device.id)) == "intent"
    assert house.touched == ["light.turn_on ['light.ceiling']"]


async def test_a_command_goes_into_the_conversation_that_the_server_is_told(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    first = await say(hass, "turn on the desk lamp")
    second = await say(hass, "who wrote Hamlet", conversation_id=first.conversation_id, extra_system_prompt="Be brief.")
    await say(hass, "and now?", conversation_id=second.conversation_id)
    assert server.turns[0]["history"] == [
        {"role": "user", "content": "turn on the desk lamp"},
        {"role": "assistant", "content": "Turned on the light"},
    ]
    assert server.turns[0]["prompt"] == "Be brief."
    assert server.turns[1]["history"][2:] == [
        {"role": "user", "content": "who wrote Hamlet"},
        {"role": "assistant", "content": "It was Shakespeare."},
    ]
    assert server.asked[0]["context"] == {"conversation_id": first.conversation_id}


async def test_an_answer_streams_while_the_server_still_writes(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.gate = asyncio.Event()
    seen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    context = Context()
    owner = {"context": context} if "context" in signature(async_get_chat_session).parameters else {}  # 2026.11 asks
    with (
        async_get_chat_session(hass, None, **owner) as session,
        conversation.async_get_chat_log(
            hass,
            session,
            conversation.ConversationInput(
                text="who wrote Hamlet",
                context=context,
                conversation_id=session.conversation_id,
                device_id=None,
                satellite_id=None,
                language="en",
                agent_id=AGENT,
            ),
            chat_log_delta_listener=lambda _log, delta: seen.put_nowait(delta),
        ),
    ):
        turn = hass.async_create_task(say(hass, "who wrote Hamlet", conversation_id=session.conversation_id))
        async with asyncio.timeout(5):
            assert await seen.get() == {"role": "assistant"}
            first = (await seen.get())["content"]
            assert first.split() == ["It", "was"]  # with a wide gap between them, so that the voice begins
        assert not turn.done()
        server.gate.set()
        assert speech(await turn) == "It was Shakespeare."


async def test_a_question_that_ends_an_answer_keeps_the_microphone_open(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.answer = ("Which ", "one?")
    assert (await say(hass, "play something nice for me")).continue_conversation
    assert not (await say(hass, "is the front door locked")).continue_conversation


async def test_an_answer_in_one_piece_is_an_answer(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.streams = False
    assert speech(await say(hass, "who wrote Hamlet")) == "It was Shakespeare."


async def test_the_servers_own_reason_is_given_when_it_has_no_model(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    result = await say(hass, "what is the capital of France")
    assert (speech(result), path(result)) == (server.declines, "none")
    assert result.response.error_code is intent.IntentResponseErrorCode.NO_INTENT_MATCH
    log = hass.data["conversation_chat_logs"][result.conversation_id]
    assert [content.content for content in log.content[1:]] == ["what is the capital of France", server.declines]


async def test_home_assistants_reason_is_better_for_what_was_a_command(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    result = await say(hass, "turn on the lights in the attic")
    assert (speech(result), path(result)) == ("Sorry, I am not aware of any area called attic", "none")
    assert house.touched == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "what is the capital of France"),
        ("en", "how do I turn on the oven"),
        ("en", "tell me a joke"),
        ("de", "wer hat den Faust geschrieben"),
        ("de", "warum ist der Himmel blau"),
        ("fr", "quelle est la capitale de la France"),
    ],
)
async def test_a_question_is_not_taken_for_a_command_to_something_unknown(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, language: str, question: str
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    assert speech(await say(hass, question, language=language)) == server.declines


async def test_it_without_anything_that_was_spoken_of_is_refused_in_words(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    result = await say(hass, "turn it off")
    assert path(result) == "none"
    assert "device called it" not in speech(result)
    assert speech(result) != server.declines
    assert house.touched == []


async def test_a_thing_that_is_not_exposed_is_not_touched(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    async_expose_entity(hass, "conversation", "light.desk", should_expose=False)
    server.declines = "I have no language model, so I can only control the house."
    result = await say(hass, "turn on the desk lamp")
    assert path(result) == "none"
    assert "not exposed" in speech(result)
    assert house.touched == []


async def test_a_misheard_name_is_not_guessed_even_when_nobody_else_can_answer(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    result = await say(hass, "turn on the kitchn lights")
    assert (path(result), house.touched) == ("none", [])


async def test_the_house_obeys_while_the_server_is_away(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.stop()
    assert path(await say(hass, "turn on the desk lamp")) == "intent"
    result = await say(hass, "who wrote Hamlet")
    assert (speech(result), path(result)) == (
        "My server is not running, so I can only do plain things in the house just now.",
        "none",
    )
    assert result.response.error_code is intent.IntentResponseErrorCode.UNKNOWN


async def test_the_reason_is_given_in_the_language_that_was_spoken(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.stop()
    result = await say(hass, "wer hat den Faust geschrieben", language="de")
    assert "Server" in speech(result)
    assert "nur" in speech(result)


async def test_commands_in_german_are_obeyed_too(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    assert path(await say(hass, "schalte Desk Lamp ein", language="de")) == "intent"
    assert house.touched == ["light.turn_on ['light.desk']"]


async def test_an_answer_that_breaks_off_says_so(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.fails, server.fails_after = Error(text="qwen3 ended its answer", code="engine-failed"), 1
    result = await say(hass, "who wrote Hamlet")
    said = "It was… My server has a problem and could not answer."  # the error itself is for the log
    assert (speech(result), path(result)) == (said, "agent")
    assert result.response.error_code is intent.IntentResponseErrorCode.UNKNOWN


async def test_a_server_that_hangs_up_is_named(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.hangs_up = True
    result = await say(hass, "who wrote Hamlet")
    assert speech(result).startswith("I lost the connection to my server")
    assert path(result) == "none"


async def test_an_answer_without_words_is_no_answer(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.answer = ()
    result = await say(hass, "who wrote Hamlet")
    assert (speech(result), path(result)) == ("I have no answer to that.", "none")


async def test_whoever_stops_waiting_hangs_up_at_once(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.gate = asyncio.Event()  # never opened
    standing = set(server.connections)
    turn = hass.async_create_task(say(hass, "who wrote Hamlet"))
    await server.until(lambda: server.connections - standing and server.asked)
    turn.cancel()
    await server.until(lambda: server.connections <= standing, seconds=1)


async def test_sentences_are_loaded_while_somebody_still_speaks(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    agent = conversation.async_get_agent(hass, AGENT)
    assert agent is not None
    assert agent.supported_languages == "*"
    await agent.async_prepare("fr")
    loaded = conversation.async_get_agent(hass, conversation.HOME_ASSISTANT_AGENT)._lang_intents
    assert "fr" in loaded


async def test_a_home_assistant_without_the_second_matcher_still_obeys(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = conversation.async_get_agent(hass, conversation.HOME_ASSISTANT_AGENT)
    assert path(await say(hass, "turn on the desk lamp")) == "intent"
    reading = "turn on the desk lamp and lock the front door"
    matcher = agent._gazetteer
    del agent._gazetteer  # as if a later release called it something else
    try:
        assert await async_read_nothing(hass, reading)
    finally:
        agent._gazetteer = matcher


async def async_read_nothing(hass: HomeAssistant, text: str) -> bool:
    """Tell whether the second matcher is left out."""
    from custom_components.morgan.recognition import recognizer as intents

    asked = conversation.ConversationInput(
        text=text,
        context=Context(),
        conversation_id="c",
        device_id=None,
        satellite_id=None,
        language="en",
        agent_id=AGENT,
    )
    return await intents.async_gazetteer(hass, asked, "c") is None


@pytest.mark.skipif(
    home_assistant < "2026.11", reason="Home Assistant 2026.10 keeps nothing of a turn that was stopped"
)
async def test_what_was_said_before_an_interruption_is_remembered_and_nothing_else(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.gate, spoken = asyncio.Event(), asyncio.Event()

    def spoke(_: conversation.ChatLog, delta: dict[str, Any]) -> None:
        if delta.get("content"):
            spoken.set()

    async def interrupted() -> None:
        with (
            async_get_chat_session(hass, "talk", context=Context()) as session,
            conversation.async_get_chat_log(hass, session, chat_log_delta_listener=spoke),
        ):
            await say(hass, "who wrote Hamlet", conversation_id="talk")

    asking = hass.async_create_task(interrupted())
    async with asyncio.timeout(5):
        await spoken.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    server.gate.set()
    await say(hass, "and when", conversation_id="talk")
    assert server.turns[-1]["history"] == [
        {"role": "user", "content": "who wrote Hamlet"},
        {"role": "assistant", "content": "It was…"},
    ]
