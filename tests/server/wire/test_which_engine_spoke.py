"""Which engine spoke stands in a turn's trace, where several may have."""

from __future__ import annotations

from wyoming.tts import Synthesize

from morgan.errors import EngineFailed
from morgan.runtime.ranking import Breaker
from morgan.testing import FakeTextToSpeech, fakes, running_server
from morgan.tts.ranked import RankedMouth


async def test_the_trace_names_the_engine_that_spoke(connect) -> None:
    first, second = FakeTextToSpeech(fail_at=1, error=EngineFailed("broken")), FakeTextToSpeech(rate_hz=24_000)
    mouth = RankedMouth(["kokoro", "espeak"], 60.0, Breaker(60.0))
    mouth.add("kokoro", first)
    mouth.add("espeak", second)
    async with running_server(fakes(tts=mouth)) as server, connect(server) as client:
        await client.hello()
        told = []
        for text in ("One.", "Two. Three.", "Four."):
            await client.say(Synthesize(text))
            event = await client.hear_named("trace")
            told.append(event.data["data"].get("engine"))
    assert told[0] == "kokoro"
    assert told[2] == "espeak"
    assert "espeak" in told[1]


async def test_a_single_engine_is_not_named(connect) -> None:
    async with running_server() as server, connect(server) as client:
        await client.hello()
        await client.say(Synthesize("One."))
        event = await client.hear_named("trace")
    assert "engine" not in event.data["data"]
