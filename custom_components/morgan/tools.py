"""The tools of Home Assistant's LLM APIs as the server is offered them, with the guard in front of each.

The guard stands where a call is about to be made with its targets known: what is dangerous is not done but asked about
first. Knows nothing of the server.
"""

from __future__ import annotations

import asyncio
import logging
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final, override

import probatio
from homeassistant.components import conversation
from homeassistant.components.intent import async_device_supports_timers
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import intent, llm
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import JsonObjectType, json_loads

from .commands import Command, async_area, async_targets, async_word
from .danger import LATER, Risk, async_question, async_risks, async_risks_later, async_tool_risks
from .errors import log_unforeseen
from .fitting import fitting
from .memory import Talk
from .options import Options
from .texts import async_sentences
from .values import ToolError, ToolResult

_LOGGER = logging.getLogger(__name__)

CALL_SECONDS: Final = 25.0  # the server gives up on a result after 30 s
ASK: Final = "ask"  # the protocol's word for "say this and wait for the answer"
SAY: Final = "say"  # and for "say this, it is not done"
_RUNNING: ContextVar[Turn | None] = ContextVar("morgan_turn", default=None)


@dataclass(frozen=True, slots=True)
class Held:
    """A call that waits for a yes."""

    tool: llm.Tool
    call: llm.ToolInput
    context: llm.LLMContext
    command: Command | None
    risks: tuple[Risk, ...]


@dataclass(slots=True)
class Turn:
    """One turn in which tools may be called."""

    options: Options
    talk: Talk
    asked: conversation.ConversationInput
    held: list[Held] = field(default_factory=list)
    touched: dict[str, None] = field(default_factory=dict)
    done: list[Command] = field(default_factory=list)

    def begin(self) -> None:
        """Make this the turn that calls from now on in this task belong to."""
        _RUNNING.set(self)

    async def question(self, hass: HomeAssistant, language: str) -> str:
        """Return the one question for all that is held."""
        risks = [risk for held in self.held for risk in held.risks]
        return await async_question(hass, language, risks, pin=self.options.danger == "pin" and bool(self.options.pin))

    def remember(self) -> None:
        """Put what was done into the conversation's memory."""
        self.talk.note(self.done, tuple(self.touched))


class Guarded(llm.Tool):
    """A tool that asks before it does something dangerous, and says in Home Assistant's words what it did."""

    def __init__(self, tool: llm.Tool) -> None:
        self.name = tool.name
        self.title = tool.title
        self.description = tool.description
        self.parameters = tool.parameters
        self.annotations = tool.annotations
        self.integration = tool.integration
        self.tool = tool

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        """Call the tool, or hold the call until somebody has said yes."""
        if (turn := _RUNNING.get()) is None:
            raise HomeAssistantError("No turn is running")
        command, area = _command(self.tool, tool_input), async_area(hass, turn.asked)
        area_id = area.id if area else None
        if self.annotations.read_only:
            risks: tuple[Risk, ...] = ()
        elif command is not None:
            risks = async_risks(hass, turn.options, [command], area_id)
        else:
            risks = async_tool_risks(hass, turn.options, tool_input.tool_name, tool_input.tool_args)
        if command is not None and await async_risks_later(hass, turn.options, [command], turn.asked, area_id):
            sentences = await async_sentences(hass, llm_context.language or hass.config.language)
            return llm.ToolResult(data={"error": SAY, "error_text": sentences("ask_later")}, error=True)
        if risks:
            turn.held.append(Held(self.tool, tool_input, llm_context, command, risks))
            question = await turn.question(hass, llm_context.language or hass.config.language)
            return llm.ToolResult(data={"error": ASK, "error_text": question}, error=True)
        return await async_call(hass, self.tool, tool_input, llm_context, turn)


async def async_call(
    hass: HomeAssistant, tool: llm.Tool, tool_input: llm.ToolInput, llm_context: llm.LLMContext, turn: Turn
) -> llm.ToolResult:
    """Call a tool without asking. Raises HomeAssistantError, probatio.Invalid."""
    command = _command(tool, tool_input)
    try:
        async with asyncio.timeout(CALL_SECONDS):
            if command is not None and command.value(LATER):
                result: llm.ToolResult | JsonObjectType = await _async_later(hass, command, llm_context, turn)
            else:
                result = await tool.async_call(hass, tool_input, llm_context)
    except TimeoutError as error:
        raise HomeAssistantError("It did not finish in time") from error
    except HomeAssistantError, probatio.Invalid:
        raise
    except Exception as error:  # an edge: a tool is anybody's code, and what it did not foresee must not end a turn
        _LOGGER.exception("The tool %s failed", tool.name)
        raise HomeAssistantError("It failed") from error
    if not isinstance(result, llm.ToolResult):
        result = llm.ToolResult(data=result)
    if isinstance(result.data, llm.IntentResponseDict) and command is not None:
        await _async_note(hass, command, result.data, turn)
    return result


async def _async_later(
    hass: HomeAssistant, command: Command, llm_context: llm.LLMContext, turn: Turn
) -> llm.ToolResult:
    """Start a timer at whose end something is said: to this agent, as whoever asked.

    Home Assistant's own tool leaves the agent out. Its default one would then obey, which asks nobody about dangers.
    """
    response = await intent.async_handle(
        hass,
        llm_context.platform,
        command.intent,
        {key: dict(slot) for key, slot in command.slots.items()},
        None,
        llm_context.context,
        llm_context.language,
        assistant=llm_context.assistant,
        device_id=llm_context.device_id,
        conversation_agent_id=turn.asked.agent_id,
    )
    return llm.ToolResult(data=llm.IntentResponseDict(response))


async def _async_note(hass: HomeAssistant, command: Command, data: llm.IntentResponseDict, turn: Turn) -> None:
    response: intent.IntentResponse | None = getattr(data, "original", None)
    if response is None or response.response_type is not intent.IntentResponseType.ACTION_DONE:
        return
    turn.done.append(command)
    turn.touched |= {state.entity_id: None for state in async_targets(hass, response)}
    if not response.speech and (said := await async_word(hass, command, response)):
        response.async_set_speech(said)
        data["speech"] = response.as_dict()["speech"]


def _command(tool: llm.Tool, tool_input: llm.ToolInput) -> Command | None:
    """Return a call of an intent's tool as the command that it is."""
    if (intents := _intent_tool(tool)) is None:
        return None
    args = {key: value for key, value in tool_input.tool_args.items() if not intent.is_blank_slot_value(value)}
    return Command(intents.intent_type, {key: {"value": value} for key, value in args.items()})


def _intent_tool(tool: llm.Tool) -> llm.IntentTool | None:
    while isinstance(tool, llm.NamespacedTool | Guarded):
        tool = tool.tool
    return tool if isinstance(tool, llm.IntentTool) else None


class GuardedAPI(llm.API):
    """The APIs that the owner chose, as one, with the guard in front of each tool.

    Who asks from a device without timers is offered the timers' tools all the same, where anything in the house keeps
    timers: the tools stand at the front of what a model reads, and with one front for everybody it is read once. Home
    Assistant's own handlers refuse what such a device cannot do.
    """

    def __init__(self, hass: HomeAssistant, ids: tuple[str, ...]) -> None:
        # The id takes part in Home Assistant's decision whether last turn's tools still hold.
        super().__init__(hass=hass, id=f"morgan-{'-'.join(ids)}", name="Morgan")
        self._ids = ids

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        """Return the tools that this user may use on this device; none of an API that is gone or not for them."""
        inner = await self._async_inner(llm_context)
        tools = {tool.name: tool for tool in inner.tools} if inner else {}
        if (keeper := _timer_keeper(self.hass, llm_context.device_id)) is not None:
            more = await self._async_inner(replace(llm_context, device_id=keeper))
            tools = {tool.name: tool for tool in more.tools if _intent_tool(tool)} | tools if more else tools
        return llm.APIInstance(
            api=self,
            api_prompt=inner.api_prompt if inner else "",
            llm_context=llm_context,
            tools=fitting([Guarded(tool) for tool in tools.values()]),
            custom_serializer=inner.custom_serializer if inner else None,
        )

    async def _async_inner(self, llm_context: llm.LLMContext) -> llm.APIInstance | None:
        found: dict[str, llm.APIInstance] = {}
        for each in self._ids:
            try:
                found[each] = await llm.async_get_api(self.hass, each, llm_context)
            except HomeAssistantError as error:
                _LOGGER.debug("No tools of %s: %s", each, error)
            except Exception as error:  # noqa: BLE001  # an edge: an API is anybody's code, and the others' tools go on
                log_unforeseen(_LOGGER, f"The tools' API {each}", error)
        if len(found) > 1:
            return await llm.async_get_api(self.hass, list(found), llm_context)
        return next(iter(found.values()), None)


@callback
def _timer_keeper(hass: HomeAssistant, device_id: str | None) -> str | None:
    """Return a device that keeps timers; None when the asking one does, or none."""
    if device_id is not None and async_device_supports_timers(hass, device_id):
        return None
    devices = dr.async_get(hass).devices
    return next((device.id for device in devices if async_device_supports_timers(hass, device.id)), None)


def as_result(identity: str, result: llm.ToolResult) -> ToolResult:
    """Return what a tool gave as the server is told it: JSON, with the sentence as `speech`."""
    data: Any = json_loads(json_bytes(result.data))
    if result.error:
        fields = data if isinstance(data, dict) else {}
        text = fields.get("error_text") or fields.get("error") or "It failed"
        return ToolResult(identity, error=ToolError(str(fields.get("error") or "failed"), str(text)))
    if isinstance(data, dict) and isinstance(speech := data.get("speech"), dict):
        said = speech.get("plain", {}).get("speech")
        data = {key: value for key, value in data.items() if key != "speech"} | ({"speech": said} if said else {})
    return ToolResult(identity, data)
