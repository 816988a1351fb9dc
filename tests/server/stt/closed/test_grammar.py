"""What the grammar accepts, Home Assistant understands; what people say every day, the grammar accepts."""

from __future__ import annotations

import json
import random
from importlib import resources

import pytest
from hassil.intents import Intents, TextSlotList
from hassil.recognize import recognize_all

from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity
from morgan.stt.closed.grammar import EXTRA, MORE, Templates, build
from morgan.stt.closed.spoken import name_words, write


@pytest.fixture(scope="module")
def templates():
    return Templates()


@pytest.fixture(scope="module")
def grammar(small_house, templates):
    return build(small_house, templates)


@pytest.fixture(scope="module")
def understand(small_house):
    """Home Assistant's own understanding of the small house, asked from a room with a satellite."""
    content = json.loads((resources.files("home_assistant_intents") / "data" / "en.json").read_text("utf-8"))
    intents = Intents.from_dict(content)
    things = [(name, one.names[0], {"domain": one.domain}) for one in small_house.entities for name in one.names]
    lists = {"name": TextSlotList.from_tuples(things, name="name", allow_template=False)}
    for kind, parts in (("area", small_house.areas), ("floor", small_house.floors)):
        named = [(name, part.names[0]) for part in parts for name in part.names]
        lists[kind] = TextSlotList.from_tuples(named, name=kind, allow_template=False)

    def found(text):
        results = recognize_all(
            text,
            intents,
            slot_lists=lists,
            skip_words=content["skip_words"],
            intent_context={"area": "Kitchen"},
            language="en",
        )
        return {result.intent.name for result in results}

    return found


def said(sentence):
    return [word for word, _ in name_words(sentence)]


def wander(automaton, chance):
    """One sentence of the automaton, a way as likely as the next."""
    state, words = 0, []
    while True:
        steps = list(automaton.arcs[state].items())
        if state in automaton.final and (not steps or chance.random() < 0.5):
            return words
        word, state = chance.choice(steps)
        words.append(word)


def test_home_assistant_understands_whatever_is_heard(small_house, templates, understand):
    chance = random.Random(1)
    only_home_assistants = build(small_house, templates, further=())
    missed = []
    for _ in range(400):
        sentence = write(wander(only_home_assistants.automaton, chance), only_home_assistants.spellings)
        if not understand(sentence):
            missed.append(sentence)
    assert missed == []


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("turn on the kitchen lights", "HassTurnOn"),
        ("turn the bed light off", "HassTurnOff"),
        ("turn off all the lights in the kitchen please", "HassTurnOff"),
        ("could you turn on the lights upstairs", "HassTurnOn"),
        ("turn on the lights on the first floor", "HassTurnOn"),
        ("set bed light brightness to 50 percent", "HassLightSet"),
        ("set the color of the bed light to yellow", "HassLightSet"),
        ("open the garage door", "HassTurnOn"),
        ("set the garage door position to 30 percent", "HassSetPosition"),
        ("lock the front door", "HassTurnOn"),
        ("is the front door locked", "HassGetState"),
        ("set the ecobee to twenty one point five degrees", "HassClimateSetTemperature"),
        ("what is the outdoor humidity", "HassGetState"),
        ("what's the temperature in the kitchen", "HassClimateGetTemperature"),
        ("pause the tv", "HassMediaPause"),
        ("set tv volume to 20 percent", "HassSetVolume"),
        ("next track", "HassMediaNext"),
        ("add oat milk to the shopping list", "HassListAddItem"),
        ("start robot", "HassVacuumStart"),
        ("return robot to base", "HassVacuumReturnToBase"),
        ("set a timer for 1 hour and 20 minutes", "HassStartTimer"),
        ("cancel all timers", "HassCancelAllTimers"),
        ("run party time script", "HassTurnOn"),
        ("activate mood lighting", "HassTurnOn"),
        ("what time is it", "HassGetCurrentTime"),
        ("never mind", "HassNevermind"),
    ],
)
def test_what_is_said_every_day_is_heard_and_understood(grammar, understand, sentence, intent):
    words = said(sentence)
    assert grammar.automaton.accepts(words)
    assert intent in understand(write(words, grammar.spellings))


@pytest.mark.parametrize(
    "sentence",
    [
        "lock the bed light",  # no lock
        "open the tv",  # no cover
        "tv",  # a bare name is what every noise sounds like
        "kitchen",
        "turn on the office lights",  # no such room
        "turn on the",
        "",
    ],
)
def test_what_nobody_says_in_this_house_is_not_heard(grammar, sentence):
    assert not grammar.automaton.accepts(said(sentence))


@pytest.mark.parametrize("sentence", EXTRA)
def test_short_answers_are_heard(grammar, sentence):
    assert grammar.automaton.accepts(said(sentence))


def test_every_further_sentence_is_heard(grammar):
    assert len(MORE) == 3
    for sentence in (
        "set the kitchen lights to blue",
        "change color of the kitchen lights to red",
        "set the kitchen lights to fifty percent",
    ):
        assert grammar.automaton.accepts(said(sentence))


def test_all_of_a_things_names_are_heard_and_keep_their_spelling(grammar):
    for spoken, written in (
        ("turn on the reading light", "turn on the Reading Light"),
        ("pause the tv", "pause the TV"),
    ):
        assert grammar.automaton.accepts(spoken.split())
        assert write(spoken.split(), grammar.spellings) == written


def test_a_house_without_names_still_has_commands(templates):
    automaton = build(NO_HOME, templates).automaton
    assert automaton.accepts(["turn", "on", "the", "lights"])
    assert automaton.accepts(["set", "a", "timer", "for", "five", "minutes"])
    assert not automaton.accepts(["turn", "on", "the", "kitchen", "lights"])


def test_names_that_cannot_be_said_in_english_do_no_harm(templates):
    home = Home((HomeEntity(("厨房", "💡"), "light"), HomeEntity(("", "  "), "light")), (HomeArea(("Küche",)),))
    automaton = build(home, templates).automaton
    assert automaton.accepts(["turn", "on", "the", "kuche", "lights"])
    assert not automaton.accepts(["turn", "on"])
