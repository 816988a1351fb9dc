"""The closed engine: commands of this house only, with nothing to download; knows nothing of servers.

An utterance that is no command of the house becomes an empty transcript. So does one that may as well have been the
opposite, returned as a doubt: to be asked costs the speaker a yes, a misheard command may open a door.
"""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from morgan.errors import EngineFailed
from morgan.ports import NO_HOME, Home, Program, Transcript, Utterance
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.settings.schema import ClosedSettings
from morgan.stt.closed.acoustics import Acoustics, Scores, same_phones
from morgan.stt.closed.grammar import Grammar, Templates, build
from morgan.stt.closed.network import Network
from morgan.stt.closed.opposites import rivals, tree
from morgan.stt.closed.pronounce import pronounce
from morgan.stt.closed.search import Found, FreePhones, search, worths
from morgan.stt.closed.spoken import write

_HOUSES = 4  # networks kept, 12 MB each for a house of a hundred entities, and as much again for its grammar
_LONGEST_SECONDS = 15.0  # no command is longer, and the work grows with it
_SHORTEST_SECONDS = 0.2
_BORDER = 1.95  # nats per frame
_STEEPNESS = 2.0
# If a sentence that is not over yet explains a guess's sound so much better, the guess is the beginning of a command:
# "turn on the kitchen" must not become the nearest whole command and end the turn. Of 233 whole commands, spoken with
# pauses and in noise, 42 had more than 0 and 30 more than 6; of 123 beginnings 100 and 93. A whole command above the
# limit is decoded once more when its speaker stays silent, and then without this limit.
_UNFINISHED_NATS = 6.0
# Below so many nats per frame a rejected guess may still be at the end of its command: of 352 such pauses (commands of
# people and voices, with pauses, in noise) 80 of 99 below it were the last of their command, and 24 of 253 above it.
_MAY_GO_ON_NATS = 0.15
_LONGEST_WORD_FRAMES = 130  # of 10 ms; the longest word of a command had 117, with a pause in it, that of noise 280

# The dictionary has "on" with two vowels but "off" with only one of them: "off" with the other vowel was recognised as
# "on", because the vowel counts more than the last sound.
_SAID_TOO = {"off": (("AA", "F"),)}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ears:
    grammar: Grammar
    network: Network


class Closed:
    """PocketSphinx's acoustic model and an exact search through what can be said in the house."""

    def __init__(self, settings: ClosedSettings, language: str) -> None:
        """Load the model and the templates. Blocks for half a second. Raises EngineMissing."""
        self._acoustics = Acoustics()
        self._free = FreePhones(self._acoustics.phones)
        self._templates = Templates()
        self._min_confidence = settings.min_confidence
        self._opposite_margin = settings.opposite_margin
        self._houses: OrderedDict[str, _Ears] = OrderedDict()
        self._thread = EngineThread("closed")
        if not language.casefold().startswith("en") and language != "auto":
            _log.warning("the closed engine hears English only language=%s", language)

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            "closed",
            "en-us-commands",
            "hears this house's commands only, with nothing downloaded",
            _version(),
            ("en",),
            ("CMU Sphinx", "https://github.com/cmusphinx/pocketsphinx"),
        )

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return a command of the house, or no words. Raises EngineFailed for another language than English, Busy."""
        language = utterance.language or "en"
        if language != "auto" and not language.casefold().startswith("en"):
            raise EngineFailed(f"the closed engine hears English only, not {language!r}; Whisper hears it")
        return await self._thread.run(lambda stop: self.hear(utterance, stop))

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Build the network of a house before somebody says one of its names. Raises EngineFailed, Busy."""
        if home is not NO_HOME:
            await self._thread.run(lambda _: self._ears(home))

    @property
    def houses(self) -> tuple[str, ...]:
        """The hashes of the houses whose networks are kept, the most recently used last."""
        return tuple(self._houses)

    async def close(self) -> None:
        """Free the thread."""
        await self._thread.close()
        self._acoustics.close()

    def hear(self, utterance: Utterance, stop: Stop) -> Transcript:
        """Decode an utterance on the caller's thread; no other thread may call it."""
        # A guess that is no command is most often the beginning of one, hence "unfinished". Without this 17 of 141
        # commands spoken with pauses were cut off instead of 5.
        is_guess = utterance.haste == "guess"
        nothing = Transcript("", "en", finish="unfinished" if is_guess else "unknown")
        if utterance.home is NO_HOME and not utterance.samples.any():
            return nothing  # the server starts up: the house, and its names, come with the first connection
        ears = self._ears(utterance.home)
        if not _SHORTEST_SECONDS <= utterance.seconds <= _LONGEST_SECONDS or not utterance.samples.any():
            return nothing
        scores = self._acoustics.score(utterance.samples)
        found = None if stop.is_set() else search(ears.network, scores, self._free.score(scores), stop.is_set)
        if found is None:
            return nothing
        sure = confidence(found)
        _log.debug("closed heard words=%d confidence=%.2f", len(found.words), sure)
        if sure < self._min_confidence or (is_guess and found.behind > _UNFINISHED_NATS):
            may_end = is_guess and found.behind < _MAY_GO_ON_NATS * len(scores)
            return Transcript("", "en", finish="open") if may_end else nothing
        text = write([word.text for word in found.words], ears.grammar.spellings)
        if self._is_doubtful(found, ears, scores, stop):
            return Transcript("", "en", finish="open" if is_guess else "unknown", doubt=text)
        return Transcript(text, "en")

    def _is_doubtful(self, found: Found, ears: _Ears, scores: Scores, stop: Stop) -> bool:
        if not self._opposite_margin:
            return False
        margin = self._margin(found, ears, scores, stop)
        _log.debug("closed compared with opposites margin=%.1f", margin)
        return margin < self._opposite_margin

    def _margin(self, found: Found, ears: _Ears, scores: Scores, stop: Stop) -> float:
        """Return by how many nats the sentence explains the sound better than the likeliest opposite command.

        Infinite where there is no opposite, or where all opposites are hopeless.
        """
        said = tuple(word.text for word in found.words)
        others = rivals(said, ears.grammar.automaton)
        if not others:
            return math.inf
        network = Network(
            tree((said, *others)),
            self._acoustics.phones,
            lambda word: self._said(word, ears.grammar),
            choice_weight=0.0,
        )
        worth = worths(network, scores, stop.is_set)
        best = max((worth[other] for other in others if other in worth), default=-math.inf)
        return worth.get(said, -math.inf) - best if worth else math.inf

    def _ears(self, home: Home) -> _Ears:
        """Return the network of a house, built when it is new; the least recently used ones are dropped."""
        if home.hash in self._houses:
            self._houses.move_to_end(home.hash)
            return self._houses[home.hash]
        began = time.monotonic()
        grammar = build(home, self._templates)
        network = Network(grammar.automaton, self._acoustics.phones, lambda word: self._said(word, grammar))
        self._houses[home.hash] = _Ears(grammar, network)
        while len(self._houses) > _HOUSES:
            self._houses.popitem(last=False)
        seconds = time.monotonic() - began
        _log.info("house learned words=%d nodes=%d seconds=%.2f", len(grammar.automaton.words), network.size, seconds)
        return self._houses[home.hash]

    def _said(self, word: str, grammar: Grammar) -> list[tuple[int, ...]]:
        if found := self._acoustics.pronunciations(word):
            more = (same_phones(self._acoustics.phones, way) for way in _SAID_TOO.get(word, ()))
            return list(dict.fromkeys((*found, *more)))
        names = self._acoustics.phones.names
        ways = pronounce(
            word,
            grammar.name_words.get(word, word),
            lambda each: [tuple(names[phone] for phone in way) for way in self._acoustics.pronunciations(each)],
        )
        return [same_phones(self._acoustics.phones, way) for way in ways]


def confidence(found: Found) -> float:
    """Return how surely the sentence was said, from 0 to 1; 0.5 is the border between commands and other talk.

    Computed from how much better free phones explain the words; recordings and voices set the border, see
    docs/engines.md. A word longer than anybody draws it out counts as noise.
    """
    if not found.words or max(word.frames for word in found.words) > _LONGEST_WORD_FRAMES:
        return 0.0
    return 1 / (1 + math.exp(_STEEPNESS * (found.lag - _BORDER)))


@cache  # it reads the disk, and each Describe asks for it
def _version() -> str:
    return version("pocketsphinx")
