"""One turn, spoken or typed, through Home Assistant's pipeline as a satellite takes it; knows nothing of display."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo_house import sound
from demo_house.furnish import satellite_device
from demo_house.ha import HomeAssistant, Socket

TURN_SECONDS = 60.0  # a whole turn; Home Assistant's own limit is 300
TRAILING_SECONDS = 20.0  # of silence, in which the server must find the end of the turn
SETTLE_SECONDS = 0.4  # nothing changed for so long: the house has done what it does
SETTLE_LIMIT_SECONDS = 3.0
TOLD = (
    *("brightness", "color_temp_kelvin", "rgb_color", "current_position", "temperature", "percentage", "volume_level"),
    *("is_volume_muted", "media_title", "last_triggered", "timers"),
)
States = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class _Run:
    """What a run has told so far: a notebook that events are written into as they come."""

    speech_ended: float | None = None  # wall clock, as the events' own timestamps are
    first_audio: float | None = None
    audio: bytearray = field(default_factory=bytearray)
    at: dict[str, float] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    handler: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    sound_url: asyncio.Future[str | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def on_event(self, event: dict[str, Any]) -> None:
        """Note one event of the pipeline."""
        kind, data = event["type"], event["data"] or {}
        if kind == "intent-progress":
            kind = "tts-start" if data.get("tts_start_streaming") else kind
        self.at.setdefault(kind, datetime.fromisoformat(event["timestamp"]).timestamp())
        if kind != "tts-start" or "tts_input" in data:
            self.seen[kind] = data
        if kind == "run-start":
            self.handler.set_result(data["runner_data"]["stt_binary_handler_id"] or 0)
            self.sound_url.set_result((data.get("tts_output") or {}).get("url"))
        if kind in ("stt-end", "error", "run-end"):
            self.heard.set()
        if kind == "run-end":
            self.ended.set()

    def between(self, start: float | None, end: float | None) -> int | None:
        """Milliseconds, None when one of the two never happened."""
        return None if start is None or end is None else round((end - start) * 1000)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn. `error` is the pipeline's own code and message, None when it ended well."""

    heard: str
    path: str
    changed: dict[str, list[str]]
    said: str
    answer: sound.Answer
    ms: dict[str, int | None]
    error: str | None = None
    conversation: str | None = None  # goes on where the next turn is given it


async def take(
    client: HomeAssistant,
    socket: Socket,
    asked: sound.Spoken | str,
    *,
    pipeline: str | None = None,
    conversation: str | None = None,
    aloud: bool = True,
) -> Turn:
    """Run one turn: sound is streamed at the pace of speech and answered `aloud`, text is typed and answered in text.

    Takes the preferred pipeline when none is named. Raises TimeoutError.
    """
    device = await satellite_device(socket)
    watched = await _watched(socket)
    quiet = _Quiet()
    subscription = await socket.subscribe("subscribe_events", quiet.on_event, event_type="state_changed")
    before = await _states(socket, watched)
    run = _Run()
    spoken = isinstance(asked, sound.Spoken)
    aloud = aloud and spoken
    named = {"pipeline": pipeline} if pipeline else {}
    named |= {"conversation_id": conversation} if conversation else {}
    async with asyncio.timeout(TURN_SECONDS):
        number = await socket.subscribe(
            "assist_pipeline/run",
            run.on_event,
            start_stage="stt" if spoken else "intent",
            end_stage="tts" if aloud else "intent",
            input={"sample_rate": sound.RATE_HZ} if spoken else {"text": asked},
            device_id=device,
            timeout=TURN_SECONDS,
            **named,
        )
        async with asyncio.TaskGroup() as tasks:
            fetching = tasks.create_task(_fetch(client, run)) if aloud else None
            if isinstance(asked, sound.Spoken):
                tasks.create_task(_speak(socket, run, asked))
            await run.ended.wait()
            if fetching and "error" in run.seen:
                fetching.cancel()  # no answer comes
    socket.forget(number)
    await quiet.wait()
    socket.forget(subscription)
    return _turn(run, asked, changes(before, await _states(socket, watched)))


def _turn(run: _Run, asked: sound.Spoken | str, changed: dict[str, list[str]]) -> Turn:
    output = run.seen.get("intent-end", {}).get("intent_output", {})
    response = output.get("response", {})
    plain = response.get("speech", {}).get("plain", {})
    error = run.seen.get("error")
    return Turn(
        heard=asked if isinstance(asked, str) else run.seen.get("stt-end", {}).get("stt_output", {}).get("text", ""),
        path=((plain.get("extra_data") or {}).get("morgan") or {}).get("path", "none"),
        changed=changed,
        said=plain.get("speech", ""),
        answer=sound.answer(bytes(run.audio)),
        ms={
            "stt": run.between(run.speech_ended, run.at.get("stt-end")),
            "agent": run.between(run.at.get("intent-start"), run.at.get("intent-end")),
            "tts_first_audio": run.between(run.at.get("tts-start"), run.first_audio),
            "total": run.between(run.speech_ended, run.first_audio),
        },
        error=f"{error['code']}: {error['message']}" if error else None,
        conversation=output.get("conversation_id"),
    )


async def _speak(socket: Socket, run: _Run, spoken: sound.Spoken) -> None:
    """Send the sound as a microphone would, then silence until the server has heard the end of the turn."""
    prefix = bytes([await run.handler])
    frames = spoken.frames()
    silence = bytes(sound.FRAME_BYTES)
    last_voiced = round(spoken.speech_seconds / sound.FRAME_SECONDS)
    began = time.monotonic()
    for number in range(1, len(frames) + round(TRAILING_SECONDS / sound.FRAME_SECONDS)):
        frame = frames[number - 1] if number <= len(frames) else silence
        # the pace of speech: a frame leaves when its last sample would have been spoken
        with suppress(TimeoutError):
            async with asyncio.timeout_at(began + number * sound.FRAME_SECONDS):
                await run.heard.wait()
        if run.heard.is_set():
            break
        await socket.send_bytes(prefix + frame)
        if number == last_voiced:
            run.speech_ended = time.time()
    await socket.send_bytes(prefix)


async def _fetch(client: HomeAssistant, run: _Run) -> None:
    """Read the answer's sound as it is made, as the browser and the satellites do."""
    path = await run.sound_url
    if not path:
        return
    async with client.stream(path) as content:
        async for piece in content.iter_any():
            run.audio += piece
            header = sound.header_bytes(bytes(run.audio[:4096]))
            if run.first_audio is None and header is not None and len(run.audio) > header:
                run.first_audio = time.time()


class _Quiet:
    """Tells when the house has stopped changing."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def on_event(self, _event: dict[str, Any]) -> None:
        """Note that something changed."""
        self._changed.set()

    async def wait(self) -> None:
        """Return when nothing has changed for a moment, or after a few seconds of a restless house."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_LIMIT_SECONDS):
                while True:
                    self._changed.clear()
                    try:
                        async with asyncio.timeout(SETTLE_SECONDS):
                            await self._changed.wait()
                    except TimeoutError:
                        return


async def _watched(socket: Socket) -> set[str]:
    listed = (await socket.call("homeassistant/expose_entity/list"))["exposed_entities"]
    exposed = {entity for entity, to in listed.items() if to.get("conversation")}
    return exposed | {"sensor.kitchen_satellite_timers"}


async def _states(socket: Socket, watched: set[str]) -> States:
    return {state["entity_id"]: state for state in await socket.call("get_states") if state["entity_id"] in watched}


def changes(before: States, after: States) -> dict[str, list[str]]:
    """Return what differs: the states; where these are the same, the states with the attributes that differ."""
    changed = {}
    for entity, now in sorted(after.items()):
        then = before.get(entity)
        if then is None:
            changed[entity] = ["", now["state"]]
        elif then["state"] != now["state"]:
            changed[entity] = [then["state"], now["state"]]
        elif other := [key for key in TOLD if then["attributes"].get(key) != now["attributes"].get(key)]:
            changed[entity] = [_with(then, other), _with(now, other)]
    return changed


def _with(state: Mapping[str, Any], keys: list[str]) -> str:
    told = ", ".join(f"{key} {state['attributes'].get(key)}" for key in keys)
    return f"{state['state']} ({told})"
