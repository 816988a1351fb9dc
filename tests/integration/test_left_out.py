"""What cannot be told of the house: shortened or left out alone, named in one repair until it is mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import probatio
import pytest
from custom_components.morgan.const import DOMAIN
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.user_event import UserEvent

from .fake_server import FakeServer
from .fixtures import House, choose
from .house_steps import noticed, quick, repairs
from .test_failures import Anybodys, AnybodysAPI

__all__ = ["quick"]  # a fixture
type Do = Callable[[HomeAssistant, House], object]


async def nothing() -> Any:
    return llm.ToolResult(data={})


def tool(name: str, description: str = "", /, **more: Any) -> Anybodys:
    made = Anybodys(name, nothing)
    made.description = description
    for key, value in more.items():
        setattr(made, key, value)
    return made


@pytest.fixture
def tools(hass: HomeAssistant, morgan: MockConfigEntry) -> list[llm.Tool]:
    """What an API of somebody else's offers, as long as it is in the list."""
    offered: list[llm.Tool] = [tool("fine")]
    llm.async_register_api(hass, AnybodysAPI(hass=hass, id="anybody", name="Anybody", tools=offered))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["assist", "anybody"]})
    return offered


def called(entity_id: str, name: str) -> Do:
    return lambda hass, _: er.async_get(hass).async_update_entity(entity_id, name=name)


def aliases(entity_id: str, *names: Any) -> Do:
    return lambda hass, _: er.async_get(hass).async_update_entity(entity_id, aliases=list(names))


def shown(entity_id: str, *, whether: bool) -> Do:
    return lambda hass, _: async_expose_entity(hass, "conversation", entity_id, should_expose=whether)


def attribute(value: object) -> Do:
    return lambda hass, _: hass.states.async_set(
        "light.desk", "on", {"friendly_name": "Desk Lamp", "brightness": value}
    )


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("break_", "mend", "told"),
    [
        (called("light.desk", "x" * 201), called("light.desk", "Lamp"), "entity light.desk: its name is longer"),
        (called("light.desk", "x" * 201), shown("light.desk", whether=False), "entity light.desk: its name is longer"),
        (
            aliases("light.desk", er.COMPUTED_NAME, "x" * 201),
            aliases("light.desk", er.COMPUTED_NAME),
            "a name of light.desk: it is longer",
        ),
        (
            aliases("light.desk", *(f"name {number}" for number in range(51))),
            aliases("light.desk", er.COMPUTED_NAME, "one", "two"),
            "1 names of light.desk: it has more than 50",
        ),
        (attribute(object()), attribute(5), "entity light.desk: it cannot be put into words"),
        (
            lambda hass, _: ar.async_get(hass).async_create("y" * 201, icon="mdi:sofa"),
            lambda hass, _: ar.async_get(hass).async_delete("y" * 201),
            f"area “{'y' * 59}…”: its name is longer",
        ),
    ],
)
async def test_one_thing_that_does_not_fit_is_named_until_it_is_mended(  # noqa: PLR0917  # a table
    hass: HomeAssistant,
    house: House,
    morgan: MockConfigEntry,
    server: FakeServer,
    break_: Do,
    mend: Do,
    told: str,
) -> None:
    link = morgan.runtime_data.link
    await server.until(lambda: server.homes)
    break_(hass, house)
    await noticed(link, lambda: link.left_out)
    (issue,) = repairs(hass, "left_out")
    assert (issue["count"], issue["items"].startswith(f"- {told}")) == ("1", True), issue
    house.add("lock.new", "New Lock", "locked")
    await server.until(lambda: "New Lock" in str(server.homes[-1]["entities"]))
    for entity in server.homes[-1]["entities"]:
        assert len(entity["names"]) <= 50
        assert all(len(name) <= 200 for name in entity["names"])
    assert 4 <= len(server.homes[-1]["entities"]) <= 5000
    assert link.up
    hass.states.async_remove("lock.new")
    mend(hass, house)
    await noticed(link, lambda: not link.left_out)
    assert repairs(hass, "left_out") == []


async def test_of_too_many_entities_the_first_ones_are_told_until_there_are_fewer(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    await server.until(lambda: server.homes)
    for number in range(4997):
        hass.states.async_set(f"sensor.crowd_{number:04}", "1", {"device_class": "temperature"})
    await noticed(link, lambda: link.left_out)
    (issue,) = repairs(hass, "left_out")
    assert issue["items"] == "- 1 entities: there are more than 5000"
    await server.until(lambda: len(server.homes[-1]["entities"]) == 5000)
    assert server.homes[-1]["entities"][0]["names"] == ["Garage Door"]
    assert len(server.homes[-1]["states"]) == 5000
    hass.states.async_remove("sensor.crowd_0000")
    await noticed(link, lambda: not link.left_out)
    assert repairs(hass, "left_out") == []


def last(server: FakeServer, part: str) -> list[Any]:
    """What the server was told last; nothing before it was told anything."""
    return server.homes[-1][part] if server.homes else []


MANY = [tool(f"tool_{number:03}") for number in range(257)]
ONE: list[llm.Tool] = [tool("one")]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("odd", "mended", "told", "there"),
    [
        (MANY, MANY[:100], "tool “tool_2", "tool_000"),
        (
            [tool("chatty", "x" * 8001)],
            ONE,
            "the end of the description of the tool “chatty”: it is too long",
            "chatty",
        ),
        (
            [tool("wide", parameters=probatio.Schema({probatio.Required("x" * 65_537): str})), *ONE],
            ONE,
            "tool “wide”: the description of its arguments is too long",
            "one",
        ),
        ([tool("", integration="mcp"), *ONE], ONE, "a tool of “mcp”: it has no name", "one"),
        ([tool("odd", name=None, integration="mcp"), *ONE], ONE, "a tool of “mcp”: it has no name", "one"),
    ],
    ids=["many", "chatty", "wide", "nameless", "none"],
)
async def test_one_tool_that_does_not_fit_is_named_until_it_is_mended(  # noqa: PLR0917  # a table
    hass: HomeAssistant,
    house: House,
    morgan: MockConfigEntry,
    server: FakeServer,
    tools: list[llm.Tool],
    odd: list[llm.Tool],
    mended: list[llm.Tool],
    told: str,
    there: str,
) -> None:
    link = morgan.runtime_data.link
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["anybody"]})
    tools[:] = odd
    await noticed(link, lambda: link.left_out)
    (issue,) = repairs(hass, "left_out")
    assert (issue["count"], issue["items"].startswith(f"- {told}")) == ("1", True), issue
    await server.until(lambda: there in [each["name"] for each in last(server, "tools")])
    assert len(server.homes[-1]["tools"]) <= 256
    assert all(len(each["description"]) <= 8000 for each in server.homes[-1]["tools"])
    assert len(server.homes[-1]["entities"]) == 4
    tools[:] = mended
    await noticed(link, lambda: not link.left_out)
    assert repairs(hass, "left_out") == []


@pytest.mark.usefixtures("quick")
async def test_of_too_many_tools_home_assistants_own_are_told_first(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, tools: list[llm.Tool]
) -> None:
    await server.until(lambda: "fine" in str(last(server, "tools")))
    # Home Assistant 2026.10 puts the API's name before each tool's.
    own = {each["name"] for each in server.homes[-1]["tools"]} - {"fine", "anybody__fine"}
    tools[:] = [tool(f"a_tool_{number:03}") for number in range(256)]  # by name they would all stand before them
    await server.until(lambda: len(last(server, "tools")) == 256)
    assert own < {each["name"] for each in server.homes[-1]["tools"]}


@pytest.mark.usefixtures("quick")
async def test_an_api_that_fails_is_named_and_leaves_the_others_their_tools(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    class Broken(llm.API):
        async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
            raise ValueError("Merged tool names must be unique")

    link = morgan.runtime_data.link
    await server.until(lambda: server.homes)
    gone = llm.async_register_api(hass, Broken(hass=hass, id="broken", name="Broken"))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["broken", "assist"]})
    await noticed(link, lambda: link.left_out)
    (issue,) = repairs(hass, "left_out")
    assert issue["items"] == "- the tools of “broken”: an error in them"
    assert server.homes[-1]["tools"]
    gone()  # and one that is not there at all is nobody's fault
    await noticed(link, lambda: not link.left_out)
    assert repairs(hass, "left_out") == []


@pytest.mark.usefixtures("quick")
async def test_apis_that_cannot_be_one_are_told_as_far_as_they_can(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    for id_ in ("mine!", "mine?"):  # of both Home Assistant makes the name mine__look
        api = AnybodysAPI(hass=hass, id=id_, name="Mine", tools=[tool("look")])
        llm.async_register_api(hass, api)
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["mine!", "mine?"]})
    await noticed(link, lambda: link.left_out)
    (issue,) = repairs(hass, "left_out")
    assert issue["items"] == "- the tools of “mine?”: an error in them"
    await server.until(lambda: [each["name"] for each in last(server, "tools")] == ["look"])


@pytest.mark.usefixtures("quick")
async def test_several_things_share_one_repair_and_what_the_server_left_out_stands_in_it_too(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, tools: list[llm.Tool]
) -> None:
    link = morgan.runtime_data.link
    theirs = ["entity “Cellar”: its domain is unknown", *(f"another {number}" for number in range(60))]
    server.knows = UserEvent("home-known", {"hash": "h", "left_out": theirs}).event()
    called("light.desk", "x" * 201)(hass, house)
    tools[:] = [tool("chatty", "x" * 8001)]
    await noticed(link, lambda: len(link.left_out) == 2 + 50)
    (issue,) = repairs(hass, "left_out")
    lines = issue["items"].splitlines()
    assert issue["count"] == "52"
    assert lines[0] == "- entity light.desk: its name is longer than 200 characters"
    assert lines[1].endswith("chatty”: it is too long")
    assert lines[2] == "- entity “Cellar”: its domain is unknown"
    assert (len(lines), lines[-1]) == (21, "- … 32 more")
    server.knows = None
    hass.states.async_set("light.ceiling", "on", {"friendly_name": "Kitchen Ceiling"})  # the house is told anew
    await noticed(link, lambda: len(link.left_out) == 2)


@pytest.mark.usefixtures("quick")
async def test_a_repair_that_its_owner_waved_away_stays_away_while_the_house_is_told_again(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    server.knows = UserEvent("home-known", {"hash": "h", "left_out": ["entity “Cellar”: it is odd"]}).event()
    house.add("light.new", "New Lamp", "off")
    await noticed(link, lambda: link.left_out)
    changes: list[str] = []

    def note(event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        changes.append(event.data["action"])

    ir.async_ignore_issue(hass, DOMAIN, f"left_out_{morgan.entry_id}", ignore=True)
    hass.bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, note)
    for brightness in (1, 2, 3):
        told = len(server.homes)
        hass.states.async_set("light.new", "on", {"friendly_name": "New Lamp", "brightness": brightness})
        await server.until(lambda told=told: len(server.homes) > told)
    await hass.async_block_till_done()
    assert "remove" not in changes
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"left_out_{morgan.entry_id}")
    assert issue is not None
    assert issue.dismissed_version is not None


@pytest.mark.parametrize("left_out", ["nothing", 5, None, {"a": 1}, [["x"], 5]])
async def test_a_server_that_says_it_in_another_way_is_no_reason_to_hang_up(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, left_out: object
) -> None:
    link = morgan.runtime_data.link
    server.knows = UserEvent("home-known", {"hash": "odd", "left_out": left_out}).event()
    house.add("light.new", "New Lamp", "off")
    await noticed(link, lambda: link.home_hash == "odd")
    assert link.up
    assert len(link.left_out) == (2 if isinstance(left_out, list) else 0)
