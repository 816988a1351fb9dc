"""The whole turn, end of speech to first sound: stock Home Assistant and its peers against Home Assistant with Morgan.

Runs `script/whole_turn` in Home Assistant's environment (script/bootstrap makes it).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Hand over to the environment that has Home Assistant."""
    python = ROOT / ".venv-ha" / "bin" / "python"
    if not python.exists():
        print("there is no .venv-ha yet: script/bootstrap makes it", file=sys.stderr)
        return 1
    ways = [str(ROOT / "script"), str(ROOT / "script" / "benches"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(way for way in ways if way)
    return os.execv(python, [str(python), "-m", "whole_turn", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
