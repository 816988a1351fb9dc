"""The models that benches run on: of real shapes and cost, made once each and kept under `.cache/models`.

A Whisper says the one sentence that it was made with, a language model what its script tells it, a voice pieces of
espeak's sound (tests/tools). Knows nothing of who runs them. Standard library only: both environments use it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / ".cache" / "models"
TOOLS = ROOT / "tests" / "tools"
_PYTHON = ROOT / ".venv" / "bin" / "python"
_WORDS = ROOT / "script" / "requirements-vocabulary.txt"


def vocabulary() -> Path:
    """Return the vocabulary file that OpenAI published with its Whisper; only this file of the package is used."""
    there = MODELS / "vocabulary" / hashlib.sha256(_WORDS.read_bytes()).hexdigest()[:12]
    found = there / "whisper" / "assets" / "multilingual.tiktoken"
    if not found.exists():
        uv = shutil.which("uv") or str(ROOT / ".cache" / "uv" / "bin" / "uv")
        print("fetching Whisper's vocabulary", file=sys.stderr, flush=True)
        command = [uv, "pip", "install", "--python", str(_PYTHON), "--no-deps", "--require-hashes"]
        environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
        command += ["--target", str(there), "-r", str(_WORDS)]
        subprocess.run(command, check=True, stdout=sys.stderr, env=environment)
    return found


def whisper(says: str, shape: str = "base") -> Path:
    """Return a folder with an int8 Whisper of this shape that says this sentence."""
    return _made("whisper", "make_whisper.py", ("--says", says, "--shape", shape, "--tiktoken", str(vocabulary())))


def llm(script: Sequence[Mapping[str, object]], shape: str = "30m") -> Path:
    """Return a GGUF file of this shape that answers by this script."""
    text = json.dumps(script)
    told = MODELS / "scripts" / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    told.parent.mkdir(parents=True, exist_ok=True)
    told.write_text(text, encoding="utf-8")
    flags = ("--script", str(told), "--shape", shape, "--tiktoken", str(vocabulary()))
    return _made("llm", "make_llm.py", flags, ".gguf")


def voices(name: str = "en_US-made-low", cost: int = 0, cost_per_id: int = 0) -> Path:
    """Return a folder with this made voice in Piper's format; `cost` makes it slower (turns of an idle loop).

    `cost_per_id` does so in proportion to what is said, as a real voice's network does.
    """
    return _made("voices", "make_voice.py", (name, "--cost", str(cost), "--cost-per-id", str(cost_per_id)))


def _made(kind: str, tool: str, flags: Sequence[str], ending: str = "") -> Path:
    """Return what the tool makes with these flags; the tool's own text is in the key, so a new one makes anew."""
    told = (TOOLS / tool).read_text(encoding="utf-8"), *(flag.replace(str(ROOT), "") for flag in flags)
    path = MODELS / kind / f"{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}{ending}"
    if path.exists():
        return path
    print(f"making a {kind}: {' '.join(flags)[:100]}", file=sys.stderr, flush=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_name(f".{os.getpid()}-{path.name}")  # one that was stopped half way is never taken for whole
    subprocess.run([str(_PYTHON), str(TOOLS / tool), str(growing), *flags], check=True, stdout=sys.stderr)
    try:
        growing.rename(path)
    except OSError:  # another bench made it meanwhile
        if not path.exists():
            raise
        shutil.rmtree(growing) if growing.is_dir() else growing.unlink()
    return path
