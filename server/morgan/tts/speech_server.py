"""A voice behind an OpenAI-style /v1/audio/speech (Kokoro-FastAPI, Chatterbox, LocalAI, a provider); knows no turn.

The text goes to the address in the settings and to no other. The sound is passed on as it arrives.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Final

import httpx2
import numpy as np
import openai

from morgan.audio import AudioFormat, amplified, to_float, to_int16
from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Program, Sound, Voice
from morgan.remote.openai_server import OpenAiServer, ServerTerms

if TYPE_CHECKING:
    from morgan.settings.speaking import SpeechServerSettings

_log = logging.getLogger(__name__)

CALL: Final = "/audio/speech"
_WORDS: Final = ServerTerms(
    kind="speech server",
    setting="tts.openai",
    call=CALL,
    example="http://speech.local:8880/v1",
    too_much="to say",
    late="sent no sound for",
    broke="broke",
    failed="say it",
)
PCM: Final = AudioFormat(24_000, 2, 1)  # what OpenAI calls pcm
_PIECE_SECONDS: Final = 0.1
_LONGEST_HEAD: Final = 64 * 1024  # of a WAV file, before its sound begins
# Formats that were not asked for, by their first bytes.
_OTHERS: Final = {b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3", b"OggS": "Ogg", b"fLaC": "FLAC"}


class SpeechServerTts:
    """One server, one of its models and one of its voices. Raises EngineMissing when the settings name no server."""

    def __init__(self, settings: SpeechServerSettings, language: str = "en", speed: float = 1.0) -> None:
        self._server = OpenAiServer(settings, _WORDS)
        self._url, self._client = self._server.url, self._server.client
        self._settings, self._speed = settings, speed
        self._voices = (Voice(settings.voice, f"{settings.voice} at {self._url}", language),)

    @property
    def program(self) -> Program:
        """What speaks."""
        about = f"speech server at {self._url}"
        languages = (self._voices[0].language,)
        return Program("openai", self._settings.model, about, "", languages, self._server.attribution)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The one voice that the settings name: the protocol has no call that lists them."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound in pieces of 0.1 s as it arrives.

        Raises BadRequest for another voice, EngineMissing when the server cannot be reached or wants another key,
        EngineFailed when it fails, hangs or breaks off; Busy.
        """
        self._check(clause)
        if not clause.text.strip():
            return
        with self._server.asked():
            heard = False
            with self._translated():
                async with aclosing(self._bytes(clause)) as pieces, aclosing(_sounds(pieces, self._url)) as sounds:
                    async for sound in sounds:
                        heard = True
                        yield Sound(amplified(sound.samples, clause.volume), sound.rate_hz)
            if not heard:
                raise EngineFailed(f"{self._url} sent no sound")

    async def prepare(self, manner: Clause) -> None:
        """Check the voice; the server loads what it needs with the first request. Raises BadRequest."""
        self._check(manner)

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()

    def _check(self, clause: Clause) -> None:
        if clause.voice not in (None, self._settings.voice):
            raise BadRequest(f"there is no voice {clause.voice!r}; tts.openai.voice is {self._settings.voice}")

    async def _bytes(self, clause: Clause) -> AsyncGenerator[bytes, None]:
        """Yield the response's bytes; the timeout applies to each read, so a slow consumer does not trigger it."""
        seconds = self._settings.seconds
        asking = self._client.audio.speech.with_streaming_response.create(
            model=self._settings.model,
            voice=self._settings.voice,
            input=clause.text,
            response_format=self._settings.format,
            speed=min(4.0, max(0.25, self._speed * clause.speed)),
        )
        async with asking as answer:
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind in {"text/html", "application/json", "text/plain"}:
                raise self._no_openai()
            async with aclosing(answer.iter_bytes()) as pieces:  # type: ignore[type-var]  # an async generator
                while True:
                    async with asyncio.timeout(seconds):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    yield piece

    def _no_openai(self) -> EngineFailed:
        return EngineFailed(
            f"what answers at {self._url} sends no sound; tts.openai.url must be the address before {CALL}, most often "
            "one that ends in /v1"
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Translate the library's errors into messages that say what to do."""
        try:
            with self._server.translated():
                yield
        except openai.NotFoundError as error:
            _log.debug("the speech server failed why=%s", str(error)[:200])
            raise EngineMissing(
                f"{self._url} has no {CALL}, or neither tts.openai.model nor tts.openai.voice; the url must be the "
                "address before it, most often one that ends in /v1"
            ) from error
        except httpx2.ReadTimeout as error:
            raise EngineFailed(f"{self._url} sent no sound for {self._settings.seconds:g} s") from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:  # while sound is streamed the library does not wrap it
            raise EngineFailed(f"{self._url} broke off in the middle ({type(error).__name__})") from error


async def _sounds(pieces: AsyncGenerator[bytes, None], url: str) -> AsyncGenerator[Sound, None]:
    """Yield the sound in these bytes: bare PCM, or a WAV file, detected by its header. Raises EngineFailed."""
    source: AudioFormat | None = None  # until the header is read
    rest = b""
    async for piece in pieces:
        rest += piece
        if source is None:
            found = _opened(rest, url) if len(rest) >= 12 else None
            if found is None:
                continue
            source, rest = found
        size = round(_PIECE_SECONDS * source.rate_hz) * source.width_bytes * source.channels
        while len(rest) >= size:
            yield _sound(rest[:size], source)
            rest = rest[size:]
    if source is None:
        if len(rest) >= 12:
            raise EngineFailed(f"{url} sent the head of a WAV file and no sound")
        source = PCM
    frame = source.width_bytes * source.channels
    if len(rest) >= frame:
        yield _sound(rest[: len(rest) - len(rest) % frame], source)


def _sound(pcm: bytes, source: AudioFormat) -> Sound:
    if source.width_bytes == 2 and source.channels == 1:
        return Sound(np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False), source.rate_hz)
    return Sound(to_int16(to_float(pcm, source)), source.rate_hz)


def _opened(head: bytes, url: str) -> tuple[AudioFormat, bytes] | None:
    """Return the format and the sound after the header; None until the header is complete. Raises EngineFailed.

    A server that streams a WAV file cannot know its length: the length in the header is ignored.
    """
    for sign, name in _OTHERS.items():
        if head.startswith(sign):
            raise EngineFailed(f"{url} sends {name}, not what tts.openai.format asks for; try the other one")
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return PCM, head
    at, source = 12, None
    while len(head) >= at + 8:
        kind, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if kind == b"data":
            if source is None:
                raise EngineFailed(f"{url} sends a WAV file without a format")
            return source, head[at + 8 :]
        if kind == b"fmt " and len(head) >= at + 24:
            source = _format(head[at + 8 : at + 24], url)
        at += 8 + size + size % 2
        if at > _LONGEST_HEAD:
            raise EngineFailed(f"{url} sends a WAV file in which no sound begins")
    return None


def _format(described: bytes, url: str) -> AudioFormat:
    code, channels = int.from_bytes(described[:2], "little"), int.from_bytes(described[2:4], "little")
    rate, bits = int.from_bytes(described[4:8], "little"), int.from_bytes(described[14:16], "little")
    if code not in (1, 0xFFFE):  # PCM, or WAVE_FORMAT_EXTENSIBLE
        raise EngineFailed(f"{url} sends a WAV file that is not PCM (format {code})")
    try:
        return AudioFormat(rate, bits // 8, channels)
    except BadRequest as error:
        raise EngineFailed(f"{url} sends a WAV file that nobody can play: {error}") from error
