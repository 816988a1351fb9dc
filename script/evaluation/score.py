"""Judges a turn by what became of the house; pure, knows nothing of Home Assistant or of who was asked.

The rule of the published harness: the whole state, before with the declared changes put over it, against after.
Anything that changed without being declared fails the task, and so does a declared change that did not come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from evaluation.dataset import Given, Task

# They follow from state and position and are never declared.
DERIVED = frozenset({"is_closed", "is_opening", "is_closing"})
ITEMS = "items"  # what stands on a to-do list: judged where a task names it

State: TypeAlias = Mapping[str, Any]  # "state" and the attributes, flat
Snapshot: TypeAlias = Mapping[str, State]  # by entity


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a task: `missing` was to change and did not, `wrong` changed without being asked."""

    missing: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    wrong: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unsaid: str = ""  # what the answer should have said, or should not

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not (self.missing or self.wrong or self.unsaid)


def judge(task: Task, before: Snapshot, after: Snapshot, said: str, tools: tuple[str, ...] = ()) -> Verdict:
    """Compare the house before and after, and the answer with what was to be said."""
    missing: dict[str, dict[str, Any]] = {}
    wrong: dict[str, dict[str, Any]] = {}
    for entity, then in before.items():
        now = after.get(entity, {})
        wanted = _wanted(then, task.expect.get(entity))
        ignored = DERIVED | {ITEMS} | task.ignore.get(entity, frozenset())
        told_by_items = entity in task.items  # how many there are follows from what they are
        for key in sorted({*wanted, *now} - ignored):
            if not same(wanted.get(key), now.get(key)):
                changed = not same(then.get(key), now.get(key)) and not told_by_items
                (wrong if changed else missing).setdefault(entity, {})[key] = now.get(key)
    for entity in after.keys() - before.keys():
        wrong[entity] = dict(after[entity])
    return Verdict(missing, wrong, _unsaid(task, said, tools) or _not_listed(task, after))


def same(one: object, other: object) -> bool:
    """Tell whether two values mean the same: 1 and "1", an enum and its word, a tuple and a list.

    A colour in coordinates appears when a lamp goes on, and no task declares it: nothing against a tuple is the same.
    """
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one is None or other is None or list(one) == list(other)  # type: ignore[call-overload]  # both listed
    return bool(one == other) or str(one) == str(other)


def _wanted(then: State, expected: Given | None) -> dict[str, Any]:
    wanted = dict(then)
    if expected is not None:
        wanted |= expected.attributes
        if expected.state is not None:
            wanted["state"] = expected.state
    return wanted


def _unsaid(task: Task, said: str, tools: tuple[str, ...]) -> str:
    if task.said is not None and not task.said.search(said):
        return f"something like /{task.said.pattern}/"
    if task.not_said is not None and task.not_said.search(said):
        return f"not /{task.not_said.pattern}/"
    if task.expect and "Sorry" in said and task.said is None:
        return "not Sorry"
    if task.response and not any(word.lower() in said.lower() for word in task.response):
        return " or ".join(task.response)
    name = str((task.tool or {}).get("tool_name") or "")
    if name and not any(tool == name or tool.endswith(f"__{name}") for tool in tools):
        return f"tool {name}"
    return ""


def _not_listed(task: Task, after: Snapshot) -> str:
    for entity, wanted in task.items.items():
        got = after.get(entity, {}).get(ITEMS, ())
        if len(got) != len(wanted) or not all(
            any(one.casefold().endswith(w.casefold()) for one in got) for w in wanted
        ):
            return f"on the list {list(wanted)}, not {list(got)}"
    return ""
