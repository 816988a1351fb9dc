"""The commands that use an engine, with the embedded ones."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

ESPEAK = ("--set", "tts.engine=espeak")
CLOSED = ("--set", "stt.engine=closed")
HOME = {
    "areas": [{"name": "Kitchen"}],
    "entities": [{"name": "Kitchen Lights", "domain": "light", "area": "Kitchen"}],
}


@pytest.fixture
def no_player(tmp_path) -> str:
    """A path on which there is no program that plays sound, only the ones of these tests."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return str(folder)


@pytest.mark.engine
def test_a_text_becomes_a_wav_file(morgan, tmp_path):
    done = morgan("say", "Hello", "house.", "--out", "hello.wav", *ESPEAK)
    assert done.returncode == 0, done.stderr
    with wave.open(str(tmp_path / "hello.wav")) as wav:
        assert 0.4 < wav.getnframes() / wav.getframerate() < 3
        assert wav.getsampwidth() == 2
    assert "hello.wav" in done.stderr


@pytest.mark.engine
def test_of_several_engines_the_next_one_speaks_when_a_server_is_away(morgan, tmp_path):
    away = ("--set", "tts.openai.url=http://127.0.0.1:9/v1")
    done = morgan("say", "Hello.", "--out", "hello.wav", "--set", "tts.engines=openai,espeak", *away)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "hello.wav").stat().st_size > 10_000
    assert "no speech server can be reached at http://127.0.0.1:9/v1" in done.stderr
    assert "by espeak" in done.stderr
    none = morgan("say", "Hello.", "--set", "tts.engines=openai")
    assert none.returncode == 1
    assert "none of tts.engines can speak" in none.stderr


@pytest.mark.engine
def test_without_a_player_the_sound_is_written_and_the_mend_is_told(morgan, tmp_path, no_player):
    done = morgan("say", "Hello.", *ESPEAK, PATH=no_player)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "morgan.wav").stat().st_size > 10_000
    assert "install alsa-utils" in done.stderr


@pytest.mark.engine
def test_a_player_is_given_the_sound(morgan, tmp_path, no_player):
    player = tmp_path / "bin" / "aplay"
    player.write_text("#!/bin/sh\n/bin/cat > played.wav\n")
    player.chmod(0o755)
    assert morgan("say", "Hello.", *ESPEAK, PATH=no_player).returncode == 0
    assert (tmp_path / "played.wav").read_bytes()[:4] == b"RIFF"
    player.write_text("#!/bin/sh\n/bin/cat > /dev/null\necho 'no soundcards found' >&2\nexit 1\n")
    done = morgan("say", "Hello.", *ESPEAK, PATH=no_player)
    assert done.returncode == 1
    assert "no soundcards found" in done.stderr
    assert "--out FILE.wav" in done.stderr


@pytest.mark.engine
def test_a_sentence_can_be_piped(shell):
    command = [str(Path(sys.executable).with_name("morgan")), "say", "Hi.", "--out", "-", *ESPEAK]
    done = subprocess.run(command, env=shell, capture_output=True, timeout=60, check=True)
    assert done.stdout[:4] == b"RIFF"


@pytest.mark.engine
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("***",), "nothing in this text that can be spoken"),
        (("Hi.", "--voice", "nobody"), "nobody"),
        (("Hi.", "--out", "/nowhere/x.wav"), "cannot be written"),
    ],
)
def test_what_cannot_be_said_is_told_in_one_sentence(morgan, typed, sentence):
    done = morgan("say", *typed, *ESPEAK)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.engine
def test_the_voices_are_listed_with_the_default_first(morgan):
    voices = json.loads(morgan("voices", "--json", *ESPEAK, "--set", "tts.language=de").stdout)
    assert voices[0]["language"].startswith("de")
    assert len(voices) > 50
    assert "the first one is the default" in morgan("voices", *ESPEAK).stdout


@pytest.mark.engine
def test_how_quick_each_voice_is_is_told_with_what_would_make_them_alike(morgan):
    voices = json.loads(morgan("voices", "--json", "--paces", *ESPEAK).stdout)
    paces = [voice["pace"] for voice in voices if "pace" in voice]
    assert len(paces) == 20
    assert 9 < paces[0] < 15
    slow = json.loads(morgan("voices", "--json", "--paces", *ESPEAK, "--set", "tts.speeds=en-US=0.8").stdout)
    assert slow[0]["pace"] == pytest.approx(paces[0] * 0.8, rel=0.1)
    assert "tts.speeds" in morgan("voices", "--paces", *ESPEAK).stdout


@pytest.mark.engine
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_spoken_command_is_written_down(morgan, tmp_path, form):
    home = tmp_path / f"home.{form}"
    home.write_text(json.dumps(HOME))
    assert morgan("say", "Turn on the kitchen lights.", "--out", "said.wav", *ESPEAK).returncode == 0
    done = morgan("transcribe", "said.wav", "--home", str(home), "--json", *CLOSED)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["text"].lower().strip(".") == "turn on the kitchen lights"
    assert told["engine"] == "closed"


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("none.wav", None, "cannot be read"),
        ("text.wav", b"no sound at all", "not a PCM WAV file"),
    ],
)
def test_a_file_that_cannot_be_heard_is_told_in_one_sentence(morgan, tmp_path, file, content, sentence):
    if content is not None:
        (tmp_path / file).write_bytes(content)
    done = morgan("transcribe", file, *CLOSED)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", ["[]", "{", "entities: 3", "entities: [{name: [x]}]"])
def test_a_house_that_cannot_be_read_is_told_in_one_sentence(morgan, tmp_path, content):
    (tmp_path / "home.yaml").write_text(content)
    done = morgan("transcribe", "x.wav", "--home", "home.yaml", *CLOSED)
    assert done.returncode == 1
    assert "home.yaml" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_weights_that_cannot_be_fetched_are_told_with_what_to_do(morgan):
    done = morgan("download", "whisper")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
