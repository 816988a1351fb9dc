"""Seen from outside: what a real Home Assistant with Morgan in it asks the network for, beside one without Morgan."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from demo_house.places import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "tests" / "tools"))
from alone import alone, may

pytestmark = pytest.mark.skipif(not may(), reason="no right to make a network namespace here (needs root and iproute2)")

AT_HOME = str(Path(__file__).with_name("at_home.py"))
IDLE_SECONDS = "10"
SECONDS = 170
Live = Callable[[str], dict[str, list[str]]]


@pytest.fixture
def live(tmp_path: Path) -> Live:
    silent = ("MORGAN_", "XDG_", "HF_", "ORT_", "DO_NOT_TRACK")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
    (tmp_path / "home").mkdir()

    def run(how: str) -> dict[str, list[str]]:
        command = (sys.executable, AT_HOME, how, str(tmp_path / how), IDLE_SECONDS)
        environment = kept | {"HOME": str(tmp_path / "home")}
        told = alone(tmp_path / f"{how}.json", *command, environment=environment, seconds=SECONDS)
        sys.stdout.write(f"{how} Morgan: asked {told['names'] or 'nothing'}, tried {told['tried'] or 'nothing'}\n")
        return told

    return run


@pytest.mark.timeout(2 * SECONDS + 20)
def test_morgan_adds_nothing_to_what_home_assistant_asks_of_the_network(live: Live) -> None:
    without, having = live("without"), live("with")
    # Home Assistant's Marketplace looks into its catalogue of its own accord wherever something stands in
    # custom_components; that is its owner's to decide, and the same without Morgan.
    assert set(having["names"]) <= set(without["names"])
    assert set(having["tried"]) <= set(without["tried"])
