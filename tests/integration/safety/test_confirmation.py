"""A question that waits: who may answer it, until when, and what each answer means to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from custom_components.morgan.safety import confirmation
from custom_components.morgan.safety.confirmation import ANSWER_SECONDS, STAYS, Pending, who
from custom_components.morgan.safety.pin import LOCK_SECONDS, Tries
from homeassistant.components import conversation
from homeassistant.core import Context

QUESTION = "Shall I really unlock Front Door?"


async def act(answer: conversation.ConversationInput, chat_log: conversation.ChatLog) -> None:
    """Nothing is done here."""


def said(user: str | None = "anna", device: str | None = "hall", satellite: str | None = "assist_satellite.hall"):
    return conversation.ConversationInput(
        text="yes",
        context=Context(user_id=user),
        conversation_id="1",
        device_id=device,
        satellite_id=satellite,
        language="en",
        agent_id="conversation.morgan",
    )


def pending(pin: str = "") -> Pending:
    return Pending(act, QUESTION, who(said()), "intent", pin, "unlock the front door", ("Front Door",))


@contextmanager
def clock() -> Iterator[list[float]]:
    """The time, to be set."""
    time = [1000.0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confirmation.time, "monotonic", lambda: time[0])
        yield time


def test_only_the_one_who_was_asked_may_answer_and_only_there() -> None:
    question = pending()
    assert question.may_answer(said())
    assert not question.may_answer(said(user="ben"))
    assert not question.may_answer(said(user=None))
    assert not question.may_answer(said(device="kitchen"))
    assert not question.may_answer(said(satellite="assist_satellite.kitchen"))
    assert not question.may_answer(said(None, None, None))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("yes", "act"),
        ("yes, unlock the front door", "act"),
        ("no", "no"),
        ("stop the vacuum", "no_and_more"),
        ("turn on the light", "unclear"),
        ("yes turn on the light", "unclear"),
        ("4711", "unclear"),
    ],
)
def test_a_sentence_means_something_to_a_question(text: str, verdict: str) -> None:
    with clock():
        assert pending().judge(text, "en", Tries()) == verdict


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        ("yes", "en", "pin"),
        ("4711", "en", "act"),
        ("yes, 4711", "en", "act"),
        ("４７１１", "en", "act"),
        ("4712", "en", "wrong"),
        ("٤٧١٢", "ar", "wrong"),
        ("no", "en", "no"),
        ("نه", "fa", "no"),
        ("what", "en", "unclear"),
        ("47", "en", "unclear"),
    ],
)
def test_where_a_pin_is_wanted_a_yes_does_not_do(text: str, language: str, verdict: str) -> None:
    with clock():
        assert pending("4711").judge(text, language, Tries()) == verdict


def test_only_what_asks_for_the_pin_leaves_the_question_open() -> None:
    assert {"pin", "wrong"} == STAYS


def test_tries_count_over_questions_and_lock_even_the_right_pin_out() -> None:
    with clock() as now:
        tries = Tries()
        verdicts = [pending("4711").judge(f"000{number}", "en", tries) for number in range(4)]
        assert verdicts == ["wrong", "wrong", "refused", "locked"]
        assert pending("4711").judge("4711", "en", tries) == "locked"
        assert tries.wrong == 3
        now[0] += LOCK_SECONDS
        assert pending("4711").judge("0009", "en", tries) == "refused"
        now[0] += 2 * LOCK_SECONDS
        assert pending("4711").judge("4711", "en", tries) == "act"


@pytest.mark.parametrize(
    ("text", "verdict"), [("yes", "expired"), ("no", "expired"), ("4711", "expired"), ("what", "nothing")]
)
def test_a_question_waits_for_half_a_minute(text: str, verdict: str) -> None:
    with clock() as now:
        question, tries = pending("4711"), Tries()
        now[0] += ANSWER_SECONDS
        assert question.judge(text, "en", Tries()) not in ("expired", "nothing")
        now[0] += 0.001
        assert question.judge(text, "en", tries) == verdict
        assert tries.wrong == 0
        assert ANSWER_SECONDS == 30.0


def test_it_is_asked_once_more_and_waits_as_long_again() -> None:
    with clock() as now:
        question = pending()
        now[0] += ANSWER_SECONDS
        assert question.ask_again()
        now[0] += ANSWER_SECONDS
        assert question.judge("yes", "en", Tries()) == "act"
        now[0] += 0.001
        assert question.judge("yes", "en", Tries()) == "expired"
        assert not question.ask_again()
        assert question.judge("yes", "en", Tries()) == "expired"
