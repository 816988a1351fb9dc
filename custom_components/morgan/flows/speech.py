"""The forms of voices and hearing profiles; choices/profiles.py says what each choice means.

The server is asked for its choices when a form is opened and again when it is sent: nothing is offered that the server
does not have, and nothing is kept that it has lost meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override

import probatio as vol
from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..choices.profiles import (
    CONF_LANGUAGES,
    CONF_NAMES,
    CONF_PATIENCE,
    CONF_SPEAKER,
    DEFAULT_PATIENCE,
    FACTORS,
    FEATURE_MANNER,
    FEATURE_NAMES,
    PATIENCES,
)
from ..client.errors import MorganError
from ..client.models import Server, Voice
from ..const import CONF_VOICE
from ..languages.codes import base
from .base import ChoicesFlow, Fields

_STEP = 0.05  # of speed and volume: a smaller step is not audible


class _SpeechFlow(ChoicesFlow):
    """What both kinds of forms share."""

    def __init__(self) -> None:
        self._chosen: dict[str, Any] = {}

    async def _async_server(self) -> Server:
        """Ask the server what it has. Raises AbortFlow, with the reason, when it cannot be asked."""
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            raise AbortFlow("entry_not_loaded")
        try:
            server: Server = await entry.runtime_data.client.describe()
        except MorganError as error:
            raise AbortFlow("server_away") from error
        entry.runtime_data.link.async_learn(server)  # the link must know what can be chosen here
        return server


class VoiceFlow(_SpeechFlow):
    """Which voice, and how it speaks; a second page where it has several speakers."""

    def __init__(self) -> None:
        super().__init__()
        self._speakers: tuple[str, ...] = ()

    @override
    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Choose a voice."""
        server = await self._async_server()
        if not server.voices:
            return self.async_abort(reason="no_voices")
        voices = {voice.name: voice for voice in server.voices}
        if user_input is None:
            first = _in_order(server.voices, self.hass.config.language)[0].name
            return self._form(self._voice_fields(server), {CONF_VOICE: first, **self._kept()})
        voice = voices.get(user_input[CONF_VOICE])
        if voice is None:
            return self._form(self._voice_fields(server), user_input, {CONF_VOICE: "voice_gone"})
        # Choices that the server cannot use now were not shown and are kept for later; but not another voice's speaker.
        kept = self._kept()
        if kept.get(CONF_VOICE) != voice.name:
            kept.pop(CONF_SPEAKER, None)
        self._chosen = {**kept, **user_input, CONF_LANGUAGES: list(voice.languages)}
        if FEATURE_MANNER in server.features and len(voice.speakers) > 1:
            self._speakers = voice.speakers
            return await self.async_step_speaker()
        return self._finish(self._chosen)

    async def async_step_speaker(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Choose one of the voice's speakers, or leave it to the voice."""
        if user_input is not None:
            self._chosen.pop(CONF_SPEAKER, None)
            self._chosen |= user_input
            return self._finish(self._chosen)
        speakers = SelectSelectorConfig(options=list(self._speakers), mode=SelectSelectorMode.DROPDOWN)
        schema = vol.Schema({vol.Optional(CONF_SPEAKER): SelectSelector(speakers)})
        return self.async_show_form(
            step_id="speaker",
            data_schema=self.add_suggested_values_to_schema(schema, self._chosen),
            description_placeholders={"voice": self._chosen[CONF_VOICE]},
        )

    def _voice_fields(self, server: Server) -> Fields:
        voices = [
            SelectOptionDict(value=voice.name, label=_label(voice))
            for voice in _in_order(server.voices, self.hass.config.language)
        ]
        fields: Fields = {
            vol.Required(CONF_VOICE): SelectSelector(
                SelectSelectorConfig(options=voices, mode=SelectSelectorMode.DROPDOWN, sort=False)
            )
        }
        if FEATURE_MANNER in server.features:
            for name, (low, high) in FACTORS.items():
                slider = NumberSelectorConfig(min=low, max=high, step=_STEP, mode=NumberSelectorMode.SLIDER)
                fields[vol.Required(name, default=1.0)] = NumberSelector(slider)
        return fields


class HearingFlow(_SpeechFlow):
    """One page for a hearing profile."""

    @override
    async def async_step_choices(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Choose languages, patience, and whether the house's names help."""
        server = await self._async_server()
        if not server.hears:
            return self.async_abort(reason="hears_nothing")
        if user_input is None:
            kept = self._kept()
            kept[CONF_LANGUAGES] = [code for code in kept.get(CONF_LANGUAGES, ()) if code in server.hears]
            return self._form(_hearing_fields(server), {CONF_PATIENCE: DEFAULT_PATIENCE, CONF_NAMES: True, **kept})
        if not set(user_input[CONF_LANGUAGES]) <= set(server.hears):
            return self._form(_hearing_fields(server), user_input, {CONF_LANGUAGES: "languages_gone"})
        self._chosen = {**self._kept(), **user_input}
        return self._finish(self._chosen)


def _in_order(voices: Sequence[Voice], language: str) -> list[Voice]:
    """Return the server's own choice for a language first, then the others that speak it, then the rest."""
    speaks = [voice for voice in voices if base(language) in map(base, voice.languages)]
    others = [voice for voice in voices if voice not in speaks]
    return [*speaks[:1], *sorted(speaks[1:], key=_languages), *sorted(others, key=_languages)]


def _languages(voice: Voice) -> tuple[str, ...]:
    return voice.languages


def _label(voice: Voice) -> str:
    return f"{', '.join(voice.languages)}: {voice.description}"


def _hearing_fields(server: Server) -> Fields:
    languages = SelectSelectorConfig(
        options=sorted(server.hears), multiple=True, mode=SelectSelectorMode.DROPDOWN, sort=False
    )
    patience = SelectSelectorConfig(options=list(PATIENCES), translation_key="patience", mode=SelectSelectorMode.LIST)
    names: Fields = {vol.Required(CONF_NAMES): BooleanSelector()} if FEATURE_NAMES in server.features else {}
    return {
        vol.Optional(CONF_LANGUAGES, default=list): SelectSelector(languages),
        vol.Required(CONF_PATIENCE): SelectSelector(patience),
        **names,
    }
