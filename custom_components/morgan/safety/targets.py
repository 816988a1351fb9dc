"""What an action of Home Assistant would touch: its expanded targets, and the contents of groups, scenes and scripts.

Asks Home Assistant's own helpers and reads what it has loaded; knows nothing of what is dangerous.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
    ENTITY_MATCH_ALL,
    ENTITY_MATCH_NONE,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, target
from homeassistant.helpers.template import Template, is_template_string

TARGETS: Final = (ATTR_ENTITY_ID, ATTR_DEVICE_ID, ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID)
SCRIPT: Final = "script"
CALLED: Final = ("action", "service", "service_template")  # where a step names the action that it calls
# Keys under which there are no steps.
_FIELDS: Final = frozenset({"data", "data_template", "event_data", "event_data_template", "variables"})
_GENERIC: Final = "homeassistant"  # whose actions act on entities of every domain


@dataclass(frozen=True, slots=True)
class Action:
    """One action of Home Assistant, "lock.unlock", with its fields."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """Return the domain of the action."""
        return self.name.partition(".")[0]

    @property
    def service(self) -> str:
        """Return the name of the action within its domain."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Found:
    """The entities that an action names; not `sure` if it names none, or some that are unknown until it runs."""

    ids: tuple[str, ...]
    sure: bool


@callback
def async_action(step: Mapping[str, Any]) -> Action | None:
    """Return a call of an action in a tool's arguments or in a script, as Home Assistant makes it; None if unreadable.

    Home Assistant merges `target` over `data` and acts on both.
    """
    name = next((step[key] for key in CALLED if key in step), None)
    fields: dict[str, Any] = {}
    for key in ("data", "data_template", "target"):
        part = step.get(key) or {}
        if not isinstance(part, Mapping):
            return None
        fields |= part
    if ATTR_ENTITY_ID in step:  # an old form of scripts; it overrides all others
        fields[ATTR_ENTITY_ID] = step[ATTR_ENTITY_ID]
    if not isinstance(name, str):
        return None
    return Action(name.strip().lower(), fields)


@callback
def async_find(hass: HomeAssistant, action: Action) -> Found:
    """Return the entities that an action names, by its rooms, floors, devices and labels too."""
    chosen: dict[str, list[str]] = {}
    sure = not has_template(action.data) and "exclude" not in action.data
    for key in TARGETS:
        named = _ids(action.data.get(key))
        sure = sure and named is not None
        chosen[key] = [] if named is None else named
    entities = er.async_get(hass).entities
    ids = [each.lower() for each in chosen[ATTR_ENTITY_ID]]
    if ENTITY_MATCH_ALL in ids:
        domains = None if action.domain == _GENERIC else action.domain
        return Found(tuple(hass.states.async_entity_ids(domains)), sure)
    by_id = [entry.entity_id if (entry := entities.get_entry(each)) else each for each in chosen[ATTR_ENTITY_ID]]
    chosen[ATTR_ENTITY_ID] = [each.lower() for each in by_id]
    selected = target.async_extract_referenced_entity_ids(hass, target.TargetSelection(chosen))
    missing = (selected.missing_devices, selected.missing_areas, selected.missing_floors, selected.missing_labels)
    found = selected.referenced | selected.indirectly_referenced
    unknown = any(missing) or any(hass.states.get(each) is None for each in selected.referenced)
    return Found(tuple(sorted(found)), sure and not unknown and any(chosen.values()))


def _ids(value: object) -> list[str] | None:
    """Return one or many ids as Home Assistant splits them; None for a value that is no id."""
    many = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(many, list | tuple | set) or not all(isinstance(each, str) for each in many):
        return None
    ids = [part.strip() for each in many for part in each.split(",") if part.strip()]
    return [each for each in ids if each != ENTITY_MATCH_NONE]


def has_template(value: object) -> bool:
    """Tell whether a value holds a template, which is known only when it runs."""
    if isinstance(value, Template):
        return value.is_static is False
    if isinstance(value, str):
        return is_template_string(value)
    if isinstance(value, Mapping):
        return any(has_template(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple | set) and any(has_template(part) for part in value)


def members(state: State) -> tuple[str, ...]:
    """Return the members of a group, or of a scene if Home Assistant knows them."""
    ids = _ids(state.attributes.get(ATTR_ENTITY_ID))
    return tuple(ids or ())


@callback
def async_scene(hass: HomeAssistant, entity_id: str) -> Mapping[str, Any]:
    """Return the states that one of the owner's scenes sets, by entity; empty when that is not known."""
    platform = hass.data.get("homeassistant_scene")
    scene = getattr(platform, "entities", {}).get(entity_id)
    return cast(Mapping[str, Any], getattr(getattr(scene, "scene_config", None), "states", {}))


@callback
def async_steps(hass: HomeAssistant, entity_id: str) -> Any | None:  # noqa: ANN401  # a script is nested lists and dicts
    """Return the steps of a script or an automation, as its owner wrote them; None when they are not known."""
    component: Any = hass.data.get(entity_id.partition(".")[0])
    entity = None if component is None else component.get_entity(entity_id)
    if entity is None:
        return None
    runs = getattr(entity, "script", None) or getattr(entity, "action_script", None)
    return () if runs is None else runs.sequence  # None: its configuration is invalid, and it cannot run


@callback
def async_script(hass: HomeAssistant, service: str) -> str:
    """Return the script that an action of domain `script` runs: the action is named after the unique id."""
    return er.async_get(hass).async_get_entity_id(SCRIPT, SCRIPT, service) or f"{SCRIPT}.{service}"


def calls(steps: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401  # the same
    """Yield each step of a script that may act, at any depth."""
    if isinstance(steps, Mapping):
        acts = steps.keys() & {*CALLED, "scene"} or {"device_id", "domain", "type"} <= steps.keys()
        if acts and not steps.keys() & {"condition", "trigger", "platform"}:
            yield steps
        for key, part in steps.items():
            if key not in _FIELDS:
                yield from calls(part)
    elif isinstance(steps, list | tuple):
        for part in steps:
            yield from calls(part)


def owners_steps(handler: intent.IntentHandler) -> Any | None:  # noqa: ANN401  # the same
    """Return the steps that the owner wrote for an intent (intent_script); None for any other handler."""
    if "homeassistant.components.intent_script" not in type(handler).__module__:
        return None
    runs = getattr(handler, "config", {}).get("action")
    return () if runs is None else runs.sequence
