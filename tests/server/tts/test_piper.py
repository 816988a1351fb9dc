"""Piper with the real piper-tts, on voices of its format made here."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Sound
from morgan.tts.piper.engine import PiperTts
from morgan.tts.piper.voices import OnRequest, VoiceCatalog

pytestmark = pytest.mark.engine

MADE = "en_US-made-low"
SENTENCE = "The kitchen lights are on."


def piper(data_dir: Path, speed: float = 1.0, resident_bytes: int = 300_000_000) -> PiperTts:
    return PiperTts(VoiceCatalog(data_dir, None), voice=MADE, speed=speed, resident_bytes=resident_bytes)


async def spoken(engine: PiperTts, clause: Clause) -> list[Sound]:
    async with aclosing(engine.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


def seconds(sounds: list[Sound]) -> float:
    return sum(sound.seconds for sound in sounds)


async def test_a_sentence_becomes_sound_of_a_length_that_fits_its_words(data_dir: Path) -> None:
    engine = piper(data_dir)
    short, long = await spoken(engine, Clause("Yes.")), await spoken(engine, Clause(SENTENCE))
    await engine.close()
    assert {sound.rate_hz for sound in short + long} == {22_050}
    assert 0.2 < seconds(short) < 1.0 < seconds(long) < 3.0
    assert np.abs(long[0].samples.astype(int)).max() > 20_000


async def test_each_sentence_is_a_sound_of_its_own(data_dir: Path) -> None:
    engine = piper(data_dir)
    one, both = await spoken(engine, Clause(SENTENCE)), await spoken(engine, Clause(f"{SENTENCE} It is late!"))
    await engine.close()
    assert len(both) == 2
    np.testing.assert_array_equal(both[0].samples, one[0].samples)


async def test_no_click_is_heard_where_the_pieces_meet(data_dir: Path) -> None:
    engine = piper(data_dir)
    samples = (await spoken(engine, Clause(SENTENCE)))[0].samples.astype(int)
    await engine.close()
    # A seam without fades would jump by a good part of the full range from one sample to the next.
    assert np.abs(np.diff(samples)).max() < 0.6 * 65_536
    assert abs(samples[0]) < 500 > abs(samples[-1])


async def test_speed_shortens_speech_in_proportion(data_dir: Path) -> None:
    lengths = []
    for speed in (0.5, 1.0, 2.0):
        engine = piper(data_dir, speed)
        lengths.append(seconds(await spoken(engine, Clause(SENTENCE))))
        await engine.close()
    assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.02)
    assert lengths[2] == pytest.approx(lengths[1] / 2, rel=0.02)


async def test_a_speaker_is_chosen_by_name_or_number(data_dir: Path) -> None:
    engine = piper(data_dir)
    sounds = {
        speaker: (await spoken(engine, Clause(SENTENCE, speaker=speaker)))[0].samples.tobytes()
        for speaker in (None, "speaker0", "0", "speaker1", "1")
    }
    with pytest.raises(BadRequest, match="speaker0, speaker1"):
        await spoken(engine, Clause(SENTENCE, speaker="2"))
    await engine.close()
    assert sounds[None] == sounds["speaker0"] == sounds["0"] != sounds["1"] == sounds["speaker1"]


async def test_a_voice_is_chosen_by_name_or_language(data_dir: Path) -> None:
    engine = piper(data_dir)
    for clause, used in (
        (Clause("Hello."), MADE),
        (Clause("Hello.", language="en"), MADE),
        (Clause("Hello.", language="en-GB"), "en_GB-made-low"),
        (Clause("Hallo.", language="de-AT"), "de_DE-made-low"),
        (Clause("Hello.", voice="homemade"), "homemade"),
    ):
        await spoken(engine, clause)
        assert next(reversed(engine._loaded)) == used, clause
    await engine.close()


async def test_only_so_many_bytes_of_voices_stay_in_memory(data_dir: Path) -> None:
    size = (data_dir / "voices" / f"{MADE}.onnx").stat().st_size
    engine = piper(data_dir, resident_bytes=2 * size)
    for name in (MADE, "homemade", MADE, "de_DE-made-low"):
        await spoken(engine, Clause("Hello.", voice=name))
    assert list(engine._loaded) == [MADE, "de_DE-made-low"]
    await engine.close()
    assert not engine._loaded


async def test_a_voice_that_its_owner_replaces_is_loaded_anew(data_dir: Path) -> None:
    engine, shelf = piper(data_dir), VoiceCatalog(data_dir, None)
    await spoken(engine, Clause("Hello."))
    before, session = shelf.stamps(), engine._loaded[MADE][0]
    await spoken(engine, Clause("Hello."))
    assert engine._loaded[MADE][0] is session
    weights = data_dir / "voices" / f"{MADE}.onnx"
    replaced = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(replaced)  # the same, but written later
    assert shelf.stamps() != before
    await spoken(engine, Clause("Hello."))
    assert engine._loaded[MADE][0] is not session
    await engine.close()


async def test_a_listener_who_leaves_stops_the_sentence_that_is_being_made(data_dir: Path) -> None:
    engine = piper(data_dir)
    await spoken(engine, Clause("Hello."))
    slow = asyncio.create_task(spoken(engine, Clause("This takes a minute.", voice="en_US-slow-low")))
    async with asyncio.timeout(10):
        while "en_US-slow-low" not in engine._loaded:  # noqa: ASYNC110  # piper-tts has nothing to await
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)  # now it is deep in the network; leaving before would prove less
    slow.cancel()
    async with asyncio.timeout(30):  # half of what the sentence would have taken
        assert seconds(await spoken(engine, Clause("Yes."))) > 0.1
    with pytest.raises(asyncio.CancelledError):
        await slow
    await engine.close()


async def test_a_voice_that_is_not_here_is_refused(data_dir: Path) -> None:
    engine = piper(data_dir)
    with pytest.raises(BadRequest, match=r"no voice 'klingon'.*homemade"):
        await spoken(engine, Clause("Hi.", voice="klingon"))
    with pytest.raises(EngineMissing, match="download is off"):
        await spoken(engine, Clause("Hi.", voice="fr_FR-siwis-medium"))
    with pytest.raises(EngineMissing, match="no Piper voice speaks tlh"):
        await spoken(engine, Clause("Hi.", language="tlh"))
    assert await spoken(engine, Clause("Yes."))
    await engine.close()


async def test_a_broken_voice_says_so_and_the_others_speak_on(data_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    own = data_dir / "voices"
    (own / "broken.onnx").write_bytes(b"nothing")
    (own / "broken.onnx.json").write_text((own / f"{MADE}.onnx.json").read_text())
    (own / "odd.onnx").write_bytes(b"nothing")
    (own / "odd.onnx.json").write_text("[]")
    engine = piper(data_dir)
    assert "odd.onnx.json is no Piper configuration" in caplog.text
    with pytest.raises(EngineFailed, match="broken cannot be loaded"):
        await spoken(engine, Clause("Hi.", voice="broken"))
    assert await spoken(engine, Clause("Yes."))
    await engine.close()


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "[[", "日本", "🎉"])
async def test_text_without_words_does_no_harm(data_dir: Path, text: str) -> None:
    engine = piper(data_dir)
    await spoken(engine, Clause(text))
    assert await spoken(engine, Clause("Yes."))
    await engine.close()


async def test_voices_are_listed_the_default_first_and_those_to_be_fetched_last(data_dir: Path) -> None:
    engine = PiperTts(VoiceCatalog(data_dir, 1.0), voice="homemade")
    await engine.close()
    assert engine.voices[0].name == "homemade"
    assert engine.voices[0].language == "en-US"
    assert engine.voices[0].speakers == ("speaker0", "speaker1")
    by_name = {voice.name: voice for voice in engine.voices}
    assert by_name["de_DE-made-low"].installed
    assert not by_name["fr_FR-siwis-medium"].installed
    assert by_name["fr_FR-siwis-medium"].language == "fr-FR"
    assert {"en-US", "de-DE", "nl-NL"} <= set(engine.program.languages)


async def test_a_missing_voice_is_fetched_once_when_it_is_first_used(data_dir: Path, hub: list[str]) -> None:
    engine = PiperTts(VoiceCatalog(data_dir, 20.0), voice=MADE)
    assert await spoken(engine, Clause("Hi.", voice="en_US-lessac-medium"))
    assert {voice.name: voice.installed for voice in engine.voices}["en_US-lessac-medium"]
    asked = len(hub)
    assert asked >= 3
    assert await spoken(engine, Clause("Hi.", voice="en_US-lessac-medium"))
    await engine.close()
    again = PiperTts(VoiceCatalog(data_dir, 20.0), voice="en_US-lessac-medium")
    assert await spoken(again, Clause("Hi."))
    await again.close()
    assert len(hub) == asked
    assert (data_dir / "weights/piper/en_US-lessac-medium/en/en_US/lessac/medium/en_US-lessac-medium.onnx").is_file()


async def test_a_client_gets_no_voice_fetched_that_its_owner_does_not_let_it_have(
    data_dir: Path, hub: list[str]
) -> None:
    engine = PiperTts(VoiceCatalog(data_dir, 20.0, OnRequest(("de_DE-*",))), voice=MADE)
    with pytest.raises(EngineMissing, match=r"tts\.request_voices"):
        await spoken(engine, Clause("Hi.", voice="en_US-lessac-medium"))
    await engine.close()
    assert not hub
    assert "en_US-lessac-medium" not in {voice.name for voice in engine.voices}


async def test_fetched_voices_take_no_more_room_than_their_owner_gives_them(data_dir: Path, hub: list[str]) -> None:
    fetched = data_dir / "weights" / "piper" / "de_DE-thorsten-medium"
    fetched.mkdir(parents=True)
    with (fetched / "de_DE-thorsten-medium.onnx").open("wb") as sparse:
        sparse.truncate(63_000_000)
    engine = PiperTts(VoiceCatalog(data_dir, 20.0, OnRequest(most_bytes=100_000_000)), voice=MADE)
    with pytest.raises(EngineMissing, match=r"tts\.request_megabytes"):
        await spoken(engine, Clause("Hi.", voice="en_US-lessac-medium"))
    await engine.close()
    assert not hub


async def test_espeak_and_piper_share_a_process(data_dir: Path) -> None:
    from morgan.tts.espeak import EspeakTts

    engine, embedded = piper(data_dir), EspeakTts(language="de")
    alone = seconds(await spoken(engine, Clause(SENTENCE)))

    async def say_in_german() -> float:
        async with aclosing(embedded.synthesize(Clause("Das Licht ist an."))) as sounds:
            return seconds([sound async for sound in sounds])

    # Each brings an espeak-ng of its own; German in the one must not become German in the other.
    for _ in range(3):
        german, english = await asyncio.gather(say_in_german(), spoken(engine, Clause(SENTENCE)))
        assert german > 0.5
        assert seconds(english) == alone
    await engine.close()
    await embedded.close()
