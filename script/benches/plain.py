"""How long a plain sentence takes in Home Assistant: Morgan beside Home Assistant's own agent, 100 and 1,000 things.

One process of Home Assistant asks both agents the same sentences in turn (plain_ha.py): plain ones, joined ones, and
others, which are for the language model; its answer comes at once here, so that what remains is what Morgan adds to it.
"""

from __future__ import annotations

import argparse
import json
import sys

from ha_half import figures_of


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args()
    print("asking two agents in two houses; this takes about a minute", file=sys.stderr)
    if (figures := figures_of("plain_ha.py", 900)) is None:
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
