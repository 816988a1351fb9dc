"""microWakeWord through pymicro-wakeword, whose models come with it; knows nothing of satellites or turns.

Features are computed once per stream, one for each 10 ms; all wake words of the stream use the same features.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from morgan.audio import FRAME_SAMPLES, Samples
from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Program, WakeWord
from morgan.runtime.engine_thread import EngineThread, Stop

if TYPE_CHECKING:
    from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures


class MicroWake:
    """Listens for okay_nabu, hey_jarvis, hey_mycroft and alexa. Raises EngineMissing when built without its package."""

    def __init__(self, threshold: float | None = None) -> None:
        """`threshold`: probability above which a word counts; None: each model's own."""
        try:
            import pymicro_wakeword  # noqa: PLC0415  # an optional package, with a TensorFlow Lite library to load
        except ImportError as error:
            raise EngineMissing("pymicro-wakeword is not there: pip install 'morgan-voice[wake]'") from error
        self._library = pymicro_wakeword
        self._threshold = threshold
        self._thread = EngineThread("wake", waiting=256)
        models = {model.value: self._load(model.value) for model in pymicro_wakeword.Model}
        self._words = tuple(
            WakeWord(name, model.wake_word, tuple(model.trained_languages)) for name, model in sorted(models.items())
        )

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            name="micro",
            model="microWakeWord",
            description="microWakeWord, on the server",
            version=_version(),
            languages=tuple(sorted({language for word in self._words for language in word.languages})),
            attribution=("Kevin Ahrendt", "https://github.com/kahrendt/microWakeWord"),
        )

    @property
    def wake_words(self) -> tuple[WakeWord, ...]:
        """The wake words that it knows."""
        return self._words

    def listen(self, names: Sequence[str]) -> MicroStream:
        """Begin a stream for these wake words (all if empty). Raises BadRequest for an unknown name."""
        known = [word.name for word in self._words]
        for name in names:
            if name not in known:
                raise BadRequest(f"there is no wake word {name!r}; there are {', '.join(known)}")
        words = {name: self._load(name) for name in names or known}  # 0.5 ms each: a stream has its own state
        return MicroStream(self._library.MicroWakeWordFeatures(), words, self._thread)

    async def close(self) -> None:
        """Free the thread; a model's memory goes with its stream."""
        await self._thread.close()

    def _load(self, name: str) -> MicroWakeWord:
        try:
            word = self._library.MicroWakeWord.from_builtin(self._library.Model(name))
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineFailed(f"the wake word {name} cannot be loaded: {error}") from error
        if self._threshold is not None:
            word.probability_cutoff = self._threshold
        return word


class MicroStream:
    """One microphone: the features' state and that of each word."""

    def __init__(self, features: MicroWakeWordFeatures, words: dict[str, MicroWakeWord], thread: EngineThread) -> None:
        self._features = features
        self._words = words
        self._thread = thread

    async def detect(self, samples: Samples) -> str | None:
        """Return the name of the wake word that `samples` completes, the first if there are more, else None."""
        return await self._thread.run(lambda stop: self._detect(samples, stop))

    def _detect(self, samples: Samples, stop: Stop) -> str | None:
        found: str | None = None
        for start in range(0, len(samples), FRAME_SAMPLES):
            if stop.is_set():
                break
            pcm = samples[start : start + FRAME_SAMPLES].astype("<i2").tobytes()
            for features in self._features.process_streaming(pcm):
                for name, word in self._words.items():
                    if word.process_streaming(features) and found is None:
                        found = name
        if found is not None:
            # The model's window still holds the word, so the next steps would find it again.
            self._words[found].reset()
        return found


@cache  # it reads the disk, and each Describe asks for it
def _version() -> str:
    return version("pymicro-wakeword")
