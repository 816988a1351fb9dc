"""The search finds the sentence whose sounds are there, wherever pauses are, and tells when it was something else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morgan.stt.closed.automaton import Net
from morgan.stt.closed.network import Network
from morgan.stt.closed.opposites import tree
from morgan.stt.closed.search import FreePhones, search, worths

pytestmark = pytest.mark.engine

SENTENCES = [
    f"{verb} the {thing}"
    for verb in ("turn on", "turn off", "open", "close", "is")
    for thing in ("kitchen lights", "garage door", "door", "lights in the kitchen", "tv")
] + ["stop", "no", "what time is it"]


@pytest.fixture(scope="module")
def acoustics():
    pytest.importorskip("pocketsphinx", reason="needs the extra 'closed'")
    from morgan.stt.closed.acoustics import Acoustics

    model = Acoustics()
    yield model
    model.close()


@pytest.fixture(scope="module")
def network(acoustics):
    net = Net()
    for sentence in SENTENCES:
        net.join(net.text(0, sentence), 1)
    return Network(net.words(lambda _: True), acoustics.phones, acoustics.pronunciations)


def sounds(acoustics, sentence, pauses=(), ways=None):
    """Scores as if the sentence's phone states were heard for three frames each, in silence."""
    phones = acoustics.phones
    spelled = []
    for number, word in enumerate(sentence.split()):
        if number in pauses:
            spelled.append((phones.silence, 0))
        options = acoustics.pronunciations(word)
        way = options[(ways or 0) % len(options)]
        places = [1, *[0] * (len(way) - 2), 2] if len(way) > 1 else [3]
        spelled.extend(zip(way, places, strict=True))
    spelled = [(phones.silence, 0), *spelled, (phones.silence, 0)]
    rows = []
    for before, (phone, place), after in zip(
        [spelled[0], *spelled], spelled, [*spelled[1:], spelled[-1]], strict=False
    ):
        for number, state in enumerate(phones.states[phones.sequence(phone, before[0], after[0], place)]):
            row = np.full(5126, -150, dtype=np.int32)
            row[[state, 3 * phone + number]] = 0  # with its neighbours, and as the free phones know it
            rows.extend([row] * 3)
    return np.array(rows)


def find(acoustics, network, scores):
    return search(network, scores, FreePhones(acoustics.phones).score(scores), lambda: False)


@settings(max_examples=40)
@given(st.sampled_from(SENTENCES), st.sets(st.integers(1, 4)), st.integers(0, 3))
def test_the_sentence_that_sounds_is_found(acoustics, network, sentence, pauses, ways):
    found = find(acoustics, network, sounds(acoustics, sentence, pauses, ways))
    assert " ".join(word.text for word in found.words) == sentence


def test_a_sentence_that_breaks_off_is_completed_only_at_a_price(acoustics, network):
    whole = find(acoustics, network, sounds(acoustics, "turn on the kitchen lights"))
    torn = find(acoustics, network, sounds(acoustics, "turn on the"))
    assert torn is None or torn.lag > whole.lag + 1


def test_another_sentence_lags_far_behind(acoustics, network):
    said = find(acoustics, network, sounds(acoustics, "open the garage door"))
    other = find(acoustics, network, sounds(acoustics, "remember your yellow umbrella"))
    assert other.lag > said.lag + 1


def test_the_words_cover_the_sound_but_not_its_pauses(acoustics, network):
    scores = sounds(acoustics, "turn off the tv", pauses={2})
    found = find(acoustics, network, scores)
    assert sum(word.frames for word in found.words) == len(scores) - 3 * 9  # three silences of nine frames


def test_a_sound_too_short_for_any_sentence_is_none(acoustics, network):
    assert find(acoustics, network, sounds(acoustics, "stop")[:5]) is None


def test_the_search_stops_when_nobody_waits(acoustics, network):
    scores = sounds(acoustics, "open the garage door")
    looks = iter(range(1000))
    assert search(network, scores, FreePhones(acoustics.phones).score(scores), lambda: next(looks) >= 3) is None
    assert next(looks) == 4  # it looked before each frame, and left at the first that said so


def test_of_two_sentences_the_one_that_was_said_is_worth_more_by_its_own_word(acoustics):
    said, other = ("turn", "off", "the", "door"), ("turn", "on", "the", "door")
    few = Network(tree((said, other)), acoustics.phones, acoustics.pronunciations, choice_weight=0.0)
    heard = sounds(acoustics, " ".join(said))
    assert set(worths(few, heard, lambda: False)) == {said}  # the other is hopeless
    unclear = worths(few, heard // 10, lambda: False)  # every state sounds a little like every other
    assert unclear[said] > unclear[other]
    nothing = worths(few, np.zeros_like(heard), lambda: False)
    assert abs(nothing[said] - nothing[other]) < unclear[said] - unclear[other]
    assert worths(few, heard, lambda: True) == {}
