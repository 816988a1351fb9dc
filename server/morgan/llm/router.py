"""Asks the best model that is not passed over, and the next one if it fails before its first word; knows no server.

A model that failed is passed over for a while (`morgan.runtime.ranking`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from morgan.errors import CannotSee, EngineFailed, EngineMissing, TooLong
from morgan.ports import NO_WISH, ChatModel, Chosen, Delta, Message, Program, Tool, Usage, Wish
from morgan.runtime.ranking import Breaker, Ranked

_LOGGER = logging.getLogger(__name__)

_MOST_WISHED = 32  # named models whose failures are remembered: there are few, and a forgotten one is only tried again


@dataclass(slots=True, eq=False)
class _Ranked(Ranked[ChatModel]):
    """A model, and the name by which requests ask for it."""

    wished: str | None = None

    @property
    def name(self) -> str:
        program = self.engine.program
        return self.wished or program.model or program.name


class Router:
    """Several models as one, best first."""

    def __init__(
        self, models: Sequence[ChatModel], cool_down_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ranked = [_Ranked(model) for model in models]
        self._wished: dict[str, _Ranked] = {}
        self._breaker = Breaker(cool_down_seconds, clock)

    @property
    def program(self) -> Program:
        """The program of the model that would be asked now."""
        return self._breaker.willing(self._ranked)[0].engine.program

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield Chosen and then the deltas of the first model that says anything.

        Raises the last model's error when none does, and any error of the chosen one after its first word.
        """
        ranked = self._for(wish)
        willing = self._breaker.willing(ranked)
        passed = [f"{one.name}: {one.why}" for one in ranked if one not in willing]
        for one in willing:
            begun = False
            try:
                answer = one.engine.answer(messages, tools, replace(wish, model=one.wished))
                with self._breaker.trying(one):
                    async with aclosing(answer) as deltas:
                        async for delta in deltas:
                            if not begun and not isinstance(delta, Usage):
                                begun = True
                                yield Chosen(one.name, tuple(passed))
                            yield delta
                self._breaker.well(one)
            except CannotSee as error:
                if one is willing[-1]:
                    raise
                passed.append(f"{one.name}: {error.code}")  # not a failure
            except TooLong:
                raise  # the conversation is the cause, and the caller can shorten it
            except EngineFailed as error:
                self._rest(one, error)
                if begun or one is willing[-1]:
                    raise
                passed.append(f"{one.name}: {one.why}")
            else:
                return

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Prepare the model that will be asked, so that a missing one is found before the user waits for it.

        Raises the last model's error.
        """
        willing = self._breaker.willing(self._for(wish))
        for one in willing:
            try:
                return await one.engine.prepare(messages, tools, replace(wish, model=one.wished))
            except EngineMissing as error:
                self._rest(one, error)
                if one is willing[-1]:
                    raise
        return None

    async def close(self) -> None:
        """Close all connections."""
        for one in self._ranked:
            await one.engine.close()

    def _for(self, wish: Wish) -> list[_Ranked]:
        """Return the models that may answer, best first; a model that the wish names comes first."""
        first, *others = self._ranked
        wished = wish.besides(first.engine.program.model).model
        if wished is None:
            return self._ranked
        known = self._wished.pop(wished, None) or _Ranked(first.engine, wished=wished)
        self._wished[wished] = known
        if len(self._wished) > _MOST_WISHED:
            del self._wished[next(iter(self._wished))]
        return [known, *others]

    def _rest(self, one: _Ranked, error: EngineFailed) -> None:
        self._breaker.rest(one, error.code)
        _LOGGER.warning("model failed model=%s code=%s why=%s", one.name, error.code, error)
