"""What a sentence is: a question, or a claim that something was done; knows no house and no model.

Measured on 1,568 recorded runs of eight small models: `tests/server/agent/test_truth.py` says where they are looked
for. An unknown language is read as English.
"""

from __future__ import annotations

import re

from morgan.agent.grammar import GRAMMARS, signs
from morgan.agent.words import words

TRUTH_LANGUAGES = tuple(GRAMMARS)


def is_question(text: str, language: str | None = None) -> bool:
    """Tell whether somebody only wants to know: a plain question, with no order in it.

    In doubt it is none: to withhold an action that was asked for is worse than to leave the choice to the model.
    """
    sign, said = signs(language), " ".join(words(text))
    if sign.knows.match(said):
        return True
    parts = [" ".join(words(part)) for part in re.split(r"[.,;!?]", text)]
    if sign.asks.match(said) or any(sign.commands.match(part) for part in parts) or sign.joined.search(said):
        return False
    return bool(sign.opens.match(said)) or text.rstrip().endswith(("?", "？", "؟"))


def claims_action(text: str, language: str | None = None, *, asked: bool = False) -> bool:
    """Tell whether a reply says that something was done, is being done, or is now so.

    Sentence by sentence: one that denies, doubts or asks claims nothing. A bare "The light is off" is a claim too: said
    after an order it can only mean that the order was carried out. Where somebody only `asked`, it is the answer, and
    so is "the door was closed at five": then only "I have closed it" and "Done" are claims.
    """
    sign = signs(language)
    for sentence in re.findall(r"[^.!?\n;]+[.!?]*", text):
        said = " ".join(words(sentence))
        if sentence.rstrip().endswith("?") or sign.denies.search(said):
            continue
        if sign.deeds.search(said) or (not asked and sign.results.search(said)):
            return True
    return False
