"""A question looks at every kind that its words name; where the house has none, nothing is said to be so."""

from __future__ import annotations

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House
from .test_conversation import path, say, speech


@pytest.fixture
async def sensed(hass: HomeAssistant, house: House, morgan: MockConfigEntry) -> House:
    for domain in ("binary_sensor", "person"):
        assert await async_setup_component(hass, domain, {})
    house.add("binary_sensor.attic", "Attic Hatch", "on", device_class="window")
    house.add("binary_sensor.bath", "Bath Vent", "off", device_class="window")
    house.add("binary_sensor.cellar", "Cellar Way", "on", device_class="door")
    house.add("person.ada", "Ada", "home")
    house.add("person.ben", "Ben", "not_home")
    await hass.async_block_till_done()
    return house


@pytest.mark.parametrize(
    ("language", "question", "yes"),
    [
        ("en", "are any windows open", "Yes"),
        ("de", "ist irgendein Fenster offen", "Ja"),
        ("es", "¿hay alguna ventana abierta?", "Sí"),
        ("nl", "staat er een raam open", "Ja"),
        ("it", "ci sono finestre aperte", "Sì"),
    ],
)
async def test_a_window_is_what_a_contact_sensor_says(
    hass: HomeAssistant, sensed: House, language: str, question: str, yes: str
) -> None:
    said = speech(await say(hass, question, language=language))
    assert said.startswith(yes)
    assert "Attic Hatch" in said
    assert "Bath Vent" not in said


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Steht noch ein Fenster offen?"),
        ("fr", "y a-t-il une fenêtre ouverte ?"),
        ("fr", "est-ce qu'une fenêtre est ouverte ?"),
        ("es", "¿está abierta alguna ventana?"),
        ("nl", "is er ergens een raam open?"),
        ("it", "c'è una finestra aperta?"),
        ("pt", "há alguma janela aberta?"),
        ("sv", "är något fönster öppet?"),
        ("pl", "czy jakieś okno jest otwarte?"),
        ("ru", "открыто ли какое-нибудь окно?"),
    ],
)
async def test_the_order_of_words_does_not_matter(
    hass: HomeAssistant, sensed: House, server: FakeServer, language: str, question: str
) -> None:
    said = speech(await say(hass, question, language=language))
    assert "Attic Hatch" in said
    assert "Bath Vent" not in said
    assert server.asked == []


@pytest.mark.parametrize(
    ("language", "question", "no"),
    [
        ("es", "¿están cerradas todas las ventanas?", "No"),
        ("it", "sono chiuse tutte le finestre?", "No"),
        ("fr", "est-ce que toutes les fenêtres sont fermées ?", "Non"),
        ("de", "Sind gerade alle Fenster zu?", "Nein"),
        ("en", "are our windows closed", "No"),
        ("de", "sind die Fenster zu", "Nein"),
        ("fr", "les fenêtres sont-elles fermées ?", "Non"),
        ("it", "le finestre sono chiuse?", "No"),
        ("pt", "as janelas estão fechadas?", "Não"),
        ("sv", "är fönstren stängda?", "Nej"),
        ("pl", "czy okna są zamknięte?", "Nie"),
        ("ru", "закрыты ли окна?", "Attic Hatch"),
    ],
)
async def test_all_are_asked_for_in_any_order(
    hass: HomeAssistant, sensed: House, language: str, question: str, no: str
) -> None:
    assert speech(await say(hass, question, language=language)).startswith(no)


@pytest.mark.parametrize(("language", "text"), [("de", "Fenster auf"), ("en", "our windows are closed")])
async def test_an_order_and_what_is_told_are_no_questions_for_what_is_open(
    hass: HomeAssistant, sensed: House, server: FakeServer, language: str, text: str
) -> None:
    await say(hass, text, language=language)
    assert [asked["text"] for asked in server.asked] == [text]


async def test_which_how_many_and_all(hass: HomeAssistant, sensed: House) -> None:
    assert "Attic Hatch" in speech(await say(hass, "which windows are open"))
    assert "Bath Vent" in speech(await say(hass, "which windows are closed"))
    assert "1" in speech(await say(hass, "how many windows are open"))
    assert speech(await say(hass, "are all windows closed")).startswith("No")
    hass.states.async_set("binary_sensor.attic", "off", {"friendly_name": "Attic Hatch", "device_class": "window"})
    assert speech(await say(hass, "are all windows closed")).startswith("Yes")
    assert speech(await say(hass, "are any windows open")).startswith("No")


async def test_motors_and_sensors_are_asked_together(hass: HomeAssistant, sensed: House) -> None:
    sensed.add("cover.skylight", "Skylight", "closed", device_class="window")
    assert "Attic Hatch" in speech(await say(hass, "which windows are open"))
    hass.states.async_set("cover.skylight", "open", {"friendly_name": "Skylight", "device_class": "window"})
    said = speech(await say(hass, "which windows are open"))
    assert "Attic Hatch" in said
    assert "Skylight" in said


async def test_what_the_house_does_not_have_is_no_no(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    result = await say(hass, "are any windows open")
    assert (speech(result), path(result)) == ("I know of no such thing there.", "intent")
    assert speech(await say(hass, "ist irgendein Fenster offen", language="de")) == "Ich kenne dort nichts dergleichen."
    assert server.asked == []


async def test_doors_that_lock_are_locks(hass: HomeAssistant, sensed: House) -> None:
    sensed.add("binary_sensor.bolt", "Bolt", "off", device_class="lock")
    assert "Front Door" in speech(await say(hass, "which doors are unlocked"))


@pytest.mark.parametrize(
    ("language", "question", "word"),
    [
        ("fr", "où est Ada", "home"),
        ("es", "¿dónde está Ada?", "home"),
        ("it", "dov'è Ada", "home"),
        ("sv", "var är Ada", "home"),
    ],
)
async def test_home_is_said_in_the_language_that_is_spoken(
    hass: HomeAssistant, sensed: House, language: str, question: str, word: str
) -> None:
    result = await say(hass, question, language=language)
    assert path(result) == "intent"
    assert "Ada" in speech(result)
    assert word not in speech(result).lower().split()


async def test_what_changes_nothing_of_a_question_is_left_out(hass: HomeAssistant, sensed: House) -> None:
    assert "Attic Hatch" in speech(await say(hass, "which windows are open right now"))
    assert speech(await say(hass, "ist gerade noch irgendein Fenster offen", language="de")).startswith("Ja")


@pytest.mark.parametrize(
    ("language", "question", "yes"),
    [
        ("en", "is there anybody at home right now", "Yes"),
        ("de", "Ist gerade jemand zu Hause?", "Ja"),
        ("fr", "est-ce que quelqu'un est à la maison ?", "Oui"),
        ("es", "¿hay alguien ahora mismo en casa?", "Sí"),
        ("nl", "is er op dit moment iemand thuis?", "Ja"),
        ("it", "c'è qualcuno a casa adesso?", "Sì"),
        ("pt", "está alguém em casa neste momento?", "Sim"),
        ("sv", "är det någon hemma just nu?", "Ja"),
        ("pl", "czy ktoś jest w domu?", "Tak"),
        ("ru", "есть кто-нибудь дома?", "Да"),
        ("en", "is anyone home", "Yes"),
        ("de", "ist jemand zu Hause", "Ja"),
        ("fr", "y a-t-il quelqu'un à la maison", "Oui"),
        ("es", "¿hay alguien en casa?", "Sí"),
        ("nl", "is er iemand thuis", "Ja"),
        ("it", "c'è qualcuno in casa", "Sì"),
    ],
)
async def test_home_is_home_in_every_language(
    hass: HomeAssistant, sensed: House, language: str, question: str, yes: str
) -> None:
    said = speech(await say(hass, question, language=language))
    assert said.startswith(yes)
    assert "Ben" not in said
    hass.states.async_set("person.ada", "not_home", {"friendly_name": "Ada"})
    assert not speech(await say(hass, question, language=language)).startswith(yes)
