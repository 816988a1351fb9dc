"""Coqui, in its maintained fork coqui-tts (MPL-2.0): many models, XTTS among them; meant for a graphics card.

A clause is one sound, as the library has no smaller unit. Its synthesis cannot be stopped; the result is only dropped.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from morgan.audio import amplified, to_int16
from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Program, Sound, Voice
from morgan.runtime.engine_thread import EngineThread, Stop

if TYPE_CHECKING:
    from morgan.settings.speaking import CoquiSettings

_AGREED = "COQUI_TOS_AGREED"  # without it the library asks on the terminal and waits forever


class Synthesizer(Protocol):
    """What Morgan uses of `TTS.utils.synthesizer.Synthesizer`."""

    output_sample_rate: int


class Api(Protocol):
    """What Morgan uses of coqui-tts's `TTS.api.TTS`, as its documentation has it (0.28)."""

    synthesizer: Synthesizer

    @property
    def speakers(self) -> list[str] | None:
        """The speakers' names; None for a model with one speaker."""
        ...

    @property
    def languages(self) -> list[str] | None:
        """The languages' codes; None for a model with one language."""
        ...

    def tts(self, text: str, **how: object) -> npt.ArrayLike:
        """Return sound between -1 and 1."""
        ...


class CoquiTts:
    """One model with its speakers. Raises EngineMissing without its package, EngineFailed when it does not load."""

    def __init__(
        self,
        settings: CoquiSettings,
        language: str = "en",
        voice: str | None = None,
        speed: float = 1.0,
        api: Api | None = None,
    ) -> None:
        """`api`: a model that is loaded already."""
        self._settings, self._language, self._speed = settings, language, speed
        self._api = api or _loaded(settings)
        self._speakers = tuple(self._api.speakers or ())
        self._languages = tuple(self._api.languages or ())
        own = settings.model.split("/")[1] if settings.model.startswith("tts_models/") else language
        codes = self._languages or (language if own == "multilingual" else own,)
        self._name = settings.model.removeprefix("tts_models/")
        if voice is not None and voice not in (self._name, *self._speakers):
            raise BadRequest(
                f"{self._name} has no voice {voice!r}; it has {', '.join(self._speakers[:10]) or self._name}"
            )
        names = self._speakers or (self._name,)
        self._voices = tuple(
            Voice(name, f"Coqui, {name}", code, speakers=())
            for name in sorted(names, key=lambda one: one != voice)
            for code in (codes if len(names) == 1 else codes[:1])
        )
        self._codes = codes
        self._thread = EngineThread("coqui", waiting=64)

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            name="coqui",
            model=self._name,
            description=f"Coqui {self._name}",
            version=_version(),
            languages=tuple(dict.fromkeys(self._codes)),
            attribution=("Idiap Research Institute", "https://github.com/idiap/coqui-ai-TTS"),
        )

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The model's speakers, the default first."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the clause's sound once it is made. Raises BadRequest, EngineFailed."""
        how = self._manner(clause)
        if not clause.text.strip():
            return
        async with aclosing(self._thread.stream(lambda stop: self._made(clause, how, stop))) as sounds:
            async for sound in sounds:
                yield sound

    async def prepare(self, manner: Clause) -> None:
        """Check voice and language; the model is always loaded. Raises BadRequest."""
        self._manner(manner)

    async def close(self) -> None:
        """Free the thread."""
        await self._thread.close()

    def _manner(self, clause: Clause) -> dict[str, object]:
        """Return the library's arguments besides the text."""
        how: dict[str, object] = {}
        speaker = clause.speaker or clause.voice or (self._voices[0].name if self._speakers else None)
        if speaker is not None and speaker not in (self._name, *self._speakers):
            raise BadRequest(f"{self._name} has no voice {speaker!r}; `morgan voices` lists what it has")
        if self._settings.sample is not None:
            how["speaker_wav"] = str(self._settings.sample)
        elif speaker in self._speakers:
            how["speaker"] = speaker
        if self._languages:
            how["language"] = self._spoken(clause.language or self._language)
        if "xtts" in self._name:  # other models have no speed
            how["speed"] = self._speed * clause.speed
        return how

    def _spoken(self, language: str) -> str:
        code = language.replace("_", "-").lower()
        for wanted in (code, code.partition("-")[0]):
            for known in self._languages:
                if known.lower() == wanted or (wanted == "zh" and known.lower().startswith("zh")):
                    return known
        raise EngineMissing(f"{self._name} speaks no {language!r}; it speaks {', '.join(self._languages)}")

    def _made(self, clause: Clause, how: dict[str, object], stop: Stop) -> Iterator[Sound]:
        if stop.is_set():
            return
        try:
            made = self._api.tts(clause.text, **how)
        except Exception as error:  # a boundary: a model raises whatever PyTorch does
            raise EngineFailed(f"{self._name} could not speak ({type(error).__name__})") from error
        sound: npt.NDArray[np.float32] = np.ravel(np.asarray(made, dtype=np.float32))
        if len(sound) and not stop.is_set():
            yield Sound(amplified(to_int16(sound), clause.volume), self._api.synthesizer.output_sample_rate)


def _loaded(settings: CoquiSettings) -> Api:
    own = Path(settings.model).expanduser()
    if "xtts" in settings.model and not own.is_dir() and os.environ.get(_AGREED) != "1":
        raise EngineMissing(
            f"the licence of {settings.model} (CPML) allows no commercial use and must be agreed to: {_AGREED}=1 in "
            "the server's environment says so"
        )
    logging.getLogger("TTS").setLevel(logging.WARNING)  # at INFO it logs the text to be spoken
    try:
        import torch  # noqa: PLC0415  # optional packages, gigabytes, seconds to import: only when asked for
        from TTS.api import TTS  # noqa: PLC0415
    except ImportError as error:
        raise EngineMissing("Coqui is not there: pip install 'coqui-tts[cuda]'") from error
    cuda = torch.cuda.is_available()
    if settings.device == "cuda" and not cuda:
        raise EngineMissing("tts.coqui.device is cuda, and PyTorch finds none")
    try:
        if own.is_dir():
            model: Api = TTS(model_path=str(own), config_path=str(own / "config.json"), progress_bar=False)
        else:
            model = TTS(settings.model, progress_bar=False)
        return model.to("cuda") if cuda and settings.device != "cpu" else model  # type: ignore[attr-defined]  # torch's
    except Exception as error:  # a boundary: a model raises whatever PyTorch, the disk and the network do
        raise EngineFailed(f"Coqui cannot load {settings.model}: {error}") from error


def _version() -> str:
    try:
        return version("coqui-tts")
    except PackageNotFoundError:
        return ""
