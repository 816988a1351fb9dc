"""What is said in more forms than Home Assistant's templates have: other names, two at once, "it" and what follows."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.languages.lookup import Words, loosened, plain, words_of
from custom_components.morgan.safety.pin import digits_of
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from hypothesis import given
from hypothesis import strategies as st
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import path, say, speech


@pytest.fixture
async def manor(hass: HomeAssistant, house: House) -> House:
    """A larger house, with things that are the only ones of their kind somewhere."""
    for domain in ("fan", "vacuum", "valve", "media_player", "climate"):
        assert await async_setup_component(hass, domain, {})
    for service in (
        *("vacuum.start", "vacuum.return_to_base", "valve.open_valve", "valve.close_valve", "fan.turn_on"),
        *("media_player.volume_set", "cover.set_cover_position", "light.toggle", "climate.set_temperature"),
    ):
        house.calls[service] = async_mock_service(hass, *service.split("."))
    areas = ar.async_get(hass)
    entry, yard = areas.async_create("Entry").id, areas.async_create("Front yard").id
    attic = areas.async_create("Attic").id
    house.add("lock.smart", "Smart Lock", "unlocked", entry)
    house.add("binary_sensor.smart", "Smart Lock", "off", entry, device_class="lock")
    house.add("valve.water", "Irrigation", "closed", yard, supported_features=3)
    house.add("vacuum.robo", "Dusty", "docked", areas.async_get_area_by_name("Kitchen").id, supported_features=0x3FFF)
    house.add("cover.curtain", "Smart Curtain", "closed", attic, device_class="curtain", supported_features=15)
    house.add("light.left", "Left Lamp", "off", attic, supported_color_modes=["brightness"], color_mode="brightness")
    house.add("light.right", "Right Lamp", "off", attic, supported_color_modes=["brightness"], color_mode="brightness")
    house.add("media_player.hall", "Hall Speaker", "playing", entry, volume_level=0.3, supported_features=0xFFFF)
    await hass.async_block_till_done()
    return house


@pytest.mark.parametrize(
    ("sentence", "done"),
    [
        ("lock the entry lock", "lock.lock lock.smart"),
        ("lock the lock in the entry", "lock.lock lock.smart"),
        ("lock smart lock", "lock.lock lock.smart"),
        ("open the front yard valve", "valve.open_valve valve.water"),
        ("start the vacuum", "vacuum.start vacuum.robo"),
        ("start vacuum in the kitchen", "vacuum.start vacuum.robo"),
        ("open the smart curtains", "cover.open_cover cover.curtain"),
        ("open the attic smart curtain", "cover.open_cover cover.curtain"),
        ("close the garage door", "cover.close_cover cover.garage"),
        ("desk lamp off", "light.turn_off ['light.desk']"),
    ],
)
async def test_a_thing_is_known_by_its_kind_and_its_room(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer, sentence: str, done: str
) -> None:
    result = await say(hass, sentence)
    assert (path(result) in ("intent", "fuzzy"), manor.touched) == (True, [done])
    assert speech(result)


@pytest.mark.parametrize(
    "case",
    [
        ("de", "öffne das Ventil im Front yard", "valve.open_valve valve.water"),
        ("fr", "ouvre la vanne de Front yard", "valve.open_valve valve.water"),
        ("es", "abre la válvula de Front yard", "valve.open_valve valve.water"),
        ("nl", "open de klep in de Front yard", "valve.open_valve valve.water"),
        ("de", "schalte Desk Lamp ein und schalte Kitchen Ceiling aus", "light.turn_off light.turn_on"),
        ("nl", "doe Desk Lamp aan en doe Kitchen Ceiling uit", "light.turn_off light.turn_on"),
        ("fr", "allume Desk Lamp et éteins Kitchen Ceiling", "light.turn_off light.turn_on"),
        ("es", "enciende Desk Lamp y apaga Kitchen Ceiling", "light.turn_off light.turn_on"),
    ],
)
async def test_other_languages_have_the_same_forms(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer, case: tuple[str, str, str]
) -> None:
    language, sentence, done = case
    result = await say(hass, sentence, language=language)
    assert path(result) in ("intent", "fuzzy"), sentence
    assert done in (" ".join(manor.touched), " ".join(call.split()[0] for call in manor.touched))


@pytest.mark.parametrize(
    "sentence",
    [
        "open the attic lock",  # it is not there
        "turn on the lamp in the attic and",  # something is to come
        "open the entry valve",  # it is not there
        "turn on the desk lamp and fly to the moon",
        "turn on the desk lamp and",
        "do not start the vacuum",
        "start the vacuum unless I am at home",
        "turn on the desk lamp and don't lock the front door",
    ],
)
async def test_never_a_part_of_a_sentence(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer, sentence: str
) -> None:
    assert (path(await say(hass, sentence)), manor.touched) == ("agent", [])


async def test_two_commands_are_done_in_order_and_answered_in_one_breath(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry
) -> None:
    result = await say(hass, "lock the entry lock and then turn on the desk lamp")
    assert manor.touched == ["light.turn_on ['light.desk']", "lock.lock lock.smart"]
    assert speech(result) == "Locking. Turned on the light."
    targets = [target.id for target in result.response.success_results]
    assert targets == ["lock.smart", "light.desk"]


async def test_the_second_half_may_mean_what_the_first_named(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry
) -> None:
    await say(hass, "turn on the left lamp and set it to 40 percent")
    assert [call.split()[0] for call in manor.touched] == ["light.turn_on", "light.turn_on"]
    assert manor.calls["light.turn_on"][1].data["brightness_pct"] == 40


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "turn on the desk lamp", "turn it off"),
        ("de", "schalte Desk Lamp ein", "schalte sie aus"),
        ("fr", "allume Desk Lamp", "éteins-la"),
        ("es", "enciende Desk Lamp", "apágala"),
        ("nl", "zet Desk Lamp aan", "zet hem uit"),
    ],
)
async def test_it_is_the_last_thing_in_every_language(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, language: str, first: str, second: str
) -> None:
    begun = await say(hass, first, language=language)
    await say(hass, second, language=language, conversation_id=begun.conversation_id)
    assert manor.touched == ["light.turn_off ['light.desk']", "light.turn_on ['light.desk']"]


async def test_a_few_words_go_on_with_what_was_done(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    async def then(text: str) -> list[tuple[str, dict[str, Any]]]:
        """Say it, bring the lights where they were sent, and tell what was called."""
        before = {name: len(calls) for name, calls in manor.calls.items()}
        await say(hass, text, conversation_id=begun.conversation_id)
        new = [(name, dict(call.data)) for name, calls in manor.calls.items() for call in calls[before[name] :]]
        for name, data in new:
            data["entity_id"] = ids = [data["entity_id"]] if isinstance(data["entity_id"], str) else data["entity_id"]
            for entity_id in ids:
                hass.states.async_set(entity_id, name.rsplit("_")[-1], hass.states.get(entity_id).attributes)
        return new

    hass.states.async_set("light.left", "on", {**hass.states.get("light.left").attributes, "brightness": 51})
    begun = await say(hass, "set the left lamp to 40 percent")
    assert (await then("a bit more"))[0][1] == {"entity_id": ["light.left"], "brightness_pct": 50}
    assert (await then("less"))[0][1] == {"entity_id": ["light.left"], "brightness_pct": 40}
    assert (await then("again"))[0][1] == {"entity_id": ["light.left"], "brightness_pct": 40}
    assert (await then("and the other one"))[0][1] == {"entity_id": ["light.right"], "brightness_pct": 40}
    assert await then("turn off the left lamp")
    undone = await then("not that one")
    assert [(name, data["entity_id"]) for name, data in undone] == [
        ("light.turn_on", ["light.left"]),
        ("light.turn_off", ["light.right"]),
    ]
    assert server.asked == []


async def test_again_is_the_last_thing_and_not_the_one_before(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    begun = await say(hass, "turn on the left lamp")
    here = {"conversation_id": begun.conversation_id}
    time = await say(hass, "what time is it", **here)
    assert speech(await say(hass, "again", **here)).split(":")[0] == speech(time).split(":")[0]
    assert path(await say(hass, "not that one", **here)) == "agent"
    await say(hass, "who wrote Hamlet", **here)
    assert path(await say(hass, "again", **here)) == "agent"
    assert manor.touched == ["light.turn_on ['light.left']"]


async def test_the_other_one_is_a_name_too(hass: HomeAssistant, manor: House, morgan: MockConfigEntry) -> None:
    begun = await say(hass, "turn on the left lamp")
    await say(hass, "turn off the other one", conversation_id=begun.conversation_id)
    assert manor.touched == ["light.turn_off ['light.right']", "light.turn_on ['light.left']"]


@pytest.mark.parametrize("words", ["again", "the other one", "a bit more", "not that one", "turn it up", "more"])
async def test_words_that_follow_nothing_are_the_servers(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer, words: str
) -> None:
    assert path(await say(hass, words)) == "agent"
    begun = await say(hass, "start the vacuum")
    if words != "again":
        assert path(await say(hass, words, conversation_id=begun.conversation_id)) == "agent"


async def test_louder_and_softer_go_on(hass: HomeAssistant, manor: House, morgan: MockConfigEntry) -> None:
    begun = await say(hass, "set hall speaker volume to 40 percent")
    await say(hass, "more", conversation_id=begun.conversation_id)
    await say(hass, "less", conversation_id=begun.conversation_id)
    levels = [call.data["volume_level"] for call in manor.calls["media_player.volume_set"]]
    assert levels == pytest.approx([0.4, 0.5, 0.4])


async def test_the_only_one_in_the_room_is_meant(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    manor.add("vacuum.other", "Sweepy", "docked", "attic", supported_features=0x3FFF)
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(config_entry_id=morgan.entry_id, identifiers={("test", "satellite")})
    devices.async_update_device(device.id, area_id="attic")
    assert path(await say(hass, "start the vacuum")) == "agent"
    await say(hass, "start the vacuum", device_id=device.id)
    assert manor.touched == ["vacuum.start vacuum.other"]


async def test_a_name_given_later_is_known(hass: HomeAssistant, manor: House, morgan: MockConfigEntry) -> None:
    await say(hass, "start the vacuum")
    manor.add("valve.pool", "Filler", "closed", "office", supported_features=3)
    await hass.async_block_till_done()
    await say(hass, "open the office valve")
    assert manor.touched == ["vacuum.start vacuum.robo", "valve.open_valve valve.pool"]


async def test_plain_commands_can_be_left_to_the_server(
    hass: HomeAssistant, manor: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    choose(hass, morgan, local_intents=False)
    assert path(await say(hass, "turn on the desk lamp")) == "agent"
    assert manor.touched == []


# ---- words alone


@given(st.text())
def test_any_text_can_be_compared(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    for language in ("en", "fr", "es", "xx"):
        assert digits_of(text, language).isdecimal() or digits_of(text, language) == ""
        loosened(text, language)


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("1234", "en", "1234"),
        ("one two three four", "en", "1234"),
        ("eins zwei drei", "de", "123"),
        ("zéro quatre", "fr", "04"),
        ("1 2-3, four.", "en", "1234"),
        ("one more time", "en", ""),
        ("", "en", ""),
    ],
)
def test_digits_are_heard_in_words_and_in_figures(text: str, language: str, digits: str) -> None:
    assert digits_of(text, language) == digits


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nl", "de-CH", "en_GB"])
def test_a_phrase_means_one_thing(language: str) -> None:
    words = words_of(language)
    groups = (words.again, words.more, words.less, words.not_that, words.other_alone)
    assert len(frozenset[str]().union(*groups)) == sum(map(len, groups))
    assert all(phrase == plain(phrase) for group in groups for phrase in group)


def test_a_language_that_nobody_wrote_down_has_no_words() -> None:
    assert words_of("tlh") == Words()
