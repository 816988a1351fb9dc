"""Makes a Parakeet TDT in the format that onnx-asr reads, which always says the sentence it was made with; a test tool.

It hears nothing. Inputs, outputs, vocabulary, durations and the recurrent state are those of NVIDIA's model as it is
exported (encoder-model.onnx, decoder_joint-model.onnx, vocab.txt, config.json): onnx-asr cannot tell it apart. Each
token calls the next one; after the last comes the blank.

    python make_onnx_asr.py FOLDER [--says SENTENCE] [--int8-says SENTENCE] [--cost N]
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import morgan  # noqa: F401  # first of all: onnxruntime then reports to nobody

# isort: split
import numpy as np
import onnx
from onnx import TensorProto, helper

FEATURES = 128
SUBSAMPLING = 8
WIDTH = 16  # of the encoder's output and of the state
DURATIONS = 5  # 0 to 4 frames
BLANK = "<blk>"


def tokens_of(says: str) -> list[str]:
    """Return the sentence's words as SentencePiece writes them, and the blank at the end, as NeMo has it."""
    words = [f"▁{word}" for word in says.split()]
    if len(set(words)) < len(words):
        raise SystemExit("make_onnx_asr: a word comes twice, so the chain would loop; choose others")
    return ["<unk>", *words, BLANK]


def encoder(cost: int) -> onnx.ModelProto:
    """Every eighth frame of some features. `cost`: turns of a loop that only takes time."""
    constants = {
        "one": np.array([1], dtype=np.int64),
        "factor": np.array([SUBSAMPLING], dtype=np.int64),
        "starts": np.array([0, 0], dtype=np.int64),
        "ends": np.array([WIDTH, np.iinfo(np.int64).max], dtype=np.int64),
        "axes": np.array([1, 2], dtype=np.int64),
        "steps": np.array([1, SUBSAMPLING], dtype=np.int64),
        "turns": np.array(cost, dtype=np.int64),
        "yes": np.array(True),
        "square": np.zeros((256, 256), dtype=np.float32),
    }
    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("MatMul", ["before", "square"], ["after"])],
        "turn",
        [
            value("turn", TensorProto.INT64, []),
            value("go", TensorProto.BOOL, []),
            value("before", TensorProto.FLOAT, [256, 256]),
        ],
        [value("go_on", TensorProto.BOOL, []), value("after", TensorProto.FLOAT, [256, 256])],
    )
    nodes = [
        helper.make_node("Loop", ["turns", "yes", "square"], ["product"], body=body),
        helper.make_node("ReduceSum", ["product"], ["spent"], keepdims=0),
        helper.make_node("Slice", ["audio_signal", "starts", "ends", "axes", "steps"], ["few"]),
        helper.make_node("Add", ["few", "spent"], ["outputs"]),
        helper.make_node("Sub", ["length", "one"], ["before_last"]),
        helper.make_node("Div", ["before_last", "factor"], ["whole"]),
        helper.make_node("Add", ["whole", "one"], ["encoded_lengths"]),
    ]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [
            value("audio_signal", TensorProto.FLOAT, ["batch", FEATURES, "frames"]),
            value("length", TensorProto.INT64, ["batch"]),
        ],
        [
            value("outputs", TensorProto.FLOAT, ["batch", WIDTH, "steps"]),
            value("encoded_lengths", TensorProto.INT64, ["batch"]),
        ],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return _checked(graph)


def decoder(says: str, tokens: list[str]) -> onnx.ModelProto:
    """A table: what follows which token, and for how many frames that lasts."""
    size = len(tokens)
    blank = size - 1
    path = [blank, *(tokens.index(f"▁{word}") for word in says.split()), blank]  # NeMo begins with the blank, too
    table = np.full((size, size + DURATIONS), -10, dtype=np.float32)
    for token, following in pairwise(path):
        table[token, following] = 10
        table[token, size + (4 if following == blank else 0)] = 10
    constants = {
        "table": table,
        "nothing": np.array(0, dtype=np.float32),
        "shape": np.array([1, 1, 1, size + DURATIONS], dtype=np.int64),
    }
    value = helper.make_tensor_value_info
    nodes = [
        helper.make_node("Gather", ["table", "targets"], ["row"]),
        # The inputs that change nothing are still inputs.
        helper.make_node("ReduceSum", ["encoder_outputs"], ["heard"], keepdims=0),
        helper.make_node("Cast", ["target_length"], ["lengths"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["lengths"], ["length"], keepdims=0),
        helper.make_node("Add", ["heard", "length"], ["both"]),
        helper.make_node("Mul", ["both", "nothing"], ["zero"]),
        helper.make_node("Add", ["row", "zero"], ["logits"]),
        helper.make_node("Reshape", ["logits", "shape"], ["outputs"]),
        helper.make_node("Identity", ["input_states_1"], ["output_states_1"]),
        helper.make_node("Identity", ["input_states_2"], ["output_states_2"]),
    ]
    states = [value(f"input_states_{at}", TensorProto.FLOAT, [2, "batch", WIDTH]) for at in (1, 2)]
    graph = helper.make_graph(
        nodes,
        "decoder_joint",
        [
            value("encoder_outputs", TensorProto.FLOAT, ["batch", WIDTH, "steps"]),
            value("targets", TensorProto.INT32, ["batch", "tokens"]),
            value("target_length", TensorProto.INT32, ["batch"]),
            *states,
        ],
        [
            value("outputs", TensorProto.FLOAT, [1, 1, 1, size + DURATIONS]),
            *[value(f"output_states_{at}", TensorProto.FLOAT, [2, "batch", WIDTH]) for at in (1, 2)],
        ],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return _checked(graph)


def _checked(graph: onnx.GraphProto) -> onnx.ModelProto:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def make(out: Path, says: str, int8_says: str | None = None, cost: int = 0) -> None:
    """Write the model. With `int8_says` its int8 files say another sentence of the same words, so that it shows which
    were taken.
    """
    out.mkdir(parents=True, exist_ok=True)
    sentences = {"": says} | ({".int8": int8_says} if int8_says is not None else {})
    # one vocabulary for both: the full one's words first
    tokens = tokens_of(" ".join(dict.fromkeys(" ".join(sentences.values()).split())))
    for suffix, sentence in sentences.items():
        onnx.save(encoder(cost), str(out / f"encoder-model{suffix}.onnx"))
        onnx.save(decoder(sentence, tokens), str(out / f"decoder_joint-model{suffix}.onnx"))
    lines = [f"{token} {at}" for at, token in enumerate(tokens)]
    (out / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = {"model_type": "nemo-conformer-tdt", "features_size": FEATURES, "subsampling_factor": SUBSAMPLING}
    (out / "config.json").write_text(json.dumps(config))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--says", default="Turn on the kitchen lights.")
    parser.add_argument("--int8-says")
    parser.add_argument("--cost", type=int, default=0)
    wanted = parser.parse_args()
    make(wanted.folder, wanted.says, wanted.int8_says, wanted.cost)


if __name__ == "__main__":
    main()
