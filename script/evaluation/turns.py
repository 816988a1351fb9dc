"""Takes one turn: asks the agent a sentence and notes what was said, done and claimed; knows nothing of scores."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from homeassistant.components import conversation
from homeassistant.components.conversation import ConversationResult
from homeassistant.components.script import EVENT_SCRIPT_STARTED
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.helpers import intent

TURN_SECONDS = 120.0
LANGUAGE = "en"
# Intents that tell and change nothing; whatever else was handled well is a deed.
_READING = frozenset(
    {
        "HassClimateGetTemperature",
        "HassGetCurrentDate",
        "HassGetCurrentTime",
        "HassGetState",
        "HassGetWeather",
        "HassNevermind",
        "HassRespond",
        "HassTimerStatus",
    }
)


@dataclass(frozen=True, slots=True)
class Handled:
    """An intent that Home Assistant carried out, or would not."""

    type: str
    slots: Mapping[str, Any]
    worked: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a sentence."""

    said: str
    path: str
    ms: float
    asked_back: bool
    handled: tuple[Handled, ...]
    scripts: int  # how many were started
    extra: Mapping[str, Any]

    @property
    def did(self) -> bool:
        """Whether anything was carried out that changes something."""
        return bool(self.scripts) or any(each.worked and each.type not in _READING for each in self.handled)


async def take(
    hass: HomeAssistant,
    agent_id: str,
    text: str,
    *,
    device_id: str | None = None,
    conversation_id: str | None = None,
    language: str = LANGUAGE,
) -> tuple[Turn, str]:
    """Ask, wait until the house is still, and return the turn and its conversation.

    A turn that outlasts its bound is one on the path "late", with what was done until then.
    """
    scripts: list[Event] = []
    with ExitStack() as ending:
        handled = ending.enter_context(_noting())
        ending.callback(hass.bus.async_listen(EVENT_SCRIPT_STARTED, scripts.append))
        begin = time.perf_counter()
        try:
            async with asyncio.timeout(TURN_SECONDS):
                result = await conversation.async_converse(
                    hass, text, conversation_id, Context(), language=language, agent_id=agent_id, device_id=device_id
                )
                ms = (time.perf_counter() - begin) * 1000
                await hass.async_block_till_done()
        except TimeoutError:
            late = f"(no answer within {TURN_SECONDS:.0f} s)"
            ms = TURN_SECONDS * 1000
            return Turn(late, "late", ms, asked_back=False, handled=tuple(handled), scripts=len(scripts), extra={}), ""
    extra = _extra(result)
    path = str(extra.get("path") or ("none" if result.response.error_code else "intent"))
    turn = Turn(_said(result), path, ms, result.continue_conversation, tuple(handled), len(scripts), extra)
    return turn, result.conversation_id or ""


def _said(result: ConversationResult) -> str:
    return str(result.response.speech.get("plain", {}).get("speech") or "")


def _extra(result: ConversationResult) -> Mapping[str, Any]:
    return (result.response.speech.get("plain", {}).get("extra_data") or {}).get("morgan") or {}


@contextmanager
def _noting() -> Iterator[list[Handled]]:
    """Note every intent that Home Assistant handles meanwhile, whoever sends it."""
    # Not before it is mounted (house.mount), wherever this is started from.
    from custom_components.morgan.house import acting  # type: ignore[import-not-found]  # noqa: PLC0415
    from custom_components.morgan.safety import guarded_tools  # type: ignore[import-not-found]  # noqa: PLC0415

    handled: list[Handled] = []
    real = intent.async_handle

    async def noting(hass: HomeAssistant, platform: str, intent_type: str, *args: Any, **more: Any) -> Any:
        slots = more.get("slots") or (args[0] if args else None) or {}
        values = {name: slot.get("value") for name, slot in slots.items()}
        worked = False
        try:
            response = await real(hass, platform, intent_type, *args, **more)
            worked = response.error_code is None
            return response
        finally:
            handled.append(Handled(intent_type, values, worked))

    async def acting_on(aim: Any, said: intent.Intent) -> intent.IntentResponse:
        values = {name: slot.get("value") for name, slot in aim.command.slots.items()}
        worked = False
        try:
            response: intent.IntentResponse = await really_act(aim, said)
            worked = response.error_code is None
            return response
        finally:
            handled.append(Handled(aim.command.intent, values, worked))

    really_act = acting.async_act  # Morgan hands a handler what it has found itself, not through async_handle
    with (
        patch.object(intent, "async_handle", noting),
        patch.object(acting, "async_act", acting_on),
        patch.object(guarded_tools, "async_act", acting_on),
    ):
        yield handled
