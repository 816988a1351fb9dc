"""The ports: one protocol per kind of engine, one verb per protocol, and the values they exchange; knows no engine.

Each engine is one file that satisfies one of these; only `app.py` selects engines. Engines work on their own threads
(`morgan.runtime.engine_thread`), so every verb here is safe to await on the event loop. Cancelling the awaiting task
stops the work.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal, Protocol, TypeAlias

import numpy as np

from morgan.audio import SAMPLE_RATE_HZ, Samples
from morgan.dialogue import NO_WISH as NO_WISH
from morgan.dialogue import Chosen as Chosen
from morgan.dialogue import Delta as Delta
from morgan.dialogue import Message as Message
from morgan.dialogue import Picture as Picture
from morgan.dialogue import Tool as Tool
from morgan.dialogue import ToolCall as ToolCall
from morgan.dialogue import ToolError as ToolError
from morgan.dialogue import ToolResult as ToolResult
from morgan.dialogue import Usage as Usage
from morgan.dialogue import Wish as Wish
from morgan.dialogue import schema_of as schema_of
from morgan.dialogue import with_pictures as with_pictures
from morgan.home import NO_HOME as NO_HOME
from morgan.home import EntityState as EntityState
from morgan.home import Home as Home
from morgan.home import HomeArea as HomeArea
from morgan.home import HomeEntity as HomeEntity
from morgan.home import HomeFloor as HomeFloor
from morgan.home import Place as Place
from morgan.home import Target as Target


@dataclass(frozen=True, slots=True)
class Program:
    """What an engine reports about itself.

    `name` is the engine ("whisper"), `model` what it runs ("base-int8"), `languages` the BCP 47 codes it supports.
    """

    name: str
    model: str
    description: str
    version: str
    languages: tuple[str, ...]
    attribution: tuple[str, str]  # name and URL of its author


# Priority in an engine's queue, highest first: the turn of a speaker who has finished, the guess at a pause, which may
# turn out to be wasted, and a file, for which nobody waits at a microphone.
Haste: TypeAlias = Literal["turn", "guess", "file"]

# Whether a sentence is over at a pause: complete, with nothing likely to follow; open, so complete but more may
# follow ("turn on the lights" … "in the kitchen"); unfinished, certainly not complete ("turn on the"); or unknown.
Finish: TypeAlias = Literal["complete", "open", "unfinished", "unknown"]

# Class of a sentence: an order or a question that the house could carry out or answer; one that is negated or put off
# ("don't", "if"); or anything else.
Kind: TypeAlias = Literal["order", "withheld", "other"]


# ---- hearing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """The sound between start and endpoint, 16 kHz mono int16, with what helps to decode it."""

    samples: Samples
    language: str | None = None  # BCP 47; None: the engine detects it or takes its own
    home: Home = NO_HOME
    names: tuple[str, ...] = ()  # further names that the client hinted at (Wyoming's transcript_names and _terms)
    area: str | None = None  # own name of the area where it was spoken: entities in it are the likeliest
    before: str = ""  # the words just before it in the same turn, when a long turn is decoded in pieces
    haste: Haste = "turn"
    due: Event | None = None  # set once a guess has become the turn itself: its haste is then `turn`
    room: str = ""  # the same for every utterance of one peer: the queue lets no room starve another

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of an utterance; empty text means that nothing was said to Morgan, which is not an error."""

    text: str
    language: str | None = None
    finish: Finish = "unknown"  # set where the engine itself can tell; otherwise derived from the words
    engine: str = ""  # settings name of the engine that decoded it, when there are several
    passed: tuple[str, ...] = ()  # engines that were passed over, and why
    doubt: str = ""  # an order that may as well have been its opposite: `text` is empty, a client may ask


class SpeechToText(Protocol):
    """Utterance in, words out."""

    @property
    def program(self) -> Program:
        """What the engine is."""
        ...

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises EngineFailed, Busy. Never invents words for silence."""
        ...

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Prepare for an utterance from this home: reload the model, learn the names. Raises EngineFailed."""
        ...

    async def close(self) -> None:
        """Free threads and memory."""
        ...


class VoiceStream(Protocol):
    """One microphone's detector state."""

    async def detect(self, samples: Samples) -> Sequence[float]:
        """Return the speech probability of each frame of 512 samples (32 ms) that `samples` completes."""
        ...


class VoiceDetector(Protocol):
    """Tells speech from silence."""

    def listen(self) -> VoiceStream:
        """Begin one stream with fresh state."""
        ...

    async def close(self) -> None:
        """Free threads and memory."""
        ...


@dataclass(frozen=True, slots=True)
class WakeWord:
    """A phrase that wakes a satellite."""

    name: str  # "okay_nabu"
    phrase: str  # "Okay Nabu"
    languages: tuple[str, ...]


class WakeStream(Protocol):
    """One microphone's wake-word state."""

    async def detect(self, samples: Samples) -> str | None:
        """Return the name of a wake word that `samples` completes, else None."""
        ...


class WakeWordDetector(Protocol):
    """Detects wake words."""

    @property
    def program(self) -> Program:
        """What the engine is."""
        ...

    @property
    def wake_words(self) -> tuple[WakeWord, ...]:
        """The wake words that it can detect."""
        ...

    def listen(self, names: Sequence[str]) -> WakeStream:
        """Begin one stream for these wake words (all of them when empty). Raises BadRequest for an unknown name."""
        ...

    async def close(self) -> None:
        """Free threads and memory."""
        ...


# ---- speaking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that is installed, or whose weights can be fetched."""

    name: str
    description: str
    language: str
    installed: bool = True
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of text without markup, and the voice that speaks it."""

    text: str
    voice: str | None = None
    speaker: str | None = None
    language: str | None = None
    speed: float = 1.0  # factor on the voice's speed from the settings; 0.25 to 4
    volume: float = 1.0  # factor on the voice's own volume; 0 to 2


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono int16 samples at their voice's own rate; never empty."""

    samples: Samples
    rate_hz: int
    by: str = ""  # the engine that made it, when there are several

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / self.rate_hz


class TextToSpeech(Protocol):
    """Clause in, sound out."""

    @property
    def program(self) -> Program:
        """What the engine is."""
        ...

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices on offer, the default first."""
        ...

    def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield sound as it is made, at one rate per voice. Raises EngineFailed, BadRequest."""
        ...

    async def prepare(self, manner: Clause) -> None:
        """Load the voice of `manner`, a clause without text. Raises the same errors as `synthesize`."""
        ...

    async def close(self) -> None:
        """Free threads and memory."""
        ...


# ---- thinking --------------------------------------------------------------------------------------------------------


class ChatModel(Protocol):
    """Messages in, text and tool calls out as the model writes them."""

    @property
    def program(self) -> Program:
        """What the model is and who serves it."""
        ...

    def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas, at most one Usage as the last.

        Raises EngineMissing when the server cannot be reached, ModelGone when it does not have the model in `wish`,
        CannotSee when the model takes no pictures, EngineFailed otherwise.
        """
        ...

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Load the model and let it read this prompt prefix ahead. Raises the same errors as `answer`."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...


@dataclass(frozen=True, slots=True)
class Offer:
    """The models that can answer: the server's own choice (empty: not known), and those that a request may name.

    `sees` are the models among all of them that take pictures.
    """

    own: str = ""
    models: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()


class Offers(Protocol):
    """Lists the models that a request may name."""

    async def offer(self) -> Offer:
        """Return the models on offer. Raises EngineMissing when the model's server cannot be reached, EngineFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a server that fetches a model: the current step, bytes so far and bytes in all (0: not known)."""

    doing: str
    done: int = 0
    total: int = 0


class Hands(Protocol):
    """Runs tool calls in the house, for the user who asked and at the place where they asked."""

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Run the calls concurrently and return a result for each, in their order. A failure is a result too."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is not a plain command, the conversation before it, and the present state of the house."""

    text: str
    language: str | None = None  # BCP 47; None: the agent's own default
    history: tuple[Message, ...] = ()  # oldest first
    prompt: str | None = None  # replaces the settings' prompt when the peer sends one
    tools: tuple[Tool, ...] = ()  # tools that the model may call; none: it cannot act
    states: tuple[EntityState, ...] = ()  # all exposed entities
    place: Place | None = None
    speaker: str | None = None
    now: str | None = None  # ISO 8601, the house's own time
    recent: tuple[Target, ...] = ()  # the conversation's last targets, newest first
    home: Home = NO_HOME
    schema: Mapping[str, object] | None = None  # JSON schema of the answer, when a program asks; None: words
    wish: Wish = NO_WISH
    pictures: tuple[Picture, ...] = ()  # pictures that were sent with the question


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """How an answer was made: the last event of every answer. Never holds any words."""

    model: str = ""
    usage: Usage = Usage()  # noqa: RUF009  # frozen: one instance can be shared
    rounds: int = 0  # how often the model was asked
    repairs: tuple[str, ...] = ()
    asked: bool = False  # Morgan asked the user something: the conversation goes on
    why: tuple[str, ...] = ()  # models that were passed over, and why
    cut: str = ""  # the limit that cut it off: characters, seconds or calls; empty: it is whole


AnswerEvent: TypeAlias = str | AnswerTrace


class Agent(Protocol):
    """Question in, answer out as the model writes it."""

    @property
    def program(self) -> Program:
        """What answers."""
        ...

    def answer(self, question: Question, hands: Hands | None = None) -> AsyncGenerator[AnswerEvent, None]:
        """Yield the answer's deltas, and last an AnswerTrace; `hands` run its tool calls.

        Raises NoModel, whose sentence may be spoken to the user, when no model can answer.
        """
        ...

    async def prepare(self, question: Question) -> None:
        """Prepare for a question like this one, whose text is not known yet. Raises EngineFailed."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...


@dataclass(slots=True)
class Engines:
    """The engines of a server; None where an engine is missing or off and so not offered.

    The only mutable value: a better engine replaces a lesser one when its weights have arrived. A turn takes its
    engines when it begins and keeps them, so no turn uses two engines of a kind.
    """

    vad: VoiceDetector
    stt: SpeechToText | None = None
    tts: TextToSpeech | None = None
    wake: WakeWordDetector | None = None
    agent: Agent | None = None
    offers: Offers | None = None
    lacks: tuple[str, ...] = ()  # names of the engines for which a lesser one stands in


SILENCE: Samples = np.zeros(0, dtype=np.int16)
