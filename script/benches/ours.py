"""A Morgan server in a process of its own, as a user would start it; knows nothing of what is measured."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from peers import HOST, ROOT, free_port, running

_PYTHON = ROOT / ".venv" / "bin" / "python"


@contextmanager
def morgan(*settings: str, voices: Path | None = None, voice: str = "", python: Sequence[str] = ()) -> Iterator[int]:
    """Run `morgan serve` on a free port with these settings ("tts.engine=piper"); yield its port.

    `voices` is a folder of Piper voices, `voice` the default one, `python` flags of Python's own.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="morgan-") as data:
        given = [f"wire.port={port}", f"wire.host={HOST}", f"data_dir={data}", "stt.download=false"]
        given += ["tts.download=false", *settings]
        if voices is not None:
            (Path(data) / "voices").symlink_to(voices)
            given += ["tts.engine=piper", f"tts.voice={voice}"]
        flags = [part for setting in given for part in ("--set", setting)]
        command = [str(_PYTHON), *python, "-m", "morgan", "serve", *flags]
        with running("morgan", command, port):
            yield port
