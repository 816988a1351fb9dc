"""A name that was heard one sound off is put right; everything else stays, to the letter."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity
from morgan.stt.names.name_correction import mend

HOUSE = Home(
    (
        HomeEntity(("Kitchen Lights",), "light", "Kitchen"),
        HomeEntity(("Desk Lamp",), "light", "Office"),
        HomeEntity(("Bookshelf Lamp",), "light", "Office"),
        HomeEntity(("Bed Light",), "light"),
        HomeEntity(("Thermostat",), "climate"),
        HomeEntity(("Lamp 2",), "light"),
        HomeEntity(("Den",), "light"),
    ),
    (HomeArea(("Kitchen",)), HomeArea(("Office",)), HomeArea(("Nursery",))),
)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Turn on the kitten lights.", "Turn on the Kitchen lights."),
        ("turn off the desk clamp, please", "turn off the desk Lamp, please"),
        ("Set the thermostad to 20.", "Set the Thermostat to 20."),
        ("turn on the lights in the kitten", "turn on the lights in the Kitchen"),
        ("turn on the bad light", "turn on the Bed light"),
        ("turn on the book shelf lamp", "turn on the Bookshelf lamp"),
        ("turn on the decks lamp and the kitten lights", "turn on the Desk lamp and the Kitchen lights"),
    ],
)
def test_what_is_one_sound_off_is_put_right(heard: str, meant: str) -> None:
    assert mend(heard, HOUSE, (), "en") == meant


@pytest.mark.parametrize(
    ("language", "name", "heard", "meant"),
    [
        ("de", "Küchenlicht", "Schalte das Kuchenlicht an", "Schalte das Küchenlicht an"),
        ("de", "Schreibtischlampe", "mach die Schreibtisch Lampe aus", "mach die Schreibtischlampe aus"),
        ("de", "Wintergarten", "Licht im Winterkarten an", "Licht im Wintergarten an"),
        ("fr", "Véranda", "allume la lumière dans la férranda", "allume la lumière dans la Véranda"),
        ("fr", "Lampe du bouleau", "éteins la lampe du pouleau", "éteins la lampe du bouleau"),
        ("es", "Lámpara del rincón", "enciende la lámpara del ringcón", "enciende la lámpara del rincón"),
        ("nl", "Schemerlamp", "doe de schemer lamp uit", "doe de Schemerlamp uit"),
        ("nl", "Bijkeuken", "doe het licht in de pijkeuken aan", "doe het licht in de Bijkeuken aan"),
    ],
)
def test_it_hears_as_each_language_sounds(language: str, name: str, heard: str, meant: str) -> None:
    assert mend(heard, Home((HomeEntity((name,), "light"),)), (), language) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I love my kitten.",  # nothing here speaks to a house
        "add kitten food to my shopping list",  # a list takes anything
        "turn on the red light",  # a word of commands, one sound from "bed"
        "turn on the lamps",  # an ending, no mishearing
        "turn on lamp 3",
        "turn on the ten",
        "turn on the light in the hall",
        "",
        "…",
    ],
)
def test_what_may_well_have_been_said_stays(text: str) -> None:
    assert mend(text, HOUSE, (), "en") == text


def test_two_names_equally_near_leave_it_as_it_was() -> None:
    twins = Home((HomeEntity(("Tarvin Lamp",), "light"), HomeEntity(("Parvin Lamp",), "light")))
    assert mend("turn on the karvin lamp", twins, (), "en") == "turn on the karvin lamp"
    alone = Home((HomeEntity(("Tarvin Lamp",), "light"),))
    assert mend("turn on the karvin lamp", alone, (), "en") == "turn on the Tarvin lamp"


def test_a_name_is_never_turned_into_another() -> None:
    twins = Home((HomeEntity(("Kitten Lights",), "light"), HomeEntity(("Kitchen Lights",), "light")))
    for text in ("turn on the kitten lights", "turn on the kitchen lights"):
        assert mend(text, twins, (), "en") == text


def test_names_that_the_client_told_count_too() -> None:
    assert mend("turn on the zanzibad", NO_HOME, ("Zanzibar",), "en") == "turn on the Zanzibar"


def test_a_language_without_rules_is_compared_letter_by_letter() -> None:
    home = Home((HomeEntity(("Лампа в кабинете",), "light"),))
    assert mend("включи лампа в кавинете", home, (), "ru") == "включи лампа в кабинете"


# ---- whatever the words ----------------------------------------------------------------------------------------------

NAMES = [name for thing in HOUSE.entities for name in thing.names] + [room.names[0] for room in HOUSE.areas]
COMMANDS = ["turn", "on", "off", "the", "in", "is", "what", "lights", "please", "and", "50", "percent", "set", "to"]
word = st.sampled_from([*NAMES, *COMMANDS])
anything = st.text(st.characters(codec="utf-8"), max_size=60)
letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
sentence = st.lists(st.one_of(word, letters, anything), max_size=10).map(" ".join)


@given(st.lists(word, max_size=12).map(" ".join))
def test_words_that_the_house_and_its_commands_have_stay(text: str) -> None:
    assert mend(text, HOUSE, (), "en") == text


@given(sentence, st.sampled_from(["en", "de", "fr", "es", "nl", "sv", None]))
def test_mending_twice_changes_nothing_more(text: str, language: str | None) -> None:
    once = mend(text, HOUSE, (), language)
    assert mend(once, HOUSE, (), language) == once


@given(
    st.lists(st.sampled_from(["zyzzyva", "hippopotamus", "turn", "on", "umbrella", "the"]), max_size=8).map(" ".join)
)
def test_words_far_from_every_name_stay(text: str) -> None:
    assert mend(text, HOUSE, (), "en") == text


@given(sentence)
def test_a_house_without_names_mends_nothing(text: str) -> None:
    assert mend(text, NO_HOME, (), "en") == text


@given(st.lists(anything, max_size=8), sentence)
def test_any_names_can_be_looked_for(names: list[str], text: str) -> None:
    mended = mend(text, NO_HOME, names, "en")
    assert mend(mended, NO_HOME, names, "en") == mended


# ---- how much of what is one sound off comes right -------------------------------------------------------------------

TAKEN_FOR = {"p": "b", "b": "p", "t": "d", "d": "t", "k": "g", "g": "k", "m": "n", "n": "m", "f": "v", "l": "r"}
PLACES = {
    "en": ("turn on the {}", ["Conservatory Lantern", "Bedside Lamp", "Garage Freezer", "Dining Pendant", "Greenhouse",
                              "Marble Table Lamp", "Fountain Pump", "Ambient Strip", "Tiffany Lamp", "Vestibule"]),
    "de": ("schalte {} ein", ["Leselampe", "Wintergarten", "Stehlampe", "Gartenlaube", "Nachttischlampe",
                              "Kaffeemaschine", "Lichterkette", "Treppenhaus", "Spiegelschrank", "Pendelleuchte"]),
    "fr": ("allume {}", ["Lampadaire", "Lampe de chevet", "Guirlande", "Véranda", "Mezzanine", "Cafetière",
                         "Applique murale", "Lustre doré", "Buanderie", "Plafonnier"]),
    "es": ("enciende {}", ["Lámpara de noche", "Lavandería", "Guirnalda", "Cafetera", "Invernadero", "Galería",
                           "Lámpara de pie", "Farol", "Biblioteca", "Candelabro"]),
    "nl": ("doe {} aan", ["Leeslamp", "Schemerlamp", "Bijkeuken", "Berging", "Koffiezetapparaat", "Nachtlampje",
                          "Kerstverlichting", "Tuinlantaarn", "Spiegelkast", "Hanglamp"]),
}  # fmt: skip


@pytest.mark.parametrize("language", PLACES)
def test_most_names_with_one_consonant_taken_for_its_like_come_right_and_none_wrong(language: str) -> None:
    frame, names = PLACES[language]
    home = Home(tuple(HomeEntity((name,), "light") for name in names))
    chance = random.Random(4)
    right = wrong = 0
    for name in names:
        for _ in range(5):
            at = chance.choice([at for at, letter in enumerate(name.lower()) if letter in TAKEN_FOR and at > 0])
            heard = frame.format(name[:at] + TAKEN_FOR[name[at].lower()] + name[at + 1 :])
            mended = mend(heard, home, (), language).casefold()
            right += mended == frame.format(name).casefold()
            wrong += mended not in (heard.casefold(), frame.format(name).casefold())
    assert wrong == 0
    assert right >= 40, f"{right} of 50"
