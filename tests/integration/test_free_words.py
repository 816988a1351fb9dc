"""Numbers, signs, units and free words: what was said is what is done, or nothing is."""

from __future__ import annotations

import pytest
from custom_components.morgan.house.commands import Command
from custom_components.morgan.languages.lookup import words_of
from custom_components.morgan.recognition.entity_names import Named, async_named
from custom_components.morgan.recognition.quantities import halves_written_out, in_house_degrees, with_signs
from custom_components.morgan.recognition.wildcards import items, swallows
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from .fake_server import FakeServer
from .fixtures import House
from .test_conversation import say, speech


def about(intent: str, **slots: object) -> Command:
    return Command(intent, {key: {"value": value, "text": str(value)} for key, value in slots.items()})


# ---- degrees


@pytest.mark.parametrize(
    ("text", "celsius", "fahrenheit"),
    [
        ("set the bath to 77 degrees fahrenheit", "set the bath to 25 degrees", "set the bath to 77 degrees"),
        ("make it 68F", "make it 20°", "make it 68°"),
        ("14 °F outside", "-10 ° outside", "14 ° outside"),
        ("to -4 °F", "to -20 °", "to -4 °"),
        ("auf 77 Grad Fahrenheit", "auf 25 Grad", "auf 77 Grad"),
        ("auf 20,5 Grad Celsius", "auf 20,5 Grad", "auf 68,9 Grad"),
        ("a 77 grados Fahrenheit", "a 25 grados", "a 77 grados"),
        ("à 77 degrés Fahrenheit", "à 25 degrés", "à 77 degrés"),
        ("op 77 graden fahrenheit", "op 25 graden", "op 77 graden"),
        ("a 77 gradi Fahrenheit", "a 25 gradi", "a 77 gradi"),
        ("до 77 градусов по Фаренгейту", "до 25 градусов", "до 77 градусов"),
        ("turn on lamp 5c", "turn on lamp 5c", "turn on lamp 5c"),
        ("add 2 c of sugar to my list", "add 2 c of sugar to my list", "add 2 c of sugar to my list"),
        ("turn on 3 fans and 2 coolers", "turn on 3 fans and 2 coolers", "turn on 3 fans and 2 coolers"),
        ("set it to 50%", "set it to 50%", "set it to 50%"),
    ],
)
def test_degrees_are_the_houses(text: str, celsius: str, fahrenheit: str) -> None:
    assert in_house_degrees(text, "°C") == celsius
    assert in_house_degrees(text, "°F") == fahrenheit


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("set the bath to 19 and a half degrees", "set the bath to 19.5 degrees"),
        ("auf 19 einhalb Grad", "auf 19,5 Grad"),
        ("à 19 degrés et demi", "à 19,5 degrés"),
        ("a 19 grados y medio", "a 19,5 grados"),
        ("a 19 gradi e mezzo", "a 19,5 gradi"),
        ("op 19 en een half graden", "op 19,5 graden"),
        ("turn on half of them", "turn on half of them"),
    ],
)
def test_a_half_is_a_number(text: str, written: str) -> None:
    assert halves_written_out(text) == written


# ---- signs


@pytest.mark.parametrize(
    "text",
    [
        "dim the hall to -40 %",
        "dim it to −40%",
        "dimme auf minus 40",
        "à moins 40",
        "a menos 40",
        "op min 40",
        "a meno 40",
    ],
)
def test_a_brightness_below_nought_is_none(text: str) -> None:
    assert with_signs(text, about("HassLightSet", brightness=40)) is None


def test_a_temperature_keeps_its_sign_and_other_numbers_are_left_alone() -> None:
    cold = with_signs("set the freezer to -18 degrees", about("HassClimateSetTemperature", temperature=18))
    assert cold is not None
    assert cold.value("temperature") == -18
    for text in ("dim the hall to 40 %", "dim the X-40 lamp to 40 %", "from 20-40"):
        assert with_signs(text, about("HassLightSet", brightness=40)) == about("HassLightSet", brightness=40)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "set the desk lamp brightness to -40 percent"),
        ("de", "setze die Helligkeit von Desk Lamp auf -40 Prozent"),
        ("es", "ajusta el brillo de Desk Lamp al -40%"),
        ("fr", "règle la luminosité de Desk Lamp à -40 %"),
        ("it", "imposta la luminosità di Desk Lamp al -40%"),
        ("nl", "zet de helderheid van Desk Lamp op -40%"),
    ],
)
async def test_nothing_is_set_to_less_than_nothing(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, language: str, sentence: str
) -> None:
    house.add("light.desk", "Desk Lamp", "on", brightness=100, supported_color_modes=["brightness"])
    await say(hass, sentence, language=language)
    assert house.touched == []


# ---- free words


@pytest.fixture
async def named(hass: HomeAssistant, house: House) -> Named:
    house.add("light.standing", "Standing Lamp", "off")
    house.add("switch.kettle", "Bouilloire", "off")
    house.add("media_player.wireless", "Wireless", "idle")
    house.add("light.lampara", "Lámpara Alta", "off")
    await hass.async_block_till_done()
    return await async_named(hass, words_of("en"))


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "the standing lamp"),
        ("en", "something at 40%"),
        ("fr", "la bouilloire"),
        ("es", "lampara alta al 30%"),
        ("es", "el temporizador"),
        ("it", "la sveglia alle otto"),
        ("de", "den Wecker"),
        ("nl", "de wekker om acht uur"),
        ("de", "die Heizung auf 20 Grad"),
    ],
)
async def test_what_names_a_thing_a_clock_or_an_amount_is_no_music(named: Named, language: str, query: str) -> None:
    assert swallows(about("HassMediaSearchAndPlay", search_query=query), named, words_of(language))


@pytest.mark.parametrize(
    "query", ["99 Luftballons", "the wall", "lamplight", "standing lamp blues", "wireless", "wireless hits"]
)
async def test_music_is_music(named: Named, query: str) -> None:
    assert not swallows(about("HassMediaSearchAndPlay", search_query=query), named, words_of("en"))


@pytest.mark.parametrize(
    ("language", "text", "item", "wanted"),
    [
        ("en", "add apples, pears and plums to my list", "apples pears and plums", ["apples", "pears", "plums"]),
        ("en", "add apples to my list", "apples", ["apples"]),
        ("en", "add sandpaper to my list", "sandpaper", ["sandpaper"]),
        ("de", "setze Nudeln und Reis auf die Liste", "Nudeln und Reis", ["Nudeln", "Reis"]),
        ("fr", "ajoute du riz et des pâtes à la liste", "riz et des pâtes", ["riz", "des pâtes"]),
        ("es", "añade arroz y pasta a la lista", "arroz y pasta", ["arroz", "pasta"]),
        ("it", "aggiungi riso e pasta alla lista", "riso e pasta", ["riso", "pasta"]),
        ("nl", "zet rijst, thee en koffie op de lijst", "rijst thee en koffie", ["rijst", "thee", "koffie"]),
    ],
)
def test_as_many_items_as_were_named(language: str, text: str, item: str, wanted: list[str]) -> None:
    found = items(text, about("HassListAddItem", item=item, name="List"), words_of(language))
    assert [each.value("item") for each in found] == wanted
    assert all(each.value("name") == "List" for each in found)


def test_an_item_that_ends_within_a_word_is_not_what_was_said() -> None:
    assert items("añade peras a la lista", about("HassListAddItem", item="peras a l"), words_of("es")) == ()


async def test_the_speaker_is_not_asked_to_play_a_lamp(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "media_player", {})
    played = async_mock_service(hass, "media_player", "play_media")
    house.add("media_player.box", "Box", "idle", supported_features=8257087)
    await say(hass, "play the desk lamp")
    assert played == []


# ---- words for states


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "where is Ada", "Ada: Away"),
        ("es", "¿dónde está Ada?", "Ada: Fuera"),
        ("fr", "où est Ada", "Ada: Absent"),
    ],
)
async def test_a_state_is_said_in_words(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, language: str, question: str, answer: str
) -> None:
    assert await async_setup_component(hass, "person", {})
    house.add("person.ada", "Ada", "not_home")
    assert speech(await say(hass, question, language=language)) == answer


@pytest.mark.parametrize(
    ("language", "name", "called"),
    [
        ("pt", "Lista de compras", "compras"),
        ("sv", "Inköpslista", "inköpslistan"),
        ("it", "Lista della spesa", "spesa"),
        ("es", "Lista de la compra", "compra"),
        ("fr", "Liste des courses", "courses"),
        ("pl", "Lista zakupów", "listy zakupów"),
    ],
)
async def test_a_list_is_called_as_people_call_it(
    hass: HomeAssistant, house: House, language: str, name: str, called: str
) -> None:
    house.add("todo.shopping", name, "0")
    aliases = (await async_named(hass, words_of(language))).aliases
    assert aliases[called].id == "todo.shopping"
