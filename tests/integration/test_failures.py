"""What goes wrong in the house: it is said, it is told to the server, and it ends nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, override

import pytest
from custom_components.morgan.const import CONF_ALLOWED_TOOLS
from custom_components.morgan.house.commands import Command
from custom_components.morgan.house.wording import async_word
from custom_components.morgan.languages.lookup import words_of
from custom_components.morgan.languages.sentences import async_sentences
from custom_components.morgan.local_agent.follow_ups import async_follow_up
from custom_components.morgan.local_agent.session import MAX_CONVERSATIONS, Before, Memory, Talk
from custom_components.morgan.recognition.entity_names import async_named
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent, llm
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import path, say, speech

type Body = Callable[[], Coroutine[Any, Any, Any]]


class Anybodys(llm.Tool):
    """A tool as anybody may write one."""

    integration = "morgan"

    def __init__(self, name: str, body: Body) -> None:
        self.name, self.body = name, body

    @override
    async def async_call(self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        return await self.body()


@dataclass(slots=True, kw_only=True)
class AnybodysAPI(llm.API):
    """An API of somebody else's."""

    tools: list[llm.Tool]

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        return llm.APIInstance(api=self, api_prompt="", llm_context=llm_context, tools=self.tools)


@pytest.fixture
def anybodys(hass: HomeAssistant, morgan: MockConfigEntry) -> Iterator[None]:
    """Tools that behave badly, each in its way."""

    async def breaks() -> Any:
        raise RuntimeError("a bug of somebody else's")

    async def hangs() -> Any:
        await asyncio.Event().wait()

    async def refuses() -> Any:
        raise HomeAssistantError("not today")

    async def floods() -> Any:
        return llm.ToolResult(data={"text": "x" * 100_000})

    async def says() -> Any:
        return llm.ToolResult(data={"error": "it is shut"}, error=True)

    tools = [Anybodys(body.__name__, body) for body in (breaks, hangs, refuses, floods, says)]
    unregister = llm.async_register_api(hass, AnybodysAPI(hass=hass, id="anybody", name="Anybody", tools=tools))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["anybody"], CONF_ALLOWED_TOOLS: [tool.name for tool in tools]})
    yield
    unregister()


async def test_a_tool_that_misbehaves_is_told_as_a_failure(
    hass: HomeAssistant,
    house: House,
    anybodys: None,
    server: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("custom_components.morgan.safety.guarded_tools.CALL_SECONDS", 0.05)
    names = ("breaks", "hangs", "refuses", "floods", "says")
    server.rounds = (tuple((name, {}) for name in names),)
    assert speech(await say(hass, "try everything")) == "It was Shakespeare."
    told = {name: result["error"]["text"] for name, result in zip(names, server.results, strict=True)}
    assert told == {
        "breaks": "It failed",
        "hangs": "It did not finish in time",
        "refuses": "not today",
        "floods": "The result is too large to be read. Ask for less.",
        "says": "it is shut",
    }
    assert "a bug of somebody else's" in caplog.text


async def test_a_command_that_fails_says_so(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    async def refuse(call: ServiceCall) -> None:
        raise HomeAssistantError("jammed")

    hass.services.async_register("lock", "lock", refuse)
    result = await say(hass, "lock the front door")
    assert result.response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert (speech(result), path(result)) == ("An unexpected error occurred", "intent")
    both = await say(hass, "turn on the desk lamp and lock the front door")
    assert speech(both) == "Turned on the light. An unexpected error occurred."
    assert both.response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    none = await say(hass, "lock the front door and turn off the desk lamp")
    assert none.response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert [call for call in house.touched if "off" in call] == []


async def test_a_handler_with_a_bug_is_no_end_of_the_turn(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    class Buggy(intent.IntentHandler):
        intent_type = "HassGetCurrentTime"

        @override
        async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
            raise RuntimeError

    intent.async_register(hass, Buggy())
    choose(hass, morgan, **{CONF_ALLOWED_TOOLS: [Buggy.intent_type]})
    result = await say(hass, "what time is it")
    assert result.response.error_code is intent.IntentResponseErrorCode.UNKNOWN


async def test_a_sentence_that_cannot_be_made_is_not_said(hass: HomeAssistant, house: House) -> None:
    response = intent.IntentResponse(language="en")
    response.async_set_states([hass.states.get("lock.front")])
    assert await async_word(hass, Command("HassTurnOn", {"name": {"value": "x"}}), response) == "Locking"
    assert await async_word(hass, Command("HassUnheardOf", {}), response) == ""
    temperature = {"temperature": {"value": "warm"}}
    assert await async_word(hass, Command("HassClimateSetTemperature", temperature), response) == ""
    response.async_set_states([hass.states.get("cover.garage")])
    nameless = Command("HassTurnOn", {"name": {"value": "x"}}, "default")
    assert await async_word(hass, nameless, response) == ""  # "Turned on None"


async def test_a_key_that_nobody_wrote_is_said_as_an_unknown_fault(
    hass: HomeAssistant, morgan: MockConfigEntry
) -> None:
    assert "went wrong" in (await async_sentences(hass, "en"))("said_nothing_known")


def test_only_the_last_conversations_are_remembered() -> None:
    memory = Memory()
    first = memory.talk("0")
    for number in range(MAX_CONVERSATIONS):
        memory.talk(str(number))
    assert memory.talk("0") is first
    for number in range(MAX_CONVERSATIONS):
        memory.talk(f"other {number}")
    assert memory.talk("0") is not first


@pytest.mark.parametrize(
    ("intent_type", "slots", "before", "words", "become"),
    [
        ("HassLightSet", {"brightness": 40}, 80.0, "not that one", {"brightness": 80}),
        ("HassLightSet", {"brightness": 40}, 80.0, "a bit more", {"brightness": 30}),
        ("HassLightSet", {"brightness": 95}, 10.0, "more", {"brightness": 100}),
        ("HassLightSet", {"color": "red"}, None, "more", None),
        ("HassTurnOn", {}, None, "less", None),
        ("HassSetVolumeRelative", {"volume_step": "up"}, None, "more", {"volume_step": "up"}),
        ("HassSetVolumeRelative", {"volume_step": "up"}, None, "less", {"volume_step": "down"}),
        ("HassSetVolumeRelative", {"volume_step": -15}, None, "less", {"volume_step": 15}),
    ],
)
async def test_more_and_less_of_what_was_set(  # noqa: PLR0917  # a table
    hass: HomeAssistant,
    house: House,
    intent_type: str,
    slots: dict[str, Any],
    before: float | None,
    words: str,
    become: dict[str, Any] | None,
) -> None:
    named = await async_named(hass, words_of("en"))
    talk = Talk()
    values = {key: {"value": value} for key, value in {"name": "Desk Lamp", **slots}.items()}
    talk.note([Command(intent_type, values)], ["light.desk"])
    talk.before = {"light.desk": Before("on", before)}
    commands = async_follow_up(hass, words, talk, named, words_of("en"))
    if become is None:
        assert commands == ()
        return
    assert {key: commands[0].value(key) for key in become} == become
    assert all(type(commands[0].value(key)) is type(value) for key, value in become.items())
