"""Whether somebody who pauses has finished, by their words; decides nothing but that, and knows nothing of sound.

A sentence that is a plain command of this house to its last word is complete; one that names no place may still get
one; one that ends on a word on which nobody ends, or whose verb lacks its thing, is not finished. Of everything else
nothing is known, and the silence alone decides. Being wrong costs a moment of waiting on the one side and a cut
sentence on the other, so in doubt nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from morgan.agent.sentence.claim_detection import is_question
from morgan.agent.sentence.house import House, Pattern
from morgan.agent.sentence.lexicon import Words, lexicon
from morgan.agent.sentence.reading import Reading, read
from morgan.agent.sentence.words import stem, stems, words
from morgan.languages import ENGLISH, language_of
from morgan.languages.schema import Endings
from morgan.ports import Finish, Home, Kind

_TRAILS_OFF = re.compile(r"(?:\.\.\.?|…|[-–—,:])\s*$")  # how Whisper writes a voice that stays up
_TOLD = frozenset({"sensor", "binary_sensor", "weather"})  # what is there to be asked for, and has one answer
_STRANGE = 2  # words that mean nothing to the house: "what's the weather" has as many, "why is the sky blue" more
_BARE = frozenset({"pause", "resume", "next", "previous", "stop", "mute", "unmute"})  # may be said to nothing named


def learn(home: Home) -> None:
    """Index a house's names: in a big one it takes longer than a pause, so it's done before anybody speaks."""
    House.of(home)
    _names(home)


def finished(text: str, language: str | None, home: Home) -> Finish:
    """Tell how the sentence stands when its speaker pauses after it."""
    said, ends = words(text), (language_of(language) or ENGLISH).endings
    if not said or _TRAILS_OFF.search(text):
        return "unfinished"
    if " ".join(said) in ends.phrases:
        return "complete"
    while len(said) > 1 and said[-1] in ends.courtesies:
        said = said[:-1]
    if said[-1] in ends.hanging:
        return "unfinished"
    return _sentence(text, said, ends, language, House.of(home))


def kind_of(text: str, language: str | None, home: Home) -> Kind:
    """Tell what a sentence is to a house: an order only if it is a plain one to its last word."""
    if finished(text, language, home) in ("complete", "open"):
        return "order"
    return "withheld" if lexicon(language).stoppers & set(stems(text)) else "other"


def _sentence(text: str, said: Sequence[str], ends: Endings, language: str | None, house: House) -> Finish:
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


def _wants_a_name(head: Pattern, ends: Endings, language: str | None, house: House, *, place: bool) -> bool:
    """Tell whether a name must follow: a plain order or a question that has none yet; a place may follow a thing too.

    Names begin with everyday words: "a book for reading" is no Reading Lamp.
    """
    reading = read(" ".join(head), house, language)
    if reading.named or reading.areas or reading.floors or (reading.kinds and not place):
        return False
    if head and head[0] in ends.states:
        return not reading.kinds and set(head[1:]) <= lexicon(language).fillers  # is the bed … light on
    return bool(reading.verbs) and reading.leads and not reading.left and not reading.stopped


def _timer(said: Sequence[str], spelt: Sequence[str], ends: Endings, known: Words) -> Finish:
    """A timer that is set needs its time, and a time may go on, once: an hour … and ten minutes."""
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
    """A question that says what it is about is complete, unless it ends there and more is asked: is the door …

    One about the world is about no place of the house that could follow; of its end nothing is known.
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


def _no_order(reading: Reading, spelt: Pattern, known: Words) -> Finish:
    begun = {pattern[0] for pattern, _ in known.verbs if len(pattern) > 1}  # turn the light … on
    if not reading.stopped and spelt[0] in begun and (reading.named or reading.kinds):
        return "unfinished"
    return "unknown"


def _order(reading: Reading, spelt: Pattern, known: Words, *, is_named: bool, may_go_on: bool) -> Finish:
    """An order is complete with its thing, its place and its amount, open without the place."""
    place = bool(reading.areas or reading.floors or reading.here or reading.everything)
    thing = bool(reading.named or reading.kinds or reading.it or reading.amount.quantity)
    if spelt[0] in known.lists.add and "on" not in reading.verbs:
        return "complete" if reading.named else "unfinished"  # add milk … to my list
    if reading.left:
        return "unknown"
    if not thing or not reading.meant:
        # "Pause" needs no thing; "turn on", "turn on the kitchen" and "set the bed light" need something more.
        return "open" if not (thing or place) and set(reading.verbs) & _BARE else "unfinished"
    cut_off = reading.amount.number is not None and not reading.percent and _is_number(spelt[-1], known)
    if may_go_on or cut_off or _is_bare_script(reading):
        return "open"  # kitchen … lights; fifty … percent
    return "complete" if is_named or place or reading.it else "open"


def _is_bare_script(reading: Reading) -> bool:
    """Tell whether a script is named without the word that Home Assistant lets follow: party time … script."""
    things = [thing for same in reading.named for thing in same]
    return bool(things) and not reading.kinds and all(thing.domain == "script" for thing in things)


def _is_number(word: str, known: Words) -> bool:
    return word[0].isdecimal() or (word,) in known.numbers


def _longest_tail(spelt: Pattern, among: Container[Pattern]) -> Pattern:
    """Return the longest end of a sentence that is one of these, empty if none is."""
    return next((spelt[at:] for at in range(len(spelt)) if spelt[at:] in among), ())


@lru_cache(maxsize=16)  # as many houses as are kept
def _names(home: Home) -> tuple[Mapping[Pattern, str], Mapping[Pattern, bool]]:
    """Return all names with what they name, and all that a longer name begins with: True where a place's does."""
    things = [(each.names, each.domain) for each in home.entities]
    places = [(area.names, "area") for area in home.areas] + [(floor.names, "floor") for floor in home.floors]
    begun: dict[Pattern, bool] = {}
    names: dict[Pattern, str] = {}
    for parts in (things, places):  # the places last: what both begin with may be either
        own_names = {stems(name): kind for own, kind in parts for name in own if stems(name)}
        names |= own_names
        begun |= {name[:length]: parts is places for name in own_names for length in range(1, len(name))}
    return names, begun
