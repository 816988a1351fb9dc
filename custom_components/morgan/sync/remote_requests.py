"""Acts in the house for other clients of the server: a phone, a terminal, another kind of satellite.

It acts as the integration itself: without a user or a device, only on what is exposed to Assist, and with dangerous
acts only after a yes in the same conversation. Knows nothing of how orders are sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

import probatio
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm

from ..choices.options import Options
from ..client.errors import log_unforeseen
from ..client.home_connection import Obey
from ..client.models import ToolCall, ToolError, ToolResult
from ..const import DOMAIN
from ..house.census import async_census
from ..house.commands import ASSISTANT
from ..house.fitting import Offered, async_offered
from ..house.outcome import Done
from ..local_agent.agent import Plain
from ..safety.guarded_tools import GuardedAPI, Turn, as_result
from .home_sync import Told

_LOGGER = logging.getLogger(__name__)

# Keeps these conversations apart from Home Assistant's own: another client must not answer a question asked there.
_ELSEWHERE: Final = "elsewhere:"


class Deputy:
    """Carries out what other clients ask of one entry's house."""

    def __init__(
        self, hass: HomeAssistant, agent_id: Callable[[], str | None], options: Callable[[], Options], plain: Plain
    ) -> None:
        self._hass = hass
        self._agent_id = agent_id
        self._options = options
        self._plain = plain

    async def async_home(self, features: Sequence[str]) -> Told:
        """Return the house in the form for a server with these features."""
        counted = await async_census(self._hass).async_count()
        if "tools" not in features:
            return Told(counted.home, counted.left_out)
        offer = await self._async_offered()
        told = [tool.as_dict() for tool in offer.tools]
        states = [state.told for state in counted.states]
        return Told(counted.home | {"tools": told, "states": states}, (*counted.left_out, *offer.left_out))

    async def _async_offered(self) -> Offered:
        instance = await self._async_instance(self._hass.config.language)
        return Offered(()) if instance is None else await async_offered(instance)

    async def async_obey(self, order: Obey) -> Done | None:
        """Carry out a plain command; None for any other sentence."""
        log = conversation.ChatLog(self._hass, _ELSEWHERE + (order.conversation or order.id))
        return await self._plain.async_obey(self._said(order.text, order.language, log), log)

    async def async_act(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Run the calls of one round side by side."""
        first = calls[0]
        instance = await self._async_instance(first.language)
        if instance is None or not instance.tools:
            none = ToolError("no-tools", "The owner lets nothing be done.")
            return [ToolResult(call.id, error=none) for call in calls]
        name = _ELSEWHERE + (first.conversation or first.turn or first.id)
        asked = self._said("", first.language, conversation.ChatLog(self._hass, name))
        talk = self._plain.memory.talk(name)
        turn = Turn(self._options(), talk, asked)
        turn.begin()
        results = await asyncio.gather(*(_async_call(instance, call) for call in calls))
        turn.remember()
        if turn.held:
            await self._plain.async_hold(turn, talk, "agent")
        return results

    async def _async_instance(self, language: str | None) -> llm.APIInstance | None:
        options = self._options()
        context = llm.LLMContext(DOMAIN, Context(), language or self._hass.config.language, ASSISTANT, None)
        if not options.apis:
            return None
        return await GuardedAPI(self._hass, options.apis).async_get_api_instance(context)

    def _said(self, text: str, language: str | None, chat_log: conversation.ChatLog) -> conversation.ConversationInput:
        return conversation.ConversationInput(
            text=text,
            context=Context(),
            conversation_id=chat_log.conversation_id,
            device_id=None,
            satellite_id=None,
            language=language or self._hass.config.language,
            agent_id=self._agent_id() or DOMAIN,
        )


async def _async_call(instance: llm.APIInstance, call: ToolCall) -> ToolResult:
    try:
        result = await instance.async_call_tool(llm.ToolInput(tool_name=call.name, tool_args=call.args, id=call.id))
        return as_result(call.id, result)
    except (HomeAssistantError, probatio.Invalid) as error:
        return ToolResult(call.id, error=ToolError(type(error).__name__, str(error)))
    except Exception as error:  # noqa: BLE001  # an edge: a call of a round must not end the others
        log_unforeseen(_LOGGER, f"The tool {call.name}", error)
        return ToolResult(call.id, error=ToolError("failed", "It failed"))
