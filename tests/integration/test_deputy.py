"""What is done in the house for those who ask the server from elsewhere."""

from __future__ import annotations

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_acting import OFF, ON
from .test_conversation import say


async def order(server: FakeServer, text: str, conversation: str = "phone", **more: Any) -> dict[str, Any]:
    """Say something through the server, and wait for what came of it."""
    come = len(server.obeyed)
    await server.tell_home("obey", {"id": f"o{come}", "text": text, "conversation": conversation, **more})
    await server.until(lambda: len(server.obeyed) > come)
    assert server.obeyed[-1]["id"] == f"o{come}"
    return server.obeyed[-1]


async def act(server: FakeServer, *calls: tuple[str, dict[str, Any]], turn: str = "t", **more: Any) -> list[Any]:
    """Have calls done through the server, and wait for their results."""
    come = len(server.results)
    for at, (name, args) in enumerate(calls):
        await server.tell_home("tool-call", {"id": f"c{at}", "turn": turn, "name": name, "args": args, **more})
    await server.tell_home("tool-calls-end", {"turn": turn})
    await server.until(lambda: len(server.results) >= come + len(calls))
    return server.results[come:]


async def test_the_server_is_told_what_can_be_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    home = server.homes[-1]
    assert {ON, OFF} <= {tool["name"] for tool in home["tools"]}
    assert {state["name"] for state in home["states"]} == {"Garage Door", "Kitchen Ceiling", "Desk Lamp", "Front Door"}


async def test_a_plain_command_from_elsewhere_is_obeyed(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    assert await order(server, "turn on the desk lamp", language="en") == {
        "id": "o0",
        "path": "intent",
        "said": "Turned on the light",
        "continue": False,
    }
    assert (await order(server, "turn it off"))["path"] in ("intent", "fuzzy")
    assert house.touched == ["light.turn_off ['light.desk']", "light.turn_on ['light.desk']"]
    assert await order(server, "who wrote Hamlet") == {"id": "o2", "path": "none"}


async def test_calls_from_elsewhere_are_done_as_the_integration(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    async_expose_entity(hass, "conversation", "light.ceiling", should_expose=False)
    done, unseen, unknown = await act(
        server, (ON, {"name": "Desk Lamp"}), (ON, {"name": "Kitchen Ceiling"}), ("intent__HassFly", {})
    )
    assert (done["turn"], done["data"]["speech"]) == ("t", "Turned on the light")
    assert (unseen["error"]["type"], unknown["error"]["type"]) == ("MatchFailedError", "HomeAssistantError")
    assert [call.split()[0] for call in house.touched] == ["light.turn_on"]
    assert house.calls["light.turn_on"][0].context.user_id is None


async def test_dangerous_things_from_elsewhere_want_a_yes_from_there(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    asked = await order(server, "unlock the front door")
    assert (asked["said"], asked["continue"]) == ("Shall I really unlock Front Door?", True)
    assert (await order(server, "yes", conversation="another"))["path"] == "none"
    await say(hass, "yes", conversation_id="phone")
    assert house.touched == []
    assert (await order(server, "yes"))["said"] == "Unlocking"
    assert house.touched == ["lock.unlock lock.front"]


async def test_dangerous_calls_from_elsewhere_want_a_yes_too(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    (held,) = await act(server, (OFF, {"name": "Front Door"}), conversation="phone", language="de")
    assert held["error"] == {"type": "ask", "text": "Soll ich Front Door wirklich aufschließen?"}
    assert (await order(server, "ja", language="de"))["path"] == "agent"
    assert house.touched == ["lock.unlock lock.front"]


async def test_nothing_is_done_where_the_owner_wants_no_tools(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    choose(hass, morgan, **{CONF_LLM_HASS_API: []})
    (refused,) = await act(server, (ON, {"name": "Desk Lamp"}))
    assert refused["error"]["type"] == "no-tools"
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["homeassistant"]})  # for administrators, whom nobody here is
    (refused,) = await act(server, (ON, {"name": "Desk Lamp"}))
    assert refused["error"]["type"] == "no-tools"
    assert house.touched == []


async def test_a_server_that_never_ends_its_rounds_is_hung_up_on(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    standing = server.homeline
    for number in range(20):
        await server.tell_home("tool-call", {"id": "c", "turn": f"t{number}", "name": ON, "args": {}})
    await server.until(lambda: standing not in server.connections)
    assert house.touched == []
