"""Detects, at the first question, which kind of server is at `llm.url`; knows no protocol beyond that.

Morgan's server and the model's start in any order, and either may restart while the other runs: so no request is sent
before there is a question, and a server that was unreachable is asked again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from morgan.errors import EngineFailed, EngineMissing, ModelGone
from morgan.ports import NO_WISH, ChatModel, Delta, Message, Offer, Program, Progress, Tool, Wish
from morgan.remote.urls import is_near, root_of, shown
from morgan.runtime.engine_thread import on_a_thread

if TYPE_CHECKING:
    from morgan.settings.schema import ModelSettings

_HAS_SECONDS = 30.0  # a server's list changes only when somebody fetches or deletes a model
_MOST_OFFERED = 200  # a provider lists hundreds, too many to read in a form
_ASK_SECONDS = 5.0  # Ollama answers /api/version at once, also while it loads a model


class FoundModel(ChatModel, Protocol):
    """A model that can be looked up on its server before the first question."""

    async def find(self) -> None:
        """Ask the server for the model. Raises EngineMissing when there is none."""
        ...

    async def models(self) -> tuple[str, ...]:
        """Return the names of all models that the server has. Raises EngineMissing, EngineFailed."""
        ...

    async def sees(self, name: str) -> bool:
        """Tell whether a model can be shown pictures. Raises EngineMissing, EngineFailed."""
        ...


@runtime_checkable
class PullingModel(Protocol):
    """A model whose server can fetch models."""

    def pull(self, name: str) -> AsyncGenerator[Progress, None]:
        """Let the server fetch a model. Raises EngineMissing when it cannot, EngineFailed."""
        ...


class ServedModel:
    """The model of one server, whose kind is detected when it is first needed."""

    def __init__(
        self,
        settings: ModelSettings,
        offered: Sequence[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`offered`: the models that a request may name, if the owner listed them; None: all that the server has."""
        self._settings, self._offered, self._clock = settings, offered, clock
        self._has: tuple[float, tuple[str, ...]] | None = None  # time of the server's last list, and the list
        self._url = settings.url or ""
        self._where = shown(root_of(self._url))  # raises at the start for an invalid address
        self._model: FoundModel | None = None
        self._choosing = asyncio.Lock()

    @property
    def program(self) -> Program:
        """The model's program; before the first question, only what the settings tell."""
        if self._model is not None:
            return self._model.program
        about = f"language model at {self._where}, not asked yet"
        return Program("llm", self._settings.model or "", about, "", (), ("", self._where))

    async def find(self) -> None:
        """Ask the server for its kind and its model. Raises EngineMissing, EngineFailed."""
        await (await self._chosen()).find()

    async def models(self) -> tuple[str, ...]:
        """Return the names of all models that the server has. Raises EngineMissing, EngineFailed."""
        return await (await self._chosen()).models()

    async def offer(self) -> Offer:
        """Return the models on offer. Raises EngineMissing when the server cannot be reached, EngineFailed."""
        with suppress(EngineMissing):  # the settings' model is missing: others may be there
            await self.find()
        has, own = await self._known_models(), self.program.model
        may = tuple(name for name in has if self._may(name))[:_MOST_OFFERED]
        model = await self._chosen()
        return Offer(own, may, tuple([name for name in dict.fromkeys((own, *may)) if name and await model.sees(name)]))

    async def _checked(self, wish: Wish) -> Wish:
        """Check that the wish's model is allowed and there. Raises ModelGone, EngineMissing, EngineFailed.

        The server's refusal cannot be relied on: a server with a single model answers with it, whatever the request.
        """
        if wish.model is not None:
            await self.find()
        wish = wish.besides(self.program.model)
        if wish.model is None:
            return wish
        if not self._may(wish.model):
            raise ModelGone(f"{wish.model} is not among the models that may be chosen; see llm.choices")
        if wish.model not in await self._known_models(at_least=wish.model):
            raise ModelGone(f"the language model's server at {self._where} has no model {wish.model}")
        return wish

    def _may(self, name: str) -> bool:
        return self._offered is None or name in self._offered

    async def _known_models(self, at_least: str | None = None) -> tuple[str, ...]:
        """Return the server's models, cached for 30 s; asks again if `at_least` is not among them."""
        now = self._clock()
        if self._has is None or now - self._has[0] >= _HAS_SECONDS or at_least not in (None, *self._has[1]):
            self._has = now, await self.models()
        return self._has[1]

    async def pull(self, name: str) -> AsyncGenerator[Progress, None]:
        """Let the server fetch a model. Raises EngineMissing when it cannot, EngineFailed."""
        model = await self._chosen()
        if not isinstance(model, PullingModel):
            raise EngineMissing(f"the server at {self._where} fetches no models; load {name} there yourself")
        async with aclosing(model.pull(name)) as steps:
            async for step in steps:
                yield step

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas. Raises EngineMissing, EngineFailed."""
        model, wish = await self._chosen(), await self._checked(wish)
        async with aclosing(model.answer(messages, tools, wish)) as deltas:
            async for delta in deltas:
                yield delta

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Let the server load the model and read the messages, unless it charges for each token.

        Raises EngineMissing, EngineFailed.
        """
        wanted = self._settings.prepare
        if wanted == "on" or (wanted == "auto" and is_near(self._url)):
            model, wish = await self._chosen(), await self._checked(wish)
            await model.prepare(messages, tools, wish)

    async def close(self) -> None:
        """Close connections."""
        if self._model is not None:
            await self._model.close()

    async def _chosen(self) -> FoundModel:
        async with self._choosing:
            if self._model is None:
                kind = self._settings.kind if self._settings.kind != "auto" else await _kind_of(self._url)
                # importing takes up to a second, and other turns are running
                self._model = await on_a_thread("build-llm", lambda _: _build(kind, self._settings))
            return self._model


def _build(kind: str, settings: ModelSettings) -> FoundModel:
    """Import only the library that is used: each costs a third of a second and tens of megabytes."""
    if kind == "ollama":
        from morgan.llm.ollama import OllamaModel  # noqa: PLC0415

        return OllamaModel(settings)
    from morgan.llm.openai import OpenAiModel  # noqa: PLC0415

    return OpenAiModel(settings)


async def _kind_of(url: str) -> str:
    """Detect Ollama by /api/version, which only Ollama has: llama.cpp's server copies others of its paths."""
    import httpx2  # noqa: PLC0415 - 0.2 s, and a house without a language model never needs it

    from morgan.remote.http_client import HttpClient  # noqa: PLC0415 - the same

    asked = root_of(url)
    root = shown(asked)
    try:
        async with HttpClient(asked, seconds=_ASK_SECONDS) as client:
            answer = await client.get("/api/version")
        if answer.status_code == 200 and isinstance(answer.json(), dict) and "version" in answer.json():
            return "ollama"
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise EngineMissing(f"no language model can be reached at {root}; is its server running?") from error
    except httpx2.HTTPError as error:
        raise EngineFailed(f"the language model's server at {root} does not answer ({type(error).__name__})") from error
    except ValueError:
        pass  # no JSON: not Ollama
    return "openai"
