"""Tells the server that somebody begins to speak: a language model can read the house while they still do.

In the background and without a word when it fails: nobody may wait for it, and a question finds out by itself what is
wrong. Knows nothing of what the server does with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import llm

from .commands import ASSISTANT
from .const import DOMAIN
from .errors import MorganError
from .options import Options
from .runtime import MorganConfigEntry
from .tools import GuardedAPI, offered
from .values import House, Question

_LOGGER = logging.getLogger(__name__)


class Ahead:
    """One agent's foresight."""

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry, options: Callable[[], Options]) -> None:
        self._hass = hass
        self._entry = entry
        self._options = options
        self._told: str | None = None  # the house that the server was last prepared for
        self._busy = False

    @callback
    def async_house_known(self) -> None:
        """Prepare for the first question, once the server knows the house or knows it anew."""
        known = self._entry.runtime_data.link.home_hash
        if known != self._told:
            self._told = known
            self.async_begin(None)

    @callback
    def async_begin(self, language: str | None) -> None:
        """Prepare for a question in this language, unless that is under way."""
        link = self._entry.runtime_data.link
        if self._busy or not link.up or "prepare" not in link.server.features:
            return
        self._busy = True
        self._entry.async_create_background_task(
            self._hass, self._async_prepare(language or self._hass.config.language), f"{DOMAIN} prepare"
        )

    async def _async_prepare(self, language: str) -> None:
        try:
            house, options = await self._async_house(language), self._options()
            question = Question("", language, prompt=options.prompt or None, house=house, model=options.model)
            await self._entry.runtime_data.client.prepare(question)
        except MorganError as error:
            _LOGGER.debug("The server is not prepared: %s", type(error).__name__)
        finally:
            self._busy = False

    async def _async_house(self, language: str) -> House | None:
        """Return what a question will bring that is known already: its tools, which are most of what a model reads."""
        apis = self._options().apis
        if not apis:
            return None
        context = llm.LLMContext(DOMAIN, Context(), language, ASSISTANT, None)
        instance = await GuardedAPI(self._hass, apis).async_get_api_instance(context)
        return House(offered(instance), ())
