"""What a question is about, found by words: on a house made here, and on Home Assistant's own test sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.server.agent.houses import HOME, big_house, states

from morgan.agent.retrieve import retrieve
from morgan.ports import EntityState, Home, HomeArea, HomeEntity, HomeFloor, Place, Question, Target


def found(text: str, home: Home, **more: Any) -> list[EntityState]:
    return list(retrieve(Question(text, more.pop("language", "en"), home=home, states=states(home), **more)))


BIG = big_house()


def test_in_a_big_house_everything_is_found_by_its_name_within_fifteen() -> None:
    frames = ("is the {} on?", "what about the {}", "{}", "turn the {} off please")
    missed = [
        (entity.names[0], frame)
        for entity in BIG.entities
        for frame in frames
        if not any(
            (state.name, state.domain) == (entity.names[0], entity.domain)
            for state in found(frame.format(entity.names[0].lower()), BIG)
        )
    ]
    assert missed == []


def test_a_name_with_a_slip_is_still_found_first() -> None:
    assert found("is the bathrom coffe machine on", BIG)[0].name == "Bathroom Coffee Machine"


def test_a_room_and_a_kind_find_what_is_there() -> None:
    names = [state.name for state in found("are the library lights on", BIG)]
    assert set(names[:2]) == {"Library Lamp", "Library Ceiling Light"}
    assert len(names) == 15


def test_the_speakers_room_is_always_in_and_no_more_than_asked_for_beside_it() -> None:
    states_found = found("what is the attic temperature", BIG, place=Place(area="Cellar"))
    assert {entity.names[0] for entity in BIG.entities if entity.area == "Cellar"} <= {
        each.name for each in states_found
    }
    assert states_found[0].name == "Attic Temperature"
    assert len(states_found) <= 25


def test_a_floor_and_an_alias_find_their_things() -> None:
    assert "Tower Fan" in [state.name for state in found("what is on upstairs", HOME)]
    assert found("is the corner lamp on", HOME)[0].name == "Reading Lamp"


def test_what_was_spoken_of_last_comes_along() -> None:
    recent = (Target("Sprinkler", "valve", "Garden"),)
    assert "Sprinkler" in [state.name for state in found("and is it still on", HOME, recent=recent)]


def test_nothing_said_finds_nothing() -> None:
    assert found("tell me a joke", HOME) == []


def test_other_languages_find_by_kind() -> None:
    home = Home((HomeEntity(("Deckenlampe",), "light", "Bad"), HomeEntity(("Föhn",), "switch", "Bad")))
    assert found("brennt noch licht", home, language="de")[0].name == "Deckenlampe"


# ---- Home Assistant's own sentences ----------------------------------------------------------------------------------

_FOLDERS = (os.environ.get("MORGAN_INTENTS_DATA"), str(Path(__file__).parents[4] / "shared/data/intents"))


def _intents() -> Path:
    for folder in _FOLDERS:
        if folder and (path := Path(folder) / "tests" / "en").is_dir():
            return path
    pytest.skip("Home Assistant's intents are not here: set MORGAN_INTENTS_DATA, or put them beside the checkout")


def _home(path: Path) -> Home:
    fixtures = yaml.safe_load((path / "_fixtures.yaml").read_text())
    floors = {floor["id"]: floor["name"] for floor in fixtures["floors"]}
    areas = {area["id"]: area for area in fixtures["areas"]}
    entities = tuple(
        HomeEntity(
            (each["name"],),
            each["id"].partition(".")[0],
            areas[each["area"]]["name"] if each.get("area") else None,
            (each.get("attributes") or {}).get("device_class"),
        )
        for each in fixtures["entities"]
    )
    return Home(
        tuple(dict.fromkeys(entities)),
        tuple(HomeArea((area["name"],), floors.get(area.get("floor"))) for area in areas.values()),
        tuple(HomeFloor((name,)) for name in floors.values()),
    )


def test_recall_within_fifteen_on_home_assistants_house_is_at_least_99_percent() -> None:
    path = _intents()
    home = _home(path)
    assert len(home.entities) >= 99
    asked = hit = 0
    for file in sorted(path.glob("*/*.yaml")):
        for test in yaml.safe_load(file.read_text())["tests"]:
            name = (test.get("slots") or {}).get("name")
            own = {each for each in home.entities if isinstance(name, str) and each.names[0].lower() == name.lower()}
            for sentence in test["sentences"] if own else ():
                text = sentence if isinstance(sentence, str) else sentence["text"]
                asked += 1
                hit += any((state.name, state.domain) == (each.names[0], each.domain)
                           for state in found(text, home) for each in own)  # fmt: skip
    assert asked > 150
    assert hit / asked >= 0.99, f"{hit} of {asked}"
