"""A voice's pace in phonemes a second, and the factor that makes it as fast as others; knows voices by the port.

espeak-ng's phonemes of the text are counted for every engine: syllables differ too much in length between languages.
"""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import Final

import numpy as np

from morgan.ports import Clause, TextToSpeech
from morgan.tts import espeak_library as espeak

# The middle of the paces of eSpeak NG's, Piper's and Kokoro's voices on this text: 11.1 to 13.3 (docs/engines.md).
USUAL_PHONEMES_PER_SECOND: Final = 12.2
TEXT: Final = "The kitchen lights are on, and the garage door has been open since this morning."
_QUIET: Final = 200  # of 32,768, the limit of silence in `audio/joiner.py`
_LETTER: Final = re.compile(r"[^\W\d_ˈˌː^]")


async def phonemes_per_second(mouth: TextToSpeech, manner: Clause) -> float:
    """Return a voice's pace on TEXT, without the silence around it. Raises what the engine raises, EngineMissing."""
    said = _LETTER.findall(re.sub(r"\S\^(?=\S)", "", espeak.load().phonemes(TEXT, "en-US")))
    pieces = []
    rate_hz = 1
    async with aclosing(mouth.synthesize(Clause(TEXT, manner.voice, manner.speaker, "en"))) as sounds:
        async for sound in sounds:
            pieces.append(sound.samples)
            rate_hz = sound.rate_hz
    loud = np.flatnonzero(np.abs(np.concatenate(pieces).astype(np.int32)) > _QUIET) if pieces else np.zeros(0)
    if len(loud) < 2:
        return 0.0
    return len(said) * rate_hz / float(loud[-1] - loud[0])


def factor(pace: float) -> float:
    """Return the `tts.speeds` value that gives a voice of this pace the usual one, within the setting's limits."""
    return round(min(2.0, max(0.5, USUAL_PHONEMES_PER_SECOND / pace)), 2) if pace else 1.0
