"""One turn through Home Assistant's Assist pipeline, as a satellite takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from typing import Any

from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline import PipelineEvent, PipelineStage
from homeassistant.core import Context, HomeAssistant

from .test_speech import metadata


async def take(
    hass: HomeAssistant,
    microphone: AsyncIterable[bytes],
    start: PipelineStage = PipelineStage.STT,
    end: PipelineStage = PipelineStage.TTS,
    **more: Any,
) -> list[PipelineEvent]:
    """Return what happened."""
    events: list[PipelineEvent] = []
    async with asyncio.timeout(20):
        await assist_pipeline.async_pipeline_from_audio_stream(
            hass,
            context=Context(),
            event_callback=events.append,
            stt_metadata=metadata(""),
            stt_stream=microphone,
            start_stage=start,
            end_stage=end,
            **more,
        )
    return events
