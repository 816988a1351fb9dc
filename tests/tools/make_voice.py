"""Makes a voice in Piper's own format out of espeak-ng's sound, in two seconds; a test tool, not for the ear.

Each of Piper's phoneme ids gets one piece of espeak's sound; the network is a look-up that lines the pieces up. Inputs,
outputs, configuration and what `length_scale` and `sid` do are those of a real voice: piper-tts cannot tell them apart.
espeak-ng is set up here to tell its phonemes, which it does for a whole process: run this as a program of its own.

    python make_voice.py FOLDER NAME [--speakers N] [--cost N] [--cost-per-id N]
"""

from __future__ import annotations

import argparse
import ctypes
import json
import unicodedata
from pathlib import Path

import morgan  # noqa: F401  # first of all: onnxruntime, which piper loads, then reports to nobody

# isort: split
import espeakng_loader
import numpy as np
import onnx
from onnx import TensorProto, helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE_HZ = 22_050
UNIT_SAMPLES = 2_600  # 0.12 s, the longest piece
SILENCES = {" ": 0.03, ",": 0.12, ".": 0.2, "!": 0.2, "?": 0.2, ":": 0.12, ";": 0.12, "^": 0.02, "$": 0.05}
CORPUS = """The quick brown fox jumps over the lazy dog. Turn on the kitchen lights and close the garage door.
She sells sea shells by the shore; how much wood would a woodchuck chuck? Joy, measure, thing, this, bath, father,
judge. Set the temperature to twenty one degrees. It is a quarter past eight on Thursday. You heard a voice about the
boy and the bird. Bed, bad, bud, bird, board, bide, bowed, bade, boat, boot, book, beat, bit. Yes, young vets whisper.
Zero houses, garages."""


class Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Id),
    )


def spoken(text: str) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """Let espeak-ng speak: its sound, and where in it each phoneme begins."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    # synchronous; tell phonemes (1) in IPA (2); do not exit on errors
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 1 | 2 | 0x8000)
    library.espeak_SetVoiceByName(b"en-us+f3")
    sound: list[np.ndarray] = []
    phonemes: list[tuple[str, int]] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))
    def on_sound(samples, count, events):
        if samples and count > 0:
            sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        for event in iter(events):
            if event.type == 0:
                break
            if event.type == 7:
                name = event.id.string.split(b"\0")[0].decode(errors="ignore")
                phonemes.append((name, round(event.audio_position * RATE_HZ / 1000)))
        return 0

    library.espeak_SetSynthCallback(on_sound)
    encoded = text.encode() + b"\0"
    library.espeak_Synth(encoded, len(encoded), 0, 1, 0, 1, None, None)
    return np.concatenate(sound).astype(np.float32) / 32768, phonemes


def units() -> dict[str, np.ndarray]:
    """One piece of sound for each letter of IPA that the corpus has; a diphthong is divided among its letters."""
    sound, phonemes = spoken(CORPUS.replace("\n", " "))
    found: dict[str, list[np.ndarray]] = {}
    for (name, start), (_, stop) in zip(phonemes, [*phonemes[1:], ("", len(sound))], strict=True):
        letters = [letter for letter in unicodedata.normalize("NFD", name) if letter in DEFAULT_PHONEME_ID_MAP]
        letters = [letter for letter in letters if letter not in "ˈˌ_ "]
        for letter, piece in zip(letters, np.array_split(sound[start:stop], len(letters) or 1), strict=False):
            if len(piece) > RATE_HZ * 0.02:
                found.setdefault(letter, []).append(piece[:UNIT_SAMPLES])
    fade = np.linspace(0, 1, 110, dtype=np.float32)  # 5 ms: no click at a seam
    pieces = {}
    for letter, candidates in found.items():
        piece = sorted(candidates, key=len)[len(candidates) // 2].copy()
        piece[: len(fade)] *= fade
        piece[-len(fade) :] *= fade[::-1]
        pieces[letter] = piece
    return pieces


def _constants() -> dict[str, np.ndarray]:
    """The pieces, how long each is, and the numbers that the network's steps need."""
    table = np.zeros((len(DEFAULT_PHONEME_ID_MAP) + 1, UNIT_SAMPLES), dtype=np.float32)
    lengths = np.zeros(len(table), dtype=np.float32)
    for letter, piece in units().items():
        row = DEFAULT_PHONEME_ID_MAP[letter][0]
        table[row, : len(piece)], lengths[row] = piece, len(piece)
    for letter, seconds in SILENCES.items():
        lengths[DEFAULT_PHONEME_ID_MAP[letter][0]] = min(UNIT_SAMPLES, seconds * RATE_HZ)
    return {
        "table": table,
        "lengths": lengths,
        "flat": np.array([-1], dtype=np.int64),
        "column": np.array([-1, 1], dtype=np.int64),
        "out": np.array([1, 1, 1, -1], dtype=np.int64),
        "first": np.array(0, dtype=np.int64),
        "one": np.array(1, dtype=np.int64),
        "which": np.array(1, dtype=np.int64),
        "last": np.array(UNIT_SAMPLES - 1, dtype=np.float32),
        "most": np.array(3 * UNIT_SAMPLES, dtype=np.int64),  # a length scale up to 3
        "nothing": np.array(0, dtype=np.float32),
        "higher": np.array(0.25, dtype=np.float32),
        "whole": np.array(1, dtype=np.float32),
    }


def network(speakers: int, cost: int, cost_per_id: int = 0) -> onnx.ModelProto:
    """Build the look-up. `cost`: turns of a loop that only takes time, to be stopped in; or per id."""
    constants = _constants()
    node = helper.make_node
    speaker = (
        [node("Cast", ["sid"], ["sidf"], to=TensorProto.FLOAT), node("ReduceSum", ["sidf"], ["who"], keepdims=0)]
        if speakers > 1
        else [node("Identity", ["nothing"], ["who"])]
    )
    nodes = [
        *_loop(cost, cost_per_id, constants),
        *speaker,
        # Every further speaker is a quarter faster and higher.
        node("Mul", ["who", "higher"], ["more"]),
        node("Add", ["more", "whole"], ["pitch"]),
        node("Gather", ["scales", "which"], ["scale"]),
        node("Div", ["scale", "pitch"], ["stretch"]),
        node("Reshape", ["input", "flat"], ["ids"]),
        node("Gather", ["table", "ids"], ["rows"]),
        node("Gather", ["lengths", "ids"], ["short"]),
        node("Mul", ["short", "stretch"], ["long"]),
        node("Reshape", ["long", "column"], ["until"]),
        node("Range", ["first", "most", "one"], ["steps"]),
        node("Cast", ["steps"], ["at"], to=TensorProto.FLOAT),
        node("Div", ["at", "stretch"], ["where"]),
        node("Min", ["where", "last"], ["within"]),
        node("Cast", ["within"], ["index"], to=TensorProto.INT64),
        node("Gather", ["rows", "index"], ["stretched"], axis=1),
        node("Less", ["at", "until"], ["is_heard"]),
        node("Reshape", ["stretched", "flat"], ["line"]),
        node("Reshape", ["is_heard", "flat"], ["mask"]),
        node("Compress", ["line", "mask"], ["heard"], axis=0),
        # The inputs that change nothing are still inputs.
        node("Cast", ["input_lengths"], ["size"], to=TensorProto.FLOAT),
        node("ReduceSum", ["size"], ["sum"], keepdims=0),
        node("Mul", ["sum", "nothing"], ["zero"]),
        node("Add", ["heard", "zero"], ["with_size"]),
        node("Add", ["with_size", "spent"], ["sound"]),
        node("Reshape", ["sound", "out"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        nodes,
        "voice",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _loop(cost: int, cost_per_id: int, constants: dict[str, np.ndarray]) -> list[onnx.NodeProto]:
    """`cost` multiplications of two matrices of 256 by 256, whose result is nothing; and more per id."""
    if not cost and not cost_per_id:
        return [helper.make_node("Identity", ["nothing"], ["spent"])]
    constants["fixed"] = np.array(cost, dtype=np.int64)
    constants["each"] = np.array(cost_per_id, dtype=np.int64)
    constants["yes"] = np.array(True)
    constants["square"] = np.zeros((256, 256), dtype=np.float32)
    matrix = helper.make_tensor_value_info
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("MatMul", ["before", "square"], ["after"]),
        ],
        "turn",
        [
            matrix("turn", TensorProto.INT64, []),
            matrix("go", TensorProto.BOOL, []),
            matrix("before", TensorProto.FLOAT, [256, 256]),
        ],
        [matrix("go_on", TensorProto.BOOL, []), matrix("after", TensorProto.FLOAT, [256, 256])],
    )
    return [
        helper.make_node("Size", ["input"], ["many"]),
        helper.make_node("Mul", ["many", "each"], ["further"]),
        helper.make_node("Add", ["fixed", "further"], ["turns"]),
        helper.make_node("Loop", ["turns", "yes", "square"], ["product"], body=body),
        helper.make_node("ReduceSum", ["product"], ["spent"], keepdims=0),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--speakers", type=int, default=1)
    parser.add_argument("--cost", type=int, default=0)
    parser.add_argument("--cost-per-id", type=int, default=0, help="a real voice costs in proportion to what it says")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(network(wanted.speakers, wanted.cost, wanted.cost_per_id), str(wanted.folder / f"{wanted.name}.onnx"))
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": wanted.speakers,
        "speaker_id_map": {f"speaker{number}": number for number in range(wanted.speakers)}
        if wanted.speakers > 1
        else {},
    }
    (wanted.folder / f"{wanted.name}.onnx.json").write_text(json.dumps(config))


if __name__ == "__main__":
    main()
