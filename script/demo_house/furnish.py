"""Makes a new Home Assistant into the demo house, by the same REST and websocket calls that its own pages make.

Knows nothing of processes. Every step looks before it acts, so that a demo that was stopped half way is finished.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from demo_house import house
from demo_house.ha import HomeAssistant, HomeAssistantError, Socket

USER = PASSWORD = "demo"  # opens a house that exists on this machine only, and the login is printed anyway
LANGUAGE = "en"
SETTLE_SECONDS = 30.0
LEARN_SECONDS = 60.0  # this house takes 3 to 5 s on two cores that have other things to do


async def onboard(client: HomeAssistant) -> None:
    """Make the owner's account and keep a token for the demo in `client.token`."""
    steps = {step["step"]: step["done"] for step in await client.get("/api/onboarding")}
    client_id = client.url + "/"
    if steps["user"]:
        raise HomeAssistantError(
            "this house has an owner whose login the demo does not know; remove .demo and start again"
        )
    person = {"name": USER, "username": USER, "password": PASSWORD, "client_id": client_id, "language": LANGUAGE}
    code = (await client.post("/api/onboarding/users", person))["auth_code"]
    form = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
    client.token = (await client.post_form("/auth/token", form))["access_token"]
    if not steps["analytics"]:
        await client.post("/api/onboarding/analytics")
    if not steps["integration"]:
        await client.post("/api/onboarding/integration", {"client_id": client_id, "redirect_uri": client_id})
    async with client.socket() as socket:
        # the token of the login ends after half an hour
        client.token = await socket.call("auth/long_lived_access_token", client_name="Morgan's demo", lifespan=3650)


async def furnish(client: HomeAssistant, socket: Socket) -> None:
    """Bring in floors, rooms, lists and the satellite; put everything in its room; show Assist the furniture only."""
    floors = await _floors(socket)
    areas = await _areas(socket, floors)
    await _todo_lists(client)
    await socket.call("homeassistant/expose_new_entities/set", assistant="conversation", expose_new=False)
    await until(lambda: _missing(client), "the furniture to appear")
    for thing in house.THINGS:
        changes: dict[str, Any] = {"area_id": areas[thing.area] if thing.area else None}
        if thing.aliases:
            changes["aliases"] = [None, *thing.aliases]  # None stands for the thing's own name
        await socket.call("config/entity_registry/update", entity_id=thing.entity_id, **changes)
    for area in house.AREAS:
        if area.temperature:
            await socket.call(
                "config/area_registry/update", area_id=areas[area.name], temperature_entity_id=area.temperature
            )
    satellite = await satellite_device(socket)
    await socket.call("config/device_registry/update", device_id=satellite, area_id=areas["Kitchen"])
    await _expose(socket)


async def satellite_device(socket: Socket) -> str:
    """Return the device that the demo speaks through."""
    devices = await socket.call("config/device_registry/list")
    for device in devices:
        if ["demo_satellite", "kitchen"] in [list(pair) for pair in device["identifiers"]]:
            return str(device["id"])
    raise HomeAssistantError("the demo's satellite is missing; remove .demo and start again")


async def bring_to_first_state(client: HomeAssistant) -> None:
    """Put lamps out, lock the door and so on, so that each demo begins with the same house."""
    await client.post(f"/api/services/script/{house.RESET}")
    await until(lambda: _unknown(client), "the furniture to take its first state")


async def morgan_there(client: HomeAssistant) -> None:
    """Wait until Home Assistant has its connection to Morgan's server, on which the house's names come first."""
    await until(lambda: _away(client), "Morgan's server to be there for Home Assistant")


async def names_learned(client: HomeAssistant) -> None:
    """Wait until Morgan's server knows the house and what hears has learned its names: the first sentence is as quick.

    What hears does one thing after another, so that a moment of silence is heard once the names are learned.
    """
    (entry,) = await client.get("/api/config/config_entries/entry?domain=morgan")
    await until(
        lambda: _unknown_to_server(client, entry["entry_id"]), "Morgan's server to know the house", LEARN_SECONDS
    )
    ears = [entity for entity in await _states(client) if entity.startswith("stt.morgan")]
    for entity in ears:
        await client.hear_silence(entity, LANGUAGE, LEARN_SECONDS)


async def add_morgan(client: HomeAssistant, socket: Socket, code: str) -> None:
    """Pair Morgan by its code, or tell it the new one; its pipeline becomes the preferred one."""
    await join_morgan(client, socket, {"code": code, "by_hand": {}})


async def join_morgan(client: HomeAssistant, socket: Socket, answers: dict[str, Any]) -> None:
    """Answer Morgan's own config flow; its pipeline becomes the preferred one."""
    entries = await client.get("/api/config/config_entries/entry?domain=morgan")
    flow = {"handler": "morgan"} | ({"entry_id": entries[0]["entry_id"]} if entries else {})
    await run_flow(client, flow, answers)
    await until(lambda: _no_pipeline(socket), "Morgan's pipeline to appear")
    listed = await socket.call("assist_pipeline/pipeline/list")
    own = next(pipeline for pipeline in listed["pipelines"] if _is_morgans(pipeline))
    if listed["preferred_pipeline"] != own["id"]:
        await socket.call("assist_pipeline/pipeline/set_preferred", pipeline_id=own["id"])


async def run_flow(client: HomeAssistant, flow: dict[str, Any], answers: dict[str, Any]) -> None:
    """Go through a config flow to its end, answering what it asks from `answers`, else with its own defaults."""
    step = await client.post("/api/config/config_entries/flow", flow)
    for _ in range(8):  # no flow here has more steps
        reason = str(step.get("errors") or step.get("reason") or "")
        if step["type"] == "create_entry" or reason == "reconfigure_successful":
            return
        if step["type"] != "form" or reason:
            raise HomeAssistantError(f"{flow['handler']} could not be added: {reason or step['type']}")
        fields = [field["name"] for field in step["data_schema"] or ()]
        given = {name: answers[name] for name in fields if name in answers}
        step = await client.post(f"/api/config/config_entries/flow/{step['flow_id']}", given)
    raise HomeAssistantError(f"{flow['handler']} could not be added: its flow does not end")


async def until(missing: Callable[[], Awaitable[str]], what: str, seconds: float = SETTLE_SECONDS) -> None:
    """Wait until `missing()` names nothing more. Raises HomeAssistantError with what it still names."""
    still = ""
    try:
        async with asyncio.timeout(seconds):
            while still := await missing():  # noqa: ASYNC110  # not all that is waited for has an event
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise HomeAssistantError(f"waited {seconds:.0f} s for {what}; still missing: {still}") from None


def _is_morgans(pipeline: dict[str, Any]) -> bool:
    engines = (pipeline["conversation_engine"], pipeline["stt_engine"], pipeline["tts_engine"])
    return all("morgan" in (engine or "") for engine in engines)


async def _no_pipeline(socket: Socket) -> str:
    pipelines = (await socket.call("assist_pipeline/pipeline/list"))["pipelines"]
    return "" if any(_is_morgans(pipeline) for pipeline in pipelines) else "a pipeline made of Morgan's entities"


async def _missing(client: HomeAssistant) -> str:
    there = {state["entity_id"] for state in await client.get("/api/states")}
    return ", ".join(entity for entity in house.exposed() if entity not in there)


async def _unknown(client: HomeAssistant) -> str:
    wanted = {thing.entity_id for thing in house.THINGS if thing.begin}
    states = await _states(client)
    return ", ".join(entity for entity in sorted(wanted) if states.get(entity) in (None, "unknown", "unavailable"))


async def _away(client: HomeAssistant) -> str:
    states = await _states(client)
    ours = [entity for entity in sorted(states) if entity.startswith("binary_sensor.morgan")]
    return ", ".join(entity for entity in ours if states[entity] != "on") if ours else "Morgan"


async def _unknown_to_server(client: HomeAssistant, entry: str) -> str:
    told = (await client.get(f"/api/diagnostics/config_entry/{entry}"))["data"]
    return "" if told["home_known"] else "its names"


async def _states(client: HomeAssistant) -> dict[str, str]:
    return {state["entity_id"]: state["state"] for state in await client.get("/api/states")}


async def _floors(socket: Socket) -> dict[str, str]:
    known = {floor["name"]: floor["floor_id"] for floor in await socket.call("config/floor_registry/list")}
    for name, (level, aliases) in house.FLOORS.items():
        if name not in known:
            made = await socket.call("config/floor_registry/create", name=name, level=level, aliases=list(aliases))
            known[name] = made["floor_id"]
    return known


async def _areas(socket: Socket, floors: dict[str, str]) -> dict[str, str]:
    known = {area["name"]: area["area_id"] for area in await socket.call("config/area_registry/list")}
    for area in house.AREAS:
        placed: dict[str, Any] = {"floor_id": floors[area.floor], "aliases": list(area.aliases)}
        if area.name in known:  # onboarding makes a few of its own
            await socket.call("config/area_registry/update", area_id=known[area.name], **placed)
        else:
            known[area.name] = (await socket.call("config/area_registry/create", name=area.name, **placed))["area_id"]
    return known


async def _todo_lists(client: HomeAssistant) -> None:
    there = {state["entity_id"] for state in await client.get("/api/states")}
    if "todo.shopping_list" not in there:
        await run_flow(client, {"handler": "shopping_list"}, {})
    if "todo.chores" not in there:
        await run_flow(client, {"handler": "local_todo"}, {"todo_list_name": "Chores"})


async def _expose(socket: Socket) -> None:
    wanted = set(house.exposed())
    listed = await socket.call("homeassistant/expose_entity/list")
    seen = {entity for entity, to in listed["exposed_entities"].items() if to.get("conversation")}
    for entities, should in ((wanted - seen, True), (seen - wanted, False)):
        if entities:
            await socket.call(
                "homeassistant/expose_entity",
                assistants=["conversation"],
                entity_ids=sorted(entities),
                should_expose=should,
            )
