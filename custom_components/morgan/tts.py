"""Text to speech: text goes to the server as it is written, sound comes back as it is made; knows not how it travels.

The sound is WAV, and WAV is what this engine prefers when nobody asks for a format: Home Assistant's own default is
MP3, for which it needs ffmpeg, while every browser plays WAV. Where a speaker wants another sample rate and the server
can give it (feature `rate`), the server does; Home Assistant converts whatever else is asked for.
"""

from __future__ import annotations

import math
import struct
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, override

from homeassistant.components import tts
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import language as language_util

from .const import CONF_VOICE, DOMAIN
from .entity import MorganEntity
from .errors import MorganError
from .languages import base, tags
from .runtime import MorganConfigEntry
from .values import Manner, Sound

PARALLEL_UPDATES = 0  # several rooms may be spoken to at once; the server says when it is too much

ATTR_SPEAKER = "speaker"  # as Home Assistant's own Wyoming integration names it
ATTR_SPEED = "speed"
ATTR_VOLUME = "volume"
_WISHES = {ATTR_SPEED: (0.25, 4.0), ATTR_VOLUME: (0.0, 2.0)}  # times the voice's own; the protocol's bounds
_RATES_HZ = range(8_000, 48_001)  # what the protocol lets a client wish for
_UNKNOWN_LENGTH = (
    0xFFFFFFFF  # what ffmpeg writes to a pipe: players read on to the end; 0 would mean "no sound" to some
)


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up what speaks, if the server speaks."""
    if entry.runtime_data.link.server.voices:
        async_add_entities([MorganTextToSpeech(hass, entry)])


class MorganTextToSpeech(MorganEntity, tts.TextToSpeechEntity):
    """The server's voices."""

    _attr_translation_key = "voice"
    _attr_default_options = {tts.ATTR_PREFERRED_FORMAT: "wav"}  # noqa: RUF012  # Home Assistant's way

    def __init__(self, hass: HomeAssistant, entry: MorganConfigEntry) -> None:
        self._country = hass.config.country
        self._own_language = hass.config.language
        self._entry = entry
        self._tags: dict[str, str] = {}
        super().__init__(entry, "voice")

    @override
    @callback
    def _async_learn(self) -> None:
        server = self._link.server
        if not server.voices:
            return  # away, or without a voice for now: what is set up keeps its languages
        spoken = [language for voice in server.voices for language in voice.languages]
        self._tags = tags(spoken, self._country)
        ours = language_util.matches(self._own_language, list(self._tags), country=self._country)
        self._attr_supported_languages = list(self._tags)
        self._attr_default_language = ours[0] if ours else spoken[0]
        rate = [tts.ATTR_PREFERRED_SAMPLE_RATE] if "rate" in server.features else []
        manner = [ATTR_SPEAKER, *_WISHES] if "manner" in server.features else []
        self._attr_supported_options = [tts.ATTR_VOICE, *rate, *manner]

    @property
    @override
    def available(self) -> bool:
        return self._link.up

    @override
    @callback
    def async_get_supported_voices(self, language: str) -> list[tts.Voice] | None:
        """Return the voices that speak a language, the server's default first."""
        voices = self._link.server.voices
        if "-" in language:  # a region is asked for: its own voices
            code = self._tags.get(language, language)
            voices = tuple(voice for voice in voices if code in voice.languages)
        else:  # whoever speaks the language, of whatever region
            voices = tuple(voice for voice in voices if language in map(base, voice.languages))
        return [tts.Voice(voice.name, voice.description) for voice in voices] or None

    @override
    async def async_stream_tts_audio(self, request: tts.TTSAudioRequest) -> tts.TTSAudioResponse:
        """Begin to speak before the text is whole."""
        return tts.TTSAudioResponse("wav", self._wav(request))

    async def _wav(self, request: tts.TTSAudioRequest) -> AsyncGenerator[bytes]:
        voice = request.options.get(tts.ATTR_VOICE) or self._voice(request.language)
        manner = _manner(request.options, voice)
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
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=error.key,
                translation_placeholders={"text": error.text},
            ) from error
        if not begun:  # text without words is a file without sound, and no error
            yield _header(Sound(b"", manner.rate_hz or 22_050, 2, 1))

    def _voice(self, language: str) -> str | None:
        """Return the owner's choice where it speaks the language, else the server's own."""
        voices = [voice.voice_id for voice in self.async_get_supported_voices(language) or ()]
        chosen = self._entry.options.get(CONF_VOICE)
        return chosen if chosen in voices else next(iter(voices), None)


def _manner(options: Mapping[str, Any], voice: str | None) -> Manner:
    """Read a request's options, which a person writes into an action. Raises HomeAssistantError for nonsense."""
    wish = options.get(tts.ATTR_PREFERRED_SAMPLE_RATE)
    factors: dict[str, float] = {}
    for name, (low, high) in _WISHES.items():
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
        speed=factors.get(ATTR_SPEED),
        volume=factors.get(ATTR_VOLUME),
    )


def _header(sound: Sound) -> bytes:
    frame = sound.width_bytes * sound.channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", _UNKNOWN_LENGTH, b"WAVE", b"fmt ", 16, 1, sound.channels, sound.rate_hz, sound.rate_hz * frame),
        *(frame, sound.width_bytes * 8, b"data", _UNKNOWN_LENGTH),
    )
