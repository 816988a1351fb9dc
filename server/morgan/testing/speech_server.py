"""A stand-in for a transcription server: speaks OpenAI's protocol exactly and answers with scripted words.

It can fail as real servers do: refuse, hang, disconnect midway, be another kind of server. Knows nothing of Morgan; it
records the requests in `asked`. Run as a program it is a process of its own, which a test may kill:

    python -m morgan.testing.speech_server --says "Turn on the kitchen lights." [--port N] [--hangs]
"""

from __future__ import annotations

import argparse
import asyncio
import io
import wave
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes

from morgan.testing import openai_words
from morgan.testing.http import HangUp, Reply, Request, json_reply, once, serving

_PAGE = b"<!doctype html><html><title>It works</title></html>"


@dataclass(frozen=True, slots=True)
class Heard:
    """The server's response to one request, and the failures to simulate."""

    text: str = ""
    status: int = 200  # with any other, status and `error` are the whole response
    error: str = ""  # the server's words
    hangs: bool = False  # nothing is sent, and the connection stays open
    dies: bool = False  # it disconnects in the middle of the response
    page: bool = False  # a web page instead of JSON
    other: bool = False  # JSON without a text


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a transcription."""

    fields: Mapping[str, str]  # all but the file
    seconds: float  # of sound
    rate_hz: int
    key: str


class ScriptedSpeechServer:
    """The server: `answers` come one after the other; when they are used up, `fallback`."""

    def __init__(
        self,
        answers: Iterable[Heard] = (),
        *,
        fallback: Heard = Heard("Turn on the kitchen lights."),  # frozen
        models: Iterable[str] = ("whisper-1",),
        key: str | None = None,
        refuses: Iterable[str] = (),
    ) -> None:
        """`key`: the API key that it requires; `refuses`: fields that it rejects."""
        self.url = ""
        self.answers = list(answers)
        self.fallback = fallback
        self.models = list(models)
        self.refuses = set(refuses)
        self.requests: list[Request] = []
        self.asked: list[Asked] = []
        self.reached = asyncio.Event()  # set by a request for a transcription
        self.hung_up = asyncio.Event()  # a client disconnected before its answer was complete
        self._key = key

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncGenerator[ScriptedSpeechServer, None]:
        """Serve on 127.0.0.1 until the block ends; the address, with its /v1, is in `url`."""
        async with serving(self.route, self.hung_up.set, port) as url:
            self.url = f"{url}/v1"
            yield self

    async def route(self, request: Request) -> Reply:
        """Answer one request."""
        self.requests.append(request)
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            return json_reply(openai_words.error("Incorrect API key provided", 401), 401)
        if (request.method, request.path) == ("GET", "/v1/models"):
            return json_reply({"object": "list", "data": [openai_words.listed(name) for name in self.models]})
        if (request.method, request.path) == ("POST", "/v1/audio/transcriptions"):
            return self._transcription(request)
        return json_reply({"detail": "Not Found"}, 404)  # as FastAPI does, on which most such servers are built

    def _transcription(self, request: Request) -> Reply:
        asked = _read(request)
        self.asked.append(asked)
        self.reached.set()
        model = asked.fields.get("model", "")
        if model not in self.models:
            return json_reply(openai_words.error(f"The model `{model}` does not exist", 404), 404)
        for name in sorted(self.refuses & set(asked.fields)):
            return json_reply(openai_words.error(f"Unsupported parameter: '{name}'", 400, param=name), 400)
        answer = self.answers.pop(0) if self.answers else self.fallback
        if answer.status != 200:
            return json_reply(openai_words.error(answer.error or "failed", answer.status), answer.status)
        if answer.page:
            return Reply(once(_PAGE), kind="text/html")
        if answer.other:
            return json_reply({"result": answer.text})
        return Reply(_said(answer))


async def _said(answer: Heard) -> AsyncGenerator[bytes, None]:
    if answer.hangs:
        await asyncio.Event().wait()
    whole = openai_words.written(answer.text)
    if answer.dies:
        yield whole[: len(whole) // 2]
        raise HangUp
    yield whole


def _read(request: Request) -> Asked:
    """Read the form. Raises KeyError, ValueError if it is not a form: then the test has a bug."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    sound = b""
    for part in message_from_bytes(head + request.raw).walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        if name == "file":
            sound = content
        else:
            fields[name] = content.decode()
    with wave.open(io.BytesIO(sound), "rb") as wav:
        rate_hz, seconds = wav.getframerate(), wav.getnframes() / wav.getframerate()
    return Asked(fields, seconds, rate_hz, request.headers.get("authorization", "").removeprefix("Bearer "))


async def _serve(port: int, answer: Heard) -> None:
    async with ScriptedSpeechServer(fallback=answer).running(port) as server:
        print(server.url, flush=True)  # noqa: T201  # the parent process reads the address
        await asyncio.Event().wait()


def main() -> None:
    """Serve until the process is killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--says", default="Turn on the kitchen lights.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--hangs", action="store_true", help="take every request and never answer")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, Heard(arguments.says, hangs=arguments.hangs)))


if __name__ == "__main__":
    main()
