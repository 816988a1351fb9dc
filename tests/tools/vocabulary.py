"""Reads the vocabulary that OpenAI published for Whisper: made models then cut text into as many tokens as real ones.

Knows the file's format (base64 of each token and its rank) and byte-level BPE; nothing of models.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

_PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
LETTERS = {byte: chr(byte) for byte in _PRINTABLE}
LETTERS |= {
    byte: chr(256 + place) for place, byte in enumerate(byte for byte in range(256) if byte not in LETTERS)
}  # GPT-2's way to write bytes as letters


def spell(token: Iterable[int]) -> str:
    """Write bytes as letters."""
    return "".join(LETTERS[byte] for byte in token)


def read(tiktoken: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return the tokens with their ids, and the merges in the order in which they are tried."""
    lines = [line.split() for line in tiktoken.read_text(encoding="ascii").splitlines() if line]
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) > 1 and len(pair := _halves(ranks, token, rank)) == 2:
            merges.append((spell(pair[0]), spell(pair[1])))
    return {spell(token): rank for token, rank in ranks.items()}, merges


def _halves(ranks: dict[bytes, int], token: bytes, below: int) -> list[bytes]:
    """Merge a token's bytes by all merges before its own: what is left is its own merge."""
    parts = [bytes([byte]) for byte in token]
    while True:
        pairs = enumerate(pairwise(parts))
        best = min(((ranks.get(one + two, below), place) for place, (one, two) in pairs), default=(below, 0))
        if best[0] >= below:
            return parts
        parts[best[1] : best[1] + 2] = [parts[best[1]] + parts[best[1] + 1]]
