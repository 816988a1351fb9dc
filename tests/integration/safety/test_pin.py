"""The PIN: digits of any script, a lock that grows, and nothing that tells which digits were right."""

from __future__ import annotations

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.const import CONF_DANGER
from custom_components.morgan.safety.hiding import without_any_pin
from custom_components.morgan.safety.pin import (
    Tries,
    code_of,
    digits_of,
    is_right,
    may_be_pin,
    without_code,
    without_pin,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_PIN
from hypothesis import given
from hypothesis import strategies as st
from pytest_homeassistant_custom_component.common import MockConfigEntry


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("4711", "en", "4711"),
        ("４７１１", "en", "4711"),
        ("٤٧١١", "ar", "4711"),
        ("۴۷۱۱", "fa", "4711"),
        ("४७११", "hi", "4711"),
        ("④⑦①①", "en", "4711"),
        ("𝟒𝟕𝟏𝟏", "en", "4711"),
        ("four seven one one.", "en", "4711"),
        ("four-seven-ONE-1", "en", "4711"),
        ("four7elephant", "en", ""),
        ("four oh o zero", "en", "4000"),
        ("fourseven", "en", ""),
        ("vier sieben eins eins", "de-CH", "4711"),
        ("vier zwo", "de", "42"),
        ("quatre sept un une", "fr", "4711"),
        ("cuatro siete uno", "es", "471"),
        ("четыре семь один один", "ru", "4711"),
        ("四七一一", "ja", "4711"),
        ("四 七 1 一", "zh-TW", "4711"),
        ("สี่เจ็ดหนึ่งหนึ่ง", "th", "4711"),
        ("사칠일일", "ko", ""),
        ("사 칠 일 일", "ko", "4711"),
        ("a ceathair a seacht", "ga", "47"),
        ("4 7, 1-1!", "en", "4711"),
        ("forty-seven eleven", "en", "4711"),
        ("twenty oh one", "en", "2001"),
        ("siebenundvierzig elf", "de", "4711"),
        ("quatre-vingt-dix-sept, onze", "fr", "9711"),
        ("cuarenta y siete once", "es", "4711"),
        ("kahdeksankymmentäkahdeksan yksitoista", "fi", "8811"),
        ("四十七 十一", "ja", "4711"),
        ("one more time", "en", ""),
        ("4711 times", "en", ""),
        ("47 and 11", "en", ""),
        ("", "en", ""),
        ("...", "en", ""),
        ("4711", "tlh", "4711"),
    ],
)
def test_digits_are_heard_in_figures_and_words_of_any_script(text: str, language: str, digits: str) -> None:
    assert digits_of(text, language) == digits


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("4711", "en", "4711"),
        ("It's 4711, please.", "en", "4711"),
        ("my pin is four seven one one", "en", "4711"),
        ("yes, 4711", "en", "4711"),
        ("123", "en", "123"),
        ("12", "en", ""),
        ("oh yes", "en", ""),
        ("four kitchen lights 4711", "en", ""),
        ("set a timer for 4711 seconds", "en", ""),
        ("no 4711", "en", ""),
        ("mein Code lautet 4711", "de", "4711"),
        ("暗証番号は4711です", "ja", "4711"),
        ("yes please", "en", ""),
    ],
)
def test_a_code_may_be_said_in_a_sentence(text: str, language: str, code: str) -> None:
    assert code_of(text, language) == code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4711", "…"),
        ("4712", "…"),
        ("471", "…"),
        ("four seven one one", "…"),
        ("My PIN is ４７１１!", "My PIN is …!"),
        ("open it with 4 7 1 1 now", "open it with … now"),
        ("one 4711 and 0815", "… and …"),
        ("what happened in 1984", "what happened in …"),
        ("set it to 21 degrees", "set it to 21 degrees"),
        ("123 kitchen lights", "123 kitchen lights"),
        ("turn on the light", "turn on the light"),
        ("", ""),
    ],
)
def test_what_is_taken_out_depends_on_how_many_digits_there_are(text: str, shown: str) -> None:
    assert without_code(text, "en", 4) == shown


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for language in ("en", "ja", "xx"):
        assert digits_of(text, language).isascii()
        assert digits_of(code_of(text, language), language) == code_of(text, language)
        assert is_right(text.encode("utf-8", "replace").decode(), "4711") == (text == "4711")


@given(
    st.text(alphabet="0123456789", min_size=4, max_size=4), st.sampled_from(["say {}", "{}", "it is {} and {}", "x{}"])
)
def test_no_pin_is_left_in_a_sentence(pin: str, frame: str) -> None:
    assert pin not in without_code(frame.format(pin, pin), "en", 4)


def test_the_first_tries_are_free_and_then_each_costs_twice_as_long() -> None:
    tries, now, waited = Tries(), 1000.0, []
    assert not tries.locked("4711", now)
    for _ in range(2):
        assert not tries.fits("0000", now)
        assert not tries.locked("4711", now)
    for _ in range(9):
        assert not tries.fits("0000", now)
        assert tries.locked("4711", now)
        assert tries.locked("4711", tries.locked_until - 0.001)
        assert not tries.locked("4711", tries.locked_until)
        waited.append(tries.locked_until - now)
        now = tries.locked_until
    assert waited == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    for _ in range(2000):  # and no number grows beyond what can be counted
        tries.fits("0000", now)
    assert tries.locked_until == now + 3600


def test_the_right_one_forgives_and_so_does_another_pin() -> None:
    tries = Tries()
    tries.locked("4711", 0.0)
    assert [tries.fits(said, 0.0) for said in ("1", "2", "4711", "4", "5")] == [False, False, True, False, False]
    assert not tries.locked("4711", 0.0)
    assert not tries.fits("6", 0.0)
    assert tries.locked("4711", 1.0)
    assert not tries.locked("0815", 1.0)
    assert tries.fits("0815", 1.0)
    assert tries.wrong == 0


def test_a_try_that_is_not_of_our_figures_is_only_wrong() -> None:
    assert not is_right("４７１１", "4711")
    assert not is_right("", "4711")
    assert is_right("4711", "4711")


@pytest.mark.parametrize(
    ("options", "hidden"),
    [
        (Options(danger="pin", pin="471199"), "the lock's is …, and 47"),
        (Options(danger="confirm", pin="471199"), "the lock's is 471199, and 47"),  # it is not asked for
        (Options(danger="pin"), "the lock's is 471199, and 47"),
    ],
)
def test_what_may_be_the_pin_is_taken_out_where_one_is_wanted(options: Options, hidden: str) -> None:
    assert without_pin(options, "the lock's is 471199, and 47", "en") == hidden


@pytest.mark.parametrize(
    ("options", "text", "may_be"),
    [
        (Options(danger="pin", pin="4711"), "4712", True),
        (Options(danger="pin", pin="4711"), "my PIN is 471199", True),
        (Options(danger="pin", pin="4711"), "471", False),  # no PIN is so short
        (Options(danger="pin", pin="4711"), "lights", False),
        (Options(danger="off", pin="4711"), "4712", False),
        (Options(danger="pin"), "4712", False),
    ],
)
def test_a_sentence_that_is_nothing_but_digits_may_be_a_pin(options: Options, text: str, *, may_be: bool) -> None:
    assert may_be_pin(options, text, "en") is may_be


def test_no_agents_pin_is_handed_on() -> None:
    chosen = ({CONF_DANGER: "pin", CONF_PIN: "4711"}, {CONF_DANGER: "pin", CONF_PIN: "081599"}, {})
    entry = MockConfigEntry(
        subentries_data=[
            ConfigSubentryData(data=data, subentry_type="conversation", title=str(number), unique_id=None)
            for number, data in enumerate(chosen)
        ]
    )
    assert without_any_pin(entry, "say 4711 to it, or 081599, or 12", "en") == "say … to it, or …, or 12"
    assert without_any_pin(MockConfigEntry(), "say 4711 to it", "en") == "say 4711 to it"
