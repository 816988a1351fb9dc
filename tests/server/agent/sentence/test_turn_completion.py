"""Whether a sentence is over, by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.agent.sentence.turn_completion import finished
from morgan.languages import LANGUAGES
from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity

HOME = Home(
    (
        HomeEntity(("Bed Light",), "light", "Bedroom"),
        HomeEntity(("Kitchen lights",), "light", "Kitchen"),
        HomeEntity(("Front Door",), "lock", "Hall"),
        HomeEntity(("Deckenlampe",), "light", "Küche"),
        HomeEntity(("Outdoor Humidity",), "sensor"),
        HomeEntity(("TV",), "media_player"),
        HomeEntity(("Party Time",), "script"),
    ),
    (HomeArea(("Kitchen",)), HomeArea(("Bedroom",)), HomeArea(("Küche",)), HomeArea(("Hall",))),
)


@pytest.mark.parametrize(
    "text",
    [
        "turn on bed light", "Turn on the Bed Light.", "turn off all the lights",
        "set bed light brightness to 50 percent",
        "lock the front door", "is the front door locked", "what is the outdoor humidity", "cancel all timers",
        "turn off the lights in the bedroom", "stop", "yes", "never mind",
        "set the TV volume to 20 percent", "pause the TV", "run the party time script",
        "set a timer for 1 hour and 20 minutes",
    ],
)  # fmt: skip
def test_a_plain_command_to_its_last_word_is_complete(text: str) -> None:
    assert finished(text, "en", HOME) == "complete"


def test_a_place_that_begins_a_longer_name_ends_a_sentence_that_has_its_thing() -> None:
    assert finished("turn off the lights in the kitchen", "en", HOME) == "complete"  # no "kitchen … lights" follows
    assert finished("turn off the kitchen", "en", HOME) == "unfinished"


@pytest.mark.parametrize(
    "text",
    [
        "turn on the lights",
        "set a timer for 5 minutes",
        "what's the weather",
        "pause",
        "set bed light to 50",
        "set a timer for 1 hour",
        "run party time",
    ],
)
def test_what_may_go_on_is_open(text: str) -> None:
    assert finished(text, "en", HOME) == "open"


@pytest.mark.parametrize(
    "text",
    [
        "", "turn on", "turn on the", "turn on the kitchen", "turn on bed", "turn on the lights and",
        "is the front door",
        "set a timer", "set a timer for 5", "set bed light to", "turn the lights", "I want um",
        "turn on the bed light...",
    ],
)  # fmt: skip
def test_words_on_which_nobody_ends_are_unfinished(text: str) -> None:
    assert finished(text, "en", HOME) == "unfinished"


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "mach die Deckenlampe an", "complete"),
        ("de", "mach die", "unfinished"),
        ("de", "schalte das Licht in der Küche und", "unfinished"),
        ("fr", "allume la lumière dans la", "unfinished"),
        ("es", "enciende la luz de", "unfinished"),
        ("nl", "doe de lamp in de", "unfinished"),
        ("fr", "Pour combien de minutes, le minuteur ?", "complete"),
        ("it", "accendi la luce della", "unfinished"),
        ("it", "spegni tutto e", "unfinished"),
        ("it", "imposta un timer", "unfinished"),
        ("it", "imposta un timer di cinque", "unfinished"),
        ("it", "imposta un timer di cinque minuti", "open"),
        ("it", "imposta un timer di cinque minuti per la pasta", "open"),
        ("it", "annulla il timer", "complete"),
        ("it", "Che ore sono?", "complete"),
        ("pt", "acende a luz da", "unfinished"),
        ("pt", "apaga tudo e", "unfinished"),
        ("pt", "põe um temporizador de dez", "unfinished"),
        ("pt", "põe um temporizador de dez minutos", "open"),
        ("pt", "Que horas são?", "complete"),
        ("pt", "Está bem.", "complete"),
        ("sv", "tänd lampan i", "unfinished"),
        ("sv", "släck allt och", "unfinished"),
        ("sv", "ställ en timer på fem", "unfinished"),
        ("sv", "ställ en timer på fem minuter", "open"),
        ("sv", "Vad är klockan?", "complete"),
        ("sv", "god natt", "complete"),
        ("pl", "włącz światło w", "unfinished"),
        ("pl", "zgaś wszystko i", "unfinished"),
        ("pl", "ustaw minutnik na pięć", "unfinished"),
        ("pl", "ustaw minutnik na pięć minut", "open"),
        ("pl", "Która jest godzina?", "complete"),
        ("pl", "dziękuję", "complete"),
        ("ru", "включи свет в", "unfinished"),
        ("ru", "выключи всё и", "unfinished"),
        ("ru", "поставь таймер на пять", "unfinished"),
        ("ru", "поставь таймер на пять минут", "open"),
        ("ru", "Который час?", "complete"),
        ("ru", "спокойной ночи", "complete"),
    ],
)
def test_other_languages_have_their_own_words(language: str, text: str, wanted: str) -> None:
    assert finished(text, language, HOME) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "tira su"), ("it", "spegni la cucina"), ("pt", "apaga isso"), ("pt", "fecha tudo depois"),
        ("sv", "stäng av"), ("sv", "släck den"), ("sv", "höj lite till"), ("sv", "starta om"), ("pl", "wyłącz to"),
        ("pl", "zamknij się"), ("ru", "выключи это"), ("ru", "выключи всё"),
        ("it", "spegni tutto se puoi"), ("pt", "onde estou eu"), ("sv", "så fort du kan"), ("sv", "låt den vara"),
        ("pl", "jeśli możesz"), ("ru", "если можешь"),
    ],
)  # fmt: skip
def test_nobody_is_waited_for_after_a_word_on_which_people_end(language: str, text: str) -> None:
    assert finished(text, language, NO_HOME) != "unfinished"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("turn on the reading", "unfinished"),  # … lamp
        ("is the reading", "unfinished"),
        ("turn on the lights in the living", "unfinished"),  # … room
        ("what is a good lamp for reading", "unknown"),
        ("what's the temperature", "open"),  # … in the kitchen
        ("why is the sky blue", "unknown"),
        ("remind me to get a book for reading", "unknown"),
        ("turn on the light for reading", "unknown"),
        ("I am going to bed", "unknown"),
    ],
)
def test_only_an_order_or_a_question_that_lacks_its_thing_waits_for_the_rest_of_a_name(text: str, wanted: str) -> None:
    home = Home(
        (*HOME.entities, HomeEntity(("Reading Lamp",), "light", "Bedroom")), (*HOME.areas, HomeArea(("Living Room",)))
    )
    assert finished(text, "en", home) == wanted


def test_nothing_is_known_of_talk() -> None:
    assert finished("the train leaves at seven from the main station", "en", HOME) == "unknown"


@given(st.text(max_size=60), st.sampled_from([*LANGUAGES, "xx", None]))
def test_any_text_has_an_answer(text: str, language: str | None) -> None:
    assert finished(text, language, HOME) in ("complete", "open", "unfinished", "unknown")
    assert finished(text, language, NO_HOME) in ("complete", "open", "unfinished", "unknown")


@pytest.mark.parametrize(
    ("text", "language", "finish"),
    [
        ("Turn on the Bed Light, please", "en", "complete"),
        ("Could you please", "en", "unfinished"),
        ("Would you turn on the, please", "en", "unfinished"),
        ("Mach die Deckenlampe an, bitte", "de", "complete"),
    ],
)
def test_a_courtesy_at_the_end_keeps_nobody_waiting(text: str, language: str, finish: str) -> None:
    assert finished(text, language, HOME) == finish
