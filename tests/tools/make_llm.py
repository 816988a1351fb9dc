"""Makes a language model (GGUF, Llama architecture) that costs what its size costs and says what a script tells it.

Its layers are random; embeddings and output are arranged so that each token of a scripted answer calls the next one,
and its chat template picks the answer by the words of the last user message. A real `llama-server --jinja` runs it:
real prompt evaluation and prefix cache (`timings.cache_n`, `prompt_n`), real streaming and parsing of tool calls. Its
vocabulary is the 256 bytes, so that nothing has to be downloaded and a prompt's tokens are its letters. It understands
nothing.

The script is a list, the first match wins, an empty "when" matches everything (lower-case, substring):
    [{"when": "kitchen", "call": {"name": "HassTurnOn", "arguments": {"name": "Lamp"}}, "then": "Turned on."},
     {"when": "", "say": "I am only a script."}]
"call" is said first, "then" after the tool's result.

By default it is very small. `--shape 30m` has as many parameters (without the vocabulary) and costs as much;
`--tiktoken FILE`, the vocabulary file of the package openai-whisper, gives it a real vocabulary of 50,257 tokens, so
that a prompt has about as many as with a real model.

    python make_llm.py OUT.gguf --script script.json [--shape 30m] [--tiktoken FILE]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np

SHAPES = {
    "micro": (2, 128, 256, 2),
    "4m": (4, 256, 768, 4),
    "30m": (12, 512, 1408, 8),
    "120m": (16, 896, 2432, 14),
}  # layers, width, feed-forward width, heads
_CONTEXT_TOKENS = 65536
_FIRST_LETTERS = {byte: chr(byte) for byte in (*range(33, 127), *range(161, 173), *range(174, 256))}
_LETTERS = _FIRST_LETTERS | {
    byte: chr(256 + place) for place, byte in enumerate(byte for byte in range(256) if byte not in _FIRST_LETTERS)
}  # GPT-2's way to write bytes as letters


def make(out: Path, script: list[dict[str, Any]], shape: str = "micro", tiktoken: Path | None = None) -> None:
    """Write the model to `out`."""
    tokens, merges = [_LETTERS[byte] for byte in range(256)], ["Ġ Ġ"]  # there must be one merge
    if tiktoken is not None:
        from vocabulary import read  # beside this file

        ids, pairs = read(tiktoken)
        tokens, merges = sorted(ids, key=ids.__getitem__), [" ".join(pair) for pair in pairs]
    kinds = [gguf.TokenType.NORMAL] * len(tokens)
    follows: dict[int, int] = {}

    def add(text: str, kind: gguf.TokenType) -> int:
        tokens.append(text)
        kinds.append(kind)
        return len(tokens) - 1

    end = add("<|im_end|>", gguf.TokenType.CONTROL)
    add("<|im_start|>", gguf.TokenType.CONTROL)
    marks: list[tuple[str, str]] = []
    byte_of = {letter: byte for byte, letter in _LETTERS.items()}
    taken = {bytes(byte_of[letter] for letter in token).decode(errors="replace") for token in tokens}
    for number, entry in enumerate(script):
        call = entry.get("call")
        first = entry["say"] if call is None else f"<tool_call>\n{json.dumps(call)}\n</tool_call>"
        names: list[str] = []
        for part, answer in enumerate((first, entry.get("then", entry.get("say", "Done.")))):
            names.append(f"<|answer_{number}_{part}|>")
            here = add(names[-1], gguf.TokenType.CONTROL)
            for piece in _pieces(answer, taken):
                following = add("".join(_LETTERS[byte] for byte in piece.encode()), gguf.TokenType.NORMAL)
                follows[here], here = following, following
            follows[here] = end
        marks.append((names[0], names[1]))
    writer = gguf.GGUFWriter(str(out), "llama")
    _write_words(writer, tokens, kinds, merges, (end, _template(script, marks)))
    _write_layers(writer, len(tokens), follows, shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _pieces(text: str, taken: set[str]) -> list[str]:
    """Cut a text into strings of a few letters that no other token has, so that each has one follower."""
    cut: list[str] = []
    at = 0
    while at < len(text):
        size = 4
        while text[at : at + size] in taken and at + size < len(text):
            size += 1
        piece = text[at : at + size]
        at += size
        while piece in taken and cut:  # the tail is taken: lengthen the piece before it
            taken.discard(cut[-1])
            piece = cut.pop() + piece
        taken.add(piece)
        cut.append(piece)
    return cut


def _template(script: list[dict[str, Any]], marks: list[tuple[str, str]]) -> str:
    """ChatML with Hermes tool calls; the generation prompt ends in the mark of the answer."""
    choose = []
    for number, (entry, (first, then)) in enumerate(zip(script, marks, strict=True)):
        test = f"{json.dumps(entry['when'].lower())} in ns.last" if entry["when"] else "true"
        choose.append(f"{{%- {'elif' if number else 'if'} {test} %}}{{{{- '{then}' if ns.tool else '{first}' }}}}")
    return (
        "{%- if tools %}<|im_start|>system\nTools: <tools>{% for t in tools %}{{ t | tojson }}{% endfor %}</tools> "
        'A call is <tool_call>{"name": ..., "arguments": ...}</tool_call><|im_end|>\n{% endif %}'
        "{%- set ns = namespace(last='', tool=false) %}"
        "{%- for m in messages %}<|im_start|>{{ m.role }}\n"
        "{%- if m.role == 'user' %}{% set ns.last = (m.content | string | lower) %}{% set ns.tool = false %}{% endif %}"
        "{%- if m.role == 'tool' %}{% set ns.tool = true %}{% endif %}"
        "{% if m.content %}{{ m.content }}{% endif %}"
        "{% if m.tool_calls %}{% for c in m.tool_calls %}<tool_call>\n"
        '{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}'
        "\n</tool_call>{% endfor %}{% endif %}"
        "<|im_end|>\n{% endfor %}"
        "{%- if add_generation_prompt %}<|im_start|>assistant\n" + "".join(choose) + "{%- endif %}{%- endif %}"
    )


def _write_words(
    writer: gguf.GGUFWriter, tokens: list[str], kinds: list[gguf.TokenType], merges: list[str], told: tuple[int, str]
) -> None:
    end, template = told
    writer.add_name("scripted")
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(end)
    writer.add_bos_token_id(end)
    writer.add_pad_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)


def _write_layers(writer: gguf.GGUFWriter, words: int, follows: dict[int, int], shape: str) -> None:
    layers, width, feed, heads = SHAPES[shape]
    writer.add_context_length(_CONTEXT_TOKENS)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(feed)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(width // heads)
    writer.add_rope_freq_base(10000.0)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    random = np.random.default_rng(0)

    def noise(rows: int, columns: int) -> np.ndarray:
        return (random.standard_normal((rows, columns), dtype=np.float32) * 0.3 / np.sqrt(columns)).astype(np.float16)

    embeddings = random.standard_normal((words, width), dtype=np.float32)
    output = noise(words, width).astype(np.float32)
    for token, following in follows.items():
        output[following] += embeddings[token] * (30 / width)
    writer.add_tensor("token_embd.weight", embeddings.astype(np.float16))
    writer.add_tensor("output_norm.weight", np.ones(width, np.float32))
    writer.add_tensor("output.weight", output.astype(np.float16))
    for layer in range(layers):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(width, np.float32))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", noise(width, width))
        writer.add_tensor(f"blk.{layer}.ffn_gate.weight", noise(feed, width))
        writer.add_tensor(f"blk.{layer}.ffn_up.weight", noise(feed, width))
        writer.add_tensor(f"blk.{layer}.ffn_down.weight", noise(width, feed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--script", type=Path, required=True)
    parser.add_argument("--shape", default="micro", choices=SHAPES)
    parser.add_argument("--tiktoken", type=Path)
    arguments = parser.parse_args()
    script = json.loads(arguments.script.read_text(encoding="utf-8"))
    make(arguments.out, script, arguments.shape, arguments.tiktoken)


if __name__ == "__main__":
    main()
