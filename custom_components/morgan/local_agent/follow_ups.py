"""Reads follow-ups to a command: "again", "the other one", "a bit more", "not that one".

Makes commands of them and carries nothing out; knows nothing of dangers, which are checked in every command alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import intent

from ..house.commands import Aim, Command
from ..languages.lexicon import Words
from ..languages.lookup import plain
from ..recognition.entity_names import Named, other_one
from .session import Before, Talk


@dataclass(frozen=True, slots=True)
class _Dial:
    """A numeric slot, how to read its current value from the state, and how much "a bit" is."""

    slot: str
    read: Callable[[State], float | None]
    step: float
    lowest: float = 0
    highest: float = 100


def _attribute(name: str, scale: float = 1) -> Callable[[State], float | None]:
    def read(state: State) -> float | None:
        value = state.attributes.get(name)
        return round(value * scale, 2) if isinstance(value, int | float) else None

    return read


_DIALS: Final = {
    "HassLightSet": _Dial("brightness", _attribute("brightness", 100 / 255), 10),
    "HassSetVolume": _Dial("volume_level", _attribute("volume_level", 100), 10),
    "HassSetPosition": _Dial("position", _attribute("current_position"), 10),
    "HassFanSetSpeed": _Dial("percentage", _attribute("percentage"), 10),
    "HassClimateSetTemperature": _Dial("temperature", _attribute("temperature"), 1, -50, 100),
}
_OPPOSITE: Final = {intent.INTENT_TURN_ON: intent.INTENT_TURN_OFF, intent.INTENT_TURN_OFF: intent.INTENT_TURN_ON}


@callback
def async_before(hass: HomeAssistant, aims: Sequence[Aim]) -> dict[str, Before]:
    """Return the states of the targets before commands change them."""
    found: dict[str, Before] = {}
    for aim in aims:
        dial = _DIALS.get(aim.command.intent)
        for state in filter(None, map(hass.states.get, aim.ids)):
            found.setdefault(state.entity_id, Before(state.state, dial.read(state) if dial else None))
    return found


@callback
def async_follow_up(hass: HomeAssistant, text: str, talk: Talk, named: Named, words: Words) -> tuple[Command, ...]:
    """Return the commands that a follow-up stands for; none when its meaning is not certain."""
    spoken = plain(text)
    if not talk.commands or not spoken:
        return ()
    if spoken in words.again:
        return talk.commands
    if spoken in words.other_alone:
        return _other(talk, named)
    if spoken in words.not_that:
        undone = _undone(hass, talk, named)
        return (*undone, *_other(talk, named)) if undone else ()
    return _nudged(talk, (spoken in words.more) - (spoken in words.less))


def _other(talk: Talk, named: Named) -> tuple[Command, ...]:
    """Return the last command for the other entity, if it had one target and there is exactly one other."""
    thing = named.thing(talk.last[0]) if len(talk.last) == len(talk.commands) == 1 else None
    other = None if thing is None else other_one(named, thing, talk.targets)
    return () if other is None else (talk.commands[0].aimed(other.id, other.names[0] if other.names else other.id),)


def _undone(hass: HomeAssistant, talk: Talk, named: Named) -> tuple[Command, ...]:
    """Return the commands that bring the last targets back to their states before."""
    if len(talk.commands) != 1:
        return ()
    (command,) = talk.commands
    dial = _DIALS.get(command.intent)
    undone: list[Command] = []
    for entity_id, before in talk.before.items():
        thing, state = named.thing(entity_id), hass.states.get(entity_id)
        if thing is None or state is None or not thing.names:
            continue
        back = command.aimed(entity_id, thing.names[0])
        if command.intent in _OPPOSITE and state.state != before.state:
            undone.append(replace(back, intent=_OPPOSITE[command.intent]))
        elif dial is not None and before.value is not None:
            undone.append(_set(back, dial, before.value))
    return tuple(undone)


def _nudged(talk: Talk, sense: int) -> tuple[Command, ...]:
    """Return the last command once more, a bit further in the direction that it went, or back."""
    nudged: list[Command] = []
    for command in talk.commands if sense else ():
        if command.intent == "HassSetVolumeRelative":
            value = _turned(command.value("volume_step"), sense)
            if value is not None:
                nudged.append(replace(command, slots={**command.slots, "volume_step": {"value": value}}))
                continue
        dial = _DIALS.get(command.intent)
        value = None if dial is None else command.value(dial.slot)
        if dial is None or not isinstance(value, int | float):
            return ()
        started = [before.value for before in talk.before.values() if before.value is not None]
        direction = -1 if started and value < started[0] else 1
        nudged.append(_set(command, dial, value + sense * direction * dial.step))
    return tuple(nudged)


def _turned(step: object, sense: int) -> str | int | None:
    if isinstance(step, int):
        return step * sense
    if step in ("up", "down"):
        return str(step) if sense > 0 else {"up": "down", "down": "up"}[str(step)]
    return None


def _set(command: Command, dial: _Dial, value: float) -> Command:
    bounded = min(max(value, dial.lowest), dial.highest)
    number = int(bounded) if bounded == int(bounded) else bounded
    return replace(command, slots={**command.slots, dial.slot: {"value": number, "text": str(number)}})
