"""Which sentences of a house would do the opposite of one that was heard."""

from __future__ import annotations

import pytest

from morgan.ports import Home, HomeArea, HomeEntity
from morgan.stt.closed.grammar import Templates, build
from morgan.stt.closed.opposites import OPPOSITES, rivals, tree


@pytest.fixture(scope="module")
def automaton():
    things = (
        HomeEntity(("Standing Light",), "light"),
        HomeEntity(("Bathroom Standing Light",), "light"),
        HomeEntity(("Garage Door",), "cover"),
        HomeEntity(("Front Door",), "lock"),
    )
    return build(Home(things, (HomeArea(("Office",)),)), Templates()).automaton


@pytest.mark.parametrize(
    ("heard", "rival"),
    [
        ("turn on the lights in the office", "turn off the lights in the office"),
        ("turn the standing light off", "turn the standing light on"),
        ("turn off standing light", "turn standing light on"),
        ("please switch on standing light", "switch off standing light"),
        ("bathroom standing light off", "turn on standing light"),
        ("open the garage door", "close the garage door"),
        ("open the garage door", "shut the garage door"),
        ("lower the garage door", "raise the garage door"),
        ("unlock the front door", "lock the front door"),
    ],
)
def test_a_command_has_its_opposite_in_every_order_of_words(automaton, heard, rival):
    found = rivals(heard.split(), automaton)
    assert tuple(rival.split()) in found
    assert all(automaton.accepts(list(each)) for each in found)
    assert tuple(heard.split()) not in found


@pytest.mark.parametrize("heard", ["", "set a timer for five minutes", "is the garage door open", "cancel all timers"])
def test_what_does_nothing_or_has_no_opposite_has_no_rival(automaton, heard):
    assert rivals(heard.split(), automaton) == ()


def test_opposites_are_mutual():
    assert all(word in OPPOSITES[other] for word, others in OPPOSITES.items() for other in others)


def test_each_sentence_of_a_tree_ends_apart_from_the_others():
    sentences = [("turn", "on", "it"), ("turn", "off", "it"), ("turn", "on")]
    grown = tree(sentences)
    assert sorted(map(tuple, grown.sentences())) == sorted(sentences)
    assert len(grown.final) == len(sentences)
