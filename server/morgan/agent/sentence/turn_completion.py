"""Tells from the words whether a speaker who pauses has finished; decides nothing else, and knows nothing of sound.

`complete`: a plain command of this house, fully understood. `open`: one without a place, which may still follow.
`unfinished`: it ends in a word that ends no sentence, or its verb lacks an object. `unknown`: everything else; then the
silence alone decides. An error costs a moment of waiting one way and a cut sentence the other, so in doubt it is
`unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from morgan.agent.sentence.claim_detection import is_question
from morgan.agent.sentence.house import HouseIndex, Pattern
from morgan.agent.sentence.lexicon import CompiledLexicon, lexicon
from morgan.agent.sentence.reading import SentenceReading, read
from morgan.agent.sentence.words import stem, stems, words
from morgan.languages import ENGLISH, language_of
from morgan.languages.schema import Endings
from morgan.ports import Finish, Home, Kind

_TRAILS_OFF = re.compile(r"(?:\.\.\.?|…|[-–—,:])\s*$")  # how Whisper writes a voice that does not fall
_TOLD = frozenset({"sensor", "binary_sensor", "weather"})  # domains to ask about, with one answer
_STRANGE = 2  # words without meaning here: "what's the weather" has 2, "why is the sky blue" more
_BARE = frozenset({"pause", "resume", "next", "previous", "stop", "mute", "unmute"})  # need no object


def learn(home: Home) -> None:
    """Index a house's names, before anybody speaks: in a big house it takes longer than a pause."""
    HouseIndex.of(home)
    _names(home)


def finished(text: str, language: str | None, home: Home) -> Finish:
    """Tell whether the sentence is over when its speaker pauses after it."""
    said, ends = words(text), (language_of(language) or ENGLISH).endings
    if not said or _TRAILS_OFF.search(text):
        return "unfinished"
    if " ".join(said) in ends.phrases:
        return "complete"
    while len(said) > 1 and said[-1] in ends.courtesies:
        said = said[:-1]
    if said[-1] in ends.hanging:
        return "unfinished"
    return _sentence(text, said, ends, language, HouseIndex.of(home))


def kind_of(text: str, language: str | None, home: Home) -> Kind:
    """Return a sentence's class: an order only if every word is understood."""
    if finished(text, language, home) in ("complete", "open"):
        return "order"
    return "withheld" if lexicon(language).stoppers & set(stems(text)) else "other"


def _sentence(text: str, said: Sequence[str], ends: Endings, language: str | None, house: HouseIndex) -> Finish:
    known = lexicon(language)
    spelt = house.spell([stem(word) for word in said], known.known)
    if ends.timers & set(said):
        return _timer(said, spelt, ends, known)
    names, beginnings = _names(house.home)
    tail = _longest_tail(spelt, beginnings)
    if tail and not _longest_tail(spelt, names):
        head = spelt[: len(spelt) - len(tail)]
        if _wants_a_name(head, ends, language, house, place=beginnings[tail]):
            return "unfinished"  # turn on the bed … light
    reading = read(text, house, language)
    if is_question(text, language):
        return _question(said, spelt, names, ends, is_general=len(reading.left) > _STRANGE)
    if reading.stopped or not reading.verbs:
        return _no_order(reading, spelt, known)
    is_place = names.get(tail) == "area" and bool(reading.kinds)  # the lights in the bedroom: no "bedroom fan" follows
    called = any(each in names for each in reading.called)  # a thing that is named as its kind is: the TV
    return _order(reading, spelt, known, is_named=called or bool(reading.named), may_go_on=bool(tail) and not is_place)


def _wants_a_name(head: Pattern, ends: Endings, language: str | None, house: HouseIndex, *, place: bool) -> bool:
    """Tell whether a name must follow `head`: a plain order or question without one; a place may follow a kind too.

    Needed because names begin with everyday words: "a book for reading" is not the Reading Lamp.
    """
    reading = read(" ".join(head), house, language)
    if reading.named or reading.areas or reading.floors or (reading.kinds and not place):
        return False
    if head and head[0] in ends.states:
        return not reading.kinds and set(head[1:]) <= lexicon(language).fillers  # is the bed … light on
    return bool(reading.verbs) and reading.leads and not reading.left and not reading.stopped


def _timer(said: Sequence[str], spelt: Sequence[str], ends: Endings, known: CompiledLexicon) -> Finish:
    """Judge a timer: setting one needs a length, and a length may go on once: an hour … and ten minutes."""
    if said[-1] in ends.units:
        return "complete" if sum(word in ends.units for word in said) > 1 else "open"
    if any(_is_number(word, known) and word not in known.fillers for word in spelt):
        return "unfinished" if _is_number(spelt[-1], known) else "open"
    if not ends.sets & set(said):
        return "complete"
    return "open" if ends.units & set(said) else "unfinished"  # "an hour", or a number that no lexicon here can read


def _question(
    said: Sequence[str], spelt: Pattern, names: Mapping[Pattern, str], ends: Endings, *, is_general: bool
) -> Finish:
    """Judge a question: one that names its subject is complete, unless it asks for more after it: is the door …

    A question about the world (`is_general`) has no place of the house that could follow: `unknown`.
    """
    last = _longest_tail(spelt, names)
    if last:
        if said[0] in ends.states:
            return "unfinished"
        asked = any(word not in ends.hanging for word in said[1 : len(said) - len(last)])  # the temperature in the …
        return "complete" if asked or names[last] in _TOLD else "open"
    longest = max(map(len, names), default=0)
    stretches = (spelt[at : at + n] for n in range(1, longest + 1) for at in range(len(spelt) - n + 1))
    if any(stretch in names for stretch in stretches):
        return "complete"
    return "unknown" if is_general else "open"


def _no_order(reading: SentenceReading, spelt: Pattern, known: CompiledLexicon) -> Finish:
    begun = {pattern[0] for pattern, _ in known.verbs if len(pattern) > 1}  # turn the light … on
    if not reading.stopped and spelt[0] in begun and (reading.named or reading.kinds):
        return "unfinished"
    return "unknown"


def _order(
    reading: SentenceReading, spelt: Pattern, known: CompiledLexicon, *, is_named: bool, may_go_on: bool
) -> Finish:
    """Judge an order: complete with its target, place and amount, open without the place."""
    place = bool(reading.areas or reading.floors or reading.here or reading.everything)
    thing = bool(reading.named or reading.kinds or reading.it or reading.amount.quantity)
    if spelt[0] in known.lists.add and "on" not in reading.verbs:
        return "complete" if reading.named else "unfinished"  # add milk … to my list
    if reading.left:
        return "unknown"
    if not thing or not reading.meant:
        # "Pause" needs no target; "turn on", "turn on the kitchen" and "set the bed light" need something more.
        return "open" if not (thing or place) and set(reading.verbs) & _BARE else "unfinished"
    cut_off = reading.amount.number is not None and not reading.percent and _is_number(spelt[-1], known)
    if may_go_on or cut_off or _is_bare_script(reading):
        return "open"  # kitchen … lights; fifty … percent
    return "complete" if is_named or place or reading.it else "open"


def _is_bare_script(reading: SentenceReading) -> bool:
    """Tell whether a script is named without the word "script", which may follow: party time … script."""
    things = [thing for same in reading.named for thing in same]
    return bool(things) and not reading.kinds and all(thing.domain == "script" for thing in things)


def _is_number(word: str, known: CompiledLexicon) -> bool:
    return word[0].isdecimal() or (word,) in known.numbers


def _longest_tail(spelt: Pattern, among: Container[Pattern]) -> Pattern:
    """Return the longest end of a sentence that is in `among`; empty if there is none."""
    return next((spelt[at:] for at in range(len(spelt)) if spelt[at:] in among), ())


@lru_cache(maxsize=16)  # as many houses as are kept
def _names(home: Home) -> tuple[Mapping[Pattern, str], Mapping[Pattern, bool]]:
    """Return all names with their domain or "area", and all proper prefixes of names: True for those of a place."""
    things = [(each.names, each.domain) for each in home.entities]
    places = [(area.names, "area") for area in home.areas] + [(floor.names, "floor") for floor in home.floors]
    begun: dict[Pattern, bool] = {}
    names: dict[Pattern, str] = {}
    for parts in (things, places):  # places last: a prefix of both counts as a place's
        own_names = {stems(name): kind for own, kind in parts for name in own if stems(name)}
        names |= own_names
        begun |= {name[:length]: parts is places for name in own_names for length in range(1, len(name))}
    return names, begun
