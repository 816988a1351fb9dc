"""A part without a verb takes that of the part before it; where that does not fit, nothing is guessed."""

from __future__ import annotations

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from .fake_server import FakeServer
from .fixtures import House
from .test_conversation import say, speech

ON, OFF = "light.turn_on", "light.turn_off"


@pytest.fixture
async def names(hass: HomeAssistant, house: House, morgan: MockConfigEntry) -> House:
    for entity, name in {
        "light.reading": "Reading Lamp",
        "light.globe": "Globe",
        "light.leselampe": "Leselampe",
        "light.globus": "Globus",
        "light.liseuse": "Liseuse",
        "light.bougie": "Bougie",
        "light.farol": "Farol",
        "light.vela": "Vela",
        "light.leeslamp": "Leeslamp",
        "light.wereldbol": "Wereldbol",
        "light.lanterna": "Lanterna",
        "light.candela": "Candela",
        "light.laeslampa": "Läslampa",
        "light.jordglob": "Jordglob",
        "light.kinkiet": "Kinkiet",
        "light.lampion": "Lampion",
        "light.torsher": "Торшер",
        "light.nochnik": "Ночник",
    }.items():
        house.add(entity, name, "on")
    await hass.async_block_till_done()
    return house


def touched(house: House) -> set[tuple[str, str]]:
    return {
        (service, entity)
        for service, calls in house.calls.items()
        for call in calls
        for entity in (call.data["entity_id"] if isinstance(call.data["entity_id"], list) else [call.data["entity_id"]])
    }


@pytest.mark.parametrize(
    ("language", "sentence", "things"),
    [
        ("en", "turn off the reading lamp and the globe", "reading globe"),
        ("en", "turn off the reading lamp and also the globe", "reading globe"),
        ("en", "switch off the globe and reading lamp too", "reading globe"),
        ("en", "turn the reading lamp and the globe off", "reading globe"),
        ("en", "turn off both the globe and the desk lamp", "globe desk"),
        ("en", "turn off the globe, the reading lamp and the desk lamp", "globe reading desk"),
        ("en", "turn off the globe as well as the desk lamp", "globe desk"),
        ("de", "schalte die Leselampe und den Globus aus", "leselampe globus"),
        ("de", "schalte die Leselampe aus und den Globus auch", "leselampe globus"),
        ("de", "schalte den Globus sowie die Leselampe aus", "leselampe globus"),
        ("de", "schalte sowohl den Globus als auch die Leselampe aus", "leselampe globus"),
        ("fr", "éteins la liseuse et la bougie", "liseuse bougie"),
        ("fr", "éteins la liseuse et aussi la bougie", "liseuse bougie"),
        ("es", "apaga el farol y la vela", "farol vela"),
        ("es", "apaga el farol y también la vela", "farol vela"),
        ("nl", "zet de leeslamp en de wereldbol uit", "leeslamp wereldbol"),
        ("nl", "doe de leeslamp uit en de wereldbol ook", "leeslamp wereldbol"),
        ("it", "spegni la lanterna e la candela", "lanterna candela"),
        ("it", "spegni la lanterna e anche la candela", "lanterna candela"),
        ("sv", "släck läslampa och jordglob", "laeslampa jordglob"),
        ("pl", "wyłącz kinkiet i lampion", "kinkiet lampion"),
        ("ru", "выключи торшер и ночник", "torsher nochnik"),
    ],
)
async def test_both_are_switched_off(
    hass: HomeAssistant, names: House, server: FakeServer, language: str, sentence: str, things: str
) -> None:
    await say(hass, sentence, language=language)
    assert touched(names) == {(OFF, f"light.{thing}") for thing in things.split()}


async def test_a_room_takes_the_verb_too(hass: HomeAssistant, names: House) -> None:
    await say(hass, "turn off the lights in the kitchen and the office")
    assert touched(names) == {(OFF, "light.ceiling"), (OFF, "light.desk")}


async def test_a_value_of_its_own_stays_its_own(hass: HomeAssistant, names: House) -> None:
    await say(hass, "set the globe to 50 percent and the reading lamp to 20 percent")
    set_to = {str(call.data["entity_id"]): call.data["brightness_pct"] for call in names.calls[ON]}
    assert set_to == {"light.globe": 50, "light.reading": 20}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "close the garage door and the globe"),
        ("en", "lock the front door and the reading lamp"),
        ("de", "schließe Garage Door und die Leselampe"),
        ("es", "cierra Garage Door y la vela"),
        ("fr", "verrouille Front Door et la bougie"),
        ("fr", "ouvre Garage Door et la bougie"),
        ("it", "chiudi Garage Door e la candela"),
        ("nl", "sluit Garage Door en de leeslamp"),
    ],
)
async def test_what_the_verb_does_not_fit_stays_as_it_is(
    hass: HomeAssistant, names: House, server: FakeServer, language: str, sentence: str
) -> None:
    await say(hass, sentence, language=language)
    assert not {each for each in touched(names) if each[1].startswith("light.")}


async def test_two_verbs_are_two_verbs(hass: HomeAssistant, names: House) -> None:
    await say(hass, "turn off the globe and lock the front door")
    assert touched(names) == {(OFF, "light.globe"), ("lock.lock", "lock.front")}
    await say(hass, "turn off the reading lamp and turn on the desk lamp")
    assert {(OFF, "light.reading"), (ON, "light.desk")} <= touched(names)


async def test_a_scene_is_not_started_by_a_verb_that_ends(hass: HomeAssistant, names: House) -> None:
    assert await async_setup_component(hass, "scene", {})
    started = async_mock_service(hass, "scene", "turn_on")
    names.add("scene.cosy", "Cosy Evening", "unknown")
    await say(hass, "turn off the globe and cosy evening")
    assert started == []


async def test_also_alone_changes_nothing(hass: HomeAssistant, names: House) -> None:
    await say(hass, "turn off the globe too")
    assert touched(names) == {(OFF, "light.globe")}


@pytest.mark.parametrize(
    "sentence",
    [
        "turn off the globe. lock the front door.",
        "turn off the globe! lock the front door",
        "turn off the globe; lock the front door",
    ],
)
async def test_two_sentences_are_two_commands(hass: HomeAssistant, names: House, sentence: str) -> None:
    await say(hass, sentence)
    assert touched(names) == {(OFF, "light.globe"), ("lock.lock", "lock.front")}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "turn off every light except the globe"),
        ("en", "do not turn off the globe and lock the front door"),
        ("de", "schalte die Leselampe nicht aus"),
        ("es", "no apagues el farol"),
        ("fr", "n'éteins pas la liseuse"),
        ("nl", "zet de leeslamp niet uit"),
        ("it", "non spegnere la lanterna"),
    ],
)
async def test_half_a_sentence_is_not_quoted_as_a_name(
    hass: HomeAssistant, names: House, server: FakeServer, language: str, sentence: str
) -> None:
    server.declines = "I have no language model, so I can only control the house."
    assert speech(await say(hass, sentence, language=language)) == server.declines
    assert touched(names) == set()
