"""The agents: each is a subentry of its server, for conversations or for tasks, with choices of its own.

The first ones are made with the entry, so that nobody has to open a form; the first agent also answers clients other
than Home Assistant. Knows nothing of how an agent answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry, ConfigSubentryData
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import CONF_VOICE, DOMAIN
from .options import Options
from .profiles import profiles

AGENT: Final = "conversation"  # the subentry's type; of the first one also its unique id
TASK: Final = "ai_task_data"  # as Home Assistant's own integrations name it
_FIRST_TASK: Final = "ai_task"  # the first one's unique id
_NOBODY: Final = Options(apis=(), local=False)


def first_subentries(title: str, chosen: Mapping[str, Any]) -> list[ConfigSubentryData]:
    """Return the subentries of a new entry: one agent, and one AI task."""
    return [
        ConfigSubentryData(data=chosen, subentry_type=AGENT, title=title, unique_id=AGENT),
        ConfigSubentryData(data={}, subentry_type=TASK, title=f"{title} AI task", unique_id=_FIRST_TASK),
    ]


def agents(entry: ConfigEntry) -> list[ConfigSubentry]:
    """Return an entry's agents, the one that was made with it first if it is still there."""
    return sorted(profiles(entry, AGENT), key=lambda each: each.unique_id != AGENT)


def tasks(entry: ConfigEntry) -> list[ConfigSubentry]:
    """Return an entry's AI tasks."""
    return profiles(entry, TASK)


def kind_of(subentry: ConfigSubentry) -> str:
    """Return the name of a subentry's entity within its entry; the first agent's is older than subentries."""
    return subentry.unique_id or subentry.subentry_id


def agent_options(entry: ConfigEntry, subentry_id: str) -> Options:
    """Return the current options of an agent or an AI task."""
    subentry = entry.subentries.get(subentry_id)
    return Options.of(subentry.data) if subentry is not None else _NOBODY


def main_options(entry: ConfigEntry) -> Options:
    """Return the options of the first agent; if there is none, options that allow nothing."""
    first = next(iter(agents(entry)), None)
    return Options.of(first.data) if first is not None else _NOBODY


@callback
def async_agent_id(hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry) -> str | None:
    """Return the entity of an agent."""
    unique_id = f"{entry.entry_id}-{kind_of(subentry)}"
    return er.async_get(hass).async_get_entity_id(Platform.CONVERSATION, DOMAIN, unique_id)


@callback
def async_main_agent_id(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the entity of the first agent."""
    return next((found for each in agents(entry) if (found := async_agent_id(hass, entry, each))), None)


@callback
def async_migrate(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Move the entry's options to its first agent; the agent's entity stays the same one."""
    chosen = {key: value for key, value in entry.options.items() if key != CONF_VOICE}
    voice = {key: value for key, value in entry.options.items() if key == CONF_VOICE}
    present = {each.unique_id for each in entry.subentries.values()}
    for first in first_subentries(entry.title, chosen):
        if first["unique_id"] not in present:
            made = ConfigSubentry(
                data=MappingProxyType(dict(first["data"])),
                subentry_type=first["subentry_type"],
                title=first["title"],
                unique_id=first["unique_id"],
            )
            hass.config_entries.async_add_subentry(entry, made)
    hass.config_entries.async_update_entry(entry, options=voice, minor_version=2)
