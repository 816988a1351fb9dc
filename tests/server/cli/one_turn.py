"""Runs `morgan serve` through a start, a spoken turn, idle seconds and a stop; a program of test_privacy.py.

python one_turn.py IDLE_SECONDS ARGUMENTS-OF-SERVE...
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from pathlib import Path

from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.tts import Synthesize

MORGAN = str(Path(sys.executable).with_name("morgan"))


async def turn(port: int) -> None:
    """Have a sentence said, and have it heard."""
    async with AsyncTcpClient("127.0.0.1", port, connect_timeout=10, read_timeout=30) as client:
        await client.write_event(Synthesize("Turn on the kitchen lights.").event())
        sound = await until(client, "audio-stop")
        rate = next(AudioStart.from_event(each).rate for each in sound if each.type == "audio-start")
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(rate, 2, 1).event())
        for each in sound:
            if AudioChunk.is_type(each.type):
                await client.write_event(each)
        await client.write_event(AudioChunk(rate, 2, 1, bytes(2 * rate)).event())
        await client.write_event(AudioStop().event())
        await until(client, "transcript")


async def until(client: AsyncTcpClient, kind: str) -> list[Event]:
    """Return all events up to the first of this type."""
    events: list[Event] = []
    while not events or events[-1].type != kind:
        event = await client.read_event()
        if event is None or event.type == "error":
            raise SystemExit(f"no {kind} but {event and event.data}")
        events.append(event)
    return events


def main() -> int:
    """Run it all."""
    idle, arguments = float(sys.argv[1]), sys.argv[2:]
    command = [MORGAN, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        for line in server.stderr:
            sys.stderr.write(line)
            if ready := re.search(r"ready host=\S+ port=(\d+)", line):
                break
        else:
            return 1
        asyncio.run(turn(int(ready[1])))
        time.sleep(idle)  # this is what is tried: what a server does of its own accord while nobody wants anything
        server.terminate()
        sys.stderr.write(server.stderr.read())
        return server.wait(30)


if __name__ == "__main__":
    sys.exit(main())
