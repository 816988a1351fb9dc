"""Deltas become clauses that can be spoken."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.tts.sentences import Clauses


def cut(*deltas: str, language: str = "en", max_chars: int = 400) -> list[str]:
    """All the clauses of these deltas."""
    clauses = Clauses(language, max_chars)
    return [piece.text for piece in [*(one for delta in deltas for one in clauses.feed(delta)), *clauses.end()]]


def test_a_sentence_can_be_spoken_as_soon_as_the_next_one_begins() -> None:
    clauses = Clauses()
    assert clauses.feed("The light is on. ") == []
    assert clauses.feed("A") == ["The light is on."]
    assert clauses.feed("nything else? ") == ["Anything else?"]
    assert clauses.feed("Good") == []
    assert clauses.end() == ["Good"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 21.5 degrees. Nice!", ["It is 21.5 degrees.", "Nice!"]),
        ("Dr. Who is at www.example.com/a?b now. Yes.", ["Dr. Who is at www.example.com/a?b now.", "Yes."]),
        ("Lights, e.g. the lamp. J. Smith. Ok", ["Lights, e.g. the lamp.", "J. Smith.", "Ok"]),
        ("So do I. Then go.", ["So do I.", "Then go."]),
        ("The answer is no. Then go.", ["The answer is no.", "Then go."]),
        ('"Really?" she asked. "Yes." Then', ['"Really?"', "she asked.", '"Yes."', "Then"]),
        ("**Done.** Next", ["**Done.**", "Next"]),
        ("Wait... what? No way?!", ["Wait... what?", "No way?!"]),
        ("Milk\nbread\n\n- eggs", ["Milk", "bread", "- eggs"]),
        ("1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
        ("今日は晴れです。明日は？「雨。」はい", ["今日は晴れです。", "明日は？", "「雨。」", "はい"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_clauses_end_where_sentences_do(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_german_ordinal_ends_no_sentence() -> None:
    assert cut("Am 3. Mai ist Markt. Komm z. B. mit.", language="de-DE") == ["Am 3. Mai ist Markt.", "Komm z. B. mit."]


def test_a_sentence_without_end_is_cut_at_a_comma_then_at_a_space_then_anywhere() -> None:
    assert cut("one two six, three four five", max_chars=16) == ["one two six,", "three four five"]
    assert cut("one two three four five", max_chars=16) == ["one two three", "four five"]
    assert cut("x" * 40, max_chars=16) == ["x" * 16, "x" * 16, "x" * 8]


text_of_replies = st.text(alphabet=st.sampled_from('aB1. ,!?\n。」"*éI:\t'), max_size=200) | st.text(max_size=200)


@given(text=text_of_replies, data=st.data(), max_chars=st.integers(4, 60))
def test_clauses_never_depend_on_how_the_text_was_cut(text: str, data: st.DataObject, max_chars: int) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    deltas = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert cut(*deltas, max_chars=max_chars) == cut(text, max_chars=max_chars)


@given(text=text_of_replies, max_chars=st.integers(4, 60))
def test_nothing_is_lost_or_made_up_and_no_clause_is_too_long(text: str, max_chars: int) -> None:
    clauses = cut(text, max_chars=max_chars)
    assert "".join("".join(clauses).split()) == "".join(text.split())
    assert all(clause == clause.strip() and 0 < len(clause) <= max_chars for clause in clauses)


@pytest.mark.parametrize("text", ["word " * 8_000, "x" * 40_000, "." * 40_000, "e.g. " * 8_000, " \n" * 20_000])
def test_forty_thousand_characters_in_small_deltas_take_milliseconds(text: str) -> None:
    clauses = Clauses()
    begin = time.perf_counter()
    for start in range(0, len(text), 8):
        clauses.feed(text[start : start + 8])
    clauses.end()
    # 20 to 60 ms on one slow core; quadratic work would take minutes.
    assert time.perf_counter() - begin < 1.0
