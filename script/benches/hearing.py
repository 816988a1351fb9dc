"""How truly the closed engine hears commands: word error, share exact, what it takes for a command that is none.

Three sets: people and Piper voices (recordings, where the speech data lies beside the checkout), and the embedded
voice in the demo house. Each clip is heard in a room with some noise, through voice detection and endpoint, as the
server hears it. "Exact" is the same words, numbers written out; "meant" also counts other words that Home
Assistant's own templates understand as the same intent with the same slots. Talk that is no command must come back
empty.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import given
import jiwer
import numpy as np
import yaml
from hassil.intents import Intents, SlotList, TextSlotList
from hassil.recognize import recognize_all
from rich.console import Console
from rich.table import Table

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFormat, Resampler, Samples, frames, read_wav
from morgan.ports import Home, HomeArea, HomeEntity, HomeFloor, Transcript
from morgan.settings.schema import ClosedSettings, VadSettings
from morgan.stt.closed.engine import Closed
from morgan.stt.closed.spoken import name_words
from morgan.tts import espeak_library as espeak
from morgan.turn.turn import Chunk, Ears, Hints, listen
from morgan.vad.silero import SileroVad

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))
from demo_house import house  # noqa: E402  # it lies beside the benches, in no package

SENTENCES = """
turn on Bed Light | turn off the Corner Lamp | turn on the kitchen lights | turn on the lights
turn on the lights upstairs | turn off the lights on the ground floor | turn off all the lights
set Bed Light brightness to 50 percent | set Bed Light color to orange | set Kitchen lights to blue
open the Garage Door | close the Bedroom Blinds | close the Kitchen windows
set Bedroom Blinds position to 30 percent | lock the Front Door | unlock the Front Door | set EcoBee to 22 degrees
what is the EcoBee temperature | pause | resume | next track | set TV volume to 20 percent | turn off the TV
set a timer for 5 minutes | set a timer for 1 hour and 20 minutes | timer status | cancel all timers
add milk to my shopping list | start Robot | return Robot to base | turn on Bedroom Fan
set Bedroom Fan speed to 75 percent | run Party Time script | activate Mood Lighting | is the Front Door locked
is the Garage Door open | what is the Outdoor Humidity | what's the temperature in the Kitchen | what's the weather
what time is it | open the Living Room Curtains | turn off the lamps in the lounge | never mind
"""

TALK = """
how tall is the eiffel tower | I think we should go to the beach tomorrow | who won the game last night
tell me a story about a dragon | my sister called this morning about the party | did you see the news yesterday
what should we cook for dinner tonight | the train leaves at seven from the main station | I love this song so much
can you help me with my homework | where did you put my keys | it was raining the whole week
we need to buy a new car next year | the children are playing in the garden | he said that he would be late
how many people live in france | the movie was really boring | let's go for a walk before it gets dark
remember to breathe | that is a very good question | I have to finish this report by friday | are you coming with us
"""


@dataclass(slots=True)
class Tally:
    """What came of one set."""

    name: str
    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    meant: int = 0
    talk: int = 0
    talk_taken: int = 0
    real_time: list[float] = field(default_factory=list)
    misses: list[tuple[str, str]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """Return the numbers."""
        count = len(self.said)
        return {
            "set": self.name,
            "commands": count,
            "word_error": round(jiwer.wer(self.said, self.heard), 3) if count else None,
            "exact": round(sum(map(str.__eq__, self.said, self.heard)) / count, 3) if count else None,
            "meant": round(self.meant / count, 3) if count else None,
            "heard_nothing": self.heard.count(""),
            "talk": self.talk,
            "talk_taken_for_commands": self.talk_taken,
            "real_time_factor": round(statistics.median(self.real_time), 3) if self.real_time else None,
        }


class Understanding:
    """Home Assistant's templates with a house's names."""

    def __init__(self, home: Home) -> None:
        content = json.loads((resources.files("home_assistant_intents") / "data" / "en.json").read_text("utf-8"))
        self._intents = Intents.from_dict(content)
        self._skip = content["skip_words"]
        things = [(name, one.names[0], {"domain": one.domain}) for one in home.entities for name in one.names]
        self._lists = {
            "name": TextSlotList.from_tuples(things, name="name", allow_template=False),
            "area": _names(home.areas, "area"),
            "floor": _names(home.floors, "floor"),
        }

    def same(self, one: str, other: str) -> bool:
        """Tell whether both mean the same to Home Assistant, in a room with a satellite."""
        return words(one) == words(other) or bool(self._meanings(one) & self._meanings(other))

    def _meanings(self, text: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
        found = recognize_all(
            text,
            self._intents,
            slot_lists=dict[str, SlotList](self._lists),
            skip_words=self._skip,
            intent_context={"area": "Here"},
            language="en",
        )
        return {
            (one.intent.name, tuple(sorted((name, str(entity.value)) for name, entity in one.entities.items())))
            for one in found
        }


def _names(parts: Iterable[HomeArea] | Iterable[HomeFloor], name: str) -> TextSlotList:
    return TextSlotList.from_tuples(
        [(each, part.names[0]) for part in parts for each in part.names], name=name, allow_template=False
    )


def words(text: str) -> str:
    """Return the words as they are said: no capitals, numbers in words."""
    return " ".join(word for word, _ in name_words(text))


def recorded_home(folder: Path) -> Home:
    """Return the house of the recordings."""
    content = yaml.safe_load((folder / "home.yaml").read_text())["fixtures"]
    return Home(
        tuple(HomeEntity((one["name"],), one["domain"]) for one in content["entities"]),
        tuple(HomeArea((one["name"],)) for one in content.get("areas", ())),
        tuple(HomeFloor((one["name"],)) for one in content.get("floors", ())),
    )


def demo_home() -> Home:
    """Return the demo house's names."""
    things = [HomeEntity((one.name, *one.aliases), one.domain, one.area) for one in house.THINGS]
    things += [HomeEntity((one["alias"],), "script") for one in house.SCRIPTS.values()]
    things += [HomeEntity((str(one["name"]),), "scene") for one in house.SCENES]
    things += [HomeEntity((name,), "todo") for name in house.TODO_LISTS]
    areas = tuple(HomeArea((area.name, *area.aliases), area.floor) for area in house.AREAS)
    return Home(tuple(things), areas, tuple(HomeFloor((name, *more)) for name, (_, more) in house.FLOORS.items()))


def speak(text: str, voice: str, speed: float) -> Samples:
    """Let espeak say `text`, with silence around it, at 16 kHz."""
    pieces: list[Samples] = []

    def keep(samples: Samples) -> bool:
        pieces.append(samples)
        return True

    engine = espeak.load()
    engine.synthesize(text, voice, speed, keep)
    resampler = Resampler(AudioFormat(engine.rate_hz, 2, 1))
    silence = np.zeros(SAMPLE_RATE_HZ // 3, dtype=np.int16)
    return np.concatenate((silence, resampler.feed(np.concatenate(pieces).tobytes(), last=True), silence))


def phrases(text: str) -> list[str]:
    """Split a table of sentences."""
    return [part.strip() for line in text.strip().splitlines() for part in line.split("|")]


def clips(name: str, options: argparse.Namespace) -> Iterator[tuple[str | None, Samples]]:
    """Yield what is said (None: no command) and how it sounds."""
    if name == "espeak":
        for text in phrases(SENTENCES):
            yield text, speak(text, options.voice, options.speed)
        for text in phrases(TALK):
            yield None, speak(text, options.voice, options.speed)
        return
    if name == "noise":
        noise = options.data / "background_noise.wav"
        sound = (
            read_wav(noise)
            if noise.is_file()
            else np.random.default_rng(1).normal(0, 900, 16_000 * 60).astype(np.int16)
        )
        for start in range(0, len(sound) - 48_000, 48_000):
            yield None, sound[start : start + 48_000]
        return
    for path in sorted((options.data / "en" / name).glob("*.wav")):
        yield None if path.stem.startswith("oov") else path.stem, read_wav(path)


def in_a_room(samples: Samples, hiss: float) -> Samples:
    """Return the sound as a microphone in a room gives it: something before, something after, never digital silence."""
    random = np.random.default_rng(len(samples))
    around = np.pad(samples, (SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ))
    noise = random.normal(0, hiss, len(around))
    noisy: Samples = np.clip(around + noise, -32768, 32767).astype(np.int16)
    return noisy


async def one_turn(ears: Ears, samples: Samples, home: Home) -> str:
    """Hear one utterance as the server does: voice detection, endpoint, words."""

    async def microphone() -> AsyncGenerator[Chunk, None]:
        for number, frame in enumerate(frames(samples, FRAME_SAMPLES), 1):
            yield Chunk(frame, number * FRAME_SAMPLES / SAMPLE_RATE_HZ)

    text = ""
    async for event in listen(ears, microphone(), Hints(home=lambda: home)):
        if isinstance(event, Transcript):
            text = event.text
    return text


def hear(engine: Closed, name: str, home: Home, options: argparse.Namespace) -> Tally:
    """Let the engine hear one set."""
    understanding, tally = Understanding(home), Tally(name)
    ears = Ears(SileroVad(), engine, VadSettings(), 60.0)
    for text, clip in clips(name, options):
        samples = in_a_room(clip, options.hiss)
        began = time.monotonic()
        heard = asyncio.run(one_turn(ears, samples, home))
        tally.real_time.append((time.monotonic() - began) * SAMPLE_RATE_HZ / len(samples))
        if text is None:
            tally.talk += 1
            tally.talk_taken += bool(heard)
            if heard:
                tally.misses.append(("(no command)", heard))
            continue
        tally.said.append(words(text))
        tally.heard.append(words(heard))
        same = understanding.same(text, heard)
        tally.meant += same
        if words(text) != words(heard):
            tally.misses.append((text, f"{heard or '(nothing)'}{' (means the same)' if same else ''}"))
    return tally


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--misses", action="store_true", help="print what was heard instead")
    parser.add_argument("--sets", default="human,piper,espeak,noise")
    parser.add_argument("--voice", default="en-US+f2", help="espeak's voice and speaker")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--hiss", type=float, default=10.0, help="the room's noise, root mean square of 16 bits")
    parser.add_argument("--min-confidence", type=float, default=ClosedSettings().min_confidence)
    beside = given.speech()
    parser.add_argument("--data", type=Path, default=beside, help="folder of the speech data")
    options = parser.parse_args(argv)
    engine = Closed(ClosedSettings(min_confidence=options.min_confidence), "en")
    tallies = []
    for name in options.sets.split(","):
        if name in ("human", "piper") and not (options.data / "en" / name).is_dir():
            print(f"hearing: no speech data in {options.data}: the set {name} is left out", file=sys.stderr)
            continue
        recorded = name in ("human", "piper")
        tallies.append(hear(engine, name, recorded_home(options.data / "en") if recorded else demo_home(), options))
    if options.json:
        print(json.dumps({"rows": [tally.row() for tally in tallies]}))
        return 0
    table = Table(*(tallies[0].row() if tallies else ()), title="The closed engine")
    for tally in tallies:
        table.add_row(*("" if value is None else str(value) for value in tally.row().values()))
    Console(width=160).print(table)
    for tally in tallies if options.misses else ():
        for said, heard in tally.misses:
            print(f"{tally.name}: {said} → {heard}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
