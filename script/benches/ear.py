"""Whether smart-turn's ear would help the words to tell a turn's end: utterances cut off, and how long others wait.

Every pause of the cases of `script/bench endpoint` (and of sentences with an "um", `pauses.filled`) is listened to with
endless patience: when an engine's words are there and what they say of the end, what pipecat's smart-turn v3 says of it
by ear, and what each took in processor time. From these the end of each turn follows under any rule, so that
all rules are told side by side about the same sounds: the words alone, as the server does it; the ear one step slower
(complete, unknown, open, unfinished) where it hears no end, or one step quicker where it hears one; and, to compare,
no ear but other silences. The weights are looked for under MORGAN_REAL_WEIGHTS, as `smart-turn/*.onnx`; beside
them a real Piper voice, `piper/*.onnx`, which speaks too, and `whisper-base`, which hears if `--engine` says so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import given
import numpy as np
from charts import folder, keep, percentile
from endpoint import VARIANTS, End, halves, tally
from pauses import Case, cases, embedded, filled, spoken
from smart_turn import SmartTurn

from morgan.agent.sentence.turn_completion import finished, learn
from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFormat, Resampler, Samples, read_wav
from morgan.ports import Finish, SpeechToText, Transcript, Utterance
from morgan.settings.schema import ClosedSettings, VadSettings, WhisperSettings
from morgan.stt.closed.engine import Closed
from morgan.stt.whisper import Whisper
from morgan.turn.speculation import LEAD_SECONDS, TAIL_SECONDS, Judge
from morgan.vad.endpoint import Endpoint, Paused, Resumed, Started, silence_seconds
from morgan.vad.silero import SileroVad

_FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
_MORE_SECONDS = 0.1  # of silence, before a guess without words is made again, as the server does
_ENDLESS = VadSettings(silence_seconds=4.3)
_BEFORE_SECONDS = 0.5  # of the room that the ear hears before the first word, as pipecat gives it
_SETS = ("commands", "talk", "filled")
_STEPS: tuple[Finish, ...] = ("complete", "unknown", "open", "unfinished")
_PATIENCE = {finish: silence_seconds(VadSettings(), finish=finish) for finish in _STEPS}

Rule: TypeAlias = Callable[[Finish, float | None], float]  # the words' say and the ear's, if known → patience


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause, in seconds into the sound: when what was known of it."""

    since: float
    told: float
    resumed: float | None = None  # where the speech goes on
    words: tuple[tuple[float, Finish], ...] = ()  # from when on they say what
    ear: float = 1.0
    ear_seconds: float = 0.0  # of processor time


def by_words(finish: Finish, _ear: float | None) -> float:
    """Wait as the server does."""
    return _PATIENCE[finish]


def slower(below: float) -> Rule:
    """Wait as after words that are one step less complete where the ear hears no end."""
    return lambda finish, ear: _PATIENCE[_step(finish, 1 if ear is not None and ear < below else 0)]


def quicker(above: float) -> Rule:
    """Wait as after words that are one step more complete where the ear hears an end."""
    return lambda finish, ear: _PATIENCE[_step(finish, -1 if ear is not None and ear >= above else 0)]


def scaled(factor: float) -> Rule:
    """Hear nothing, and wait so much longer or less after all but complete words."""
    return lambda finish, _: _PATIENCE[finish] * (1.0 if finish == "complete" else factor)


RULES: dict[str, Rule] = {
    "words": by_words,
    **{f"ear below {at}: slower": slower(at) for at in (0.1, 0.3, 0.5)},
    **{f"ear above {at}: quicker": quicker(at) for at in (0.5, 0.9, 0.97, 0.985)},
    **{f"no ear, silences x {by}": scaled(by) for by in (0.9, 0.8, 0.5, 1.5, 2.0)},
}


def _step(finish: Finish, by: int) -> Finish:
    return _STEPS[min(max(_STEPS.index(finish) + by, 0), len(_STEPS) - 1)]


def ended(pauses: Sequence[Pause], rule: Rule) -> float:
    """Return when a turn with these pauses ends."""
    for pause in pauses:
        found = _ended(pause, rule)
        if found < (math.inf if pause.resumed is None else pause.resumed):
            return found
    return pauses[-1].since + _ENDLESS.silence_seconds if pauses else 0.0


def _ended(pause: Pause, rule: Rule) -> float:
    """Return when the silence of one pause is long enough, looked at whenever something becomes known."""
    heard = pause.told + pause.ear_seconds
    # While the words are looked for nothing ends: there is no transcript before they are there.
    moments = sorted({at for at, _ in pause.words} | {heard})
    for number, now in enumerate(moments):
        said = [finish for at, finish in pause.words if at <= now]
        patience = rule(said[-1], pause.ear if heard <= now else None) if said else _PATIENCE["unfinished"]
        due = pause.since + patience
        frame = math.ceil((due - 1e-6) / _FRAME_SECONDS) * _FRAME_SECONDS  # seen with the frame that completes it
        at = now if due <= now else frame
        if number + 1 == len(moments) or at <= moments[number + 1]:
            return at
    return pause.since + _ENDLESS.silence_seconds


async def pauses_of(case: Case, vad: SileroVad, engine: SpeechToText, ear: SmartTurn) -> list[Pause]:
    """Listen to one utterance."""
    endpoint, started, pauses = Endpoint(_ENDLESS), 0.0, list[Pause]()
    for number, probability in enumerate(await vad.listen().detect(case.samples), 1):
        match endpoint.feed(probability, _FRAME_SECONDS):
            case Started(seconds):
                started = seconds
            case Paused(seconds):
                pauses.append(Pause(seconds, number * _FRAME_SECONDS))
            case Resumed(seconds):
                pauses[-1] = replace(pauses[-1], resumed=seconds)
            case _:
                pass
    return [await _listened(case, pause, started, engine, ear) for pause in pauses]


async def _listened(case: Case, pause: Pause, started: float, engine: SpeechToText, ear: SmartTurn) -> Pause:
    judge = Judge(finished, "en", lambda: case.home)
    known: list[tuple[float, Finish]] = []
    now, until, latest = pause.told, pause.told, pause.since + TAIL_SECONDS
    while True:
        sound = _cut(case.samples, started - LEAD_SECONDS, min(until, latest))
        guess, took = await _guess(engine, Utterance(sound, "en", case.home, haste="guess"))
        known.append((now + took, judge.judge(guess)))
        now = max(now + took, until + _MORE_SECONDS)
        if guess.text or min(now, latest) < until + _MORE_SECONDS:
            break
        until = min(now, latest)
        if pause.resumed is not None and now > pause.resumed:
            break
    began = time.thread_time()
    probability = ear.finished(_cut(case.samples, started - _BEFORE_SECONDS, pause.told))
    return replace(pause, words=tuple(known), ear=probability, ear_seconds=time.thread_time() - began)


async def _guess(engine: SpeechToText, utterance: Utterance) -> tuple[Transcript, float]:
    began = time.process_time()
    return await engine.transcribe(utterance), time.process_time() - began


def _cut(samples: Samples, since: float, until: float) -> Samples:
    return samples[max(0, round(since * SAMPLE_RATE_HZ)) : round(until * SAMPLE_RATE_HZ)]


def hearing(name: str, weights: Path) -> SpeechToText:
    """Return an engine."""
    if name == "closed":
        return Closed(ClosedSettings(), "en")
    return Whisper(weights / "whisper-base", WhisperSettings(), "en")


async def _listen(part: Sequence[Case], name: str, weights: Path) -> list[list[Pause]]:
    vad, engine, ear = SileroVad(), hearing(name, weights), SmartTurn(turn_weights(weights)[0])
    for home in {case.home for case in part}:
        await engine.prepare(home)
        learn(home)
    try:
        return [await pauses_of(case, vad, engine, ear) for case in part]
    finally:
        await engine.close()
        await vad.close()


def turn_weights(folder: Path) -> list[Path]:
    """Return smart-turn's weights, if they are there."""
    return sorted(folder.glob("smart-turn/*.onnx"))


def listen_all(all_cases: Sequence[Case], name: str, weights: Path) -> list[list[Pause]]:
    """Listen to all utterances, in as many processes as there are cores."""
    count = os.cpu_count() or 1
    parts = [all_cases[start::count] for start in range(count)]
    with ProcessPoolExecutor(count) as pool:
        found = list(pool.map(partial(_in_a_process, name=name, weights=weights), parts))
    return [found[number % count][number // count] for number in range(len(all_cases))]


def _in_a_process(part: Sequence[Case], name: str, weights: Path) -> list[list[Pause]]:
    return asyncio.run(_listen(part, name, weights))


def told(all_cases: Sequence[Case], heard: Sequence[Sequence[Pause]]) -> dict[str, dict[str, Any]]:
    """Return for each rule what `endpoint` tells of a manner."""
    ends = {name: [End(at, at) for at in (ended(each, rule) for each in heard)] for name, rule in RULES.items()}
    return {name: tally(all_cases, each) for name, each in ends.items()}


def alone(all_cases: Sequence[Case], heard: Sequence[Sequence[Pause]]) -> dict[str, dict[str, Any]]:
    """Return for each source how the ear alone tells the last pause from those within."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for case, pauses in zip(all_cases, heard, strict=True):
        for pause in pauses:
            within, last = found.setdefault(case.source, ([], []))
            (last if pause.resumed is None else within).append(pause.ear)
    return {source: _separation(*each) for source, each in found.items()}


def _separation(within: Sequence[float], last: Sequence[float]) -> dict[str, Any]:
    """Return the area under the ROC curve, and shares of both at some borders."""
    if not within or not last:
        return {"within": len(within), "last": len(last)}
    one, other = np.array(last)[:, None], np.array(within)[None]
    row: dict[str, Any] = {"within": len(within), "last": len(last)}
    row["area"] = round(float(((one > other) + 0.5 * (one == other)).mean()), 3)
    for border in (0.1, 0.5, 0.9, 0.98):
        row[f"above {border}"] = [round(float((each >= border).mean()), 2) for each in (other, one)]
    return row


def elsewhere(data: Path, ear: SmartTurn) -> dict[str, dict[str, Any]]:
    """Return the same for languages that no engine here can align: whole clips, and cut where they're quiet inside."""
    found: dict[str, dict[str, Any]] = {}
    for language in ("fr", "nl"):
        within: list[float] = []
        last: list[float] = []
        for path in sorted((data / language).glob("*/*.wav")):
            samples = read_wav(path)
            voiced = np.flatnonzero(np.abs(samples.astype(np.int32)) > np.abs(samples.astype(np.int32)).max() / 20)
            over = min(len(samples), int(voiced[-1]) + SAMPLE_RATE_HZ // 10)
            hush = np.convolve(samples[: len(samples)].astype(np.float64) ** 2, np.ones(320), "same")
            first, middle = int(voiced[0]), (over - int(voiced[0])) // 4
            inside = first + middle + int(np.argmin(hush[first + middle : over - middle]))
            last.append(ear.finished(_with_silence(samples[:over])))
            within.append(ear.finished(_with_silence(samples[:inside])))
        if last:
            found[language] = _separation(within, last)
    return found


def _with_silence(samples: Samples) -> Samples:
    hiss = np.random.default_rng(1).normal(0, 10, (2, SAMPLE_RATE_HZ // 4)).astype(np.int16)
    return np.concatenate((hiss[0], samples, hiss[1]))


def real_voice(folder: Path) -> Callable[[str, int], Samples] | None:
    """Return how a real Piper voice speaks, None where there is none."""
    voices = sorted(folder.glob("piper/*.onnx"))
    if not voices:
        return None
    from piper import PiperVoice  # noqa: PLC0415 - an extra, and only where its weights are

    voice = PiperVoice.load(voices[0])
    silence: Samples = np.zeros(SAMPLE_RATE_HZ // 3, dtype=np.int16)

    def say(text: str, _number: int) -> Samples:
        raw = b"".join(each.audio_int16_bytes for each in voice.synthesize(text))
        spoken_so = Resampler(AudioFormat(voice.config.sample_rate, 2, 1)).feed(raw, last=True)
        return np.concatenate((silence, spoken_so, silence))

    return say


def sets(options: argparse.Namespace) -> Iterator[tuple[str, list[Case]]]:
    """Yield the sets of utterances that are asked for, half of their clips: commands, talk, commands with fillers."""
    file = options.data / "background_noise.wav"
    noise = read_wav(file) if file.is_file() else None
    if {"commands", "talk"} & set(options.sets):
        clips, half = list(spoken(options.data)), list[Case]()
        for seed in options.seed:
            half += _half(cases(clips, noise, seed, VARIANTS), options.half)
        for name in ("commands", "talk"):
            if name in options.sets:
                yield name, [case for case in half if (case.source == "talk") == (name == "talk")]
    if "filled" in options.sets:
        hesitant: list[Case] = []
        for seed in options.seed:
            for source, say in (("espeak", embedded), ("real piper", real_voice(options.weights))):
                hesitant += _half(filled(source, say, noise, seed), options.half) if say is not None else []
        yield "filled", hesitant


def _half(all_cases: Iterable[Case], name: str) -> list[Case]:
    return dict(zip(("tune", "test"), halves(all_cases), strict=True))[name]


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write the JSON into docs/img")
    parser.add_argument("--half", choices=("test", "tune"), default="test")
    parser.add_argument("--engine", choices=("closed", "whisper"), default="closed")
    parser.add_argument("--sets", choices=_SETS, nargs="+", default=list(_SETS))
    parser.add_argument("--seed", type=int, nargs="+", default=[31], help="of the pauses and the noise")
    beside = given.speech()
    parser.add_argument("--data", type=Path, default=beside, help="folder of the speech data")
    real = given.weights() or Path("weights")
    parser.add_argument("--weights", type=Path, default=real, help="folder of the real weights")
    options = parser.parse_args(argv)
    if not turn_weights(options.weights):
        print(f"ear: no smart-turn/*.onnx in {options.weights}; say where with MORGAN_REAL_WEIGHTS", file=sys.stderr)
        return 2
    found: dict[str, Any] = {"half": options.half, "seeds": options.seed, "engine": options.engine}
    found |= {"by_rule": {}, "ear_alone": {}}
    seconds: list[float] = []
    for name, some in sets(options):
        heard = listen_all(some, options.engine, options.weights)
        seconds += [pause.ear_seconds for pauses in heard for pause in pauses]
        found["by_rule"][name] = told(some, heard)
        found["ear_alone"] |= {f"{name}, {source}": row for source, row in alone(some, heard).items()}
        for rule, row in found["by_rule"][name].items():
            print(
                f"{name:9} {rule:26} cut {row['cut_early']:3} of {row['utterances']}  wait {row['wait_ms']}", flush=True
            )
    found["ear_alone"] |= elsewhere(options.data, SmartTurn(turn_weights(options.weights)[0]))
    for source, row in found["ear_alone"].items():
        print(f"{source:22} {row}")
    found["ear_ms"] = {"median": round(1000 * percentile(seconds, 50)), "p90": round(1000 * percentile(seconds, 90))}
    print(f"processor time of the ear: {found['ear_ms']} ms a pause")
    print(f"written: {keep(folder(docs=options.docs), 'ear', found, ('onnxruntime', 'pocketsphinx', 'numpy'))}")
    if options.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
