"""A server that speaks Ollama's protocol and answers with what a model once answered; run in the server's environment.

It is told which recorded run is on (`POST /replay/run`), checks that the question holds that run's sentence, and gives
the model's recorded decisions in their order: the first to the first request, the next one if it is asked again. What
was not recorded is answered with nothing and counted (`GET /replay/counts`). Tools of the year are called by today's
names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from morgan.testing.http import Reply, Request, json_reply, serving
from morgan.testing.model_answer import Answer, Call
from morgan.testing.model_server import Asked, Installed, ScriptedModelServer

_CHARACTERS_PER_TOKEN = 4  # of English and JSON: the recordings keep no counts, so the cost can only be estimated


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded run of a task: what the model decided, round by round."""

    task: str
    text: str
    good: bool
    decisions: tuple[Answer, ...]


@dataclass(slots=True)
class Counts:
    """What was asked of the model so far."""

    requests: int = 0
    not_recorded: int = 0
    other_sentence: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    unknown_tools: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, object]:
        """Return the counts as JSON has them."""
        return {name: getattr(self, name) for name in self.__slots__}


def read(file: Path, model: str) -> list[Run]:
    """Return a model's recorded runs, in their order."""
    runs = []
    for line in file.read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        if run["model"] == model:
            decisions = tuple(_decision(each) for each in run["rounds"] if "tool_calls" in each)
            runs.append(Run(run["task"], run["text"], bool(run["good"]), decisions))
    return runs


def models(file: Path) -> list[str]:
    """Return the models that the file has runs of."""
    found = (json.loads(line)["model"] for line in file.read_text(encoding="utf-8").splitlines())
    return list(dict.fromkeys(found))


def today(name: str, offered: Sequence[str]) -> str | None:
    """Return the offered tool that a recorded name means: Home Assistant has since put the integration before it."""
    if name in offered:
        return name
    for tool in offered:
        if tool.endswith(f"__{name}") or tool.replace("__", "_") == name:
            return tool
    return None


class Replay:
    """The model that is played."""

    def __init__(self, runs: Sequence[Run], model: str) -> None:
        self.counts = Counts()
        self._runs = {run.task: run for run in runs}
        self._now: Run | None = None
        self._left: list[Answer] = []
        self._server = ScriptedModelServer(self.answer, models=[Installed(model)])

    def begin(self, task: str | None) -> bool:
        """Take the run of a task for the requests that come; False when there is none."""
        self._now = self._runs.get(task or "")
        self._left = list(self._now.decisions) if self._now else []
        return self._now is not None

    def answer(self, asked: Asked) -> Answer:
        """Return the recorded decision, its tools under the names that are offered."""
        self.counts.requests += 1
        tokens = len(json.dumps([asked.body.get("messages"), asked.body.get("tools")])) // _CHARACTERS_PER_TOKEN
        self.counts.prompt_tokens += tokens
        if self._now is not None and self._now.text not in asked.question:
            self.counts.other_sentence += 1
        elif self._left:
            return self._as_offered(self._left.pop(0), asked.tools, tokens)
        self.counts.not_recorded += 1
        return Answer(prompt_tokens=tokens)

    def _as_offered(self, answer: Answer, offered: Sequence[str], tokens: int) -> Answer:
        calls = []
        for call in answer.calls:
            name = today(call.name, offered)
            if name is None:
                self.counts.unknown_tools[call.name] += 1
            calls.append(Call(name or call.name, call.args))
        made = Answer(answer.deltas, tuple(calls), prompt_tokens=tokens)
        self.counts.answer_tokens += made.answer_tokens
        return made

    async def route(self, request: Request) -> Reply:
        """Answer one request: our own two, else Ollama's."""
        body: Mapping[str, Any] = request.body if isinstance(request.body, dict) else {}
        match request.method, request.path:
            case "POST", "/replay/run":
                return json_reply({"recorded": self.begin(body.get("task"))})
            case "GET", "/replay/runs":
                return json_reply([{"task": run.task, "good": run.good} for run in self._runs.values()])
            case "GET", "/replay/counts":
                return json_reply(self.counts.told())
        return await self._server.route(request)


def _decision(recorded: Mapping[str, Any]) -> Answer:
    words = str(recorded.get("content") or "")
    calls = tuple(Call(call["name"], call.get("args") or {}) for call in recorded.get("tool_calls") or ())
    return Answer(tuple(_pieces(words)), calls)


def _pieces(words: str) -> list[str]:
    """Cut a text as a model writes it: each word with the space before it."""
    return [piece if at == 0 else f" {piece}" for at, piece in enumerate(words.split(" "))] if words else []


async def _serve(replay: Replay) -> None:
    async with serving(replay.route) as url:
        print(url, flush=True)  # whoever started this waits for it
        await asyncio.to_thread(sys.stdin.read)  # and ends it by closing the line


def main() -> int:
    """Run until standard input is closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("traces", type=Path)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    runs = read(options.traces, options.model)
    if not runs:
        print(
            f"{options.traces} has no runs of {options.model}; it has {', '.join(models(options.traces))}",
            file=sys.stderr,
        )
        return 1
    asyncio.run(_serve(Replay(runs, options.model)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
