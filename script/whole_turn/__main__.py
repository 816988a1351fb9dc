"""Measures whole turns of a stock Home Assistant and of Home Assistant with Morgan, in turn, on the same weights."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import charts
import given
import made
import peers
from demo_house.ha import HomeAssistantError
from demo_house.processes import ProcessFailed
from rich.console import Console

from whole_turn import figures, logs, shown, stacks, turns
from whole_turn.figures import MORGAN, QUICK, STOCK, Times
from whole_turn.logs import Log
from whole_turn.parts import in_morgans_environment, lacking, made_parts, real_parts
from whole_turn.scenes import SCENES, SCRIPT, Scene
from whole_turn.tap import Tap

STACKS = (STOCK, QUICK, MORGAN)
# Home Assistant's own voice detection ends a stock turn after 0.7 s of silence; a client of its websocket cannot choose
# another. What a user can choose is to let wyoming-faster-whisper end it (Silero), here after the 0.25 s that Home
# Assistant calls aggressive, and to leave the silence away before the model hears it.
WHISPER_FLAGS = {STOCK: (), QUICK: ("--vad-endpointing", "0.25", "--vad-clip")}
SETTINGS = {
    STOCK: "Home Assistant's voice detection at its default (0.7 s)",
    QUICK: "wyoming-faster-whisper --vad-endpointing 0.25 --vad-clip (what Home Assistant calls aggressive)",
    MORGAN: "as installed; with real weights it keeps no sentence's sound (tts.cache_megabytes 0), since answers recur",
    "all": "Whisper base int8, one beam, two threads; the same Piper voice, streamed; llama-server --jinja with its "
    "default slots and prompt cache, one process for each side; the stock pipeline prefers local intents. Home "
    "Assistant turns the stock voice into MP3 (its default, for which it runs ffmpeg); Morgan's is WAV.",
}
Cold: TypeAlias = dict[str, dict[str, float]]  # the first turn's time to the first sound: by kind of turn, by stack

WARM_UP = 1  # rounds that are not counted
NO_WORDS = "stt-no-text-recognized"  # Home Assistant's code for it


@dataclass(slots=True)
class Bench:
    """What runs, and what was measured so far."""

    stock: stacks.Stack
    morgan: stacks.Stack
    tap: Tap
    told: dict[str, Log]  # by side what its llama-server writes, and by "server" what Morgan's does
    measured: list[Times]
    cold: Cold

    async def take(self, name: str, scene: Scene, clip: turns.Clip, number: int) -> Times:
        """Run one turn, and check where a made Whisper hears that it was the turn that was meant."""
        stack = self.morgan if name == MORGAN else self.stock
        model, server = self.told[MORGAN if name == MORGAN else STOCK], self.told["server"]
        for service, data in stacks.reset_calls():
            await stack.client.post(f"/api/services/{service}", data)
        await asyncio.sleep(0.5)  # the house is at rest before somebody speaks
        self.tap.stopped_at = None
        model.news(), server.news()
        run = await turns.take(stack.client, stack.socket, clip, stack.pipelines[name], stack.device)
        heard = run.seen["stt-end"]["stt_output"]["text"]
        if not clip.says and heard.strip().rstrip(".?") != scene.hears.rstrip(".?"):
            raise HomeAssistantError(f"{name}: heard {heard!r} in place of {scene.hears!r}")
        silence = self.tap.stopped_at if name == MORGAN else run.at.get("stt-vad-end")

        def after(moment: float | None) -> float | None:
            return None if moment is None else (moment - run.last_sample) * 1000

        def certain(moment: float | None) -> float:
            assert moment is not None
            return (moment - run.last_sample) * 1000

        written = model.news()
        return Times(
            name,
            scene.kind,
            clip.name,
            clip.trailing_seconds * 1000,
            after(silence),
            certain(run.at["stt-end"]),
            after(run.at.get("token")),
            certain(run.first_audio),
            certain(run.last_audio),
            number,
            clip.says,
            heard.strip(),
            load=round(os.getloadavg()[0], 2),
            read=logs.read(written),
            wrote=logs.wrote(written),
            stages=logs.stages(server.news()) if name == MORGAN else "",
        )


async def measure(options: argparse.Namespace, folder: Path, measured: list[Times], cold: Cold) -> None:
    """Start everything, run the rounds, stop everything; what was measured is kept also when a later turn fails."""
    say(f"logs: {folder}")
    chosen = [scene for kind in options.scenes.split(",") for scene in SCENES if scene.kind == kind]
    if options.weights is None:
        parts = made_parts(chosen, options.data)
    else:
        parts = real_parts(chosen, options.weights, options.data, folder / "clips")
    model = made.llm(SCRIPT, options.llm)
    path = ffmpeg(folder)
    ports = {name: peers.free_port() for name in WHISPER_FLAGS}
    data = folder / "morgan" / "data"
    data.mkdir(parents=True)
    (data / "voices").symlink_to(parts.voices.resolve())
    async with AsyncExitStack() as kept:
        written = {side: folder / f"llama-{side}.log" for side in (STOCK, MORGAN)}
        llms = {side: await kept.enter_async_context(stacks.llama(model, log)) for side, log in written.items()}
        piper = kept.enter_context(peers.piper(parts.voices, parts.voice))
        tap = await kept.enter_async_context(Tap().listening())
        say("starting two Home Assistants")
        stock, own = [
            await kept.enter_async_context(stacks.home_assistant(folder / name, path)) for name in ("stock", "own")
        ]
        told = {name: Log(log) for name, log in {**written, "server": folder / "morgan" / "server.log"}.items()}
        bench = Bench(stock, own, tap, told, measured, cold)
        for scene in chosen:
            async with AsyncExitStack() as scene_kept:
                model_folder = parts.whispers[scene.kind]
                await scene_kept.enter_async_context(stacks.started_whispers(model_folder, ports, WHISPER_FLAGS))
                settings = stacks.morgan_settings(model_folder, llms[MORGAN], parts)
                await scene_kept.enter_async_context(stacks.morgan_server(folder / "morgan", tap, settings))
                if not stock.pipelines:
                    await stacks.add_stock(stock, ports, piper, llms[STOCK], parts)
                    await stacks.add_morgan(own, MORGAN, tap.port)
                await stacks.until_morgan_is_up(own)
                for port in llms.values():
                    await stacks.until_idle(port)
                await play(bench, scene, parts.clips[scene.kind], options.rounds)


async def play(bench: Bench, scene: Scene, recordings: Sequence[turns.Clip], rounds: int) -> None:
    """Let each stack take the same recordings in turn; the first turns are the cold ones and not counted.

    Home Assistant keeps the sound of its own intents' replies: each sentence of a plain command is said once before.
    """
    warm_up = len(recordings) if scene.local and recordings[0].says else WARM_UP
    for number in range(1 - warm_up, rounds + 1):
        clip = recordings[number % len(recordings)]
        for name in STACKS:
            try:
                taken = await bench.take(name, scene, clip, number)
            except (HomeAssistantError, TimeoutError) as error:
                if not clip.says or NO_WORDS not in str(error):
                    raise HomeAssistantError(f"{scene.title}, {name}: {str(error) or 'it did not end'}") from error
                taken = figures.unheard(name, scene.kind, clip.name, number, clip.says)
            told = "not counted" if number < 1 else f"{number}/{rounds}"
            say(
                f"{scene.title}, {name} ({told}), after the end of speech: transcript "
                f"{taken.transcript_ms + taken.trailing_ms:.0f} ms, first sound "
                f"{taken.first_audio_ms + taken.trailing_ms:.0f} ms"
            )
            if number == 1 - warm_up:
                bench.cold.setdefault(scene.kind, {})[name] = round(taken.first_audio_ms)
            if number >= 1:
                bench.measured.append(taken)


def judged(measured: Sequence[Times]) -> list[Times]:
    """Return the turns, each with whether what was said in it was heard right."""
    said = [one for one in measured if one.said]
    if not said:
        return list(measured)
    rights = iter(in_morgans_environment(["judge"], [(one.said, one.heard) for one in said]))
    return [replace(one, right=next(rights)) if one.said else one for one in measured]


def ffmpeg(folder: Path) -> str:
    """Put the ffmpeg of the peers' environment where Home Assistant finds it; return the folder."""
    python = peers.install()
    command = [str(python), "-c", "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    place = folder / "bin"
    place.mkdir(parents=True)
    (place / "ffmpeg").symlink_to(found)
    return str(place)


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"[{time.monotonic() - _BEGAN:5.0f}s] {text}", file=sys.stderr, flush=True)


_BEGAN = time.monotonic()


def report(
    measured: Sequence[Times], cold: Mapping[str, Mapping[str, float]], options: argparse.Namespace, into: Path
) -> dict[str, Any]:
    """Write JSON and chart, show the tables; return the last line."""
    scenes = [(scene.kind, scene.title) for scene in SCENES if any(one.scene == scene.kind for one in measured)]
    kinds = [kind for kind, _ in scenes]
    rows = figures.summary(measured, STACKS, kinds)
    last = figures.ratios(measured)
    more = {
        "heard_right": figures.heard_right(measured, STACKS),
        "from_end_of_speech_ms": figures.from_end_of_speech(measured, STACKS, kinds),
    }
    steady = figures.steadiness(measured, kinds)
    details = {
        "from_last_sample": {name: figures.ratios(measured, name) for name in (STOCK, QUICK)},
        "from_end_of_speech": {name: figures.ratios(measured, name, speech=True) for name in (STOCK, QUICK)},
        "rounds": options.rounds,
        "llm": options.llm,
        "weights": "made" if options.weights is None else "real",
        "load": [min(loads := [one.load for one in measured], default=0.0), max(loads, default=0.0)],
        "settings": SETTINGS,
        "first_turn_of_each_kind_first_audio_ms": cold,
        "rows": rows,
    }
    content = {"ratios": last, **more, "rounds_ratios": steady, **details, "turns": figures.plain(measured)}
    content["peers"] = peers.versions()
    charts.keep(into, "turn", content, ("homeassistant", "wyoming", "hassil", "openai"))
    bars = figures.waterfall(measured, STACKS, scenes)
    charts.bars("From the end of speech to the first sound (median turn)", bars, "ms", into / "bench-turn.svg")
    say(f"written: {into}")
    console = Console(stderr=True, width=140)
    causes = (shown.causes(measured, scene.kind) for scene in SCENES if scene.kind in kinds and not scene.local)
    for table in (shown.stages(rows), *causes, shown.rounds(steady), shown.misheard(measured)):
        if table.row_count:
            console.print(table)
    print(f"load of the machine: {details['load']}", file=sys.stderr)
    for name, how in SETTINGS.items():
        print(f"{name}: {how}", file=sys.stderr)
    return {**last, **more, "ratios": steady, "details": details}


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="script/bench turn", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write chart and figures into docs/img")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--llm", default="30m", help="shape of the language model; 4m for a trial")
    parser.add_argument("--scenes", default=",".join(scene.kind for scene in SCENES))
    beside = given.speech()
    parser.add_argument("--data", type=Path, default=beside, help="folder of the speech data")
    parser.add_argument(
        "--weights",
        type=lambda named: Path(named) if named else None,
        default=given.weights(),
        help="folder with real weights, whisper-base and piper, in place of made ones ($MORGAN_REAL_WEIGHTS; '': made)",
    )
    options = parser.parse_args()
    if options.weights is not None and (why := lacking(options.weights)):
        print(f"skipped: {why}", file=sys.stderr)
        if options.json:
            print(json.dumps({"skipped": why}))
        return 0
    if options.weights is None and not (options.data / "en" / "human").is_dir():
        print(f"there are no recordings in {options.data}; MORGAN_SPEECH_DATA names their folder", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="morgan-bench-turn-"))
    measured: list[Times] = []
    cold: Cold = {}
    failed = 0
    try:
        asyncio.run(measure(options, folder, measured, cold))
    except KeyboardInterrupt:
        failed = 130
    except (HomeAssistantError, peers.PeerFailed, ProcessFailed) as error:
        print(f"the bench failed: {error}\nlogs: {folder}", file=sys.stderr)
        failed = 1
    if not measured:
        return failed
    last = report(judged(measured), cold, options, charts.folder(docs=options.docs))
    if options.json:
        print(json.dumps(last))
    return failed


if __name__ == "__main__":
    sys.exit(main())
