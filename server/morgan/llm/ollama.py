"""A model behind Ollama's own protocol (/api/chat); knows nothing of prompts or turns.

Its own protocol instead of its OpenAI-style one, because only here can the context size be pinned (another size makes
Ollama load the model anew) and thinking be switched off (left out, a model that can think does, for seconds).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any, Literal

import httpx
import ollama

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.address import CONNECT_SECONDS, is_near, root_of
from morgan.llm.stream import spoken
from morgan.ports import Message, Program

if TYPE_CHECKING:
    from morgan.settings import LlmSettings

_FOREVER = -1  # keep_alive: unloading costs the next question seconds; a number, because the text "-1" is refused


class OllamaModel:
    """One Ollama server and one of its models (the first that it lists when the settings name none)."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._url = root_of(settings.url or "")
        key = settings.api_key.get_secret_value() if settings.api_key else None
        self._client = ollama.AsyncClient(
            self._url,
            timeout=httpx.Timeout(settings.first_token_seconds, connect=CONNECT_SECONDS),
            trust_env=not is_near(self._url),
            headers={"Authorization": f"Bearer {key}"} if key else None,
        )
        self._model = settings.model
        self._think: dict[str, Literal[False, "low"] | None] = {}  # by model, once it was asked

    @property
    def program(self) -> Program:
        """What answers; the model is empty until it was asked for when the settings leave it to the server."""
        return Program("ollama", self._model or "", f"Ollama at {self._url}", "", (), ("Ollama", "https://ollama.com"))

    async def find(self) -> None:
        """Ask for the model and what it can do. Raises EngineMissing when there is none."""
        with self._translated():
            if self._model is None:
                listed = (await self._client.list()).models
                self._model = next((one.model for one in listed if one.model), None)
            if self._model is None:
                raise EngineMissing(f"Ollama at {self._url} has no model; run: ollama pull qwen3:4b-instruct")
            if self._model not in self._think:
                about = await self._client.show(self._model)
                can_think = "thinking" in (about.capabilities or ())
                family = str((about.modelinfo or {}).get("general.architecture"))
                # gpt-oss cannot stop thinking: it takes false for its default, which is more than it needs
                self._think[self._model] = ("low" if family == "gptoss" else False) if can_think else None

    async def answer(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        """Yield the reply's deltas. Raises EngineMissing, EngineFailed."""
        await self.find()
        deltas = spoken(
            self._deltas(messages),
            whose=f"the language model {self._model}",
            first_token_seconds=self._settings.first_token_seconds,
        )
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta

    async def _deltas(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        model = self._model or ""
        ended = False
        with self._translated():
            parts: Any = await self._client.chat(
                model,
                [{"role": message.role, "content": message.content} for message in messages],
                stream=True,
                think=self._think[model],
                keep_alive=_FOREVER,
                options={"num_ctx": self._settings.context_tokens, "num_predict": self._settings.max_tokens},
            )
            async with aclosing(parts):  # leaving early closes the stream, and Ollama stops writing
                async for part in _until_done(parts):
                    ended = bool(part.done)
                    if part.message.content:
                        yield part.message.content
        if not ended:
            raise EngineFailed(f"Ollama at {self._url} broke off in the middle of its answer")

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()  # type: ignore[no-untyped-call]  # the library left it bare

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Put the library's errors into words that say what to do."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError) as error:
            raise EngineMissing(f"no Ollama can be reached at {self._url}; is it running?") from error
        except ollama.ResponseError as error:
            if error.status_code == 404:
                model, self._model = self._model, self._settings.model  # the next question asks for the list again
                raise EngineMissing(f"Ollama at {self._url} has no model {model}; run: ollama pull {model}") from error
            if error.status_code in {401, 403}:
                raise EngineMissing(f"Ollama at {self._url} wants another key; set llm.api_key") from error
            raise EngineFailed(f"Ollama at {self._url} failed: {str(error.error)[:200]}") from error
        except httpx.TimeoutException as error:
            raise EngineFailed(f"Ollama at {self._url} stopped answering") from error
        except httpx.HTTPError as error:
            raise EngineFailed(f"the connection to Ollama at {self._url} broke ({type(error).__name__})") from error
        except (ValueError, AttributeError, TypeError) as error:  # JSON of another shape, found where it is used
            raise EngineFailed(f"what answers at {self._url} does not speak as Ollama does") from error


async def _until_done(parts: AsyncIterator[ollama.ChatResponse]) -> AsyncIterator[ollama.ChatResponse]:
    async for part in parts:
        yield part
        if part.done:
            return
