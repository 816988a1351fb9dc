"""Morgan in Home Assistant: one config entry is one server; knows only what is set up in which order."""

from __future__ import annotations

import logging
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import Store
from homeassistant.helpers.typing import ConfigType

from .actions import async_register_actions
from .card import async_register_card
from .choices.agents import agent_options, agents, async_main_agent_id, async_migrate, main_options
from .choices.profiles import async_follow_choices
from .client.client import MorganClient
from .client.errors import MorganError, NotPaired, WrongVersion
from .client.models import Server
from .const import CONF_PIPELINE, DOMAIN
from .flows.notices import (
    async_check_choices,
    async_check_house,
    async_check_server,
    async_check_turn,
    async_forget,
    async_watch_pipelines,
)
from .flows.pairing import async_address
from .flows.pipeline import async_make_pipeline
from .house.census import async_keep_census
from .house.kept_tools import async_keep_tools
from .house.snapshot import async_listen_home
from .local_agent.agent import Plain
from .local_agent.session import Memory
from .recognition.recognizer import async_prepare
from .repairs import async_check_tls, async_forget_tls
from .runtime import MorganConfigEntry, Runtime
from .safety.pin import async_tries
from .sync.home_sync import HomeLink, Pace
from .sync.remote_requests import Deputy
from .turns import TurnRecord, Turns
from .versions import async_own_version
from .websocket_api import async_register_commands, async_tell

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
_LOGGER = logging.getLogger(__name__)
_PLATFORMS = (
    Platform.AI_TASK,
    Platform.BINARY_SENSOR,
    Platform.CONVERSATION,
    Platform.EVENT,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.STT,
    Platform.TTS,
    Platform.UPDATE,
    Platform.WAKE_WORD,
)
_STORE_VERSION = 1
_SAVE_SECONDS = 60  # spares flash memory a write per turn; a stop of Home Assistant writes at once


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what exists once, for any number of servers."""
    async_keep_tools(hass)
    async_register_actions(hass)
    async_register_commands(hass)
    await async_register_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Set up one server. Returns True, which Home Assistant 2026.10 still asks for."""
    entry.async_on_unload(async_keep_census(hass))
    client = MorganClient(await async_address(hass, entry.data))
    server = await _async_server(hass, entry, client)
    ours = await async_own_version(hass)
    plains = {each.subentry_id: _plain(hass, entry, each.subentry_id) for each in agents(entry)}
    plain = next(iter(plains.values()), None) or _plain(hass, entry, "")
    deputy = Deputy(hass, lambda: async_main_agent_id(hass, entry), lambda: main_options(entry), plain)
    link = HomeLink(client, deputy, server, Pace())
    entry.runtime_data = Runtime(client, link, plain, await _async_turns(hass, entry), plains)
    entry.async_on_unload(client.close)
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
    if entry.data.get(CONF_PIPELINE):
        await async_make_pipeline(hass, entry)
        # Only once: a pipeline that the user deletes later must not come back.
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_PIPELINE: False})
    _watch(hass, entry, link)
    async_check_tls(hass, entry)
    async_check_server(hass, entry, server, ours)
    entry.async_on_unload(link.async_listen(lambda: async_check_server(hass, entry, link.server, ours)))
    entry.async_on_unload(link.async_listen(lambda: async_check_house(hass, entry)))
    entry.async_on_unload(async_follow_choices(hass, entry, lambda: async_check_choices(hass, entry, link.server)))
    entry.async_on_unload(entry.runtime_data.turns.async_listen(lambda turn: async_check_turn(hass, entry, turn)))
    entry.async_on_unload(async_watch_pipelines(hass, entry))
    entry.async_on_unload(async_listen_home(hass, link.async_home_changed))
    for each in {plain, *plains.values()}:
        entry.async_on_unload(async_listen_home(hass, each.async_home_changed))
    entry.async_create_background_task(hass, link.run(), f"{DOMAIN} home link")
    # The first sentence of the day would otherwise wait a second for Home Assistant's templates to be read.
    entry.async_create_background_task(hass, async_prepare(hass, hass.config.language), f"{DOMAIN} sentences")
    return True


def _plain(hass: HomeAssistant, entry: MorganConfigEntry, subentry_id: str) -> Plain:
    return Plain(
        hass, lambda: agent_options(entry, subentry_id), Memory(), async_tries(hass, subentry_id or entry.entry_id)
    )


async def async_migrate_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Migrate an entry of an earlier release; False for one of a later release, which cannot be read."""
    if entry.version > 1:
        return False
    if entry.minor_version < 2:
        async_migrate(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Unload one server; its background tasks end with the entry."""
    return await hass.config_entries.async_unload_platforms(entry, _PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Delete what is stored of the server and of its turns."""
    async_forget_tls(hass, entry)
    async_forget(hass, entry)
    await _store(hass, entry).async_remove()
    await _turns_store(hass, entry).async_remove()


async def _async_server(hass: HomeAssistant, entry: MorganConfigEntry, client: MorganClient) -> Server:
    """Ask the server what it is; while it is away, use what is stored: plain commands must work without it."""
    store = _store(hass, entry)
    try:
        server = await client.describe()
    except NotPaired as error:
        raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=error.key) from error
    except WrongVersion as error:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key=error.key) from error
    except MorganError as error:
        remembered = await store.async_load()
        if remembered is None:
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN,
                translation_key=error.key,
                translation_placeholders={"text": error.text},
            ) from error
        return Server.from_dict(remembered)
    await store.async_save(server.as_dict())
    return server


def _store(hass: HomeAssistant, entry: MorganConfigEntry) -> Store[dict[str, object]]:
    return Store(hass, _STORE_VERSION, f"{DOMAIN}.{entry.entry_id}")


def _turns_store(hass: HomeAssistant, entry: MorganConfigEntry) -> Store[dict[str, Any]]:
    return Store(hass, _STORE_VERSION, f"{DOMAIN}.turns.{entry.entry_id}")


async def _async_turns(hass: HomeAssistant, entry: MorganConfigEntry) -> Turns:
    """Return the last turns as they are stored: their times, never their words."""
    store, turns = _turns_store(hass, entry), Turns()
    try:
        if kept := await store.async_load():
            turns.take_back(kept)
    except (TypeError, KeyError, ValueError) as error:  # written by another release: no reason to fail the setup
        _LOGGER.info("The last turns are forgotten: %s", error)

    async def closed() -> None:
        turns.close()
        if turns.last:
            await store.async_save(turns.as_dict())

    def over(turn: TurnRecord) -> None:
        store.async_delay_save(turns.as_dict, _SAVE_SECONDS)
        async_tell(hass, entry, turn)

    entry.async_on_unload(turns.async_listen(over))
    entry.async_on_unload(closed)
    return turns


def _watch(hass: HomeAssistant, entry: MorganConfigEntry, link: HomeLink) -> None:
    """Store the server when it changes; reload when it gains or loses a stage; ask for a new token when refused."""
    known = link.server

    @callback
    def changed() -> None:
        nonlocal known
        if link.refused:
            entry.async_start_reauth(hass)
        if link.server == known:
            return
        other_stages = _stages(link.server) != _stages(known)
        known = link.server
        _store(hass, entry).async_delay_save(known.as_dict)
        if other_stages:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(link.async_listen(changed))
    titles = _titles(entry)

    @callback
    def entry_changed(_: ConfigEntryChange, other: ConfigEntry) -> None:
        # An agent's options apply at once. A subentry added, removed or renamed changes the devices: reload.
        if other is entry and entry.state is ConfigEntryState.LOADED and _titles(entry) != titles:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed))


def _stages(server: Server) -> tuple[bool, ...]:
    """Return which parts of the server have entities."""
    return bool(server.hears), bool(server.voices), "models" in server.features


def _titles(entry: MorganConfigEntry) -> dict[str, str]:
    return {each.subentry_id: each.title for each in entry.subentries.values()}
