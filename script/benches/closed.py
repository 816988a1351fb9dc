"""The closed engine beside PocketSphinx's own decoder: the same grammar, dictionary, acoustic model and sound.

PocketSphinx gets the house's sentences as a finite-state grammar (what its JSGF parser makes, in its smallest form) and
the sound at the level that the model likes, with its own beams. Commands by people, Piper and espeak in the room of
`rooms.py`, and talk, music, noise and silence, which are no commands. vosk and sherpa-onnx would stand here too: their
weights come with no package, so nothing was measured with them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import given
import jiwer
import pocketsphinx
from hearing import TALK, in_a_room, phrases, recorded_home, speak, words
from opposites import clips as commands
from opposites import judged
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rooms import noises

from morgan.audio import Samples, read_wav
from morgan.ports import Home, Utterance
from morgan.settings.schema import ClosedSettings
from morgan.stt.closed.acoustics import Acoustics, levelled
from morgan.stt.closed.engine import Closed
from morgan.stt.closed.grammar import Templates, build
from morgan.stt.closed.pronounce import pronounce
from morgan.stt.closed.spoken import write

_VOICES = "en-US+f1,en-US+m1"  # of espeak's four those that nothing was chosen on


@dataclass(slots=True)
class Tally:
    """What one engine made of one set."""

    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """Return the numbers: of commands their words and what was done, of anything else how often it was one."""
        commands = [(words(said), words(heard)) for said, heard in zip(self.said, self.heard, strict=True) if said]
        fates = [judged(said, heard) for said, heard in commands]
        return {
            "commands": len(commands),
            "wer": round(jiwer.wer([one for one, _ in commands], [other for _, other in commands]), 3)
            if commands
            else None,
            "to_the_letter": sum(said == heard for said, heard in commands),
            "opposite": fates.count("opposite"),
            "lost": fates.count("lost"),
            "no_commands": self.said.count(""),
            "taken_for_one": sum(bool(heard) for said, heard in zip(self.said, self.heard, strict=True) if not said),
            "seconds": round(statistics.median(self.seconds), 2),
            "longest": round(max(self.seconds), 2),
        }


class PocketSphinx:
    """PocketSphinx as its manual has it: a grammar, a dictionary, its own search."""

    def __init__(self, home: Home) -> None:
        self._grammar = build(home, Templates())
        acoustics = Acoustics()
        names = acoustics.phones.names
        self._decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")

        def known(word: str) -> list[tuple[str, ...]]:
            return [tuple(names[phone] for phone in way) for way in acoustics.pronunciations(word)]

        for word in sorted(self._grammar.automaton.words):
            if self._decoder.lookup_word(word) is None:
                for number, way in enumerate(pronounce(word, self._grammar.name_words.get(word, word), known), 1):
                    self._decoder.add_word(word if number == 1 else f"{word}({number})", " ".join(way), update=False)
        acoustics.close()
        arcs, over = self._grammar.automaton.arcs, len(self._grammar.automaton.arcs)
        moves: list[tuple[Any, ...]] = [
            (state, to, 1 / len(following), word)
            for state, following in enumerate(arcs)
            for word, to in following.items()
        ]
        moves += [(state, over, 1.0) for state in self._grammar.automaton.final]
        self._decoder.add_fsg("house", self._decoder.create_fsg("house", 0, over, moves))
        self._decoder.activate_search("house")

    def __call__(self, samples: Samples) -> str:
        """Return what it hears."""
        self._decoder.start_utt()
        self._decoder.process_raw(levelled(samples).tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return write(found.hypstr.split(), self._grammar.spellings) if found is not None else ""


class Morgans:
    """The engine as it is installed."""

    def __init__(self, home: Home, margin: float) -> None:
        self._engine, self._home = Closed(ClosedSettings(opposite_margin=margin), "en"), home
        asyncio.run(self._engine.prepare(home))

    def __call__(self, samples: Samples) -> str:
        """Return what it hears."""
        return asyncio.run(self._engine.transcribe(Utterance(samples, home=self._home))).text


def clips(options: argparse.Namespace) -> Iterator[tuple[str, str, Samples]]:
    """Yield the set, what is said ("" for no command) and the sound."""
    for name, said, clip in commands(options):
        yield name, "" if said.startswith("oov") else said, clip  # out of vocabulary: no command
    voices = options.voices.split(",")
    for number, text in enumerate(phrases(TALK)):
        yield "talk", "", speak(text, voices[number % len(voices)], 1.0)
    room = options.data / "background_noise.wav"
    for _, sound in islice(noises(read_wav(room) if room.is_file() else None, options.seed), options.noises):
        yield "noise", "", sound


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--data", type=Path, default=given.speech(), help="folder of the speech data")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders of further clips of the same house")
    parser.add_argument("--voices", default=_VOICES, help="espeak's")
    parser.add_argument("--noises", type=int, default=20, help="pieces of noise, music, a television and silence")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(argv)
    if not (options.data / "en").is_dir():
        print(f"closed: no speech data in {options.data}; name its folder with --data", file=sys.stderr)
        return 1
    home = recorded_home(options.data / "en")
    engines: dict[str, Callable[[Samples], str]] = {
        "morgan": Morgans(home, ClosedSettings().opposite_margin),
        "morgan without margin": Morgans(home, 0.0),
        "pocketsphinx": PocketSphinx(home),
    }
    tallies: dict[tuple[str, str], Tally] = {}
    for name, said, clip in track(list(clips(options)), "hearing", console=Console(stderr=True)):
        sound = in_a_room(clip, 10.0)
        for engine, hear in engines.items():
            tally = tallies.setdefault((name, engine), Tally())
            began = time.monotonic()
            tally.heard.append(hear(sound))
            tally.seconds.append(time.monotonic() - began)
            tally.said.append(said)
    rows = [{"set": name, "engine": engine, **tally.row()} for (name, engine), tally in tallies.items()]
    if options.json:
        print(json.dumps({"rows": rows}))
        return 0
    table = Table(*rows[0], title="One grammar, one acoustic model")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=160).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
