"""The forms of agents and AI tasks; choices/options.py says what each choice means."""

from __future__ import annotations

from typing import Any, override

import probatio as vol
from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.const import CONF_LLM_HASS_API, CONF_MODEL, CONF_PIN, CONF_PROMPT
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

from ..choices.options import DANGER_MODES, MAX_HISTORY, MAX_PIN, MAX_TEMPERATURE, MIN_PIN, Options
from ..client.errors import MorganError
from ..const import CONF_ALLOWED_TOOLS, CONF_DANGER, CONF_DANGER_ENTITIES, CONF_HISTORY, CONF_LOCAL, CONF_TEMPERATURE
from ..safety.guarded_tools import async_foreign
from .base import ChoicesFlow, Fields

_PROMPT: Fields = {vol.Optional(CONF_PROMPT): TextSelector(TextSelectorConfig(multiline=True))}


class _ModelFlow(ChoicesFlow):
    """The common part of the forms of agents and AI tasks: both ask a language model."""

    def _takes_wishes(self) -> bool:
        """Whether the server lets its clients choose the model."""
        entry = self._get_entry()
        return entry.state is ConfigEntryState.LOADED and "models" in entry.runtime_data.link.server.features

    async def _async_model(self) -> Fields:
        """Return the fields that choose the model, from those the server has now and the one that was chosen.

        The form opens even while the server is away: most of it does not concern the server.
        """
        if not self._takes_wishes():
            return {}
        runtime = self._get_entry().runtime_data
        try:
            if (offer := await runtime.client.offer()) is not None:
                runtime.link.async_learn_offer(offer)
        except MorganError:
            pass  # the last known models are shown
        known = runtime.link.offer.models if runtime.link.offer is not None else ()
        kept = Options.of(self._kept()).model
        names = [*known, *([kept] if kept and kept not in known else [])]
        warmth = NumberSelectorConfig(min=0, max=MAX_TEMPERATURE, step=0.1, mode=NumberSelectorMode.BOX)
        fields: Fields = {vol.Optional(CONF_TEMPERATURE): NumberSelector(warmth)}
        if not names:  # the owner leaves no choice, or the language model's server is away
            return fields
        models = SelectSelectorConfig(options=names, mode=SelectSelectorMode.DROPDOWN, sort=False)
        return {vol.Optional(CONF_MODEL): SelectSelector(models), **fields}

    def _done(self, chosen: dict[str, Any]) -> SubentryFlowResult:
        if not self._takes_wishes():  # what the form could not show is kept
            chosen = chosen | {
                key: value for key, value in self._kept().items() if key in (CONF_MODEL, CONF_TEMPERATURE)
            }
        return self._finish(chosen)


class AgentFlow(_ModelFlow):
    """One page for a conversation agent."""

    @override
    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the choices, and take them."""
        errors: dict[str, str] = {}
        if user_input is not None:
            pin = str(user_input.get(CONF_PIN) or "").strip()
            wanted = user_input[CONF_DANGER] == "pin" or bool(pin)
            if not wanted or (pin.isascii() and pin.isdecimal() and MIN_PIN <= len(pin) <= MAX_PIN):
                return self._done({**user_input, CONF_PIN: pin, CONF_HISTORY: int(user_input[CONF_HISTORY])})
            errors[CONF_PIN] = "invalid_pin"
        fields = {**_PROMPT, **await self._async_model(), **await _async_agent_fields(self.hass)}
        return self._form(fields, user_input or _shown(Options.of(self._kept())), errors)


class TaskFlow(_ModelFlow):
    """One page for an AI task entity."""

    @override
    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the choices, and take them."""
        if user_input is not None:
            return self._done(user_input)
        return self._form({**_PROMPT, **await self._async_model()}, self._kept())


def _shown(options: Options) -> dict[str, Any]:
    wishes = {CONF_MODEL: options.model, CONF_TEMPERATURE: options.temperature}
    return {
        CONF_PROMPT: options.prompt,
        **{name: value for name, value in wishes.items() if value is not None},
        CONF_LLM_HASS_API: list(options.apis),
        CONF_DANGER: options.danger,
        CONF_PIN: options.pin,
        CONF_DANGER_ENTITIES: sorted(options.danger_entities),
        CONF_ALLOWED_TOOLS: sorted(options.allowed_tools),
        CONF_LOCAL: options.local,
        CONF_HISTORY: options.history,
    }


async def _async_agent_fields(hass: HomeAssistant) -> Fields:
    apis = [SelectOptionDict(value=api.id, label=api.name) for api in llm.async_get_apis(hass)]
    modes = SelectSelectorConfig(options=list(DANGER_MODES), translation_key="danger", mode=SelectSelectorMode.DROPDOWN)
    tools = SelectSelectorConfig(
        options=await async_foreign(hass), multiple=True, custom_value=True, mode=SelectSelectorMode.DROPDOWN
    )
    history = NumberSelectorConfig(min=0, max=MAX_HISTORY, step=1, mode=NumberSelectorMode.BOX)
    return {
        vol.Optional(CONF_LLM_HASS_API, default=list): SelectSelector(
            SelectSelectorConfig(options=apis, multiple=True)
        ),
        vol.Required(CONF_DANGER): SelectSelector(modes),
        vol.Optional(CONF_PIN): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
        vol.Optional(CONF_DANGER_ENTITIES, default=list): EntitySelector(EntitySelectorConfig(multiple=True)),
        vol.Optional(CONF_ALLOWED_TOOLS, default=list): SelectSelector(tools),
        vol.Required(CONF_LOCAL): BooleanSelector(),
        vol.Required(CONF_HISTORY): NumberSelector(history),
    }
