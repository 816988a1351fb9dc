"""Every setting of Morgan, with its default and its reason; `settings/sources.py` loads the values.

Knows nothing of what is built from it: `app.py` passes each part only the section that it needs.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from morgan.settings.section import Section as _Section
from morgan.settings.speaking import TtsSettings


def default_data_dir() -> Path:
    """Return the folder of weights, voices and token: $XDG_DATA_HOME/morgan, by default ~/.local/share/morgan."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "morgan"


class WireSettings(_Section):
    """The Wyoming listener and its bounds."""

    host: str = Field("127.0.0.1", description="address to listen on; others than this machine need the pairing code")
    port: int = Field(10800, ge=0, le=65535, description="TCP port; 0 takes a free one")
    token: SecretStr | None = Field(
        None, min_length=1, description="what a peer must show; made and kept in the data directory when needed"
    )
    trusted_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")),
        description="networks whose peers need neither token nor TLS; naming 0.0.0.0/0 lets everybody in",
    )
    trusted_need_token: bool = Field(
        default=False, description="peers of trusted networks, this machine's included, must show a token all the same"
    )
    tls: Literal["required", "offered", "off"] = Field(
        "required", description="required: whoever is in no trusted network must speak TLS; offered: may; off: nobody"
    )
    certificate: Path | None = Field(
        None, description="PEM file of your own; none: one is made and kept in the data directory"
    )
    private_key: Path | None = Field(None, description="PEM file of its key; none: it stands in the certificate's file")
    max_connections: int = Field(64, ge=1, le=4096, description="peers at a time; one more is told `busy`")
    idle_seconds: float = Field(120.0, gt=0, description="a silent connection is closed after this long")
    max_utterance_seconds: float = Field(60.0, gt=0, le=600, description="a turn ends after this much sound")
    max_header_bytes: int = Field(64 * 1024, ge=1024, description="longest line that begins an event")
    max_data_bytes: int = Field(4 * 1024 * 1024, ge=1024, description="largest JSON that an event may carry")
    max_payload_bytes: int = Field(1024 * 1024, ge=1024, description="most sound that one event may carry")
    drain_seconds: float = Field(5.0, ge=0, description="how long running turns may finish after SIGTERM")
    zeroconf: bool = Field(
        default=True, description="announce the server on the local network unless it listens on loopback"
    )

    @field_validator("certificate", "private_key")
    @classmethod
    def _at_home(cls, file: Path | None) -> Path | None:
        """Expand ~, which no shell does inside a file."""
        return file.expanduser() if file else None


class VadSettings(_Section):
    """When speech begins and when a turn ends."""

    threshold: float = Field(0.5, gt=0, lt=1, description="speech probability above which a frame counts as speech")
    start_seconds: float = Field(0.09, ge=0, description="speech needed before a turn counts as started")
    silence_seconds: float = Field(0.7, gt=0, description="silence that ends a turn")
    relaxed_silence_seconds: float = Field(1.25, gt=0, description="the same for a client that asks for patience")
    aggressive_silence_seconds: float = Field(0.4, gt=0, description="the same for a client that asks for haste")
    complete_seconds: float = Field(
        0.3, gt=0, le=5, description="the same after a complete plain command; scaled by the client's wish as above"
    )
    open_seconds: float = Field(
        1.4, gt=0, le=5, description="the same after a command that is complete but may go on (… in the kitchen)"
    )
    unfinished_seconds: float = Field(
        2.5, gt=0, le=10, description="the same after words on which nobody ends (… and the)"
    )
    no_speech_seconds: float = Field(
        8.0, gt=0, description="a turn without any speech ends after this long, with no words"
    )


class WhisperSettings(_Section):
    """faster-whisper."""

    model: str = Field(
        "base",
        description="tiny, base, small, medium, turbo, large-v3, distil-small.en, distil-medium.en, distil-large-v3, "
        "distil-large-v3.5, a hub repository, or a folder",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: CUDA if there is any")
    compute_type: str = Field("auto", description="auto: int8 on a CPU, float16 on CUDA, int8 on an old card")
    beam_size: int = Field(
        5, ge=1, le=10, description="how many hypotheses are followed; an order of the house among them is preferred"
    )
    threads: int = Field(0, ge=0, description="of each worker; 0: as many as there are cores, at most 4")
    workers: int = Field(
        0, ge=0, le=16, description="how many hear at once; 0: two on a CPU with cores for it, else one"
    )
    margin_seconds: float = Field(
        5.0,
        ge=0.5,
        le=30,
        description="silence heard after an utterance at first, on a CPU; 30 always gives Whisper its whole window",
    )
    prompt_tokens: int = Field(
        64, ge=0, le=200, description="room for the house's names in the prompt; each costs time; 0: no prompt"
    )
    patience_seconds: float = Field(
        5.0, gt=0, description="whoever would have to wait longer for their turn is refused at once"
    )


class ClosedSettings(_Section):
    """PocketSphinx on a grammar of the house's own names."""

    min_confidence: float = Field(
        0.5, ge=0, le=1, description="below it an utterance is no command; see docs/engines.md"
    )
    opposite_margin: float = Field(
        20.0, ge=0, description="nats by which a command must sound likelier than its opposite (0: not asked)"
    )


class OnnxAsrSettings(_Section):
    """onnx-asr: Parakeet, Canary, Zipformer and others on a CPU."""

    model: str = Field(
        "parakeet-tdt-0.6b-v3",
        description="parakeet-tdt-0.6b-v3 (25 languages of Europe), parakeet-tdt-0.6b-v2 (English), canary-1b-v2, "
        "a hub repository or a folder, the last two with a config.json that names its model_type",
    )
    weights: Literal["auto", "int8", "full"] = Field(
        "auto", description="auto: int8 where the repository has it, a quarter of the size and faster on a CPU"
    )
    languages: tuple[str, ...] = Field(
        (), description="BCP 47 codes that the model was taught; none: known for the named ones, else stt.language"
    )
    threads: int = Field(0, ge=0, description="0: as many as there are cores, at most 4")
    patience_seconds: float = Field(
        5.0, gt=0, description="whoever would have to wait longer for their turn is refused at once"
    )


class OpenAiEarsSettings(_Section):
    """A transcription server with OpenAI's API: speaches, vLLM, LocalAI, a provider."""

    url: str | None = Field(
        None, description="its address, as http://speech.local:8000/v1; what is said is sent there; none: to nobody"
    )
    model: str | None = Field(None, description="none: the first one that the server lists")
    api_key: SecretStr | None = Field(None, description="for servers that ask for one")
    seconds: float = Field(15.0, gt=0, description="longest wait for the words of half a minute of sound or less")
    languages: tuple[str, ...] = Field(
        (), description="BCP 47 codes that its model understands; none: those that OpenAI names for Whisper"
    )
    send_language: bool = Field(
        default=True, description="tell the server which language is spoken; off: it finds out each time"
    )
    prompt_tokens: int = Field(
        64, ge=0, le=200, description="room for the house's names in the prompt; 0: the server is told no names"
    )


EngineName = Literal["whisper", "onnx-asr", "openai", "closed"]


class SttSettings(_Section):
    """Hearing."""

    engine: Literal["auto", "whisper", "onnx-asr", "openai", "closed"] = Field(
        "auto", description="auto: Whisper when its weights are there or come in time, else closed"
    )
    engines: tuple[EngineName, ...] = Field(
        (), description="several, best first; the next one hears when one fails; none: stt.engine alone"
    )
    engine_seconds: float = Field(
        10.0,
        gt=0,
        description="how long one of stt.engines may take beyond the length of the sound, while another could hear it",
    )
    cool_down_seconds: float = Field(
        60.0, ge=0, description="how long one of stt.engines that failed is passed over while another one hears"
    )
    language: str = Field("en", description="BCP 47 code used when a client names none; 'auto' lets Whisper detect it")
    download: bool = Field(default=True, description="fetch missing weights")
    fetch_seconds: float = Field(
        60.0,
        ge=0,
        description="how long `morgan transcribe` waits for weights; the server listens at once, with the closed "
        "engine until they have come",
    )
    partials: bool = Field(
        default=False,
        description="look once a second at what is being said and tell it; each look is one more decode",
    )
    idle_minutes: float = Field(
        0.0,
        ge=0,
        description="give the model's memory back after so long without speech; it loads again while somebody still "
        "speaks; 0: never",
    )
    whisper: WhisperSettings = WhisperSettings()
    onnx_asr: OnnxAsrSettings = OnnxAsrSettings()
    openai: OpenAiEarsSettings = OpenAiEarsSettings()
    closed: ClosedSettings = ClosedSettings()

    @field_validator("engines")
    @classmethod
    def _each_once(cls, engines: tuple[EngineName, ...]) -> tuple[EngineName, ...]:
        """Refuse a list that names an engine twice."""
        if len(set(engines)) < len(engines):
            raise ValueError("each may stand there once")
        return engines


class WakeSettings(_Section):
    """Wake words."""

    engine: Literal["auto", "micro", "off"] = Field("auto", description="auto: micro if its package is there")
    threshold: float | None = Field(None, gt=0, lt=1, description="how sure it must be; none: each model's own")


class ModelSettings(_Section):
    """One language model and how it is asked."""

    kind: Literal["auto", "ollama", "openai"] = Field("auto", description="auto: asked of the server")
    url: str | None = Field(
        None, description="Ollama (http://localhost:11434) or an OpenAI-style …/v1; none: no language model"
    )
    model: str | None = Field(None, description="none: the first one that the server lists")
    api_key: SecretStr | None = Field(None, description="for servers that ask for one")
    first_token_seconds: float = Field(30.0, gt=0, description="longest wait for the first word of an answer")
    temperature: float = Field(0.1, ge=0, le=2, description="low: a house wants the likeliest call, not a new idea")
    max_tokens: int = Field(300, ge=1, description="longest answer")
    context_tokens: int = Field(
        8192, ge=512, description="Ollama's num_ctx; one value for every caller keeps the model loaded"
    )
    sees_images: bool = Field(
        default=False, description="an OpenAI-style server's models can be shown pictures; Ollama tells it by itself"
    )
    prepare: Literal["auto", "on", "off"] = Field(
        "auto",
        description="load the model and let it read the house while somebody still speaks; auto: when its server "
        "stands in the house, as others may ask a price for it",
    )


class LlmSettings(ModelSettings):
    """The language models, if there are any: the first one, and its fallbacks."""

    prompt: str = Field(
        "You are Morgan, the voice of this house. Answer in one or two short spoken sentences, in the language of "
        "the question, without lists or markup.",
        description="what the model is told before each conversation",
    )
    history_turns: int = Field(10, ge=0, le=100, description="how much of the conversation the model is reminded of")
    fallbacks: tuple[ModelSettings, ...] = Field(
        (), description="models that stand in, best first, when the first one fails before its first word"
    )
    choices: tuple[str, ...] | None = Field(
        None,
        description="models of this server that an agent in Home Assistant may choose; none: all that it lists; an "
        "empty list: the choice stays here. A model that does not fit beside this one makes each of them load anew",
    )
    cool_down_seconds: float = Field(
        60.0, ge=0, description="how long a model that failed is passed over while another one answers"
    )

    @field_validator("fallbacks")
    @classmethod
    def _with_an_address(cls, fallbacks: tuple[ModelSettings, ...]) -> tuple[ModelSettings, ...]:
        """Refuse a fallback without a URL."""
        if any(fallback.url is None for fallback in fallbacks):
            raise ValueError("each needs a url")
        return fallbacks


class AgentSettings(_Section):
    """How the agent answers a question that may call tools."""

    rounds: int = Field(5, ge=1, le=20, description="how often the model is asked at most within one turn")
    skip_confirmation_round: bool = Field(
        default=True, description="after calls that only changed something the house's own sentence is the answer"
    )
    answer_characters: int = Field(
        20_000, ge=100, description="longest answer, all rounds together; beyond it the model is cut off"
    )
    answer_seconds: float = Field(
        180.0, gt=0, description="longest time that an answer may take, all rounds together; then the model is cut off"
    )
    retrieved: int = Field(
        15, ge=0, le=100, description="how many entities the model is told the state of besides those of the room"
    )


class Settings(_Section):
    """The whole tree."""

    data_dir: Path = Field(
        default_factory=default_data_dir, description="weights, voices, token; $XDG_DATA_HOME/morgan if that is set"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug also logs what was said in the house"
    )
    wire: WireSettings = WireSettings()
    vad: VadSettings = VadSettings()
    stt: SttSettings = SttSettings()
    tts: TtsSettings = TtsSettings()
    wake: WakeSettings = WakeSettings()
    llm: LlmSettings = LlmSettings()
    agent: AgentSettings = AgentSettings()

    @field_validator("data_dir")
    @classmethod
    def _at_home(cls, folder: Path) -> Path:
        """Expand ~, which no shell does inside a file."""
        return folder.expanduser()
