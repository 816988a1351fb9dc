"""The commands' own parts: what counts as a fault, how a report is read, what is a change, how sound is framed."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import changed_tests
import checks
import pytest
import run_tests
from demo_house import dev, house, sound
from demo_house.places import Places, Running
from demo_house.processes import ProcessFailed
from demo_house.turn import changes

CODE = checks.ROOT / "server" / "morgan" / "example.py"


def faults(text: str) -> list[str]:
    return [wrong for _, wrong in checks.faults(CODE, text)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("def long():\n" + "    pass\n" * 60, "long: 61 lines"),
        ("x = 1\n" * 401, "file of 401 lines"),
        ("class A:\n    def __init__(self, a, b, c, d, e, f, *, g): ...\n", "constructor of 7 arguments"),
        ("try:\n    f()\nexcept Exception:\n    pass\n", "broad except"),
        ("try:\n    f()\nexcept (ValueError, BaseException):\n    pass\n", "broad except"),
        ("try:\n    f()\nexcept:\n    pass\n", "broad except"),
        ("q = asyncio.Queue()\n", "queue without a size"),
        ("q: Queue[int] = Queue[int]()\n", "queue without a size"),
    ],
)
def test_a_broken_house_rule_is_told(text: str, fault: str) -> None:
    assert [wrong for wrong in faults(text) if fault in wrong]


@pytest.mark.parametrize(
    "text",
    [
        "def short():\n" + "    pass\n" * 59,
        "class A:\n    def __init__(self, a, b, c, d, e, f): ...\n",
        "try:\n    f()\nexcept Exception:  # the edge: it answers the peer\n    pass\n",
        "try:\n    f()\nexcept ValueError:\n    pass\n",
        "q = asyncio.Queue(8)\n",
        "# at most one item per turn\nq = asyncio.Queue()\n",
    ],
)
def test_what_keeps_the_rules_or_gives_a_reason_is_fine(text: str) -> None:
    assert faults(text) == []


def test_a_report_is_counted_with_the_reasons_of_its_skips(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="a" name="good"/>'
        '<testcase classname="a" name="bad"><failure message="no"/></testcase>'
        '<testcase classname="a" name="broken"><error message="no"/></testcase>'
        '<testcase classname="a" name="left"><skipped message="no microphone"/></testcase></testsuite></testsuites>'
    )
    result = run_tests.read_report("tests", 1.0, report)
    assert (result.passed, result.failed) == (1, 2)
    assert result.skips == ("a::left: no microphone",)


def test_the_last_line_counts_and_a_failure_fails(capsys: pytest.CaptureFixture[str]) -> None:
    good = run_tests.Result("one", 1.0, 3, 0, ("a::b: no microphone",))
    assert run_tests.summary([good], 3.0) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed, 1 skipped"
    assert run_tests.summary([good, run_tests.Result("two", 1.0, 0, 1, (), ("two",))], 3.0) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed, 1 skipped"


def test_paths_choose_the_suites() -> None:
    paths, options = run_tests.split_arguments(["-k", "server", "tests/e2e", "-x"])
    assert (paths, options) == (["tests/e2e"], ["-k", "server", "-x"])
    chosen = {suite.name: run_tests.paths_of(suite, paths) for suite in run_tests.SUITES}
    assert {name: found for name, found in chosen.items() if found} == {"end to end": ["tests/e2e"]}
    whole = {suite.name: run_tests.paths_of(suite, ["tests"]) for suite in run_tests.SUITES}
    assert all(whole.values())


def state(entity: str, state: str, **attributes: object) -> dict[str, object]:
    return {"entity_id": entity, "state": state, "attributes": attributes}


def test_a_change_of_state_is_told_by_states_and_one_of_attributes_with_them() -> None:
    before = {"light.a": state("light.a", "off"), "light.b": state("light.b", "on", brightness=10, icon="x")}
    after = {
        "light.a": state("light.a", "on", brightness=5),
        "light.b": state("light.b", "on", brightness=20, icon="y"),
    }
    assert changes(before, after) == {"light.a": ["off", "on"], "light.b": ["on (brightness 10)", "on (brightness 20)"]}
    assert changes(after, after) == {}


def write_wav(path: Path, samples: bytes, rate: int, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(samples)
    return path


def test_speech_ends_with_its_last_loud_frame(tmp_path: Path) -> None:
    loud, quiet = b"\x00\x40" * 8000, b"\x01\x00" * 8000
    spoken = sound.read(write_wav(tmp_path / "a.wav", loud + quiet, 16_000))
    assert spoken.speech_seconds == pytest.approx(sound.LEAD_SECONDS + 0.5, abs=0.033)
    assert {len(frame) for frame in spoken.frames()} == {1024}


def test_stereo_of_another_rate_becomes_what_a_microphone_sends(tmp_path: Path) -> None:
    spoken = sound.read(write_wav(tmp_path / "a.wav", b"\x00\x40" * 2 * 44_100, 44_100, channels=2))
    assert len(spoken.pcm) / 2 / sound.RATE_HZ == pytest.approx(1.0 + sound.LEAD_SECONDS, abs=0.01)


def test_a_file_that_is_no_wav_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"ID3 not a wav")
    with pytest.raises(ProcessFailed, match="no WAV file"):
        sound.read(tmp_path / "a.wav")


def test_a_streamed_wav_without_a_length_gets_one(tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "a.wav", b"\x00\x40" * 8000, 16_000).read_bytes()
    unknown = whole[:4] + b"\xff\xff\xff\xff" + whole[8:40] + b"\xff\xff\xff\xff" + whole[44:]
    assert sound.header_bytes(unknown[:20]) is None
    assert sound.header_bytes(unknown) == 44
    answer = sound.answer(unknown)
    assert answer.seconds == 0.5
    assert answer.content == whole


def test_a_demo_whose_processes_are_gone_does_not_run(tmp_path: Path) -> None:
    places = Places(tmp_path)
    Running("http://127.0.0.1:1", "token", 1, 2**22 + 1, (2**22 + 2,)).write(places.running)
    assert Running.read(places.running) is None
    assert places.running.stat().st_mode & 0o077 == 0


def test_no_two_things_of_the_house_share_an_id_and_every_room_is_there() -> None:
    ids = [thing.entity_id for thing in house.THINGS]
    assert len(set(ids)) == len(ids)
    assert {thing.area for thing in house.THINGS} - {None} <= {area.name for area in house.AREAS}
    assert {area.floor for area in house.AREAS} == set(house.FLOORS)
    assert {area.temperature for area in house.AREAS} - {None} <= set(ids)


def test_what_a_change_can_have_broken_is_told_by_how_near_it_is() -> None:
    found = changed_tests.distances(["server/morgan/stt/likeliest.py"])
    assert found["tests/server/stt/test_likeliest.py"] == 1
    assert found["tests/server/stt/test_whisper.py"] > 1
    assert "tests/server/tts/text/test_ssml.py" not in found
    found = changed_tests.distances(["custom_components/morgan/house/slices.py", "tests/server/test_audio.py"])
    assert found["tests/server/test_audio.py"] == 0
    assert any(name.startswith("tests/integration/") for name in found)
    assert not any(name.startswith("tests/server/stt/") for name in found)


def test_what_is_not_python_is_looked_for_by_its_name() -> None:
    assert changed_tests.distances(["custom_components/morgan/safety/answers.json"])
    assert changed_tests.distances(["docs/img/" + "-".join(("reauth", "certificate.png"))]) == {}


async def test_what_is_saved_while_the_house_runs_is_noticed() -> None:
    before = {**dev.saved(), "server/morgan/gone.py": 1}
    assert "custom_components/morgan/stt.py" in before
    async with asyncio.timeout(20):
        assert await dev.change(before) == ["server/morgan/gone.py"]
