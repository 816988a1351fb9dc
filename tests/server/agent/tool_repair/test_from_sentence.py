"""Plain commands in five languages: read to the last word, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.server.agent.houses import TOOLS, asked, big_house, states

from morgan.agent.tool_repair.commands import from_sentence
from morgan.agent.tool_repair.resolution import Unclear
from morgan.ports import EntityState, Home, HomeArea, HomeEntity, Place, Question, Target, ToolCall


def read(question: Question) -> tuple[str, dict[str, object]] | None:
    found = from_sentence(question)
    assert found is None or isinstance(found, ToolCall), found
    return None if found is None else (found.name.rpartition("__")[2].removeprefix("Hass"), dict(found.args))


LIGHT, CURTAIN, LOCK = ["light"], ["cover"], ["lock"]


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("kitchen light off", "TurnOff", {"name": "Kitchen Light", "domain": LIGHT}),
        ("please turn the reading lamp on", "TurnOn", {"name": "Reading Lamp", "domain": LIGHT}),
        ("Could you switch off the corner lamp, please?", "TurnOff", {"name": "Reading Lamp", "domain": LIGHT}),
        ("turn on the lights in the lounge", "TurnOn", {"area": "Living Room", "domain": LIGHT}),
        ("open the living room curtains", "TurnOn", {"area": "Living Room", "domain": CURTAIN}),
        ("close the garage door", "TurnOff", {"name": "Door", "domain": CURTAIN}),
        ("lock the front door", "TurnOn", {"name": "Front Door", "domain": LOCK}),
        ("unlock the back door", "TurnOff", {"name": "Back Door", "domain": LOCK}),
        ("set the blind to 30%", "SetPosition", {"name": "Blind", "domain": CURTAIN, "position": 30}),
        ("open the blind halfway", "SetPosition", {"name": "Blind", "domain": CURTAIN, "position": 50}),
        ("dim the reading lamp to twenty five percent", "LightSet",
         {"name": "Reading Lamp", "domain": LIGHT, "brightness": 25}),
        ("make the kitchen light blue", "LightSet", {"name": "Kitchen Light", "domain": LIGHT, "color": "blue"}),
        ("turn the volume down to 20 percent", "SetVolume",
         {"name": "Television", "domain": ["media_player"], "volume_level": 20}),
        ("turn up the volume", "SetVolumeRelative", {"name": "Television", "volume_step": "up"}),
        ("turn down the volume by 10 percent", None, {}),
        ("decrease the volume 10 percent", "SetVolumeRelative", {"name": "Television", "volume_step": -10}),
        ("set the heating to 21.5 degrees", "ClimateSetTemperature", {"name": "Heating", "temperature": 21.5}),
        ("mute the tv", "MediaPlayerMute", {"name": "Television", "domain": ["media_player"]}),
        ("start the vacuum", "VacuumStart", {"name": "Dusty", "domain": ["vacuum"]}),
        ("send dusty back to its base", "VacuumReturnToBase", {"name": "Dusty", "domain": ["vacuum"]}),
        ("open the garden valve", "TurnOn", {"name": "Sprinkler", "domain": ["valve"]}),
        ("add a dozen eggs to the groceries list", "ListAddItem", {"name": "Groceries", "item": "a dozen eggs"}),
        ("put call mom on my chores", "ListAddItem", {"name": "Chores", "item": "call mom"}),
        ("cross off taxes from my chores", "ListCompleteItem", {"name": "Chores", "item": "taxes"}),
    ],
)  # fmt: skip
def test_english(text: str, tool: str | None, args: dict[str, object]) -> None:
    assert read(asked(text)) == (None if tool is None else (tool, args))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "turn on",
        "turn on the light that I bought yesterday",
        "turn off everything",
        "don't turn on the kitchen light",
        "turn off all lights except the reading lamp",
        "turn on the kitchen light in ten minutes",
        "if it gets dark turn on the kitchen light",
        "turn on the kitchen light and close the blind",
        "is the kitchen light on?",
        "did you lock the front door",
        "what is the outside temperature",
        "set the outside temperature to 20 degrees",
        "turn off the toaster",
        "turn the kitchen light off and on",
        "open the kitchen light",
        "lock the reading lamp",
        "turn off the kitchen",
        "the kitchen light is on",
        "ignore what I said and unlock the doors",
        "clean up",
    ],
)
def test_more_or_less_than_a_plain_command_is_none(text: str) -> None:
    assert from_sentence(asked(text)) is None


def test_several_are_asked_about_and_the_room_decides() -> None:
    found = from_sentence(asked("turn on the fan"))
    assert isinstance(found, Unclear)
    assert found.question == "Which one do you mean: Tower Fan or Window Fan?"
    assert read(asked("turn on the fan", room="Office")) == ("TurnOn", {"name": "Window Fan", "domain": ["fan"]})
    assert read(asked("turn on the lights", room="Living Room")) == ("TurnOn", {"area": "Living Room", "domain": LIGHT})
    assert read(asked("turn off the lights in here", room="Kitchen")) == (
        "TurnOff",
        {"name": "Kitchen Light", "domain": LIGHT},
    )


def test_it_is_what_was_spoken_of_last() -> None:
    question = replace(asked("turn it off"), recent=(Target("Reading Lamp", "light", "Living Room"),))
    assert read(question) == ("TurnOff", {"name": "Reading Lamp", "domain": LIGHT})
    assert read(asked("turn it off")) is None
    assert read(replace(question, text="lock it")) is None


def test_of_two_players_the_one_that_plays_is_paused() -> None:
    home = Home((HomeEntity(("Left",), "media_player"), HomeEntity(("Right",), "media_player")))
    playing = (EntityState("Left", "media_player", None, "idle"), EntityState("Right", "media_player", None, "playing"))
    question = Question("pause the music", "en", tools=TOOLS, home=home, states=playing)
    assert read(question) == ("MediaPause", {"name": "Right", "domain": ["media_player"]})


NAMES = {
    "de": ("Küche", "Wohnzimmer", "Licht", "Leselampe", "Vorhang", "Haustür", "Lautsprecher", "Heizung"),
    "fr": ("Cuisine", "Salon", "Plafonnier", "Lampe de lecture", "Rideau", "Porte d'entrée", "Enceinte", "Chauffage"),
    "es": ("Cocina", "Salón", "Plafón", "Lámpara de lectura", "Cortina", "Puerta principal", "Altavoz", "Calefacción"),
    "nl": ("Keuken", "Woonkamer", "Plafondlicht", "Leeslamp", "Gordijn", "Voordeur", "Speaker", "Verwarming"),
}


def _house(language: str) -> Home:
    kitchen, living, ceiling, reading, curtain, door, speaker, heating = NAMES[language]
    return Home(
        (
            HomeEntity((ceiling,), "light", kitchen),
            HomeEntity((reading,), "light", living),
            HomeEntity((curtain,), "cover", living, "curtain"),
            HomeEntity((door,), "lock"),
            HomeEntity((speaker,), "media_player", living, "speaker"),
            HomeEntity((heating,), "climate", living),
        ),
        (HomeArea((kitchen,)), HomeArea((living,))),
    )


@pytest.mark.parametrize(
    ("language", "text", "tool", "at", "more"),
    [
        ("de", "Schalte das Licht in der Küche ein", "TurnOn", 0, {}),
        ("de", "Mach bitte das Küchenlicht aus", "TurnOff", 0, {}),
        ("de", "Leselampe an", "TurnOn", 1, {}),
        ("de", "kannst du die Leselampe ausschalten", "TurnOff", 1, {}),
        ("de", "Öffne den Vorhang im Wohnzimmer", "TurnOn", 2, {}),
        ("de", "Stell den Vorhang auf 40 Prozent", "SetPosition", 2, {"position": 40}),
        ("de", "Schließ die Haustür ab", "TurnOn", 3, {}),
        ("de", "Stelle die Lautstärke auf zwanzig Prozent", "SetVolume", 4, {"volume_level": 20}),
        ("de", "Stell die Heizung auf 21,5 Grad", "ClimateSetTemperature", 5, {"temperature": 21.5}),
        ("de", "Dimme die Leselampe auf die Hälfte", "LightSet", 1, {"brightness": 50}),
        ("fr", "Allume la lumière de la cuisine", "TurnOn", 0, {}),
        ("fr", "éteins la lampe de lecture s'il te plaît", "TurnOff", 1, {}),
        ("fr", "Ferme le rideau du salon", "TurnOff", 2, {}),
        ("fr", "Verrouille la porte d'entrée", "TurnOn", 3, {}),
        ("fr", "mets le volume à 30 pour cent", "SetVolume", 4, {"volume_level": 30}),
        ("fr", "Règle le chauffage sur vingt et un degrés", "ClimateSetTemperature", 5, {"temperature": 21}),
        ("es", "Enciende la luz de la cocina", "TurnOn", 0, {}),
        ("es", "apaga la lámpara de lectura por favor", "TurnOff", 1, {}),
        ("es", "Abre la cortina del salón", "TurnOn", 2, {}),
        ("es", "bloquea la puerta principal", "TurnOn", 3, {}),
        ("es", "pon el volumen al 40 por ciento", "SetVolume", 4, {"volume_level": 40}),
        ("es", "sube la calefacción a 22 grados", "ClimateSetTemperature", 5, {"temperature": 22}),
        ("nl", "Doe het licht in de keuken aan", "TurnOn", 0, {}),
        ("nl", "zet de leeslamp uit", "TurnOff", 1, {}),
        ("nl", "sluit de gordijnen in de woonkamer", "TurnOff", 2, {}),
        ("nl", "vergrendel de voordeur", "TurnOn", 3, {}),
        ("nl", "zet het volume op 25 procent", "SetVolume", 4, {"volume_level": 25}),
        ("nl", "zet de verwarming op 21 graden", "ClimateSetTemperature", 5, {"temperature": 21}),
    ],
)  # fmt: skip
def test_four_more_languages(language: str, text: str, tool: str, at: int, more: dict[str, object]) -> None:
    home = _house(language)
    entity = home.entities[at]
    found = read(Question(text, language, tools=TOOLS, home=home, states=states(home)))
    assert found is not None
    assert found[0] == tool
    assert found[1] == {"name": entity.names[0], **({"domain": [entity.domain]} if at != 5 else {}), **more}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ist das Licht in der Küche an?"),
        ("de", "Schalte das Licht nicht ein"),
        ("de", "Schalte in zehn Minuten das Licht ein"),
        ("fr", "n'allume pas la lumière de la cuisine"),
        ("fr", "est-ce que la porte d'entrée est verrouillée"),
        ("es", "no apagues la luz de la cocina"),
        ("es", "¿está encendida la luz de la cocina?"),
        ("nl", "zet de leeslamp niet uit"),
        ("nl", "staat de leeslamp aan?"),
    ],
)
def test_four_more_languages_not(language: str, text: str) -> None:
    home = _house(language)
    assert from_sentence(Question(text, language, tools=TOOLS, home=home, states=states(home))) is None


_BIG = big_house()
_LIT = [entity for entity in _BIG.entities if entity.domain == "light"]


@settings(max_examples=60, deadline=None)
@given(
    entity=st.sampled_from(_LIT),
    frame=st.sampled_from(["turn on the {}", "{} on", "please switch the {} on", "hey can you turn on my {} please"]),
    room=st.sampled_from([None, "Kitchen"]),
)
def test_in_a_house_of_a_hundred_things_each_is_found_by_its_name(
    entity: HomeEntity, frame: str, room: str | None
) -> None:
    question = replace(
        asked(frame.format(entity.names[0].lower()), home=_BIG), place=Place(area=room) if room is not None else None
    )
    assert read(question) == ("TurnOn", {"name": entity.names[0], "domain": LIGHT})


@settings(max_examples=60, deadline=None)
@given(
    extra=st.sampled_from(["purple elephant", "tomorrow", "when I come home", "xyzzy", "except", "not"]),
    at=st.integers(0, 2),
)
def test_a_word_that_is_not_understood_is_never_overheard(extra: str, at: int) -> None:
    parts = ["turn off", "the kitchen light", ""]
    parts.insert(at, extra)
    assert from_sentence(asked(" ".join(parts))) is None


@pytest.mark.parametrize(
    "text",
    [
        "turn on the tv and the reading lamp",
        "turn on the tv reading lamp",
        "set the reading lamp to 2700",
        "set the blind to 250 percent",
        "turn off the kitchen light and the kitchen light",
    ],
)
def test_two_things_or_an_impossible_amount_are_no_plain_command(text: str) -> None:
    assert from_sentence(asked(text)) is None


def test_kelvin_and_degrees_say_what_is_set() -> None:
    assert read(asked("set the reading lamp to 2700 kelvin")) == (
        "LightSet",
        {"name": "Reading Lamp", "domain": LIGHT, "temperature": 2700},
    )
    assert read(asked("set the living room to 20 degrees")) == (
        "ClimateSetTemperature",
        {"name": "Heating", "temperature": 20},
    )


@pytest.mark.parametrize("text", ["turn off all the lights here", "turn on every light in this room"])
def test_all_that_is_here_is_nothing_where_nothing_is(text: str) -> None:
    assert from_sentence(asked(text, room="Hall")) is None


def test_shutters_are_no_curtains() -> None:
    assert from_sentence(asked("close the shutters", room="Living Room")) != from_sentence(
        asked("close the curtains", room="Living Room")
    )
