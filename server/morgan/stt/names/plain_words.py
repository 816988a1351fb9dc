"""The words of commands in each language, which count as heard right; knows no house and no sound.

Most come from Home Assistant's own sentence templates. Listed by hand are joining words (which say nothing of a
sentence's subject), rooms and things that a house may lack, and words after which any text may follow: an item put on a
list is never a name of the house.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from hassil.expression import Alternative, Expression, Group, Permutation, TextChunk
from hassil.parse_expression import parse_sentence
from num2words import num2words

from morgan.languages import LANGUAGES
from morgan.languages.schema import Hearing

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOTHING = Hearing(frozenset(), frozenset(), frozenset(), frozenset(), "")
_MOST_WAYS = 500  # to build one word of a template; with more it is no word


@dataclass(frozen=True, slots=True)
class PlainWords:
    """One language's words: all that count as heard right, those that only join, and those of sentences with any text.

    `anything` begins such a sentence, `lists` may be anywhere in one.
    """

    known: frozenset[str]
    joining: frozenset[str]
    anything: frozenset[str]
    lists: frozenset[str]

    @property
    def telling(self) -> frozenset[str]:
        """The words that mark a sentence as a command to a house."""
        return self.known - self.joining


@lru_cache(8)  # the languages of a house; a set of some thousand words each
def plain_words(language: str) -> PlainWords:
    """Return the words of a language by its first subtag; for unlisted languages only Home Assistant's words."""
    known = LANGUAGES.get(language)
    heard = (known and known.hearing) or _NOTHING
    by_hand = heard.joining | heard.things | heard.anything | heard.lists
    all_words = by_hand.union(_of_templates(language), _numbers(language))
    return PlainWords(all_words, heard.joining, heard.anything, heard.lists)


def _of_templates(language: str) -> set[str]:
    file = resources.files("home_assistant_intents") / "data" / f"{language}.json"
    if not re.fullmatch(r"[a-z]{2,3}", language) or not file.is_file():
        return set()
    content = json.loads(file.read_text("utf-8"))
    reader = _Reader()
    groups = [group for intent in content["intents"].values() for group in intent["data"]]
    for template in dict.fromkeys(
        [
            *content.get("skip_words", ()),
            *content.get("expansion_rules", {}).values(),
            *(sentence for group in groups for sentence in group["sentences"]),
        ]
    ):
        reader.read(template)
    return reader.found


class _Reader:
    """Collects the words of templates: "encend[er|ido]" holds two, "light[s]" too."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def read(self, template: str) -> None:
        """Take the words of one template; rules and lists are read on their own."""
        self._end(self._go(parse_sentence(template.casefold()).expression, frozenset([""])))

    def _go(self, item: Expression, begun: frozenset[str]) -> frozenset[str]:
        """Read an expression that continues the words in `begun`; return the unfinished words at its end."""
        match item:
            case TextChunk():
                first, *rest = item.text.split(" ")
                begun = frozenset(word + first for word in begun)
                for text in rest:
                    self._end(begun)
                    begun = frozenset([text])
                return begun
            case Alternative() | Permutation():
                ways = frozenset().union(*(self._go(option, begun) for option in item.items))
                return ways if len(ways) <= _MOST_WAYS else begun
            case Group():
                for part in item.items:
                    begun = self._go(part, begun)
                return begun
        self._end(begun)
        return frozenset([""])

    def _end(self, begun: Iterable[str]) -> None:
        self.found.update(word for text in begun for word in _WORD.findall(text))


def _numbers(language: str) -> Iterator[str]:
    for number in (*range(21), *range(30, 101, 10)):
        try:
            yield from _WORD.findall(num2words(number, lang=language))
        except NotImplementedError:
            return
