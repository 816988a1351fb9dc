"""The common part of the forms of all subentries: a name at first, the choices, and where they are stored.

Knows nothing of what can be chosen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import probatio as vol
from homeassistant.config_entries import SOURCE_USER, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import TextSelector

type Fields = dict[vol.Marker, Any]


class ChoicesFlow(ConfigSubentryFlow, ABC):
    """Adds or changes one subentry; the change applies from the next sentence on."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add one."""
        return await self.async_step_choices(user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change the choices of one."""
        return await self.async_step_choices(user_input)

    @abstractmethod
    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the choices, and take them."""

    def _kept(self) -> dict[str, Any]:
        """Return what was chosen before."""
        return {} if self.source == SOURCE_USER else dict(self._get_reconfigure_subentry().data)

    def _form(
        self, fields: Fields, shown: Mapping[str, Any], errors: dict[str, str] | None = None
    ) -> SubentryFlowResult:
        # Later, Home Assistant itself renames it.
        named: Fields = {vol.Required(CONF_NAME): TextSelector()} if self.source == SOURCE_USER else {}
        schema = self.add_suggested_values_to_schema(vol.Schema({**named, **fields}), shown)
        return self.async_show_form(step_id="choices", data_schema=schema, errors=errors)

    def _finish(self, chosen: Mapping[str, Any]) -> SubentryFlowResult:
        """Store the choices."""
        data = {key: value for key, value in chosen.items() if key != CONF_NAME}
        if self.source == SOURCE_USER:
            return self.async_create_entry(title=chosen[CONF_NAME], data=data)
        return self.async_update_and_abort(self._get_entry(), self._get_reconfigure_subentry(), data=data)
