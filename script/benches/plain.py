"""How long a plain sentence takes in Home Assistant: Morgan beside Home Assistant's own agent, 100 and 1,000 things.

One process of Home Assistant asks both agents the same sentences in turn (plain_ha.py): plain ones, joined ones, and
others, which are for the language model; its answer comes at once here, so that what remains is what Morgan adds to it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def measured() -> dict[str, Any] | None:
    """Return plain_ha.py's figures, run in Home Assistant's environment; None, with the reason told, without one."""
    bench, python = ROOT / "script/benches/plain_ha.py", ROOT / ".venv-ha/bin/python"
    if not python.exists():
        print(f"{python.relative_to(ROOT)} is not there: script/test makes it", file=sys.stderr)
        return None
    print("asking two agents in two houses; this takes about a minute", file=sys.stderr)
    done = subprocess.run([python, bench], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    try:
        figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return figures


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args()
    if (figures := measured()) is None:
        return 1
    if options.json:
        print(json.dumps(figures))
        return 0
    print("| things | sentences | p50 | p90 | Home Assistant's agent, p50 | ratio |\n|---|---|---|---|---|---|")
    for things, kinds in figures.items():
        for kind, got in kinds.items():
            print(
                f"| {things} | {kind} | {got['p50_ms']} ms | {got['p90_ms']} ms | {got['peer_p50_ms']} ms "
                f"| {got['ratio']} |"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
