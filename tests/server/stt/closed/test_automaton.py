"""The automaton holds exactly the sentences that were written into the net, in the fewest states."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.closed.automaton import SPACE, Net

words = st.lists(st.sampled_from(["turn", "on", "off", "the", "light", "lights", "kitchen"]), min_size=1, max_size=5)


def automaton_of(sentences, speakable=lambda word: True):
    net = Net()
    for sentence in sentences:
        net.join(net.text(0, sentence), 1)
    return net.words(speakable)


@given(st.lists(words, max_size=20))
def test_it_holds_exactly_what_was_written(sentences):
    automaton = automaton_of(SPACE.join(sentence) for sentence in sentences)
    assert {tuple(found) for found in automaton.sentences()} == {tuple(sentence) for sentence in sentences}
    assert all(automaton.accepts(sentence) for sentence in sentences)


@given(words, words)
def test_it_holds_nothing_else(written, other):
    assert automaton_of([SPACE.join(written)]).accepts(other) == (written == other)


def test_pieces_of_words_are_words_only_where_a_space_follows():
    net = Net()
    light = net.text(0, "turn on light")
    plural = net.piece(light, "s")
    for end in (light, plural):
        net.join(end, 1)
    assert {SPACE.join(found) for found in net.words(lambda _: True).sentences()} == {"turn on light", "turn on lights"}


def test_spaces_are_one_wherever_they_meet():
    net = Net()
    net.join(net.text(net.text(0, " turn "), "  on "), 1)
    assert list(net.words(lambda _: True).sentences()) == [["turn", "on"]]


def test_ways_through_a_word_that_cannot_be_said_are_left_out():
    automaton = automaton_of(["set to 50%", "set to fifty percent", "°"], str.isalpha)
    assert list(automaton.sentences()) == [["set", "to", "fifty", "percent"]]


def test_nothing_is_held_when_nothing_can_be_said():
    automaton = automaton_of(["50%"], str.isalpha)
    assert list(automaton.sentences()) == []
    assert not automaton.accepts([])


def test_equal_tails_are_kept_once():
    automaton = automaton_of(f"{verb} the {thing}" for verb in ("open", "close", "raise") for thing in ("door", "gate"))
    assert len(automaton.arcs) == 4
