"""Clauses are made ahead of whoever listens, in order, within bounds, and never for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import numpy as np
import pytest

from morgan.errors import EngineFailed
from morgan.ports import Clause, Sound
from morgan.testing import FakeTextToSpeech, until
from morgan.tts.audio.lookahead import Saying, said
from morgan.tts.clauses import marked, plain


class LongWinded(FakeTextToSpeech):
    """Makes four seconds of sound of each clause."""

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        self.said.append(clause)
        await self.gate.passing()
        yield Sound(np.full(4 * 8_000, 1_000, dtype=np.int16), 8_000)


async def text(*deltas: str) -> AsyncGenerator[str, None]:
    for delta in deltas:
        yield delta


async def clauses(count: int) -> AsyncGenerator[Saying, None]:
    for number in range(count):
        yield Saying(Clause(f"{number}"), 0.1)


async def sayings(*deltas: str, language: str = "en", manner: Clause = Clause("")) -> list[tuple[str, float]]:  # noqa: B008  # a frozen value
    return [(one.clause.text, round(one.pause_seconds, 2)) async for one in plain(text(*deltas), manner, language)]


async def test_the_next_clauses_are_made_while_one_is_heard_but_not_without_bound() -> None:
    mouth = LongWinded()
    async with aclosing(said(mouth, clauses(20))) as sounds:
        await anext(sounds)
        await until(lambda: len(mouth.said) == 4)  # the fourth was begun with 8 s unheard, the fifth would be with 12
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(mouth.said) == 4
        await anext(sounds)
        await until(lambda: len(mouth.said) == 5)
    assert len(mouth.said) == 5


async def test_a_listener_who_leaves_stops_the_work() -> None:
    mouth = LongWinded()
    async with aclosing(said(mouth, clauses(20))) as sounds:
        await anext(sounds)
        await until(lambda: len(mouth.said) == 4)
        mouth.gate.opened.clear()
        await anext(sounds)
        await until(lambda: len(mouth.said) == 5)  # held in its midst
    assert mouth.gate.left.is_set()
    assert len(mouth.said) == 5


async def test_what_was_made_is_heard_before_a_failure_is_told() -> None:
    mouth = FakeTextToSpeech(fail_at=2, error=EngineFailed("no memory"))
    async with aclosing(said(mouth, clauses(5))) as sounds:
        for _ in range(2):
            assert (await anext(sounds)).seconds > 0
        with pytest.raises(EngineFailed):
            await anext(sounds)


async def test_a_clause_that_goes_on_sounds_unfinished_and_pauses_fit_what_ended() -> None:
    assert await sayings("The kitchen lights are on. Good night") == [
        ("The kitchen lights,", 0.28),
        ("are on.", 0.06),
        ("Good night", 0.28),
    ]
    assert await sayings("Sure, done. Bye", manner=Clause("", speed=2.0)) == [
        ("Sure,", 0.14),
        ("done.", 0.06),
        ("Bye", 0.14),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Sure, all of it** is _off_.", ["Sure,", "all of it is off."]),
        ("Run this:\n```python\nprint('x. y')\nz\n```\nThen rest.", ["Run this:", "Then rest."]),
        ("Use ```ls``` now.", ["Use ls now."]),
        ("- milk, cold\n- bread 🎉", ["milk,", "cold", "bread"]),
        ("See [the docs, please](https://a.b/c).", ["See the docs, please."]),
        ("🎉", []),
    ],
)
async def test_markup_that_is_cut_is_not_read(written: str, expected: list[str]) -> None:
    for deltas in ([written], list(written)):
        assert [said for said, _ in await sayings(*deltas)] == expected


async def test_ssml_takes_the_voice_of_its_language_if_there_is_one() -> None:
    document = (
        "One<lang xml:lang='de'>zwei</lang><lang xml:lang='tlh'>three</lang><break time='1s'/><voice name='zwei'>4"
    )
    found = [one async for one in marked(text(document), Clause("", "fake-voice"), "en", FakeTextToSpeech().voices)]
    assert [(one.clause.text, one.clause.voice, one.clause.language) for one in found] == [
        ("One", "fake-voice", None),
        ("zwei", None, "de"),
        ("three", "fake-voice", None),
        ("four", "zwei", None),
    ]
    assert found[-1].pause_seconds == 1.0
