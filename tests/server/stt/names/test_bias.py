"""A prompt holds the likeliest names, whole, once, and within its budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity, HomeFloor
from morgan.stt.names.bias import bias

HOUSE = Home(
    (
        HomeEntity(("Outdoor Humidity",), "sensor", "Garden"),
        HomeEntity(("Desk Lamp", "Work Lamp"), "light", "Study"),
        HomeEntity(("Ceiling Light",), "light", "Kitchen"),
        HomeEntity(("Kettle",), "switch", "Kitchen"),
    ),
    (HomeArea(("Study", "Office"), "Attic"), HomeArea(("Kitchen",)), HomeArea(("Garden",))),
    (HomeFloor(("Attic",)),),
)


def words(text: str) -> int:
    """Count as a tokenizer whose tokens are words."""
    return len(text.split())


def test_names_stand_as_a_sentence() -> None:
    prompt = bias(HOUSE, (), None, words, 100)
    assert prompt == (
        "Study, Office, Kitchen, Garden, Attic, Desk Lamp, Work Lamp, Ceiling Light, Kettle, Outdoor Humidity."
    )


def test_the_room_of_the_satellite_comes_first_and_what_the_client_named_before_all() -> None:
    assert bias(HOUSE, ("Zanzibar",), "Kitchen", words, 5) == "Zanzibar, Kitchen, Ceiling Light, Kettle."


def test_a_room_is_known_by_its_other_names_too() -> None:
    assert bias(HOUSE, (), "Office", words, 4) == "Study, Office, Desk Lamp."


def test_a_room_that_nobody_knows_changes_nothing() -> None:
    assert bias(HOUSE, (), "Dungeon", words, 50) == bias(HOUSE, (), None, words, 50)


def test_a_name_is_whole_or_not_there() -> None:
    assert bias(HOUSE, ("Desk Lamp", "Floor Lamp"), None, words, 3) == "Desk Lamp."


def test_a_name_within_one_that_was_given_is_not_repeated() -> None:
    kitchen = Home((HomeEntity(("Kitchen Lights",), "light", "Kitchen"),), (HomeArea(("Kitchen",)),))
    assert bias(kitchen, ("the kitchen lights",), None, words, 50) == "the kitchen lights."


def test_a_house_without_names_says_nothing() -> None:
    assert bias(NO_HOME, (), None, words, 50) == ""
    assert bias(HOUSE, (), None, words, 0) == ""


def test_a_sentence_for_a_name_leaves_room_for_the_others() -> None:
    assert bias(
        HOUSE, ("automation that opens all of the blinds in the morning when the sun is up",), None, words, 1
    ) == ("Study.")


def test_a_big_house_is_counted_a_dozen_times_at_most() -> None:
    calls = 0

    def count(text: str) -> int:
        nonlocal calls
        calls += 1
        return words(text)

    things = tuple(HomeEntity((f"Lamp {number}",), "light", f"Room {number % 50}") for number in range(5000))
    prompt = bias(Home(things), (), "Room 7", count, 100)
    assert prompt.startswith("Lamp 7, Lamp 57, ")
    assert calls <= 12


names = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=70)


@given(st.lists(names, max_size=30), st.lists(names, max_size=5), st.integers(0, 60))
def test_the_budget_holds_whatever_the_names(things: list[str], further: list[str], budget: int) -> None:
    home = Home(tuple(HomeEntity((name,), "light") for name in things))
    prompt = bias(home, further, None, words, budget)
    assert words(prompt) <= budget
    assert prompt == bias(home, further, None, words, budget)
    smaller = bias(home, further, None, words, budget // 2)
    assert prompt.startswith(smaller.removesuffix("."))
