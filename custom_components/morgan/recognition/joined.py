"""Splits a sentence of several commands, and completes a part that has no verb of its own.

"Turn off the TV and also the coffee machine": the second part takes the words around the first part's name. Knows words
and names, and nothing of what a sentence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from ..languages.lexicon import Words
from ..languages.lookup import plain
from .entity_names import Named

MAX_PARTS: Final = 4  # longer chains are a plan, and a plan is the agent's
_MAX_TAIL: Final = 3  # words of a verb after the last name: "turn the TV and the lamp off"

# "the telly, oh, and the lamp"
_ONLY_A_BREATH: Final = re.compile(r"(?:oh|ah|ach|eh|uh|um|hm+|ehm?|euh|äh|ähm|och ja)[.!]?", re.IGNORECASE).fullmatch

type Form = Literal["thing", "noun", "any"]


def partings(text: str, words: Words) -> Iterator[list[str]]:
    """Yield the possible splits of a sentence: at one joining word, at all of them and commas, or at full stops."""
    found: list[list[str]] = []
    for word in words.both:
        text = re.sub(rf"(?<!\w){re.escape(word)}\s+", "", text, flags=re.IGNORECASE)
    everywhere = "|".join(re.escape(joint) for joint in words.joints)
    commas = (rf"{everywhere}|\s*,\s+",) if everywhere else ()
    single = tuple(map(re.escape, words.joints))
    ways = (*commas, *single) if "," in text else (*single, *commas)  # "the lamp, the fan and the TV" are three
    for at in (*ways, r"[.!;]\s+(?=\w)"):
        parts = [part.strip(" ,.") for part in re.split(at, text, flags=re.IGNORECASE)]
        parts = [part for part in (also_left_out(part, words) for part in parts) if part and not _ONLY_A_BREATH(part)]
        if 1 < len(parts) <= MAX_PARTS and parts not in found:
            found.append(parts)
            yield parts


def tails(parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the last part's last words, which may belong to every part, with the parts without them."""
    last = parts[-1].split()
    for count in range(1, min(_MAX_TAIL, len(last) - 1) + 1):
        yield " ".join(last[-count:]), [*parts[:-1], " ".join(last[:-count])]


def also_left_out(text: str, words: Words) -> str:
    """Return a sentence without words such as "also", which do not change its meaning."""
    for word in words.also:
        text = re.sub(rf"^{re.escape(word)}\s+|[\s,]+{re.escape(word)}(?=[.!?]*$)", "", text, flags=re.IGNORECASE)
    return text.strip()


def form_of(part: str, named: Named, words: Words) -> Form:
    """Tell whether a part is only a name without a verb ("thing"), or begins with a noun and may have no verb ("noun").

    Home Assistant's sentences read a bare name as an order to switch it on.
    """
    tidy = plain(part)
    bare = plain(article_left_out(part, words))
    if bare != tidy or bare in named.taken or bare in named.aliases:
        return "thing"
    nouns = (noun for kind in words.kinds for noun in kind.nouns if noun not in words.verbs_too)
    return "noun" if any(bare == noun or bare.startswith(f"{noun} ") for noun in nouns) else "any"


def article_left_out(text: str, words: Words) -> str:
    """Return a noun without its article."""
    for article in words.articles:
        gap = "" if article.endswith("'") else r"\s+"
        if found := re.match(rf"{re.escape(article)}{gap}(?=\S)", text.replace("’", "'"), re.IGNORECASE):
            return text[found.end() :]
    return text


def in_its_place(sentence: str, thing: str, part: str, words: Words) -> Iterator[tuple[str, bool]]:
    """Yield a sentence with `part` in place of `thing`, and whether the words after the thing are kept.

    In "Set the lamp to 50 % and the ceiling to 20 %", the part brings its own.
    """
    found = list(re.finditer(rf"(?<!\w){re.escape(thing)}(?!\w)", sentence, re.IGNORECASE)) if thing else []
    if not found:
        return
    before, behind = sentence[: found[-1].start()], sentence[found[-1].end() :]
    for each in dict.fromkeys((article_left_out(part, words), part)):
        yield f"{before}{each}{behind}", True
    if behind.strip(" .!?"):
        yield f"{before}{article_left_out(part, words)}", False
