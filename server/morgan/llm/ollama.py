"""A model behind Ollama's own protocol (/api/chat); knows nothing of prompts or turns.

Its own protocol instead of its OpenAI-style one, because only this one can pin the context size (a different size makes
Ollama reload the model) and switch thinking off (without the field, a model that can think does so, for seconds). Plain
HTTP instead of the `ollama` package, because that one (0.6) cannot send `truncate: false`: without it Ollama silently
drops the beginning of a prompt that does not fit, and that is where the house and the rules are.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from base64 import b64encode
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import httpx2

from morgan.errors import CannotSee, EngineFailed, EngineMissing, ModelGone, TooLong
from morgan.llm.printed import without_tools
from morgan.llm.stream import spoken
from morgan.ports import (
    NO_WISH,
    Delta,
    Message,
    Program,
    Progress,
    Tool,
    ToolCall,
    Usage,
    Wish,
    schema_of,
    with_pictures,
)
from morgan.remote.http_client import HttpClient
from morgan.remote.urls import CONNECT_SECONDS, PREPARE_SECONDS, root_of, shown

if TYPE_CHECKING:
    from morgan.settings.schema import ModelSettings

# A model that a request named is unloaded this long after its last use. When memory is short, Ollama unloads the model
# with the least time left first, so the server's own model, which all other requests use, stays loaded.
_log = logging.getLogger(__name__)

_WISHED_SECONDS = 1800
_FOREVER = -1  # keep_alive: unloading costs the next question seconds; a number, because the text "-1" is refused
_MEMORY = re.compile(r"(?i)out of memory|(system|video|gpu|enough) memory")
_TOO_LONG = re.compile(r"context (length|size|window)|too long|exceeds? the available context", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Abilities:
    """What a model can do, as its server reports it."""

    think: Literal[False, "low"] | None  # value for `think`; None: the model cannot think, and Ollama refuses the field
    tools: bool
    sees: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The model to ask, and the parameters of the request."""

    model: str
    temperature: float
    stay_seconds: int
    wished: str | None  # the model's name, if the request named it


class OllamaModel:
    """One Ollama server and one of its models (the first that it lists when the settings and the wish name none)."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        url = root_of(settings.url or "")
        self._url = shown(url)
        key = settings.api_key.get_secret_value() if settings.api_key else None
        headers = {"Authorization": f"Bearer {key}"} if key else None
        self._client = HttpClient(url, seconds=settings.first_token_seconds, headers=headers)
        self._model = settings.model
        self._abilities: dict[str, _Abilities] = {}  # by model, once its server was asked
        self._loading: dict[str, asyncio.Task[EngineFailed | None]] = {}  # by model; includes finished ones

    @property
    def program(self) -> Program:
        """Program and model; if the settings name no model, it is empty until the server was asked for its list."""
        return Program("ollama", self._model or "", f"Ollama at {self._url}", "", (), ("Ollama", "https://ollama.com"))

    async def models(self) -> tuple[str, ...]:
        """Return the names of the installed models. Raises EngineMissing, EngineFailed."""
        with self._translated():
            listed = await self._json("GET", "/api/tags")
            return tuple(one["model"] for one in listed["models"] or () if one.get("model"))

    async def sees(self, name: str) -> bool:
        """Tell whether a model takes pictures. Raises EngineMissing, EngineFailed."""
        try:
            return self._abilities[(await self._find(Wish(name))).model].sees
        except ModelGone:  # removed after it was listed
            return False

    async def pull(self, name: str) -> AsyncGenerator[Progress, None]:
        """Let the server fetch a model. Raises EngineMissing when it cannot, EngineFailed."""
        with self._translated():
            asked = self._client.stream("POST", "/api/pull", json={"model": name}, timeout=httpx2.Timeout(60.0))
            async with asked as response, aclosing(_lines(response)) as parts:
                async for part in parts:
                    if part.get("error"):
                        raise EngineMissing(f"Ollama at {self._url} cannot fetch {name}: {str(part['error'])[:200]}")
                    yield Progress(
                        str(part.get("status", "")), int(part.get("completed") or 0), int(part.get("total") or 0)
                    )

    async def find(self) -> None:
        """Ask for the model and what it can do. Raises EngineMissing when there is none."""
        await self._find(NO_WISH)

    async def _find(self, wish: Wish) -> _Asked:
        """Return the model to ask and the parameters; fetches its abilities. Raises EngineMissing, ModelGone."""
        if self._model is None:
            self._model = next(iter(await self.models()), None)
        if self._model is None:
            raise EngineMissing(f"Ollama at {self._url} has no model; run: ollama pull qwen3:4b-instruct")
        model = wish.model or self._model
        if model not in self._abilities:
            with self._translated(wish.model):
                about = await self._json("POST", "/api/show", {"model": model})
                can = about.get("capabilities")  # absent before 2025: then tools are tried
                family = str((about.get("model_info") or {}).get("general.architecture"))
                # gpt-oss cannot stop thinking: it reads false as its default, which is more thinking than needed
                think: Literal[False, "low"] = "low" if family == "gptoss" else False
                self._abilities[model] = _Abilities(
                    think if "thinking" in (can or ()) else None,
                    tools=can is None or "tools" in can,
                    sees="vision" in (can or ()),
                )
        warmth = self._settings.temperature if wish.temperature is None else wish.temperature
        return _Asked(model, warmth, _FOREVER if model == self._model else _WISHED_SECONDS, wish.model)

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas. Raises EngineMissing, ModelGone, TooLong, EngineFailed."""
        asked = await self._find(wish)
        if with_pictures(messages) and not self._abilities[asked.model].sees:
            raise CannotSee(f"the language model {asked.model} can only read")
        deltas = spoken(
            self._deltas(asked, messages, tools),
            whose=f"the language model {asked.model}",
            first_token_seconds=self._settings.first_token_seconds,
            tools=tools,
        )
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Load the model and decode one token, which caches the prompt. Raises EngineMissing, TooLong, EngineFailed."""
        asked = await self._find(wish)
        await self._load(asked)
        body = self._body(asked, messages, tools)
        body["options"]["num_predict"] = 1
        with self._translated(asked.wished):
            await self._json("POST", "/api/chat", body | {"stream": False}, PREPARE_SECONDS)

    async def _load(self, asked: _Asked) -> None:
        """Load the model. Cancelling does not stop the load: Ollama would abort it and the next question start over."""
        loading = self._loading.get(asked.model)
        if loading is None or loading.done():
            body = self._body(asked, (), ()) | {"stream": False}  # without a message Ollama only loads the model
            loading = asyncio.create_task(self._loaded(body, asked.wished), name="load-model")
            self._loading[asked.model] = loading
        await asyncio.wait({loading})
        if (error := loading.result()) is not None:
            raise error

    async def _loaded(self, body: dict[str, Any], wished: str | None) -> EngineFailed | None:
        try:
            with self._translated(wished):
                await self._json("POST", "/api/chat", body, PREPARE_SECONDS)
        except EngineFailed as error:  # returned, because a raised one would be reported if no caller waits any more
            return error
        return None

    async def _deltas(
        self, asked: _Asked, messages: Sequence[Message], tools: Sequence[Tool]
    ) -> AsyncGenerator[Delta, None]:
        try:
            async with aclosing(self._streamed(asked, messages, tools)) as deltas:
                async for delta in deltas:
                    yield delta
        except _NoTools:  # the server did not report it before; remember it
            self._abilities[asked.model] = replace(self._abilities[asked.model], tools=False)
            async with aclosing(self._streamed(asked, messages, tools)) as deltas:
                async for delta in deltas:
                    yield delta

    async def _streamed(
        self, asked: _Asked, messages: Sequence[Message], tools: Sequence[Tool]
    ) -> AsyncGenerator[Delta, None]:
        ended = False
        body = self._body(asked, messages, tools)
        with self._translated(asked.wished):
            request = self._client.stream("POST", "/api/chat", json=body)
            async with request as response, aclosing(_lines(response)) as parts:  # closed early: Ollama stops decoding
                async for part in parts:
                    if part.get("error"):
                        raise self._failed(str(part["error"]))
                    for delta in _deltas_of(part):
                        yield delta
                    if ended := bool(part.get("done")):
                        break
        if not ended:
            raise EngineFailed(f"Ollama at {self._url} broke off in the middle of its answer")

    def _body(self, asked: _Asked, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        can = self._abilities[asked.model]
        body: dict[str, Any] = {
            "model": asked.model,
            "messages": _messages(messages if can.tools else without_tools(messages, tools)),
            "stream": True,
            "truncate": False,
            "keep_alive": asked.stay_seconds,
            "options": {
                "num_ctx": self._settings.context_tokens,
                "num_predict": self._settings.max_tokens,
                "temperature": asked.temperature,
            },
        }
        if tools and can.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
                }
                for tool in tools
            ]
        if can.think is not None:
            body["think"] = can.think
        if (schema := schema_of(messages)) is not None:
            body["format"] = schema
        return body

    async def close(self) -> None:
        """Close connections."""
        for loading in self._loading.values():
            loading.cancel()
        if self._loading:
            await asyncio.wait(self._loading.values())
        await self._client.aclose()

    async def _json(self, method: str, path: str, body: object = None, seconds: float | None = None) -> Any:  # noqa: ANN401 - JSON is anything
        longer = httpx2.USE_CLIENT_DEFAULT if seconds is None else httpx2.Timeout(seconds, connect=CONNECT_SECONDS)
        response = await self._client.request(method, path, json=body, timeout=longer)
        if response.is_error:
            raise _Refused(response.status_code, _reason(response.text))
        return response.json()

    def _failed(self, reason: str, status: int = 200, wished: str | None = None) -> EngineFailed:
        """Return an error for the server's reason and status, in words that say what to do."""
        if status == 404:
            return self._gone(wished)
        if status in {401, 403}:
            return EngineMissing(f"Ollama at {self._url} wants another key; set llm.api_key")
        if status == 400 and "does not support tools" in reason:
            return _NoTools(reason)
        if status in {429, 503}:
            return EngineFailed(f"Ollama at {self._url} is busy")
        if _TOO_LONG.search(reason):
            return TooLong(f"the conversation does not fit into {self._settings.context_tokens} tokens")
        _log.debug("Ollama failed status=%d why=%s", status, reason[:200])  # it may quote the question
        how = f"failed ({status})" if status != 200 else "failed"
        if _MEMORY.search(reason):
            how = "has too little memory for the model"
        return EngineFailed(f"Ollama at {self._url} {how}; at log_level debug its own words are in the log")

    def _gone(self, wished: str | None) -> EngineMissing:
        if wished is not None:
            self._abilities.pop(wished, None)  # the name may come back as a different model
            return ModelGone(f"Ollama at {self._url} has no model {wished}; run: ollama pull {wished}")
        model, self._model = self._model, self._settings.model  # the next question asks for the list again
        return EngineMissing(f"Ollama at {self._url} has no model {model}; run: ollama pull {model}")

    @contextmanager
    def _translated(self, wished: str | None = None) -> Iterator[None]:
        """Translate the HTTP library's errors into EngineFailed and EngineMissing, with words that say what to do."""
        try:
            yield
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise EngineMissing(f"no Ollama can be reached at {self._url}; is it running?") from error
        except _Refused as error:
            raise self._failed(error.reason, error.status, wished) from error
        except httpx2.TimeoutException as error:
            raise EngineFailed(f"Ollama at {self._url} stopped answering") from error
        except httpx2.HTTPError as error:
            raise EngineFailed(f"the connection to Ollama at {self._url} broke ({type(error).__name__})") from error
        except (ValueError, AttributeError, TypeError, KeyError) as error:  # JSON of another shape
            raise EngineFailed(f"what answers at {self._url} does not speak as Ollama does") from error


class _NoTools(EngineFailed):
    """The model takes no tools; the server reports it only when a request has some."""


class _Refused(Exception):
    """A response with an error status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, TypeError, KeyError):
        return text


async def _lines(response: httpx2.Response) -> AsyncGenerator[dict[str, Any], None]:
    if response.is_error:
        raise _Refused(response.status_code, _reason((await response.aread()).decode(errors="replace")))
    async for line in response.aiter_lines():
        if line.strip():
            part = json.loads(line)
            if not isinstance(part, dict):
                raise TypeError("a line that is no object")
            yield part


def _deltas_of(part: Mapping[str, Any]) -> Iterator[Delta]:
    """Yield the words and calls of one part of the stream; the last part, `done`, may hold calls too."""
    message = part.get("message") or {}
    if message.get("content"):
        yield str(message["content"])
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call["function"]
        args = function.get("arguments") or {}
        if isinstance(args, str):
            args = json.loads(args)
        yield ToolCall(str(call.get("id") or index), str(function["name"]), dict(args))
    if part.get("done"):
        # Ollama does not report cached prompt tokens; prompt_eval_count counts the whole prompt
        yield Usage(int(part.get("prompt_eval_count") or 0), 0, int(part.get("eval_count") or 0))


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    encoded: list[dict[str, Any]] = []
    for message in messages:
        entry: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.pictures:
            entry["images"] = [b64encode(picture.data).decode() for picture in message.pictures]
        if message.tool_calls:
            entry["tool_calls"] = [
                {"id": call.id, "function": {"name": call.name, "arguments": dict(call.args)}}
                for call in message.tool_calls
            ]
        if message.tool_call_id is not None:
            entry |= {"tool_call_id": message.tool_call_id, "tool_name": names.get(message.tool_call_id, "")}
        encoded.append(entry)
    return encoded
