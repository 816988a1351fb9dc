"""Runs a turn's tool calls: repaired, in order, never twice; knows no model and no wire.

Calls that touch the same entity run one after another, in the order of the model's calls; all others run concurrently.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from morgan.agent.tool_repair.resolution import Refused, Resolved, Unclear
from morgan.agent.tool_repair.resolve import resolve
from morgan.ports import Hands, Question, Tool, ToolCall, ToolError, ToolResult
from morgan.runtime.engine_thread import EngineThread, Stop

_MOST_CALLS = 20  # per round: a model that lists the whole house is lost
_ENDS = ".!?…。؟"
_LONGEST_ERROR = 300  # characters; longer ones confuse a small model


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one round's calls."""

    results: Sequence[ToolResult]  # one for each call, under its id, for the model to read
    ask: str | None = None  # a question that the user must answer before anything more is done
    say: str | None = None  # the house's refusal, which ends the turn
    repeated: bool = False  # every call had been made before

    @property
    def failed(self) -> bool:
        """Whether a call failed or was refused."""
        return any(result.error is not None for result in self.results)


class ToolExecutor:
    """The tool calls of one turn."""

    def __init__(
        self,
        hands: Hands,
        question: Question,
        thread: EngineThread,
        *,
        may_write: bool,
        is_late: Callable[[], bool] = lambda: False,
    ) -> None:
        """`thread` runs the repair; once `is_late` returns True the turn's time is up and no call is started."""
        self.wrote = False  # a call has changed something
        self.only_wrote = True  # and no call has read anything that the model would have to report
        self.looked = False  # a call has read states of the house
        self.repairs: list[str] = []
        self.may_write = may_write  # a plain question may only read
        self._hands, self._question, self._thread, self._is_late = hands, question, thread, is_late
        self._tools: Mapping[str, Tool] = {tool.name: tool for tool in question.tools}
        self._tried: dict[str, ToolResult] = {}  # by name and arguments of the call
        self._speech: list[str] = []

    @property
    def speech(self) -> str:
        """The house's own sentences on what was done, each once."""
        each = list(dict.fromkeys(self._speech))
        return " ".join([*(said if said[-1] in _ENDS else f"{said}." for said in each[:-1]), *each[-1:]])

    async def do(self, calls: Sequence[ToolCall]) -> Outcome:
        """Repair and run the calls as far as possible. Their ids are unique within the turn."""
        made: dict[str, list[ToolCall]] = {}
        refused: dict[str, ToolError] = {}
        unclear: Unclear | None = None
        for call in calls:
            found: Resolved | Unclear | Refused = Refused("too many calls at once", ())
            if len(made) < _MOST_CALLS:
                found = await self._thread.run(partial(self._resolved, call))
            match found:
                case Resolved():
                    self.repairs += found.repairs
                    made[call.id] = [
                        replace(one, id=f"{call.id}{index or ''}", repairs=tuple(found.repairs))
                        for index, one in enumerate(found.calls)
                    ]
                case Unclear():
                    unclear = unclear or found
                    refused[call.id] = ToolError("unclear", _with(found.question, found.candidates))
                case Refused():
                    refused[call.id] = ToolError("refused", _with(found.reason, found.candidates))
        ready = [one for several in made.values() for one in several]
        fresh = {_words(one): one for one in ready if _words(one) not in self._tried}
        await self._run(list(fresh.values()))
        results = [
            ToolResult(call.id, error=refused[call.id])
            if call.id in refused
            else _together(call.id, [self._tried[_words(one)] for one in made[call.id]])
            for call in calls
        ]
        new = [self._tried[words] for words in fresh]
        return Outcome(
            results,
            ask=_text_of(new, "ask") or (unclear.question if unclear else None),
            say=_text_of(new, "say"),
            repeated=bool(ready) and not fresh and not refused,
        )

    def _resolved(self, call: ToolCall, _stop: Stop) -> Resolved | Unclear | Refused:
        found = resolve(call, self._question, tools=self._question.tools, looked=self.looked)
        if isinstance(found, Resolved) and not self.may_write and any(self._writes(one) for one in found.calls):
            return Refused("this was a question: nothing may be changed, only answered", ())
        return found

    def _writes(self, call: ToolCall) -> bool:
        tool = self._tools.get(call.name)
        return tool is None or not tool.read_only

    async def _run(self, calls: Sequence[ToolCall]) -> None:
        """Run the calls, those without a common entity concurrently."""
        broken: set[str] = set()
        for group in _groups(calls):
            going = [call for call in group if not (_things(call) & broken or self._is_late())]
            for call in group:
                if call not in going:
                    error = ToolError("skipped", "not tried: what had to come before it failed, or took too long")
                    self._tried[_words(call)] = ToolResult(call.id, error=error)
            for call, result in zip(going, await self._hands.act(going) if going else (), strict=True):
                self._tried[_words(call)] = result
                if result.error is not None:
                    broken |= _things(call)
                elif self._writes(call):
                    self.wrote = True
                    self._note_speech(result)
                else:
                    self.only_wrote, self.looked = False, True

    def _note_speech(self, result: ToolResult) -> None:
        said = result.data.get("speech") if isinstance(result.data, Mapping) else None
        if isinstance(said, str) and said.strip():
            self._speech.append(said.strip())


def _groups(calls: Sequence[ToolCall]) -> list[list[ToolCall]]:
    """Put each call into the first group after every group that touches one of its entities."""
    groups: list[list[ToolCall]] = []
    for call in calls:
        after = max(
            (n + 1 for n, group in enumerate(groups) if any(_things(one) & _things(call) for one in group)), default=0
        )
        if after == len(groups):
            groups.append([])
        groups[after].append(call)
    return groups


def _things(call: ToolCall) -> frozenset[str]:
    """Return keys for what a call touches: the entity's name, else area (or floor) and domain, else the tool."""
    name = call.args.get("name")
    if isinstance(name, str) and name:
        return frozenset({name.casefold()})
    area, domain = call.args.get("area", call.args.get("floor")), call.args.get("domain")
    return frozenset({json.dumps([area, domain, call.name if area is None and domain is None else ""], default=str)})


def _words(call: ToolCall) -> str:
    return json.dumps([call.name, dict(call.args)], sort_keys=True, default=str)


def _with(reason: str, candidates: Sequence[str]) -> str:
    return (
        f"{reason} (there is: {', '.join(candidates[:5])})"[:_LONGEST_ERROR] if candidates else reason[:_LONGEST_ERROR]
    )


def _text_of(results: Sequence[ToolResult], kind: str) -> str | None:
    return next((result.error.text for result in results if result.error and result.error.type == kind), None)


def _together(call_id: str, results: Sequence[ToolResult]) -> ToolResult:
    failed = next((result for result in results if result.error is not None), None)
    chosen = failed or next(iter(results), ToolResult(call_id))
    return replace(chosen, id=call_id)
