"""Players."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.media_player import (
    BrowseMedia,
    MediaClass,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
    MediaType,
    SearchMedia,
    SearchMediaQuery,
)

from .entity import Synthetic, adder, features, member, number, word, words

_TRACKS = 20
_STEP = 0.1


class MediaPlayer(Synthetic, MediaPlayerEntity):
    """A player with twenty tracks; what is searched for is found."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_supported_features = features(MediaPlayerEntityFeature, attributes.get("supported_features"))
        self._attr_state = member(MediaPlayerState, state, MediaPlayerState.IDLE)
        self._attr_volume_level = number(attributes, "volume_level")
        if self._attr_volume_level is None:
            self._attr_volume_level = 0.5
        self._attr_is_volume_muted = attributes.get("is_volume_muted")
        self._attr_source = attributes.get("source")
        self._attr_source_list = words(attributes.get("source_list")) or None
        self._attr_media_title = attributes.get("media_title")
        self._track(int(number(attributes, "media_track") or 0))

    def _track(self, track: int) -> None:
        has_tracks = self._attr_device_class != "tv" and self._attr_state != MediaPlayerState.OFF
        self._attr_media_track = track % _TRACKS if has_tracks else None

    def _be(self, state: MediaPlayerState) -> None:
        self._attr_state = state
        self.obeyed()

    @override
    async def async_turn_on(self) -> None:
        self._attr_state = MediaPlayerState.IDLE
        self._track(0)
        self.obeyed()

    @override
    async def async_turn_off(self) -> None:
        self._attr_state = MediaPlayerState.OFF
        self._track(0)
        self.obeyed()

    @override
    async def async_media_play(self) -> None:
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_media_pause(self) -> None:
        self._be(MediaPlayerState.PAUSED)

    @override
    async def async_media_stop(self) -> None:
        self._be(MediaPlayerState.IDLE)

    @override
    async def async_media_next_track(self) -> None:
        self._track((self._attr_media_track or 0) + 1)
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_media_previous_track(self) -> None:
        self._track((self._attr_media_track or 0) - 1)
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        self._attr_is_volume_muted = mute
        self.obeyed()

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        self._attr_volume_level = volume
        self.obeyed()

    @override
    async def async_volume_up(self) -> None:
        await self.async_set_volume_level(min(1.0, (self._attr_volume_level or 0.0) + _STEP))

    @override
    async def async_volume_down(self) -> None:
        await self.async_set_volume_level(max(0.0, (self._attr_volume_level or 0.0) - _STEP))

    @override
    async def async_select_source(self, source: str) -> None:
        self._attr_source = source
        self.obeyed()

    @override
    async def async_play_media(self, media_type: MediaType | str, media_id: str, **kwargs: Any) -> None:
        self._attr_media_title = media_id
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_search_media(self, query: SearchMediaQuery) -> SearchMedia:
        found = BrowseMedia(
            media_class=MediaClass.MUSIC,
            media_content_id=query.search_query,
            media_content_type=MediaType.MUSIC,
            title=query.search_query,
            can_play=True,
            can_expand=False,
        )
        return SearchMedia(result=[found])


async_setup_entry = adder("media_player", MediaPlayer)
