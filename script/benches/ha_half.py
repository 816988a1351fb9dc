"""Runs the half of a bench that belongs into Home Assistant's environment; what the benches share."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def figures_of(name: str, seconds: float) -> dict[str, Any] | None:
    """Return the JSON that a bench of this folder prints last; None, with the reason told, if it cannot be had."""
    bench, python = ROOT / "script/benches" / name, ROOT / ".venv-ha/bin/python"
    for needed in (bench, python):
        if not needed.exists():
            print(f"Home Assistant's half is not measured: {needed.relative_to(ROOT)} is not there", file=sys.stderr)
            return None
    done = subprocess.run([python, bench], cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    try:
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        print(f"Home Assistant's half is not measured:\n{done.stderr[-2000:]}", file=sys.stderr)
        return None
    return found
