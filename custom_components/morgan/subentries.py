"""The forms of what the owner may add to a server; options.py says what each choice means."""

from __future__ import annotations

from typing import Any

import probatio as vol
from homeassistant.config_entries import SOURCE_USER, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_LLM_HASS_API, CONF_NAME, CONF_PIN, CONF_PROMPT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_DANGER, CONF_DANGER_ENTITIES, CONF_HISTORY, CONF_LOCAL
from .options import DANGER_MODES, MAX_HISTORY, MAX_PIN, MIN_PIN, Options

_PROMPT: dict[vol.Marker, Any] = {vol.Optional(CONF_PROMPT): TextSelector(TextSelectorConfig(multiline=True))}


class AgentFlow(ConfigSubentryFlow):
    """One page for a conversation agent; what it gives counts from the next sentence on."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an agent."""
        return await self.async_step_choices(user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change what was chosen for one."""
        return await self.async_step_choices(user_input)

    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the choices, and take them."""
        new = self.source == SOURCE_USER
        kept = {} if new else dict(self._get_reconfigure_subentry().data)
        errors: dict[str, str] = {}
        if user_input is not None:
            pin = str(user_input.get(CONF_PIN) or "").strip()
            wanted = user_input[CONF_DANGER] == "pin" or bool(pin)
            if not wanted or (pin.isascii() and pin.isdecimal() and MIN_PIN <= len(pin) <= MAX_PIN):
                chosen = {key: value for key, value in user_input.items() if key != CONF_NAME}
                chosen |= {CONF_PIN: pin, CONF_HISTORY: int(user_input[CONF_HISTORY])}
                if new:
                    return self.async_create_entry(title=user_input[CONF_NAME], data=chosen)
                return self.async_update_and_abort(self._get_entry(), self._get_reconfigure_subentry(), data=chosen)
            errors[CONF_PIN] = "invalid_pin"
        return self.async_show_form(
            step_id="choices",
            data_schema=self.add_suggested_values_to_schema(
                _schema(self.hass, new=new), user_input or _shown(Options.of(kept))
            ),
            errors=errors,
        )


class TaskFlow(ConfigSubentryFlow):
    """One page for what takes tasks."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add one."""
        return await self.async_step_choices(user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change what was chosen for one."""
        return await self.async_step_choices(user_input)

    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the choices, and take them."""
        new = self.source == SOURCE_USER
        if user_input is None:
            kept = {} if new else dict(self._get_reconfigure_subentry().data)
            schema = self.add_suggested_values_to_schema(vol.Schema({**_named(new=new), **_PROMPT}), kept)
            return self.async_show_form(step_id="choices", data_schema=schema)
        chosen = {key: value for key, value in user_input.items() if key != CONF_NAME}
        if new:
            return self.async_create_entry(title=user_input[CONF_NAME], data=chosen)
        return self.async_update_and_abort(self._get_entry(), self._get_reconfigure_subentry(), data=chosen)


def _named(*, new: bool) -> dict[vol.Marker, Any]:
    return {vol.Required(CONF_NAME): TextSelector()} if new else {}  # later Home Assistant itself renames


def _shown(options: Options) -> dict[str, Any]:
    return {
        CONF_PROMPT: options.prompt,
        CONF_LLM_HASS_API: list(options.apis),
        CONF_DANGER: options.danger,
        CONF_PIN: options.pin,
        CONF_DANGER_ENTITIES: sorted(options.danger_entities),
        CONF_LOCAL: options.local,
        CONF_HISTORY: options.history,
    }


def _schema(hass: HomeAssistant, *, new: bool) -> vol.Schema:
    apis = [SelectOptionDict(value=api.id, label=api.name) for api in llm.async_get_apis(hass)]
    modes = SelectSelectorConfig(options=list(DANGER_MODES), translation_key="danger", mode=SelectSelectorMode.DROPDOWN)
    history = NumberSelectorConfig(min=0, max=MAX_HISTORY, step=1, mode=NumberSelectorMode.BOX)
    return vol.Schema(
        {
            **_named(new=new),
            **_PROMPT,
            vol.Optional(CONF_LLM_HASS_API, default=list): SelectSelector(
                SelectSelectorConfig(options=apis, multiple=True)
            ),
            vol.Required(CONF_DANGER): SelectSelector(modes),
            vol.Optional(CONF_PIN): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
            vol.Optional(CONF_DANGER_ENTITIES, default=list): EntitySelector(EntitySelectorConfig(multiple=True)),
            vol.Required(CONF_LOCAL): BooleanSelector(),
            vol.Required(CONF_HISTORY): NumberSelector(history),
        }
    )
