"""Piper through piper-tts: natural voices on a CPU; knows nothing of where weights come from.

A clause is synthesized sentence by sentence, each yielded as soon as it is made. piper-tts is GPL-3.0 and an extra.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import onnxruntime

from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Program, Sound, Voice
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.tts.piper.voices import VoiceCatalog, nearest, stamp

_RESIDENT_BYTES = 300_000_000  # four medium voices; to load an evicted one again takes about a second
_MOST_THREADS = 4


class PiperTts:
    """Speaks with the voices of a shelf. Raises EngineMissing when built without its package."""

    def __init__(
        self,
        shelf: VoiceCatalog,
        language: str = "en",
        voice: str | None = None,
        speed: float = 1.0,
        resident_bytes: int = _RESIDENT_BYTES,
    ) -> None:
        try:
            import piper  # noqa: PLC0415  # an optional package, GPL-3.0, 0.3 s to import: only when asked for
        except ImportError as error:
            raise EngineMissing("Piper is not there: pip install 'morgan-voice[piper]'") from error
        self._piper = piper
        self._version = version("piper-tts")  # once: it reads the disk, and each Describe asks for it
        self._shelf = shelf
        self._paths: dict[str, Path] = {}  # of the voices used so far, so that the disk is not searched for each clause
        self._default = voice or nearest(shelf.voices(), language)
        self._speed = speed
        self._resident_bytes = resident_bytes
        # Session, configuration and the weights' stamp, whose second part is the size; most recently used last. Used by
        # the engine's thread only.
        self._loaded: OrderedDict[str, tuple[Any, Any, tuple[int, int]]] = OrderedDict()
        self._thread = EngineThread("piper", waiting=64)
        self._fetching = EngineThread(
            "piper-fetch", waiting=8
        )  # its own thread: a download of 63 MB must not block the voices that are here
        self._voices = self._listed()

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            name="piper",
            model=self._default,
            description="Piper",
            version=self._version,
            languages=tuple(dict.fromkeys(voice.language for voice in self._voices)),
            attribution=("Open Home Foundation", "https://github.com/OHF-Voice/piper1-gpl"),
        )

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices that it can take, the default first."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound of one sentence after the other; a missing voice is fetched first.

        Raises BadRequest for an unknown voice or speaker, EngineMissing when a voice cannot be fetched, EngineFailed.
        """
        name, weights = await self._voice_of(clause)
        options = onnxruntime.RunOptions()
        try:
            async with aclosing(
                self._thread.stream(lambda stop: self._sentences(clause, name, weights, options, stop))
            ) as sounds:
                async for sound in sounds:
                    yield sound
        finally:
            # There is no listener any more: abort the sentence in progress (seconds on a small machine), too.
            options.terminate = True

    async def prepare(self, manner: Clause) -> None:
        """Load the voice. Raises BadRequest, EngineMissing, EngineFailed, Busy."""
        name, weights = await self._voice_of(manner)
        await self._thread.run(lambda _stop: self._load(name, weights))

    async def close(self) -> None:
        """Free the threads, and the voices once the current sentence is done."""
        await self._fetching.close()
        await self._thread.close()
        self._loaded.clear()

    async def _voice_of(self, clause: Clause) -> tuple[str, Path]:
        """Return the voice's name and the path of its weights; fetch them if they are missing."""
        name = clause.voice or self._default
        if clause.language and not clause.voice:
            name = nearest(self._voices, clause.language, self._default)
        if name not in self._paths:
            self._paths[name], self._voices = await self._fetching.run(lambda _stop: self._bring(name))
        return name, self._paths[name]

    def _bring(self, name: str) -> tuple[Path, tuple[Voice, ...]]:
        bring = self._shelf.bring if name == self._default else self._shelf.bring_asked
        return bring(name), self._listed()

    def _listed(self) -> tuple[Voice, ...]:
        return tuple(sorted(self._shelf.voices(), key=lambda voice: voice.name != self._default))

    def _sentences(
        self, clause: Clause, name: str, weights: Path, options: onnxruntime.RunOptions, stop: Stop
    ) -> Iterator[Sound]:
        session, config = self._load(name, weights)
        manner = self._piper.SynthesisConfig(
            speaker_id=_speaker(clause.speaker, name, config),
            length_scale=config.length_scale / (self._speed * clause.speed),
            volume=clause.volume,
        )
        voice = self._piper.PiperVoice(session=_Stoppable(session, options), config=config)
        try:
            for chunk in voice.synthesize(clause.text.replace("\0", " "), manner):
                if stop.is_set():
                    return
                if len(chunk.audio_int16_array):
                    yield Sound(chunk.audio_int16_array, chunk.sample_rate)
        except Exception as error:  # onnxruntime's errors have no other common base class
            if not stop.is_set():
                raise EngineFailed(f"the voice {name} could not speak: {error}") from error

    def _load(self, name: str, weights: Path) -> tuple[Any, Any]:
        """Return a voice's session and configuration; evict the least recently used voices."""
        here = stamp(weights)
        if name in self._loaded:
            self._loaded.move_to_end(name)
            session, config, loaded = self._loaded[name]
            if here == loaded:
                return session, config
            del self._loaded[name]  # its owner replaced the file
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_MOST_THREADS, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # it burns a core between clauses
        options.log_severity_level = 4
        try:
            config = self._piper.PiperConfig.from_dict(json.loads(weights.with_suffix(".onnx.json").read_text("utf-8")))
            session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no other common base class
            raise EngineFailed(f"the voice {name} cannot be loaded from {weights}: {error}") from error
        while self._loaded and here[1] + sum(size for *_, (_, size) in self._loaded.values()) > self._resident_bytes:
            self._loaded.popitem(last=False)
        self._loaded[name] = (session, config, here)
        return session, config


class _Stoppable:
    """An onnxruntime session as piper-tts uses it; setting `options.terminate` ends a run."""

    def __init__(self, session: onnxruntime.InferenceSession, options: onnxruntime.RunOptions) -> None:
        self._session = session
        self._options = options

    def run(self, names: list[str] | None, inputs: dict[str, Any]) -> Any:  # noqa: ANN401  # onnxruntime's own
        return self._session.run(names, inputs, self._options)


def _speaker(speaker: str | None, name: str, config: Any) -> int | None:  # noqa: ANN401  # PiperConfig, of an extra
    if speaker is None:
        return None
    if speaker in config.speaker_id_map:
        return int(config.speaker_id_map[speaker])
    if speaker.isdecimal() and int(speaker) < config.num_speakers:
        return int(speaker)
    known = ", ".join(list(config.speaker_id_map)[:20]) or f"0 to {config.num_speakers - 1}"
    raise BadRequest(f"the voice {name} has no speaker {speaker!r}; it has {known}")
