"""A model behind an OpenAI-style server (llama.cpp, vLLM, LM Studio, a provider); knows nothing of prompts or turns."""

from __future__ import annotations

import json
import logging
import re
from base64 import b64encode
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import openai

from morgan.errors import CannotSee, EngineFailed, EngineMissing, ModelGone, TooLong
from morgan.llm.printed import without_tools
from morgan.llm.stream import spoken
from morgan.ports import NO_WISH, Delta, Message, Program, Tool, ToolCall, Usage, Wish, schema_of, with_pictures
from morgan.remote.http_client import HttpClient
from morgan.remote.urls import PREPARE_SECONDS, openai_base, shown

if TYPE_CHECKING:
    from morgan.settings.schema import ModelSettings

_log = logging.getLogger(__name__)

# Fields that some servers refuse, in the order in which their names are looked for in a server's error ("max_tokens"
# means that it wants max_completion_tokens, as OpenAI's newer models do).
_OPTIONAL = ("stream_options", "temperature", "max_tokens", "tools", "response_format")
_LONGEST_CALLS, _MOST_CALLS = 64 * 1024, 100  # per answer: calls are kept in memory until it ends
_MEMORY = re.compile(r"(?i)out of memory|(system|video|gpu|enough) memory")
_TOO_LONG = re.compile(r"context.{0,20}(length|size|window)|exceed_context|too long|too many tokens", re.IGNORECASE)


class OpenAiModel:
    """One server and one of its models (the first that it lists when the settings and the wish name none)."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        url = openai_base(settings.url or "")
        self._url = shown(url)
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=settings.api_key.get_secret_value() if settings.api_key else "none",  # the library requires one
            max_retries=0,  # a user waits: a retry would come after they gave up
            http_client=HttpClient(url, seconds=settings.first_token_seconds, follow_redirects=True),
        )
        self._model = settings.model
        self._refused: set[str] = set()  # fields that this server has refused

    @property
    def program(self) -> Program:
        """Program and model; if the settings name no model, it is empty until the server was asked for its list."""
        about = f"OpenAI-style server at {self._url}"
        return Program("openai", self._model or "", about, "", (), (urlsplit(self._url).netloc, self._url))

    async def models(self) -> tuple[str, ...]:
        """Return the names of all models that the server has. Raises EngineMissing, EngineFailed."""
        with self._translated():
            return tuple(one.id for one in (await self._client.models.list()).data or ())

    async def sees(self, name: str) -> bool:  # noqa: ARG002  # no server reports it; the setting is for all models
        """Tell whether a model takes pictures."""
        return self._settings.sees_images

    async def find(self) -> None:
        """Ask for the model. Raises EngineMissing when there is none."""
        if self._model is not None:
            return
        self._model = next(iter(await self.models()), None)
        if self._model is None:
            raise EngineMissing(f"{self._url} lists no model; load one there, or name one in llm.model")

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas. Raises EngineMissing, ModelGone, TooLong, EngineFailed."""
        await self.find()
        if with_pictures(messages) and not self._settings.sees_images:
            raise CannotSee(f"the language model at {self._url} can only read; if it sees, set llm.sees_images")
        deltas = spoken(
            self._deltas(messages, tools, wish),
            whose=f"the language model {wish.model or self._model}",
            first_token_seconds=self._settings.first_token_seconds,
            tools=tools,
        )
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Let the server decode one token, which caches the prompt. Raises EngineMissing, TooLong, EngineFailed."""
        await self.find()
        with self._translated(wish.model):
            async with await self._begin(messages, tools, wish, only_read=True) as stream:
                async for chunk in stream:  # a cancel closes the connection, and the server stops reading
                    if any(choice.finish_reason for choice in chunk.choices or ()):
                        return

    async def _deltas(
        self, messages: Sequence[Message], tools: Sequence[Tool], wish: Wish
    ) -> AsyncGenerator[Delta, None]:
        with self._translated(wish.model):
            async with await self._begin(messages, tools, wish) as stream:
                calls, usage, ended = _Fragments(), Usage(), False
                async for chunk in stream:  # an early exit closes the stream, and the server stops decoding
                    usage = _usage_of(chunk) or usage
                    for choice in (chunk.choices or ())[:1]:
                        ended = ended or bool(choice.finish_reason)
                        if choice.delta and choice.delta.content:  # thoughts come as reasoning_content: ignored
                            yield choice.delta.content
                        for fragment in (choice.delta and choice.delta.tool_calls) or ():
                            calls.add(fragment)
                for call in calls.whole(ended=ended):
                    yield call
                yield usage

    async def _begin(
        self, messages: Sequence[Message], tools: Sequence[Tool], wish: Wish, *, only_read: bool = False
    ) -> Any:  # noqa: ANN401 - the library's
        """Send the request; leave out fields that the server refuses by name, now and from then on."""
        for _ in range(len(_OPTIONAL) + 1):
            asked = self._asked(messages, tools, wish, 1 if only_read else self._settings.max_tokens)
            if only_read:
                asked["timeout"] = PREPARE_SECONDS
            try:
                return await self._client.chat.completions.create(**asked)
            except openai.BadRequestError as error:
                refused = next((name for name in _OPTIONAL if name not in self._refused and name in str(error)), None)
                if refused is None or _TOO_LONG.search(str(error)):
                    raise
                self._refused.add(refused)
        raise EngineFailed(f"the language model's server at {self._url} refuses whatever it is asked")

    def _asked(
        self, messages: Sequence[Message], tools: Sequence[Tool], wish: Wish, most_tokens: int
    ) -> dict[str, Any]:
        # OpenAI itself refuses max_tokens for its newer models; most other servers know only max_tokens
        theirs = urlsplit(self._url).hostname == "api.openai.com" or "max_tokens" in self._refused
        asked: dict[str, Any] = {
            "model": wish.model or self._model,
            "messages": _messages(without_tools(messages, tools) if "tools" in self._refused else messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": self._settings.temperature if wish.temperature is None else wish.temperature,
            "max_completion_tokens" if theirs else "max_tokens": most_tokens,
        }
        if (schema := schema_of(messages)) is not None:
            asked["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        if tools:
            asked["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
                }
                for tool in tools
            ]
        return {name: value for name, value in asked.items() if name not in self._refused}

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()

    def _failed(self, error: openai.OpenAIError) -> EngineFailed:
        """Return an error for it. The server's own words may quote the question: they go to the log only, at DEBUG."""
        _log.debug("the language model's server failed why=%s", str(error)[:200])
        if _MEMORY.search(str(error)):
            return EngineFailed(
                f"the language model's server at {self._url} is out of memory; name a smaller llm.model"
            )
        status = getattr(error, "status_code", None)
        how = f" ({status})" if status else ""
        return EngineFailed(
            f"the language model's server at {self._url} failed{how}; at log_level debug its own words are in the log"
        )

    def _gone(self) -> EngineMissing:
        model, self._model = self._model, self._settings.model  # the next question asks for the list again
        if model is None:  # the request for the list itself failed
            return EngineMissing(f"what answers at {self._url} lists no models: no Ollama, and no OpenAI-style server")
        return EngineMissing(f"{self._url} has no model {model}; name one that it has in llm.model")

    @contextmanager
    def _translated(self, wished: str | None = None) -> Iterator[None]:
        """Translate the library's errors into EngineFailed and EngineMissing, with words that say what to do."""
        try:
            yield
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout):
                raise EngineMissing(
                    f"no language model can be reached at {self._url}; is its server running?"
                ) from error
            raise EngineFailed(f"the language model's server at {self._url} stopped answering") from error
        except openai.BadRequestError as error:
            if _TOO_LONG.search(str(error)):
                raise TooLong(f"the conversation does not fit into the context of {wished or self._model}") from error
            raise self._failed(error) from error
        except openai.RateLimitError as error:
            raise EngineFailed(f"the language model's server at {self._url} is busy") from error
        except openai.NotFoundError as error:
            if wished is not None:
                raise ModelGone(f"{self._url} has no model {wished}") from error
            raise self._gone() from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EngineMissing(f"{self._url} wants another key; set llm.api_key") from error
        except openai.OpenAIError as error:
            if _TOO_LONG.search(str(error)):  # LM Studio and others report it in the stream
                raise TooLong(f"the conversation does not fit into the context of {wished or self._model}") from error
            raise self._failed(error) from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:  # mid-stream the library does not wrap it
            raise EngineFailed(f"the connection to {self._url} broke ({type(error).__name__})") from error
        except (ValueError, AttributeError, TypeError) as error:  # JSON of another shape, found where it is used
            raise EngineFailed(f"what answers at {self._url} does not speak as OpenAI does") from error


class _Fragments:
    """Assembles streamed tool calls: the name comes first, the arguments in pieces, matched by index."""

    def __init__(self) -> None:
        self._calls: dict[int, tuple[str, str, list[str]]] = {}
        self._size = 0

    def add(self, fragment: Any) -> None:  # noqa: ANN401 - the library's, and servers deviate from it
        """Add a piece. Servers that send whole calls (Gemini's, older vLLM) omit the index or leave it at 0."""
        index = len(self._calls) if fragment.index is None else int(fragment.index)
        called, name, arguments = self._calls.get(index, ("", "", []))
        function = fragment.function
        if called and fragment.id and fragment.id != called:
            index, called, name, arguments = len(self._calls), "", "", []
        name = name or (function.name if function and function.name else "")
        self._calls[index] = (called or fragment.id or "", name, arguments)
        if function and function.arguments:
            arguments.append(function.arguments)
            self._size += len(function.arguments)
        if self._size > _LONGEST_CALLS or len(self._calls) > _MOST_CALLS:
            raise EngineFailed("the language model called for too much at once")

    def whole(self, *, ended: bool) -> Iterator[ToolCall]:
        """Yield the calls. Raises EngineFailed for truncated or invalid JSON, TypeError for JSON that is no object."""
        for index, (called, name, arguments) in sorted(self._calls.items()):
            text = "".join(arguments).strip()
            try:
                args = json.loads(text) if text else {}
            except ValueError as error:
                why = "sent a call that is no JSON" if ended else "broke off in the middle of a call"
                raise EngineFailed(f"the language model {why}") from error
            yield ToolCall(called or str(index), name, dict(args))


def _usage_of(chunk: Any) -> Usage | None:  # noqa: ANN401 - the library's, with what servers add to it
    """Return OpenAI's usage, or llama.cpp's timings, which count the cached tokens."""
    timings = (chunk.model_extra or {}).get("timings")
    if isinstance(timings, dict):
        cached = int(timings.get("cache_n") or 0)
        return Usage(cached + int(timings.get("prompt_n") or 0), cached, int(timings.get("predicted_n") or 0))
    if chunk.usage is None:
        return None
    details = chunk.usage.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    return Usage(chunk.usage.prompt_tokens or 0, cached, chunk.usage.completion_tokens or 0)


def _content(message: Message) -> str | list[dict[str, Any]]:
    if not message.pictures:
        return message.content
    urls = [f"data:{each.media_type};base64,{b64encode(each.data).decode()}" for each in message.pictures]
    pictures = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [{"type": "text", "text": message.content}, *pictures]


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    encoded: list[dict[str, Any]] = []
    for message in messages:
        entry: dict[str, Any] = {"role": message.role, "content": _content(message)}
        if message.tool_calls:
            entry["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": json.dumps(dict(call.args), ensure_ascii=False)},
                }
                for call in message.tool_calls
            ]
        if message.tool_call_id is not None:
            entry["tool_call_id"] = message.tool_call_id
        encoded.append(entry)
    return encoded
