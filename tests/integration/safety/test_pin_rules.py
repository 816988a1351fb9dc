"""Rules of hearing a PIN that a mutant of the code taught us: where a digit's name begins and ends."""

from __future__ import annotations

import pytest
from custom_components.morgan.safety.answers import is_unspaced, words_of
from custom_components.morgan.safety.pin import digits_of, without_code


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("my pin is: four seven one one!", "en", "my pin is: …!"),
        ("open it with four seven one one, please", "en", "open it with …, please"),
        ("open it with four seven one one now", "en", "open it with … now"),
        ("channel 123 sevenfold", "en", "channel 123 sevenfold"),
        ("รหัสคือ สี่เจ็ดหนึ่งหนึ่ง ครับ", "th", "รหัสคือ … ครับ"),
        ("a ceathair a seacht a haon a haon, más é do thoil é", "ga", "…, más é do thoil é"),
    ],
)
def test_a_name_is_taken_out_and_nothing_around_it(text: str, language: str, shown: str) -> None:
    assert without_code(text, language, 4) == shown


def test_a_name_may_stand_between_figures() -> None:
    assert digits_of("4seven1one", "en") == "4711"


@pytest.mark.parametrize(
    "language", ["en", "de", "fr", "pl", "ru", "ar", "fa", "fi", "he", "hi", "ga", "ja", "zh", "th", "vi"]
)
def test_every_name_of_a_digit_is_heard_alone(language: str) -> None:
    names = words_of(language).digits
    assert names
    for name, digit in names.items():
        assert digits_of(("" if is_unspaced(language) else " ").join(name), language) == digit, name
