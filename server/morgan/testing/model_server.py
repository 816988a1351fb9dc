"""A stand-in for a model's server: speaks Ollama's and OpenAI's protocols exactly and answers from a script.

It can fail as real servers do: refuse, be slow, hang, disconnect midway, send garbage. Knows nothing of Morgan; it
records the requests in `asked`, where a test reads them.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from morgan.testing import ollama_words, openai_words
from morgan.testing.http import HangUp, Reply, Request, json_reply, once, serving
from morgan.testing.model_answer import Answer, Call


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for an answer, as received; `body` is the whole JSON."""

    protocol: str  # "ollama" or "openai"
    body: Mapping[str, object]

    @property
    def messages(self) -> list[Mapping[str, object]]:
        """The conversation."""
        messages = self.body.get("messages")
        return [message for message in messages if isinstance(message, dict)] if isinstance(messages, list) else []

    @property
    def tools(self) -> list[str]:
        """The names of the tools that were offered."""
        tools = self.body.get("tools")
        found = [tool.get("function") for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
        return [str(tool.get("name")) for tool in found if isinstance(tool, dict)]

    @property
    def pictures(self) -> list[bytes]:
        """The pictures of the last message, as the bytes of their files."""
        last = self.messages[-1] if self.messages else {}
        if self.protocol == "ollama":
            images = last.get("images")
            return [b64decode(str(image)) for image in images] if isinstance(images, list) else []
        content = last.get("content")
        parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
        urls = [str(part["image_url"]["url"]) for part in parts if part.get("type") == "image_url"]
        return [b64decode(url.partition(";base64,")[2], validate=True) for url in urls]

    @property
    def question(self) -> str:
        """The user's last message."""
        users = [str(message.get("content") or "") for message in self.messages if message.get("role") == "user"]
        return users[-1] if users else ""


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that the server has."""

    name: str
    capabilities: tuple[str, ...] = ("completion", "tools")
    architecture: str = "qwen3"
    context_tokens: int = 40_960


def said(*deltas: str) -> Answer:
    """Return an answer in words, piece by piece."""
    return Answer(deltas)


def called(name: str, /, **args: object) -> Answer:
    """Return an answer that calls one tool."""
    return Answer(calls=(Call(name, args),))


def failed(status: int, error: str = "") -> Answer:
    """Return a refusal: 429, 500 …"""
    words = {
        429: "server busy, please try again.  maximum pending requests exceeded",
        500: "llama runner has terminated",
    }
    return Answer(status=status, error=error or words.get(status, "failed"))


class ScriptedModelServer:
    """The server: gives its `answers` in order, then `fallback`; or calls a function for each answer."""

    def __init__(
        self,
        script: Callable[[Asked], Answer] | Iterable[Answer] = (),
        *,
        models: Iterable[Installed] = (Installed("qwen3:4b-instruct"),),
        fallback: Answer | None = None,
        available: Iterable[str] = (),
        refuses: Iterable[str] = (),
    ) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.asked: list[Asked] = []
        self.hung_up = asyncio.Event()  # a client disconnected before its answer was complete
        self.answers: list[Answer] = [] if callable(script) else list(script)
        self.models = {model.name: model for model in models}
        self.available = set(available)  # models that /api/pull can fetch
        self.refuses = set(refuses)  # options that an OpenAI-style server does not take
        self._script = script if callable(script) else None
        self._fallback = fallback or said("It is ", "late.")
        self._routes: dict[tuple[str, str], Callable[[Mapping[str, object]], Reply]] = {
            ("GET", "/api/version"): lambda _: json_reply({"version": ollama_words.VERSION}),
            ("GET", "/api/tags"): self._tags,
            ("GET", "/api/ps"): lambda _: json_reply({"models": []}),
            ("POST", "/api/show"): self._show,
            ("POST", "/api/pull"): self._pull,
            ("POST", "/api/chat"): self._ollama,
            ("GET", "/v1/models"): self._models,
            ("POST", "/v1/chat/completions"): self._openai,
        }

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[ScriptedModelServer, None]:
        """Serve on a free port of 127.0.0.1 until the block ends; the address is in `url`."""
        async with serving(self.route, self.hung_up.set) as url:
            self.url = url
            yield self

    async def route(self, request: Request) -> Reply:
        """Answer one request; a server with more routes calls this after its own."""
        self.requests.append(request)
        route = self._routes.get((request.method, request.path))
        if route is None:
            return Reply(once(b"404 page not found"), 404, "text/plain")
        return route(request.body if isinstance(request.body, dict) else {})

    def _tags(self, _: Mapping[str, object]) -> Reply:
        return json_reply({"models": [ollama_words.listed(name) for name in self.models]})

    def _models(self, _: Mapping[str, object]) -> Reply:
        return json_reply({"object": "list", "data": [openai_words.listed(name) for name in self.models]})

    def _show(self, body: Mapping[str, object]) -> Reply:
        name = str(body.get("model"))
        model = self._model(name)
        if model is None:
            return json_reply({"error": f"model '{name}' not found"}, 404)
        return json_reply(ollama_words.shown(model.architecture, model.capabilities, model.context_tokens))

    def _pull(self, body: Mapping[str, object]) -> Reply:
        name = str(body.get("model"))
        if name in self.available:
            self.models[name] = Installed(name)
        return Reply(once(*ollama_words.pulling(found=name in self.models)), kind="application/x-ndjson")

    def _model(self, name: str) -> Installed | None:
        return self.models.get(name) or self.models.get(f"{name}:latest")

    def _next(self, protocol: str, body: Mapping[str, object]) -> Answer:
        asked = Asked(protocol, body)
        self.asked.append(asked)
        if self._script is not None:
            return self._script(asked)
        return self.answers.pop(0) if self.answers else self._fallback

    def _ollama(self, body: Mapping[str, object]) -> Reply:
        model = self._model(str(body.get("model")))
        if model is None:
            return json_reply({"error": f"model '{body.get('model')}' not found"}, 404)
        if wrong := ollama_words.refusal(body, model.capabilities):
            return json_reply({"error": wrong}, 400)
        answer = self._next("ollama", body)
        if answer.status != 200:
            return json_reply({"error": answer.error}, answer.status)
        if body.get("stream") is False:
            return json_reply(ollama_words.whole(model.name, answer))
        return Reply(_broken(ollama_words.streamed(model.name, answer), answer), kind="application/x-ndjson")

    def _openai(self, body: Mapping[str, object]) -> Reply:
        name = str(body.get("model"))
        if self._model(name) is None:
            return json_reply(openai_words.error(f"The model `{name}` does not exist", 404), 404)
        for option in sorted(self.refuses & set(body)):
            return json_reply(openai_words.error(f"Unsupported parameter: '{option}'", 400, param=option), 400)
        answer = self._next("openai", body)
        if answer.status != 200:
            headers = {"Retry-After": "1"} if answer.status == 429 else {}
            return json_reply(openai_words.error(answer.error, answer.status), answer.status, headers)
        if body.get("stream") is not True:
            return json_reply(openai_words.whole(name, answer))
        options = body.get("stream_options")
        usage = isinstance(options, dict) and options.get("include_usage") is True
        return Reply(_broken(openai_words.streamed(name, answer, usage=usage), answer), kind="text/event-stream")


async def _broken(pieces: Iterable[bytes], answer: Answer) -> AsyncGenerator[bytes, None]:
    """Yield the pieces, with the failures that the answer asks for; a place past the end counts as the end."""
    listed = list(pieces)

    def here(place: int | None, at: int) -> bool:
        return place is not None and at == min(place, len(listed) - 1)

    for at, piece in enumerate(listed):
        if answer.pause_seconds:
            await asyncio.sleep(answer.pause_seconds)
        if here(answer.hangs_at, at):
            await asyncio.Event().wait()
        if here(answer.dies_at, at):
            raise HangUp
        prefix, end = (b"data: ", b"\n\n") if piece.startswith(b"data: ") else (b"", b"\n")
        if here(answer.nonsense_at, at):
            yield prefix + b'{"message": {"role": <html>' + end
        elif here(answer.error_at, at):
            yield prefix + ollama_words.line({"error": answer.error or "an error was encountered"}).strip() + end
            return
        else:
            yield piece


def overflow(protocol: str = "ollama") -> Answer:
    """Return the error of a server whose context is too small for the request."""
    words = {
        "ollama": "input length (9000 tokens) exceeds the model's maximum context length (8192 tokens)",
        "openai": "the request exceeds the available context size, try increasing it",
    }
    return replace(failed(400), error=words[protocol])
