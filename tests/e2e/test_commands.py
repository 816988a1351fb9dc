"""Every kind of command, typed and spoken, to a real Home Assistant; knows nothing of engines."""

from __future__ import annotations

import pytest
from commands import COMMANDS, Command
from conftest import House, check

EVERY = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.kind)


@EVERY
async def test_a_typed_command_does_what_it_says(house: House, command: Command) -> None:
    await house.reset(command)
    taken = await house.type(command.sentence)
    check(command, taken, await house.states())


@EVERY
async def test_a_spoken_command_does_what_it_says_and_answers_aloud(house: House, command: Command) -> None:
    await house.reset(command)
    taken = await house.speak(command.sentence)
    check(command, taken, await house.states())
    assert taken.answer.seconds > 0.3
    assert all(ms is not None for ms in taken.ms.values())


async def test_a_question_that_is_no_command_gets_an_honest_answer(house: House) -> None:
    taken = await house.type("who wrote Hamlet")
    assert taken.error is None
    assert taken.path == "none"
    assert taken.changed == {}
    assert "language model" in taken.said


async def test_what_changed_names_the_things_and_nothing_else(house: House) -> None:
    await house.reset(COMMANDS[0])
    taken = await house.type("turn on the kitchen lights")
    assert taken.changed == {"light.kitchen_ceiling": ["off", "on"], "light.kitchen_counter": ["off", "on"]}
