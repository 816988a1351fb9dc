"""Sentences that Morgan says without a model, mostly when it cannot answer: in the user's language; pure."""

from __future__ import annotations

from morgan.languages import ENGLISH, language_of
from morgan.languages.schema import Reason


def excuse(reason: Reason, language: str | None) -> str:
    """Return the sentence for a BCP 47 code; a language that is not known here gets English."""
    return (language_of(language) or ENGLISH).excuses[reason]
