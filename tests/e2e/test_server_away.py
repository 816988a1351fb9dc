"""While Morgan's server is away the house obeys and says why it cannot do more; it hears again when it is back."""

from __future__ import annotations

from commands import COMMANDS
from conftest import House, check
from demo_house.furnish import until

RETURN_SECONDS = 45.0  # the link waits longer after each failure, up to a minute; the outage here is short


async def test_the_house_obeys_without_the_server_and_hears_when_it_is_back(house: House) -> None:
    light = COMMANDS[0]
    await house.reset(light)

    async def hearing(available: bool) -> str:
        states = await house.states()
        ears = {
            entity: state["state"]
            for entity, state in states.items()
            if entity.startswith("stt.") and "morgan" in entity
        }
        assert ears
        return "" if all((state != "unavailable") == available for state in ears.values()) else str(ears)

    house.kill_server()
    await until(lambda: hearing(False), "hearing to become unavailable", 20.0)
    check(light, await house.type(light.sentence), await house.states())
    question = await house.type("who wrote Hamlet")
    assert question.error is None
    assert question.path == "none"
    assert question.said

    await house.start_server()
    await until(lambda: hearing(True), "hearing to come back", RETURN_SECONDS)
    await house.reset(light)
    check(light, await house.speak(light.sentence), await house.states())
