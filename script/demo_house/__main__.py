"""script/demo: the command line; knows nothing of how a house is made or a turn is taken."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from demo_house import furnish, running, sound
from demo_house.ha import HomeAssistant, HomeAssistantError
from demo_house.places import CHECKOUT, Places
from demo_house.ports import PortTaken
from demo_house.processes import ProcessFailed
from demo_house.turn import Turn, take

SENTENCES = ("turn on the kitchen lights", "set a timer for five minutes", "is the front door locked")

DESCRIPTION = (
    "Run a furnished Home Assistant with Morgan until Ctrl-C; or take one turn there, in the demo that runs or in "
    "one that is started for it."
)


def say(text: str) -> None:
    """Tell how far it is: never on standard output, which belongs to the answer."""
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="script/demo", description=DESCRIPTION)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument(
        "--say", metavar="SENTENCE", help="speak one sentence to the house, show what came of it, and end"
    )
    asked.add_argument("--wav", metavar="FILE", type=Path, help="the same with a recording")
    asked.add_argument("--text", metavar="SENTENCE", help="the same, typed")
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a timeline")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where the answer's sound is saved")
    parser.add_argument("--voice", help="the voice that speaks the sentence")
    parser.add_argument("--dir", type=Path, default=CHECKOUT / ".demo", help="where the demo keeps its house (.demo)")
    wishes = running.Wishes()
    for name, whose, default in (
        ("--port", "Home Assistant", wishes.home_assistant_port),
        ("--server-port", "Morgan's server", wishes.server_port),
    ):
        told = f"where {whose} listens; without it {default}, or any that is free"
        parser.add_argument(name, metavar="PORT", type=port, help=told)
    options = parser.parse_args()
    if options.out is not None and not options.out.absolute().parent.is_dir():  # told before the turn, not after it
        parser.error(f"argument --out: there is no folder {options.out.absolute().parent}")
    return options


def port(text: str) -> int:
    """Read a port. Raises ArgumentTypeError."""
    if text.isdecimal() and 0 < int(text) < 65_536:
        return int(text)
    raise argparse.ArgumentTypeError(f"no port from 1 to 65535: {text!r}")


def wishes_of(options: argparse.Namespace) -> running.Wishes:
    """Return what the command line asks for: a port that it names must be that one."""
    wished = {"home_assistant_port": options.port, "server_port": options.server_port}
    named = {name: number for name, number in wished.items() if number is not None}
    return running.Wishes(**named, named=tuple(named.values()))


async def stay(places: Places, options: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C."""
    async with running.demo(places, say, wishes_of(options)) as demo:
        first, second, third = SENTENCES
        print(f"\n  {demo.url}    login: {furnish.USER} / {furnish.PASSWORD}\n")
        print(f'  Open Assist there and say or type:  "{first}"  "{second}"  "{third}"')
        print(f'  Or from here:  script/demo --say "{first}"')
        if demo.owner_pid == os.getpid():
            print("  Ctrl-C ends it.\n", flush=True)
        else:
            print("  Another script/demo runs it: Ctrl-C there ends it, here this command only.\n", flush=True)
        await running.watch(demo)
    say("a process of the demo has ended by itself; .demo/*.log says why")
    return 1


async def one_turn(places: Places, options: argparse.Namespace) -> int:
    """Take one turn in the demo that runs, or in one that is started for it."""
    with tempfile.TemporaryDirectory() as folder:
        asked: sound.Spoken | str
        if options.text is not None:
            asked = options.text
        else:
            asked = sound.read(options.wav or await sound.say(options.say, Path(folder), options.voice))
        async with running.demo(places, say, wishes_of(options)) as demo, aiohttp.ClientSession() as http:
            client = HomeAssistant(http, demo.url, demo.token)
            await furnish.morgan_there(client)
            async with client.socket() as socket:
                turn = await take(client, socket, asked)
    out = options.out or places.root / "answer.wav"
    if turn.answer.content:
        out.write_bytes(turn.answer.content)
    show_json(turn) if options.json else show(turn, out)
    return 1 if turn.error else 0


def show_json(turn: Turn) -> None:
    """Print the turn as one line."""
    told: dict[str, Any] = {"heard": turn.heard, "path": turn.path, "changed": turn.changed, "said": turn.said}
    print(json.dumps({**told, "audio_seconds": turn.answer.seconds, "ms": turn.ms}, ensure_ascii=False))
    if turn.error:
        say(f"the pipeline ended with an error: {turn.error}")


def show(turn: Turn, out: Path) -> None:
    """Print the turn as a person reads it."""
    print(f"  heard    {turn.heard!r}{_ms(turn, 'stt', 'after the last word')}")
    print(f"  path     {turn.path}{_ms(turn, 'agent', '')}")
    for number, (entity, (before, after)) in enumerate(turn.changed.items()):
        print(f"  {'' if number else 'changed':8} {entity}: {before} → {after}")
    if not turn.changed:
        print("  changed  nothing")
    print(f"  said     {turn.said!r}{_ms(turn, 'tts_first_audio', 'to the first sound')}")
    if turn.answer.content:
        print(f"  sound    {turn.answer.seconds:.2f} s in {out}{_ms(turn, 'total', 'from last word to first sound')}")
    if turn.error:
        print(f"  error    {turn.error}")


def _ms(turn: Turn, key: str, what: str) -> str:
    value = turn.ms[key]
    return "" if value is None else f"    ({value} ms{' ' + what if what else ''})"


async def until_stopped(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run to the end, or until Ctrl-C or SIGTERM, after which everything that was started is stopped first."""
    task = asyncio.create_task(work())
    loop = asyncio.get_running_loop()
    for order in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(order, task.cancel)
    with suppress(asyncio.CancelledError):
        return await task
    return 130


def main() -> int:
    """Run the command; failures that have a sentence are told by it."""
    options = arguments()
    places = Places(options.dir.resolve())
    alone = options.say is None and options.wav is None and options.text is None
    try:
        return asyncio.run(until_stopped(lambda: stay(places, options) if alone else one_turn(places, options)))
    except PortTaken as error:
        say(f"script/demo: {error}; --port and --server-port name others")
    except (HomeAssistantError, ProcessFailed) as error:
        say(f"script/demo: {error}")
    except TimeoutError:
        say("script/demo: the turn took too long; .demo/*.log may say why")
    except aiohttp.ClientError as error:
        say(f"script/demo: Home Assistant could not be reached: {error}")
    except OSError as error:  # the folder of the demo, or the file for the sound
        say(f"script/demo: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
