"""Home Assistant's built-in wyoming integration on the same server: it hears, speaks and waits for its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import pytest_asyncio
from commands import COMMANDS
from conftest import EMBEDDED, House, check
from demo_house import furnish, processes, sound
from demo_house.ha import HomeAssistantError
from demo_house.places import HOST


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stock(house: House) -> dict[str, str]:
    """Add the integration through its own flow; return its entities by domain."""
    await furnish.run_flow(house.client, {"handler": "wyoming"}, {"host": HOST, "port": house.demo.server_port})
    found: dict[str, str] = {}

    async def missing() -> str:
        entries = await house.socket.call("config/entity_registry/list")
        found.update({e["entity_id"].split(".")[0]: e["entity_id"] for e in entries if e["platform"] == "wyoming"})
        return ", ".join({"stt", "tts", "wake_word", "conversation"} - set(found))

    await furnish.until(missing, "the wyoming integration's entities")
    return found


async def test_it_hears_a_command_in_a_pipeline_of_its_own(house: House, stock: dict[str, str]) -> None:
    pipeline = await house.socket.call(
        "assist_pipeline/pipeline/create",
        name="Stock Wyoming",
        language="en",
        conversation_engine="conversation.home_assistant",
        conversation_language="en",
        stt_engine=stock["stt"],
        stt_language="en",
        tts_engine=stock["tts"],
        tts_language="en",
        tts_voice=None,
        wake_word_entity=stock["wake_word"],
        wake_word_id=None,
    )
    light = COMMANDS[0]
    await house.reset(light)
    taken = await house.speak_to(pipeline["id"], light.sentence)
    assert taken.error is None
    assert (await house.states())["light.bed_light"]["state"] == "on"


async def test_it_speaks(house: House, stock: dict[str, str]) -> None:
    # the rate of the voice: without a conversion there is no need for ffmpeg
    request = {"engine_id": stock["tts"], "message": "Turned on the light", "options": {"preferred_format": "wav"}}
    made = await house.client.post("/api/tts_get_url", request)
    async with house.client.stream(made["path"]) as content:
        answer = sound.answer(await content.read())
    assert answer.seconds > 0.5


async def test_it_knows_the_wake_words(house: House, stock: dict[str, str]) -> None:
    listed = await house.socket.call("wake_word/info", entity_id=stock["wake_word"])
    assert "okay_nabu" in {word["id"] for word in listed["wake_words"]}


async def test_morgans_own_pipeline_is_still_obeyed_beside_it(house: House, stock: dict[str, str]) -> None:
    light = COMMANDS[0]
    await house.reset(light)
    check(light, await house.speak(light.sentence), await house.states())


async def test_it_is_refused_unless_the_owner_named_its_network(
    house: House, stock: dict[str, str], tmp_path: Path
) -> None:
    log, port = tmp_path / "server.log", processes.free_port()
    strangers = EMBEDDED | {"MORGAN_WIRE_TRUSTED_NETWORKS": "192.0.2.0/24"}
    server = await processes.start_server(tmp_path / "data", port, log, strangers)
    async with processes.stopping(server):
        with pytest.raises(HomeAssistantError, match="cannot_connect"):
            await furnish.run_flow(house.client, {"handler": "wyoming"}, {"host": HOST, "port": port})
    assert "connection refused peer=127.0.0.1 code=tls-required" in log.read_text(encoding="utf-8")
    named = EMBEDDED | {"MORGAN_WIRE_TRUSTED_NETWORKS": "192.0.2.0/24,127.0.0.1/32"}
    server = await processes.start_server(tmp_path / "data", port, log, named)
    async with processes.stopping(server):
        await furnish.run_flow(house.client, {"handler": "wyoming"}, {"host": HOST, "port": port})
    assert "connection refused" not in log.read_text(encoding="utf-8")


async def test_the_house_itself_speaks_tls(house: House) -> None:
    link = await processes.pairing_code(house.places.server, house.demo.server_port, "--json")
    fingerprint = json.loads(link)["fingerprint"]
    stored = json.loads((house.places.home_assistant / ".storage" / "core.config_entries").read_text("utf-8"))
    (entry,) = [each for each in stored["data"]["entries"] if each["domain"] == "morgan"]
    assert entry["data"]["fingerprint"] == fingerprint
