"""How often the closed engine takes a command for its opposite, with its margin between the two and without.

Commands with a word that has an opposite, by people and Piper voices (recordings, each file named by what is said) and
by espeak's voices, in the recorded noise of a room. What is right is done as it was said, in whatever words.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import given
import numpy as np
from hearing import recorded_home, speak, words
from rich.console import Console
from rich.table import Table

from morgan.audio import Samples, read_wav
from morgan.ports import Home, Utterance
from morgan.settings.schema import ClosedSettings
from morgan.stt.closed.engine import Closed
from morgan.stt.closed.opposites import OPPOSITES

ROOT = Path(__file__).resolve().parents[2]
SAID = """
turn on the Bed Light | turn off the Bed Light | turn the Standing Light on | turn the Standing Light off
turn on the lights in the Office | turn off all of the lights in the Office | turn off the TV | turn on TV
open the Garage Door | close the Garage Door | lock the Front Door | unlock the Front Door | turn on Standing Light
turn off Standing Light
"""
_ASKED = ("is", "are", "skip")  # "skip on TV" has a word of the table and no opposite


def noisy(clip: Samples, noise: Samples, decibels: float) -> Samples:
    """Return the clip with a piece of the noise so far below its speech, chosen by its length: the same each time."""
    sound = clip.astype(np.float64)
    spoken = np.mean(sound[np.abs(sound) > 0.05 * np.abs(sound).max()] ** 2)
    start = np.random.default_rng(len(clip)).integers(0, max(1, len(noise) - len(clip)))
    piece = np.resize(noise[start:], len(clip)).astype(np.float64)
    mixed = sound + piece * np.sqrt(spoken / np.mean(piece**2) / 10 ** (decibels / 10))
    quiet: Samples = (mixed / max(1.0, float(np.abs(mixed).max()) / 32_000)).astype(np.int16)
    return quiet


def clips(options: argparse.Namespace) -> Iterator[tuple[str, str, Samples]]:
    """Yield the set, what is said and the sound."""
    known: set[str] = set()
    for folder in (options.data / "en" / "human", options.data / "en" / "piper", *options.more):
        for path in sorted(folder.glob("*.wav")):
            if path.stem not in known:
                known.add(path.stem)
                yield str(folder.name if folder not in options.more else folder), path.stem, read_wav(path)
    for voice in options.voices.split(","):
        for text in SAID.replace("\n", "|").split("|"):
            if text.strip():
                yield f"espeak {voice}", text.strip(), speak(text.strip(), voice, 1.0)


def judged(said: str, heard: str) -> str:
    """Return what became of a command: lost, the opposite of what was said, right, or another."""
    deeds, done = ({word for word in words(text).split() if word in OPPOSITES} for text in (said, heard))
    if not heard:
        return "lost"
    if any(other in done for word in deeds for other in OPPOSITES[word]):
        return "opposite"
    return "right" if deeds == done else "another"


def hear(engine: Closed, home: Home, sound: Samples) -> str:
    """Return the words that the engine gives at the end of a turn."""
    return asyncio.run(engine.transcribe(Utterance(sound, home=home))).text


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    beside = given.speech()
    parser.add_argument("--data", type=Path, default=beside, help="folder of the speech data")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders of further clips of the same house")
    parser.add_argument("--voices", default="en-US+f2,en-US+m3,en-US+f1,en-US+m1", help="espeak's")
    options = parser.parse_args(argv)
    if not (options.data / "en").is_dir():
        print(f"opposites: no speech data in {options.data}; name its folder with --data", file=sys.stderr)
        return 1
    home, noise = recorded_home(options.data / "en"), read_wav(options.data / "background_noise.wav")
    engines = {m: Closed(ClosedSettings(opposite_margin=m), "en") for m in (0.0, ClosedSettings().opposite_margin)}
    counts: dict[tuple[str, float], dict[str, int]] = {}
    for name, said, clip in clips(options):
        if not OPPOSITES.keys() & set(words(said).split()) or said.split()[0] in _ASKED:
            continue
        for decibels in (20.0, 10.0):
            for margin, engine in engines.items():
                row = counts.setdefault((name, margin), dict.fromkeys(("right", "opposite", "another", "lost"), 0))
                row[judged(said, hear(engine, home, noisy(clip, noise, decibels)))] += 1
    table = Table("set", "margin", "right", "opposite", "another", "lost", title="Commands with an opposite")
    for (name, margin), row in counts.items():
        table.add_row(name, f"{margin:g}", *map(str, row.values()))
    Console(width=120).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
