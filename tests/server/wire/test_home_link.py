"""The houses: what is read, what is refused and what is kept."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.errors import BadRequest, EngineFailed, MorganError
from morgan.ports import NO_HOME, Home, HomeArea, HomeEntity, HomeFloor
from morgan.testing import until
from morgan.wire.fields import Fields
from morgan.wire.home_link import MOST_HOMES, Homes, read_home


def home_of(data: dict[str, Any]) -> Home:
    return read_home(Fields("home", data))


def house(name: str) -> Home:
    return Home(areas=(HomeArea((name,)),))


def test_a_house_is_read_with_all_its_names() -> None:
    home = home_of(
        {
            "entities": [{"names": ["Lamp", "Light"], "domain": "light", "area": "Den", "device_class": None}],
            "areas": [{"names": ["Den"], "floor": "Attic"}],
            "floors": [{"names": ["Attic"]}],
        }
    )
    assert home.entities == (HomeEntity(("Lamp", "Light"), "light", "Den"),)
    assert home.areas == (HomeArea(("Den",), "Attic"),)
    assert home.floors == (HomeFloor(("Attic",)),)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"entities": {}}, "entities"),
        ({"entities": [{"names": ["a"], "domain": "light"}], "areas": "Den"}, "areas"),
        ({"floors": 7}, "floors"),
    ],
)
def test_a_part_that_is_no_list_is_named_by_its_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRequest, match=field):
        home_of(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["names", "domain", "area", "x"]), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["entities", "areas", "floors", "else"]), JSON))
def test_any_object_is_a_house_or_a_bad_request(data: dict[str, Any]) -> None:
    with suppress(BadRequest):
        assert isinstance(home_of(data), Home)


def test_each_peer_is_heard_with_its_own_house_and_others_with_all_of_them() -> None:
    homes = Homes()
    assert homes.of(None) == NO_HOME
    homes.put("a", house("Attic"))
    homes.put("b", house("Barn"))
    assert homes.of("a") == house("Attic")
    assert homes.of(None).areas == (*house("Attic").areas, *house("Barn").areas)
    assert homes.of("unknown") == homes.of(None)
    homes.put("a", house("Annexe"))
    assert homes.of("a") == house("Annexe")


def test_the_number_of_houses_is_bounded_and_the_oldest_leaves() -> None:
    homes = Homes()
    for number in range(MOST_HOMES + 1):
        homes.put(str(number), house(str(number)))
    assert len(homes.of(None).areas) == MOST_HOMES
    assert house("0").areas[0] not in homes.of(None).areas


class Listener:
    """Takes its time to prepare for a house."""

    def __init__(self, error: Exception | None = None) -> None:
        self.told: list[Home] = []
        self.go = asyncio.Event()
        self._error = error

    async def __call__(self, home: Home) -> None:
        self.told.append(home)
        await self.go.wait()
        if self._error:
            raise self._error


async def test_changes_are_told_in_the_background_the_newest_only_and_repetitions_never() -> None:
    listener = Listener()
    homes = Homes(listener)
    for name in ("first", "second", "third", "third"):
        homes.put("a", house(name))
        await asyncio.sleep(0)  # lets the background begin with the first
    listener.go.set()
    await until(lambda: not homes.telling)
    assert listener.told == [house("first"), house("third")]
    await homes.close()


@pytest.mark.parametrize("error", [EngineFailed("no memory"), ValueError("a bug")])
async def test_a_failure_to_prepare_is_logged_and_the_next_change_is_told(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    listener = Listener(error)
    listener.go.set()
    homes = Homes(listener)
    for name in ("first", "second"):
        homes.put("a", house(name))
        await until(lambda: not homes.telling)
    assert listener.told == [house("first"), house("second")]
    assert ("cannot prepare" if isinstance(error, MorganError) else "bug: ValueError") in caplog.text
    await homes.close()
