"""Tells when a model says its instructions instead of an answer, as very small ones do; knows no house."""

from __future__ import annotations

from morgan.agent.sentence.words import words

_OPENING_WORDS = 3  # "You are Morgan": nobody else begins so
_ANYWHERE_WORDS = 6


class Rules:
    """A prompt's rules: what stands before its first list, which is the house's and may be told."""

    def __init__(self, prompt: str) -> None:
        self._said = f"{' '.join(words(prompt.partition(chr(10) + '- ')[0]))} "

    def begun(self, text: str) -> bool:
        """Tell whether a text may become a recital: so far it is the rules' beginning."""
        said = " ".join(words(text))
        return bool(said) and self._said.startswith(said)

    def recited(self, text: str) -> bool:
        """Tell whether a sentence recites them."""
        said = words(text)
        opening = len(said) >= _OPENING_WORDS and self._said.startswith(f"{' '.join(said)} ")
        return opening or (len(said) >= _ANYWHERE_WORDS and f"{' '.join(said[:_ANYWHERE_WORDS])} " in self._said)
