"""Commands with pauses between their words and a room's noise around them, and when each is over; measures nothing.

People hesitate, and no recording of theirs with its pauses marked is at hand, so pauses are put in: PocketSphinx aligns
each clip with its known words, and at a boundary the clip is parted where it is quietest within 50 ms, and the room of
its own beginning put between. Which clip gets pauses, where and how long is drawn from a seed. Lengths are log-normal
(Campione and Véronis, "A large-scale multilingual study of silent pause duration", 2002: pauses of read and of free
speech are) with a median of 0.5 s, from 0.15 to 2.5 s. What this cannot show: a voice that stays up, or a word that is
drawn out, before a pause. Where a speaker fills the pause with an "um" a voice is made to say it (`filled`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hearing import SENTENCES, TALK, demo_home, phrases, recorded_home, speak, words
from pocketsphinx import Decoder

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples, read_wav
from morgan.ports import NO_HOME, Home
from morgan.vad.silero import SileroVad

_ALIGNED_SECONDS = 0.01
_NEAR_SECONDS = 0.05
_VOICED, _BREATH_SECONDS = 0.35, 0.1  # the voice's end in a clip, and what may follow it of a last consonant
_BEFORE_SECONDS, _AFTER_SECONDS = 0.8, 4.5  # around each: the longest patience must find its end
_MEDIAN_SECONDS, _SIGMA, _SHORTEST_SECONDS, _LONGEST_SECONDS = 0.5, 0.6, 0.15, 2.5
_PAUSES, _SHARES = (0, 1, 2), (0.4, 0.4, 0.2)
_NOISE_DB = (None, 20.0, 10.0)  # speech above the room's noise; None: the clip's own room and a hiss
_HISS = 10.0
_VOICES = ("en-US+f2", "en-GB-x-RP+m3", "en-US+m1")
_FILLERS = ("um", "uh", "er")
_UNKNOWN = {"ecobee": "EH K OW B IY"}  # what PocketSphinx's dictionary lacks


@dataclass(frozen=True, slots=True)
class Spoken:
    """One clip, and from when to when each of its words lasts, in seconds."""

    source: str
    text: str
    samples: Samples
    words: tuple[tuple[str, float, float], ...]
    home: Home


@dataclass(frozen=True, slots=True)
class Case:
    """One clip as it reaches a microphone."""

    source: str
    text: str
    samples: Samples
    over_seconds: float  # where the last word ends
    pauses: tuple[tuple[str, float], ...]  # what was said before each, and how long it is
    noise_db: float | None
    home: Home


class Aligner:
    """Finds the words of a clip."""

    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL")
        for word, phones in _UNKNOWN.items():
            self._decoder.add_word(word, phones, True)  # noqa: FBT003  # its own order

    def align(self, text: str, samples: Samples) -> tuple[tuple[str, float, float], ...] | None:
        """Return the words and their times; None where a word is not in the dictionary or not found."""
        try:
            self._decoder.set_align_text(text)
            self._decoder.start_utt()
            self._decoder.process_raw(samples.tobytes(), full_utt=True)
            self._decoder.end_utt()
            found = [
                (each.word.partition("(")[0], each.start_frame * _ALIGNED_SECONDS, (each.end_frame + 1) * 0.01)
                for each in self._decoder.seg()
                if not each.word.startswith("<")
            ]
        except (RuntimeError, TypeError):  # an unknown word; a clip that cannot be aligned has no segments
            return None
        return _trimmed(found, samples) if [word for word, _, _ in found] == text.split() else None


def spoken(data: Path) -> Iterator[Spoken]:
    """Yield all clips that can be aligned: people, Piper's voices, eSpeak's commands and its talk."""
    aligner = Aligner()
    for source in ("human", "piper"):
        folder = data / "en" / source
        home = recorded_home(data / "en") if folder.is_dir() else NO_HOME
        for path in sorted(folder.glob("*.wav")):
            if not path.stem.startswith("oov"):
                yield from _aligned(aligner, source, path.stem, read_wav(path), home)
    for source, sentences in (("espeak", SENTENCES), ("talk", TALK)):
        for number, text in enumerate(phrases(sentences)):
            yield from _aligned(aligner, source, text, embedded(text, number), demo_home())


def _aligned(aligner: Aligner, source: str, text: str, samples: Samples, home: Home) -> Iterator[Spoken]:
    found = aligner.align(words(text), samples)
    if found is not None:
        yield Spoken(source, text, samples, found, home)


def cases(clips: list[Spoken], noise: Samples | None, seed: int, variants: dict[str, int]) -> Iterator[Case]:
    """Yield each clip in so many variants; the same seed gives the same cases."""
    random = np.random.default_rng(seed)
    for clip in clips:
        for _ in range(variants[clip.source]):
            yield _case(clip, noise, random)


def _case(clip: Spoken, noise: Samples | None, random: np.random.Generator) -> Case:
    count = min(int(random.choice(_PAUSES, p=_SHARES)), len(clip.words) - 1)
    chosen = sorted(int(joint) for joint in random.choice(len(clip.words) - 1, count, replace=False)) if count else []
    return _paused(clip, chosen, noise, random)


def embedded(text: str, number: int) -> Samples:
    """Let the embedded voice speak, in one of its manners."""
    return speak(text, _VOICES[number % len(_VOICES)], 1.0)


def filled(
    source: str, say: Callable[[str, int], Samples], noise: Samples | None, seed: int, table: str = SENTENCES
) -> Iterator[Case]:
    """Yield sentences of a table as somebody says them who fills a pause: "turn on the, um, … kitchen lights".

    `say` speaks the text of this number at 16 kHz. A sentence in which the filler cannot be found is left out.
    """
    random, aligner = np.random.default_rng(seed), Aligner()
    for number, text in enumerate(phrases(table)):
        said, filler = text.split(), _FILLERS[int(random.integers(len(_FILLERS)))]
        if len(said) < 2:
            continue
        until = int(random.integers(1, len(said)))
        before, after = " ".join(said[:until]), " ".join(said[until:])
        samples = say(f"{before}, {filler}, {after}", number)
        found = aligner.align(f"{words(before)} {filler} {words(after)}", samples)
        if found is not None:
            clip = Spoken(source, text, samples, found, demo_home())
            yield _paused(clip, [len(words(before).split())], noise, random)


def _paused(clip: Spoken, chosen: Sequence[int], noise: Samples | None, random: np.random.Generator) -> Case:
    """Part the clip behind these words and put silences there."""
    joints = [(one[2] + other[1]) / 2 for one, other in pairwise(clip.words)]
    drawn = random.lognormal(np.log(_MEDIAN_SECONDS), _SIGMA, len(chosen))
    lengths = np.clip(drawn, _SHORTEST_SECONDS, _LONGEST_SECONDS)
    room = _room(clip)
    parts, since = [_fill(room, _BEFORE_SECONDS, random)], 0
    for joint, length in zip(chosen, lengths, strict=True):
        at = _quietest(clip.samples, joints[joint])
        parts += [clip.samples[since:at], _fill(room, float(length), random)]
        since = at
    parts += [clip.samples[since:], _fill(room, _AFTER_SECONDS, random)]
    noise_db = _NOISE_DB[int(random.integers(len(_NOISE_DB)))] if noise is not None else None
    sound = np.concatenate(parts)
    return Case(
        clip.source,
        clip.text,
        _in_noise(sound, _loudness(clip), noise, noise_db, random),
        _BEFORE_SECONDS + clip.words[-1][2] + float(lengths.sum()),
        tuple((_prefix(clip, joint), float(length)) for joint, length in zip(chosen, lengths, strict=True)),
        noise_db,
        clip.home,
    )


def _prefix(clip: Spoken, joint: int) -> str:
    return " ".join(word for word, _, _ in clip.words[: joint + 1] if word not in _FILLERS)


def _quietest(samples: Samples, seconds: float) -> int:
    """Return the sample near a boundary around which 10 ms are quietest."""
    since = max(0, round((seconds - _NEAR_SECONDS) * SAMPLE_RATE_HZ))
    near = samples[since : round((seconds + _NEAR_SECONDS) * SAMPLE_RATE_HZ)].astype(np.float64)
    power = np.convolve(near**2, np.ones(160), "same")
    return since + int(np.argmin(power))


def _room(clip: Spoken) -> Samples:
    """Return the clip's own silence before the first word."""
    own = clip.samples[: max(0, round((clip.words[0][1] - 0.1) * SAMPLE_RATE_HZ))]
    return own if len(own) >= SAMPLE_RATE_HZ // 10 else np.zeros(SAMPLE_RATE_HZ // 10, dtype=np.int16)


def _fill(room: Samples, seconds: float, random: np.random.Generator) -> Samples:
    """Return so much of a room, to and fro, so that it has no seams."""
    there_and_back = np.concatenate((room, room[::-1]))
    count = round(seconds * SAMPLE_RATE_HZ)
    at = int(random.integers(len(there_and_back)))
    return np.resize(np.roll(there_and_back, -at), count)


def _loudness(clip: Spoken) -> float:
    since, until = round(clip.words[0][1] * SAMPLE_RATE_HZ), round(clip.words[-1][2] * SAMPLE_RATE_HZ)
    return _rms(clip.samples[since:until])


def _rms(samples: npt.NDArray[np.int16] | npt.NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) or 1.0


def _in_noise(
    sound: Samples, loudness: float, noise: Samples | None, noise_db: float | None, random: np.random.Generator
) -> Samples:
    if noise is None or noise_db is None:
        around = random.normal(0, _HISS, len(sound))
    else:
        at = int(random.integers(len(noise)))
        around = np.resize(np.roll(noise, -at), len(sound)).astype(np.float64)
        around *= loudness / 10 ** (noise_db / 20) / _rms(around)
    mixed: Samples = np.clip(sound + around, -32768, 32767).astype(np.int16)
    return mixed


def _trimmed(found: list[tuple[str, float, float]], samples: Samples) -> tuple[tuple[str, float, float], ...]:
    """End the last word where the voice in the clean clip does: in a noisy clip the aligner draws it out to the end."""
    word, start, end = found[-1]
    voiced = [n for n, one in enumerate(asyncio.run(SileroVad().listen().detect(samples))) if one >= _VOICED]
    over = (voiced[-1] + 1) * FRAME_SAMPLES / SAMPLE_RATE_HZ + _BREATH_SECONDS if voiced else end
    return (*found[:-1], (word, start, max(start + _ALIGNED_SECONDS, min(end, over))))
