"""Tells the server that somebody begins to speak, so that a language model can read the house meanwhile.

It runs in the background and fails silently: nothing may wait for it, and the question itself finds out what is wrong.
Knows nothing of what the server does with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from homeassistant.components import conversation
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..choices.options import Options
from ..client.client import MorganClient
from ..client.errors import MorganError, log_unforeseen
from ..client.models import House, Question
from ..const import DOMAIN
from ..house.census import async_census
from ..house.commands import async_area
from ..house.fitting import async_offered
from ..house.satellites import async_who_begins
from ..house.snapshot import async_place
from ..safety.guarded_tools import GuardedAPI
from .home_sync import HomeLink

_LOGGER = logging.getLogger(__name__)

type _Microphone = tuple[str | None, str | None]  # its device and its satellite


class Ahead:
    """Prepares the server for the next question to one agent."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        link: HomeLink,
        client: MorganClient,
        options: Callable[[], Options],
    ) -> None:
        self._hass = hass
        self._entry, self._link, self._client = entry, link, client
        self._options = options
        self._told: str | None = None  # the house that the server was last prepared for
        self._asked_from: _Microphone = (None, None)
        self._busy = False

    @callback
    def async_house_known(self) -> None:
        """Prepare for the first question, once the server knows the house or a changed one."""
        known = self._link.home_hash
        if known != self._told:
            self._told = known
            self.async_begin(None)

    @callback
    def async_begin(self, language: str | None) -> None:
        """Prepare for a question in this language, unless that is under way."""
        link = self._link
        if self._busy or not link.up or "prepare" not in link.server.features:
            return
        self._busy = True
        self._entry.async_create_background_task(
            self._hass, self._async_prepare(language or self._hass.config.language), f"{DOMAIN} prepare"
        )

    @callback
    def async_asked(self, user_input: conversation.ConversationInput) -> None:
        """Note where a question came from: if no satellite listens, the next one will most likely come from there."""
        if user_input.device_id is not None:
            self._asked_from = user_input.device_id, user_input.satellite_id

    async def _async_prepare(self, language: str) -> None:
        try:
            house, options = await self._async_house(language), self._options()
            question = Question("", language, prompt=options.prompt or None, house=house, model=options.model)
            await self._client.prepare(question)
        except MorganError as error:
            _LOGGER.debug("The server is not prepared: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001  # an edge: nobody awaits this task, and nothing depends on it
            log_unforeseen(_LOGGER, "Preparing the server", error)
        finally:
            self._busy = False

    async def _async_house(self, language: str) -> House | None:
        """Return the parts of the next question that are known already: tools, states of its room, the time."""
        apis = self._options().apis
        if not apis:
            return None
        await asyncio.sleep(0)  # a satellite sets its state to listening right after this call
        device_id, satellite_id = self._microphone()
        asked = conversation.ConversationInput(
            text="",
            context=Context(),
            conversation_id=None,
            device_id=device_id,
            satellite_id=satellite_id,
            language=language,
            agent_id=DOMAIN,
        )
        instance = await GuardedAPI(self._hass, apis).async_get_api_instance(asked.as_llm_context(DOMAIN))
        area = async_area(self._hass, asked)
        place = async_place(self._hass, area, device_id)
        counted = await async_census(self._hass).async_count()
        there = tuple(state for state in counted.states if area is not None and state.area == place.area)
        return House(
            (await async_offered(instance)).tools, there, place, now=dt_util.now().isoformat(timespec="seconds")
        )

    def _microphone(self) -> _Microphone:
        satellite = async_who_begins(self._hass)
        if satellite is None or satellite.registry_entry is None:
            return self._asked_from
        return satellite.registry_entry.device_id, satellite.entity_id
