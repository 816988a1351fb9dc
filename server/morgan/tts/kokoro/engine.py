"""Kokoro-82M on plain onnxruntime: one small network, many voices; knows nothing of where weights come from.

A clause is synthesized sentence by sentence, each yielded as soon as it is made. The network reads espeak-ng's phonemes
(`phonemes.py`). A voice speaks the language of its name, or the language after a plus sign with its own accent:
"jf_alpha+en-US".
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from morgan.audio import amplified, to_int16
from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Program, Sound, Voice
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.tts import espeak_library as espeak
from morgan.tts.kokoro.phonemes import LANGUAGES, phonemes, pieces, tokens
from morgan.tts.kokoro.voices import KokoroCatalog, Styles, language_of

RATE_HZ: Final = 24_000
_MOST_THREADS: Final = 4
_MOST_VOICES: Final = 16  # kept in memory, half a megabyte each
# The name of the token input in either layout.
_TOKEN_INPUTS: Final = ("tokens", "input_ids")


class KokoroTts:
    """Speaks with the voices of a shelf. Raises EngineMissing without its package or weights."""

    def __init__(
        self,
        shelf: KokoroCatalog,
        language: str = "en",
        voice: str | None = None,
        speed: float = 1.0,
        *,
        cuda: bool = False,
    ) -> None:
        try:
            self._espeak = espeak.load()
        except EngineMissing as error:
            raise EngineMissing("Kokoro needs espeak-ng: pip install 'morgan-voice[kokoro]'") from error
        self._shelf, self._speed = shelf, speed
        self._weights = shelf.bring()
        self._voices = shelf.voices()
        self._styles: dict[str, Styles] = {}  # used by the engine's thread only, as the session is
        self._session: onnxruntime.InferenceSession | None = None
        self._providers = ["CUDAExecutionProvider", "CPUExecutionProvider"] if cuda else ["CPUExecutionProvider"]
        self._default = self._named(voice) if voice else self._nearest(language)
        first, spoken = self._default
        self._voices = tuple(
            Voice(each.name, each.description, spoken if each.name == first else each.language)
            for each in sorted(self._voices, key=lambda each: each.name != first)
        )
        self._thread = EngineThread("kokoro", waiting=64)

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            name="kokoro",
            model=self._default[0],
            description="Kokoro-82M",
            version=onnxruntime.__version__,
            languages=tuple(dict.fromkeys(voice.language for voice in self._voices)),
            attribution=("hexgrad", "https://huggingface.co/hexgrad/Kokoro-82M"),
        )

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices that it can take, the default first."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound of one sentence after the other, 24 kHz. Raises BadRequest, EngineFailed."""
        voice, language = self._voice_of(clause)
        options = onnxruntime.RunOptions()
        try:
            async with aclosing(
                self._thread.stream(lambda stop: self._sentences(clause, voice, language, options, stop))
            ) as sounds:
                async for sound in sounds:
                    yield sound
        finally:
            # There is no listener any more: abort the sentence in progress, too.
            options.terminate = True

    async def prepare(self, manner: Clause) -> None:
        """Load the network and the voice. Raises BadRequest, EngineMissing, EngineFailed, Busy."""
        voice, _ = self._voice_of(manner)
        await self._thread.run(lambda _stop: (self._network(), self._style(voice)))

    async def close(self) -> None:
        """Free the thread, and the network once the current sentence is done."""
        await self._thread.close()
        self._session = None
        self._styles.clear()

    def _voice_of(self, clause: Clause) -> tuple[str, str]:
        """Return the voice and the language to speak."""
        if clause.voice:
            voice, language = self._named(clause.voice)
            wished = _spoken(clause.language) if clause.language and "+" not in clause.voice else None
            return voice, wished or language
        return self._nearest(clause.language, self._default) if clause.language else self._default

    def _named(self, voice: str) -> tuple[str, str]:
        name, _, language = voice.partition("+")
        if name not in (each.name for each in self._voices):
            here = ", ".join(each.name for each in self._voices[:10])
            raise BadRequest(f"Kokoro has no voice {name!r}; here are {here}")
        if not language:
            return name, language_of(name)
        spoken = _spoken(language)
        if spoken is None:
            raise BadRequest(f"Kokoro speaks no {language!r}; it speaks {', '.join(LANGUAGES)}")
        return name, spoken

    def _nearest(self, language: str, preferred: tuple[str, str] | None = None) -> tuple[str, str]:
        """Return the voice for a BCP 47 code: the preferred one if it speaks that language, else a native one.

        If there is none, another voice speaks it with an accent. Raises EngineMissing for a language unknown to Kokoro.
        """
        spoken = _spoken(language)
        if spoken is None:
            raise EngineMissing(f"Kokoro speaks no {language!r}; it speaks {', '.join(LANGUAGES)}")
        if preferred and (preferred[1] == spoken or (_primary(preferred[1]) == language.lower())):
            return preferred
        own = [each.name for each in self._voices if language_of(each.name) == spoken]
        kin = [each.name for each in self._voices if _primary(language_of(each.name)) == _primary(spoken)]
        others = [preferred[0]] if preferred else [each.name for each in self._voices]
        return (own or kin or others)[0], spoken

    def _sentences(
        self, clause: Clause, voice: str, language: str, options: onnxruntime.RunOptions, stop: Stop
    ) -> Iterator[Sound]:
        session, styles = self._network(), self._style(voice)
        name = next(each.name for each in session.get_inputs() if each.name in _TOKEN_INPUTS)
        speed = np.array([min(4.0, max(0.25, self._speed * clause.speed))], dtype=np.float32)
        speaker = LANGUAGES[language]
        letters = phonemes(clause.text, language, lambda text: self._espeak.phonemes(text, speaker))
        for piece in pieces(letters):
            if stop.is_set():
                return
            fed = {name: np.array([tokens(piece)], dtype=np.int64), "speed": speed}
            fed["style"] = styles[len(piece) - 1][None]
            try:
                made: Any = session.run(None, fed, options)[0]
            except Exception as error:  # onnxruntime's errors have no other common base class
                if stop.is_set():
                    return
                raise EngineFailed(f"Kokoro's voice {voice} could not speak: {error}") from error
            sound: npt.NDArray[np.float32] = np.ravel(made).astype(np.float32)
            if not np.isfinite(sound).all():
                raise EngineFailed(f"Kokoro's voice {voice} made no sound but numbers that are none")
            if len(sound):
                yield Sound(amplified(to_int16(sound), clause.volume), RATE_HZ)

    def _style(self, voice: str) -> Styles:
        if voice not in self._styles:
            if len(self._styles) >= _MOST_VOICES:
                del self._styles[next(iter(self._styles))]
            self._styles[voice] = self._shelf.styles(voice)
        return self._styles[voice]

    def _network(self) -> onnxruntime.InferenceSession:
        if self._session is not None:
            return self._session
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_MOST_THREADS, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # it burns a core between clauses
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(self._weights), options, providers=self._providers)
        except Exception as error:  # onnxruntime's errors have no other common base class
            raise EngineFailed(f"Kokoro cannot be loaded from {self._weights}: {error}") from error
        names = {each.name for each in session.get_inputs()}
        if not names.intersection(_TOKEN_INPUTS) or not {"style", "speed"} <= names:
            raise EngineFailed(f"{self._weights} is no Kokoro: it wants {', '.join(sorted(names))}")
        self._session = session
        return session


def is_on_cuda(device: str) -> bool:
    """Tell whether the network runs on a graphics card: set, or found with device "auto". Raises EngineMissing."""
    there = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    if device == "cuda" and not there:
        raise EngineMissing("tts.kokoro.device is cuda, and this onnxruntime has none: install onnxruntime-gpu")
    return there and device != "cpu"


def _spoken(language: str) -> str | None:
    """Return Kokoro's language for a BCP 47 code, None when it has none."""
    code = language.replace("_", "-").lower()
    exact = next((each for each in LANGUAGES if each.lower() == code), None)
    return exact or next((each for each in LANGUAGES if _primary(each) == _primary(code)), None)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
