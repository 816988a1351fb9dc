"""What the owner sees of a turn: the event, the sensors, what is kept; and that no words are among it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from custom_components.morgan.client.errors import Refused
from custom_components.morgan.turns import SETTLE_SECONDS, TurnRecord, Turns
from freezegun import freeze_time
from homeassistant.components import conversation, stt, tts
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from wyoming.info import HandleModel, HandleProgram

from .fake_server import ATTRIBUTION, FakeServer, told
from .fixtures import AddMorgan, House, choose
from .test_pipeline import sound as sound_of
from .test_pipeline import turn as pipeline_turn

METADATA = stt.SpeechMetadata(
    "en",
    stt.AudioFormats.WAV,
    stt.AudioCodecs.PCM,
    stt.AudioBitRates.BITRATE_16,
    stt.AudioSampleRates.SAMPLERATE_16000,
    stt.AudioChannels.CHANNEL_MONO,
)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn settles sooner than in a house, where another second costs nobody anything."""
    monkeypatch.setattr("custom_components.morgan.turns.SETTLE_SECONDS", 0.3)


async def sound(chunks: int = 3) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        yield bytes(1024)


async def hear(hass: HomeAssistant) -> str:
    engine = stt.async_get_speech_to_text_entity(hass, "stt.morgan_speech_to_text")
    return (await engine.internal_async_process_audio_stream(METADATA, sound())).text or ""


async def ask(hass: HomeAssistant, text: str) -> conversation.ConversationResult:
    return await conversation.async_converse(hass, text, None, Context(), language="en", agent_id="conversation.morgan")


async def speak(hass: HomeAssistant, text: str) -> None:
    stream = tts.async_create_stream(hass, "tts.morgan_text_to_speech", "en")
    stream.async_set_message(text)
    assert [chunk async for chunk in stream.async_stream_result()]


async def settled(hass: HomeAssistant, entry: MockConfigEntry) -> TurnRecord:
    """Wait until the turn is over and its traces have come."""
    over: asyncio.Future[TurnRecord] = hass.loop.create_future()
    stop = entry.runtime_data.turns.async_listen(over.set_result)
    try:
        async with asyncio.timeout(10):
            return await over
    finally:
        stop()
        await hass.async_block_till_done()


async def linked(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Wait until the standing connection holds."""
    link = entry.runtime_data.link
    up: asyncio.Future[None] = hass.loop.create_future()
    stop = link.async_listen(lambda: link.up and not up.done() and up.set_result(None))
    async with asyncio.timeout(10):
        await (asyncio.sleep(0) if link.up else up)
    stop()
    await hass.async_block_till_done()


def state(hass: HomeAssistant, entity_id: str) -> State:
    found = hass.states.get(entity_id)
    assert found is not None, [each.entity_id for each in hass.states.async_all()]
    return found


async def test_a_spoken_turn_is_one_event_with_all_its_stages(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.transcript = "who wrote hamlet"

    async def pipeline() -> None:
        heard = await hear(hass)
        answer = await ask(hass, heard)
        await speak(hass, answer.response.speech["plain"]["speech"])

    await hass.async_create_task(pipeline())
    turn = await settled(hass, morgan)
    assert [stage.kind for stage in turn.stages] == ["stt", "handle", "tts"]
    event = state(hass, "event.morgan_turn")
    told_of = event.attributes
    assert told_of["event_type"] == "agent"
    assert told_of["spans_ms"]["stt.stt"] == 80.5
    assert told_of["spans_ms"]["handle.first_word"] == 210.0
    assert told_of["spans_ms"]["tts.first_sound"] == 40.0
    assert (told_of["model"], told_of["rounds"], told_of["repairs"]) == ("tiny", 2, ["area"])
    assert told_of["tokens"] == {"prompt": 900, "cached": 850, "answer": 12}
    assert told_of["passed_over"] == ["big: engine-missing"]
    assert "hamlet" not in str(event.as_dict())
    assert "Shakespeare" not in str(event.as_dict())


async def test_home_assistants_own_pipeline_makes_one_turn_of_its_stages(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    entry = await add(pipeline=True)
    for sentence in ("who wrote hamlet", "who wrote faust"):
        server.words_end_after, server.transcript = 5, sentence
        server.answer = ("Somebody who was born a long time ago, in a town by a river, ", "and whom you know.")
        await sound_of(hass, await pipeline_turn(hass))
        turn = await settled(hass, entry)
        assert [stage.kind for stage in turn.stages] == ["stt", "handle", "tts"]
        spoken = turn.stage("tts")
        assert spoken.start_ms < turn.stage("handle").start_ms + turn.stage("handle").ms + 1000
        assert turn.response_ms is not None


async def test_the_sensors_tell_the_last_turn_and_count_todays(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    assert state(hass, "sensor.morgan_turns_today").state == "0"
    assert state(hass, "sensor.morgan_response_time").state == "unknown"
    await ask(hass, "who wrote hamlet")
    await settled(hass, morgan)
    await ask(hass, "turn on the desk lamp")
    await settled(hass, morgan)
    assert state(hass, "sensor.morgan_language_model").state == "tiny"
    counted = {key: state(hass, f"sensor.morgan_{key}").state for key in ("turns_today", "turns_by_sentence_today")}
    assert counted == {"turns_today": "2", "turns_by_sentence_today": "1"}
    assert state(hass, "sensor.morgan_turns_by_the_server_today").state == "1"
    assert state(hass, "sensor.morgan_errors_today").state == "0"
    assert float(state(hass, "sensor.morgan_response_time").state) >= 0
    assert state(hass, "event.morgan_turn").attributes["event_type"] == "intent"


async def test_a_server_that_goes_in_the_middle_is_an_error_of_today(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.hangs_up = True
    await ask(hass, "who wrote hamlet")
    turn = await settled(hass, morgan)
    assert turn.path == "none"
    assert state(hass, "event.morgan_turn").attributes["errors"] == ["connection_lost"]
    assert state(hass, "sensor.morgan_errors_today").state == "1"


@pytest.mark.parametrize(("words", "path"), [("", "no_speech"), ("good night", "heard")])
async def test_what_was_only_heard_is_no_question(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, words: str, path: str
) -> None:
    server.transcript = words
    await hass.async_create_task(hear(hass))
    assert (await settled(hass, morgan)).path == path
    assert state(hass, "sensor.morgan_turns_today").state == "0"


async def test_what_was_only_spoken_is_no_question(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    await speak(hass, "The washing machine is done.")
    turn = await settled(hass, morgan)
    assert (turn.path, turn.stage("tts").spans[0].name) == ("said", "first_sound")


async def test_whoever_stops_listening_has_stopped_the_turn(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.keeps_silent = False
    server.gate = asyncio.Event()
    asking = hass.async_create_task(ask(hass, "who wrote hamlet"))
    await server.until(lambda: server.sent)
    asking.cancel()
    assert (await settled(hass, morgan)).path == "stopped"


async def test_two_turns_of_one_task_are_two(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    first = asyncio.ensure_future(settled(hass, morgan))
    await asyncio.sleep(0)
    await ask(hass, "who wrote hamlet")
    await ask(hass, "who wrote faust")
    await first
    await settled(hass, morgan)
    assert len(morgan.runtime_data.turns.last) == 2


async def test_a_server_without_traces_costs_nothing_but_the_detail(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.features = ("home", "turn", "tools")
    server.traces = {}
    entry = await add()
    await ask(hass, "who wrote hamlet")
    turn = await settled(hass, entry)
    assert (turn.path, turn.model) == ("agent", "")
    assert "model" not in state(hass, "event.morgan_turn").attributes


async def test_a_trace_that_never_comes_holds_nobody_up(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.traces = {}  # although it said that it would
    assert await hear(hass)
    assert await settled(hass, morgan)
    assert await hass.config_entries.async_unload(morgan.entry_id)
    await server.until(lambda: not server.connections)


async def test_words_are_shown_only_to_an_owner_who_asked_for_them(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    entry = await add()
    registry = er.async_get(hass)
    for name in ("words_heard", "words_said"):
        entity = registry.async_get(f"sensor.morgan_{name}")
        assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        registry.async_update_entity(entity.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await ask(hass, "who wrote hamlet")
    await settled(hass, entry)
    assert state(hass, "sensor.morgan_words_heard").state == "who wrote hamlet"
    assert state(hass, "sensor.morgan_words_said").state == "It was Shakespeare."
    assert "hamlet" not in json.dumps(entry.runtime_data.turns.as_dict())


async def test_a_pin_is_not_among_the_words_heard(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    choose(hass, morgan, danger="pin", pin="1234")
    await ask(hass, "one two three four")
    await settled(hass, morgan)
    assert morgan.runtime_data.turns.heard == "…"


async def test_the_last_turns_survive_a_reload_and_end_with_the_entry(
    hass: HomeAssistant, morgan: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    await ask(hass, "who wrote hamlet")
    before = await settled(hass, morgan)
    await hass.config_entries.async_reload(morgan.entry_id)
    await hass.async_block_till_done()
    await linked(hass, morgan)
    assert list(morgan.runtime_data.turns.last) == [before]
    assert state(hass, "sensor.morgan_turns_today").state == "1"
    assert state(hass, "sensor.morgan_language_model").state == "tiny"
    await hass.config_entries.async_remove(morgan.entry_id)
    await hass.async_block_till_done()
    assert not [key for key in hass_storage if key.startswith("morgan.")]


@pytest.mark.parametrize("kept", [{"last": [{}], "day": "2026-11-21", "today": {}}, {"last": [], "day": "?"}, {"x": 1}])
async def test_turns_that_another_release_kept_are_forgotten(
    hass: HomeAssistant, server: FakeServer, hass_storage: dict[str, Any], assist: None, kept: dict[str, Any]
) -> None:
    entry = MockConfigEntry(domain="morgan", data={"host": "127.0.0.1", "port": server.port})
    entry.add_to_hass(hass)
    key = f"morgan.turns.{entry.entry_id}"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": kept}
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert not entry.runtime_data.turns.last
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_counts_begin_anew_at_midnight(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    await ask(hass, "who wrote hamlet")
    await settled(hass, morgan)
    assert state(hass, "sensor.morgan_turns_today").state == "1"
    midnight = dt_util.start_of_local_day(dt_util.now() + timedelta(days=1)) + timedelta(seconds=1)
    with freeze_time(midnight):
        async_fire_time_changed(hass, midnight)
        await hass.async_block_till_done()
    assert state(hass, "sensor.morgan_turns_today").state == "0"


async def test_the_owner_sees_whether_the_server_is_there(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    assert state(hass, "binary_sensor.morgan_server").state == "on"
    assert state(hass, "sensor.morgan_hearing_engine").state == "ear m"
    gone: asyncio.Future[None] = hass.loop.create_future()
    link = morgan.runtime_data.link  # it tells that the house is known too, and by then may not have yet
    link.async_listen(lambda: link.up or gone.done() or gone.set_result(None))
    await server.stop()
    async with asyncio.timeout(10):
        await gone
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor.morgan_server").state == "off"
    assert state(hass, "sensor.morgan_hearing_engine").state == "unavailable"
    assert state(hass, "update.morgan_server_release").state == "unavailable"
    assert state(hass, "sensor.morgan_turns_today").state == "0"


async def test_a_chosen_voice_speaks_where_nobody_asked_for_another(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.info = told(voices=(("amy", "en"), ("joe", "en"), ("eva", "de")))
    entry = await add()
    voice = state(hass, "select.morgan_voice")
    assert (voice.state, voice.attributes["options"]) == ("default", ["default", "amy", "joe", "eva"])
    for option, spoken in (("joe", "joe"), ("eva", "amy"), ("default", "amy")):  # eva speaks no English
        await hass.services.async_call(
            "select", "select_option", {"entity_id": "select.morgan_voice", "option": option}, blocking=True
        )
        assert state(hass, "select.morgan_voice").state == option
        said = len(server.spoken)
        await speak(hass, "Good morning.")  # the same again: Home Assistant keeps what was said in another voice
        assert [each["voice"]["name"] for each in server.spoken[said:]] == [spoken]
    assert entry.options == {"voice": ""}


@pytest.mark.parametrize(
    ("releases", "behind"),  # the server's, ours, and the latest that is known
    [
        (("0.1.0", "0.2.0", "0.2.0"), "on"),
        (("0.2.0", "0.2.0", "0.2.0"), "off"),
        (("0.3.0", "0.2.0", "0.3.0"), "off"),
        (("a night's build", "0.2.0", "a night's build"), "off"),
    ],
)
async def test_a_server_of_an_older_release_is_to_be_updated(
    hass: HomeAssistant,
    server: FakeServer,
    add: AddMorgan,
    monkeypatch: pytest.MonkeyPatch,
    releases: tuple[str, str, str],
    behind: str,
) -> None:
    theirs, ours, latest = releases

    async def own(_: HomeAssistant) -> str:
        return ours

    monkeypatch.setattr("custom_components.morgan.update.async_own_version", own)
    server.release = theirs
    await linked(hass, await add())
    update = state(hass, "update.morgan_server_release")
    assert (update.state, update.attributes["latest_version"]) == (behind, latest)
    assert update.attributes["supported_features"] == 0


async def test_the_model_of_the_settings_is_told_before_anything_was_asked(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    about: dict[str, Any] = {"attribution": ATTRIBUTION, "installed": True, "version": "1"}
    model = HandleModel(name="qwen3:8b", description="", languages=["en"], **about)
    server.info.handle = [HandleProgram(name="mind", description="", models=[model], **about)]
    await linked(hass, await add())
    assert state(hass, "sensor.morgan_language_model").state == "qwen3:8b"


@pytest.mark.parametrize(("error", "key"), [(Refused(), "connection_refused"), (RuntimeError(), "unknown")])
async def test_a_stage_that_fails_is_an_error_by_its_key(error: Exception, key: str) -> None:
    turns = Turns()
    over: asyncio.Future[TurnRecord] = asyncio.get_running_loop().create_future()
    turns.async_listen(over.set_result)
    with pytest.raises(type(error)), turns.stage("stt"):
        raise error
    turn = await over
    assert (turn.path, turn.stages[0].error, turns.today("errors")) == ("error", key, 1)


def test_yesterdays_counts_are_not_taken_back() -> None:
    turns = Turns()
    turns.take_back({"last": [], "day": dt_util.now().date().isoformat(), "today": {"agent": 3}})
    kept = json.loads(json.dumps(turns.as_dict()))
    with freeze_time(dt_util.now() + timedelta(days=2)):
        again = Turns()
        again.take_back(kept)
        assert (turns.today("agent"), again.today("agent")) == (0, 0)


def test_the_wait_for_a_next_stage_is_short() -> None:
    assert SETTLE_SECONDS <= 2
