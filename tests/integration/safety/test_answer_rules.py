"""Rules of a yes that a mutant of the code taught us: what it may repeat, and how it may be written."""

from __future__ import annotations

import pytest
from custom_components.morgan.safety.answers import answer_of, units
from custom_components.morgan.safety.confirmation import Pending, Verdict
from custom_components.morgan.safety.pin import Tries

from .test_confirmation import act


def test_a_thing_whose_name_cannot_be_said_keeps_nobody_from_a_yes() -> None:
    assert answer_of("yes", "en", ("unlock both",), ("🔒", "Front Door")) == "yes"


@pytest.mark.parametrize(
    ("asked", "text", "meant"),
    [
        ("打开门锁", "好的，现在打开门锁", "yes"),
        ("打开门锁", "打开门锁，好的", "yes"),
        ("打开门锁", "门锁，好的，打开门锁", "yes"),
        ("打开门锁", "打开窗，好的", "neither"),
        ("打开卧室的窗和前门的锁", "好的，打开卧室的锁", "neither"),
    ],
)
def test_where_nobody_writes_spaces_a_yes_repeats_a_piece_of_what_was_asked(asked: str, text: str, meant: str) -> None:
    assert answer_of(text, "zh", (asked,)) == meant


def test_where_words_have_spaces_some_may_be_left_out() -> None:
    assert answer_of("yes, unlock the front door", "en", ("unlock the old front door",)) == "yes"


@pytest.mark.parametrize(
    ("language", "written", "also"),
    [
        ("ar", "بلى", "بلي"),
        ("ar", "أربعة", "اربعه"),
        ("de", "heiß", "HEISS"),
        ("tr", "tamam mı", "TAMAM MI"),
    ],
)
def test_letters_that_are_written_for_each_other_are_the_same(language: str, written: str, also: str) -> None:
    assert units(written, language) == units(also, language)


@pytest.mark.parametrize(
    ("language", "text", "signs"),
    [
        ("ja", "お願い", 3),
        ("zh", "好的", 2),
        ("th", "ตกลง", 4),
        ("km", "បាទ", 3),
        ("lo", "ແມ່ນ", 4),
        ("my", "ဟုတ်", 4),
        ("ko", "네 네", 2),
        ("en", "yes please", 2),
    ],
)
def test_a_language_without_spaces_is_compared_sign_by_sign(language: str, text: str, signs: int) -> None:
    assert len(units(text, language)) == signs


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("yes, let the postman in", "act"),
        ("yes, really unlock the hatch", "act"),
        ("yes, let the hatch in", "unclear"),
    ],
)
def test_a_yes_may_repeat_the_command_or_the_question(text: str, verdict: Verdict) -> None:
    question = Pending(act, "Shall I really unlock Hatch?", (None,), "intent", "", "let the postman in", ("Hatch",))
    assert question.judge(text, "en", Tries()) == verdict


def test_a_no_that_sounds_like_digits_is_no_try_at_the_pin() -> None:
    tries = Tries()
    question = Pending(act, "", (None,), "intent", "4711")
    assert question.judge("نه نه نه", "fa", tries) == "no"
    assert tries.wrong == 0
