"""script/eval-text: judges lines of text by the product's own functions, without a house and without a model.

Each line of FILE.jsonl is one of three kinds, told by its keys: what a voice says of a text (`spoken_should_contain`,
`must_not_contain`), whether an answer claims a deed (`claims`), and what is called and said of what a model printed
(`calls`, `calls_free`, `spoken`, `spoken_or`). Runs in the server's environment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from morgan.agent.sentence.claim_detection import confirms
from morgan.errors import EngineFailed
from morgan.llm.stream import spoken
from morgan.ports import Delta, Tool, ToolCall
from morgan.tts.text.normalize import speakable

_TARGET = {key: {"type": "string"} for key in ("name", "area", "floor")}
_LIGHT = {"brightness": {"type": "integer"}, "color": {"type": "string"}}
TOOLS = (
    Tool("HassTurnOn", "Turns on a device", {"type": "object", "properties": _TARGET}),
    Tool("HassTurnOff", "Turns off a device", {"type": "object", "properties": _TARGET}),
    Tool("HassLightSet", "Sets a light", {"type": "object", "properties": _TARGET | _LIGHT}),
)


class LineInvalid(Exception):
    """A line is of no kind that can be judged; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one line."""

    kind: str
    row: Mapping[str, Any]
    passed: bool
    got: Any


def judge(row: Mapping[str, Any]) -> Judged:
    """Judge one line. Raises LineInvalid."""
    if not isinstance(row, dict) or not isinstance(text := row.get("text"), str):
        raise LineInvalid("has no text")
    if "calls" in row:
        return _printed(row, text)
    if not isinstance(language := row.get("lang"), str):
        raise LineInvalid("has no lang")
    if "claims" in row:
        claimed = confirms(text, language)
        return Judged("claims", row, claimed == row["claims"], claimed)
    if "spoken_should_contain" not in row and "must_not_contain" not in row:
        raise LineInvalid("has none of calls, claims, spoken_should_contain and must_not_contain")
    return _spoken(row, text, language)


def _spoken(row: Mapping[str, Any], text: str, language: str) -> Judged:
    said = speakable(text, language)
    low = said.casefold()
    wanted = [[each] if isinstance(each, str) else each for each in row.get("spoken_should_contain", ())]
    has = all(any(one.casefold() in low for one in either) for either in wanted)
    hasnt = not any(each.casefold() in low for each in row.get("must_not_contain", ()))
    return Judged("speech", row, has and hasnt, said)


def _printed(row: Mapping[str, Any], text: str) -> Judged:
    said, calls = asyncio.run(_heard(text))
    right = said in {row.get("spoken", ""), *row.get("spoken_or", ())}
    called = row.get("calls_free") or calls == row["calls"]
    return Judged("printed", row, bool(right and called), {"spoken": said, "calls": calls})


async def _heard(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Return what is said and called of a model's text, which comes in words as a model writes it."""

    async def deltas() -> AsyncGenerator[Delta, None]:
        for piece in re.findall(r"\s*\S+|\s+$", text):
            yield piece

    said, calls = "", []
    try:
        async for delta in spoken(deltas(), whose="a model", first_token_seconds=5, tools=TOOLS):
            if isinstance(delta, str):
                said += delta
            elif isinstance(delta, ToolCall):
                calls.append({"name": delta.name.rpartition("__")[2], "args": dict(delta.args)})
    except EngineFailed:
        pass  # nothing is left to say or to do: the agent asks again
    return said.strip(), calls


def figures(judged: list[Judged]) -> dict[str, Any]:
    """Return the figures, in the form of script/eval."""
    passed = sum(each.passed for each in judged)
    return {
        "tasks": len(judged),
        "passed": passed,
        "accuracy": round(passed / len(judged), 4) if judged else 0.0,
        "wrong_actions": 0,  # nothing is done here
        "failures": [{"kind": each.kind, **each.row, "got": each.got} for each in judged if not each.passed],
    }


def read(file: Path) -> list[Judged]:
    """Judge every line of a file; one that cannot be judged has failed, and says why. Raises OSError."""
    judged = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            judged.append(judge(json.loads(line)))
        except json.JSONDecodeError as error:
            judged.append(Judged("unreadable", {"text": line}, passed=False, got=f"line {number} is no JSON: {error}"))
        except LineInvalid as error:
            judged.append(Judged("unreadable", {"text": line}, passed=False, got=f"line {number} {error}"))
    return judged


def main() -> int:
    """Run the command; failures that have a sentence are told by it."""
    parser = argparse.ArgumentParser(
        prog="script/eval-text", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", metavar="FILE.jsonl", type=Path)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures and every failure")
    options = parser.parse_args()
    try:
        told = figures(read(options.file))
    except (OSError, UnicodeDecodeError) as error:
        print(f"script/eval-text: {error}", file=sys.stderr)
        return 1
    for each in told["failures"]:
        print(f"- {each['kind']} {each.get('lang', '')} {each['text']!r}\n    got {each['got']!r}")
    print(f"{told['accuracy']:.1%} right ({told['passed']} of {told['tasks']})")
    if options.json is not None:
        options.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
