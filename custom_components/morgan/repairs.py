"""Issues that Home Assistant shows under Repairs, and the flows that fix them; knows no stage of a turn."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import probatio as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector

from .const import CONF_CODE, CONF_FINGERPRINT, DOMAIN
from .flows.pairing import NotJoined, async_join, without_place
from .flows.pipeline import async_mend_pipeline

_TLS_OFF = "tls_off"


@callback
def async_check_tls(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Raise an issue when speech and text cross a network without TLS; delete it otherwise."""
    issue = f"{_TLS_OFF}_{entry.entry_id}"
    if CONF_FINGERPRINT in entry.data or _is_here(entry.data[CONF_HOST]):
        ir.async_delete_issue(hass, DOMAIN, issue)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        data={"entry_id": entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_TLS_OFF,
        translation_placeholders={"title": entry.title, "host": str(entry.data[CONF_HOST])},
    )


@callback
def async_forget_tls(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issue of an entry that is removed."""
    ir.async_delete_issue(hass, DOMAIN, f"{_TLS_OFF}_{entry.entry_id}")


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    return PairFlow() if issue_id.startswith(_TLS_OFF) else PipelineFlow()


class PipelineFlow(RepairsFlow):
    """Switches off the setting of a pipeline that bypasses Morgan's questions."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Start the flow; Home Assistant calls this without input."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask for confirmation, and fix the pipeline."""
        if user_input is None:
            issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
            places = issue.translation_placeholders if issue else None
            return self.async_show_form(step_id="confirm", data_schema=vol.Schema({}), description_placeholders=places)
        if not await async_mend_pipeline(self.hass, str((self.data or {}).get("pipeline_id"))):
            return self.async_abort(reason="pipeline_gone")
        return self.async_create_entry(data={})


class PairFlow(RepairsFlow):
    """Takes the pairing code of a server that is connected without TLS."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Start the flow; Home Assistant calls this without input."""
        return await self.async_step_pair()

    async def async_step_pair(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask for the code, try it, and keep it."""
        entry = self.hass.config_entries.async_get_entry(str((self.data or {}).get("entry_id")))
        if entry is None:
            return self.async_abort(reason="entry_gone")
        errors: dict[str, str] = {}
        text = ""
        if user_input is not None:
            where = {key: entry.data[key] for key in (CONF_HOST, CONF_PORT)}
            known = entry.unique_id if entry.unique_id and ":" not in entry.unique_id else None
            try:
                joined = await async_join(self.hass, user_input, where, known)
            except NotJoined as error:
                errors, text = error.errors, error.text
            else:
                if CONF_FINGERPRINT in joined.data:
                    data = {**without_place(entry.data), **joined.data}
                    self.hass.config_entries.async_update_entry(entry, data=data)
                    self.hass.config_entries.async_schedule_reload(entry.entry_id)
                    return self.async_create_entry(data={})
                errors = {CONF_CODE: "code_without_tls"}
        return self.async_show_form(
            step_id="pair",
            data_schema=vol.Schema({vol.Required(CONF_CODE): TextSelector()}),
            errors=errors,
            description_placeholders={"title": entry.title, "host": str(entry.data[CONF_HOST]), "text": text},
        )


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
