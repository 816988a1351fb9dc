"""The values exchanged between the client and the entities; knows nothing of Wyoming or Home Assistant."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from ssl import SSLContext
from typing import Any, Final, Literal


@dataclass(frozen=True, slots=True)
class Pin:
    """Identifies the server: SHA-256 of its certificate in hex. `tls` checks no signature and no host name."""

    fingerprint: str
    tls: SSLContext


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, the credential for it, and which house asks."""

    host: str
    port: int
    token: str | None = None
    home: str | None = None  # Home Assistant's instance id
    pin: Pin | None = None  # None: no TLS, which a server accepts only from a trusted network


@dataclass(frozen=True, slots=True)
class Listener:
    """The satellite that sends the audio: the own name of its room, and how long it waits at a pause."""

    area: str | None = None
    sensitivity: str | None = None  # "default", "relaxed" or "aggressive"
    names: bool = True  # whether the house's names help recognition
    asks: bool = False  # whether the speaker is asked about a doubtful transcript


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an utterance: all of them so far, or the final transcript."""

    text: str
    final: bool
    doubtful: bool = False  # it may as well have been the opposite: to be asked about, not to be obeyed


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can speak."""

    name: str
    description: str
    languages: tuple[str, ...]
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WakeWord:
    """A word that wakes a satellite."""

    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Woken:
    """A detected wake word, and the time of its audio in ms."""

    name: str
    timestamp_ms: int | None


NO_MODEL: Final = "none"  # the server's value for "no language model"


@dataclass(frozen=True, slots=True)
class Server:
    """What the server is and can do, as last told."""

    version: str = ""
    id: str | None = None
    features: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()  # languages, BCP 47; empty: it has no speech-to-text engine
    hears_with: str = ""
    voices: tuple[Voice, ...] = ()  # the default first; empty: it cannot speak
    speaks_with: str = ""
    hears_model: str = ""
    lacks: tuple[str, ...] = ()  # engines that are replaced by a lesser one
    model: str = ""  # the language model; NO_MODEL if none is set up
    wakes: tuple[WakeWord, ...] = ()  # empty: it has no wake-word engine

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types, to be remembered while the server is away."""
        return asdict(self)

    @staticmethod
    def from_dict(remembered: dict[str, Any]) -> Server:
        """Restore what as_dict gave, after JSON. Raises TypeError, KeyError for anything else."""
        voices = tuple(
            Voice(v["name"], v["description"], tuple(v["languages"]), tuple(v.get("speakers") or ()))
            for v in remembered["voices"]
        )
        lists: dict[str, Any] = {
            key: tuple(remembered[key]) for key in ("features", "hears", "lacks") if key in remembered
        }
        wakes = tuple(WakeWord(**word) for word in remembered.get("wakes", ()))
        return Server(**{**remembered, **lists, "voices": voices, "wakes": wakes})


@dataclass(frozen=True, slots=True)
class Offer:
    """The language model that is the default (empty: not known), those to choose from, and those that take pictures."""

    own: str = ""
    models: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()

    def has(self, model: str) -> bool:
        """Whether this model can answer questions."""
        return model == self.own or model in self.models


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the house; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: dict[str, Any]
    read_only: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types, its schema as it is."""
        return {
            "name": self.name,
            "description": self.description,
            "parameters": self.parameters,
            "read_only": self.read_only,
        }


@dataclass(frozen=True, slots=True)
class Target:
    """An entity that was mentioned, by its own name."""

    name: str
    domain: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class EntityState:
    """An exposed entity as it is now."""

    name: str
    domain: str
    area: str | None
    state: str
    attributes: dict[str, Any]
    told: dict[str, Any] = field(init=False, repr=False, compare=False)  # as JSON types, made once: it is sent often

    def __post_init__(self) -> None:
        told: dict[str, Any] = {"name": self.name, "domain": self.domain}
        if self.area is not None:
            told["area"] = self.area
        object.__setattr__(self, "told", told | {"state": self.state, "attributes": self.attributes})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked, by own names."""

    area: str | None = None
    floor: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What is sent with a question if its answer may act on the house."""

    tools: tuple[Tool, ...]
    states: tuple[EntityState, ...]
    place: Place = Place()
    speaker: str | None = None
    now: str | None = None  # ISO 8601
    recent: tuple[Target, ...] = ()  # newest first

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types, without what is not known."""
        told: dict[str, Any] = {
            "tools": [tool.as_dict() for tool in self.tools],
            "states": [state.told for state in self.states],
            "place": _known(asdict(self.place)),
            "recent": [_known(asdict(target)) for target in self.recent],
        }
        return told | _known({"speaker": self.speaker, "now": self.now})


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call from the server; `turn` and the fields after it only if it acts for a client other than this one."""

    id: str
    name: str
    args: dict[str, Any]
    turn: str | None = None
    language: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class ToolError:
    """Why a call was not done."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of a call: JSON, or an error."""

    id: str
    data: Any = None
    error: ToolError | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One earlier entry of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture's file; `media_type` such as image/png."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the server, and what was said before."""

    text: str
    language: str
    history: tuple[Message, ...] = ()
    prompt: str | None = None
    context: dict[str, str] | None = None  # returned unchanged
    house: House | None = None  # tools and states; None: the answer can only be text
    schema: dict[str, Any] | None = None  # JSON schema of the answer, where a program asks
    model: str | None = None  # None: the server's own choice, as with the temperature
    temperature: float | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be spoken; None leaves it to the server."""

    voice: str | None = None
    speaker: str | None = None  # of that voice
    rate_hz: int | None = None
    speed: float | None = None  # a factor of the voice's own
    volume: float | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of speech: PCM bytes and their format."""

    pcm: bytes
    rate_hz: int
    width_bytes: int
    channels: int
