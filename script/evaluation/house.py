"""Builds a home of a dataset in a real Home Assistant, and puts it back between tasks; knows nothing of who is asked.

The Home Assistant is the one of its own test plugin, run without pytest: the same core, registries, services and
intents, with nothing mocked that a house would notice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from evaluation.test_plugin import ConfigEntryMade, async_test_home_assistant  # isort: skip  # first of all
from demo_house.processes import free_port
from homeassistant import loader
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import frame
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from evaluation.dataset import Given, Home, Task, Thing
from evaluation.score import ITEMS, Snapshot
from evaluation.synthetic import DATA, DOMAIN, KINDS, Furniture
from evaluation.synthetic import House as Made

CHECKOUT = Path(__file__).resolve().parents[2]
_OURS = {"morgan": CHECKOUT / "custom_components/morgan", "synthetic": Path(__file__).parent / "synthetic"}
# What every Home Assistant has loaded that is spoken to.
_COMPONENTS = ("http", "homeassistant", "conversation", "intent", "llm", "assist_pipeline")


class BuildFailed(Exception):
    """A house could not be built; the sentence says why."""


def mount(root: Path) -> None:
    """Let Home Assistant find the integration under test and the synthetic house, once per process."""
    folder = root / "custom_components"
    folder.mkdir(parents=True)
    for name, where in _OURS.items():
        (folder / name).symlink_to(where)
    sys.path.insert(0, str(root))


class House:
    """One home, built."""

    def __init__(self, hass: HomeAssistant, home: Home) -> None:
        self.hass = hass
        self.home = home
        self._made = hass.data[DATA]
        self._things = {thing.id: thing for thing in home.things}

    @property
    def touched(self) -> list[str]:
        """Which entities were told to do something since the last `put`."""
        return self._made.touched

    def put(self, task: Task) -> None:
        """Put everything where the fixture has it, and what the task sets up over that. Raises BuildFailed."""
        if unknown := set(task.setup) | set(task.expect) - set(self._things):
            unknown -= set(self._things)
            if unknown:
                raise BuildFailed(f"{task.id} names {', '.join(sorted(unknown))}, which the home does not have")
        for thing in self.home.things:
            state, attributes = merged(thing.given, task.setup.get(thing.id))
            if thing.id in self._made.entities:
                self._made.entities[thing.id].async_put(state, attributes)
            else:
                self.hass.states.async_set(thing.id, state or "unknown", _bare(thing, attributes))
        self._made.touched.clear()

    def look(self) -> Snapshot:
        """Return every entity's state and attributes."""
        return {
            state.entity_id: {"state": state.state, **state.attributes, **self._items(state.entity_id)}
            for state in self.hass.states.async_all()
            if state.entity_id in self._things
        }

    def _items(self, entity_id: str) -> dict[str, tuple[str, ...]]:
        items = getattr(self._made.entities.get(entity_id), "todo_items", None)
        return {} if items is None else {ITEMS: tuple(str(item.summary) for item in items)}

    def device(self, name: str | None) -> str | None:
        """Return a device's id by the name that the dataset has for it. Raises BuildFailed."""
        if name is None:
            return None
        found = dr.async_get(self.hass).async_get_devices(identifiers={(DOMAIN, name)})
        if not found:
            raise BuildFailed(f"there is no device {name}")
        return found[0].id


def merged(given: Given, other: Given | None) -> tuple[str | None, dict[str, Any]]:
    """Lay what a task sets up over what the fixture gives."""
    if other is None:
        return given.state, dict(given.attributes)
    return given.state if other.state is None else other.state, {**given.attributes, **other.attributes}


@asynccontextmanager
async def built(home: Home, config: Path) -> AsyncIterator[House]:
    """Build the home; everything of it is gone at the end. Raises BuildFailed."""
    async with async_test_home_assistant(config_dir=str(config)) as hass:
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)  # the test plugin's "there are none"
        try:
            web = {"http": {"server_host": ["127.0.0.1"], "server_port": free_port()}}  # conversation brings it
            for component in _COMPONENTS:
                if not await async_setup_component(hass, component, web):
                    raise BuildFailed(f"Home Assistant could not load {component}")
            await _furnish(hass, home)
            yield House(hass, home)
        finally:
            await hass.async_stop(force=True)


@contextmanager
def clock(now: datetime | None) -> Iterator[None]:
    """Stop Home Assistant's clock where a task wants it."""
    if now is None:
        yield
        return
    zone = dt_util.get_default_time_zone()
    still = now.replace(tzinfo=zone) if now.tzinfo is None else now

    def stopped(time_zone: Any = None) -> datetime:
        return still.astimezone(time_zone or zone)

    with patch.object(dt_util, "now", stopped):
        yield


async def _furnish(hass: HomeAssistant, home: Home) -> None:
    stands = {device.id: device.area for device in home.devices}
    pieces = [
        Furniture(
            thing.id,
            thing.name,
            # Home Assistant has an entity that is named as its device stand where the device stands
            thing.device if thing.area is None or stands.get(thing.device or "") == thing.area else None,
            thing.given.state,
            thing.given.attributes,
        )
        for thing in home.things
    ]
    hass.data[DATA] = Made(tuple(pieces))
    entry = ConfigEntryMade(domain=DOMAIN, title="Synthetic house")
    entry.add_to_hass(hass)
    areas = _rooms(hass, home)
    devices = dr.async_get(hass)
    for device in home.devices:
        made = devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, device.id)},
            name=device.name,
            manufacturer=device.info.get("manufacturer"),
            model=device.info.get("model"),
        )
        devices.async_update_device(made.id, area_id=areas.get(device.area or ""))
    await _scripts(hass, home)
    if not await hass.config_entries.async_setup(entry.entry_id) or entry.state is not ConfigEntryState.LOADED:
        raise BuildFailed(f"the house of {home.name} could not be set up: {entry.reason}")
    for thing in home.things:
        if thing.domain not in KINDS and thing.domain != "script":
            _bare_entity(hass, entry, thing)
    await hass.async_block_till_done()
    _settle(hass, home, areas)
    await hass.async_block_till_done()


def _rooms(hass: HomeAssistant, home: Home) -> Mapping[str, str]:
    """Return Home Assistant's ids of the rooms by the dataset's."""
    registry = fr.async_get(hass)
    floors = {key: registry.async_create(name).floor_id for key, name in home.floors.items()}
    rooms = ar.async_get(hass)
    return {
        area.id: rooms.async_create(
            area.name, floor_id=floors.get(area.floor or ""), aliases=set(area.aliases) or None
        ).id
        for area in home.areas
    }


async def _scripts(hass: HomeAssistant, home: Home) -> None:
    scripts = {
        thing.id.partition(".")[2]: {"alias": thing.name, "sequence": []}
        for thing in home.things
        if thing.domain == "script"
    }
    if scripts:
        await async_setup_component(hass, "script", {"script": scripts})


def _bare_entity(hass: HomeAssistant, entry: ConfigEntryMade, thing: Thing) -> None:
    """Make an entity that only shows a state: persons, helpers and other kinds that nobody orders about."""
    er.async_get(hass).async_get_or_create(
        thing.domain,
        "synthetic",
        thing.id,
        suggested_object_id=thing.id.partition(".")[2],
        original_name=thing.name,
        config_entry=entry,
    )
    hass.states.async_set(thing.id, thing.given.state or "unknown", _bare(thing, thing.given.attributes))


def _bare(thing: Thing, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"friendly_name": thing.name, **attributes}


def _settle(hass: HomeAssistant, home: Home, areas: Mapping[str, str]) -> None:
    """Put entities into their rooms and show them to Assist."""
    registry = er.async_get(hass)
    for thing in home.things:
        entry = registry.async_get(thing.id)
        if entry is None:
            raise BuildFailed(f"{thing.id} could not be made")
        changes: dict[str, Any] = {}
        if thing.area is not None and entry.device_id is None:
            if thing.area not in areas:
                raise BuildFailed(f"{thing.id} is in {thing.area}, which is no area of {home.name}")
            changes["area_id"] = areas[thing.area]
        if thing.aliases:
            changes["aliases"] = [er.COMPUTED_NAME, *thing.aliases]
        if changes:
            registry.async_update_entity(thing.id, **changes)
        if thing.domain == "vacuum":  # its map is the house's
            rooms = {"area_mapping": {area: [area] for area in areas.values()}, "last_seen_segments": []}
            registry.async_update_entity_options(thing.id, "vacuum", rooms)
        async_expose_entity(hass, "conversation", thing.id, thing.exposed)


def quiet() -> None:
    """Keep Home Assistant's own log for the cases in which it is wanted."""
    import logging  # noqa: PLC0415

    level = os.environ.get("EVALUATION_LOG", "CRITICAL")
    logging.basicConfig(level=level)
    with suppress(ValueError):
        logging.getLogger("homeassistant").setLevel(level)
