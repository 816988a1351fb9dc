"""A stand-in for a speech server: speaks OpenAI's /v1/audio/speech exactly, and can fail as real servers do.

Its voice is a tone of 0.06 s per letter, so that a test can measure how much was spoken. Knows nothing of Morgan; it
records the requests in `asked`. Run as a program it is a process of its own, which a test may kill:

    python -m morgan.testing.voice_server [--seconds-a-piece N]
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np

from morgan.audio import wav_bytes
from morgan.testing import openai_words
from morgan.testing.http import HangUp, Reply, Request, json_reply, once, serving

RATE_HZ = 24_000
SECONDS_PER_LETTER = 0.06
_PIECE_BYTES = 4_096
_PAGE = b"<!doctype html><html><title>It works</title></html>"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The server's response to one request, and the failures to simulate."""

    status: int = 200  # with any other, an error is the whole response
    wav: bool = False  # a WAV file, whatever was asked for
    rate_hz: int = RATE_HZ  # of the WAV file
    hangs_after: int | None = None  # nothing after so many pieces of 4 KiB; the connection stays open
    dies_after: int | None = None  # it disconnects after so many pieces
    page: bool = False  # a web page instead of sound
    body: bytes | None = None  # exactly this body, for what no server should send


class ScriptedVoiceServer:
    """The server: `answers` come one after the other; when they are used up, `fallback`."""

    def __init__(
        self,
        answers: Iterable[Spoken] = (),
        *,
        fallback: Spoken = Spoken(),  # frozen
        key: str | None = None,
        seconds_a_piece: float = 0.0,
    ) -> None:
        """`key`: the API key that it requires; `seconds_a_piece`: how long each 4 KiB of sound take to make."""
        self.url = ""
        self.answers, self.fallback, self.key = list(answers), fallback, key
        self.asked: list[Mapping[str, object]] = []
        self.hung_up = asyncio.Event()  # a client disconnected before its answer was complete
        self._seconds_a_piece = seconds_a_piece

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[ScriptedVoiceServer, None]:
        """Listen on a free port of 127.0.0.1."""
        async with serving(self._answer, self.hung_up.set) as url:
            self.url = f"{url}/v1"
            yield self

    async def _answer(self, request: Request) -> Reply:
        if self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}":
            return json_reply(openai_words.error("Incorrect API key provided", 401), 401)
        if request.path != "/v1/audio/speech" or not isinstance(request.body, dict):
            return json_reply({"detail": "Not Found"}, 404)
        self.asked.append(request.body)
        answer = self.answers.pop(0) if self.answers else self.fallback
        if answer.status != 200:
            return json_reply(openai_words.error("failed", answer.status), answer.status)
        if answer.page:
            return Reply(once(_PAGE), kind="text/html; charset=utf-8")
        if answer.body is not None:
            return Reply(once(answer.body), kind="audio/pcm")
        as_wav = answer.wav or request.body.get("response_format") == "wav"
        sound = _tone(str(request.body.get("input", "")), answer.rate_hz if as_wav else RATE_HZ)
        content = wav_bytes(sound, answer.rate_hz) if as_wav else sound.astype("<i2").tobytes()
        return Reply(self._pieces(content, answer), kind="audio/wav" if as_wav else "audio/pcm")

    async def _pieces(self, content: bytes, answer: Spoken) -> AsyncGenerator[bytes, None]:
        for count, begin in enumerate(range(0, len(content), _PIECE_BYTES)):
            if count == answer.hangs_after:
                await asyncio.Event().wait()
            if count == answer.dies_after:
                raise HangUp
            if self._seconds_a_piece:
                await asyncio.sleep(self._seconds_a_piece)
            yield content[begin : begin + _PIECE_BYTES]


def _tone(text: str, rate_hz: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    times = np.arange(round(len(text) * SECONDS_PER_LETTER * rate_hz)) / rate_hz
    return (np.sin(2 * np.pi * 440 * times) * 8_000).astype(np.int16)


async def _serve(seconds_a_piece: float) -> None:
    server = ScriptedVoiceServer(seconds_a_piece=seconds_a_piece)
    async with server.running() as running:
        print(running.url, flush=True)  # noqa: T201  # read by the parent process
        await asyncio.Event().wait()


def main() -> None:
    """Serve until the process is killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds-a-piece", type=float, default=0.0)
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.seconds_a_piece))


if __name__ == "__main__":
    main()
