"""How soon a busy server still answers: Describe asked all the while four clients hear and speak.

Each client speaks utterances at the pace of speech, one after the other, and at the same time has replies said that are
written at 40 tokens a second. The Whisper is `base` in shape and cost, the voice costs what a medium Piper voice does.
The asker is a process of its own with a plain socket, so that no client's work is counted; it asks every 20 ms. The
peers are two servers and each is asked, while both are as busy as Morgan is alone. Morgan's cache of replies is off.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

import charts
import made
import ours
import peers
from replies import REPLIES
from rich.console import Console
from rich.table import Table
from stt import SAYS, Speech, Tally, one, speeches
from tts import COST_PER_ID, REAL, once, stream

CLIENTS = 4
ASK_SECONDS = 0.02
PACKAGES = ("morgan-voice", "piper-tts", "onnxruntime", "ctranslate2", "wyoming")


def ask(port: int, seconds: float) -> list[float]:
    """Ask one server again and again; return how long each answer took, in milliseconds."""
    took: list[float] = []
    with socket.create_connection((peers.HOST, port), timeout=30) as line, line.makefile("rb") as stream:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            line.sendall(b'{"type": "describe"}\n')
            header = json.loads(stream.readline())
            stream.read(header.get("data_length", 0))
            took.append((time.perf_counter() - begin) * 1e3)
            time.sleep(ASK_SECONDS)
    return took


async def asked(port: int, seconds: float) -> list[float]:
    """Let a process of its own ask."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, "--ask", str(port), str(seconds)), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    took: list[float] = json.loads(told)
    return took


async def speaking(port: int, seconds: float, first: int) -> int:
    """Have replies said for so long; return how many were."""
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        await stream(port, REPLIES[(first + count) % len(REPLIES)])
        count += 1
    return count


async def busy(
    hears: int, speaks: int, sounds: list[Speech], seconds: float
) -> tuple[dict[int, list[float]], Tally, int]:
    """Keep the servers at these ports busy; return how long Describe took at each, and what was done meanwhile."""
    tally = Tally()
    await once(speaks, "Ready when you are.")
    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(one(hears, sounds, seconds + 1, tally, paced=True))
        replies = [group.create_task(speaking(speaks, seconds + 1, 3 * each)) for each in range(CLIENTS)]
        await asyncio.sleep(1.0)  # by now everybody is at it
        asking = {port: group.create_task(asked(port, seconds)) for port in {hears, speaks}}
    return {port: task.result() for port, task in asking.items()}, tally, sum(task.result() for task in replies)


async def measure(seconds: float, rounds: int) -> dict[str, object]:
    """Measure Morgan and the peers in turn."""
    weights, voices = made.whisper(SAYS), made.voices(REAL, cost_per_id=COST_PER_ID)
    sounds = await speeches()
    took: dict[str, list[float]] = {}
    done: dict[str, list[int]] = {"peers": [0, 0, 0], "Morgan": [0, 0, 0]}
    for _ in range(rounds):
        for who, doings in done.items():
            with ExitStack() as stack:
                if who == "peers":
                    hears = stack.enter_context(peers.whisper(weights))
                    speaks = stack.enter_context(peers.piper(voices, REAL))
                    names = {hears: "wyoming-faster-whisper", speaks: "wyoming-piper"}
                else:
                    settings = (f"stt.whisper.model={weights}", "stt.engine=whisper", "tts.cache_megabytes=0")
                    hears = speaks = stack.enter_context(ours.morgan(*settings, voices=voices, voice=REAL))
                    names = {hears: "Morgan"}
                answers, tally, replies = await busy(hears, speaks, sounds, seconds)
            for port, name in names.items():
                took.setdefault(name, []).extend(answers[port])
            for place, count in enumerate((len(tally.latencies), tally.refused + tally.wrong, replies)):
                doings[place] += count
    figures: dict[str, object] = {"p99_ms": round(charts.percentile(took["Morgan"], 99), 1)}
    figures["servers"] = {
        name: {
            "p50_ms": round(charts.percentile(each, 50), 2),
            "p99_ms": round(charts.percentile(each, 99), 2),
            "worst_ms": round(max(each), 1),
            "asked": len(each),
        }
        for name, each in took.items()
    }
    figures["meanwhile"] = {
        who: {"heard": heard, "not_heard": lost, "said": said} for who, (heard, lost, said) in done.items()
    }
    return figures


def show(figures: dict[str, object]) -> list[tuple[str, float]]:
    """Print the table; return the chart's rows."""
    table = Table("server", "median", "p99", "worst", title=f"Describe while {CLIENTS} clients hear and speak")
    servers = figures["servers"]
    assert isinstance(servers, dict)
    for name, each in servers.items():
        table.add_row(name, *(f"{each[key]:.1f} ms" for key in ("p50_ms", "p99_ms", "worst_ms")))
    Console(stderr=True).print(table)
    return [(f"{name}, p99", each["p99_ms"]) for name, each in servers.items()]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write chart and figures into docs/img")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long each server is kept busy per round")
    parser.add_argument("--rounds", type=int, default=2, help="how often each, in turn")
    parser.add_argument("--ask", nargs=2, metavar=("PORT", "SECONDS"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.ask:
        print(json.dumps(ask(int(options.ask[0]), float(options.ask[1]))))
        return 0
    figures = asyncio.run(measure(options.seconds, options.rounds))
    folder = charts.folder(docs=options.docs)
    charts.bars("Describe while four clients hear and speak", show(figures), "ms", folder / "bench-describe.svg")
    charts.keep(folder, "describe", figures | {"peers": dict(peers.versions())}, PACKAGES)
    print(f"written to {folder}")
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
