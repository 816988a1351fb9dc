"""The question that Morgan asks when several entities may be meant; pure."""

from __future__ import annotations

from collections.abc import Sequence

from morgan.languages import ENGLISH, language_of


def choice(names: Sequence[str], language: str | None) -> str:
    """Return the question that names them, in a BCP 47 language; English if that is not known here."""
    asked = (language_of(language) or ENGLISH).choice
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {asked.joint} {names[-1]}"
    return asked.question.format(listed)
