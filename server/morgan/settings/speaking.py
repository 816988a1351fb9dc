"""The settings for speaking, each with its default and its reason; split from schema.py, which was too long."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from morgan.settings.section import Section as _Section

TtsEngine = Literal["piper", "kokoro", "coqui", "openai", "espeak"]


class KokoroSettings(_Section):
    """Kokoro-82M."""

    model: str = Field(
        "onnx-community/Kokoro-82M-v1.0-ONNX",
        description="a hub repository, or a folder with the network (.onnx) and the voices (.bin or .npz)",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: CUDA if onnxruntime has it")


class CoquiSettings(_Section):
    """Coqui, in its maintained fork coqui-tts."""

    model: str = Field(
        "tts_models/en/ljspeech/vits", description="a model's name as `tts --list_models` shows it, or its folder"
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: CUDA if PyTorch has it")
    sample: Path | None = Field(None, description="a WAV file of the voice to speak with, for models that copy one")


class SpeechServerSettings(_Section):
    """A server with OpenAI's /v1/audio/speech: Kokoro-FastAPI, Chatterbox, LocalAI, or a provider."""

    url: str | None = Field(None, description="such as http://localhost:8880/v1")
    model: str = Field("tts-1", description="as the server names it; many servers take any name")
    voice: str = Field("alloy", description="as the server names it")
    api_key: SecretStr | None = Field(None, description="for servers that ask for one")
    seconds: float = Field(10.0, gt=0, description="longest wait for the first sound, and for more of it")
    format: Literal["pcm", "wav"] = Field(
        "pcm", description="pcm: 24 kHz as OpenAI sends it; wav: for servers whose sound has another rate"
    )


class TtsSettings(_Section):
    """Speaking."""

    engine: Literal["auto", "piper", "kokoro", "coqui", "openai", "espeak"] = Field(
        "auto", description="auto: Piper when its voice is there or comes in time, else eSpeak NG"
    )
    engines: tuple[TtsEngine, ...] = Field(
        (), description="several, best first; the next one speaks when one fails; none: tts.engine alone"
    )
    first_sound_seconds: float = Field(
        5.0, gt=0, description="how long one of tts.engines may take to its first sound, while another could speak"
    )
    cool_down_seconds: float = Field(
        60.0, ge=0, description="how long one of tts.engines that failed is passed over while another one speaks"
    )
    voice: str | None = Field(
        None, description="default voice, as `morgan voices` lists them; none: the best for the language"
    )
    language: str = Field("en", description="BCP 47 code used when a client names none")
    speed: float = Field(1.0, ge=0.5, le=2.0, description="1 is the voice's own")
    download: bool = Field(default=True, description="fetch missing voices")
    fetch_seconds: float = Field(
        60.0,
        ge=0,
        description="how long whoever asks for a voice that is not here waits for it; the server listens at once, "
        "with eSpeak NG until a voice has come",
    )
    request_voices: tuple[str, ...] | None = Field(
        None,
        description="voices that a client's request may have fetched, as en_GB-alba-medium or de_DE-*; none: those "
        "that `morgan voices` lists; []: no voice",
    )
    request_megabytes: int = Field(
        300, ge=0, description="room on the disk for voices that clients' requests have fetched, about 63 MB each"
    )
    idle_minutes: float = Field(
        0.0, ge=0, description="give the voices' memory back after so long without a word; 0: never"
    )
    cache_megabytes: int = Field(
        32, ge=0, le=4096, description="memory for the sound of sentences that recur, 2.6 MB a minute; 0 keeps none"
    )
    resident_megabytes: int = Field(
        300, ge=1, description="Piper voices that stay loaded, by the size of their files; one always does"
    )
    loudness_lufs: float | None = Field(
        -20.0, ge=-40, le=-10, description="how loud all voices speak (EBU R 128); none: each as its engine makes it"
    )
    speeds: dict[str, float] = Field(
        {}, description="how much quicker a voice speaks than by itself, so that slow and quick voices match"
    )
    kokoro: KokoroSettings = KokoroSettings()
    coqui: CoquiSettings = CoquiSettings()
    openai: SpeechServerSettings = SpeechServerSettings()

    @field_validator("engines")
    @classmethod
    def _each_once(cls, engines: tuple[TtsEngine, ...]) -> tuple[TtsEngine, ...]:
        """Refuse a list that names an engine twice."""
        if len(set(engines)) < len(engines):
            raise ValueError("each may stand there once")
        return engines

    @field_validator("speeds")
    @classmethod
    def _within_reason(cls, speeds: dict[str, float]) -> dict[str, float]:
        """Refuse speeds at which no voice can be understood."""
        if any(not 0.5 <= factor <= 2.0 for factor in speeds.values()):
            raise ValueError("each must be from 0.5 to 2")
        return speeds
