"""Morgan's own sentences, in the user's language; knows nothing of when they are said."""

from __future__ import annotations

from typing import Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from .codes import base


class Sentences(Protocol):
    """Returns a sentence by its key, with its placeholders filled."""

    def __call__(self, key: str, **places: str) -> str:
        """Return the sentence; that of `said_unknown` for a key that is not known."""
        ...


async def async_sentences(hass: HomeAssistant, language: str) -> Sentences:
    """Load a language's sentences; English ones where it has none."""
    known = await async_get_translations(hass, base(language), "exceptions", {DOMAIN})

    def sentence(key: str, **places: str) -> str:
        text = known.get(f"component.{DOMAIN}.exceptions.{key}.message")
        if text is None:
            text = known[f"component.{DOMAIN}.exceptions.said_unknown.message"]
        for place, value in places.items():
            # Not str.format: a name is data, and one with braces must stay a name.
            text = text.replace(f"{{{place}}}", value)
        return text

    return sentence
