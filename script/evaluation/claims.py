"""Tells which answers claim that something was done, by the server's own rule; run in the server's environment.

Reads a JSON list of [asked, said, language] and writes a list of truth values.
"""

from __future__ import annotations

import json
import sys

from morgan.agent.sentence.claim_detection import claims_action, is_question
from morgan.agent.sentence.house import HouseIndex
from morgan.agent.tool_repair.limits import limited
from morgan.ports import Home

_NOBODYS = HouseIndex.of(Home((), (), ()))


def claims(asked: str, said: str, language: str) -> bool:
    """Tell whether an answer to anything but a question says that something was done."""
    only_forbids = limited(asked, _NOBODYS, language)
    if only_forbids.why == "forbidden" and not only_forbids.rest:
        return False  # "don't switch it on": that it stays off is the truth
    return not is_question(asked, language) and claims_action(said, language)


if __name__ == "__main__":
    json.dump([claims(*each) for each in json.load(sys.stdin)], sys.stdout)
