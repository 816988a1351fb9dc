"""Turns over a real socket: barge-in, hanging up, formats and traces."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice
from wyoming.user_event import UserEvent
from wyoming.wake import Detect

from morgan.errors import EngineFailed
from morgan.ports import Transcript as Words
from morgan.ports import Utterance
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.settings.schema import WireSettings
from morgan.testing import FakeAgent, FakeSpeechToText, FakeTextToSpeech, fakes, running_server
from morgan.wire.fields import TEXT_LIMIT


def closed(engine: FakeSpeechToText | FakeTextToSpeech | FakeAgent):
    engine.gate.opened.clear()
    return engine


async def test_a_new_transcribe_stops_the_running_transcription(connect, speech) -> None:
    stt = closed(FakeSpeechToText())
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(*speech)
        await asyncio.wait_for(stt.gate.reached.wait(), 5)
        await client.say(Transcribe())
        await asyncio.wait_for(stt.gate.left.wait(), 1)
        stt.gate.opened.set()
        await client.say(*speech)
        events = await client.hear_until("transcript")
        assert [event.type for event in events].count("transcript") == 1


async def test_a_new_synthesize_stops_the_voice(connect) -> None:
    tts = closed(FakeTextToSpeech())
    async with running_server(fakes(tts=tts)) as server, connect(server) as client:
        await client.say(Synthesize("A long story."))
        await asyncio.wait_for(tts.gate.reached.wait(), 5)
        await client.say(Synthesize("Stop."))
        await asyncio.wait_for(tts.gate.left.wait(), 1)
        tts.gate.opened.set()
        assert [event.type for event in await client.hear_until("audio-stop")] == [
            "audio-start",
            "audio-chunk",
            "audio-stop",
        ]
        assert [clause.text for clause in tts.said] == ["A long story.", "Stop."]


@pytest.mark.parametrize("by_halves", [False, True])
@pytest.mark.parametrize("engine", ["stt", "tts", "agent"])
async def test_a_peer_that_hangs_up_frees_the_engine_within_a_second(connect, speech, engine: str, by_halves) -> None:
    fake = closed({"stt": FakeSpeechToText, "tts": FakeTextToSpeech, "agent": FakeAgent}[engine]())
    begin = {"stt": speech, "tts": [Synthesize("A long story.")], "agent": [Transcript("Why?")]}[engine]
    async with running_server(fakes(**{engine: fake})) as server:
        async with connect(server) as client:
            await client.say(*begin)
            await asyncio.wait_for(fake.gate.reached.wait(), 5)
            if by_halves:
                client._writer.write_eof()
                await asyncio.wait_for(fake.gate.left.wait(), 1)
        await asyncio.wait_for(fake.gate.left.wait(), 1)


class ThreadedSpeechToText(FakeSpeechToText):
    """Works on a thread as real engines do, and never ends unless it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = EngineThread("never-ends")
        self.working, self.stopped = threading.Event(), threading.Event()

    async def transcribe(self, utterance: Utterance) -> Words:
        def work(stop: Stop) -> Words:
            self.working.set()
            if stop.wait(10):
                self.stopped.set()
            return Words("")

        return await self.thread.run(work)


async def test_the_thread_of_an_engine_is_free_within_a_second_of_hanging_up(connect, speech) -> None:
    stt = ThreadedSpeechToText()
    async with running_server(fakes(stt=stt)) as server:
        async with connect(server) as client:
            await client.say(*speech)
            await asyncio.to_thread(stt.working.wait, 5)
            assert not stt.stopped.is_set()
        assert await asyncio.to_thread(stt.stopped.wait, 1)
    await stt.thread.close()


async def test_pings_are_answered_while_engines_work(connect, speech) -> None:
    stt, tts, agent = closed(FakeSpeechToText()), closed(FakeTextToSpeech()), closed(FakeAgent())
    async with running_server(fakes(stt=stt, tts=tts, agent=agent)) as server, connect(server) as client:
        await client.say(*speech, Synthesize("A long story."), Transcript("Why?"))
        for fake in (stt, tts, agent):
            await asyncio.wait_for(fake.gate.reached.wait(), 5)
        await client.say(Ping("alive?"))
        assert (await client.hear_until("pong"))[-1].data["text"] == "alive?"


@pytest.mark.parametrize(("rate", "width", "channels"), [(8_000, 1, 1), (44_100, 2, 2), (48_000, 4, 1), (16_000, 3, 8)])
async def test_sound_of_any_format_is_heard_at_16_khz(connect, rate: int, width: int, channels: int) -> None:
    stt = FakeSpeechToText()
    wave = (0.4 * np.sin(np.arange(rate) * 2 * np.pi * 440 / rate) * 2 ** (8 * width - 1)).astype(np.int64)
    wave = np.repeat(wave + (128 if width == 1 else 0), channels)
    pcm = wave.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :width].tobytes()
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(AudioStart(rate, width, channels))
        step = 1001  # cuts within a sample
        for start in range(0, len(pcm), step):
            await client.say(AudioChunk(rate, width, channels, pcm[start : start + step]))
        await client.say(AudioStop())
        assert (await client.hear_until("transcript"))[-1].data["text"]
    heard = stt.heard[0].samples
    assert stt.heard[0].seconds == pytest.approx(1.0, abs=0.01)
    spectrum = np.abs(np.fft.rfft(heard[:16_000]))
    assert np.argmax(spectrum) * 16_000 / len(heard[:16_000]) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("rate", "width", "channels"), [(1_000, 2, 1), (16_000, 5, 1), (16_000, 2, 9), (16_000, 2, 0)])
async def test_a_format_that_no_microphone_sends_is_refused_and_its_sound_dropped(
    connect, rate, width, channels
) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(AudioStart(rate, width, channels), AudioChunk(16_000, 2, 1, b"\0\0"), AudioStop(), Ping())
        assert (await client.hear()).data["code"] == "bad-request"
        assert (await client.hear()).type == "pong"


async def test_a_chunk_of_an_impossible_format_ends_its_turn_with_one_error(connect, speech) -> None:
    stt = FakeSpeechToText()
    start, chunk, stop = speech
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(start, Event("audio-chunk", {"rate": 7}, b"\0\0"), chunk, stop, Ping())
        assert (await client.hear()).data["code"] == "bad-request"
        assert (await client.hear()).type == "pong"
        await client.say(*speech)
        assert (await client.hear_until("transcript"))[-1].data["text"]
    assert len(stt.heard) == 1


async def test_a_format_that_changes_within_a_turn_is_followed(connect) -> None:
    stt = FakeSpeechToText()
    loud = np.full(8_000, 5_000, dtype="<i2").tobytes()
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(
            AudioStart(16_000, 2, 1), AudioChunk(16_000, 2, 1, loud), AudioChunk(8_000, 2, 1, loud), AudioStop()
        )
        await client.hear_until("transcript")
    assert stt.heard[0].seconds == pytest.approx(1.5, abs=0.01)


async def test_a_turn_is_cut_when_it_is_too_long(connect) -> None:
    stt = FakeSpeechToText()
    wire = WireSettings(max_utterance_seconds=2, drain_seconds=0)
    loud = AudioChunk(16_000, 2, 1, np.full(16_000, 5_000, dtype="<i2").tobytes())
    async with running_server(fakes(stt=stt), wire) as server, connect(server) as client:
        await client.say(AudioStart(16_000, 2, 1), *[loud] * 10)
        await client.hear_until("transcript")
        assert stt.heard[0].seconds == pytest.approx(2.0)
        await client.say(loud, AudioStop(), Ping())
        assert (await client.hear()).type == "pong"


@pytest.mark.parametrize(
    "request_event",
    [
        Transcribe(name="other-model").event(),
        Event("transcribe", {"language": 7}),
        Event("transcribe", {"vad_sensitivity": "nervous"}),
        Event("transcribe", {"transcript_names": ["a" * 201]}),
        Event("transcribe", {"context": "text"}),
        Detect(names=["nobody"]).event(),
        Event("detect", {"names": "okay_nabu"}),
    ],
    ids=lambda event: f"{event.type} {event.data}"[:60],
)
async def test_a_request_to_hear_with_a_mistake_ends_in_one_error(connect, speech, request_event: Event) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(request_event, Ping())
        assert (await client.hear()).data["code"] == "bad-request"
        assert (await client.hear()).type == "pong"
        await client.say(Transcribe(name="fake-stt-model"), *speech)
        assert (await client.hear_until("transcript"))[-1].data["text"]


async def test_speech_to_text_that_fails_ends_the_turn_with_one_error(connect, speech) -> None:
    stt = FakeSpeechToText(error=EngineFailed("no memory"))
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(*speech)
        error = (await client.hear_until("error"))[-1]
        assert (error.data["code"], error.data["text"]) == ("engine-failed", "no memory")


async def test_a_streaming_reply_begins_before_its_text_is_complete(connect) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(SynthesizeStart(), SynthesizeChunk("It is late. Good"))
        assert [(await client.hear()).type for _ in range(2)] == ["audio-start", "audio-chunk"]
        await client.say(SynthesizeChunk(" night."), Synthesize("It is late. Good night."), SynthesizeStop())
        events = await client.hear_until("synthesize-stopped")
        assert {event.type for event in events[:-2]} == {"audio-chunk"}
        assert [event.type for event in events[-2:]] == ["audio-stop", "synthesize-stopped"]


@pytest.mark.parametrize(
    ("wish", "rate", "seconds"), [(None, 22_050, 0.30), (48_000, 48_000, 0.30), (8_000, 8_000, 0.30)]
)
async def test_sound_has_the_rate_that_the_speaker_wants(connect, wish, rate: int, seconds: float) -> None:
    context = None if wish is None else {"rate_hz": wish}
    async with running_server(fakes(tts=FakeTextToSpeech(rate_hz=22_050))) as server, connect(server) as client:
        await client.say(Synthesize("It is late. Good night.", context=context))
        start, *chunks, _ = await client.hear_until("audio-stop")
        assert start.data["rate"] == rate
        assert all(chunk.data["rate"] == rate for chunk in chunks)
        assert sum(len(chunk.payload or b"") for chunk in chunks) / 2 / rate == pytest.approx(seconds, abs=0.002)


async def test_the_voice_is_asked_for_by_name_speaker_and_language(connect) -> None:
    tts = FakeTextToSpeech()
    async with running_server(fakes(tts=tts)) as server, connect(server) as client:
        for voice in (SynthesizeVoice(name="fake-voice", speaker="two"), SynthesizeVoice(language="de")):
            await client.say(Synthesize("Gut.", voice=voice))
            await client.hear_until("audio-stop")
    assert [(clause.voice, clause.speaker, clause.language) for clause in tts.said] == [
        ("fake-voice", "two", None),
        (None, None, "de"),
    ]


async def test_speed_and_volume_are_asked_for_with_each_request(connect) -> None:
    tts = FakeTextToSpeech()
    async with running_server(fakes(tts=tts)) as server, connect(server) as client:
        await client.say(Synthesize("Gut.", context={"speed": 1.5, "volume": 0}))
        await client.hear_until("audio-stop")
        await client.say(SynthesizeStart(context={"speed": 2}), SynthesizeChunk("Gut."), SynthesizeStop())
        await client.hear_until("audio-stop")
    assert [(clause.speed, clause.volume) for clause in tts.said] == [(1.5, 0.0), (2.0, 1.0)]


async def test_a_document_in_ssml_is_said_as_its_tags_ask_and_no_tag_is_read(connect) -> None:
    tts = FakeTextToSpeech()
    document = '<speak>Floor <say-as interpret-as="ordinal">2</say-as>.<break time="2s"/><prosody rate="slow">Bye'
    async with running_server(fakes(tts=tts)) as server, connect(server) as client:
        await client.say(Event("synthesize", {"text": document, "text_format": "ssml"}))
        start, *chunks, _ = await client.hear_until("audio-stop")
        seconds = sum(len(chunk.payload or b"") for chunk in chunks) / 2 / start.data["rate"]
        assert seconds == pytest.approx(2.02, abs=0.01)
        await client.say(
            Event("synthesize-start", {"text_format": "ssml"}),
            *[SynthesizeChunk(document[at : at + 7]) for at in range(0, len(document), 7)],
            SynthesizeStop(),
        )
        await client.hear_until("synthesize-stopped")
    assert [(clause.text, clause.speed) for clause in tts.said] == [("Floor second.", 1.0), ("Bye", 0.75)] * 2


@pytest.mark.parametrize(
    "events",
    [
        [Event("synthesize", {"text": None})],
        [Event("synthesize", {"text": "a", "voice": "b"})],
        [Event("synthesize", {"text": "a", "context": {"rate_hz": 7}})],
        [Event("synthesize", {"text": "a", "context": {"speed": 9}})],
        [Event("synthesize", {"text": "<speak/>", "text_format": "html"})],
        [SynthesizeChunk("stray").event()],
        [SynthesizeStop().event()],
        [Event("synthesize-start", {"voice": 7}), SynthesizeChunk("a").event(), SynthesizeStop().event()],
        [SynthesizeStart().event(), Event("synthesize-chunk", {"text": 7}), SynthesizeStop().event()],
    ],
    ids=lambda events: f"{events[0].type} {events[0].data}"[:60],
)
async def test_a_request_to_speak_with_a_mistake_ends_in_one_error(connect, events: list[Event]) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(*events, Ping())
        assert (await client.hear()).data["code"] == "bad-request"
        assert (await client.hear()).type == "pong"
        await client.say(Synthesize("Now."))
        assert (await client.hear()).type == "audio-start"


async def test_a_text_without_end_is_refused(connect) -> None:
    tts = closed(FakeTextToSpeech())
    piece = SynthesizeChunk("word " * 2_000)
    async with running_server(fakes(tts=tts)) as server, connect(server) as client:
        await client.say(SynthesizeStart(), piece)
        await asyncio.wait_for(tts.gate.reached.wait(), 5)
        await client.say(*[piece] * (TEXT_LIMIT // 10_000), piece, SynthesizeStop(), Ping())
        assert (await client.hear()).data["code"] == "too-large"
        assert (await client.hear()).type == "pong"
        await asyncio.wait_for(tts.gate.left.wait(), 1)


async def test_a_question_carries_its_history_once(connect) -> None:
    agent = FakeAgent()
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        history = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]
        await client.say(
            UserEvent("turn", {"language": "de", "history": history, "prompt": "Brief."}), Transcript("Why?")
        )
        await client.hear_until("handled")
        question = agent.question
        assert question is not None
        assert [(message.role, message.content) for message in question.history] == [
            ("user", "Hi"),
            ("assistant", "Hello."),
        ]
        assert (question.text, question.language, question.prompt) == ("Why?", "de", "Brief.")
        await client.say(Transcript("And now?", language="en"))
        await client.hear_until("handled")
        assert agent.question == replace(question, text="And now?", language="en", history=(), prompt=None)


@pytest.mark.parametrize(
    "turn",
    [{"history": {"role": "user", "content": "x"}}, {"history": 7}, {"prompt": 7}],
    ids=str,
)
async def test_a_history_that_is_no_list_is_refused(connect, turn: dict[str, object]) -> None:
    async with running_server() as server, connect(server) as client:
        await client.say(UserEvent("turn", turn))
        assert (await client.hear()).data["code"] == "bad-request"


async def test_an_agent_that_says_nothing_has_not_handled_the_question(connect) -> None:
    async with running_server(fakes(agent=FakeAgent([""]))) as server, connect(server) as client:
        await client.say(Transcript("Why?", context={"id": 1}))
        event = await client.hear()
        assert event.type == "not-handled"
        assert event.data["text"]
        assert event.data["context"] == {"id": 1}


async def test_traces_come_after_each_turn_to_those_who_said_hello_and_hold_no_words(connect, speech) -> None:
    async with running_server() as server, connect(server) as client:
        await client.hello()
        await client.say(*speech, Synthesize("Good night."), Transcript("Why?"))
        traces = []
        while len(traces) < 3:
            event = await client.hear()
            if event.type == "user-event":
                traces.append(event.data["data"])
    assert {(trace["kind"], trace["path"]) for trace in traces} == {
        ("stt", "audio-stop"),
        ("tts", None),
        ("handle", "agent"),
    }
    assert all(span["ms"] >= 0 and span["start_ms"] >= 0 for trace in traces for span in trace["spans"])
    assert "night" not in str(traces)


async def test_a_satellite_is_told_of_each_wake_word_even_without_an_audio_start(connect) -> None:
    loud = AudioChunk(16_000, 2, 1, np.full(8_000, 5_000, dtype="<i2").tobytes(), timestamp=1234)
    async with running_server() as server, connect(server) as client:
        await client.say(Detect(names=["hey_jarvis"]), loud)
        first = await client.hear()
        assert (first.type, first.data["name"], first.data["timestamp"]) == ("detection", "hey_jarvis", 1234)
        await client.say(loud, AudioStop())
        assert (await client.hear()).type == "detection"
