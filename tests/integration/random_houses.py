"""Houses at random: things that share names, over rooms and floors, in groups, scenes and scripts, with real services.

The things are Home Assistant's own kinds and write down what is done to them: what was touched is what its services
reached, whoever looked for it. One house is made and made over, as a new Home Assistant for each would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from homeassistant.components.cover import CoverEntity, CoverEntityFeature
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.homeassistant.scene import HomeAssistantScene, SceneConfig
from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.components.lock import LockEntity, LockEntityFeature
from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

NAMES: Final = ("Door", "Back Door", "Gate", "Lamp", "Garage", "Welcome")
CLASSES: Final = (None, "blind", "door", "garage", "gate", "window")
CLOSED: Final = ("door", "garage", "gate")
EVERYTHING: Final = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP
ROOMS: Final = ("Hall", "Den", "Attic", "Cellar")
FLOORS: Final = ("Ground floor", "Upper floor")
DOMAINS: Final = ("light", "switch", "lock", "cover")

type Deed = tuple[str, str]  # an entity and what was done to it


class _Noting(Entity):
    """A thing that writes down what is done to it."""

    _attr_should_poll = False

    def __init__(self, entity_id: str, deeds: list[Deed]) -> None:
        self.entity_id, self._attr_unique_id, self._deeds = entity_id, entity_id, deeds

    def _note(self, deed: str) -> None:
        self._deeds.append((self.entity_id, deed))


class _Lamp(_Noting, LightEntity):
    _attr_color_mode, _attr_supported_color_modes, _attr_is_on = ColorMode.ONOFF, {ColorMode.ONOFF}, False

    async def async_turn_on(self, **kwargs: Any) -> None:
        self._note("on")

    async def async_turn_off(self, **kwargs: Any) -> None:
        self._note("off")


class _Switch(_Noting, SwitchEntity):
    _attr_is_on = False

    async def async_turn_on(self, **kwargs: Any) -> None:
        self._note("on")

    async def async_turn_off(self, **kwargs: Any) -> None:
        self._note("off")


class _Lock(_Noting, LockEntity):
    _attr_is_locked, _attr_supported_features = True, LockEntityFeature.OPEN

    async def async_lock(self, **kwargs: Any) -> None:
        self._note("lock")

    async def async_unlock(self, **kwargs: Any) -> None:
        self._note("unlock")

    async def async_open(self, **kwargs: Any) -> None:
        self._note("open")


class _Cover(_Noting, CoverEntity):
    _attr_supported_features = EVERYTHING | CoverEntityFeature.SET_POSITION
    _attr_current_cover_position = 40
    _attr_is_closed = False
    members: tuple[str, ...] = ()  # of a group of covers, which passes on what it is told

    @property
    def extra_state_attributes(self) -> dict[str, Any]:
        return {"entity_id": list(self.members)} if self.members else {}

    async def _pass_on(self, service: str, deed: str, **more: Any) -> None:
        self._note(deed)
        if self.members:
            await self.hass.services.async_call("cover", service, {"entity_id": list(self.members), **more})

    async def async_open_cover(self, **kwargs: Any) -> None:
        await self._pass_on("open_cover", "open")

    async def async_close_cover(self, **kwargs: Any) -> None:
        await self._pass_on("close_cover", "close")

    async def async_stop_cover(self, **kwargs: Any) -> None:
        await self._pass_on("stop_cover", "stop")

    async def async_set_cover_position(self, **kwargs: Any) -> None:
        position = kwargs["position"]
        await self._pass_on("set_cover_position", "open" if position > 40 else "close", position=position)


SCRIPTS: Final[dict[str, list[dict[str, Any]]]] = {
    "let_in": [{"action": "lock.unlock", "target": {"entity_id": "lock.e0"}}],
    "shut": [{"action": "lock.lock", "target": {"entity_id": "lock.e0"}}],
    "room": [{"action": "homeassistant.turn_off", "target": {"area_id": "hall"}}],
    "nested": [{"if": "{{ true }}", "then": [{"action": "script.let_in"}]}],
    "lights": [{"action": "light.turn_on", "target": {"floor_id": "ground_floor"}}],
    "any_cover": [{"action": "cover.open_cover", "target": {"entity_id": "{{ 'cover.e1' }}"}}],
    "by_scene": [{"scene": "scene.s0"}],
}


@dataclass(slots=True)
class RandomHouse:
    """One house, made over again and again."""

    hass: HomeAssistant
    entry: MockConfigEntry
    deeds: list[Deed] = field(default_factory=list)
    things: list[_Noting] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    satellite: str = ""
    satellite_device: str | None = None

    async def build(self) -> None:
        """Set up what stays: the things, without names or places."""
        hass = self.hass
        for domain in (*DOMAINS, "scene", "group", "intent", "llm"):
            assert await async_setup_component(hass, domain, {})
        scripts = {name: {"sequence": steps} for name, steps in SCRIPTS.items()}
        assert await async_setup_component(hass, "script", {"script": scripts})
        for name in FLOORS:
            fr.async_get(hass).async_create(name)
        for name in ROOMS:
            ar.async_get(hass).async_create(name)
        kinds = {"light": _Lamp, "switch": _Switch, "lock": _Lock, "cover": _Cover}
        for domain, kind in kinds.items():
            made = [kind(f"{domain}.e{number}", self.deeds) for number in range(4)]
            await hass.data[domain].async_add_entities(made)
            self.things += made
        scenes = [HomeAssistantScene(hass, SceneConfig(f"s{n}", f"s{n}", None, {})) for n in range(2)]
        await hass.data["homeassistant_scene"].async_add_entities(scenes)
        devices = dr.async_get(hass)
        for number in range(4):
            device = devices.async_get_or_create(
                config_entry_id=self.entry.entry_id, identifiers={("test", f"d{number}")}
            )
            self.devices.append(device.id)
        ear = er.async_get(hass).async_get_or_create("assist_satellite", "test", "ear", original_name="Ear")
        self.satellite = ear.entity_id
        await hass.async_block_till_done()

    async def make_over(self, random: Random) -> None:
        """Give everything other names and places."""
        hass, registry, areas = self.hass, er.async_get(self.hass), ar.async_get(self.hass)
        floors = [None, *(floor.floor_id for floor in fr.async_get(hass).async_list_floors())]
        rooms = [None, *(area.id for area in areas.async_list_areas())]
        for room in rooms[1:]:
            areas.async_update(room, floor_id=random.choice(floors))
        for device in self.devices:
            dr.async_get(hass).async_update_device(device, area_id=random.choice(rooms))
        for thing in self.things:
            self._furnish(random, thing)
        platform = hass.data["homeassistant_scene"]
        for scene in platform.entities.values():
            states = {each.entity_id: State(each.entity_id, self._wanted(random, each)) for each in self._some(random)}
            scene.scene_config = scene.scene_config._replace(states=states, name=random.choice(NAMES))
        scripts = list(hass.data["script"].entities)
        for thing in [*self.things, *platform.entities.values(), *scripts]:
            nowhere = thing in scripts  # one that turns off its own room would stop itself
            registry.async_update_entity(
                thing.entity_id,
                name=random.choice(NAMES) if random.random() < 0.9 else "all",
                aliases=[random.choice(NAMES)] if random.random() < 0.3 else [],
                area_id=None if nowhere else random.choice(rooms),
                device_id=None if nowhere else random.choice([None, *self.devices]),
            )
            async_expose_entity(hass, "conversation", thing.entity_id, should_expose=random.random() < 0.8)
            thing.async_write_ha_state()
        members = [each.entity_id for each in self._some(random)]
        hass.states.async_set("group.g0", "on", {"entity_id": members, "friendly_name": random.choice(NAMES)})
        async_expose_entity(hass, "conversation", "group.g0", should_expose=random.random() < 0.5)
        self.satellite_device = random.choice([None, *self.devices])
        registry.async_update_entity(
            self.satellite, area_id=random.choice(rooms), device_id=random.choice([None, *self.devices])
        )
        await hass.async_block_till_done()
        self.deeds.clear()

    def _furnish(self, random: Random, thing: _Noting) -> None:
        if isinstance(thing, _Cover):
            thing._attr_device_class = random.choice(CLASSES)
            others = [each.entity_id for each in self.things if isinstance(each, _Cover) and each is not thing]
            thing.members = tuple(random.sample(others, 2)) if thing.entity_id == "cover.e3" else ()

    def _some(self, random: Random) -> list[_Noting]:
        return random.sample(self.things, random.randint(1, 3))

    def _wanted(self, random: Random, thing: _Noting) -> str:
        words = {"lock": ("locked", "unlocked", "open"), "cover": ("open", "closed")}
        return random.choice(words.get(thing.entity_id.partition(".")[0], ("on", "off")))

    def dangerous(self) -> Iterator[Deed]:
        """Yield what was done that lets somebody in."""
        for entity_id, deed in self.deeds:
            state = self.hass.states.get(entity_id)
            assert state is not None
            shut = entity_id.startswith("cover.") and state.attributes.get("device_class") in CLOSED
            if deed in ("unlock", "open") and (entity_id.startswith("lock.") or shut):
                yield entity_id, deed
