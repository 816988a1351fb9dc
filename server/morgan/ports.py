"""The seams: one protocol per role, one verb per protocol, and the values that cross them; knows no engine.

Each engine is one file that satisfies one of these; `app.py` alone chooses. Engines work on their own threads
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
    """What an engine tells the world about itself.

    `name` is the engine ("whisper"), `model` what it runs ("base-int8"), `languages` BCP 47 codes that it truly serves.
    """

    name: str
    model: str
    description: str
    version: str
    languages: tuple[str, ...]
    attribution: tuple[str, str]  # name and URL of whoever made it


# Who is served first when several wait: somebody who has finished speaking, then the guess at a pause, which may turn
# out to be for nothing, then what nobody waits for in front of a microphone.
Haste: TypeAlias = Literal["turn", "guess", "file"]

# How a sentence stands when its speaker pauses: complete, and nothing is likely to follow; complete, but more may
# follow ("turn on the lights" … "in the kitchen"); certainly not complete ("turn on the"); or nobody can tell.
Finish: TypeAlias = Literal["complete", "open", "unfinished", "unknown"]

# What a sentence is to a house: an order or a question that it could obey or answer, one that is taken back or put off
# ("don't", "if"), or anything else.
Kind: TypeAlias = Literal["order", "withheld", "other"]


# ---- hearing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was heard between start and endpoint: 16 kHz mono int16, and what helps to understand it."""

    samples: Samples
    language: str | None = None  # BCP 47; None: the engine detects it or takes its own
    home: Home = NO_HOME
    names: tuple[str, ...] = ()  # further names that the client hinted at (Wyoming's transcript_names and _terms)
    area: str | None = None  # the room in which it was said, by its own name: its things are the likeliest
    before: str = ""  # what the same speaker said just before in the same turn, when a long turn is heard in pieces
    haste: Haste = "turn"
    due: Event | None = None  # set once a guess has become the turn itself: from then on it hurries as one
    room: str = ""  # whose turn it is, the same for every utterance of one peer: no room may starve another

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of an utterance; empty text means that nothing was said to Morgan, which is no error."""

    text: str
    language: str | None = None
    finish: Finish = "unknown"  # how the sentence stands, where the engine itself can tell; else the words must
    engine: str = ""  # who heard it, by its name in the settings, where one of several did
    passed: tuple[str, ...] = ()  # which others were passed over, and why
    doubt: str = ""  # an order that may as well have been its opposite: no words, but it can be asked about


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
        """Be ready for an utterance from this home: load what was unloaded, learn its names. Raises EngineFailed."""
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
    """Waits for its name to be called."""

    @property
    def program(self) -> Program:
        """What the engine is."""
        ...

    @property
    def wake_words(self) -> tuple[WakeWord, ...]:
        """The phrases that it knows."""
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
    """A voice that can speak now or after its weights were fetched."""

    name: str
    description: str
    language: str
    installed: bool = True
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of text, already free of markup, and who is to speak it."""

    text: str
    voice: str | None = None
    speaker: str | None = None
    language: str | None = None
    speed: float = 1.0  # times the voice's own, as the settings have it; 0.25 to 4
    volume: float = 1.0  # times the voice's own; 0 to 2


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono int16 samples at their voice's own rate; never empty."""

    samples: Samples
    rate_hz: int
    by: str = ""  # the engine that made it, where several may have

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
        """The voices that it can take, the default first."""
        ...

    def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield sound as it is made, all of one rate per voice. Raises EngineFailed, BadRequest."""
        ...

    async def prepare(self, manner: Clause) -> None:
        """Be ready to speak in this manner, a clause without text: load the voice. Raises as `synthesize` does."""
        ...

    async def close(self) -> None:
        """Free threads and memory."""
        ...


# ---- thinking --------------------------------------------------------------------------------------------------------


class ChatModel(Protocol):
    """Messages in, text and tool calls out as they are written."""

    @property
    def program(self) -> Program:
        """What the model is and who serves it."""
        ...

    def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas, at most one Usage as the last.

        Raises EngineMissing when the server cannot be reached, ModelGone when it has not the model that is wished for,
        CannotSee when the model cannot be shown pictures, EngineFailed otherwise.
        """
        ...

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Be ready for an answer to what begins like this: load what is asked, let it read. Raises as `answer` does."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom a question may be answered by: the server's own choice (empty: not known), and who may be wished for.

    `sees` are those among all of them that can be shown pictures.
    """

    own: str = ""
    models: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()


class Offers(Protocol):
    """Tells who may be wished for."""

    async def offer(self) -> Offer:
        """Return what is on offer now. Raises EngineMissing when the model's server cannot be reached, EngineFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a server is with fetching a model: what it does, bytes so far and bytes in all (0: not known)."""

    doing: str
    done: int = 0
    total: int = 0


class Hands(Protocol):
    """Does things in the house, as whoever asked and where they asked."""

    async def act(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """Run the calls side by side and return a result for each, in their order. A failure is a result too."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked that was no plain command, what was said before it, and what the house is like now."""

    text: str
    language: str | None = None  # BCP 47; None: the agent's own default
    history: tuple[Message, ...] = ()  # oldest first
    prompt: str | None = None  # replaces the settings' own when the peer brings one
    tools: tuple[Tool, ...] = ()  # what may be done; none: whoever asks cannot act
    states: tuple[EntityState, ...] = ()  # everything exposed
    place: Place | None = None
    speaker: str | None = None
    now: str | None = None  # ISO 8601, the house's own time
    recent: tuple[Target, ...] = ()  # the conversation's last targets, newest first
    home: Home = NO_HOME
    schema: Mapping[str, object] | None = None  # JSON schema of the answer, where a program asks; None: words
    wish: Wish = NO_WISH
    pictures: tuple[Picture, ...] = ()  # what the question is about, where whoever asks shows something


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """How an answer came about; the last event of every answer, and never any words."""

    model: str = ""
    usage: Usage = Usage()  # noqa: RUF009  # frozen: one may serve all
    rounds: int = 0  # how often the model was asked
    repairs: tuple[str, ...] = ()
    asked: bool = False  # Morgan asked something back: the conversation goes on
    why: tuple[str, ...] = ()  # which models were passed over, and why
    cut: str = ""  # beyond which bound it was cut off: characters, seconds or calls; empty: it is whole


AnswerEvent: TypeAlias = str | AnswerTrace


class Agent(Protocol):
    """Question in, answer out as it is written."""

    @property
    def program(self) -> Program:
        """What answers."""
        ...

    def answer(self, question: Question, hands: Hands | None = None) -> AsyncGenerator[AnswerEvent, None]:
        """Yield the answer's deltas, and last an AnswerTrace; `hands` do what the question's tools offer.

        Raises NoModel, whose sentence may be said aloud, when nobody can answer.
        """
        ...

    async def prepare(self, question: Question) -> None:
        """Be ready for a question like this, whose text is not known yet. Raises EngineFailed."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...


@dataclass(slots=True)
class Engines:
    """What a server has to work with; None where an engine is missing or off, and then it isn't offered.

    The one value that changes: a better engine takes over when its weights have come. A turn takes its engines when it
    begins and keeps them, so none is heard or spoken by two.
    """

    vad: VoiceDetector
    stt: SpeechToText | None = None
    tts: TextToSpeech | None = None
    wake: WakeWordDetector | None = None
    agent: Agent | None = None
    offers: Offers | None = None
    lacks: tuple[str, ...] = ()  # what something lesser stands in for, by its name


SILENCE: Samples = np.zeros(0, dtype=np.int16)
