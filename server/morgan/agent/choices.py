"""The question that Morgan asks when several things may be meant; pure words."""

from __future__ import annotations

from collections.abc import Sequence

from morgan.agent.words import base_of

_ASKS = {
    "en": ("Which one do you mean: {}?", "or"),
    "de": ("Was davon meinst du: {}?", "oder"),
    "fr": ("De quoi parlez-vous : {} ?", "ou"),
    "es": ("¿A cuál te refieres: {}?", "o"),
    "nl": ("Welke bedoel je: {}?", "of"),
    "it": ("Quale intendi: {}?", "o"),
    "pt": ("A qual se refere: {}?", "ou"),
    "sv": ("Vilken menar du: {}?", "eller"),
    "pl": ("O co chodzi: {}?", "czy"),
    "ru": ("Что вы имеете в виду: {}?", "или"),
}
CHOICE_LANGUAGES = tuple(_ASKS)


def choice(names: Sequence[str], language: str | None) -> str:
    """Return the question that names them, in a BCP 47 language; English where that is not known here."""
    own = base_of(language)
    question, joint = _ASKS.get(own, _ASKS["en"])
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"
    return question.format(listed)
