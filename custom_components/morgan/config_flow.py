"""How a server is added: nothing is kept that was not tried; knows of the server only what the client tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

import probatio as vol
from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.helpers import instance_id
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

from .client import MorganClient
from .const import CONF_PIPELINE, DEFAULT_PORT, DOMAIN
from .errors import MorganError
from .options_flow import MorganOptionsFlow
from .values import Address, Server

_TITLE = "Morgan"
_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_PORT = NumberSelector(NumberSelectorConfig(min=1, max=65535, step=1, mode=NumberSelectorMode.BOX))
_ADDRESS = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=DEFAULT_PORT): _PORT,
        vol.Optional(CONF_TOKEN): _PASSWORD,
    }
)
_TOKEN = vol.Schema({vol.Optional(CONF_TOKEN): _PASSWORD})
_OFFER = vol.Schema({vol.Required(CONF_PIPELINE, default=True): BooleanSelector()})


class MorganConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a server, by hand or as found on the network; ask again for its token; move it."""

    VERSION = 1

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> MorganOptionsFlow:
        """Return the form of what the owner may choose."""
        return MorganOptionsFlow()

    def __init__(self) -> None:
        self._address: dict[str, Any] = {}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the address, and try it."""
        errors: dict[str, str] = {}
        text = ""
        if user_input is not None:
            address = _tidy(user_input)
            server, errors, text = await self._async_try(address)
            if server is not None:
                await self._async_claim(server, address)
                return await self.async_step_pipeline()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_ADDRESS, user_input),
            errors=errors,
            description_placeholders={"text": text},
        )

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Offer a server that announced itself; an address that changed is taken over at once."""
        host, port = discovery_info.host, discovery_info.port
        if port is None:
            return self.async_abort(reason="no_port")
        await self.async_set_unique_id(str(discovery_info.properties.get("id") or f"{host}:{port}"))
        self._abort_if_unique_id_configured(updates={CONF_HOST: host, CONF_PORT: port})
        self._async_abort_entries_match({CONF_HOST: host, CONF_PORT: port})
        self._address = {CONF_HOST: host, CONF_PORT: port}
        self.context["title_placeholders"] = {"name": host}
        return await self.async_step_zeroconf_confirm()

    async def async_step_zeroconf_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the token of a server that was found, and try it."""
        errors: dict[str, str] = {}
        text = ""
        if user_input is not None:
            address = _tidy({**self._address, **user_input})
            server, errors, text = await self._async_try(address)
            if server is not None:
                await self._async_claim(server, address)
                return await self.async_step_pipeline()
        return self.async_show_form(
            step_id="zeroconf_confirm",
            data_schema=_TOKEN,
            errors=errors,
            description_placeholders={"host": self._address[CONF_HOST], "text": text},
        )

    async def async_step_pipeline(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Offer the pipeline; it is made when the entities exist."""
        if user_input is None:
            return self.async_show_form(step_id="pipeline", data_schema=_OFFER)
        return self.async_create_entry(
            title=_TITLE, data={**self._address, CONF_PIPELINE: bool(user_input[CONF_PIPELINE])}
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """The server wants another token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the token, and try it."""
        return await self._async_change(self._get_reauth_entry(), "reauth_confirm", _TOKEN, user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address, and try it."""
        return await self._async_change(self._get_reconfigure_entry(), "reconfigure", _ADDRESS, user_input)

    async def _async_change(
        self, entry: ConfigEntry, step_id: str, schema: vol.Schema, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        errors: dict[str, str] = {}
        text = ""
        if user_input is not None:
            kept = {key: value for key, value in entry.data.items() if key != CONF_TOKEN}
            address = _tidy({**kept, **user_input})
            server, errors, text = await self._async_try(address)
            if server is not None:
                if server.id is not None:
                    await self.async_set_unique_id(server.id, raise_on_progress=False)
                    if entry.unique_id != server.id and ":" not in (entry.unique_id or ":"):
                        return self.async_abort(reason="another_server")
                return self.async_update_reload_and_abort(entry, data=address)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, user_input or dict(entry.data)),
            errors=errors,
            description_placeholders={"host": str(entry.data[CONF_HOST]), "text": text},
        )

    async def _async_try(self, address: dict[str, Any]) -> tuple[Server | None, dict[str, str], str]:
        """Return the server, or the error's key and the server's own words for it."""
        home = await instance_id.async_get(self.hass)
        client = MorganClient(Address(address[CONF_HOST], address[CONF_PORT], address.get(CONF_TOKEN), home))
        try:
            return await client.describe(), {}, ""
        except MorganError as error:
            return None, {"base": error.key}, error.text

    async def _async_claim(self, server: Server, address: dict[str, Any]) -> None:
        """Take the server for this flow, or abort when it is added already."""
        where = {CONF_HOST: address[CONF_HOST], CONF_PORT: address[CONF_PORT]}
        identity = server.id or f"{address[CONF_HOST]}:{address[CONF_PORT]}"
        await self.async_set_unique_id(identity, raise_on_progress=False)  # a discovery that waits is no reason to stop
        self._abort_if_unique_id_configured(updates=where)
        self._async_abort_entries_match(where)
        self._address = address


def _tidy(address: dict[str, Any]) -> dict[str, Any]:
    token = str(address.get(CONF_TOKEN) or "").strip()
    host = str(address[CONF_HOST]).strip()
    return {**address, CONF_HOST: host, CONF_PORT: int(address[CONF_PORT])} | ({CONF_TOKEN: token} if token else {})
