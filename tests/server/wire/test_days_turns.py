"""A day's turns through ranked ears whose best engine is a process that dies: everybody gets their words."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from wyoming.asr import Transcribe

from morgan.ports import SpeechToText
from morgan.settings.schema import OpenAiEarsSettings
from morgan.stt.openai import OpenAiEars
from morgan.stt.ranked import RankedEars
from morgan.testing import FakeSpeechToText, fakes, running_server, until

COOL_DOWN_SECONDS = 60.0
BEST, STAND_IN = "Turn on the kitchen lights.", "turn on the kitchen lights"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def speech_server(port: int) -> AsyncGenerator[asyncio.subprocess.Process, None]:
    """A transcription server in a process of its own, once it listens."""
    command = ["-m", "morgan.testing.speech_server", "--says", BEST, "--port", str(port)]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            assert (await process.stdout.readline()).decode().strip() == f"http://127.0.0.1:{port}/v1"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def counting(port: int) -> AsyncGenerator[list[object], None]:
    """Somebody who only counts who knocks where the dead server was."""
    knocks: list[object] = []

    async def knocked(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(writer)
        writer.transport.abort()

    listener = await asyncio.start_server(knocked, "127.0.0.1", port)
    try:
        yield knocks
    finally:
        listener.close()


async def turn(connect, server, speech) -> tuple[str, str, list[str]]:
    """Speak as a satellite does; return the words, who heard them and who was passed over."""
    async with connect(server) as client:
        await client.hello()
        await client.say(Transcribe(), *speech)
        words = (await client.hear_until("transcript"))[-1].data["text"]
        trace = (await client.hear_named("trace")).data["data"]
    return words, trace["engine"], trace.get("passed", [])


async def test_a_server_that_is_killed_in_the_middle_of_a_turn_costs_nobody_their_words(connect, speech, unused_port):
    clock, port = Clock(), unused_port
    remote = OpenAiEars(OpenAiEarsSettings(url=f"http://127.0.0.1:{port}", seconds=60), "en")
    engines: dict[str, SpeechToText] = {"openai": remote, "whisper": FakeSpeechToText(STAND_IN)}
    ears = RankedEars(["openai", "whisper"], engines, seconds=60, cool_down_seconds=COOL_DOWN_SECONDS, clock=clock)
    best, stand_in = (BEST, "openai", []), (STAND_IN, "whisper")
    async with running_server(fakes(stt=ears)) as server:
        async with speech_server(port) as process:
            assert [await turn(connect, server, speech) for _ in range(3)] == [best] * 3
            process.send_signal(signal.SIGSTOP)  # it takes what it is asked, and answers no more
            speaking = asyncio.create_task(turn(connect, server, speech))
            await until(lambda: remote.busy > 0)
            process.kill()
            await process.wait()
            words, engine, passed = await speaking
        assert (words, engine) == stand_in, "the turn in whose middle it died has its words"
        assert passed in (["openai: engine-failed"], ["openai: engine-missing"])

        async with counting(port) as knocks:  # passed over, nobody waits for it and nobody asks it
            rooms = await asyncio.gather(*(turn(connect, server, speech) for _ in range(4)))
            assert {(words, engine) for words, engine, _ in rooms} == {stand_in}
            clock.now += COOL_DOWN_SECONDS - 1
            assert (await turn(connect, server, speech))[:2] == stand_in
            assert knocks == []

        async with speech_server(port):
            assert (await turn(connect, server, speech))[:2] == stand_in, "it is back, but its rest is not over"
            clock.now += COOL_DOWN_SECONDS
            assert [await turn(connect, server, speech) for _ in range(2)] == [best] * 2
    await ears.close()


async def test_a_server_that_is_away_from_the_beginning_is_found_out_once(connect, speech, unused_port):
    clock = Clock()
    remote = OpenAiEars(OpenAiEarsSettings(url=f"http://127.0.0.1:{unused_port}"), "en")
    engines: dict[str, SpeechToText] = {"openai": remote, "whisper": FakeSpeechToText(STAND_IN)}
    ears = RankedEars(["openai", "whisper"], engines, seconds=60, cool_down_seconds=COOL_DOWN_SECONDS, clock=clock)
    async with running_server(fakes(stt=ears)) as server:
        turns = [await turn(connect, server, speech) for _ in range(3)]
    assert turns == [(STAND_IN, "whisper", ["openai: engine-missing"])] * 3
    await ears.close()


async def test_one_engine_alone_is_not_named(connect, speech):
    async with running_server() as server, connect(server) as client:
        await client.hello()
        await client.say(Transcribe(), *speech)
        trace = (await client.hear_named("trace")).data["data"]
    assert not {"engine", "passed"} & set(trace)
