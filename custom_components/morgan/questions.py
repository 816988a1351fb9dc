"""What a question about states looks at: every kind that its words name.

Home Assistant's sentence asks covers whether a window is open; most houses have contact sensors. Where it has looked at
nothing it says "No", which nobody knows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent

from .commands import ASSISTANT, Command
from .words import Words, plain

# Kinds of one meaning, as (domain, device class), and their states; a sensor's "on" is what the words of the first say.
# Not locks: they have no class, and beside one that has, Home Assistant would pass them over.
_ALIKE: Final = (
    (("cover", "window"), ("binary_sensor", "window")),
    (("cover", "door"), ("binary_sensor", "door")),
    (("cover", "garage"), ("binary_sensor", "garage_door")),
)
_SENSED: Final = {"open": "on", "closed": "off"}


@callback
def async_looked_at(hass: HomeAssistant, command: Command, words: Words) -> Command:
    """Return a question about every kind that it names."""
    domains = _each(command.value("domain"))
    if command.intent != intent.INTENT_GET_STATE or "name" in command.slots or not domains:
        return command
    if domains == ("person",):
        command = _at_home(hass, command, words)
    classes, states = _each(command.value("device_class")), _each(command.value("state"))
    kinds = {(domain, each) for domain in domains for each in classes or (None,)}
    alike = [other for pair in _ALIKE if kinds & set(pair) for other in pair if other not in kinds]
    there = [kind for kind in [*kinds, *alike] if _has(hass, command, kind)]
    if not set(there) & set(alike):
        return command
    slots = dict(command.slots)
    slots["domain"] = {"value": sorted({domain for domain, _ in there})}
    if named := {each for _, each in there if each}:
        slots["device_class"] = {"value": sorted(named)}
    if states:
        more = [other for each in states for pair in _SENSED.items() if each in pair for other in pair]
        slots["state"] = {**command.slots["state"], "value": list(dict.fromkeys([*states, *more]))}
    return replace(command, slots=slots)


def looked_at_nothing(command: Command, response: intent.IntentResponse) -> bool:
    """Tell whether an answer about states was given with none of them in view."""
    return (
        command.intent == intent.INTENT_GET_STATE
        and "name" not in command.slots
        and "state" in command.slots
        and not response.matched_states
        and not response.unmatched_states
    )


def _at_home(hass: HomeAssistant, command: Command, words: Words) -> Command:
    """Return a question about persons whose home is "home", whatever it is called."""
    said = plain(str(command.value("state") or ""))
    zone = hass.states.get("zone.home")
    if said not in words.home and (zone is None or plain(zone.name) != said):
        return command
    return replace(command, slots={**command.slots, "state": {**command.slots["state"], "value": "home"}})


def _has(hass: HomeAssistant, command: Command, kind: tuple[str, str | None]) -> bool:
    """Tell whether there is anything of a kind where the question asks."""
    domain, device_class = kind
    constraints = intent.MatchTargetsConstraints(
        area_name=_text(command.value("area")),
        floor_name=_text(command.value("floor")),
        domains={domain},
        device_classes={device_class} if device_class else None,
        assistant=ASSISTANT,
    )
    return intent.async_match_targets(hass, constraints).is_match


def _each(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # a slot's value is a word, or several
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple | set) else (str(value),)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
