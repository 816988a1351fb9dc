"""script/eval: asks the tasks of a dataset of Morgan in a real Home Assistant, and tells how many came out right.

DATASET_DIR is in the format of home-assistant-datasets. In the model's place stands a recording (--replay), a server
(--llm), or nobody (--no-llm).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation import house  # isort: skip  # first of all: it imports Home Assistant in its order
from evaluation import dataset, report, runs, servers


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="script/eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", metavar="DATASET_DIR", type=Path)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--replay", metavar="TRACES.jsonl", type=Path, help="play a model's recorded answers")
    who.add_argument("--llm", metavar="URL", help="ask a real model: Ollama's address, or an OpenAI-style one")
    who.add_argument("--no-llm", action="store_true", help="the path without a model alone")
    parser.add_argument("--model", metavar="NAME", help="which model, of the recording or of the server")
    parser.add_argument("--agent", choices=("morgan", "homeassistant"), default="morgan", help="who is asked (morgan)")
    parser.add_argument("--model-only", action="store_true", help="every sentence goes to the model, plain ones too")
    parser.add_argument("--confirm", action="store_true", help="a second run with dangerous actions confirmed")
    parser.add_argument("--count", type=int, help="runs per task without a recording (the dataset's own)")
    parser.add_argument("--only", metavar="TEXT", help="only tasks whose id contains this")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures and every failure")
    options = parser.parse_args()
    if options.replay is not None and not options.model:
        parser.error("--replay needs --model")
    return options


class Progress:
    """One line on standard error that tells how far it is."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._done = self._passed = 0

    def __call__(self, result: runs.Result) -> None:
        """Note one result."""
        self._done += 1
        self._passed += result.verdict.passed
        line = f"{self._done} asked, {self._passed} right, {time.monotonic() - self._begin:.0f} s  {result.run[:60]}"
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        elif self._done % 50 == 0:
            print(line, file=sys.stderr, flush=True)


async def evaluate(options: argparse.Namespace, root: Path) -> dict[str, Any]:
    """Run what was asked for, print the tables, and return the figures."""
    homes = [
        (home, tuple(task for task in tasks if not options.only or options.only in task.id))
        for home, tasks in dataset.read(options.dataset)
    ]
    async with AsyncExitStack() as stack:
        replay, model, recorded = None, None, []
        if options.replay is not None:
            replay = await stack.enter_async_context(servers.replayed(options.replay, options.model))
            model, recorded = servers.Model(replay.url, options.model), await replay.runs()
        elif options.llm is not None:
            model = servers.Model(options.llm, options.model)
        port = None
        if options.agent == "morgan":
            port = await stack.enter_async_context(servers.morgan(root, model))
        count = options.count or (dataset.count(options.dataset) if options.llm else 1)
        wishes = runs.Wishes(port, count, replay, tuple(run["task"] for run in recorded), not options.model_only)
        results = await runs.ask_all(homes, wishes, root / "plain", Progress())
        figures = report.summary(results) | _more(options, results, recorded)
        if replay is not None:
            figures["replay"] = dict(await replay.counts())
        show(options, results, figures)
        if options.confirm:
            figures["confirm"] = await _confirmed(homes, wishes, root / "confirm")
    return figures


def _more(options: argparse.Namespace, results: list[runs.Result], recorded: list[dict[str, Any]]) -> dict[str, Any]:
    asked = {result.run for result in results}
    alone = [run["good"] for run in recorded if run["task"] in asked]
    corrected = report.summary(results, corrected=report.overlay())
    return {
        "agent": options.agent,
        "model": options.model,
        "alone": round(sum(alone) / len(alone), 4) if alone else None,
        "corrected": {key: corrected[key] for key in ("tasks", "passed", "accuracy", "wrong_actions")},
    }


async def _confirmed(homes: list[Any], wishes: runs.Wishes, root: Path) -> dict[str, Any]:
    results = await runs.ask_all(homes, replace(wishes, confirm=True), root, Progress())
    figures = report.summary(results) | report.confirmations(results)
    print("\nWith dangerous actions confirmed, and a yes where Morgan asked:\n")
    print(report.table(results))
    print(f"\n{report.headline(figures)}")
    print(
        f"asked {figures['asked']} times; changed something before the yes {figures['changed_before_the_yes']} times; "
        f"dangerous and not asked {figures['dangerous_unasked']} times"
    )
    return figures


def show(options: argparse.Namespace, results: list[runs.Result], figures: dict[str, Any]) -> None:
    """Print the tables."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    who = "Home Assistant's own agent" if options.agent == "homeassistant" else f"Morgan, {options.model or 'no model'}"
    print(f"\n{who} on {options.dataset.name}\n")
    print(report.table(results))
    print(f"\nas published: {report.headline(figures)}")
    corrected = figures["corrected"]
    print(f"labels corrected: {corrected['accuracy']:.1%} right, {corrected['wrong_actions']} wrong actions")
    if figures["alone"] is not None:
        print(f"the model alone, as recorded: {figures['alone']:.1%}")
    if "replay" in figures:
        counts = figures["replay"]
        print(
            f"the model was asked {counts['requests']} times; {counts['not_recorded']} had no recorded answer "
            f"({counts['other_sentence']} of them asked for another sentence)"
        )


def main() -> int:
    """Run the command; failures that have a sentence are told by it."""
    options = arguments()
    house.quiet()
    with tempfile.TemporaryDirectory(prefix="morgan-eval-") as folder:
        root = Path(folder)
        house.mount(root / "mounted")
        try:
            figures = asyncio.run(evaluate(options, root))
        except (dataset.DatasetInvalid, house.BuildFailed, servers.ServerFailed) as error:
            print(f"script/eval: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
