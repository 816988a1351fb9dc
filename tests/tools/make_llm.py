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
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np

_LAYERS, _WIDTH, _FEED, _HEADS = 2, 128, 256, 2
_CONTEXT_TOKENS = 65536
_FIRST_LETTERS = {byte: chr(byte) for byte in (*range(33, 127), *range(161, 173), *range(174, 256))}
_LETTERS = _FIRST_LETTERS | {
    byte: chr(256 + place) for place, byte in enumerate(byte for byte in range(256) if byte not in _FIRST_LETTERS)
}  # GPT-2's way to write bytes as letters


def make(out: Path, script: list[dict[str, Any]]) -> None:
    """Write the model to `out`."""
    tokens = [_LETTERS[byte] for byte in range(256)]
    kinds = [gguf.TokenType.NORMAL] * len(tokens)
    follows: dict[int, int] = {}

    def add(text: str, kind: gguf.TokenType) -> int:
        tokens.append(text)
        kinds.append(kind)
        return len(tokens) - 1

    end = add("<|im_end|>", gguf.TokenType.CONTROL)
    add("<|im_start|>", gguf.TokenType.CONTROL)
    marks: list[tuple[str, str]] = []
    taken = {chr(byte) for byte in range(128)}
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
    _write(out, tokens, kinds, follows, (end, _template(script, marks)))


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


def _write(
    out: Path, tokens: list[str], kinds: list[gguf.TokenType], follows: dict[int, int], told: tuple[int, str]
) -> None:
    end, template = told
    writer = gguf.GGUFWriter(str(out), "llama")
    writer.add_name("scripted")
    writer.add_context_length(_CONTEXT_TOKENS)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_FEED)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(["Ġ Ġ"])  # there must be one
    writer.add_eos_token_id(end)
    writer.add_bos_token_id(end)
    writer.add_pad_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)
    random = np.random.default_rng(0)

    def noise(rows: int, columns: int) -> np.ndarray:
        return (random.standard_normal((rows, columns), dtype=np.float32) * 0.3 / np.sqrt(columns)).astype(np.float16)

    embeddings = random.standard_normal((len(tokens), _WIDTH), dtype=np.float32)
    output = noise(len(tokens), _WIDTH).astype(np.float32)
    for token, following in follows.items():
        output[following] += embeddings[token] * (30 / _WIDTH)
    writer.add_tensor("token_embd.weight", embeddings.astype(np.float16))
    writer.add_tensor("output_norm.weight", np.ones(_WIDTH, np.float32))
    writer.add_tensor("output.weight", output.astype(np.float16))
    for layer in range(_LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(_WIDTH, np.float32))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", noise(_WIDTH, _WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_gate.weight", noise(_FEED, _WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_up.weight", noise(_FEED, _WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_down.weight", noise(_WIDTH, _FEED))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
