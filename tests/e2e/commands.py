"""What is said to the demo house and what must come of it; knows nothing of how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Call = tuple[str, str]  # service and entity: brings the house to where the command makes a difference


@dataclass(frozen=True, slots=True)
class Command:
    """One sentence of one kind. `after` names states; a mapping names attributes (numbers within 1)."""

    kind: str
    sentence: str
    after: Mapping[str, str | Mapping[str, Any]] = field(default_factory=dict)
    before: tuple[Call, ...] = ()
    said: str = ""  # a part of the answer, where the answer is what matters
    first: str = ""  # a sentence typed before this one


COMMANDS = (
    Command("light", "turn on Bed Light", {"light.bed_light": "on"}),
    Command("light off", "turn off the Corner Lamp", {"light.corner_lamp": "off"}),
    Command(
        "area",
        "turn on the kitchen lights",
        {"light.kitchen_ceiling": "on", "light.kitchen_counter": "on", "light.bed_light": "off"},
    ),
    Command(
        "own area",
        "turn on the lights",
        {"light.kitchen_ceiling": "on", "light.kitchen_counter": "on", "light.desk_lamp": "off"},
    ),
    Command(
        "floor",
        "turn on the lights upstairs",
        {
            "light.bed_light": "on",
            "light.standing_light": "on",
            "light.desk_lamp": "on",
            "light.mirror_light": "on",
            "light.kitchen_ceiling": "off",
        },
    ),
    Command("brightness", "set Bed Light brightness to 50 percent", {"light.bed_light": {"brightness": 128}}),
    Command("colour", "set Bed Light color to orange", {"light.bed_light": {"rgb_color": [255, 165, 0]}}),
    Command(
        "colour of an area",
        "set Kitchen lights to blue",
        {"light.kitchen_ceiling": {"rgb_color": [0, 0, 255]}, "light.kitchen_counter": {"rgb_color": [0, 0, 255]}},
    ),
    Command("cover", "yes", {"cover.garage_door": "open"}, first="open the Garage Door"),
    Command("cover close", "close the Bedroom Blinds", {"cover.bedroom_blinds": "closed"}),
    Command("covers of an area", "close the Kitchen windows", {"cover.kitchen_window": "closed"}),
    Command(
        "cover position",
        "set Bedroom Blinds position to 30 percent",
        {"cover.bedroom_blinds": {"current_position": 30}},
    ),
    Command("lock", "lock the Front Door", {"lock.front_door": "locked"}, (("lock.unlock", "lock.front_door"),)),
    Command("unlock", "yes", {"lock.front_door": "unlocked"}, first="unlock the Front Door"),
    Command("climate", "set EcoBee to 22 degrees", {"climate.ecobee": {"temperature": 22}}),
    Command("media pause", "pause", {"media_player.tv": "paused"}),
    Command(
        "media resume", "resume", {"media_player.tv": "playing"}, (("media_player.media_pause", "media_player.tv"),)
    ),
    Command("media next", "next track", {"media_player.tv": {"media_title": "A Walk in the Hills"}}),
    Command("volume", "set TV volume to 20 percent", {"media_player.tv": {"volume_level": 0.2}}),
    Command("timer", "set a timer for 5 minutes", {"sensor.kitchen_satellite_timers": "1"}),
    Command("timer status", "timer status", said="5 minutes", first="set a timer for 5 minutes"),
    Command(
        "timer cancel", "cancel all timers", {"sensor.kitchen_satellite_timers": "0"}, first="set a timer for 5 minutes"
    ),
    Command("to-do", "add milk to my shopping list", {"todo.shopping_list": "1"}),
    Command("vacuum", "start Robot", {"vacuum.robot": "cleaning"}),
    Command("vacuum home", "return Robot to base", {"vacuum.robot": "docked"}, (("vacuum.start", "vacuum.robot"),)),
    Command("fan", "turn on Bedroom Fan", {"fan.bedroom_fan": "on"}),
    Command("fan speed", "set Bedroom Fan speed to 75 percent", {"fan.bedroom_fan": {"percentage": 75}}),
    Command("script", "run Party Time script", {"light.corner_lamp": {"rgb_color": [255, 0, 255]}}),
    Command("scene", "activate Mood Lighting", {"light.reading_lamp": {"brightness": 40}}),
    Command("state question", "is the Front Door locked", said="Yes"),
    Command("sensor question", "what is the Outdoor Humidity", said="54"),
    Command("area question", "what's the temperature in the Kitchen", said="21.5"),
    Command("weather", "what's the weather", said="cloudy"),
)
