"""Whose names a turn is heard with, over the wire."""

from __future__ import annotations

from wyoming.asr import Transcribe
from wyoming.user_event import UserEvent

from morgan.home import NO_HOME
from morgan.testing import FakeSpeechToText, fakes, running_server


async def test_a_turn_is_heard_with_the_names_of_its_own_house_and_hints(connect, speech) -> None:
    stt = FakeSpeechToText()
    async with running_server(fakes(stt=stt)) as server, connect(server) as client, connect(server) as stranger:
        await client.hello(home="mine")
        await client.say(UserEvent("home", {"areas": [{"names": ["Attic"]}]}))
        known = await client.hear()
        await client.say(Transcribe(language="de", transcript_names=["Bob"], transcript_terms=["lumen"]), *speech)
        await client.hear_until("transcript")
        await stranger.say(*speech)
        await stranger.hear_until("transcript")
    first, second = stt.heard
    assert first.home.areas[0].names == ("Attic",)
    assert first.home.hash == known.data["data"]["hash"]
    assert (first.language, first.names) == ("de", ("Bob", "lumen"))
    assert second.home == first.home
    assert (second.language, second.names) == (None, ())


async def test_a_turn_is_heard_with_names_that_come_while_somebody_speaks(connect, speech) -> None:
    stt = FakeSpeechToText()
    start, sound, stop = speech
    async with running_server(fakes(stt=stt)) as server, connect(server) as voice, connect(server) as house:
        await voice.hello(home="mine")
        await house.hello(home="mine")
        await voice.say(start, sound)
        assert (await voice.hear()).type == "voice-started"
        await house.say(UserEvent("home", {"areas": [{"names": ["Attic"]}]}))
        await house.hear()
        await voice.say(stop)
        await voice.hear_until("transcript")
    assert stt.heard[-1].home.areas[0].names == ("Attic",)


async def test_a_home_with_a_mistake_leaves_the_known_one(connect, speech) -> None:
    stt = FakeSpeechToText()
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(UserEvent("home", {"areas": {"names": []}}), *speech)
        assert (await client.hear()).data["code"] == "bad-request"
        await client.hear_until("transcript")
    assert stt.heard[0].home == NO_HOME
