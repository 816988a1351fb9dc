"""The furnished house, as Home Assistant's own YAML would say it; knows nothing of processes or of Morgan.

Everything in it is Home Assistant's template platform without a state template: such a thing does what it is told and
remembers it, so a lamp dims, a blind stops half way and a thermostat keeps its target without any hardware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1  # a demo made by another version is made anew

NOTHING: list[Any] = []  # what a thing does besides remembering: no hardware, no action


@dataclass(frozen=True, slots=True)
class Area:
    """A room, the floor that it is on and what else people call it."""

    name: str
    floor: str
    aliases: tuple[str, ...] = ()
    temperature: str | None = None  # the sensor that speaks for the room


@dataclass(frozen=True, slots=True)
class Thing:
    """One entity: its platform's options, where it stands, and what the house looks like when the demo begins."""

    domain: str
    name: str
    area: str | None
    options: Mapping[str, Any] = field(default_factory=dict)
    begin: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # (service, data) that bring it to its first state
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The part of the entity id after the dot, which is also the unique id."""
        return self.name.lower().replace("'", "").replace(" ", "_")

    @property
    def entity_id(self) -> str:
        """Deterministic, so that a test or a reader can name it."""
        return f"{self.domain}.{self.key}"


FLOORS = {"Ground Floor": (0, ("downstairs",)), "Upstairs": (1, ("first floor",))}

AREAS = (
    Area("Kitchen", "Ground Floor", temperature="sensor.kitchen_temperature"),
    Area("Living Room", "Ground Floor", ("lounge",), temperature="sensor.living_room_temperature"),
    Area("Hallway", "Ground Floor", ("entrance",)),
    Area("Garage", "Ground Floor"),
    Area("Bedroom", "Upstairs", temperature="sensor.bedroom_temperature"),
    Area("Office", "Upstairs", ("study",), temperature="sensor.office_temperature"),
    Area("Bathroom", "Upstairs"),
)


def _lamp(name: str, area: str, kind: str = "plain", *, lit: bool = False, aliases: tuple[str, ...] = ()) -> Thing:
    options: dict[str, Any] = {"turn_on": NOTHING, "turn_off": NOTHING}
    if kind in ("dim", "colour"):
        options["set_level"] = NOTHING
    if kind == "colour":
        options |= {"set_hs": NOTHING, "set_temperature": NOTHING}
    # Lit once and put out again: a dimmable lamp then knows its brightness, as a lamp that was used before does.
    full: dict[str, Any] = {"brightness_pct": 70} if kind != "plain" else {}
    if kind == "colour":
        full["color_temp_kelvin"] = 2700
    begin: list[tuple[str, Mapping[str, Any]]] = [("light.turn_on", full)]
    if not lit:
        begin.append(("light.turn_off", {}))
    return Thing("light", name, area, options, tuple(begin), aliases)


def _cover(name: str, area: str, device_class: str, service: str) -> Thing:
    options: dict[str, Any] = {"open_cover": NOTHING, "close_cover": NOTHING, "stop_cover": NOTHING}
    if device_class in ("blind", "curtain", "shutter"):
        options["set_cover_position"] = NOTHING
    return Thing("cover", name, area, options | {"device_class": device_class}, ((f"cover.{service}_cover", {}),))


def _sensor(name: str, area: str | None, state: str, device_class: str, unit: str) -> Thing:
    options = {"state": state, "device_class": device_class, "unit_of_measurement": unit, "state_class": "measurement"}
    return Thing("sensor", name, area, options)


def _player(name: str, area: str, device_class: str, titles: tuple[str, ...]) -> Thing:
    track = f"input_number.{name.lower().replace(' ', '_')}_track"
    options = {
        "device_class": device_class,
        "turn_on": NOTHING,
        "turn_off": NOTHING,
        "media_play": NOTHING,
        "media_pause": NOTHING,
        "media_stop": NOTHING,
        "media_next_track": {"action": "input_number.increment", "target": {"entity_id": track}},
        "media_previous_track": {"action": "input_number.decrement", "target": {"entity_id": track}},
        "volume_set": NOTHING,
        "volume_mute": NOTHING,
        "media_title": f"{{{{ {list(titles)!r}[(states('{track}') | int(0)) % {len(titles)}] }}}}",
    }
    begin: tuple[tuple[str, Mapping[str, Any]], ...] = (
        (f"media_player.media_{'play' if device_class == 'tv' else 'stop'}", {}),
        ("media_player.volume_set", {"volume_level": 0.4}),
        ("media_player.volume_mute", {"is_volume_muted": False}),
    )
    return Thing("media_player", name, area, options, begin)


def _thermostat(name: str, area: str, sensor: str) -> Thing:
    options = {
        "hvac_modes": "{{ ['off', 'heat', 'cool', 'auto'] }}",
        "set_hvac_mode": NOTHING,
        "set_temperature": NOTHING,
        "min_temperature": 7,
        "max_temperature": 30,
        "target_temperature_step": 0.5,
        "current_temperature": f"{{{{ states('{sensor}') | float(20) }}}}",
    }
    begin = (
        ("climate.set_hvac_mode", {"hvac_mode": "heat"}),
        ("climate.set_temperature", {"temperature": 20}),
    )
    return Thing("climate", name, area, options, begin)


def _fan(name: str, area: str) -> Thing:
    options = {"turn_on": NOTHING, "turn_off": NOTHING, "set_percentage": NOTHING, "speed_count": 4}
    return Thing("fan", name, area, options, (("fan.turn_on", {"percentage": 50}), ("fan.turn_off", {})))


def _lock(name: str, area: str) -> Thing:
    return Thing("lock", name, area, {"lock": NOTHING, "unlock": NOTHING}, (("lock.lock", {}),))


def _vacuum(name: str, area: str) -> Thing:
    def becomes(state: str) -> dict[str, Any]:
        target = {"entity_id": "input_select.vacuum_activity"}
        return {"action": "input_select.select_option", "target": target, "data": {"option": state}}

    options = {
        "state": "{{ states('input_select.vacuum_activity') }}",
        "start": becomes("cleaning"),
        "pause": becomes("paused"),
        "stop": becomes("idle"),
        "return_to_base": becomes("docked"),
    }
    return Thing("vacuum", name, area, options, (("vacuum.return_to_base", {}),), ("hoover",))


THINGS = (
    _lamp("Kitchen Ceiling", "Kitchen", "colour"),
    _lamp("Kitchen Counter", "Kitchen", "colour"),
    _lamp("Reading Lamp", "Living Room", "dim"),
    _lamp("Corner Lamp", "Living Room", "colour", lit=True),
    _lamp("Porch Light", "Hallway"),
    _lamp("Bed Light", "Bedroom", "colour"),
    _lamp("Standing Light", "Office"),
    _lamp("Desk Lamp", "Office", "dim"),
    _lamp("Mirror Light", "Bathroom", "dim"),
    _cover("Kitchen Window", "Kitchen", "window", "open"),
    _cover("Living Room Curtains", "Living Room", "curtain", "open"),
    _cover("Garage Door", "Garage", "garage", "close"),
    _cover("Bedroom Blinds", "Bedroom", "blind", "open"),
    _cover("Office Blinds", "Office", "blind", "close"),
    _cover("Office Window", "Office", "window", "open"),
    _cover("Sliding Door", "Office", "door", "close"),
    _lock("Front Door", "Hallway"),
    _thermostat("EcoBee", "Living Room", "sensor.living_room_temperature"),
    _player("TV", "Kitchen", "tv", ("The Evening News", "A Walk in the Hills", "Cooking for Two")),
    _player("Record Player", "Living Room", "speaker", ("Clair de lune", "Gymnopédie No. 1", "Boléro")),
    _fan("Bedroom Fan", "Bedroom"),
    _vacuum("Robot", "Living Room"),
    _sensor("Kitchen Temperature", "Kitchen", "21.5", "temperature", "°C"),
    _sensor("Living Room Temperature", "Living Room", "20.5", "temperature", "°C"),
    _sensor("Bedroom Temperature", "Bedroom", "18", "temperature", "°C"),
    _sensor("Office Temperature", "Office", "22", "temperature", "°C"),
    _sensor("Outdoor Humidity", None, "54", "humidity", "%"),
    _sensor("Outdoor Temperature", None, "11", "temperature", "°C"),
    Thing(
        "weather",
        "New York",
        None,
        {
            "condition": "partlycloudy",
            "temperature": "11",
            "temperature_unit": "°C",
            "humidity": "54",
            "wind_speed": "14",
            "wind_speed_unit": "km/h",
        },
    ),
)

SCRIPTS: dict[str, dict[str, Any]] = {
    "party_time": {
        "alias": "Party Time",
        "sequence": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": ["light.corner_lamp", "light.kitchen_ceiling"]},
                "data": {"color_name": "magenta", "brightness_pct": 100},
            },
            {"action": "media_player.media_play", "target": {"entity_id": "media_player.record_player"}},
        ],
    },
    "good_night": {
        "alias": "Good Night",
        "sequence": [
            {"action": "light.turn_off", "target": {"entity_id": "all"}},
            {"action": "lock.lock", "target": {"entity_id": "lock.front_door"}},
            {"action": "cover.close_cover", "target": {"entity_id": "cover.garage_door"}},
        ],
    },
}
SCENES = (
    {
        "id": "mood_lighting",
        "name": "Mood Lighting",
        "entities": {
            "light.corner_lamp": {"state": "on", "brightness": 64, "color_mode": "hs", "hs_color": [30, 85]},
            "light.reading_lamp": {"state": "on", "brightness": 40, "color_mode": "brightness"},
        },
    },
    {
        "id": "movie_night",
        "name": "Movie Night",
        "entities": {
            "light.corner_lamp": {"state": "off"},
            "light.reading_lamp": {"state": "off"},
            "cover.living_room_curtains": {"state": "closed"},
        },
    },
)
TODO_LISTS = ("Shopping List", "Chores")
RESET = "the_house_as_it_was"  # a script that nobody can call by voice: the first state of everything


def _template_blocks() -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for thing in THINGS:
        entity = {"name": thing.name, "unique_id": thing.key, "default_entity_id": thing.entity_id, **thing.options}
        blocks.append({thing.domain: [entity]})
    return blocks


def _reset_sequence() -> list[dict[str, Any]]:
    calls = [
        {"action": service, "target": {"entity_id": thing.entity_id}, "data": dict(data)}
        for thing in THINGS
        for service, data in thing.begin
    ]
    tracks = [thing.key for thing in THINGS if thing.domain == "media_player"]
    return calls + [
        {"action": "input_number.set_value", "target": {"entity_id": f"input_number.{key}_track"}, "data": {"value": 0}}
        for key in tracks
    ]


def stored(host: str, port: int) -> dict[str, dict[str, Any]]:
    """Return the files that Home Assistant would have stored itself, by name; the demo writes them before each start.

    `http`: an address that comes from YAML is on trial for five minutes, until somebody confirms it in the browser, and
    is read from YAML once only. `onboarding`: the step marked as done would add integrations that ask the internet for
    weather and radio stations; only a house that has none yet gets this one.
    """
    http = {
        "server_host": [host],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": "2026-11-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    data: dict[str, tuple[int, dict[str, Any]]] = {
        "http": (3, {"stable": http, "pending": None, "yaml_migration_done": True}),
        "onboarding": (4, {"done": ["core_config"]}),
    }
    return {
        key: {"version": version, "minor_version": 1, "key": key, "data": content}
        for key, (version, content) in data.items()
    }


def configuration() -> dict[str, Any]:
    """Return configuration.yaml: nothing that asks the internet."""
    tracks = {
        f"{thing.key}_track": {"name": f"{thing.name} track", "min": 0, "max": 9999, "step": 1, "initial": 0}
        for thing in THINGS
        if thing.domain == "media_player"
    }
    return {
        "homeassistant": {
            "name": "Morgan's demo house",
            "country": "US",
            "language": "en",
            "time_zone": "UTC",
            "unit_system": "metric",
            "latitude": 40.7,
            "longitude": -74.0,
            "elevation": 10,
        },
        "frontend": {},
        "config": {},
        "diagnostics": {},  # tells whether Morgan's server knows the house
        "assist_pipeline": {},
        "conversation": {},
        "logger": {
            "default": "warning",
            "logs": {
                "custom_components.morgan": "info",
                "homeassistant.components.camera.img_util": "critical",  # no camera here, so no libturbojpeg either
                "haffmpeg": "critical",  # Morgan's voice needs no ffmpeg
            },
        },
        "template": _template_blocks(),
        "input_number": tracks,
        "input_select": {
            "vacuum_activity": {
                "name": "Vacuum activity",
                "options": ["docked", "cleaning", "paused", "idle", "returning"],
                "initial": "docked",
            }
        },
        "script": {**SCRIPTS, RESET: {"alias": "The house as it was", "sequence": _reset_sequence()}},
        "scene": list(SCENES),
        "demo_satellite": {},
    }


def exposed() -> list[str]:
    """Return what Assist may see: the furniture, and none of what makes it work."""
    scripts = [f"script.{key}" for key in SCRIPTS]
    scenes = [f"scene.{scene['id']}" for scene in SCENES]
    lists = [f"todo.{name.lower().replace(' ', '_')}" for name in TODO_LISTS]
    return [thing.entity_id for thing in THINGS] + scripts + scenes + lists
