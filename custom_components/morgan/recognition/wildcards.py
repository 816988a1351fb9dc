"""Checks the words that a template leaves free: whether they belong there, and how many items they are.

"Play the floor lamp" is no music, and "milk, eggs and cheese" are three items. Pure. Home Assistant's sentences for
media take any words after a verb that has many other meanings in most languages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ..house.commands import Command
from ..languages.lexicon import Words
from ..languages.lookup import folded
from .entity_names import Named
from .joined import article_left_out

_FREE: Final = ("search_query",)
_ITEM: Final = "item"
# A number with a unit of the house's. "99 Luftballons" has none.
_QUANTITY: Final = re.compile(
    r"\d\s*(?:%|°|º|percent|per cent|prozent|pour cent|por ciento|por cento|per cento|procent|процент"
    r"|degrees?\b|grad\b|graden\b|grados?\b|degrés?\b|gradi\b|graus?\b|grader\b|stopni\b|градус)",
    re.IGNORECASE,
)


def swallows(command: Command, named: Named, words: Words) -> bool:
    """Tell whether a command's free words name an entity, begin with a clock, or hold a number with a unit.

    A player's name does not count: "Radio" may be one, and "Radio Paradise" is music.
    """
    for slot in _FREE:
        said = str(command.slots.get(slot, {}).get("text") or command.value(slot) or "")
        if not said:
            continue
        if _QUANTITY.search(said):
            return True
        bare = folded(article_left_out(said, words))
        clocks = map(folded, words.clocks)
        if bare in named.titles or any(bare == each or bare.startswith(f"{each} ") for each in clocks):
            return True
    return False


def items(text: str, command: Command, words: Words) -> tuple[Command, ...]:
    """Return a command about several items of a list as one command per item; none if an item ends within a word.

    `text` is the whole sentence: Home Assistant leaves its commas out.
    """
    said = str(command.slots.get(_ITEM, {}).get("text") or command.value(_ITEM) or "").split()
    if not said:
        return (command,)
    where = r"[\s,;]+".join(map(re.escape, said))
    found = re.search(rf"(?<!\w){where}(?!\w)", text, re.IGNORECASE)
    if found is None:
        return () if re.search(where, text, re.IGNORECASE) else (command,)
    joints = "|".join(re.escape(joint) for joint in words.joints)
    parts = re.split(rf"\s*[,;]+(?:{joints}|\s)|{joints}" if joints else r"\s*[,;]+\s", found[0], flags=re.IGNORECASE)
    each = [tidy for part in parts if (tidy := part.strip(" ,;"))]
    if len(each) < 2:
        return (command,)
    return tuple(replace(command, slots={**command.slots, _ITEM: {"value": one, "text": one}}) for one in each)
