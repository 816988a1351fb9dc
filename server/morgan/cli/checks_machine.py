"""Checks the machine: Python, settings, graphics card, disk; knows nothing of engines or networks."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from morgan import __version__
from morgan.cli.checks import Finding
from morgan.settings.schema import WhisperSettings
from morgan.settings.sources import DEFAULT, Loaded, leaves

_SMI_SECONDS = 3.0
_NEEDED_BYTES = 200_000_000  # the smallest Whisper, or a few voices
_ROOMY_BYTES = 2_000_000_000  # Whisper `turbo` and a voice


def python_and_settings(loaded: Loaded) -> list[Finding]:
    """Report the versions, and where the settings come from."""
    changed = sum(origin != DEFAULT for origin in loaded.origins.values())
    file = str(loaded.file) if loaded.file else "no file"
    findings = [
        Finding("morgan", "ok", f"{__version__} on Python {platform.python_version()} ({sys.executable})"),
        Finding("settings", "ok", f"{file}; {changed} of {len(loaded.origins)} differ from the defaults"),
    ]
    secret = any(leaf.secret and loaded.origins[key].startswith(f"{loaded.file}:") for key, leaf in leaves().items())
    if secret and loaded.file and loaded.file.stat().st_mode & 0o044:
        mend = f"run: chmod 600 {loaded.file}"
        findings.append(Finding("secrets", "warn", f"others on this machine can read {loaded.file}", mend))
    return findings


async def gpu(whisper: WhisperSettings) -> list[Finding]:
    """Ask the driver for graphics cards, and CTranslate2, which runs Whisper, whether it can use them."""
    cards = await _cards()
    usable = _usable_cards()
    if usable:
        return [Finding("gpu", "ok", "; ".join(cards) or f"{usable} usable by Whisper")]
    if cards and usable is not None:
        mend = "install the CUDA 12 libraries: pip install nvidia-cublas-cu12 nvidia-cudnn-cu12; see docs/install.md"
        return [Finding("gpu", "warn", f"{'; '.join(cards)}, which Whisper cannot use", mend)]
    if whisper.device == "cuda":
        mend = "install the NVIDIA driver, or set stt.whisper.device to auto"
        return [Finding("gpu", "bad", "none, but stt.whisper.device is cuda", mend)]
    return [Finding("gpu", "ok", "none is needed, and none was found" if not cards else "; ".join(cards))]


async def _cards() -> list[str]:
    if not shutil.which("nvidia-smi"):
        return []
    asking = await asyncio.create_subprocess_exec(
        "nvidia-smi",
        "--query-gpu=name,memory.total,driver_version",
        "--format=csv,noheader",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_SMI_SECONDS):
            told, _ = await asking.communicate()
    except TimeoutError:
        asking.kill()
        await asking.wait()
        return []
    return told.decode(errors="replace").strip().splitlines() if asking.returncode == 0 else []


def _usable_cards() -> int | None:
    """Return how many cards CTranslate2 sees; None when it is not installed or does not load."""
    if find_spec("ctranslate2") is None:
        return None
    try:
        import ctranslate2  # noqa: PLC0415 - 0.3 s, and only here
    except (ImportError, OSError):
        return None
    return int(ctranslate2.get_cuda_device_count())


def disk(data_dir: Path) -> Finding:
    """Check the free space of the data directory, or of where it would be made, and whether it can be written."""
    there = next(folder for folder in (data_dir, *data_dir.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    shown = f"{data_dir}: {free / 1e9:.1f} GB free"
    if not there.is_dir() or not os.access(there, os.W_OK):
        return Finding("disk", "bad", f"{data_dir} cannot be written", "set data_dir to a folder of your own")
    if free < _NEEDED_BYTES:
        return Finding("disk", "bad", shown, "make room: the smallest weights take 0.2 GB")
    if free < _ROOMY_BYTES:
        return Finding("disk", "warn", shown, "make room: larger Whisper models take up to 3 GB")
    return Finding("disk", "ok", shown)
