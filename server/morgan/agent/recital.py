"""Detects a model that recites its instructions instead of answering, as very small ones do; knows no house."""

from __future__ import annotations

from morgan.agent.sentence.words import words

_OPENING_WORDS = 3  # "You are Morgan": no answer begins so
_ANYWHERE_WORDS = 6


class Rules:
    """A prompt's rules: the text before its first list, since the list is the house and may be told."""

    def __init__(self, prompt: str) -> None:
        self._said = f"{' '.join(words(prompt.partition(chr(10) + '- ')[0]))} "

    def begun(self, text: str) -> bool:
        """Tell whether a text may become a recital: so far it matches the beginning of the rules."""
        said = " ".join(words(text))
        return bool(said) and self._said.startswith(said)

    def recited(self, text: str) -> bool:
        """Tell whether a sentence recites the rules."""
        said = words(text)
        opening = len(said) >= _OPENING_WORDS and self._said.startswith(f"{' '.join(said)} ")
        return opening or (len(said) >= _ANYWHERE_WORDS and f"{' '.join(said[:_ANYWHERE_WORDS])} " in self._said)
