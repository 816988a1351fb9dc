"""Selects for the default voice, and for the language model of each agent and AI task.

A form chooses each of them too; these are for dashboards and automations. Knows nothing of how either is used.
"""

from __future__ import annotations

from typing import Final, override

from homeassistant.components.select import SelectEntity
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_MODEL, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .choices.agents import agent_options, agents, kind_of, tasks
from .const import CONF_VOICE
from .entity import MorganEntity
from .runtime import MorganConfigEntry

PARALLEL_UPDATES = 0  # nothing is asked of the server: a request names its voice
DEFAULT: Final = "default"


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the choices, if there is anything to choose from."""
    server = entry.runtime_data.link.server
    if server.voices:
        async_add_entities([MorganVoice(entry)])
    if "models" in server.features:
        for subentry in (*agents(entry), *tasks(entry)):
            async_add_entities([MorganModel(entry, subentry)], config_subentry_id=subentry.subentry_id)


class MorganVoice(MorganEntity, SelectEntity):
    """One of the server's voices, kept as the entry's option; a pipeline's own voice takes precedence."""

    _attr_translation_key = "voice"
    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, entry: MorganConfigEntry) -> None:
        super().__init__(entry, "voice_choice")

    @override
    @callback
    def _async_learn(self) -> None:
        voices = [voice.name for voice in self._link.server.voices]
        chosen = self._entry.options.get(CONF_VOICE)
        self._attr_options = [DEFAULT, *voices]
        self._attr_current_option = chosen if chosen in voices else DEFAULT

    @override
    async def async_select_option(self, option: str) -> None:
        """Store the choice; it applies from the next sentence on."""
        voice = "" if option == DEFAULT else option
        options = {**self._entry.options, CONF_VOICE: voice}
        self.hass.config_entries.async_update_entry(self._entry, options=options)
        self._async_server_changed()


class MorganModel(MorganEntity, SelectEntity):
    """Which language model answers an agent's questions or a task's; on the device of either."""

    _attr_translation_key = "model"
    _attr_entity_category = EntityCategory.CONFIG
    _follows_choices = True

    def __init__(self, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        self._subentry_id = subentry.subentry_id
        super().__init__(entry, kind_of(subentry), subentry)
        self._attr_unique_id = f"{self._attr_unique_id}-model"

    @property
    @override
    def available(self) -> bool:
        return self._link.offer is not None

    @override
    @callback
    def _async_learn(self) -> None:
        offered = () if self._link.offer is None else self._link.offer.models
        chosen = agent_options(self._entry, self._subentry_id).model or DEFAULT
        # A chosen model that is gone is still shown; a repair says what is wrong with it.
        self._attr_options = list(dict.fromkeys((DEFAULT, *offered, chosen)))
        self._attr_current_option = chosen

    @override
    async def async_select_option(self, option: str) -> None:
        """Store the choice; it applies from the next question on."""
        subentry = self._entry.subentries[self._subentry_id]
        data = {key: value for key, value in subentry.data.items() if key != CONF_MODEL}
        if option != DEFAULT:
            data[CONF_MODEL] = option
        self.hass.config_entries.async_update_subentry(self._entry, subentry, data=data)
