"""The tools of Home Assistant's LLM APIs as they are offered to the server, each behind a guard.

The guard runs just before a call, when its targets are known: a dangerous call is not made, but asked about first.
Knows nothing of the server.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, override

import probatio
from homeassistant.components import conversation
from homeassistant.components.intent import async_device_supports_timers
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import intent, llm
from homeassistant.helpers.json import json_bytes
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import JsonObjectType, json_loads

from ..choices.options import Options
from ..client.errors import log_unforeseen
from ..client.models import ToolError, ToolResult
from ..const import DOMAIN
from ..house.acting import async_act, async_put_into_words
from ..house.commands import ASSISTANT, Aim, Command, async_aim, async_area, async_targets
from ..house.fitting import Instance, Wrapper, fitting, has_name, short
from ..house.kept_tools import async_kept_tools, async_merged, is_core_tool
from ..languages.sentences import async_sentences
from .policy import Risk, async_question, async_risks, async_risks_later, async_tool_risks, is_foreign

_LOGGER = logging.getLogger(__name__)

CALL_SECONDS: Final = 25.0  # the server gives up on a result after 30 s
ASK: Final = "ask"  # the protocol's word for "say this and wait for the answer"
SAY: Final = "say"  # and for "say this, it is not done"
_FAULTS: HassKey[set[tuple[str, ...]]] = HassKey("morgan_faulty_apis")  # logged already
_RUNNING: ContextVar[Turn | None] = ContextVar("morgan_turn", default=None)


@dataclass(frozen=True, slots=True)
class Held:
    """A call that waits for a yes."""

    tool: llm.Tool
    call: llm.ToolInput
    context: llm.LLMContext
    aim: Aim | None
    risks: tuple[Risk, ...]


class Talk(Protocol):
    """The conversation that a turn belongs to."""

    def note(self, commands: Sequence[Command], targets: Sequence[str]) -> None:
        """Remember what was done, and to what."""
        ...


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
        """Make this the current turn of the task: its tool calls belong to it from now on."""
        _RUNNING.set(self)

    async def question(self, hass: HomeAssistant, language: str) -> str:
        """Return the one question for all held calls."""
        risks = [risk for held in self.held for risk in held.risks]
        return await async_question(hass, language, risks, pin=self.options.danger == "pin" and bool(self.options.pin))

    def remember(self) -> None:
        """Put what was done into the conversation's memory."""
        self.talk.note(self.done, tuple(self.touched))


class Guarded(Wrapper):
    """A tool that asks before it does something dangerous, and says in Home Assistant's words what it did."""

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        """Call the tool, or hold the call until somebody has said yes."""
        if (turn := _RUNNING.get()) is None:
            raise HomeAssistantError("No turn is running")
        area, aim = async_area(hass, turn.asked), None
        if (command := _command(self.tool, tool_input)) is not None:
            if await async_risks_later(hass, turn.options, [command], turn.asked, area.id if area else None):
                sentences = await async_sentences(hass, llm_context.language or hass.config.language)
                return llm.ToolResult(data={"error": SAY, "error_text": sentences("ask_later")}, error=True)
            aim = async_aim(hass, command, area.id if area else None, area.floor_id if area else None)
        risks = _risks(hass, turn, self.tool, tool_input, aim)
        if risks:
            turn.held.append(Held(self.tool, tool_input, llm_context, aim, risks))
            question = await turn.question(hass, llm_context.language or hass.config.language)
            return llm.ToolResult(data={"error": ASK, "error_text": question}, error=True)
        return await _async_call(hass, Held(self.tool, tool_input, llm_context, aim, ()), turn)


@callback
def _risks(
    hass: HomeAssistant, turn: Turn, tool: llm.Tool, tool_input: llm.ToolInput, aim: Aim | None
) -> tuple[Risk, ...]:
    if aim is not None:
        return async_risks(hass, turn.options, [aim])
    return async_tool_risks(hass, turn.options, _inner(tool), tool_input.tool_name, tool_input.tool_args)


async def async_call_held(hass: HomeAssistant, held: Held, turn: Turn, allowed: frozenset[str]) -> llm.ToolResult:
    """Make a call that got a yes, if it still touches nothing else. Raises HomeAssistantError, probatio.Invalid."""
    if {risk.id for risk in _risks(hass, turn, held.tool, held.call, held.aim)} - allowed:
        raise HomeAssistantError("It would touch something that was not asked about")
    return await _async_call(hass, held, turn)


async def _async_call(hass: HomeAssistant, call: Held, turn: Turn) -> llm.ToolResult:
    """Call a tool without asking; nothing is awaited between the check for risks and this."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            if call.aim is not None:
                response = await _async_intent(hass, call.aim, call.context, turn)
                given: llm.ToolResult | JsonObjectType = llm.ToolResult(data=llm.IntentResponseDict(response))
            else:
                given = await call.tool.async_call(hass, call.call, call.context)
        result = given if isinstance(given, llm.ToolResult) else llm.ToolResult(data=given)
        json_bytes(result.data)  # a result that is not JSON fails here, and fails only this call
    except TimeoutError as error:
        raise HomeAssistantError("It did not finish in time") from error
    except HomeAssistantError, probatio.Invalid:
        raise
    except (Exception, asyncio.CancelledError) as error:  # an edge: an unexpected error of a tool must not end the turn
        if isinstance(error, asyncio.CancelledError) and _is_cancelled():
            raise
        log_unforeseen(_LOGGER, f"The tool {call.tool.name}", error)
        raise HomeAssistantError("It failed") from error
    return result


def _is_cancelled() -> bool:
    """Tell whether this task was cancelled; if not, it was a task of the tool's own, which the tool awaited."""
    return (task := asyncio.current_task()) is None or task.cancelling() > 0


async def _async_intent(
    hass: HomeAssistant, aim: Aim, llm_context: llm.LLMContext, turn: Turn
) -> intent.IntentResponse:
    """Carry out a command on the targets found, in place of Home Assistant's tool, which would search them again.

    That tool knows only the device that was spoken to, not its satellite's room. For a timer with a command it leaves
    out the agent: Home Assistant's default agent would then run the command, and it asks nobody about dangers.
    """
    slots = {key: dict(slot) for key, slot in aim.command.slots.items()}
    if (area := async_area(hass, turn.asked)) is not None:
        slots.setdefault("preferred_area_id", {"value": area.id})
        if area.floor_id:
            slots.setdefault("preferred_floor_id", {"value": area.floor_id})
    said = intent.Intent(
        hass,
        llm_context.platform,
        aim.command.intent,
        slots,
        None,
        llm_context.context or Context(),
        llm_context.language or hass.config.language,
        assistant=llm_context.assistant,
        device_id=llm_context.device_id,
        conversation_agent_id=turn.asked.agent_id,
    )
    response = await async_act(aim, said)
    if response.response_type is intent.IntentResponseType.ACTION_DONE:
        turn.done.append(aim.command)
        turn.touched |= {state.entity_id: None for state in async_targets(hass, response)}
        await async_put_into_words(hass, aim.command, response)
    return response


def _command(tool: llm.Tool, tool_input: llm.ToolInput) -> Command | None:
    """Return a call of an intent's tool as a command; None for any other tool."""
    if (intents := _intent_tool(tool)) is None:
        return None
    args = {key: value for key, value in tool_input.tool_args.items() if not intent.is_blank_slot_value(value)}
    return Command(intents.intent_type, {key: {"value": value} for key, value in args.items()})


def _intent_tool(tool: llm.Tool) -> llm.IntentTool | None:
    inner = _inner(tool)
    return inner if isinstance(inner, llm.IntentTool) else None


def _inner(tool: llm.Tool) -> llm.Tool:
    """Return the tool inside Home Assistant's wrappers."""
    while type(tool) is llm.NamespacedTool:
        tool = tool.tool
    return tool


class GuardedAPI(llm.API):
    """The APIs that the owner chose, merged into one, with a guard in front of each tool.

    A device without timers is offered the timer tools too, if any device in the house has timers: the tools come first
    in the prompt, and with the same tools for all devices a model reads this prompt prefix only once. Home Assistant's
    own handlers refuse what such a device cannot do.
    """

    def __init__(self, hass: HomeAssistant, ids: tuple[str, ...]) -> None:
        # Home Assistant compares the id to decide whether the last turn's tools are still valid.
        super().__init__(hass=hass, id=f"morgan-{'-'.join(ids)}", name="Morgan")
        self._ids = ids

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        """Return the tools that this user may use on this device; none of an API that is gone or not for them."""
        left_out: list[str] = []
        inner = await self._async_inner(llm_context, left_out)
        tools = {tool.name: tool for tool in inner.tools if has_name(tool)} if inner else {}
        if (keeper := _timer_keeper(self.hass, llm_context.device_id)) is not None:
            more = await self._async_inner(replace(llm_context, device_id=keeper), [])
            tools = {tool.name: tool for tool in more.tools if _intent_tool(tool)} | tools if more else tools
        left_out += [
            f"a tool of {short(str(tool.integration))}: it has no name"
            for tool in (inner.tools if inner else ())
            if not has_name(tool)
        ]
        return Instance(
            api=self,
            api_prompt=inner.api_prompt if inner else "",
            llm_context=llm_context,
            tools=fitting([Guarded(tool) for tool in tools.values()]),
            custom_serializer=inner.custom_serializer if inner else None,
            left_out=tuple(left_out),
        )

    async def _async_inner(self, llm_context: llm.LLMContext, left_out: list[str]) -> llm.APIInstance | None:
        """Return the working APIs merged into one; the failing ones are named in `left_out`."""
        found: dict[str, llm.APIInstance] = {}
        kept = async_kept_tools(self.hass)
        for each in self._ids:
            if (instance := await self._async_one((each,), kept.async_get(each, llm_context), left_out)) is not None:
                found[each] = instance
        ids = tuple(found)
        while len(ids) > 1:  # tools of equal names may prevent a merge: then the last API is dropped
            merging = async_merged([found[each] for each in ids], llm_context)
            if (instance := await self._async_one(ids, merging, left_out)) is not None:
                return instance
            ids = ids[:-1]
        return found[ids[0]] if ids else None

    async def _async_one(
        self, ids: tuple[str, ...], getting: Awaitable[llm.APIInstance], left_out: list[str]
    ) -> llm.APIInstance | None:
        faults = self.hass.data.setdefault(_FAULTS, set())
        try:
            instance = await getting
        except HomeAssistantError as error:
            _LOGGER.debug("No tools of %s: %s", ids[-1], error)
        except Exception as error:  # noqa: BLE001  # an edge: an API is anybody's code, and the others' tools go on
            left_out.append(f"the tools of {short(ids[-1])}: an error in them")
            if ids not in faults:  # once: the house is described every half minute
                faults.add(ids)
                log_unforeseen(_LOGGER, f"The tools' API {ids[-1]}", error)
        else:
            faults.discard(ids)
            return instance
        return None


async def async_foreign(hass: HomeAssistant) -> list[str]:
    """Return the names of third-party tools and intents: they need a yes unless the owner allows them."""
    names = {each.intent_type for each in intent.async_get(hass) if is_foreign(each)}
    for api in llm.async_get_apis(hass):
        try:
            context = llm.LLMContext(DOMAIN, Context(), hass.config.language, ASSISTANT, None)
            tools = filter(has_name, (await llm.async_get_api(hass, api.id, context)).tools)
            names |= {tool.name for tool in tools if _intent_tool(tool) is None and not is_core_tool(_inner(tool))}
        except Exception:  # noqa: BLE001  # an edge: one broken API of somebody's must not keep a form shut
            _LOGGER.debug("No tools of %s", api.id)
    return sorted(names)


@callback
def _timer_keeper(hass: HomeAssistant, device_id: str | None) -> str | None:
    """Return a device with timers; None if the asking device has them, or if no device has."""
    if device_id is not None and async_device_supports_timers(hass, device_id):
        return None
    devices = dr.async_get(hass).devices
    return next((device.id for device in devices if async_device_supports_timers(hass, device.id)), None)


def as_result(identity: str, result: llm.ToolResult) -> ToolResult:
    """Return a tool's result in the form for the server: JSON, with the spoken sentence as `speech`."""
    data: Any = json_loads(json_bytes(result.data))
    if result.error:
        fields = data if isinstance(data, dict) else {}
        text = fields.get("error_text") or fields.get("error") or "It failed"
        return ToolResult(identity, error=ToolError(str(fields.get("error") or "failed"), str(text)))
    if isinstance(data, dict) and isinstance(speech := data.get("speech"), dict):
        said = speech.get("plain", {}).get("speech")
        data = {key: value for key, value in data.items() if key != "speech"} | ({"speech": said} if said else {})
    return ToolResult(identity, data)
