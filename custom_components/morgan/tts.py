"""Text to speech: streams text to the server and audio back; knows nothing of how they are sent.

The audio is WAV, which this engine also prefers when no format is requested: Home Assistant's own default is MP3, for
which it needs ffmpeg, while every browser plays WAV. A server with the feature `rate` provides the sample rate that a
speaker wants; Home Assistant does all other conversions.
"""

from __future__ import annotations

import math
import struct
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, override

from homeassistant.components import tts
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import language as language_util

from .choices.agents import kind_of
from .choices.profiles import (
    CONF_SPEAKER,
    CONF_SPEED,
    CONF_VOLUME,
    FACTORS,
    FEATURE_MANNER,
    VOICE,
    VoiceChoice,
    profiles,
)
from .client.errors import MorganError
from .client.models import Manner, Server, Sound
from .const import CONF_VOICE, DOMAIN
from .entity import ServedEntity, failed
from .languages.codes import base, tags
from .runtime import MorganConfigEntry

PARALLEL_UPDATES = 0  # several rooms may be spoken to at once; the server says when it is too much

ATTR_SPEAKER = CONF_SPEAKER  # as Home Assistant's own Wyoming integration names it
# The owner's choice is among the options, because they are the key of Home Assistant's speech cache: without it, speech
# from before a change would be played after it. The names are our own, as a request cannot ask for either: the select's
# voice speaks only its own languages, and an added voice's speaker belongs to no other voice.
_OWN_VOICE = "own_voice"
_OWN_SPEAKER = "own_speaker"
_RATES_HZ = range(8_000, 48_001)  # what the protocol allows
_WAV = {tts.ATTR_PREFERRED_FORMAT: "wav"}
_UNKNOWN_LENGTH = (
    0xFFFFFFFF  # what ffmpeg writes to a pipe: players read on to the end; 0 would mean "no sound" to some
)


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the server's voices, if it has any, and the added ones."""
    if entry.runtime_data.link.server.voices:
        async_add_entities([MorganTextToSpeech(hass, entry)])
    for subentry in profiles(entry, VOICE):
        async_add_entities([MorganAddedVoice(hass, entry, subentry)], config_subentry_id=subentry.subentry_id)


class MorganTextToSpeech(ServedEntity, tts.TextToSpeechEntity):
    """The server's voices."""

    _attr_translation_key = "voice"
    _follows_choices = True

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry, subentry: ConfigSubentry | None = None) -> None:
        self._country = hass.config.country
        self._own_language = hass.config.language
        self._tags: dict[str, str] = {}
        super().__init__(entry, "voice" if subentry is None else kind_of(subentry), subentry)

    @override
    @callback
    def _async_learn(self) -> None:
        chosen = self._entry.options.get(CONF_VOICE)
        self._attr_default_options = {**_WAV, _OWN_VOICE: chosen} if chosen else _WAV
        server = self._link.server
        if not server.voices:
            return  # away, or without a voice for now: what is set up keeps its languages
        self._learn_languages([language for voice in server.voices for language in voice.languages])
        self._attr_supported_options = _options(server)

    def _learn_languages(self, spoken: Sequence[str]) -> None:
        self._tags = tags(spoken, self._country)
        ours = language_util.matches(self._own_language, list(self._tags), country=self._country)
        self._attr_supported_languages = list(self._tags)
        self._attr_default_language = next(iter((*ours, *spoken)), self._own_language)

    @override
    @callback
    def async_get_supported_voices(self, language: str) -> list[tts.Voice] | None:
        """Return the voices that speak a language, the server's default first."""
        voices = self._link.server.voices
        if "-" in language:  # a region is asked for: only its voices
            code = self._tags.get(language, language)
            voices = tuple(voice for voice in voices if code in voice.languages)
        else:  # voices for any region of the language
            voices = tuple(voice for voice in voices if language in map(base, voice.languages))
        return [tts.Voice(voice.name, voice.description) for voice in voices] or None

    @override
    async def async_stream_tts_audio(self, request: tts.TTSAudioRequest) -> tts.TTSAudioResponse:
        """Start the audio before the text is complete."""
        return tts.TTSAudioResponse("wav", self._wav(request))

    async def _wav(self, request: tts.TTSAudioRequest) -> AsyncGenerator[bytes]:
        manner = self._manner(request)
        begun = False
        try:
            with self._turns.stage("tts") as stage:
                sounds = self._client.synthesize(stage.saying(request.message_gen), manner, stage.told)
                async with aclosing(sounds):
                    async for sound in sounds:
                        if not begun:
                            begun = True
                            yield _header(sound)
                        yield sound.pcm
        except MorganError as error:
            raise failed(error) from error
        if not begun:  # text without words gives a silent file, not an error
            yield _header(Sound(b"", manner.rate_hz or 22_050, 2, 1))

    def _manner(self, request: tts.TTSAudioRequest) -> Manner:
        return _manner(request.options, request.options.get(tts.ATTR_VOICE) or self._voice(request.language))

    def _voice(self, language: str) -> str | None:
        """Return the owner's choice where it speaks the language, else the server's own."""
        voices = [voice.voice_id for voice in self.async_get_supported_voices(language) or ()]
        chosen = self._entry.options.get(CONF_VOICE)
        return chosen if chosen in voices else next(iter(voices), None)


class MorganAddedVoice(MorganTextToSpeech):
    """One of the server's voices with settings of its own; a request's options override them.

    When the server no longer has the voice, the entity is unavailable and a repair says so (flows/notices.py). Another
    voice in its place would keep speech working, but in a language or manner that was not chosen, and without saying
    why: Home Assistant wants an entity to show that it cannot do what it was set up for.
    """

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        self._subentry = subentry
        super().__init__(hass, entry, subentry)

    @override
    @callback
    def _async_learn(self) -> None:
        server = self._link.server
        self._choice = VoiceChoice.of(self._subentry.data)
        voice = self._choice.on(server)
        self._there = voice is not None
        self._learn_languages((voice.languages if voice is not None else ()) or self._choice.languages)
        self._attr_supported_options = _options(server)
        chosen: dict[str, Any] = {**_WAV, tts.ATTR_VOICE: self._choice.voice}
        if FEATURE_MANNER in server.features:
            chosen |= self._choice.factors
            if self._choice.speaker is not None:
                chosen[_OWN_SPEAKER] = self._choice.speaker
        self._attr_default_options = chosen  # a request's options override it

    @property
    @override
    def available(self) -> bool:
        return super().available and self._there

    @override
    @callback
    def async_get_supported_voices(self, language: str) -> list[tts.Voice] | None:
        """Return the voices that speak a language, its own first."""
        voices = super().async_get_supported_voices(language)
        return sorted(voices, key=lambda voice: voice.voice_id != self._choice.voice) if voices else voices

    @override
    def _manner(self, request: tts.TTSAudioRequest) -> Manner:
        options = dict(request.options)
        voice, speaker = options.get(tts.ATTR_VOICE) or self._choice.voice, options.pop(_OWN_SPEAKER, None)
        if voice == self._choice.voice and speaker is not None:
            options.setdefault(ATTR_SPEAKER, speaker)
        return _manner(options, voice)


def _options(server: Server) -> list[str]:
    """Return the options that a request to this server may have."""
    rate = [tts.ATTR_PREFERRED_SAMPLE_RATE] if "rate" in server.features else []
    manner = [ATTR_SPEAKER, *FACTORS] if FEATURE_MANNER in server.features else []
    return [tts.ATTR_VOICE, *rate, *manner]


def _manner(options: Mapping[str, Any], voice: str | None) -> Manner:
    """Read a request's options, which a user writes into an action. Raises HomeAssistantError for bad values."""
    wish = options.get(tts.ATTR_PREFERRED_SAMPLE_RATE)
    factors: dict[str, float] = {}
    for name, (low, high) in FACTORS.items():
        if (value := options.get(name)) is None:
            continue
        try:
            factors[name] = float(value)
        except TypeError, ValueError:
            factors[name] = math.nan
        if not low <= factors[name] <= high:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="tts_option",
                translation_placeholders={"name": name, "low": f"{low:g}", "high": f"{high:g}"},
            )
    return Manner(
        voice=voice,
        speaker=options.get(ATTR_SPEAKER),
        rate_hz=int(wish) if wish is not None and int(wish) in _RATES_HZ else None,
        speed=factors.get(CONF_SPEED),
        volume=factors.get(CONF_VOLUME),
    )


def _header(sound: Sound) -> bytes:
    frame = sound.width_bytes * sound.channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", _UNKNOWN_LENGTH, b"WAVE", b"fmt ", 16, 1, sound.channels, sound.rate_hz, sound.rate_hz * frame),
        *(frame, sound.width_bytes * 8, b"data", _UNKNOWN_LENGTH),
    )
