"""Counts results and puts them into tables and JSON; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import yaml  # type: ignore[import-untyped]  # its types are in the server's environment

from evaluation.dataset import Given, Task
from evaluation.runs import Result
from evaluation.score import Verdict, judge

OVERLAY = Path(__file__).with_name("overlay.yaml")


def summary(results: Sequence[Result], *, corrected: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return the figures of a run; with `corrected`, judged by the overlay's expectations."""
    judged = [(result, _verdict(result, corrected or {})) for result in results]
    passed = sum(verdict.passed for _, verdict in judged)
    return {
        "tasks": len(results),
        "passed": passed,
        "accuracy": round(passed / len(results), 4) if results else 0.0,
        "false_done": sum(result.false_done for result in results),
        "wrong_actions": sum(bool(verdict.wrong) for _, verdict in judged),
        "by_path": _groups(judged, lambda result: result.turn.path),
        "by_category": _groups(judged, lambda result: result.task.category),
        "needed_model": sum(_needed(result) for result in results),
        "tokens": sum(result.tokens for result in results),
        "failures": [
            _failure(result, verdict) for result, verdict in judged if not verdict.passed or result.false_done
        ],
    }


def overlay(file: Path = OVERLAY) -> dict[str, dict[str, Any]]:
    """Return the corrected expectations by task."""
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {}


def table(results: Sequence[Result]) -> str:
    """Return the table per category and path."""
    lines = [f"{'category':14} {'path':8} {'passed':>11} {'':>7} {'ms p50':>7} {'p90':>6} {'tokens/turn':>12}"]
    keys = sorted({(result.task.category, result.turn.path) for result in results})
    for category, path in keys:
        lines.append(_line(category, path, [r for r in results if (r.task.category, r.turn.path) == (category, path)]))
    paths = sorted({path for _, path in keys})
    lines += [_line("all", path, [result for result in results if result.turn.path == path]) for path in paths]
    lines.append(_line("all", "all", results))
    return "\n".join(lines)


def headline(figures: Mapping[str, Any]) -> str:
    """Return the run in one line."""
    share = figures["needed_model"] / figures["tasks"] if figures["tasks"] else 0.0
    return (
        f"{figures['accuracy']:.1%} right ({figures['passed']} of {figures['tasks']}), {figures['wrong_actions']} "
        f"wrong actions, {figures['false_done']} false claims, {share:.0%} of the turns needed the model"
    )


def confirmations(results: Sequence[Result]) -> dict[str, int]:
    """Return how the dangerous actions were handled."""
    return {
        "asked": sum(result.asked_back for result in results),
        "changed_before_the_yes": sum(result.early for result in results),
        "dangerous_unasked": sum(not result.asked_back and _dangerous(result) for result in results),
    }


def _verdict(result: Result, corrected: Mapping[str, Mapping[str, Any]]) -> Verdict:
    correction = corrected.get(result.task.id)
    if correction is None:
        return result.verdict
    task = _corrected(result.task, correction)
    return judge(task, result.before, result.after, result.turn.said, tuple(e.type for e in result.turn.handled))


def _corrected(task: Task, correction: Mapping[str, Any]) -> Task:
    expect = correction.get("expect_changes")
    ignore = correction.get("ignore_changes")
    response = correction.get("expect_response")
    return replace(
        task,
        expect=task.expect
        if expect is None
        else {name: Given(given.get("state"), given.get("attributes") or {}) for name, given in expect.items()},
        ignore=task.ignore if ignore is None else {name: frozenset(keys) for name, keys in ignore.items()},
        response=task.response if response is None else (response,) if isinstance(response, str) else tuple(response),
    )


def _groups(judged: Iterable[tuple[Result, Verdict]], key: Callable[[Result], str]) -> dict[str, dict[str, int]]:
    groups: dict[str, dict[str, int]] = {}
    for result, verdict in judged:
        group = groups.setdefault(key(result), {"tasks": 0, "passed": 0})
        group["tasks"] += 1
        group["passed"] += verdict.passed
    return dict(sorted(groups.items()))


def _failure(result: Result, verdict: Verdict) -> dict[str, Any]:
    expected: dict[str, Any] = {
        name: {**({"state": given.state} if given.state is not None else {}), **given.attributes}
        for name, given in result.task.expect.items()
    }
    if verdict.unsaid:
        expected["said"] = verdict.unsaid
    got: dict[str, Any] = {name: _plain(values) for name, values in verdict.missing.items()}
    for name, values in verdict.wrong.items():
        got[name] = {**got.get(name, {}), **_plain(values)}
    if result.false_done:
        got["claimed"] = "done, and nothing was"
    calls = [{"intent": each.type, "slots": _plain(each.slots), "worked": each.worked} for each in result.turn.handled]
    return {
        "task": result.run,
        "text": result.task.text,
        "path": result.turn.path,
        "said": result.turn.said,
        "expected": expected,
        "got": got,
        "calls": calls,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(key): value if isinstance(value, str | int | float | bool | None) else str(value)
        for key, value in values.items()
    }


def _needed(result: Result) -> bool:
    return bool(result.requests) if result.requests is not None else result.turn.path not in ("intent", "fuzzy")


def _dangerous(result: Result) -> bool:
    """Tell whether a lock, a garage door, a gate or an alarm was opened."""
    for entity, now in result.after.items():
        then = result.before.get(entity, {}).get("state")
        if now["state"] != then and (
            (entity.startswith("lock.") and now["state"] in ("unlocked", "open"))
            or (entity.startswith("alarm_control_panel.") and now["state"] == "disarmed")
            or (now.get("device_class") in ("garage", "gate") and now["state"] == "open")
        ):
            return True
    return False


def _line(category: str, path: str, results: Sequence[Result]) -> str:
    passed = sum(result.verdict.passed for result in results)
    times = sorted(result.turn.ms for result in results)
    tokens = sum(result.tokens for result in results) / len(results)
    slow = times[min(len(times) - 1, int(len(times) * 0.9))]
    counted = f"{passed}/{len(results)}"
    return (
        f"{category:14} {path:8} {counted:>11} {passed / len(results):>7.1%} {median(times):>7.0f} {slow:>6.0f} "
        f"{tokens:>12.0f}"
    )
