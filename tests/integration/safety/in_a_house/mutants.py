"""Holds a house while script/mutate.py tries mutants out in it; no test of its own, and collected by nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from .conftest import World


@pytest.mark.timeout(0)
async def test_every_mutant(world: World, try_mutants: Callable[[object, World], Awaitable[None]]) -> None:
    await try_mutants(world.hass, world)
