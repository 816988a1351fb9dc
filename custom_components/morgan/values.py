"""What travels between the client and the entities; knows nothing of Wyoming or Home Assistant."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, what opens it, and which house asks."""

    host: str
    port: int
    token: str | None = None
    home: str | None = None  # Home Assistant's instance id


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can speak."""

    name: str
    description: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """What the server is and can do, as it told it last."""

    version: str = ""
    id: str | None = None
    features: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()  # languages, BCP 47; empty: it has no speech-to-text engine
    hears_with: str = ""
    voices: tuple[Voice, ...] = ()  # the default first; empty: it cannot speak
    speaks_with: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types, to be remembered while the server is away."""
        return asdict(self)

    @staticmethod
    def from_dict(remembered: dict[str, Any]) -> Server:
        """Take back what as_dict gave and JSON changed. Raises TypeError, KeyError for anything else."""
        voices = tuple(Voice(v["name"], v["description"], tuple(v["languages"])) for v in remembered["voices"])
        lists = {key: tuple(remembered[key]) for key in ("features", "hears")}
        return Server(**{**remembered, **lists, "voices": voices})


@dataclass(frozen=True, slots=True)
class Message:
    """One earlier entry of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the server, and what was said before."""

    text: str
    language: str
    history: tuple[Message, ...] = ()
    prompt: str | None = None
    context: dict[str, str] | None = None  # comes back as it went


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of speech: PCM bytes and their format."""

    pcm: bytes
    rate_hz: int
    width_bytes: int
    channels: int
