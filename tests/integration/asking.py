"""What the tests do with an answer; knows no server."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.models import Question


async def ask(client: MorganClient, question: Question) -> AsyncIterator[str]:
    """The words of an answer that needs nothing done."""
    async with client.ask(question) as answer:
        async for piece in answer.round():
            assert isinstance(piece, str)
            yield piece


async def collect[Piece](into: list[Piece], stream: AsyncIterable[Piece]) -> None:
    """Keep what came, whatever comes of it."""
    async for piece in stream:
        into.append(piece)  # noqa: PERF401  # what came before an error counts
