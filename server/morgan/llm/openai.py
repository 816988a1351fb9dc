"""A model behind an OpenAI-style server (llama.cpp, vLLM, LM Studio, a provider); knows nothing of prompts or turns."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import openai

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.address import CONNECT_SECONDS, is_near, openai_base
from morgan.llm.stream import spoken
from morgan.ports import Message, Program

if TYPE_CHECKING:
    from morgan.settings import LlmSettings


class OpenAiModel:
    """One server and one of its models (the first that it lists when the settings name none)."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._url = openai_base(settings.url or "")
        self._client = openai.AsyncOpenAI(
            base_url=self._url,
            api_key=settings.api_key.get_secret_value() if settings.api_key else "none",  # the library insists on one
            max_retries=0,  # somebody is waiting: a second try would come after they gave up
            http_client=openai.DefaultAsyncHttpxClient(
                trust_env=not is_near(self._url),
                timeout=openai.Timeout(settings.first_token_seconds, connect=CONNECT_SECONDS),
            ),
        )
        self._model = settings.model

    @property
    def program(self) -> Program:
        """What answers; the model is empty until it was asked for when the settings leave it to the server."""
        about = f"OpenAI-style server at {self._url}"
        return Program("openai", self._model or "", about, "", (), (urlsplit(self._url).netloc, self._url))

    async def find(self) -> None:
        """Ask for the model. Raises EngineMissing when there is none."""
        if self._model is not None:
            return
        with self._translated():
            listed = await self._client.models.list()
            self._model = next((one.id for one in listed.data or ()), None)
        if self._model is None:
            raise EngineMissing(f"{self._url} lists no model; load one there, or name one in llm.model")

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
        # OpenAI itself refuses max_tokens for its newer models; the others know max_tokens best
        limit = "max_completion_tokens" if urlsplit(self._url).hostname == "api.openai.com" else "max_tokens"
        asked: Any = {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            limit: self._settings.max_tokens,
        }
        with self._translated():
            async with await self._client.chat.completions.create(stream=True, **asked) as stream:
                async for chunk in stream:  # leaving early closes the stream, and the server stops writing
                    for choice in chunk.choices[:1]:
                        if choice.delta and choice.delta.content:  # thoughts come as reasoning_content: left alone
                            yield choice.delta.content

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Put the library's errors into words that say what to do."""
        try:
            yield
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout):
                raise EngineMissing(
                    f"no language model can be reached at {self._url}; is its server running?"
                ) from error
            raise EngineFailed(f"the language model's server at {self._url} stopped answering") from error
        except openai.NotFoundError as error:
            model, self._model = self._model, self._settings.model  # the next question asks for the list again
            raise EngineMissing(f"{self._url} has no model {model}; name one that it has in llm.model") from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EngineMissing(f"{self._url} wants another key; set llm.api_key") from error
        except openai.OpenAIError as error:
            raise EngineFailed(f"the language model's server at {self._url} failed: {str(error)[:200]}") from error
        except (ValueError, AttributeError, TypeError) as error:  # JSON of another shape, found where it is used
            raise EngineFailed(f"what answers at {self._url} does not speak as OpenAI does") from error
