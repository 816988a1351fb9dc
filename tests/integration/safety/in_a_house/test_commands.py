"""What a command would do that wants a yes first: a table of commands, and of what an owner wrote."""

from __future__ import annotations

from typing import Any

from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim
from custom_components.morgan.safety.policy import async_risks
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity

from .conftest import World


def slots(**values: Any) -> dict[str, dict[str, Any]]:
    return {key: {"value": value} for key, value in values.items()}


COMMANDS = [
    (Command("HassTurnOn", slots(name="Garage Door")), "open"),
    (Command("HassTurnOn", slots(name="Driveway")), "open"),
    (Command("HassTurnOn", slots(name="Entrance")), "open"),
    (Command("HassTurnOn", slots(name="Blind")), None),
    (Command("HassToggle", slots(name="Garage Door")), "open"),
    (Command("HassSetPosition", slots(name="Garage Door", position=30)), "open"),
    (Command("HassSetPosition", slots(name="Garage Door", position=20)), None),
    (Command("HassSetPosition", slots(name="Garage Door", position=10)), None),
    (Command("HassSetPosition", slots(name="Driveway", position=1)), "open"),
    (Command("HassSetPosition", slots(name="Driveway", position=0)), None),
    (Command("HassSetPosition", slots(name="Garage Door", position="all the way")), "open"),
    (Command("HassSetPosition", slots(name="Garage Door", position=False)), "open"),
    (Command("HassStopMoving", slots(name="Garage Door")), None),
    (Command("HassTurnOff", slots(name="Garage Door")), None),
    (Command("HassTurnOff", slots(name="Front Door")), "unlock"),
    (Command("HassToggle", slots(name="Front Door")), "unlock"),
    (Command("HassTurnOn", slots(name="Front Door")), None),
    (Command("HassTurnOff", slots(domain=["lock"])), "unlock"),
    (Command("HassTurnOff", slots(domain="lock")), "unlock"),
    (Command("HassTurnOff", slots(name="all", domain=["lock"])), "unlock"),
    (Command("HassTurnOff", slots(name=" front door ")), "unlock"),
    (Command("HassTurnOff", slots(name="lock.front")), "unlock"),
    (Command("HassTurnOff", slots(name="House Alarm")), "disarm"),
    (Command("HassTurnOn", slots(name="House Alarm")), None),
    (Command("HassGetState", slots(name="Front Door")), None),
    (Command("HassStartTimer", slots(name="Front Door", minutes=5)), None),
    (Command("HassUnheardOf", slots(name="Front Door")), None),
    (Command("OpenSesame", slots(name="Desk Lamp")), "act"),
    (Command("HassGetIn", {}), "act"),
    (Command("UnlockIt", slots(name="Front Door")), "unlock"),
    (Command("TellIt", slots(name="Desk Lamp")), "act"),
]
WRITTEN = [
    ("script.welcome", ["lock.front"]),
    ("script.good_night", []),
    ("script.letter", []),
    ("script.nested", ["lock.front"]),
    ("script.nested_too", ["lock.front"]),
    ("script.round", []),
    ("script.any_door", ["script.any_door"]),
    ("script.any_lamp", []),
    ("script.by_scene", ["lock.front"]),
    ("script.by_room", ["lock.safe"]),
    ("script.twice", ["cover.garage"]),
    ("script.triggers", ["lock.front"]),
    ("script.states", ["lock.front"]),
    ("script.in_parallel", ["lock.front"]),
    ("script.repeats", ["lock.front"]),
    ("scene.party", ["lock.front"]),
    ("scene.night", []),
    ("scene.leave", []),
    ("scene.come", ["alarm_control_panel.home"]),
    ("automation.arrival", []),  # it is switched on or off, which runs nothing
]


def risks(world: World, command: Command, options: Options | None = None) -> list[tuple[str, str, str]]:
    """What is asked about before a command, with its name and what for."""
    aim = async_aim(world.hass, command, None)
    return [(risk.id, risk.name, risk.verb) for risk in async_risks(world.hass, options or Options(), [aim])]


async def test_danger_is_a_matter_of_what_is_done_to_what(world: World) -> None:
    world.set("cover.garage", "open", current_position=20, supported_features=15)
    for command, verb in COMMANDS:
        found = risks(world, command)
        if command.intent == "HassTurnOff" and "domain" in command.slots:
            assert [each[2] for each in found] == [verb, verb], command
        else:
            assert [each[2] for each in found] == ([verb] if verb else []), command
        assert risks(world, command, Options(danger="off")) == []
        names = frozenset({"OpenSesame", "HassGetIn", "TellIt"})
        if command.intent in names:
            assert risks(world, command, Options(allowed_tools=names)) == []
    world.set("cover.garage", "closed", current_position=None, supported_features=3)


async def test_a_script_and_a_scene_are_as_dangerous_as_what_is_in_them(world: World) -> None:
    for entity_id, ids in WRITTEN:
        async_expose_entity(world.hass, "conversation", entity_id, should_expose=True)
        found = risks(world, Command("HassTurnOn", slots(name=entity_id)))
        assert [identity for identity, _, _ in found] == ids, entity_id
