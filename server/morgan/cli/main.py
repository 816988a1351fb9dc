"""Parses the command line; the one place where errors become messages and exit statuses.

0: done. 1: the command failed. 2: its arguments or the settings are wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from morgan import __version__
from morgan.cli.process import log_to_stderr
from morgan.errors import MorganError, SettingsInvalid
from morgan.settings.sources import DEFAULT, Loaded, load

COMMANDS = {
    "serve": "run the server",
    "config": "show the settings that are in effect, and where each came from",
    "doctor": "show what is found and what is missing, and what mends it",
    "say": "speak a text, through the loudspeaker or into a WAV file",
    "transcribe": "write down what is said in a WAV file",
    "voices": "list the voices",
    "download": "fetch weights now instead of when they are first needed",
    "pair": "show the pairing code that Home Assistant asks for",
    "token": "show the token alone, which is a part of the pairing code",
    "ping": "ask a running server whether it is well",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments, _load(arguments))
    except SettingsInvalid as error:
        sys.stderr.write("".join(f"morgan: {line}\n" for line in str(error).splitlines()))
        return 2
    except MorganError as error:
        sys.stderr.write(f"morgan: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `morgan config | head`: the reader has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: argparse.Namespace, loaded: Loaded) -> int:
    """Run the command with the arguments that it needs; it is imported here, because an import takes time."""
    # ruff: noqa: PLC0415
    settings = loaded.settings
    if loaded.origins["log_level"] != DEFAULT:  # by default only the server logs what it does
        log_to_stderr(settings.log_level)
    match arguments.command:
        case "serve":
            from morgan.cli.serve import serve

            status = serve(settings)
        case "config":
            from morgan.cli.config import show

            form: Literal["yaml", "json", "table"] = (
                "json" if arguments.json else "table" if arguments.table else "yaml"
            )
            status = show(loaded, form, defaults=arguments.defaults)
        case "doctor":
            from morgan.cli.doctor import doctor

            status = doctor(loaded, as_json=arguments.json)
        case "say":
            from morgan.cli.say import Wish, say

            wish = Wish(" ".join(arguments.text), arguments.voice, arguments.language)
            status = say(settings, wish, arguments.out)
        case "transcribe":
            from morgan.cli.transcribe import transcribe

            status = transcribe(
                settings, arguments.file, arguments.language, home_file=arguments.home, as_json=arguments.json
            )
        case "voices":
            from morgan.cli.voices import voices

            status = voices(settings, as_json=arguments.json, paces=arguments.paces)
        case "download":
            from morgan.cli.download import download

            status = download(settings, arguments.what)
        case "pair":
            from morgan.cli import pair

            status = pair.run(
                settings, arguments.address, listed=arguments.list, revoked=arguments.revoke, as_json=arguments.json
            )
        case "token":
            from morgan.cli.token import show_token

            status = show_token(settings, make=arguments.make)
        case _:
            from morgan.cli.ping import ping

            status = ping(settings)
    return status


def _load(arguments: argparse.Namespace) -> Loaded:
    flags: list[tuple[str, object]] = [tuple(pair) for pair in arguments.set]
    for key in ("data_dir", "log_level", "wire.host", "wire.port", "wire.token"):
        value = getattr(arguments, key.rpartition(".")[2], None)
        if value is not None:
            flags.append((key, value))
    if arguments.trust:
        flags.append(("wire.trusted_networks", ["127.0.0.0/8", "::1/128", *arguments.trust]))
    return load(flags, os.environ, arguments.config)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no KEY=VALUE, as in stt.engine=closed")
    return key.strip(), value


def _common() -> argparse.ArgumentParser:
    """Build the options that every command takes, because each reads the same settings."""
    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group(
        "settings", "flags > environment (MORGAN_…) > file > defaults; see `morgan config`"
    )
    group.add_argument("--config", type=Path, metavar="FILE", help="YAML file; default: ~/.config/morgan/morgan.yaml")
    group.add_argument("--set", type=_pair, action="append", default=[], metavar="KEY=VALUE", help="any setting")
    group.add_argument("--data-dir", metavar="FOLDER", help="weights, voices, token")
    group.add_argument("--log-level", metavar="LEVEL", help="debug, info, warning or error")
    group.add_argument("--host", metavar="ADDRESS", help="address of the server; 0.0.0.0 opens it to the network")
    group.add_argument("--port", metavar="PORT", help="port of the server")
    group.add_argument("--token", metavar="TEXT", help="seen by who lists processes: MORGAN_WIRE_TOKEN_FILE is not")
    group.add_argument("--trust", action="append", metavar="NETWORK", help="a network whose peers need no token")
    return common


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="morgan", description="A voice assistant for a house that runs on the owner's own hardware."
    )
    parser.add_argument("--version", action="version", version=f"morgan {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = _common()
    own = {
        name: commands.add_parser(name, help=about, description=about, parents=[common])
        for name, about in COMMANDS.items()
    }
    for name in ("config", "doctor", "pair", "transcribe", "voices"):
        own[name].add_argument("--json", action="store_true", help="for a program instead of a person")
    own["config"].add_argument("--defaults", action="store_true", help="a commented YAML file of every setting")
    own["config"].add_argument("--table", action="store_true", help="every setting as a Markdown table")
    own["say"].add_argument("text", nargs="+", help="what to say")
    own["say"].add_argument("--out", metavar="FILE.wav", help="where to write it; - is the standard output")
    own["voices"].add_argument(
        "--paces", action="store_true", help="say a sentence with each voice that is here, and tell how quick it is"
    )
    own["say"].add_argument("--voice", help="as `morgan voices` lists them")
    own["transcribe"].add_argument("file", type=Path, metavar="FILE.wav")
    own["transcribe"].add_argument("--home", type=Path, metavar="FILE", help="the house's names, as JSON or YAML")
    for name in ("say", "transcribe"):
        own[name].add_argument("--language", help="BCP 47 code, such as en or de")
    own["download"].add_argument(
        "what", nargs="?", default="all", choices=("whisper", "onnx-asr", "piper", "kokoro", "llm", "all")
    )
    own["pair"].add_argument(
        "--address", action="append", default=[], metavar="ADDRESS", help="where clients reach it, instead of its own"
    )
    instead = own["pair"].add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="show which houses have a credential")
    instead.add_argument("--revoke", metavar="ID", help="make one worthless, as --list names it")
    own["token"].add_argument("--make", action="store_true", help="make one if there is none")
    return parser
