"""A satellite that leaves listening to Home Assistant: it is called, wakes, hears the command at once, and obeys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import cycle, takewhile
from pathlib import Path
from typing import Any

from conftest import House
from demo_house import sound

CALLERS = ("en-US+m1", "en+m1", "en-US+m2")  # whom the wake word's model takes for a person, most times
LAMP = "light.kitchen_ceiling"
SECOND = bytes(2 * sound.RATE_HZ)


async def test_it_is_called_and_obeys(house: House, tmp_path: Path):
    calls = [sound.read(await sound.say("Okay Nabu", tmp_path, voice)).pcm + SECOND for voice in CALLERS]
    command = sound.read(await sound.say("turn on the kitchen lights", tmp_path)).pcm
    await house.call("light.turn_off")
    seen: dict[str, Any] = {}
    changed = asyncio.Event()

    def on_event(event: dict[str, Any]) -> None:
        seen[event["type"]] = event["data"] or {}
        changed.set()

    run = await house.socket.subscribe(
        "assist_pipeline/run",
        on_event,
        start_stage="wake_word",
        end_stage="intent",
        input={"sample_rate": sound.RATE_HZ, "timeout": 60},
        timeout=90,
    )
    async with asyncio.timeout(90):
        while "run-start" not in seen:
            await changed.wait()
            changed.clear()
        prefix = bytes([seen["run-start"]["runner_data"]["stt_binary_handler_id"]])
        for frame in microphone(calls, command, seen):
            if seen.keys() & {"stt-end", "error", "run-end"}:
                break
            await house.socket.send_bytes(prefix + frame)
            await asyncio.sleep(sound.FRAME_SECONDS)
        while "run-end" not in seen:
            await changed.wait()
            changed.clear()
    house.socket.forget(run)
    assert "error" not in seen, seen["error"]
    assert seen["wake_word-start"]["entity_id"] == "wake_word.morgan_wake_words"
    assert seen["wake_word-end"]["wake_word_output"]["wake_word_id"] == "okay_nabu"
    assert seen["stt-end"]["stt_output"]["text"].lower() == "turn on the kitchen lights"
    assert (await house.states())[LAMP]["state"] == "on"


def microphone(calls: list[bytes], command: bytes, seen: dict[str, Any]) -> Iterator[bytes]:
    """One caller after the other until somebody is heard; then the command, and silence."""
    called = (frame for call in cycle(calls) for frame in frames(call))
    yield from takewhile(lambda _: "wake_word-end" not in seen, called)
    yield from frames(command + 20 * SECOND)


def frames(pcm: bytes) -> list[bytes]:
    return sound.Spoken(pcm, 0.0).frames()
