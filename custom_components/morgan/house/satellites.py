"""Finds the satellite that listens: Home Assistant does not tell a speech-to-text entity whose audio it gets.

A satellite enters the state `listening` just before its audio is handed over. If exactly one has just done so, its
pipeline uses this entity, and no other audio was taken for its own, then it is that one; its device tells its room and
the patience that its owner wants at the end of speech. If this is not certain, there is no satellite: a browser's or a
phone's microphone has none. Knows nothing of the server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from homeassistant.components.assist_pipeline import OPTION_PREFERRED, async_get_pipeline, async_get_pipelines
from homeassistant.components.assist_pipeline.error import PipelineNotFound
from homeassistant.components.assist_pipeline.vad import VadSensitivity
from homeassistant.components.assist_satellite import AssistSatelliteEntity
from homeassistant.components.assist_satellite.const import DATA_COMPONENT
from homeassistant.components.assist_satellite.entity import AssistSatelliteState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..client.models import Listener

# The state is written at the same moment as the audio is handed over: a satellite that has listened for longer than
# this, and whose audio is not known here, is heard by another entity.
BEGAN: Final = timedelta(seconds=2)
_SENSITIVITIES: Final = frozenset(each.value for each in VadSensitivity)


class Listening:
    """Finds the satellites whose audio goes to one speech-to-text entity."""

    def __init__(self, hass: HomeAssistant, entity_id: Callable[[], str]) -> None:
        self._hass = hass
        self._entity_id = entity_id
        self._taken: set[str] = set()

    @contextmanager
    def listener(self) -> Iterator[Listener | None]:
        """Yield the satellite whose audio arrives now; until the end of the block, no other audio counts as its own."""
        satellite = self._began()
        if satellite is None:
            yield None
            return
        self._taken.add(satellite.entity_id)
        try:
            yield Listener(self._area(satellite), self._sensitivity(satellite))
        finally:
            self._taken.discard(satellite.entity_id)

    @callback
    def _began(self) -> AssistSatelliteEntity | None:
        """Return the one satellite that can have begun to listen here."""
        began = [
            satellite
            for satellite in _beginners(self._hass)
            if satellite.entity_id not in self._taken and self._hears_here(satellite)
        ]
        return began[0] if len(began) == 1 else None

    def _hears_here(self, satellite: AssistSatelliteEntity) -> bool:
        """Tell whether the satellite's pipeline uses this speech-to-text entity."""
        try:
            pipeline = async_get_pipeline(self._hass, self._pipeline(satellite))
        except PipelineNotFound:
            return False
        return pipeline.stt_engine == self._entity_id()

    def _pipeline(self, satellite: AssistSatelliteEntity) -> str | None:
        """Return the id of the pipeline whose name the satellite's select shows; None for the preferred one."""
        name = _chosen(self._hass, satellite.pipeline_entity_id)
        if name is None or name == OPTION_PREFERRED:
            return None
        return next((pipeline.id for pipeline in async_get_pipelines(self._hass) if pipeline.name == name), None)

    def _area(self, satellite: AssistSatelliteEntity) -> str | None:
        entry = er.async_get(self._hass).async_get(satellite.entity_id)
        if entry is None:
            return None
        device = dr.async_get(self._hass).async_get(entry.device_id) if entry.device_id else None
        area_id = entry.area_id or (device.area_id if device is not None else None)
        area = ar.async_get(self._hass).async_get_area(area_id) if area_id else None
        return area.name if area is not None else None

    def _sensitivity(self, satellite: AssistSatelliteEntity) -> str | None:
        chosen = _chosen(self._hass, satellite.vad_sensitivity_entity_id)
        return chosen if chosen in _SENSITIVITIES else None


@callback
def async_who_begins(hass: HomeAssistant) -> AssistSatelliteEntity | None:
    """Return the one satellite that has just begun to listen; None when it may be any of several or none of them."""
    began = _beginners(hass)
    return began[0] if len(began) == 1 else None


def _beginners(hass: HomeAssistant) -> list[AssistSatelliteEntity]:
    component, now = hass.data.get(DATA_COMPONENT), dt_util.utcnow()
    satellites = component.entities if component is not None else ()
    return [satellite for satellite in satellites if _began_to_listen(hass, satellite, now)]


def _began_to_listen(hass: HomeAssistant, satellite: AssistSatelliteEntity, now: datetime) -> bool:
    state = hass.states.get(satellite.entity_id)
    return state is not None and state.state == AssistSatelliteState.LISTENING and now - state.last_reported <= BEGAN


def _chosen(hass: HomeAssistant, entity_id: str | None) -> str | None:
    """Return the current option of a select."""
    state = hass.states.get(entity_id) if entity_id else None
    return state.state if state is not None else None
