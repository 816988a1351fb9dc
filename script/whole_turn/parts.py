"""What both stacks are given to hear, to speak and to be told: made models, or real weights; starts no server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made
from demo_house import sound
from demo_house.places import CHECKOUT

from whole_turn.scenes import RECORDINGS, Scene
from whole_turn.turns import Clip

MADE_VOICE = "en_US-made-low"


@dataclass(frozen=True, slots=True)
class Parts:
    """Weights and speech. By the kind of turn: a folder with a Whisper, and clips; `settings`: Morgan's beside them."""

    voices: Path
    voice: str
    whispers: Mapping[str, Path]
    clips: Mapping[str, Sequence[Clip]]
    settings: Mapping[str, str]

    @property
    def language(self) -> str:
        """The voice's, as Home Assistant names it."""
        return self.voice.partition("-")[0]


def lacking(weights: Path) -> str:
    """Return what a folder of real weights lacks, empty when nothing."""
    if not (weights / "whisper-base" / "model.bin").is_file():
        return f"there is no Whisper in {weights / 'whisper-base'}"
    if not any((weights / "piper").glob("*.onnx")):
        return f"there is no Piper voice in {weights / 'piper'}"
    return ""


def made_parts(scenes: Sequence[Scene], speech: Path) -> Parts:
    """Return made models, each kind of turn with a Whisper of its own, and the recordings of a person."""
    recordings = _recordings(speech)
    whispers = {scene.kind: made.whisper(scene.hears) for scene in scenes}
    return Parts(made.voices(MADE_VOICE), MADE_VOICE, whispers, {scene.kind: recordings for scene in scenes}, {})


def real_parts(scenes: Sequence[Scene], weights: Path, speech: Path, folder: Path) -> Parts:
    """Return real weights, and the scenes' sentences: a person's recording where there is one, else the Piper voice.

    Morgan keeps no sentence's sound: the model's answers recur here, in a house they do not, and the peer keeps none.
    """
    voice = min((weights / "piper").glob("*.onnx"))
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(scene.kind, says, _person(speech, recording)) for scene in scenes for says, recording in scene.sentences]
    wanted = [one for one in wanted if one[1] or one[2]]
    asked = [{"says": says, "recording": str(recording or "")} for _, says, recording in wanted]
    found = in_morgans_environment(["say", str(voice), str(folder)], asked)
    clips: dict[str, list[Clip]] = {scene.kind: [] for scene in scenes}
    for (kind, says, recording), one in zip(wanted, found, strict=True):
        text = recording.stem if recording else says
        name = f"{'a person' if recording else voice.stem}: {text}"
        clips[kind].append(Clip(name, _pcm(Path(one["path"])), one["trailing"], text))
    whispers = {scene.kind: weights / "whisper-base" for scene in scenes}
    return Parts(weights / "piper", voice.stem, whispers, clips, {"MORGAN_TTS_CACHE_MEGABYTES": "0"})


def in_morgans_environment(arguments: Sequence[str], asked: object) -> Any:
    """Have script/benches/spoken.py do something where Morgan's libraries are; return what it prints."""
    command = [str(CHECKOUT / ".venv/bin/python"), str(CHECKOUT / "script" / "benches" / "spoken.py"), *arguments]
    told = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(told.stdout)


def _person(speech: Path, recording: str) -> Path | None:
    path = speech / "en" / "human" / f"{recording}.wav"
    return path if recording and path.is_file() else None


def _pcm(path: Path) -> bytes:
    return sound.read(path).pcm[int(sound.LEAD_SECONDS * sound.RATE_HZ) * 2 :]  # read() puts silence before it


def _recordings(speech: Path) -> list[Clip]:
    """Read the recordings; Silero says in Morgan's environment where their speech ends."""
    paths = [speech / "en" / "human" / f"{name}.wav" for name in RECORDINGS]
    command = [str(CHECKOUT / ".venv/bin/python"), str(Path(__file__).with_name("speech_ends.py")), *map(str, paths)]
    ends = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    found = []
    for path, end in zip(paths, ends, strict=True):
        pcm = _pcm(path)
        found.append(Clip(path.stem, pcm, len(pcm) / 2 / sound.RATE_HZ - end))
    return found
