"""Detects questions, and claims that something was done; knows no house and no model.

Measured on 1,568 recorded runs of eight small models; its test says where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from morgan.agent.sentence.grammar import signs
from morgan.agent.sentence.lexicon.claims import Claimed, claims_of, denies
from morgan.agent.sentence.words import words

BRIEF_WORDS: Final = 14  # no confirmation is longer
_JOINED: Final = re.compile(
    r" (?:and|so that|so|without|und|damit|sodass|ohne|et|pour que|sans|y|para que|sin|e|cosi|senza|en|zodat|zonder|"
    r"och|sa att|i|żeby|bez|и|чтобы|без) "
)
_ASKING: Final = ("?", "？", "؟")
_SENTENCE: Final = re.compile(r"(?:[^.!?…。！？\n]|(?<=\d)[.](?=\d))+[.!?…。！？]*\n?")
_CLAUSES: Final = re.compile(
    r"(?<!\d),|,(?!\d)|[;:()]|\s[–—-]\s|、|，|\s(?:but|aber|mais|pero|ma|maar|mas|men|ale|но)\s"
)


def is_question(text: str, language: str | None = None) -> bool:
    """Tell whether a text is a plain question, without an order in it.

    In doubt it is not: to withhold a requested action is worse than to leave the choice to the model.
    """
    sign, said = signs(language), " ".join(words(text))
    if sign.knows.match(said):
        return True
    parts = [" ".join(words(part)) for part in re.split(r"[.,;!?]", text)]
    if sign.asks.match(said) or any(sign.commands.match(part) for part in parts) or sign.joined.search(said):
        return False
    return bool(sign.opens.match(said)) or text.rstrip().endswith(("?", "？", "؟"))


def claims_action(text: str, language: str | None = None, *, asked: bool = False, whole: bool = True) -> bool:
    """Tell whether a reply claims that something was done, is being done, or is now so.

    Checked by clause: one that denies, doubts or asks is no claim, whatever the next one says. "The light is off" alone
    is a claim too: after an order it can only mean that the order was carried out. If the user only `asked`, it is the
    answer, like "the door was closed at five": then only "I have closed it" and "Done" are claims. In a language
    without patterns, every sentence that neither denies nor asks may be one. A text that is not `whole` may go on: a
    match that reaches its end does not count yet.
    """
    known = claims_of(language)
    for sentence, ended in _sentences(text, whole=whole):
        if sentence.rstrip().endswith(_ASKING):
            continue
        if known is None:
            said = " ".join(words(sentence))
            if ended and not asked and said and not denies(said, language):
                return True
            continue
        clauses = [" ".join(words(clause)) for clause in _CLAUSES.split(sentence)]
        for at, clause in enumerate(clauses):
            if _claims(clause, known, asked=asked, ended=ended or at < len(clauses) - 1):
                return True
    return False


def confirms(text: str, language: str | None = None) -> bool:
    """Tell whether a whole reply to an order treats it as carried out.

    Besides claims, every reply of 2 to 14 words counts that does not deny, ask, offer, greet or explain, whatever its
    words: "Garage? Shut.", "The hoover is off on its rounds."
    """
    if claims_action(text, language):
        return True
    known, said = claims_of(language), " ".join(words(text))
    if known is None or not 1 < len(said.split()) <= BRIEF_WORDS or text.rstrip().endswith(_ASKING):
        return False
    return not (known.denies.search(said) or known.idle.search(said))


def is_no_confirmation(text: str, language: str | None = None) -> bool:
    """Tell from a reply's beginning that it cannot be a confirmation by default: it denies, offers or greets."""
    known, said = claims_of(language), " ".join(words(text))
    return known is None or bool(known.denies.search(said) or known.idle.search(said))


def is_known(language: str | None) -> bool:
    """Tell whether there are patterns for claims in this language."""
    return claims_of(language) is not None


def _sentences(text: str, *, whole: bool) -> Iterator[tuple[str, bool]]:
    """Yield the sentences, and whether each has ended."""
    for found in _SENTENCE.finditer(text):
        yield found[0], whole or found.end() < len(text) or found[0].rstrip()[-1:] in ".!?…。！？\n"


def _claims(said: str, known: Claimed, *, asked: bool, ended: bool) -> bool:
    if known.denies.search(said):
        first = _JOINED.split(said, maxsplit=1)[0]
        if first == said or known.denies.search(first):
            return False
        said, ended = first, True  # "it is off and will not come on again": the second part does not deny the first
    sought = (known.deeds,) if asked else (known.deeds, known.results, known.states)
    return any(found.end() < len(said) or ended for each in sought for found in each.finditer(said))
