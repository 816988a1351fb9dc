"""What an action of Home Assistant, called by a model's tool, would do that wants a yes first: a table of calls."""

from __future__ import annotations

from typing import Any

from custom_components.morgan.choices.options import Options
from custom_components.morgan.safety.policy import async_tool_risks
from tests.integration.test_tool_risks import CALL, call_action

from .conftest import World

ACTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({"action": "lock.unlock", "target": {"entity_id": "lock.front"}}, ["lock.front"]),
    ({"action": "LOCK.UNLOCK", "target": {"entity_id": "lock.front"}}, ["lock.front"]),
    ({"action": " lock.unlock ", "target": {"entity_id": " LOCK.front "}}, ["lock.front"]),
    ({"action": "lock.unlock", "data": {"entity_id": "lock.front"}}, ["lock.front"]),
    ({"action": "lock.unlock", "target": {"entity_id": "light.desk, lock.front"}}, ["lock.front"]),
    ({"action": "lock.unlock", "target": {"entity_id": "all"}}, ["lock.front", "lock.safe"]),
    ({"action": "lock.unlock", "target": {"entity_id": "ALL"}}, ["lock.front", "lock.safe"]),
    ({"action": "lock.open", "target": {"area_id": "office"}}, ["lock.safe"]),
    ({"action": "lock.open", "data": {"area_id": "office"}}, ["lock.safe"]),
    ({"action": "lock.open", "target": {"entity_id": "light.desk"}, "data": {"area_id": "office"}}, ["lock.safe"]),
    ({"action": "lock.open", "target": {"floor_id": "top"}}, ["lock.safe"]),
    ({"action": "lock.open", "target": {"label_id": "mine"}}, ["lock.front"]),
    ({"action": "lock.open", "target": {"area_id": "nowhere"}}, ["lock.open"]),
    ({"action": "lock.open", "target": {"area_id": "kitchen"}}, []),
    ({"action": "lock.open", "target": {"exclude": {}, "area_id": "kitchen"}}, ["lock.open"]),
    ({"action": "lock.unlock", "target": {"entity_id": 5}}, ["lock.unlock"]),
    ({"action": "lock.unlock", "target": "lock.front"}, ["lock.unlock"]),
    ({"action": "lock.unlock", "data": {"code": "1"}}, ["lock.unlock"]),
    ({"action": "lock.unlock"}, ["lock.unlock"]),
    ({"action": 5}, ["5"]),
    ({}, ["None"]),
    ({"action": "lock.lock", "target": {"entity_id": "lock.front"}}, []),
    ({"action": "light.lock", "target": {"entity_id": "lock.front"}}, ["lock.front"]),
    ({"action": "cover.toggle", "target": {"entity_id": ["cover.garage"]}}, ["cover.garage"]),
    ({"action": "cover.close_cover", "target": {"entity_id": ["cover.garage"]}}, []),
    ({"action": "cover.stop_cover", "target": {"entity_id": ["cover.garage"]}}, []),
    ({"action": "cover.open_cover_tilt", "target": {"entity_id": ["cover.garage"]}}, ["cover.garage"]),
    ({"action": "cover.open_cover", "target": {"entity_id": "cover.blind"}}, []),
    ({"action": "cover.open_cover", "target": {"entity_id": "cover.unknown"}}, ["cover.open_cover"]),
    (
        {
            "action": "cover.set_cover_position",
            "target": {"entity_id": "cover.garage"},
            "data": {"position": 0},
        },
        [],
    ),
    (
        {
            "action": "cover.set_cover_position",
            "target": {"entity_id": "cover.garage"},
            "data": {"position": 1},
        },
        ["cover.garage"],
    ),
    ({"action": "alarm_control_panel.alarm_arm_away", "target": {"entity_id": "alarm_control_panel.home"}}, []),
    (
        {"action": "alarm_control_panel.alarm_disarm", "target": {"entity_id": "alarm_control_panel.home"}},
        ["alarm_control_panel.home"],
    ),
    ({"action": "homeassistant.turn_off", "target": {"entity_id": "lock.front"}}, ["lock.front"]),
    ({"action": "homeassistant.turn_on", "target": {"entity_id": "cover.garage"}}, ["cover.garage"]),
    ({"action": "homeassistant.toggle", "target": {"floor_id": "top"}}, ["lock.safe"]),
    ({"action": "homeassistant.toggle", "target": {"floor_id": "x"}}, ["homeassistant.toggle"]),
    ({"action": "homeassistant.turn_off", "target": {"entity_id": "group.doors"}}, ["lock.front"]),
    ({"action": "homeassistant.turn_on", "target": {"entity_id": "light.desk"}}, []),
    ({"action": "homeassistant.restart"}, ["homeassistant.restart"]),
    ({"action": "group.turn_off"}, ["group.turn_off"]),
    ({"action": "scene.apply", "data": {"entities": {"lock.front": "unlocked"}}}, ["lock.front"]),
    ({"action": "scene.apply", "data": {"entities": {"LOCK.front": {"state": "open"}}}}, ["lock.front"]),
    ({"action": "scene.apply", "data": {"entities": {"lock.front": "locked"}}}, []),
    ({"action": "scene.apply", "data": {"entities": {"cover.garage": {"state": "closed"}}}}, []),
    (
        {
            "action": "scene.apply",
            "data": {"entities": {"cover.garage": {"state": "closed", "current_position": 90}}},
        },
        ["cover.garage"],
    ),
    (
        {
            "action": "scene.apply",
            "data": {"entities": {"cover.garage": {"state": "closed", "current_tilt_position": 90}}},
        },
        ["cover.garage"],
    ),
    ({"action": "scene.apply", "data": {"entities": "lock.front"}}, ["scene.apply"]),
    ({"action": "scene.create", "data": {"scene_id": "x", "entities": {"lock.front": "open"}}}, ["lock.front"]),
    ({"action": "scene.turn_on", "target": {"entity_id": "scene.party"}}, ["lock.front"]),
    ({"action": "script.turn_on", "target": {"entity_id": "script.welcome"}}, ["lock.front"]),
    ({"action": "script.turn_off", "target": {"entity_id": "script.welcome"}}, []),
    ({"action": "script.welcome"}, ["lock.front"]),
    ({"action": "script.good_night"}, []),
    ({"action": "script.unheard_of"}, ["script.unheard_of"]),
    ({"action": "automation.trigger", "target": {"entity_id": "automation.arrival"}}, ["lock.front"]),
    ({"action": "automation.reload"}, ["automation.reload"]),
    ({"action": "light.turn_on", "target": {"entity_id": "{{ x }}"}}, ["light.turn_on"]),
    ({"action": "light.turn_on", "target": {"entity_id": "light.desk"}, "data": {"{% x %}": 1}}, ["light.turn_on"]),
    ({"action": "light.turn_on", "target": {"entity_id": "light.desk"}}, []),
    ({"action": "shell_command.open", "data": {"entity_id": "light.desk"}}, ["shell_command.open"]),
    ({"action": "conversation.process", "data": {"text": "unlock"}}, ["conversation.process"]),
    ({"action": "mqtt.publish", "data": {"topic": "gate", "payload": "open"}}, ["mqtt.publish"]),
]


async def test_an_action_is_judged_as_home_assistant_will_call_it(world: World) -> None:
    for args, ids in ACTIONS:
        risks = async_tool_risks(world.hass, Options(), call_action(), CALL, args)
        assert [risk.id for risk in risks] == ids, args
        assert async_tool_risks(world.hass, Options(danger="off"), call_action(), CALL, args) == ()
