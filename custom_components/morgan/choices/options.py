"""The options of an agent, and their defaults; knows nothing of forms.

Read again at every turn: a change applies from the next sentence on and needs no reload.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from homeassistant.const import CONF_LLM_HASS_API, CONF_MODEL, CONF_PIN, CONF_PROMPT
from homeassistant.helpers.llm import LLM_API_ASSIST

from ..const import CONF_ALLOWED_TOOLS, CONF_DANGER, CONF_DANGER_ENTITIES, CONF_HISTORY, CONF_LOCAL, CONF_TEMPERATURE

type DangerMode = Literal["off", "confirm", "pin"]
DANGER_MODES: Final[tuple[DangerMode, ...]] = ("off", "confirm", "pin")
MIN_PIN: Final = 4
MAX_PIN: Final = 10
MAX_TEMPERATURE: Final = 2.0  # what the servers of language models take at most
MAX_HISTORY: Final = 100  # the server takes 1,000; a small model is lost long before


@dataclass(frozen=True, slots=True)
class Options:
    """One agent's options."""

    apis: tuple[str, ...] = (LLM_API_ASSIST,)  # whose tools the language model gets; none: it only talks
    danger: DangerMode = "confirm"
    pin: str = ""
    danger_entities: frozenset[str] = frozenset()  # further entities that need a yes
    local: bool = True  # plain commands are obeyed here, without the server
    history: int = 20  # earlier messages sent along: more would cost a small model time and say little
    prompt: str = ""  # the model's instructions; empty: those of the server's settings
    model: str | None = None  # None: the server's own choice, as with the temperature
    temperature: float | None = None
    allowed_tools: frozenset[str] = frozenset()  # names of third-party tools and intents that need no yes

    @property
    def wanted_pin(self) -> str:
        """The PIN that is asked for; empty where a yes is enough."""
        return self.pin if self.danger == "pin" else ""

    @staticmethod
    def of(chosen: Mapping[str, Any]) -> Options:
        """Read them from a subentry's data."""
        default = Options()
        mode, warmth = chosen.get(CONF_DANGER), chosen.get(CONF_TEMPERATURE)
        return Options(
            apis=tuple(chosen.get(CONF_LLM_HASS_API, default.apis)),
            danger=cast(DangerMode, mode) if mode in DANGER_MODES else default.danger,
            pin=str(chosen.get(CONF_PIN) or ""),
            danger_entities=frozenset(chosen.get(CONF_DANGER_ENTITIES, ())),
            allowed_tools=frozenset(chosen.get(CONF_ALLOWED_TOOLS, ())),
            local=bool(chosen.get(CONF_LOCAL, default.local)),
            history=int(chosen.get(CONF_HISTORY, default.history)),
            prompt=str(chosen.get(CONF_PROMPT) or "").strip(),
            model=str(chosen.get(CONF_MODEL) or "") or None,
            temperature=None if warmth is None else min(max(float(warmth), 0.0), MAX_TEMPERATURE),
        )
