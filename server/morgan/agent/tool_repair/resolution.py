"""The result of resolving a call: calls to make, a question back to the user, or the reason for a refusal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from morgan.agent.sentence.words import trigrams
from morgan.agent.tool_repair.choices import choice
from morgan.ports import HomeEntity, Question, ToolCall

MOST_NAMES = 3  # a listener cannot follow more
_BLURRY = 0.4  # share of common trigrams below which a name is no candidate


@dataclass(frozen=True, slots=True)
class Resolved:
    """The calls to make: one, or several to run concurrently. `repairs` are the names of the repairs."""

    calls: tuple[ToolCall, ...]
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """More than one entity may be meant: the question back to the user, and at most three names."""

    question: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The call cannot be made as it is: the reason, for the model, and at most three names that it may have meant."""

    reason: str
    candidates: tuple[str, ...] = ()


Resolution: TypeAlias = Resolved | Unclear | Refused


def together(found: Sequence[Resolution]) -> Resolution:
    """Merge the results of calls that were one: all calls without duplicates, or the first Unclear or Refused."""
    for each in found:
        if not isinstance(each, Resolved):
            return each
    resolved = [each for each in found if isinstance(each, Resolved)]
    calls = tuple(
        {
            json.dumps([call.name, dict(call.args)], sort_keys=True, default=str): call
            for each in reversed(resolved)
            for call in reversed(each.calls)
        }.values()
    )[::-1]
    return Resolved(calls, tuple(dict.fromkeys(repair for each in resolved for repair in each.repairs)))


def unclear(entities: Sequence[HomeEntity], question: Question) -> Unclear:
    """Return the question which of these is meant, those in the speaker's room first."""
    place = question.place.area if question.place is not None else None
    near = sorted(entities, key=lambda entity: entity.area != place)
    names = [entity.names[0] for entity in near]
    told = tuple(
        entity.names[0] if names.count(entity.names[0]) == 1 else f"{entity.names[0]} ({_apart(entity, near)})"
        for entity in near[:MOST_NAMES]
    )
    return Unclear(choice(told, question.language), told)


def _apart(entity: HomeEntity, others: Sequence[HomeEntity]) -> str:
    """Return what distinguishes an entity from others of its name: its room, else its domain."""
    same = [each.area for each in others if each.names[0] == entity.names[0]]
    return entity.area if entity.area is not None and same.count(entity.area) == 1 else entity.domain


def names_of(entities: Sequence[HomeEntity]) -> tuple[str, ...]:
    """Return the first names, at most three."""
    return tuple(entity.names[0] for entity in entities[:MOST_NAMES])


def like(name: str, pool: Sequence[HomeEntity]) -> tuple[str, ...]:
    """Return at most three similar names, the nearest first."""
    wanted = trigrams(name)
    scored = sorted(
        ((len(wanted & trigrams(each.names[0])) / (len(wanted) or 1), each.names[0]) for each in pool), reverse=True
    )
    return tuple(dict.fromkeys(own for score, own in scored if score >= _BLURRY))[:MOST_NAMES]
