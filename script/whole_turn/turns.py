"""One measured turn through Home Assistant's pipeline, as a satellite takes it; knows nothing of who answers.

The recording is sent at the pace of speech and then its own last noise on and on, as a microphone does, until Home
Assistant has its words. The answer's sound is fetched as soon as its address is told, as Home Assistant's own pages do.
All times are taken here, on one clock, when they arrive.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from demo_house import sound
from demo_house.ha import HomeAssistant, HomeAssistantError, Socket

TURN_SECONDS = 180.0  # a cold prompt of all tools on a busy machine; a warm turn takes a few seconds
TRAILING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording: 16 kHz mono, how much of its end is silence by Silero's judgement, and what is said, where told."""

    name: str
    pcm: bytes
    trailing_seconds: float
    says: str = ""

    def frame(self, number: int) -> bytes:
        """Return what is sent at once; after the end, the recording's own last quarter of a second, there and back."""
        at = number * sound.FRAME_BYTES
        piece = self.pcm[at : at + sound.FRAME_BYTES]
        if len(piece) == sound.FRAME_BYTES:
            return piece
        tail = self.pcm[-8 * sound.FRAME_BYTES :]
        turn = number % 16
        if turn < 8:
            return tail[turn * sound.FRAME_BYTES : (turn + 1) * sound.FRAME_BYTES]
        start = (15 - turn) * sound.FRAME_BYTES
        back = tail[start : start + sound.FRAME_BYTES]
        return b"".join(back[place : place + 2] for place in range(len(back) - 2, -1, -2))

    @property
    def frames(self) -> int:
        """How many whole frames the recording has."""
        return len(self.pcm) // sound.FRAME_BYTES


@dataclass(slots=True)
class Run:
    """What a run has told so far: a notebook that events are written into as they come."""

    at: dict[str, float] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_sample: float = 0.0
    first_audio: float | None = None
    last_audio: float | None = None
    audio_bytes: int = 0
    handler: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    address: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def on_event(self, event: dict[str, Any]) -> None:
        """Note one event of the pipeline, and when it came."""
        now = time.perf_counter()
        kind, data = event["type"], event["data"] or {}
        if kind == "intent-progress":
            delta = data.get("chat_log_delta") or {}
            kind = "token" if delta.get("content") and delta.get("role", "assistant") == "assistant" else kind
        self.at.setdefault(kind, now)
        self.seen[kind] = data
        if kind == "run-start":
            self.handler.set_result(data["runner_data"]["stt_binary_handler_id"] or 0)
            self.address.set_result((data.get("tts_output") or {}).get("url") or "")
        if kind in ("stt-end", "error", "run-end"):
            self.heard.set()
        if kind == "run-end":
            self.ended.set()

    @property
    def said(self) -> str:
        """What was answered."""
        output = self.seen.get("intent-end", {}).get("intent_output", {})
        told: str = output.get("response", {}).get("speech", {}).get("plain", {}).get("speech", "")
        return told


async def take(client: HomeAssistant, socket: Socket, clip: Clip, pipeline: str, device: str) -> Run:
    """Run one turn. Raises HomeAssistantError when it went wrong or did not end."""
    run = Run()
    try:
        async with asyncio.timeout(TURN_SECONDS):
            await _take(client, socket, clip, run, (pipeline, device))
    except TimeoutError:
        told = f"{', '.join(run.at) or 'nothing'}; {run.audio_bytes} bytes of sound"
        raise HomeAssistantError(f"it did not end; so far came {told}") from None
    if error := run.seen.get("error"):
        raise HomeAssistantError(f"{error['code']}: {error['message']}")
    if run.first_audio is None:
        raise HomeAssistantError(f"no sound came; said {run.said!r}")
    return run


async def _take(client: HomeAssistant, socket: Socket, clip: Clip, run: Run, through: tuple[str, str]) -> None:
    pipeline, device = through
    number = await socket.subscribe(
        "assist_pipeline/run",
        run.on_event,
        start_stage="stt",
        end_stage="tts",
        input={"sample_rate": sound.RATE_HZ},
        pipeline=pipeline,
        device_id=device,
        timeout=TURN_SECONDS,
    )
    async with asyncio.TaskGroup() as tasks:
        fetching = tasks.create_task(_fetch(client, run))
        tasks.create_task(_speak(socket, run, clip))
        await run.ended.wait()
        if "error" in run.seen:
            fetching.cancel()
    socket.forget(number)


async def _speak(socket: Socket, run: Run, clip: Clip) -> None:
    prefix = bytes([await run.handler])
    began = time.perf_counter()
    for number in range(clip.frames + round(TRAILING_SECONDS / sound.FRAME_SECONDS)):
        # the pace of speech: a frame leaves when its last sample would have been spoken
        wait = began + (number + 1) * sound.FRAME_SECONDS - time.perf_counter()
        with suppress(TimeoutError):
            await asyncio.wait_for(run.heard.wait(), max(0.0, wait))
        if run.heard.is_set():
            break
        await socket.send_bytes(prefix + clip.frame(number))
    # Where the recording ends, whether or not it was needed to its end.
    run.last_sample = began + clip.frames * sound.FRAME_SECONDS
    await socket.send_bytes(prefix)


async def _fetch(client: HomeAssistant, run: Run) -> None:
    path = await run.address
    if not path:
        return
    start = b""
    async with client.stream(path) as content:
        async for piece in content.iter_any():
            run.audio_bytes += len(piece)
            if run.first_audio is None:
                start += piece
                header = sound.header_bytes(start[:4096])
                if header is not None and len(start) > header:
                    run.first_audio = time.perf_counter()
            run.last_audio = time.perf_counter()
