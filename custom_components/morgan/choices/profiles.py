"""The voices and hearing profiles that the owner added, and the choices for each.

Knows nothing of forms, nor of how anything is spoken or heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..client.models import Server, Voice
from ..const import CONF_VOICE

VOICE: Final = "voice"  # the subentries' types
HEARING: Final = "stt"

CONF_LANGUAGES: Final = "languages"
CONF_SPEAKER: Final = "speaker"  # these three as Home Assistant's requests name them
CONF_SPEED: Final = "speed"
CONF_VOLUME: Final = "volume"
CONF_PATIENCE: Final = "patience"
CONF_NAMES: Final = "names"

# Factors of the voice's own, with the protocol's bounds.
FACTORS: Final[Mapping[str, tuple[float, float]]] = {CONF_SPEED: (0.25, 4.0), CONF_VOLUME: (0.0, 2.0)}
DEFAULT_PATIENCE: Final = "default"
PATIENCES: Final = (DEFAULT_PATIENCE, "relaxed", "aggressive")  # the protocol's words
# Features without which a choice has no effect.
FEATURE_MANNER: Final = "manner"  # speaker, speed and volume
FEATURE_NAMES: Final = "names"


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The choices for a voice. Its languages are kept too, for when the server no longer has the voice."""

    voice: str
    languages: tuple[str, ...]
    speaker: str | None
    factors: Mapping[str, float]  # speed and volume, where they are not the voice's own

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a subentry."""
        factors = {name: float(data.get(name, 1.0)) for name in FACTORS}
        return cls(
            voice=str(data[CONF_VOICE]),
            languages=tuple(data[CONF_LANGUAGES]),
            speaker=data.get(CONF_SPEAKER),
            factors={name: factor for name, factor in factors.items() if factor != 1.0},
        )

    def on(self, server: Server) -> Voice | None:
        """Return the voice as the server has it."""
        return next((voice for voice in server.voices if voice.name == self.voice), None)


@dataclass(frozen=True, slots=True)
class HearingChoice:
    """The choices for a hearing profile."""

    languages: tuple[str, ...]  # none: whatever the server hears
    patience: str
    names: bool  # whether the house's names help

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a subentry."""
        return cls(
            languages=tuple(data.get(CONF_LANGUAGES) or ()),
            patience=data.get(CONF_PATIENCE, DEFAULT_PATIENCE),
            names=bool(data.get(CONF_NAMES, True)),
        )

    def on(self, server: Server) -> tuple[str, ...]:
        """Return the chosen languages that the server hears."""
        return tuple(each for each in server.hears if not self.languages or each in self.languages)


def profiles(entry: ConfigEntry, kind: str) -> list[ConfigSubentry]:
    """Return the subentries of a kind."""
    return [each for each in entry.subentries.values() if each.subentry_type == kind]


def missing(subentry: ConfigSubentry, server: Server) -> str | None:
    """Return the choice that the server no longer has, as text for the user; None if it has all."""
    if subentry.subentry_type == VOICE:
        voice = VoiceChoice.of(subentry.data)
        return None if voice.on(server) else voice.voice
    if subentry.subentry_type == HEARING:
        hearing = HearingChoice.of(subentry.data)
        return None if hearing.on(server) or not hearing.languages else ", ".join(hearing.languages)
    return None


@callback
def async_follow_choices(hass: HomeAssistant, entry: ConfigEntry, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Call `changed` when a choice of an entry or of one of its subentries changes."""

    @callback
    def entry_changed(_: ConfigEntryChange, other: ConfigEntry) -> None:
        if other is entry:
            changed()

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
