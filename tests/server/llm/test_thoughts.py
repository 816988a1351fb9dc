"""What a model thinks is never said, however its deltas were cut; what it says is, all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.llm.thoughts import Thoughts

CALL = '<tool_call>{"name": "HassTurnOn", "arguments": {"name": "Fan"}}</tool_call>'
THOUGHT = [
    ("<think>They greet.</think>Hello there.", "Hello there."),
    ("  <thinking>\nlong\n</thinking>\n\nHello there.", "Hello there."),
    ("[THINK]x[/THINK]Hello there.", "Hello there."),
    ("<reasoning>x</reasoning> Hello there.", "Hello there."),
    ("Okay, the user greets. I answer.\n</think>\n\nHello there.", "Hello there."),
    ("We need to greet.</think>Hello there.", "Hello there."),
    ("<think>never ended", ""),
    ("<|channel|>analysis<|message|>Greet.<|end|><|start|>assistant<|channel|>final<|message|>Hello <3 there.",
     "Hello <3 there."),
    ('<|channel|>commentary to=functions.HassTurnOn <|constrain|>json<|message|>{"name": "Fan"}<|call|>', CALL),
    ('<|start|>assistant to=functions.HassTurnOn<|channel|>commentary json<|message|>{"name": "Fan"}<|call|>', CALL),
    ("<|channel|>commentary<|message|>One moment.<|end|>", "One moment."),
]  # fmt: skip
SAID = [
    "Hello there.",
    "The kitchen is warm.",
    "The users of this house are three.",
    "Okay, good night!",
    "I should",
    "<3 to you",
    "[1] is a footnote",
    "We need to talk about the heating.",
    "2 < 3 | 4",
]


def heard(pieces: list[str]) -> str:
    thoughts = Thoughts()
    said = "".join(map(thoughts.feed, pieces))
    return said + thoughts.end()


@pytest.mark.parametrize(("text", "said"), THOUGHT)
def test_a_thought_is_not_said(text: str, said: str) -> None:
    assert heard([text]) == said
    assert heard(list(text)) == said


@pytest.mark.parametrize("text", SAID)
def test_an_answer_is_said_to_its_last_letter(text: str) -> None:
    assert heard([text]) == text
    assert heard(list(text)) == text


@given(
    of=st.sampled_from([*THOUGHT, *((text, text) for text in SAID)]),
    cuts=st.lists(st.integers(0, 120), max_size=12),
)
def test_it_never_depends_on_where_the_deltas_were_cut(of: tuple[str, str], cuts: list[int]) -> None:
    text, said = of
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    assert heard([text[start:end] for start, end in pairwise(edges)]) == said


def test_an_answer_begins_with_its_first_word() -> None:
    thoughts = Thoughts()
    assert [thoughts.feed(piece) for piece in ("Good ", "evening.")] == ["Good ", "evening."]


def test_a_thought_that_never_ends_is_said_some_day_if_it_may_be_an_answer() -> None:
    thoughts, said = Thoughts(), ""
    for _ in range(3000):
        said += thoughts.feed("the user is a guest " if not said else "x")
    assert said.startswith("the user is a guest")
