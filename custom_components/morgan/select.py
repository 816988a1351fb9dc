"""The voice that speaks where nobody asked for another; knows nothing of how it sounds.

A language model is not chosen here: the server answers with the one of its settings, and the protocol has no word for
another.
"""

from __future__ import annotations

from typing import Final, override

from homeassistant.components.select import SelectEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_VOICE
from .entity import MorganEntity
from .runtime import MorganConfigEntry

PARALLEL_UPDATES = 0  # nothing is asked of the server: a request names its voice
DEFAULT: Final = "default"


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the choice, if there is anything to choose from."""
    if entry.runtime_data.link.server.voices:
        async_add_entities([MorganVoice(entry)])


class MorganVoice(MorganEntity, SelectEntity):
    """One of the server's voices, kept as the entry's option; a pipeline's own voice goes before it."""

    _attr_translation_key = "voice"
    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, entry: MorganConfigEntry) -> None:
        self._entry = entry
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
        """Keep the choice; it counts from the next sentence on."""
        voice = "" if option == DEFAULT else option
        options = {**self._entry.options, CONF_VOICE: voice}
        self.hass.config_entries.async_update_entry(self._entry, options=options)
        self._async_server_changed()
