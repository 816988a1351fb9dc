"""The form of what the owner may choose; options.py says what each choice means."""

from __future__ import annotations

from typing import Any

import probatio as vol
from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import CONF_LLM_HASS_API, CONF_PIN
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


class MorganOptionsFlow(OptionsFlow):
    """One page; what it gives counts from the next sentence on."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the choices, and take them."""
        errors: dict[str, str] = {}
        if user_input is not None:
            pin = str(user_input.get(CONF_PIN) or "").strip()
            wanted = user_input[CONF_DANGER] == "pin" or bool(pin)
            if not wanted or (pin.isascii() and pin.isdecimal() and MIN_PIN <= len(pin) <= MAX_PIN):
                # What stands elsewhere (the voice, an entity of its own) stays as it is.
                chosen = {**self.config_entry.options, **user_input}
                chosen |= {CONF_PIN: pin, CONF_HISTORY: int(user_input[CONF_HISTORY])}
                return self.async_create_entry(data=chosen)
            errors[CONF_PIN] = "invalid_pin"
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _schema(self.hass), user_input or _shown(Options.of(self.config_entry.options))
            ),
            errors=errors,
        )


def _shown(options: Options) -> dict[str, Any]:
    return {
        CONF_LLM_HASS_API: list(options.apis),
        CONF_DANGER: options.danger,
        CONF_PIN: options.pin,
        CONF_DANGER_ENTITIES: sorted(options.danger_entities),
        CONF_LOCAL: options.local,
        CONF_HISTORY: options.history,
    }


def _schema(hass: HomeAssistant) -> vol.Schema:
    apis = [SelectOptionDict(value=api.id, label=api.name) for api in llm.async_get_apis(hass)]
    modes = SelectSelectorConfig(options=list(DANGER_MODES), translation_key="danger", mode=SelectSelectorMode.DROPDOWN)
    history = NumberSelectorConfig(min=0, max=MAX_HISTORY, step=1, mode=NumberSelectorMode.BOX)
    return vol.Schema(
        {
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
