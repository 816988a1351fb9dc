"""Makes a network with Kokoro's inputs and output that hums: one tone for each token; a test tool, not for the ear.

    python make_kokoro.py FOLDER [--hub] [VOICE ...]

Writes `kokoro-made.int8.onnx` and `voices-made.bin`, an archive, as kokoro-onnx's releases have them; with --hub
`onnx/model_quantized.onnx`, whose tokens are named `input_ids`, and `voices/VOICE.bin`. The loudness of a voice is the
first number of its style; a token lasts 0.05 s at speed 1.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import morgan  # noqa: F401  # first of all: onnxruntime then reports to nobody

# isort: split
import numpy as np
import onnx
from onnx import TensorProto, helper

RATE_HZ = 24_000
TOKEN_SECONDS = 0.05
STYLES, STYLE_SIZE = 510, 256


def network(tokens: str = "tokens", batch: bool = False) -> onnx.ModelProto:
    """Build it; `batch`: the sound has a first axis of one, as the hub's."""
    constants = {
        "size": np.array([TOKEN_SECONDS * RATE_HZ], dtype=np.float32),
        "nothing": np.array(0, dtype=np.float32),
        "one": np.array(1, dtype=np.float32),
        "first": np.array([0], dtype=np.int64),
        "scalar": np.array([], dtype=np.int64),
        "column": np.array([-1, 1], dtype=np.int64),
        "shape": np.array([1, -1] if batch else [-1], dtype=np.int64),
        "each": np.array(2 * np.pi * 5 / RATE_HZ, dtype=np.float32),
        "lowest": np.array(40, dtype=np.float32),
    }
    node = helper.make_node
    nodes = [
        node("Div", ["size", "speed"], ["long"]),
        node("Reshape", ["long", "scalar"], ["many"]),
        node("Range", ["nothing", "many", "one"], ["steps"]),
        node("Cast", [tokens], ["numbers"], to=TensorProto.FLOAT),
        node("Reshape", ["numbers", "column"], ["lines"]),
        node("Add", ["lines", "lowest"], ["pitches"]),
        node("Mul", ["pitches", "each"], ["turns"]),
        node("Mul", ["turns", "steps"], ["angles"]),
        node("Sin", ["angles"], ["tones"]),
        node("Gather", ["style", "first"], ["amplitude"], axis=1),
        node("Mul", ["tones", "amplitude"], ["sound"]),
        node("Reshape", ["sound", "shape"], ["audio"]),
    ]
    inputs = [
        helper.make_tensor_value_info(tokens, TensorProto.INT64, [1, "sequence_length"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, STYLE_SIZE]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    shape = [1, "audio_length"] if batch else ["audio_length"]
    graph = helper.make_graph(
        nodes,
        "kokoro",
        inputs,
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, shape)],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def style(loudness: float) -> np.ndarray:
    """Return a voice of this loudness."""
    styles = np.zeros((STYLES, 1, STYLE_SIZE), dtype=np.float32)
    styles[:, :, 0] = loudness
    return styles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("voices", nargs="*", default=["af_heart", "bf_emma", "ff_siwis", "jf_alpha"])
    parser.add_argument("--hub", action="store_true")
    wanted = parser.parse_args()
    made = {name: style(0.1 * (at % 8 + 1)) for at, name in enumerate(wanted.voices)}
    if wanted.hub:
        for folder in ("onnx", "voices"):
            (wanted.folder / folder).mkdir(parents=True, exist_ok=True)
        onnx.save(network("input_ids", batch=True), str(wanted.folder / "onnx" / "model_quantized.onnx"))
        for name, styles in made.items():
            styles.tofile(wanted.folder / "voices" / f"{name}.bin")
        return
    wanted.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(network(), str(wanted.folder / "kokoro-made.int8.onnx"))
    with (wanted.folder / "voices-made.bin").open("wb") as file:
        np.savez(file, **made)


if __name__ == "__main__":
    main()
