"""Tells which answers claim that something was done, by the server's own rule; run in the server's environment.

Reads a JSON list of [asked, said, language] and writes a list of truth values.
"""

from __future__ import annotations

import json
import sys

from morgan.agent.truth import claims_action, is_question


def claims(asked: str, said: str, language: str) -> bool:
    """Tell whether an answer to anything but a question says that something was done."""
    return not is_question(asked, language) and claims_action(said, language)


if __name__ == "__main__":
    json.dump([claims(*each) for each in json.load(sys.stdin)], sys.stdout)
