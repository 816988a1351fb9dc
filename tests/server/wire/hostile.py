"""Makes hostile conversations from a seed: events that are right, nearly right, wrong; knows nothing of the answers."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any, Literal

# fmt: off
TYPES = [
    "describe", "ping", "pong", "transcribe", "audio-start", "audio-chunk", "audio-stop", "synthesize",
    "synthesize-start", "synthesize-chunk", "synthesize-stop", "transcript", "detect", "select-program", "user-event",
    "info", "error", "handled", "run-pipeline", "x",
]
NAMES = ["hello", "home", "turn", "trace", "tool-result", "obeyed", "nothing"]
FIELDS = [
    "text", "name", "language", "context", "voice", "rate", "width", "channels", "timestamp", "names", "data",
    "history", "vad_sensitivity", "transcript_names", "prompt", "token", "version", "client", "home", "entities",
    "areas", "floors", "domain", "area", "device_class", "floor", "role", "content", "text_format",
    "rate_hz", "speaker", "tools", "states", "place", "recent", "now", "parameters", "read_only", "state", "attributes",
    "id", "turn", "error", "said", "path", "continue", "device",
]
# fmt: on

END = "the end"

Ending = Literal["ping", "broken", "cut", "abort"]


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent on one connection, and what it ends with. `mutated`: bytes were changed: anything may be meant."""

    raw: bytes
    events: int
    ending: Ending
    mutated: bool


def attack(rng: random.Random) -> Attack:
    """Return the next conversation of this seed."""
    count = rng.randrange(1, 60)
    frames = [frame(rng) for _ in range(count)]
    mutated = rng.random() < 0.25
    if mutated:
        index = rng.randrange(count)
        frames[index] = _mutate(rng, frames[index])
    ending: Ending = rng.choice(["ping", "ping", "broken", "cut", "abort"])
    last = {
        "ping": _frame({"type": "ping", "data": {"text": END}}),
        "broken": _broken(rng),
        "cut": frame(rng)[: rng.randrange(1, 6)],
        "abort": b"",
    }[ending]
    return Attack(b"".join(frames) + last, count + 1, ending, mutated)


def frame(rng: random.Random) -> bytes:
    """Return one well-framed event, sensible or not."""
    kind = rng.choice(TYPES)
    data = _sensible(rng, kind) if rng.random() < 0.6 else {field: _value(rng) for field in rng.sample(FIELDS, 4)}
    if data and rng.random() < 0.2:
        data[rng.choice(list(data))] = _value(rng)
    if kind == "user-event" and rng.random() < 0.8:
        data = {"name": rng.choice(NAMES), "data": data}
    payload = rng.randbytes(rng.choice([0, 1, 2, 640, 2048, 3001])) if "audio" in kind or rng.random() < 0.1 else b""
    header: dict[str, Any] = {"type": kind}
    if rng.random() < 0.3:
        header["data"], data = data, {}
    return _frame(header, data, payload)


def _frame(header: dict[str, Any], data: dict[str, Any] | None = None, payload: bytes = b"") -> bytes:
    behind = json.dumps(data).encode() if data else b""
    lengths = {"data_length": len(behind)} if behind else {}
    if payload:
        lengths["payload_length"] = len(payload)
    return json.dumps({**header, **lengths}).encode() + b"\n" + behind + payload


def _sensible(rng: random.Random, kind: str) -> dict[str, Any]:
    audio = {
        "rate": rng.choice([8000, 16000, 44100]),
        "width": rng.choice([1, 2, 3, 4]),
        "channels": rng.choice([1, 2]),
    }
    names = rng.sample(["Kitchen", "Attic", "hey_jarvis", "okay_nabu", "fake-stt"], rng.randrange(3))
    choices: dict[str, dict[str, Any]] = {
        "transcribe": {
            "language": "en",
            "vad_sensitivity": "relaxed",
            "transcript_names": names,
            "context": {"a": [1]},
        },
        "audio-start": audio,
        "audio-chunk": audio,
        "detect": {"names": names},
        "synthesize": {
            "text": "It is late. Good night.",
            "voice": {"name": "fake-voice"},
            "context": {"rate_hz": 22050},
        },
        "synthesize-start": {"voice": {"language": "de"}},
        "synthesize-chunk": {"text": rng.choice(["Good ", "night. ", "*", "", "1,5 °C"])},
        "transcript": {"text": "Why?", "language": "en", "context": {"id": rng.random()}},
        "select-program": {"name": rng.choice(["fake-stt", "nobody"])},
        "user-event": {
            "version": 1 if rng.random() < 0.99 else 2,
            "home": rng.choice("abc"),
            "entities": [{"names": ["Lamp"], "domain": "light", "area": "Attic"}],
            "areas": [{"names": names, "floor": "Up"}],
            "history": [{"role": "user", "content": "Hi"}],
            "tools": [{"name": "HassTurnOn", "parameters": {"type": "object"}, "read_only": rng.random() < 0.5}],
            "states": [{"name": "Lamp", "domain": "light", "area": "Attic", "state": "on", "attributes": {"a": 1}}],
            "place": {"area": "Attic"},
            "id": rng.choice(["call00001", "nobody"]),
            "error": rng.choice([None, {"type": "ask", "text": "Shall I?"}]),
            "path": rng.choice(["none", "intent"]),
        },
        "ping": {"text": rng.choice([None, "1"])},
    }
    return dict(choices.get(kind, {}))


def _value(rng: random.Random, depth: int = 0) -> Any:
    plain: list[Any] = [None, True, 0, -1, 1.5, 2**70, "", "Kitchen", "\u0000", "ä😀", "x" * 300, "1" * 50, 16000]
    if depth < 3 and rng.random() < 0.3:
        inside = [_value(rng, depth + 1) for _ in range(rng.randrange(3))]
        return inside if rng.random() < 0.5 else {rng.choice(FIELDS): each for each in inside}
    return rng.choice(plain)


def _broken(rng: random.Random) -> bytes:
    return rng.choice(
        [
            b"{\n",
            b"[]\n",
            b"null\n",
            b"\n",
            b'{"type": null}\n',
            b'{"type": "ping", "data_length": "7"}\n',
            b'{"type": "ping", "data_length": -7}\n',
            b'{"type": "ping", "data_length": true}\n',
            b'{"type": "ping", "data_length": 4}\n[1]\n',
            b'{"type": "ping", "data": {"text": "\\udc00"}}\n',
            b'{"type": "ping", "data": {"text": NaN}}\n',
            b'{"type": "ping", "type": "pong"}\n',
            b'{"type": "ping", "payload_length": 1e9}\n',
            b'{"type": "ping", "payload_length": 99999999999999}\n',
            b'{"type": "ping", "data": ' + b"[" * 5000 + b"\n",
            b'{"type": "ping", "data": {"a": ' + b"1" * 5000 + b"}}\n",
            b'{"type": "ping", "x": "' + b"y" * 70_000 + b'"}\n',
            b"\xff\xfe{\x00\n",
            rng.randbytes(40).replace(b"\n", b"") + b"\n",
        ]
    )


def _mutate(rng: random.Random, raw: bytes) -> bytes:
    place = rng.randrange(len(raw))
    match rng.randrange(4):
        case 0:
            return raw[:place] + bytes([raw[place] ^ (1 << rng.randrange(8))]) + raw[place + 1 :]
        case 1:
            return raw[:place] + raw[place + rng.randrange(1, 20) :]
        case 2:
            return raw[:place] + rng.randbytes(rng.randrange(1, 20)) + raw[place:]
        case _:
            return raw[:place] + raw
