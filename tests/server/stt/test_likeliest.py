"""An order of the house is taken before what is hardly likelier; what takes an order back is never left out."""

from __future__ import annotations

import pytest

from morgan.agent.sentence.turn_completion import kind_of
from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity
from morgan.stt.likeliest import Hypothesis, likeliest, nobody_knows

HOUSE = Home(
    (HomeEntity(("Bed Light",), "light"), HomeEntity(("Front Door",), "lock"), HomeEntity(("Garage Door",), "cover")),
    (HomeArea(("Kitchen",)),),
)


def heard(*hypotheses: tuple[str, float], language: str = "en") -> str:
    """Return what is taken of texts and how likely each is, in nats."""
    made = [Hypothesis(text, total / max(1, len(text.split())), total) for text, total in hypotheses]
    return likeliest(made, lambda text: (text, kind_of(text, language, HOUSE))).said.text


def test_an_order_of_this_house_is_taken_before_what_is_hardly_likelier():
    assert heard(("Turn on the bad light.", -2.0), ("Turn on the bed light.", -3.5)) == "Turn on the bed light."
    assert heard(("Lock the front store", -2.0), ("Lock the front door", -4.9)) == "Lock the front door"


def test_what_is_much_likelier_stays_whatever_it_is():
    assert heard(("The bad light of the city", -1.0), ("Turn on the bed light", -9.0)) == "The bad light of the city"


def test_between_two_orders_the_sound_decides():
    assert heard(("Turn on the bed light", -1.0), ("Turn off the bed light", -1.1)) == "Turn on the bed light"
    assert heard(("Unlock the front door", -2.0), ("Lock the front door", -2.0)) == "Unlock the front door"


@pytest.mark.parametrize(
    ("said", "order", "language"),
    [
        ("Don't open the garage door", "Open the garage door", "en"),
        ("Do not unlock the front door", "Unlock the front door", "en"),
        ("Unlock the front door if it rains", "Unlock the front door", "en"),
        ("Öffne die Garage nicht", "Öffne die Garage Door", "de"),
    ],
)
def test_words_that_take_an_order_back_are_never_left_out(said, order, language):
    assert heard((said, -4.0), (order, -4.1), language=language) == said


def test_where_nobody_knows_a_house_the_likeliest_is_taken():
    hypotheses = [Hypothesis("Turn on the bad light", -0.5, -2.0), Hypothesis("Turn on the bed light", -0.5, -2.1)]
    taken = likeliest(hypotheses, lambda text: (text, nobody_knows(text, "en", NO_HOME)))
    assert (taken.said.text, taken.kind) == ("Turn on the bad light", "other")
