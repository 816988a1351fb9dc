"""What asks for a yes first: unlocking, opening garage doors and gates, disarming, and what the owner adds.

Decides over a command whose targets are known; knows nothing of who made it or of how the question is put. Whatever is
not known to be harmless for such a thing counts as dangerous.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from homeassistant.components import conversation
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import intent

from ..commands import Command, async_match
from ..intents import async_meant
from ..options import Options
from ..texts import async_sentences

LATER: Final = "conversation_command"  # the slot of HassStartTimer with what is to be said at its end

type Verb = Literal["unlock", "open", "disarm", "act"]

_CLOSED: Final = frozenset({"garage", "gate"})  # device classes of covers that keep people out
_HARMLESS: Final[Mapping[str, frozenset[str]]] = {
    "lock": frozenset({intent.INTENT_TURN_ON}),
    "cover": frozenset({intent.INTENT_TURN_OFF, "HassCloseCover", intent.INTENT_STOP_MOVING}),
    "alarm_control_panel": frozenset({intent.INTENT_TURN_ON}),
}
_HARMLESS_ACTIONS: Final = ("lock.lock", "cover.close", "cover.stop", "alarm_control_panel.alarm_arm")
_ACTION_VERBS: Final[Mapping[str, Verb]] = {"lock": "unlock", "cover": "open", "alarm_control_panel": "disarm"}


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that would be touched, and what for."""

    id: str
    name: str
    verb: Verb


@callback
def async_risks(
    hass: HomeAssistant, options: Options, commands: Sequence[Command], area_id: str | None
) -> tuple[Risk, ...]:
    """Return what commands would do that wants a yes first."""
    if options.danger == "off":
        return ()
    found: dict[str, Risk] = {}
    for command in commands:
        if command.intent.startswith("HassGet"):
            continue
        match = async_match(hass, command, area_id)
        for state in match.states if match is not None and match.is_match else ():
            for member in _with_members(hass, state):
                if (verb := _verb(command, member, options)) is not None:
                    found.setdefault(member.entity_id, Risk(member.entity_id, state.name, verb))
    return tuple(found.values())


async def async_risks_later(
    hass: HomeAssistant,
    options: Options,
    commands: Sequence[Command],
    user_input: conversation.ConversationInput,
    area_id: str | None,
) -> tuple[Risk, ...]:
    """Return what would be done at a timer's end that wants a yes: nobody could be asked then.

    As far as it can be told now. At its time the same is said to the agent, who looks again.
    """
    texts = [str(text) for command in commands if (text := command.value(LATER))]
    meant = [await async_meant(hass, replace(user_input, text=text)) for text in texts]
    return async_risks(hass, options, [command for command in meant if command is not None], area_id)


def _verb(command: Command, state: State, options: Options) -> Verb | None:
    if state.entity_id in options.danger_entities:
        return "act"
    if command.intent in _HARMLESS.get(state.domain, ()):
        return None
    match state.domain:
        case "lock":
            return "unlock"
        case "alarm_control_panel":
            return "disarm"
        case "cover" if state.attributes.get(ATTR_DEVICE_CLASS) in _CLOSED:
            return None if _closes(command, state) else "open"
        case _:
            return None


def _closes(command: Command, state: State) -> bool:
    position, now = command.value("position"), state.attributes.get("current_position")
    if command.intent != intent.INTENT_SET_POSITION or isinstance(position, bool):
        return False
    try:
        return float(position) <= (now if isinstance(now, int | float) else 0)
    except TypeError, ValueError:
        return False


def _with_members(hass: HomeAssistant, state: State) -> Iterator[State]:
    """Yield a state and, of a group, all that it stands for."""
    seen: set[str] = set()
    waiting = [state]
    while waiting:
        each = waiting.pop()
        if each.entity_id in seen:
            continue
        seen.add(each.entity_id)
        yield each
        members = each.attributes.get(ATTR_ENTITY_ID)
        ids = members if isinstance(members, list | tuple | set) else ()
        waiting += [known for member in ids if (known := hass.states.get(str(member))) is not None]


@callback
def async_tool_risks(hass: HomeAssistant, options: Options, name: str, args: Mapping[str, Any]) -> tuple[Risk, ...]:
    """Return what a tool that is no intent would do that wants a yes first.

    Such a tool names entities, or an action of Home Assistant ("lock.unlock") with whatever targets: where those cannot
    be told (an area, a template) they count as the dangerous ones.
    """
    if options.danger == "off":
        return ()
    whole = f"{name.replace('__', '.')} {json.dumps(args, default=str)}"
    risks = [Risk(each, _name(hass, each), "act") for each in sorted(options.danger_entities) if each in whole]
    action = str(args.get("action") or "")
    domain, _, service = action.partition(".")
    verb = _ACTION_VERBS.get(domain, "open" if action == "homeassistant.toggle" else None)
    if verb is not None and not action.startswith(_HARMLESS_ACTIONS) and service:
        risks += _action_risks(hass, args, action, verb)
    elif action and ("{{" in whole or "{%" in whole):
        risks.append(Risk(action, action, "act"))
    return tuple({risk.id: risk for risk in risks}.values())


def _action_risks(hass: HomeAssistant, args: Mapping[str, Any], action: str, verb: Verb) -> list[Risk]:
    target = args.get("target") or {}
    ids = target.get(ATTR_ENTITY_ID) if isinstance(target, dict) and set(target) == {ATTR_ENTITY_ID} else None
    states = [hass.states.get(str(each)) for each in ([ids] if isinstance(ids, str) else ids or ())]
    if not states or None in states:
        return [Risk(action, action, "act")]
    known = [member for state in states if state is not None for member in _with_members(hass, state)]
    return [
        Risk(state.entity_id, state.name, verb)
        for state in known
        if state.domain in ("lock", "alarm_control_panel")
        or (state.domain == "cover" and state.attributes.get(ATTR_DEVICE_CLASS) in _CLOSED)
    ]


def _name(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    return entity_id if state is None else state.name


async def async_question(hass: HomeAssistant, language: str, risks: Sequence[Risk], *, pin: bool) -> str:
    """Ask for a yes, or for the PIN, naming what would be touched."""
    sentences = await async_sentences(hass, language)
    by_verb: dict[Verb, dict[str, None]] = {}
    for risk in risks:
        by_verb.setdefault(risk.verb, {})[risk.name] = None
    asked = [sentences(f"ask_{verb}", names=", ".join(names)) for verb, names in by_verb.items()]
    return " ".join([*asked, sentences("ask_pin")] if pin else asked)


def who(user_input: conversation.ConversationInput) -> tuple[str | None, ...]:
    """Return whose yes counts: the one who was asked, where they were asked."""
    return user_input.context.user_id, user_input.device_id, user_input.satellite_id
