"""Hearing at an OpenAI-style server, with the real library: what is sent, and what each failure is told as."""

from __future__ import annotations

import asyncio
import logging

import numpy as np
import pytest

from morgan.errors import Busy, EngineFailed, EngineMissing
from morgan.ports import Home, HomeEntity, Utterance
from morgan.settings.schema import OpenAiEarsSettings
from morgan.stt.openai import OpenAiEars
from morgan.testing.speech_server import Heard, ScriptedSpeechServer

TWO_SECONDS = np.random.default_rng(0).normal(0, 3000, 32_000).astype(np.int16)
HOUSE = Home((HomeEntity(("Kitchen Lights",), "light", "Kitchen"), HomeEntity(("Bookshelf Lamp",), "light")))


@pytest.fixture
async def ears():
    made = []

    def make(server, language="en", **settings):
        url = server.url if isinstance(server, ScriptedSpeechServer) else server
        made.append(OpenAiEars(OpenAiEarsSettings(url=url, **settings), language))
        return made[-1]

    yield make
    for one in made:
        await one.close()


async def heard(engine, **utterance):
    async with asyncio.timeout(20):
        return await engine.transcribe(Utterance(TWO_SECONDS, **utterance))


async def test_an_utterance_is_one_wav_file_with_its_language_and_the_houses_names(ears):
    async with ScriptedSpeechServer(key="secret").running() as server:
        engine = ears(server, api_key="secret")
        found = await heard(engine, language="en-US", home=HOUSE, before="And then")
        (asked,) = server.asked
    assert (found.text, found.language) == ("Turn on the kitchen lights.", "en")
    assert asked.fields == {
        "model": "whisper-1",
        "response_format": "json",
        "language": "en",
        "prompt": "Kitchen Lights, Bookshelf Lamp. And then",
    }
    assert (asked.seconds, asked.rate_hz, asked.key) == (2.0, 16_000, "secret")
    assert (engine.program.name, engine.program.model) == ("openai", "whisper-1")
    assert {"en", "de"} <= set(engine.program.languages)


async def test_names_that_the_server_misheard_are_mended(ears):
    async with ScriptedSpeechServer([Heard("Turn on the kitten lights.")]).running() as server:
        assert (await heard(ears(server), home=HOUSE)).text == "Turn on the Kitchen lights."


async def test_no_name_and_no_language_is_told_where_the_settings_say_so(ears):
    async with ScriptedSpeechServer().running() as server:
        await heard(ears(server, prompt_tokens=0, send_language=False, model="whisper-1"), home=HOUSE)
        await heard(ears(server, language="auto", model="whisper-1"))
    assert [set(asked.fields) for asked in server.asked] == [{"model", "response_format"}] * 2
    assert server.requests[0].path == "/v1/audio/transcriptions"  # a model that is named is not asked for


async def test_what_a_server_refuses_by_name_is_not_sent_again(ears):
    async with ScriptedSpeechServer(refuses=["prompt", "language"]).running() as server:
        engine = ears(server)
        assert (await heard(engine, home=HOUSE)).text
        assert (await heard(engine, home=HOUSE)).text
    assert [set(asked.fields) - {"model", "response_format"} for asked in server.asked] == [
        {"prompt", "language"},
        {"prompt"},
        set(),
        set(),
    ]


async def test_silence_is_sent_to_nobody(ears):
    async with ScriptedSpeechServer().running() as server:
        engine = ears(server)
        for samples in (np.zeros(32_000, np.int16), np.zeros(0, np.int16), np.ones(100, np.int16)):
            assert (await engine.transcribe(Utterance(samples))).text == ""
    assert server.requests == []


async def test_no_words_are_no_failure(ears):
    async with ScriptedSpeechServer([Heard("  ")]).running() as server:
        assert (await heard(ears(server))).text == ""


async def test_long_sound_is_sent_in_pieces(ears):
    async with ScriptedSpeechServer([Heard("One."), Heard("Two.")]).running() as server:
        found = await ears(server).transcribe(Utterance(np.tile(TWO_SECONDS, 20)))
    assert found.text == "One. Two."
    assert sum(asked.seconds for asked in server.asked) == 40


@pytest.mark.parametrize("path", ["", "/v1/", "/v1/v1", "/v1/audio/transcriptions"])
async def test_an_address_is_understood_as_it_is_copied(ears, path):
    async with ScriptedSpeechServer().running() as server:
        assert (await heard(ears(server.url.removesuffix("/v1") + path))).text


async def test_nobody_is_asked_when_no_address_is_set():
    with pytest.raises(EngineMissing, match=r"set stt\.openai\.url"):
        OpenAiEars(OpenAiEarsSettings(), "en")


@pytest.mark.parametrize("url", ["ftp://here", "http://", "http://[::1"])
async def test_an_address_that_can_never_work_is_named(url):
    with pytest.raises(EngineMissing, match=r"stt\.openai\.url must be an address"):
        OpenAiEars(OpenAiEarsSettings(url=url), "en")


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (Heard(status=500), EngineFailed, r"could not write it down \(500\)"),
        (
            Heard(status=400, error="Invalid language 'xx'. Language parameter must be"),
            EngineFailed,
            r"could not write it down \(400\)",
        ),
        (Heard(status=401), EngineMissing, r"another key; set stt\.openai\.api_key"),
        (Heard(status=403), EngineMissing, "another key"),
        (Heard(status=429), Busy, "too much to do"),
        (Heard(status=404, error="Model 'x' is not installed"), EngineMissing, "has no model whisper-1"),
        (Heard(status=404, error="page not found"), EngineMissing, r"has no /audio/transcriptions; .* ends in /v1"),
        (Heard("x" * 400, dies=True), EngineFailed, "broke"),
        (Heard(page=True), EngineFailed, r"as OpenAI does; stt\.openai\.url"),
        (Heard(other=True), EngineFailed, "as OpenAI does"),
    ],
)
async def test_a_failure_says_what_would_mend_it(ears, answer, kind, sentence):
    async with ScriptedSpeechServer([answer]).running() as server:
        engine = ears(server)
        with pytest.raises(kind, match=sentence) as failed:
            await heard(engine)
        assert len(server.asked) == 1, "nobody waits for a second try"
        assert isinstance(failed.value, EngineMissing) == (kind is EngineMissing)
        assert (await heard(engine)).text, "the next one is heard"


async def test_a_wrong_key_is_told(ears):
    async with ScriptedSpeechServer(key="right").running() as server:
        engine = ears(server, api_key="wrong")
        for work in (engine.prepare(), heard(engine)):
            with pytest.raises(EngineMissing, match="another key") as failed:
                await work
            assert "wrong" not in str(failed.value)


async def test_a_server_that_hangs_is_given_up_and_left(ears):
    async with ScriptedSpeechServer([Heard(hangs=True)]).running() as server:
        engine = ears(server, seconds=0.3)
        with pytest.raises(EngineFailed, match="did not answer within"):
            await heard(engine)
        async with asyncio.timeout(10):
            await server.hung_up.wait()


async def test_whoever_does_not_wait_any_more_leaves_the_server(ears):
    async with ScriptedSpeechServer([Heard(hangs=True)]).running() as server:
        listening = asyncio.create_task(heard(ears(server)))
        async with asyncio.timeout(10):
            await server.reached.wait()
            listening.cancel()
            await asyncio.wait({listening})
            await server.hung_up.wait()


async def test_a_server_that_is_away_is_missing_and_found_out_while_somebody_speaks(ears, unused_port):
    engine = ears(f"http://127.0.0.1:{unused_port}/v1", model="m")
    for work in (engine.prepare(HOUSE), heard(engine)):
        with pytest.raises(EngineMissing, match="is it running"):
            await work


async def test_a_server_without_a_list_of_models_is_there_all_the_same(ears, server):
    server.routes.clear()
    await ears(server.url, model="m").prepare(HOUSE)
    assert [request.path for request in server.requests] == ["/v1/models"]


async def test_a_server_that_lists_no_model_says_so(ears):
    async with ScriptedSpeechServer(models=[]).running() as server:
        with pytest.raises(EngineMissing, match="lists no model"):
            await heard(ears(server))


async def test_too_much_at_once_is_refused(ears):
    async with ScriptedSpeechServer(fallback=Heard(hangs=True)).running() as server:
        engine = ears(server)
        waiting = [asyncio.create_task(heard(engine)) for _ in range(16)]
        await asyncio.sleep(0)  # each has begun
        with pytest.raises(Busy, match="too much"):
            await heard(engine)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)


async def test_what_the_server_says_of_a_failure_may_repeat_what_was_said_and_is_for_debug_alone(ears, caplog):
    caplog.set_level(logging.DEBUG, "morgan")
    secret = "the code of the safe is 1234"
    async with ScriptedSpeechServer([Heard(status=500, error=secret)]).running() as server:
        with pytest.raises(EngineFailed) as failed:
            await heard(ears(server))
    assert secret not in str(failed.value)
    told = {record.levelno for record in caplog.records if "morgan" in record.name and secret in record.getMessage()}
    assert told <= {logging.DEBUG}


async def test_a_password_in_the_address_is_told_to_nobody(ears, unused_port):
    engine = ears(f"http://me:hush@127.0.0.1:{unused_port}", model="m")
    with pytest.raises(EngineMissing) as missing:
        await heard(engine)
    assert "hush" not in f"{missing.value} {engine.program}"
