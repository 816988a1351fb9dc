"""A room that the house does not have is not the room that somebody stands in."""

from __future__ import annotations

import pytest
from tests.server.agent.houses import HOME, asked, call
from tests.server.agent.tool_repair.test_resolve import becomes, resolved

from morgan.agent.sentence.house import HouseIndex
from morgan.agent.tool_repair.elsewhere import unknown_room
from morgan.agent.tool_repair.resolution import Refused
from morgan.ports import Home, HomeArea


@pytest.mark.parametrize(
    ("language", "room", "text"),
    [
        ("en", "Kitchen", "the library is lit up like a christmas tree"),
        ("de", "Küche", "in der Bibliothek ist es zu hell"),
        ("fr", "Cuisine", "il fait trop clair dans la bibliothèque"),
        ("es", "Cocina", "hay demasiada luz en la biblioteca"),
        ("nl", "Keuken", "het is te licht in de bibliotheek"),
        ("it", "Cucina", "in biblioteca c'è troppa luce"),
        ("pt", "Cozinha", "está demasiado claro na biblioteca"),
        ("sv", "Köket", "det är för ljust i biblioteket"),
    ],
)
def test_a_room_that_is_not_here_is_known_by_its_word(language: str, room: str, text: str) -> None:
    house = HouseIndex.of(Home(areas=(HomeArea((room,), None),)))
    assert unknown_room(text, house, language) is not None
    elsewhere = HouseIndex.of(Home(areas=(HomeArea(("Somewhere",), None),)))
    assert unknown_room(text, elsewhere, language) is None  # whose rooms are called as nobody here knows


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it is too bright in the kitchen"),
        ("en", "I am off to the library, make it dark here"),
        ("en", "what is there to study in the evening"),
        ("en", "I can hear noise in the attic, give me some light here"),
        ("en", "I'm in the library, switch the kitchen lights on"),
        ("en", "it is gloomy in the lounge"),
        ("en", "could you shed some light in here"),
        ("en", "I am reading a library book, more light please"),
        ("en", "the kids are in the attic so you can dim things down in the kitchen"),
        ("de", "ich gehe zur Bibliothek, mach es dunkel"),
        ("de", "ich nehme gleich ein Bad, mir ist kalt"),
        ("ru", "на кухне слишком темно"),
        ("pl", "w bibliotece jest za jasno"),
        ("hu", "túl világos van a könyvtárban"),
    ],
)
def test_what_is_here_or_where_somebody_goes_is_none(language: str, text: str) -> None:
    assert unknown_room(text, HouseIndex.of(HOME), language) is None


def test_a_call_for_the_room_that_somebody_is_in_is_refused_then() -> None:
    lights_off = call("HassTurnOff", area="Kitchen", domain="light")
    found = resolved(lights_off, asked("the library is lit up like a christmas tree"))
    assert isinstance(found, Refused)
    assert "library" in found.reason
    assert becomes(lights_off, asked("the kitchen is lit up like a christmas tree"))[0] == "HassTurnOff"


def test_a_thing_that_was_named_is_meant_wherever_it_is() -> None:
    made = call("HassTurnOn", name="Reading Lamp")
    assert becomes(made, asked("turn on the reading lamp, I am in the library"))[1]["name"] == "Reading Lamp"
