"""Kokoro on onnxruntime: on a network of its inputs made here, and on the real one where its weights are."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

import morgan  # noqa: F401
from morgan.errors import BadRequest, EngineFailed, EngineMissing, SettingsInvalid
from morgan.ports import Clause, Sound, TextToSpeech
from morgan.settings.schema import Settings
from morgan.settings.speaking import KokoroSettings, TtsSettings
from morgan.tts.choose import choose_tts, fetch_voice, is_coming
from morgan.tts.kokoro.engine import RATE_HZ, KokoroTts
from morgan.tts.kokoro.phonemes import LANGUAGES, MOST_TOKENS, VOCABULARY, phonemes, pieces, rewritten, tokens
from morgan.tts.kokoro.voices import CATALOGUE, KokoroCatalog, language_of
from morgan.tts.mouth import further_mouths, ranked_mouth

pytest.importorskip("espeakng_loader", reason="needs the extra 'kokoro'")
pytestmark = pytest.mark.engine

TOOL = Path(__file__).parents[2] / "tools" / "make_kokoro.py"
SENTENCE = "The kitchen lights are on."
TOKEN_SECONDS = 0.05


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a network that hums and four voices, as kokoro-onnx's releases lay them out; in hub/ as the hub."""
    pytest.importorskip("onnx", reason="makes a network")
    folder = tmp_path_factory.mktemp("kokoro")
    for further in ([folder / "release"], ["--hub", folder / "hub", *CATALOGUE]):
        subprocess.run([sys.executable, TOOL, *further], check=True, timeout=120)
    return folder


@pytest.fixture
async def kokoro(made: Path, tmp_path: Path) -> AsyncGenerator[KokoroTts]:
    engine = KokoroTts(KokoroCatalog(str(made / "release"), tmp_path, None))
    yield engine
    await engine.close()


async def spoken(engine: KokoroTts, clause: Clause) -> list[Sound]:
    async with asyncio.timeout(120), aclosing(engine.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


def seconds(sounds: list[Sound]) -> float:
    return sum(sound.seconds for sound in sounds)


# ---- its letters -----------------------------------------------------------------------------------------------------


def test_the_vocabulary_is_that_of_the_published_model():
    assert len(VOCABULARY) == 114
    assert [VOCABULARY[letter] for letter in ";? AIOQSTWYᵊfhzæçʤʧθːᵻ"] == [
        1, 6, 16, 24, 25, 31, 33, 35, 36, 39, 41, 42, 48, 50, 68, 72, 78, 82, 133, 119, 158, 177,
    ]  # fmt: skip
    assert tokens("a?") == [0, 43, 6, 0]


@pytest.mark.parametrize(
    ("told", "language", "letters"),
    [
        ("kˈɪt^ʃən lˈa^ɪts", "en-US", "kˈɪʧən lˈIts"),
        ("ɡˌo^ʊ bˈɜːd bˈʌʔn̩ lˈɪɾə^l", "en-US", "ɡˌO bˈɜɹd bˈʌtᵊn lˈɪɾᵊl"),
        ("ðe^ə nˌi^ə bˈə^ʊt", "en-GB", "ðɛː nˌɪə bˈQt"),
        ("bɔ̃ʒˈuʁ (en)", "fr", "bɔ̃ʒˈuʁ "),
        ("t^ʃˈao pˈit^sːa", "it", "ʧˈao pˈiʦːa"),
    ],
)
def test_phonemes_are_written_as_misaki_writes_them(told: str, language: str, letters: str):
    assert rewritten(told, language) == letters


def test_marks_are_kept_and_numbers_stay_whole(kokoro: KokoroTts):
    from morgan.tts import espeak_library as espeak

    asked: list[str] = []

    def speak(text: str) -> str:
        asked.append(text)
        return espeak.load().phonemes(text, LANGUAGES["en-US"])

    letters = phonemes('Is it 2.5 or "more"? Yes, at 7:05 – (I think).', "en-US", speak)
    assert asked == ["Is it 2.5 or", "more", "Yes", "at 7:05", "I think"]
    assert [letter for letter in letters if letter in ';:,.!?—…"()'] == list('""?,—().')
    assert set(letters) <= set(VOCABULARY)


def test_what_is_too_long_for_one_call_is_cut_between_words():
    letters = "wˈʌn " * 300
    cut = list(pieces(letters))
    assert all(len(piece) <= MOST_TOKENS and set(piece.split()) == {"wˈʌn"} for piece in cut)
    assert " ".join(cut) == letters.strip()
    assert list(pieces("aː bː. dː, eː? f")) == ["aː bː.", "dː, eː?", "f"]
    assert [len(piece) for piece in pieces("a" * 1200)] == [510, 510, 180]


# ---- what it says ----------------------------------------------------------------------------------------------------


async def test_a_sentence_is_one_sound_of_a_length_that_fits_its_letters(kokoro: KokoroTts) -> None:
    (one,) = await spoken(kokoro, Clause(SENTENCE))
    quick = await spoken(kokoro, Clause(SENTENCE, speed=2.0))
    both = await spoken(kokoro, Clause(f"{SENTENCE} It is late!"))
    assert one.rate_hz == RATE_HZ
    assert 24 * TOKEN_SECONDS < one.seconds < 40 * TOKEN_SECONDS
    assert seconds(quick) == pytest.approx(one.seconds / 2, rel=0.01)
    assert len(both) == 2
    np.testing.assert_array_equal(both[0].samples, one.samples)


async def test_a_text_of_any_length_is_said_to_its_end(kokoro: KokoroTts) -> None:
    text = "one hundred and twenty three thousand " * 40
    sounds = await spoken(kokoro, Clause(text))
    assert len(sounds) > 1
    assert seconds(sounds) > 30 * 40 * TOKEN_SECONDS


async def test_voice_language_and_volume_each_change_the_sound(kokoro: KokoroTts) -> None:
    clauses = [
        Clause(SENTENCE),
        Clause(SENTENCE, voice="bf_emma"),
        Clause(SENTENCE, language="fr"),
        Clause(SENTENCE, voice="jf_alpha", language="en"),
        Clause(SENTENCE, voice="jf_alpha+fr"),
        Clause(SENTENCE, volume=0.5),
    ]
    sounds = [np.concatenate([one.samples for one in await spoken(kokoro, clause)]) for clause in clauses]
    assert len({sound.tobytes() for sound in sounds}) == len(clauses)
    assert np.abs(sounds[-1]).max() == pytest.approx(np.abs(sounds[0]).max() / 2, abs=2)
    assert len(sounds[3]) == len(sounds[0])  # the same letters by another voice


async def test_voices_are_listed_by_their_language_the_default_first(made: Path, tmp_path: Path) -> None:
    engine = KokoroTts(KokoroCatalog(str(made / "release"), tmp_path, None), language="fr-CA")
    assert [(voice.name, voice.language) for voice in engine.voices] == [
        ("ff_siwis", "fr"),
        ("af_heart", "en-US"),
        ("bf_emma", "en-GB"),
        ("jf_alpha", "ja"),
    ]
    await engine.close()
    spoken_by = {letter: language_of(f"{letter}f_x") for letter in "abefhipjz"}
    assert " ".join(spoken_by.values()) == "en-US en-GB es fr hi it pt-BR ja zh"


async def test_a_language_without_a_voice_of_its_own_is_spoken_by_another(kokoro: KokoroTts) -> None:
    assert await spoken(kokoro, Clause("Ciao.", language="it"))
    with pytest.raises(EngineMissing, match="speaks no 'sv'"):
        await spoken(kokoro, Clause("Hej.", language="sv"))


@pytest.mark.parametrize("voice", ["klingon", "af_heart+sv"])
async def test_a_voice_that_is_not_there_is_refused(kokoro: KokoroTts, voice: str) -> None:
    with pytest.raises(BadRequest, match="Kokoro"):
        await spoken(kokoro, Clause("Hi", voice=voice))


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "\ud800", "日本", "«»"])
async def test_text_without_words_does_no_harm(kokoro: KokoroTts, text: str) -> None:
    await spoken(kokoro, Clause(text))
    assert await spoken(kokoro, Clause("Yes."))


# ---- where it lies ---------------------------------------------------------------------------------------------------


async def test_the_hubs_layout_is_read_like_the_releases(made: Path, tmp_path: Path) -> None:
    engine = KokoroTts(KokoroCatalog(str(made / "hub"), tmp_path, None), voice="af_heart")
    other = KokoroTts(KokoroCatalog(str(made / "release"), tmp_path, None), voice="af_heart")
    (one,), (same,) = await spoken(engine, Clause(SENTENCE)), await spoken(other, Clause(SENTENCE))
    np.testing.assert_array_equal(one.samples, same.samples)
    assert len(engine.voices) == len(CATALOGUE) == 54
    await engine.close()
    await other.close()


def test_a_folder_that_is_not_there_or_lacks_something_is_told(made: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="there is no folder"):
        KokoroCatalog(str(tmp_path / "nowhere"), tmp_path, None)
    (tmp_path / "own").mkdir()
    with pytest.raises(EngineMissing, match=r"lacks a network .*tts\.kokoro\.model"):
        KokoroTts(KokoroCatalog(str(tmp_path / "own"), tmp_path, None))
    (tmp_path / "own" / "a.onnx").write_bytes(b"no network")
    (tmp_path / "own" / "af_heart.bin").write_bytes(b"no voice")

    async def speak() -> None:
        engine = KokoroTts(KokoroCatalog(str(tmp_path / "own"), tmp_path, None))
        try:
            await spoken(engine, Clause(SENTENCE))
        finally:
            await engine.close()

    with pytest.raises(EngineFailed, match="cannot be loaded"):
        asyncio.run(speak())
    (tmp_path / "own" / "a.onnx").write_bytes((made / "release" / "kokoro-made.int8.onnx").read_bytes())
    with pytest.raises(EngineMissing, match="is no voice of Kokoro's"):
        asyncio.run(speak())


@pytest.fixture
def hub(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A hub on loopback that has the made network and all voices; the list fills with what is asked of it."""
    folder = made / "hub"
    files = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            asked.append(self.path)
            name = self.path.partition("?")[0].partition("/resolve/")[2].partition("/")[2]
            if self.path.startswith("/api/models/"):
                siblings = [{"rfilename": name, "size": file.stat().st_size} for name, file in files.items()]
                body = json.dumps({"id": "a/b", "modelId": "a/b", "sha": "0" * 40, "siblings": siblings}).encode()
            else:
                body = files[name].read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()
    thread.join(5)


async def test_what_is_not_here_is_fetched_once_and_for_all_voices(tmp_path: Path, hub: list[str]) -> None:
    settings = TtsSettings(engine="kokoro")
    with pytest.raises(EngineMissing, match="not here yet"):
        choose_tts(settings, tmp_path, fetch=False)
    assert is_coming(settings, tmp_path)
    fetch_voice(settings, tmp_path, threading.Event())
    assert len([path for path in hub if "/resolve/" in path]) == len(CATALOGUE) + 1
    asked = len(hub)
    engine, why = choose_tts(settings, tmp_path, fetch=False)
    assert why == "Kokoro, because tts.engine says so"
    assert len(engine.voices) == len(CATALOGUE)
    assert len(hub) == asked
    await engine.close()


async def test_of_several_engines_one_whose_weights_come_later_joins_the_others(tmp_path: Path, hub: list[str]) -> None:
    settings = Settings(data_dir=tmp_path, tts=TtsSettings(engines=("kokoro", "espeak")))
    mouth = await ranked_mouth(settings, fetch=False)
    assert mouth.names == ("espeak",)
    changed: list[bool] = []

    async def told() -> None:
        changed.append(True)

    async def nobody(_: TextToSpeech) -> None:
        raise AssertionError("there is one that speaks already")

    async with asyncio.timeout(120):
        for coming in further_mouths(settings, mouth, told, nobody):
            await coming
        async with aclosing(mouth.synthesize(Clause(SENTENCE))) as sounds:
            assert {sound.by async for sound in sounds} == {"kokoro"}
    assert mouth.names == ("kokoro", "espeak")
    assert changed == [True]
    await mouth.close()


async def test_of_several_engines_the_first_that_comes_takes_over_where_there_was_none(
    tmp_path: Path, hub: list[str]
) -> None:
    settings = Settings(data_dir=tmp_path, tts=TtsSettings(engines=("kokoro", "openai")))
    with pytest.raises(EngineMissing, match=r"none of tts\.engines can speak"):
        await ranked_mouth(settings, fetch=False)
    taken: list[TextToSpeech] = []

    async def nothing() -> None: ...

    async def take_over(mouth: TextToSpeech) -> None:
        taken.append(mouth)

    async with asyncio.timeout(120):
        for coming in further_mouths(settings, None, nothing, take_over):
            await coming
    (mouth,) = taken
    assert mouth.program.name == "kokoro"
    await mouth.close()


def test_nothing_is_fetched_when_the_owner_forbids_it(tmp_path: Path, hub: list[str]) -> None:
    settings = TtsSettings(engine="kokoro", download=False)
    with pytest.raises(EngineMissing, match=r"tts\.download is off"):
        choose_tts(settings, tmp_path)
    assert not is_coming(settings, tmp_path)
    assert not hub


def test_a_voice_that_it_has_not_is_a_wrong_setting(made: Path, tmp_path: Path) -> None:
    own = KokoroSettings(model=str(made / "release"))
    with pytest.raises(SettingsInvalid, match=r"tts\.voice: Kokoro has no voice 'af_bella'"):
        choose_tts(TtsSettings(engine="kokoro", voice="af_bella", kokoro=own), tmp_path)


# ---- the real one ----------------------------------------------------------------------------------------------------


async def test_the_real_network_says_what_whisper_hears(tmp_path: Path) -> None:
    whisper = pytest.importorskip("faster_whisper", reason="needs the extra 'whisper'")
    weights = Path(os.environ.get("MORGAN_REAL_WEIGHTS") or "nowhere")
    for needed in (weights / "kokoro", weights / "whisper-base"):
        if not needed.is_dir():
            pytest.skip("needs $MORGAN_REAL_WEIGHTS with kokoro and whisper-base")
    engine = KokoroTts(KokoroCatalog(str(weights / "kokoro"), tmp_path, None), language="en")
    ears = whisper.WhisperModel(str(weights / "whisper-base"), device="cpu", compute_type="int8")
    sounds = await spoken(engine, Clause("Turn on the kitchen lights. The garage door is open."))
    await engine.close()
    assert {sound.rate_hz for sound in sounds} == {RATE_HZ}
    assert 2.0 < seconds(sounds) < 8.0
    samples = np.concatenate([one.samples for one in sounds]).astype(np.float32) / 32768
    at = np.arange(0, len(samples) - 1, 1.5)  # 24 to 16 kHz
    heard, _ = ears.transcribe(np.interp(at, np.arange(len(samples)), samples).astype(np.float32), language="en")
    words = "".join(segment.text for segment in heard).lower().replace(".", "").replace(",", "")
    assert words.split() == ["turn", "on", "the", "kitchen", "lights", "the", "garage", "door", "is", "open"]
