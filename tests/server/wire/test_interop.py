"""Stock clients, unchanged, against the listener: the wyoming package's HTTP gateways, each a process of its own."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sys
import urllib.error
import urllib.request
import wave
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from morgan.audio import wav_bytes
from morgan.testing import FakeSpeechToText, FakeTextToSpeech, fakes, running_server
from morgan.wire.server import Server

START_SECONDS = 30.0
CLAUSE_SAMPLES = 160  # what the fake voice makes of one


@asynccontextmanager
async def gateway(kind: str, server: Server) -> AsyncGenerator[str, None]:
    """Run `python -m wyoming.http.KIND_server`; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"wyoming.http.{kind}_server", "--uri", f"tcp://127.0.0.1:{server.port}"),
        *("--host", "127.0.0.1", "--port", str(port)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _listens(port):
                assert process.returncode is None, "the gateway ended"
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


async def fetch(url: str, body: bytes | None = None) -> bytes:
    def request() -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy this machine has
        asked = urllib.request.Request(url, body, {"Content-Type": "application/octet-stream"})
        with opener.open(asked, timeout=20) as answer:
            return answer.read()

    return await asyncio.to_thread(request)


async def test_the_speech_to_text_gateway_hears_a_file_to_its_end() -> None:
    stt = FakeSpeechToText("turn on the kitchen lights")
    loud, silence = np.full(16_000, 5_000, dtype=np.int16), np.zeros(32_000, dtype=np.int16)
    file = wav_bytes(np.concatenate([loud, silence, loud]), 16_000)
    async with running_server(fakes(stt=stt)) as server, gateway("asr", server) as address:
        answer = json.loads(await fetch(f"{address}/api/speech-to-text?language=en&transcript_names=Bob,Eve", file))
    assert answer["text"] == "turn on the kitchen lights"
    assert stt.heard[0].seconds == pytest.approx(4.0)
    assert (stt.heard[0].language, stt.heard[0].names) == ("en", ("Bob", "Eve"))


async def test_the_text_to_speech_gateway_makes_a_file() -> None:
    async with running_server() as server, gateway("tts", server) as address:
        file = await fetch(f"{address}/api/text-to-speech?voice=fake-voice", b"It is late. Good night.")
        with pytest.raises(urllib.error.HTTPError) as refused:
            await fetch(f"{address}/api/text-to-speech?voice=nobody", b"It is late.")
        refused.value.close()
    with wave.open(io.BytesIO(file)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (16_000, 2, 1)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)
    spoken = np.flatnonzero(samples == FakeTextToSpeech.SAMPLE)
    assert len(spoken) == 2 * CLAUSE_SAMPLES
    assert (spoken[0], spoken[-1] + 1) == (0, len(samples)), "silence is only between the clauses"
    assert len(samples) > len(spoken), "between two clauses stands a pause"
    assert not np.delete(samples, spoken).any()


async def test_the_wake_word_gateway_hears_its_name() -> None:
    file = wav_bytes(np.full(16_000, 5_000, dtype=np.int16), 16_000)
    async with running_server() as server, gateway("wake", server) as address:
        answer = json.loads(await fetch(f"{address}/api/detect-wake-word?wake_words=hey_jarvis", file))
    assert (answer["type"], answer["data"]["name"]) == ("detection", "hey_jarvis")


async def test_the_intent_gateway_gets_its_question_answered() -> None:
    async with running_server() as server, gateway("intent", server) as address:
        answer = json.loads(await fetch(f"{address}/api/recognize-intent?language=en", b"How late is it?"))
    assert answer == {"success": True, "type": "handled", "result": {"text": "It is late."}}


async def test_the_gateways_read_the_info() -> None:
    async with running_server() as server, gateway("tts", server) as address:
        info = json.loads(await fetch(f"{address}/api/info"))
    assert info["asr"][0]["requires_external_vad"] is False
    assert [voice["name"] for voice in info["tts"][0]["voices"]] == ["fake-voice", "zwei"]
    assert info["handle"][0]["supports_handled_streaming"] is True
    assert [model["phrase"] for model in info["wake"][0]["models"]] == ["Okay Nabu", "Hey Jarvis"]
