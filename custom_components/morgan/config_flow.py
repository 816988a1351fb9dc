"""The config flow of a server: stores only what was tried; knows of the server only what the client tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

import probatio as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .choices.agents import AGENT, TASK, first_subentries
from .choices.profiles import HEARING, VOICE
from .const import CONF_BY_HAND, CONF_CODE, CONF_FINGERPRINT, CONF_PIPELINE, DEFAULT_PORT, DOMAIN
from .flows.agents import AgentFlow, TaskFlow
from .flows.pairing import Joined, NotJoined, async_join, async_trouble, without_place
from .flows.speech import HearingFlow, VoiceFlow

_TITLE = "Morgan"
_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_PORT = NumberSelector(NumberSelectorConfig(min=1, max=65535, step=1, mode=NumberSelectorMode.BOX))
type _Fields = dict[vol.Optional, Any]
_PLACE: _Fields = {
    vol.Optional(CONF_HOST): TextSelector(),
    vol.Optional(CONF_PORT, default=DEFAULT_PORT): _PORT,
}
_SECRETS: _Fields = {
    vol.Optional(CONF_TOKEN): _PASSWORD,
    vol.Optional(CONF_FINGERPRINT): TextSelector(),
}
_OFFER = vol.Schema({vol.Required(CONF_PIPELINE, default=True): BooleanSelector()})


def _form(by_hand: _Fields, *, opened: bool) -> vol.Schema:
    """Return a form of the pairing code and, folded away, of its parts one by one."""
    parts = section(vol.Schema(by_hand), {"collapsed": not opened})
    return vol.Schema({vol.Optional(CONF_CODE): TextSelector(), vol.Required(CONF_BY_HAND): parts})


class MorganConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a server, by hand or as found on the network; ask again for its token; move it."""

    VERSION = 1
    MINOR_VERSION = 2  # the conversation's options moved from the entry to its agent

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to a server, and the forms for it."""
        return {AGENT: AgentFlow, TASK: TaskFlow, VOICE: VoiceFlow, HEARING: HearingFlow}

    def __init__(self) -> None:
        self._data: dict[str, Any] = {}  # the server's address; its token and fingerprint once it has answered
        self._announced: str | None = None  # the id that a discovered server announces

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the pairing code or the address, and try it."""
        return await self._async_add("user", {**_PLACE, **_SECRETS}, user_input)

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Offer a server that announced itself; the new address of one that is known is taken over at once."""
        host, port = discovery_info.host, discovery_info.port
        if port is None:
            return self.async_abort(reason="no_port")
        where = {CONF_HOST: host, CONF_PORT: port}
        self._announced = str(discovery_info.properties.get("id") or "") or None
        entry = await self.async_set_unique_id(self._announced or f"{host}:{port}")
        # Any host on the network may announce anything. A token in clear is not sent to a host that merely claims to be
        # the server; with a fingerprint the host has to prove it.
        follows = entry is None or CONF_FINGERPRINT in entry.data or CONF_TOKEN not in entry.data
        self._abort_if_unique_id_configured(updates=where if follows else None)
        self._async_abort_entries_match(where)
        self._data = where
        self.context["title_placeholders"] = {"name": host}
        return await self.async_step_zeroconf_confirm()

    async def async_step_zeroconf_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the pairing code of a discovered server, and try it."""
        return await self._async_add("zeroconf_confirm", _SECRETS, user_input)

    async def async_step_pipeline(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Offer the pipeline; it is made when the entities exist."""
        if user_input is None:
            return self.async_show_form(step_id="pipeline", data_schema=_OFFER)
        return self.async_create_entry(
            title=_TITLE,
            data={**self._data, CONF_PIPELINE: bool(user_input[CONF_PIPELINE])},
            subentries=first_subentries(_TITLE, {}),
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Start to pair the server again."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say why, ask for the pairing code, and try it."""
        entry = self._get_reauth_entry()
        return await self._async_change(entry, _SECRETS, user_input, kept=entry.data)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the server is now, and try it."""
        return await self._async_change(self._get_reconfigure_entry(), {**_PLACE, **_SECRETS}, user_input, kept={})

    async def _async_add(self, step_id: str, by_hand: _Fields, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        trouble: NotJoined | None = None
        if user_input is not None:
            try:
                joined = await async_join(self.hass, user_input, self._data, self._announced)
            except NotJoined as error:
                trouble = error
            else:
                await self._async_claim(joined)
                return await self.async_step_pipeline()
        return self._form(step_id, by_hand, user_input, trouble)

    async def _async_change(
        self,
        entry: ConfigEntry,
        by_hand: _Fields,
        user_input: dict[str, Any] | None,
        *,
        kept: Mapping[str, Any],
    ) -> ConfigFlowResult:
        step_id = "reauth_confirm" if kept else "reconfigure"
        if user_input is None:
            trouble = await async_trouble(self.hass, entry.data) if kept else None  # says which: token, certificate …
            return self._form(step_id, by_hand, {CONF_BY_HAND: dict(entry.data)}, trouble)
        try:
            joined = await async_join(self.hass, user_input, kept)
        except NotJoined as error:
            return self._form(step_id, by_hand, user_input, error)
        identity = joined.server.id
        if identity is not None:
            await self.async_set_unique_id(identity, raise_on_progress=False)
            if entry.unique_id != identity and ":" not in (entry.unique_id or ":"):
                return self.async_abort(reason="another_server")
        return self.async_update_reload_and_abort(entry, data={**without_place(entry.data), **joined.data})

    def _form(
        self,
        step_id: str,
        by_hand: _Fields,
        suggested: dict[str, Any] | None,
        trouble: NotJoined | None,
    ) -> ConfigFlowResult:
        typed = dict((suggested or {}).get(CONF_BY_HAND) or {})
        shown = {str(key): typed[str(key)] for key in by_hand if str(key) in typed}
        # A section with typed values stays open, so that the user can correct them.
        opened = any(shown.get(key) for key in (CONF_HOST, CONF_TOKEN, CONF_FINGERPRINT))
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _form(by_hand, opened=opened), {**(suggested or {}), CONF_BY_HAND: shown}
            ),
            errors=trouble.errors if trouble else {},
            description_placeholders={"host": self._place(), "text": trouble.text if trouble else ""},
        )

    def _place(self) -> str:
        known: Mapping[str, Any] = self._data
        if self.source in (SOURCE_REAUTH, SOURCE_RECONFIGURE):
            known = self.hass.config_entries.async_get_known_entry(self.context["entry_id"]).data
        return str(known.get(CONF_HOST, ""))

    async def _async_claim(self, joined: Joined) -> None:
        """Take the server for this flow, or abort when it is added already."""
        where = {CONF_HOST: joined.data[CONF_HOST], CONF_PORT: joined.data[CONF_PORT]}
        identity = joined.server.id or f"{where[CONF_HOST]}:{where[CONF_PORT]}"
        await self.async_set_unique_id(identity, raise_on_progress=False)  # a pending discovery is no reason to stop
        self._abort_if_unique_id_configured(updates=joined.data)
        self._async_abort_entries_match(where)
        self._data = joined.data
