"""The tools of Home Assistant's Assist, cached until something changes that they depend on.

In a house of 2,000 entities Home Assistant needs 80 ms in one step to list them, most of it for a prompt that Morgan
does not use; it was asked every 30 seconds and in every turn. Other APIs are asked each time, because only their makers
know what their tools depend on. Knows nothing of what is dangerous.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final, override

from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.components.intent import async_device_supports_timers
from homeassistant.const import (
    ATTR_SUPPORTED_FEATURES,
    EVENT_SERVICE_REGISTERED,
    EVENT_SERVICE_REMOVED,
    EVENT_STATE_CHANGED,
)
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent, llm
from homeassistant.loader import async_get_custom_components
from homeassistant.util.hass_dict import HassKey

from .commands import ASSISTANT

_MOST: Final = 16  # variants that are cached: by language, with timers and without
# All that Assist's tools read of states: the tools of the first two contain names, scripts are tools in the order of
# their names, and players have one more tool once one of them can search.
_READ: Final = ("calendar", "todo", "script", "media_player")


class KeptTools:
    """Assist's tools, cached by all that they depend on."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._kept: dict[Hashable, llm.APIInstance] = {}
        self._changes = 0

    @callback
    def async_follow(self) -> list[CALLBACK_TYPE]:
        """Clear the cache at every change from now on; returns the functions that end this."""
        listen = self._hass.bus.async_listen
        events: tuple[Any, ...] = (
            er.EVENT_ENTITY_REGISTRY_UPDATED,
            dr.EVENT_DEVICE_REGISTRY_UPDATED,
            ar.EVENT_AREA_REGISTRY_UPDATED,
            fr.EVENT_FLOOR_REGISTRY_UPDATED,
            EVENT_SERVICE_REGISTERED,
            EVENT_SERVICE_REMOVED,
        )
        return [
            *(listen(event, self._changed) for event in events),
            listen(EVENT_STATE_CHANGED, self._changed, event_filter=_came_or_went),
            async_listen_entity_updates(self._hass, ASSISTANT, self._changed),
        ]

    async def async_get(self, api_id: str, context: llm.LLMContext) -> llm.APIInstance:
        """Return an API's tools for this context. Raises whatever the API raises."""
        if api_id != llm.LLM_API_ASSIST or context.assistant != ASSISTANT or await _others_add_to_it(self._hass):
            return await llm.async_get_api(self._hass, api_id, context)
        key = self._key(context)
        if (kept := self._kept.get(key)) is None:
            changes = self._changes
            kept = await llm.async_get_api(self._hass, api_id, context)
            if changes == self._changes:
                self._kept[key] = kept
                if len(self._kept) > _MOST:
                    del self._kept[next(iter(self._kept))]
        return kept

    def _key(self, context: llm.LLMContext) -> Hashable:
        """Return what Assist's tools depend on and has no event; the user, the room and the agent do not matter."""
        device = context.device_id
        return (
            context.platform,
            context.language,
            device is not None and async_device_supports_timers(self._hass, device),
            frozenset(each.intent_type for each in intent.async_get(self._hass)),
            tuple(
                (state.entity_id, state.name, state.attributes.get(ATTR_SUPPORTED_FEATURES))
                for state in self._hass.states.async_all(_READ)
            ),
        )

    @callback
    def _changed(self, _: Event[Any] | None = None) -> None:
        self._changes += 1
        self._kept.clear()


async def _others_add_to_it(hass: HomeAssistant) -> bool:
    """Tell whether an integration that is not Home Assistant's own adds tools to Assist's."""
    custom = await async_get_custom_components(hass)
    return any(each.platforms_exists(("llm",)) for each in custom.values() if each.domain in hass.config.components)


@callback
def _came_or_went(data: EventStateChangedData) -> bool:
    return data["old_state"] is None or data["new_state"] is None


class _Given(llm.API):
    """An API whose tools are known already, to be merged with others' by Home Assistant's own rules."""

    def __init__(self, instance: llm.APIInstance) -> None:
        super().__init__(hass=instance.api.hass, id=instance.api.id, name=instance.api.name)
        self._instance = instance

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        """Return what was given."""
        return self._instance


async def async_merged(instances: Sequence[llm.APIInstance], context: llm.LLMContext) -> llm.APIInstance:
    """Return what APIs offer as one. Raises ValueError for tools that cannot be told from each other."""
    return await llm.MergedAPI([_Given(each) for each in instances]).async_get_api_instance(context)


_KEPT: HassKey[KeptTools] = HassKey("morgan_tools")


@callback
def async_kept_tools(hass: HomeAssistant) -> KeptTools:
    """Return the house's cache of tools; if there is none, an empty one."""
    return hass.data.get(_KEPT) or KeptTools(hass)


@callback
def async_keep_tools(hass: HomeAssistant) -> None:
    """Set up the house's cache of tools, for as long as Home Assistant runs."""
    if _KEPT not in hass.data:
        kept = hass.data[_KEPT] = KeptTools(hass)
        kept.async_follow()


def is_core_tool(tool: llm.Tool) -> bool:
    """Tell whether a tool is one of Home Assistant's own; tools that it passes on from MCP servers are not."""
    module = type(tool).__module__
    return module == llm.__name__ or (module.startswith("homeassistant.components.") and module.endswith(".llm"))
