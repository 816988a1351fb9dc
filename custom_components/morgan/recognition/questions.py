"""Extends a question about states to every kind of entity that its words name.

Home Assistant's sentence asks only covers whether a window is open; most houses have contact sensors. If no entity
matches, it says "No", which is not known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent

from ..house.commands import Command, as_set
from ..languages.lexicon import Words
from ..languages.lookup import folded, plain
from .entity_names import Named

# Kinds of one meaning, as (domain, device class), and their states; a sensor's "on" is the first kind's "open".
# Not locks: they have no class, and next to a kind that has one, Home Assistant would skip them.
_ALIKE: Final = (
    (("cover", "window"), ("binary_sensor", "window")),
    (("cover", "door"), ("binary_sensor", "door")),
    (("cover", "garage"), ("binary_sensor", "garage_door")),
)
_SENSED: Final = {"open": "on", "closed": "off"}


def anyone_home(text: str, words: Words) -> Command | None:
    """Read the question whether anyone is home: Home Assistant's sentences have one or two wordings of it per language.

    Its fillers must be removed before.
    """
    if re.fullmatch(words.anyone_home, plain(text)) is None:
        return None
    slots = {"domain": {"value": "person", "text": "person"}, "state": {"value": "home", "text": "home"}}
    return Command(intent.INTENT_GET_STATE, slots, "any")


def any_open(text: str, words: Words) -> Command | None:
    """Read a question about open or closed windows or doors, in any word order, if it says nothing else.

    Home Assistant's sentences have one or two word orders: "¿hay alguna ventana abierta?", not "¿está abierta alguna
    …?". Its fillers must be removed before.
    """
    known = words.openings
    if known is None:
        return None
    in_order = re.split(r"[\s'-]+", folded(text))
    said = set(in_order)
    kinds = [kind for kind, nouns in known.kinds.items() if nouns & said]
    states = [state for state, called in known.states.items() if called & said]
    allowed = known.asks.union(known.around, known.every, *known.kinds.values(), *known.states.values())
    if len(kinds) != 1 or len(states) != 1 or not known.asks & said or said - allowed:
        return None
    if in_order[0] not in known.asks and not text.rstrip().endswith("?"):
        return None  # "the windows are closed" is a statement
    values = {"domain": "cover", "device_class": kinds[0], "state": states[0]}
    slots = {slot: {"value": value, "text": value} for slot, value in values.items()}
    # "Are the windows closed" is asked of all, "are the windows open" of any: a yes must not hide the open one.
    every = bool(known.every & said) or (states == ["closed"] and not known.some & said)
    return Command(intent.INTENT_GET_STATE, slots, "all" if every else "any")


def fillers_left_out(text: str, words: Words) -> str:
    """Return a question without fillers, which do not change what is asked: "right now", "est-ce que"."""
    for filler in words.fillers:
        gap = "" if filler.endswith("'") else r"(?!\w)"
        text = re.sub(rf"(?<!\w){re.escape(filler)}{gap}", " ", text.replace("’", "'"), flags=re.IGNORECASE)
    return " ".join(text.split())


@callback
def async_looked_at(hass: HomeAssistant, command: Command, named: Named, words: Words) -> Command | None:
    """Return a question about every kind that it names; None if it asks for a place that does not exist."""
    domains = as_set(command.value("domain"))
    if command.intent != intent.INTENT_GET_STATE or "name" in command.slots or not domains:
        return command
    if domains == {"person"}:
        return _at_home(hass, command, words)
    classes, states = as_set(command.value("device_class")), as_set(command.value("state"))
    kinds = {(domain, each) for domain in domains for each in classes or (None,)}
    alike = [other for pair in _ALIKE if kinds & set(pair) for other in pair if other not in kinds]
    there = [
        (domain, device_class)
        for domain, device_class in [*kinds, *alike]
        if any(each.domain == domain and device_class in (None, each.device_class) for each in named.things)
    ]
    if not set(there) & set(alike):
        return command
    slots = dict(command.slots)
    slots["domain"] = {"value": sorted({domain for domain, _ in there})}
    if theirs := {each for _, each in there if each}:
        slots["device_class"] = {"value": sorted(theirs)}
    if states:
        more = [other for each in sorted(states) for pair in _SENSED.items() if each in pair for other in pair]
        slots["state"] = {**command.slots["state"], "value": list(dict.fromkeys([*sorted(states), *more]))}
    return replace(command, slots=slots)


def _at_home(hass: HomeAssistant, command: Command, words: Words) -> Command | None:
    """Return a question about persons with the state "home" for any word that means home.

    Home Assistant takes any words as a zone's name ("home right now"), and answers that nobody is there.
    """
    said = plain(str(command.value("state") or ""))
    zone = hass.states.get("zone.home")
    if said not in words.home and (zone is None or plain(zone.name) != said):
        zones = {plain(state.name) for state in hass.states.async_all("zone")}
        places = {plain(state.state) for state in hass.states.async_all(("person", "device_tracker"))}
        return command if "state" not in command.slots or said in zones | places else None
    return replace(command, slots={**command.slots, "state": {**command.slots["state"], "value": "home"}})
