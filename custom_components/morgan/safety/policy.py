"""Decides which acts need a yes first: those that may let somebody in, those the owner adds, and those not understood.

Judges the entities that would be touched: unlocking, opening doors, garages and gates, disarming. An act is harmless
only if it is known to be: an act on known things, or a tool of Home Assistant's own that only reads. A tool from
elsewhere may do anything, and its own annotations are not trusted. The owner's scripts and scenes are searched: they
are as risky as their steps. Knows nothing of who commands or of how the question is put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from homeassistant.components import conversation
from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, llm

from ..choices.options import Options
from ..house.commands import Aim, Command, async_aim, async_meant, is_home_assistants
from ..house.kept_tools import is_core_tool
from ..languages.sentences import async_sentences
from .targets import (
    CALLED,
    SCRIPT,
    Action,
    async_action,
    async_find,
    async_scene,
    async_script,
    async_steps,
    calls,
    members,
    owners_steps,
)

LATER: Final = "conversation_command"  # the slot of HassStartTimer with the command for its end

type Verb = Literal["unlock", "open", "disarm", "act"]

_CLOSED: Final = frozenset({"door", "garage", "gate"})  # device classes of covers that keep people out
_HARMLESS: Final[Mapping[str, frozenset[str]]] = {  # any other action on these is a risk
    "lock": frozenset({"lock.lock", "homeassistant.turn_on"}),
    "cover": frozenset({"cover.close_cover", "cover.stop_cover", "homeassistant.turn_off"}),
    "alarm_control_panel": frozenset({"homeassistant.turn_on"}),
}
_ARM: Final = "alarm_control_panel.alarm_arm_"
_SET_POSITION: Final = "cover.set_cover_position"
_APPLY: Final = "scene.apply"
_VERBS: Final[Mapping[str, Verb]] = {"lock": "unlock", "cover": "open", "alarm_control_panel": "disarm"}
# Domains whose actions affect only their own entities.
_ORDINARY: Final = frozenset(
    {
        *("button", "climate", "date", "datetime", "fan", "humidifier", "input_boolean", "input_button"),
        *("input_datetime", "input_number", "input_select", "input_text", "lawn_mower", "light", "media_player"),
        *("number", "select", "siren", "switch", "text", "time", "timer", "todo", "vacuum", "valve", "water_heater"),
    }
)
# Actions of other domains whose effect is fully known from their targets.
_LOOKED_INTO: Final = frozenset(
    {
        *("automation.trigger", "homeassistant.toggle", "homeassistant.turn_off", "homeassistant.turn_on"),
        *("scene.turn_on", "script.toggle", "script.turn_off", "script.turn_on"),
    }
)
_SCRIPTS_OWN: Final = frozenset({"script.reload", "script.toggle", "script.turn_off", "script.turn_on"})
# Domains that can reach locks and the like: by a target, or by text for another agent, which a model may have written.
_REACHES: Final = frozenset({*_VERBS, "automation", "conversation", "group", "homeassistant", "scene", SCRIPT})
_ACTION_OF: Final[Mapping[str, str]] = {
    intent.INTENT_SET_POSITION: _SET_POSITION,
    intent.INTENT_STOP_MOVING: "cover.stop_cover",
}
_AJAR: Final = ("current_position", "current_tilt_position")  # each overrides the state "closed"
_SCENES_ACTION: Final[Mapping[str, str]] = {"locked": "lock.lock", "closed": "cover.close_cover"}
_DEVICES_ACTION: Final[Mapping[str, str]] = {"cover.close": "cover.close_cover"}  # the others are named as actions
# Home Assistant's intents that search their own targets and only read.
_READING: Final = frozenset({"HassClimateGetTemperature", "HassGetWeather"})
_HARMLESS_TOOLS: Final = frozenset({"media_player__play_media"})  # of Home Assistant's own that write
_CALL_ACTION: Final = "homeassistant__call_action"


@dataclass(frozen=True, slots=True)
class Risk:
    """One entity or tool that needs a yes, and what would be done."""

    id: str
    name: str
    verb: Verb


class _Judge:
    """Collects the risks of one act; judges no entity twice for the same action."""

    def __init__(self, hass: HomeAssistant, options: Options) -> None:
        self._hass = hass
        self._options = options
        self._seen: set[tuple[str, str, str]] = set()
        self.risks: dict[str, Risk] = {}

    def unknown(self, identity: str, name: str | None = None) -> None:
        """Add as a risk what cannot be searched."""
        state = self._hass.states.get(identity)
        self.risks.setdefault(identity, Risk(identity, name or (state.name if state else identity), "act"))

    def touch(self, entity_id: str, action: Action, name: str | None = None) -> None:
        """Judge an action on an entity and on its members; `name` is that of the group which was named."""
        state = self._hass.states.get(entity_id)
        if state is None or (seen := (entity_id, action.name, repr(action.data))) in self._seen:
            return
        self._seen.add(seen)
        name = name or state.name
        if (verb := self._verb(action, state)) is not None:
            self.risks.setdefault(entity_id, Risk(entity_id, name, verb))
        for member in members(state):
            if state.domain != "scene":
                self.touch(member, action, name)
        if state.domain == "scene":
            self._scene(state)
        elif (state.domain == SCRIPT and action.service != "turn_off") or (
            state.domain == "automation" and action.name == "automation.trigger"
        ):
            self._steps(entity_id)

    def call(self, step: Mapping[str, Any], owner: str | None = None) -> None:
        """Judge a call of an action; `owner` is the script that it is a step of, None for a model's call."""
        action = async_action(step)
        if action is None:
            return self.unknown(owner or str(step.get("action")))
        if action.name in (_APPLY, "scene.create"):
            return self._states(action.data.get("entities"), owner or action.name)
        if action.domain == SCRIPT and action.name not in _SCRIPTS_OWN:
            script = async_script(self._hass, action.service)
            return self.touch(script, action) if self._hass.states.get(script) else self.unknown(owner or script)
        found = async_find(self._hass, action)
        if owner is None:
            if not (known(action) and found.sure):
                self.unknown(action.name)
        elif not found.sure and self._reaches(action.domain):
            self.unknown(owner)
        for each in found.ids:
            self.touch(each, action)
        return None

    def _reaches(self, domain: str) -> bool:
        """Tell whether a domain's actions may touch an entity that needs a yes."""
        return domain in _REACHES or any(each.partition(".")[0] == domain for each in self._options.danger_entities)

    def _verb(self, action: Action, state: State) -> Verb | None:
        if state.entity_id in self._options.danger_entities:
            return "act"
        if action.name in _HARMLESS.get(state.domain, ()):
            return None
        match state.domain:
            case "cover" if not self._closed_kind(state) or _closes(action, state):
                return None
            case "alarm_control_panel" if action.name.startswith(_ARM):
                return None
            case domain:
                return _VERBS.get(domain)

    def _closed_kind(self, state: State) -> bool:
        entry = er.async_get(self._hass).async_get(state.entity_id)
        classes = {state.attributes.get(ATTR_DEVICE_CLASS)}
        if entry is not None:
            classes |= {entry.device_class, entry.original_device_class}
        return not _CLOSED.isdisjoint(classes)

    def _scene(self, state: State) -> None:
        wanted = async_scene(self._hass, state.entity_id) or dict.fromkeys(members(state))
        if wanted:
            self._states(wanted, state.entity_id)
        elif self._beside_dangers(state.entity_id):
            self.unknown(state.entity_id)

    def _beside_dangers(self, entity_id: str) -> bool:
        """Tell whether a scene of another integration may reach a lock or the like: one of that integration's own."""
        registry = er.async_get(self._hass)
        entry = registry.async_get(entity_id)
        if entry is None:
            return True
        return any(
            each.platform == entry.platform
            and (each.domain in _VERBS or each.entity_id in self._options.danger_entities)
            for each in registry.entities.values()
        )

    def _states(self, wanted: object, owner: str) -> None:
        """Judge the states that entities would be set to."""
        if not isinstance(wanted, Mapping):
            return self.unknown(owner)
        for entity_id, want in wanted.items():
            fields = want if isinstance(want, Mapping) else getattr(want, "attributes", {})
            state = fields.get("state", getattr(want, "state", want))
            action = _ARM if str(state).startswith("armed_") else _SCENES_ACTION.get(str(state), _APPLY)
            ajar = any(fields.get(key, 0) != 0 for key in _AJAR)
            self.touch(str(entity_id).strip().lower(), Action(_APPLY if ajar else action))
        return None

    def _steps(self, entity_id: str) -> None:
        steps = async_steps(self._hass, entity_id)
        return self.unknown(entity_id) if steps is None else self.sequence(steps, entity_id)

    def sequence(self, steps: object, owner: str) -> None:
        """Judge a sequence of steps that the owner wrote."""
        for step in calls(steps):
            if not step.keys().isdisjoint(CALLED):
                self.call(step, owner)
            elif "scene" in step:
                self.call({"action": "scene.turn_on", "data": {"entity_id": step["scene"]}}, owner)
            else:
                kind = f"{step['domain']}.{step['type']}"  # in another integration, the same type may mean anything
                done = _ARM if kind.startswith("alarm_control_panel.arm_") else _DEVICES_ACTION.get(kind, kind)
                aim = "entity_id" if step.get("entity_id") else "device_id"
                self.call({"action": done, "target": {aim: step[aim]}}, owner)


def _closes(action: Action, state: State) -> bool:
    position, now = action.data.get("position"), state.attributes.get("current_position")
    if action.name != _SET_POSITION or isinstance(position, bool):
        return False
    try:
        return float(position) <= (now if isinstance(now, int | float) else 0)  # type: ignore[arg-type]
    except TypeError, ValueError:
        return False


def known(action: Action) -> bool:
    """Tell whether an action's effect is fully known from its targets."""
    return action.domain in _ORDINARY or action.domain in _VERBS or action.name in _LOOKED_INTO


@callback
def async_risks(hass: HomeAssistant, options: Options, aims: Sequence[Aim]) -> tuple[Risk, ...]:
    """Return the risks of commands: each needs a yes first."""
    judge = _Judge(hass, options)
    for aim in aims if options.danger != "off" else ():
        _judge_aim(hass, judge, options, aim)
    return tuple(judge.risks.values())


def _judge_aim(hass: HomeAssistant, judge: _Judge, options: Options, aim: Aim) -> None:
    kind, handler = aim.command.intent, aim.handler
    if handler is None:
        return None  # no handler: nothing is carried out
    if (steps := owners_steps(handler)) is not None:
        return judge.sequence(steps, kind)
    allowed = kind in options.allowed_tools
    if not is_home_assistants(handler):
        return None if allowed else judge.unknown(kind)
    if kind in _READING:
        return None
    if aim.pinned:
        action = _action(aim.command, handler)
        if not (known(action) or allowed):
            judge.unknown(kind)
        for entity_id in aim.ids:
            judge.touch(entity_id, action)
    else:  # it searches its own targets, in domains that let nobody in
        domains = handler.platforms or ()
        owners = [each for each in options.danger_entities if each.partition(".")[0] in domains]
        # If two entities have the name, it is unknown which one the handler chooses: only a unique name is certain.
        by_name = Command(kind, {key: slot for key, slot in aim.command.slots.items() if key == "name"})
        ids = async_aim(hass, by_name, None).ids
        for entity_id in ids if len(ids) == 1 else owners:
            judge.touch(entity_id, Action(kind))
    return None


def _action(command: Command, handler: intent.IntentHandler) -> Action:
    """Return what a command does to each of its targets, as an action of Home Assistant."""
    data = {key: slot.get("value") for key, slot in command.slots.items()}
    if isinstance(handler, intent.ServiceIntentHandler):
        return Action(f"{handler.domain}.{handler.service}", data)
    return Action(_ACTION_OF.get(command.intent, command.intent), data)


def is_foreign(handler: intent.IntentHandler) -> bool:
    """Tell whether an intent's handler is third-party code: neither Home Assistant's own nor the owner's script."""
    return not is_home_assistants(handler) and owners_steps(handler) is None


@callback
def async_tool_risks(
    hass: HomeAssistant, options: Options, tool: llm.Tool, name: str, args: Mapping[str, Any]
) -> tuple[Risk, ...]:
    """Return the risks of a tool that is no intent and is called by `name`: each needs a yes first."""
    judge = _Judge(hass, options)
    if options.danger == "off":
        return ()
    if not is_core_tool(tool):
        if name not in options.allowed_tools:
            judge.unknown(name, tool.title)
    elif tool.annotations.read_only or tool.name in _HARMLESS_TOOLS:
        pass
    elif tool.name == _CALL_ACTION:
        judge.call(args)
    elif tool.name.startswith(f"{SCRIPT}__"):
        # The tool is named after the entity; if entities were renamed, the action of that name may be another script's.
        judge.call({"action": "script.turn_on", "target": {"entity_id": tool.name.replace("__", ".", 1)}})
    else:
        judge.unknown(name, tool.title)
    return tuple(judge.risks.values())


async def async_risks_later(
    hass: HomeAssistant,
    options: Options,
    commands: Sequence[Command],
    user_input: conversation.ConversationInput,
    area_id: str | None,
) -> tuple[Risk, ...]:
    """Return the risks of what timers would do at their end, when nobody can be asked.

    This is as far as it is known now. When the timer ends, the agent gets the same text and judges it again.
    """
    texts = [str(text) for command in commands if (text := command.value(LATER))]
    meant = [await async_meant(hass, replace(user_input, text=text)) for text in texts]
    return async_risks(hass, options, [async_aim(hass, command, area_id) for command in meant if command is not None])


async def async_question(hass: HomeAssistant, language: str, risks: Sequence[Risk], *, pin: bool) -> str:
    """Ask for a yes, or for the PIN, naming what would be touched."""
    sentences = await async_sentences(hass, language)
    by_verb: dict[Verb, dict[str, None]] = {}
    for risk in risks:
        by_verb.setdefault(risk.verb, {})[risk.name] = None
    asked = [sentences(f"ask_{verb}", names=", ".join(names)) for verb, names in by_verb.items()]
    return " ".join([*asked, sentences("ask_pin")] if pin else asked)
