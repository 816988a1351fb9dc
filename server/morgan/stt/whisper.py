"""The Whisper engine: any words in a hundred languages, utterances of several rooms in one batch.

Handles the house's names (as a prompt before and name correction after, `names/`) and the queue; only `decoding.py`
knows how the weights compute.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, Kind, Program, Transcript, Utterance
from morgan.runtime import downloads as weights
from morgan.runtime.batching import BatchThreads, Rules
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.runtime.scheduler import Priority
from morgan.settings.schema import WhisperSettings
from morgan.stt.codes import bare
from morgan.stt.decoding import Decoded, Decoder, lacking, placed
from morgan.stt.hallucination_filter import Signs, doubtful, surely_right, truly_said
from morgan.stt.likeliest import KindOf, Taken, likeliest, nobody_knows
from morgan.stt.names.bias import bias
from morgan.stt.names.name_correction import learn, mend
from morgan.stt.windows import PROMPT_TOKENS, WHOLE_SECONDS, Piece, pieces, together, window_seconds

# Converted models by size, the same that faster-whisper uses. The distilled ones have a decoder of two layers.
_REPOSITORIES = {
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
_SIZES = (
    "tiny",
    "tiny.en",
    "base",
    "base.en",
    "small",
    "small.en",
    "medium",
    "medium.en",
    "large-v1",
    "large-v2",
    "large-v3",
)

_SHORTEST_SECONDS = 0.1
_BATCH = {"cpu": 8, "cuda": 16}  # on two cores each of eight costs 2/3 of one alone; sixteen cost hardly less each
_STEP_SECONDS = 6.0  # the decoder's cost as seconds of encoder window; for the expected wait
_PROMPTS = 32  # rooms times houses; building a prompt of 500 names takes 10 ms


def repository(model: str) -> str:
    """Return the hub repository of a size; a repository stays as it is. Raises EngineMissing for others."""
    if "/" in model:
        return model
    if model in _SIZES:
        return f"Systran/faster-whisper-{model}"
    if model in _REPOSITORIES:
        return _REPOSITORIES[model]
    raise EngineMissing(f"there is no Whisper named {model!r}: {', '.join((*_SIZES, *_REPOSITORIES))}, or a repository")


def weights_folder(model: str, data_dir: Path) -> Path:
    """Return where a model's weights are or will be: `model` if it is a folder, else one in the data directory."""
    named = Path(model).expanduser()
    if (named / "model.bin").is_file():
        return named
    return data_dir / "weights" / "whisper" / repository(model).replace("/", "--")


def weights_are_there(model: str, data_dir: Path) -> bool:
    """Tell whether the weights can be loaded without a network, fetched or put there."""
    folder = weights_folder(model, data_dir)
    return folder == Path(model).expanduser() or weights.is_complete(folder, lacking)


def what_is_missing(model: str, data_dir: Path) -> str:
    """Return which file a model's folder lacks, and where it would have to be."""
    folder = weights_folder(model, data_dir)
    return f"{lacking(folder) or 'a whole set of files'} is missing in {folder}"


def fetch_weights(
    model: str, data_dir: Path, *, within_seconds: float | None, stop: threading.Event | None = None
) -> Path:
    """Return the folder with the weights, fetched when they are not there. Raises EngineMissing."""
    folder = weights_folder(model, data_dir)
    if weights_are_there(model, data_dir):
        return folder
    return weights.fetch(repository(model), None, folder, within_seconds=within_seconds, stop=stop)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The result of one decode attempt."""

    taken: Taken
    signs: Signs
    language: str
    doubtful: bool  # another attempt may give other words


class Whisper:
    """One model on threads of its own."""

    def __init__(self, folder: Path, settings: WhisperSettings, language: str, kind_of: KindOf = nobody_knows) -> None:
        """Load the weights and warm them up, so that the first turn is as fast as the next.

        `language`: the one spoken when the client names none, or "auto"; `kind_of`: tells orders of a house from other
        sentences. Blocks for seconds. Raises EngineMissing, EngineFailed.
        """
        self._placement = placed(settings)
        self._settings, self._language, self._kind_of = settings, bare(language), kind_of
        rules = Rules(
            together,
            self._placement.workers,
            _BATCH[self._placement.device],
            patience_seconds=settings.patience_seconds,
        )
        self._threads: BatchThreads[Piece, Decoded] = BatchThreads("whisper", self._work, rules)
        self._names = EngineThread("names", waiting=256)  # indexing a large house's names takes 10 ms and more
        self._prompts: OrderedDict[object, tuple[Home, tuple[int, ...]]] = OrderedDict()
        with ExitStack() as undo:
            undo.callback(self._threads.shut)
            self._decoder = self._threads.call(lambda: Decoder(folder, self._placement, settings.beam_size)).result()
            for warmed in [self._threads.call(self._decoder.warm) for _ in range(self._placement.workers)]:
                warmed.result()
            undo.pop_all()

    @property
    def program(self) -> Program:
        """What the engine is."""
        where = "on the graphics card" if self._placement.device == "cuda" else "on the processor"
        model = f"{Path(self._settings.model).name}-{self._placement.compute_type}"
        return Program(
            "whisper",
            model,
            f"OpenAI's Whisper {self._settings.model} {where}",
            _version("faster-whisper"),
            self._decoder.languages,
            ("OpenAI; faster-whisper by SYSTRAN", "https://github.com/SYSTRAN/faster-whisper"),
        )

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises EngineFailed, Busy."""
        language = self._known(utterance.language) or self._known(self._language)
        if utterance.seconds < _SHORTEST_SECONDS or not utterance.samples.any():
            return Transcript("", language)
        named = utterance.home is not NO_HOME or bool(utterance.names)
        words: list[str] = []
        # Sound longer than a window is decoded piece by piece, each with its own place in the queue, so that an hour
        # of sound does not delay other rooms.
        for samples in pieces(utterance.samples):
            piece = replace(utterance, samples=samples, language=language)
            prompt = await self._names.run(partial(self._prompt, piece)) if named or piece.before else ()
            text, language = await self._hear(piece, prompt)
            words.append(text)
        return Transcript(" ".join(word for word in words if word), language)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Index the house's names; the weights were loaded by the constructor."""
        if home is not NO_HOME:
            await self._names.run(lambda _: self._bias(home, (), None))
            await self._names.run(lambda _: learn(home, self._known(self._language)))

    async def close(self) -> None:
        """Free the threads, and the weights as soon as the current step is done."""
        await self._names.close()
        self._threads.shut(self._decoder.unload)

    def _work(self, batch: Sequence[Piece], leave: Callable[[], bool]) -> list[Decoded] | None:
        return self._decoder.hear(batch, leave)

    async def _hear(self, utterance: Utterance, prompt: tuple[int, ...]) -> tuple[str, str]:
        """Return the words of a piece of at most one window, and its language."""
        heard: list[_Heard] = []
        for piece in self._ways(utterance, prompt):
            heard.append(await self._hear_so(piece, utterance))
            if not heard[-1].doubtful:
                break
        last = heard[-1]
        best = max(heard[-2:], key=lambda each: each.signs.log_probability) if last.doubtful else last
        return (best.taken.said.text if truly_said(best.signs) else ""), best.language

    def _ways(self, utterance: Utterance, prompt: tuple[int, ...]) -> Iterator[Piece]:
        """Yield the decode attempts, quickest first; each is made only if the one before is doubtful.

        On a graphics card the whole window takes no longer than a short one.
        """
        whole = Piece(utterance.samples, utterance.language, prompt)
        short = window_seconds(utterance.seconds, self._settings.margin_seconds)
        if short < WHOLE_SECONDS and self._placement.device == "cpu":
            yield replace(whole, window_seconds=short)
        yield whole
        if prompt:  # the prompt may have misled; OpenAI's five retries at other temperatures cost seconds on a CPU
            yield replace(whole, prompt=())

    async def _hear_so(self, piece: Piece, utterance: Utterance) -> _Heard:
        cost = piece.window_seconds + _STEP_SECONDS
        place = Priority(utterance.room, utterance.haste, cost, utterance.due)
        found = await self._threads.run(piece, place)
        taken = await self._names.run(lambda _: self._taken(found, utterance))
        said = taken.said
        prompt = self._decoder.text(piece.prompt)
        signs = Signs(said.text, found.no_speech, said.log_probability, piece.seconds, said.cut, prompt)
        quick = piece.window_seconds < WHOLE_SECONDS
        sure = surely_right(signs, is_order=taken.kind == "order") if quick else not doubtful(signs)
        return _Heard(taken, signs, found.language, doubtful=not sure)

    def _taken(self, found: Decoded, utterance: Utterance) -> Taken:
        """Choose among the hypotheses, after name correction of those that are considered."""
        home, names, language = utterance.home, utterance.names, found.language

        def read(text: str) -> tuple[str, Kind]:
            text = mend(text, home, names, language) if home is not NO_HOME or names else text
            return text, self._kind_of(text, language, home)

        return likeliest(found.hypotheses, read)

    def _prompt(self, utterance: Utterance, _: Stop) -> tuple[int, ...]:
        """Return the names, then the words said just before: the end of a prompt influences Whisper most."""
        names = self._bias(utterance.home, utterance.names, utterance.area)
        return (*names, *self._decoder.tokens(utterance.before)[-(PROMPT_TOKENS - len(names)) :])

    def _bias(self, home: Home, names: tuple[str, ...], area: str | None) -> tuple[int, ...]:
        key = (id(home), names, area)  # comparing two houses of a thousand entities costs more than keeping both
        if key not in self._prompts:
            budget = self._settings.prompt_tokens
            text = bias(home, names, area, lambda text: len(self._decoder.tokens(text)), budget) if budget else ""
            self._prompts[key] = home, self._decoder.tokens(text)  # keeping the house keeps its id unique
            if len(self._prompts) > _PROMPTS:
                self._prompts.popitem(last=False)
        self._prompts.move_to_end(key)
        return self._prompts[key][1]

    def _known(self, language: str | None) -> str | None:
        """Return Whisper's code of the language, None when it must be detected. Raises EngineFailed for others."""
        if language is None or language == "auto":
            return None
        code = bare(language)
        if code not in self._decoder.languages:
            raise EngineFailed(
                f"this Whisper does not understand {language!r}; take a multilingual one, or another language"
            )
        return code


@cache  # it reads the disk, and each Describe asks for it
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
