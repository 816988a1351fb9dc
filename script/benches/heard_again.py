"""What a voice says, heard again by a real Whisper: how many of the words come back; knows no server of Morgan's.

Both sides are written alike before they are compared: numbers, units and times as Morgan says them (`morgan.tts.text`),
then small letters without marks, and what English writes in two ways in one of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jiwer
import numpy as np
import soxr

from morgan.audio import Samples
from morgan.tts.text.normalize import speakable

REPLIES: Final = tuple((Path(__file__).parent / "hundred_replies.txt").read_text(encoding="utf-8").strip().splitlines())

# What Whisper writes in another way than Morgan says it, on both sides alike. As in OpenAI's own normalisation, marks,
# "it's" for "it is" and "o'clock" tell nothing of what was heard.
_BEFORE: Final = (
    (re.compile(r"(?i)\b([ap])\.\s?m\.?"), r"\1m"),  # 10:42 p.m.
    # Times of day: "6.45", "1042 pm" and "at 805" for what is said as 6:45, 10:42 pm and 8:05. No decimal here has two.
    (re.compile(r"(?<![\d.,])([01]?\d|2[0-3])\.([0-5]\d)(?!\.?\d)"), r"\1:\2"),
    (re.compile(r"(?i)(?<![\d.,:])(1?\d)([0-5]\d)\s?([ap]m)\b"), r"\1:\2 \3"),
    (re.compile(r"(?i)\bat (\d)(0\d)\b"), r"at \1:\2"),
    (re.compile(r"(?i)\bminus (\d)"), r"-\1"),
)
_AFTER: Final = (
    (r"\bo'clock\b", ""),
    (r"\b(it|that|there|here|what|who)'s\b", r"\1 is"),
    (r"'ll\b", " will"),
    (r"n't\b", " not"),
    (r"\bcannot\b", "can not"),
    (r"\bpercent\b|\bper cent\b", "percent"),
    (r"\bok\b", "okay"),
    (r"\bmister\b", "mr"),
    (r"\bdoctor\b", "dr"),
    (r"\bdegrees celsius\b|\bdegree celsius\b", "degrees"),
    (r"(met|lit)re(s?)\b", r"\1er\2"),
    (r"\b(hundred|thousand) and\b", r"\1"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """How many words were said and came back, and the replies in which one did not."""

    words: int
    back: int
    missed: tuple[tuple[str, str], ...]  # as said, as heard

    @property
    def share(self) -> float:
        """Part of the words that came back."""
        return self.back / self.words if self.words else 0.0


def alike(text: str) -> str:
    """Return a text so written that two of the same words are the same."""
    for pattern, instead in _BEFORE:
        text = pattern.sub(instead, text)
    text = speakable(text, "en").lower().replace("’", "'")
    text = re.sub(r"[-–—,]", " ", text)
    for before, after in _AFTER:
        text = re.sub(before, after, text)
    return " ".join(re.sub(r"[^\w\s]", "", text).split())


def compared(pairs: Iterable[tuple[str, str]]) -> Compared:
    """Compare what was said with what was heard."""
    words = back = 0
    missed = []
    for said, heard in pairs:
        wanted, found = alike(said), alike(heard)
        told = jiwer.process_words(wanted, found or "-")
        words += told.hits + told.substitutions + told.deletions
        back += told.hits
        if told.substitutions or told.deletions:
            missed.append((wanted, found))
    return Compared(words, back, tuple(missed))


def written_down(sounds: Sequence[tuple[Samples, int]], weights: Path) -> list[str]:
    """Return what Whisper hears of each (samples and their rate), in its whole window of 30 s, with five beams."""
    from faster_whisper import WhisperModel  # noqa: PLC0415  # 1 s, and only where there are weights

    model = WhisperModel(str(weights), device="cpu", compute_type="int8", cpu_threads=2)
    found = []
    for at, (samples, rate_hz) in enumerate(sounds):
        sound = soxr.resample(samples.astype(np.float32) / 32768, rate_hz, 16_000)
        segments, _ = model.transcribe(sound, language="en", beam_size=5, condition_on_previous_text=False)
        found.append("".join(segment.text for segment in segments).strip())
        if at % 10 == 9:
            print(f"heard {at + 1} of {len(sounds)}", file=sys.stderr, flush=True)
    return found
