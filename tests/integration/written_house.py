"""A house with scenes, scripts and an automation of its owner's, each of which does something else to the doors."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .fixtures import House


@pytest.fixture
async def written(hass: HomeAssistant, house: House) -> House:
    unlock = {"action": "lock.unlock", "target": {"entity_id": "lock.front"}}
    lamp = {"action": "light.turn_on", "target": {"entity_id": "light.desk"}}
    scripts: dict[str, list[Any]] = {
        "welcome": [lamp, {"choose": [{"conditions": "{{ true }}", "sequence": [unlock]}]}],
        "good_night": [lamp, {"action": "lock.lock", "target": {"entity_id": "lock.front"}}],
        "letter": [{"action": "notify.persistent_notification", "data": {"message": "{{ now() }}"}}],
        "nested": [{"action": "script.welcome"}],
        "nested_too": [{"action": "script.turn_on", "target": {"entity_id": "script.nested"}}],
        "round": [{"action": "script.round"}],
        "any_door": [{"action": "lock.unlock", "target": {"entity_id": "{{ door }}"}}],
        "any_lamp": [{"action": "light.turn_on", "target": {"entity_id": "{{ lamp }}"}}],
        "by_scene": [{"scene": "scene.party"}],
        "by_room": [{"action": "lock.open", "target": {"area_id": "office"}}],
        "twice": [
            {"action": "cover.set_cover_position", "target": {"entity_id": "cover.garage"}, "data": {"position": 0}},
            {"action": "cover.set_cover_position", "target": {"entity_id": "cover.garage"}, "data": {"position": 90}},
        ],
        "triggers": [{"action": "automation.trigger", "target": {"entity_id": "automation.arrival"}}],
        "states": [{"action": "scene.apply", "data": {"entities": {"lock.front": "unlocked"}}}],
        "in_parallel": [{"parallel": [{"sequence": [lamp]}, {"if": "{{ true }}", "then": [unlock]}]}],
        "repeats": [{"repeat": {"count": 2, "sequence": [unlock]}}],
    }
    assert await async_setup_component(hass, "script", {"script": {k: {"sequence": v} for k, v in scripts.items()}})
    scenes = {
        "party": {"lock.front": "unlocked", "light.desk": "on"},
        "night": {"lock.front": "locked", "cover.garage": "closed", "light.desk": "off"},
        "leave": {"alarm_control_panel.home": "armed_away"},
        "come": {"alarm_control_panel.home": {"state": "disarmed"}},
    }
    house.add("alarm_control_panel.home", "House Alarm", "armed_away")
    named = [{"name": name, "entities": entities} for name, entities in scenes.items()]
    assert await async_setup_component(hass, "scene", {"scene": named})
    arrival = {"alias": "Arrival", "triggers": [{"trigger": "event", "event_type": "x"}], "actions": [unlock]}
    assert await async_setup_component(hass, "automation", {"automation": [arrival]})
    await hass.async_block_till_done()
    return house
