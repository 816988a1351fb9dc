"""Speech to text: streams Home Assistant's audio to the server; knows nothing of how it is sent."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from dataclasses import replace
from typing import override

from homeassistant.components import stt
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .choices.agents import kind_of
from .choices.profiles import DEFAULT_PATIENCE, HEARING, HearingChoice, profiles
from .client.errors import MorganError
from .client.models import Listener, Words
from .entity import ServedEntity
from .flows.pipeline import async_asks
from .house.satellites import Listening
from .languages.codes import tags
from .runtime import MorganConfigEntry
from .safety.hiding import without_any_pin

_LOGGER = logging.getLogger(__name__)
PARALLEL_UPDATES = 0  # several satellites may listen at once; the server says when it is too much


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the server's speech-to-text engine, if it has one, and the hearing profiles."""
    if entry.runtime_data.link.server.hears:
        async_add_entities([MorganSpeechToText(hass, entry)])
    for subentry in profiles(entry, HEARING):
        async_add_entities([MorganHearingProfile(hass, entry, subentry)], config_subentry_id=subentry.subentry_id)


class MorganSpeechToText(ServedEntity, stt.SpeechToTextEntity):
    """The server's speech-to-text engine."""

    _attr_translation_key = "hearing"

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry, subentry: ConfigSubentry | None = None) -> None:
        self._country = hass.config.country
        self._tags: dict[str, str] = {}
        self._listening = Listening(hass, lambda: self.entity_id)
        super().__init__(entry, "hearing" if subentry is None else kind_of(subentry), subentry)

    @override
    @callback
    def _async_learn(self) -> None:
        self._tags = tags(self._link.server.hears, self._country) or self._tags

    @property
    @override
    def supported_languages(self) -> list[str]:
        return list(self._tags)

    @property
    @override
    def supported_formats(self) -> list[stt.AudioFormats]:
        return [stt.AudioFormats.WAV]

    @property
    @override
    def supported_codecs(self) -> list[stt.AudioCodecs]:
        return [stt.AudioCodecs.PCM]

    @property
    @override
    def supported_bit_rates(self) -> list[stt.AudioBitRates]:
        return [stt.AudioBitRates.BITRATE_16]

    @property
    @override
    def supported_sample_rates(self) -> list[stt.AudioSampleRates]:
        return [stt.AudioSampleRates.SAMPLERATE_16000]

    @property
    @override
    def supported_channels(self) -> list[stt.AudioChannels]:
        return [stt.AudioChannels.CHANNEL_MONO]

    @property
    @override
    def audio_processing(self) -> stt.SpeechAudioProcessing:
        """The server finds the endpoint itself, and its engines work best on the microphone's raw audio."""
        return stt.SpeechAudioProcessing(
            requires_external_vad=False, prefers_auto_gain_enabled=False, prefers_noise_reduction_enabled=False
        )

    @override
    async def async_process_audio_stream(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> stt.SpeechResult:
        """Return the transcript as soon as the server has it, even while audio still arrives."""
        text: str | None = None
        try:
            async with aclosing(self._hear(metadata, stream)) as heard:
                async for words in heard:
                    text = words.text
        except MorganError as error:
            return _not_heard(error)
        return stt.SpeechResult(text, stt.SpeechResultState.SUCCESS)

    async def async_process_audio_stream_with_progress(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> AsyncGenerator[stt.PartialSpeechResult | stt.SpeechResult]:
        """Yield partial results while somebody speaks, then the transcript. Home Assistant calls it since 2026.11."""
        try:
            async with aclosing(self._hear(metadata, stream)) as heard:
                async for words in heard:
                    if words.final:
                        yield stt.SpeechResult(words.text, stt.SpeechResultState.SUCCESS)
                    else:
                        yield stt.PartialSpeechResult(words.text)
        except MorganError as error:
            yield _not_heard(error)

    async def _hear(self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]) -> AsyncGenerator[Words]:
        language = self._tags.get(metadata.language, metadata.language)
        last: Words | None = None
        with self._turns.stage("stt") as stage, self._listening.listener() as listener:
            asks = async_asks(self.hass, self.entity_id)
            wish = replace(self._wish(listener) or Listener(), asks=asks)
            async with aclosing(self._client.hear(stream, language, wish, told=stage.told)) as heard:
                async for words in heard:
                    if words.final:
                        last = words
                        text = without_any_pin(self._entry, words.text, language)
                        stage.heard(text, language, doubtful=words.doubtful)
                    else:
                        yield words
        if last is not None:  # after the stage's end: a caller that stops reading here does not mark it as stopped
            yield last

    def _wish(self, listener: Listener | None) -> Listener | None:
        """Return the settings for a microphone."""
        return listener


class MorganHearingProfile(MorganSpeechToText):
    """The same engine with the owner's settings; unavailable when it no longer hears any of the languages."""

    _attr_name = None  # the device's name says it all
    _follows_choices = True

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        self._subentry = subentry
        super().__init__(hass, entry, subentry)

    @override
    @callback
    def _async_learn(self) -> None:
        self._choice = HearingChoice.of(self._subentry.data)
        heard = self._choice.on(self._link.server)
        self._there = bool(heard)
        # A pipeline keeps its language while the server hears none of them.
        self._tags = tags(heard or self._choice.languages, self._country) or self._tags

    @property
    @override
    def available(self) -> bool:
        return super().available and self._there

    @override
    def _wish(self, listener: Listener | None) -> Listener:
        wish = replace(listener or Listener(), names=self._choice.names)
        # The satellite's own setting takes precedence; its default may only mean that nothing was chosen there.
        if self._choice.patience != DEFAULT_PATIENCE and wish.sensitivity in (None, DEFAULT_PATIENCE):
            wish = replace(wish, sensitivity=self._choice.patience)
        return wish


def _not_heard(error: MorganError) -> stt.SpeechResult:
    _LOGGER.warning("Nothing was heard: %s %s", type(error).__name__, error)
    return stt.SpeechResult(None, stt.SpeechResultState.ERROR)
