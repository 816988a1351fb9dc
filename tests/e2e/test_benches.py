"""What the benches share, and the pure parts of the bench of the whole turn; no peer is needed."""

from __future__ import annotations

import argparse
import asyncio
import json
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import charts
import peers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_turn import figures, logs, shown
from whole_turn.__main__ import STACKS, report
from whole_turn.figures import MORGAN, QUICK, STOCK, Times
from whole_turn.logs import Log
from whole_turn.parts import in_morgans_environment, lacking
from whole_turn.scenes import SCENES, SCRIPT
from whole_turn.tap import Tap
from whole_turn.turns import Clip, Run

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


def times(stack: str, scene: str, transcript: float, sound: float, silence: float | None = None) -> Times:
    return Times(stack, scene, "pause", 800.0, silence, transcript, None, sound, sound + 1000)


@given(NUMBERS, st.floats(0, 100))
def test_a_percentile_lies_among_the_values_and_grows_with_the_percent(values: list[float], percent: float) -> None:
    found = charts.percentile(values, percent)
    assert min(values) <= found + 1e-3
    assert found <= max(values) + 1e-3
    assert found <= charts.percentile(values, 100) + 1e-3


def test_percentiles_of_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        charts.percentile([], 50)


def test_bars_are_svg_that_escapes_what_it_is_told_and_is_legible_in_the_dark(tmp_path: Path) -> None:
    rows = [charts.Bar("<stock> & co", (("transcript", 600.0), ("sound", 80.0))), ("Morgan", 120.0)]
    drawn = charts.bars("A turn", rows, "ms", tmp_path / "turn.svg")
    text = drawn.read_text(encoding="utf-8")
    shown = ["".join(found.itertext()) for found in ElementTree.fromstring(text).iter() if found.tag.endswith("}text")]
    assert {"A turn", "<stock> & co", "Morgan", "680", "120", "transcript", "ms"} <= set(shown)
    assert "prefers-color-scheme:dark" in text


def test_figures_are_kept_with_the_machine_and_the_versions(tmp_path: Path) -> None:
    kept = json.loads(charts.keep(tmp_path, "turn", {"x": 1}, ["aiohttp", "no-such-package"]).read_text())
    assert kept["x"] == 1
    assert kept["machine"]["cores"] >= 1
    assert kept["machine"]["packages"]["no-such-package"] == "missing"


def test_a_ratio_is_our_median_over_theirs() -> None:
    turns = [times(STOCK, "command", 900, 1000, 400), times(STOCK, "command", 1100, 1200, 600)]
    turns += [times(MORGAN, "command", 100, 150, 99), times(MORGAN, "command", 100, 250, 99)]
    turns += [times(STOCK, "answer", 1000, 2000, 500), times(MORGAN, "answer", 100, 500, 99)]
    found = figures.ratios(turns)
    assert found["transcript_ratio"] == 0.1
    assert found["transcript_after_silence_ratio"] == 0.002
    assert found["command_first_audio_ratio"] == round(200 / 1100, 3)
    assert found["answer_first_audio_ratio"] == 0.25


def test_what_was_there_before_the_clock_began_counts_as_no_time_and_what_cannot_be_told_as_none() -> None:
    turns = [times(STOCK, "command", 900, 1000, 400), times(MORGAN, "command", -50, -10, -60)]
    found = figures.ratios(turns)
    assert found["transcript_ratio"] == 0
    assert found["answer_first_audio_ratio"] is None
    assert figures.ratios(turns, speech=True)["transcript_ratio"] == round(750 / 1700, 3)
    assert figures.ratios(turns, QUICK)["transcript_ratio"] is None


def test_the_waterfall_ends_with_the_first_sound() -> None:
    turns = [times(STOCK, "command", 900, 1000, 400), times(MORGAN, "command", -50, 20, -60)]
    bars = figures.waterfall(turns, [STOCK, MORGAN], [("command", "plain command")])
    assert [bar.label for bar in bars] == ["plain command: stock", "plain command: Morgan"]
    assert [sum(value for _, value in bar.parts) for bar in bars] == [1800, 820]
    assert dict(bars[0].parts) == {"silence confirmed": 1200, "transcript": 500, "first sound": 100}


def test_a_row_has_the_median_and_the_95th_percentile_of_each_stage() -> None:
    turns = [times(STOCK, "command", float(value), value + 100.0, 0.0) for value in range(101)]
    (row,) = figures.summary(turns, [STOCK], ["command"])
    assert row["turns"] == 101
    assert row["transcript"] == [50, 95]
    assert row["first token"] is None
    assert row["silence to transcript"] == [50, 95]
    assert row["speech to first sound"] == [950, 995]


def test_a_stack_that_tells_nobody_when_the_silence_was_confirmed_has_no_figure_for_it() -> None:
    (row,) = figures.summary([times(QUICK, "command", 100, 200)], [QUICK], ["command"])
    assert row["silence to transcript"] is None
    assert row["transcript"] == [100, 100]


def test_the_report_has_the_keys_of_the_last_line_and_writes_what_it_shows(tmp_path: Path) -> None:
    turns = [times(stack, scene.kind, 900, 1000, 400) for stack in STACKS for scene in SCENES]
    last = report(turns, {"command": {STOCK: 1}}, argparse.Namespace(rounds=1, llm="4m", weights=None), tmp_path)
    asked = (
        "transcript_ratio",
        "transcript_after_silence_ratio",
        "command_first_audio_ratio",
        "answer_first_audio_ratio",
    )
    assert [last[name] for name in asked] == [1, 1, 1, 1]
    json.dumps(last)
    kept = json.loads((tmp_path / "bench-turn.json").read_text(encoding="utf-8"))
    assert len(kept["turns"]) == 9
    assert ElementTree.fromstring((tmp_path / "bench-turn.svg").read_text(encoding="utf-8")) is not None


def spoken(stack: str, number: int, sound: float, *, right: bool = True) -> Times:
    return replace(times(stack, "answer", 100, sound), round=number, said="why", heard="why", right=right)


def test_each_round_has_a_ratio_from_the_end_of_speech_where_both_heard_right() -> None:
    turns = [spoken(STOCK, 1, 1200), spoken(MORGAN, 1, 200), spoken(STOCK, 2, 200), spoken(MORGAN, 2, -50)]
    turns += [spoken(STOCK, 3, 1200), spoken(MORGAN, 3, -800, right=False)]
    assert figures.by_round(turns, "answer") == [0.5, 0.75]
    steady = figures.steadiness(turns, ["answer"])["answer"]
    assert (steady["min"], steady["median"], steady["max"], steady["rounds"]) == (0.5, 0.625, 0.75, [0.5, 0.75])
    assert steady["of_medians"] == round(875 / 2000, 3)
    assert figures.heard_right(turns, STACKS) == {STOCK: 1, QUICK: None, MORGAN: 0.667}
    assert figures.from_end_of_speech(turns, [MORGAN], ["answer"]) == {"answer": {MORGAN: 875}}


def test_what_was_not_heard_is_shown_and_its_times_count_nowhere() -> None:
    turns = [spoken(STOCK, 1, 1200), figures.unheard(MORGAN, "answer", "pause", 1, "why")]
    assert figures.by_round(turns, "answer") == []
    assert figures.steadiness(turns, ["answer"])["answer"]["min"] is None
    assert shown.misheard(turns).row_count == 1
    rows = figures.summary(turns, [STOCK, MORGAN], ["answer"])
    assert [row["heard right"] for row in rows] == [1, 0]
    assert shown.stages(rows).row_count == 2
    assert shown.causes(turns, "answer").row_count == 2


def test_what_was_heard_is_right_when_it_is_the_same_words() -> None:
    pairs = [("Set Bed Light to 50 percent.", "set bed light to fifty percent"), ("Turn it on.", "Turn it off.")]
    assert in_morgans_environment(["judge"], pairs) == [True, False]


def test_real_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    assert "whisper-base" in lacking(tmp_path)
    for path in ("whisper-base/model.bin", "piper/en_US-any-medium.onnx"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).touch()
        assert ("piper" in lacking(tmp_path)) == (path == "whisper-base/model.bin")
    assert lacking(tmp_path) == ""


def test_a_log_is_read_on_from_where_it_was_read_to(tmp_path: Path) -> None:
    log = Log(tmp_path / "server.log")
    assert log.news() == ""
    (tmp_path / "server.log").write_text("turn kind=answer path=ok ms=3\nnoise\n", encoding="utf-8")
    assert logs.stages(log.news()) == "answer path=ok ms=3"
    with (tmp_path / "server.log").open("a", encoding="utf-8") as more:
        more.write(
            "prompt eval time =     120.50 ms /    33 tokens (x)\n       eval time =   9984.38 ms /    46 tokens\n"
        )
    new = log.news()
    assert logs.read(new) == ((33, 120.5),)
    assert logs.wrote(new) == ((46, 9984.38),)
    (tmp_path / "server.log").write_text("anew", encoding="utf-8")
    assert log.news() == "anew"


def test_a_microphone_goes_on_with_the_noise_that_the_recording_ends_with() -> None:
    pcm = struct.pack("<10240h", *range(10240))
    clip = Clip("any", pcm, 0.5)
    assert clip.frames == 20
    sent = [clip.frame(number) for number in range(60)]
    assert b"".join(sent[:20]) == pcm
    assert {len(frame) for frame in sent} == {1024}
    ends = [struct.unpack("<512h", frame) for frame in sent[20:]]
    assert all(value >= 10240 - 8 * 512 for frame in ends for value in frame)


async def test_a_run_notes_the_first_of_each_event_and_what_was_said() -> None:
    run = Run()
    run.on_event(
        {"type": "run-start", "data": {"runner_data": {"stt_binary_handler_id": 3}, "tts_output": {"url": "/x"}}}
    )
    for delta in ({"role": "assistant"}, {"content": "It"}, {"content": " is"}):
        run.on_event({"type": "intent-progress", "data": {"chat_log_delta": delta}})
    first = run.at["token"]
    run.on_event({"type": "run-end", "data": None})
    assert (await run.handler, await run.address) == (3, "/x")
    assert run.heard.is_set()
    assert run.ended.is_set()
    assert run.at["token"] == first
    assert run.said == ""


async def test_the_tap_hands_everything_on_and_notes_the_confirmed_silence() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        for piece in (b'{"type": "voice-st', b'opped"}\n', asked):
            writer.write(piece)
            await writer.drain()
        writer.close()

    async with (
        asyncio.timeout(10),
        await asyncio.start_server(answer, "127.0.0.1", 0) as behind,
        Tap().listening() as tap,
    ):
        tap.target = behind.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", tap.port)
        assert tap.stopped_at is None
        writer.write(b"words\n")
        assert await reader.read() == b'{"type": "voice-stopped"}\nwords\n'
        assert tap.stopped_at is not None
        writer.close()


def test_no_scene_says_a_word_twice_and_the_script_tells_them_apart() -> None:
    for scene in SCENES:
        words = scene.hears.split()
        assert len(words) == len(set(words))
    matched = [next(entry for entry in SCRIPT if entry["when"] in scene.hears.lower()) for scene in SCENES[1:]]
    assert ["call" in entry for entry in matched] == [True, False]


def test_the_peers_are_pinned() -> None:
    assert peers.versions()["wyoming-faster-whisper"] == "3.8.1"
    assert peers.versions()["wyoming-piper"] == "2.5.2"
