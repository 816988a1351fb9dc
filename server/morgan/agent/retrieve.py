"""Ranks the entities that a question is about, by its words alone; knows no model, no embedding and no tool.

Names, aliases, rooms, floors and words for kinds are weighted by their rarity in this house (idf); names also match by
trigrams, so that typos and compounds are found. Embeddings would find "it is too dark in here"; for names they would
find nothing more, as measured (`tests/server/agent/test_retrieve.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.lexicon import Pattern, lexicon
from morgan.agent.sentence.reading import of_kind
from morgan.agent.sentence.words import stems, trigrams
from morgan.ports import EntityState, HomeEntity, Question

_NAME, _ROOM, _FLOOR, _KIND = 1.0, 0.7, 0.5, 0.7  # weight of a word by where it occurs
_WHOLE_NAME = 4.0
_LETTERS = 2.0
_ALIKE = 0.5  # a smaller share of a name's trigrams is chance
_RECENT, _HERE = 2.0, 0.2


def retrieve(question: Question, most: int = 15) -> tuple[EntityState, ...]:
    """Return the states of at most `most` entities, the likeliest first, then of up to `most` others in the room.

    The room is the speaker's.
    """
    house = HouseIndex.of(question.home)
    entities = {(entity.names[0], entity.domain, entity.area): entity for entity in question.home.entities}
    scores = _scores(question, house)
    place = question.place.area if question.place is not None else None
    recent = {(target.name, target.domain, target.area) for target in question.recent}
    ranked: list[tuple[float, int, EntityState]] = []
    for at, state in enumerate(question.states):
        own = (state.name, state.domain, state.area)
        score = scores.get(entities[own], 0.0) if own in entities else 0.0
        score += _RECENT * (own in recent) + _HERE * (score > 0 and place is not None and state.area == place)
        ranked.append((score, -at, state))
    ranked.sort(key=lambda each: each[:2], reverse=True)
    best = [(at, state) for score, at, state in ranked if score > 0][:most]
    found, taken = [state for _, state in best], {at for at, _ in best}
    room = [state for _, at, state in ranked if place is not None and state.area == place and at not in taken]
    return tuple(found + room[:most])


def _scores(question: Question, house: HouseIndex) -> dict[HomeEntity, float]:
    said = house.spell(stems(question.text), lexicon(question.language).known)
    words, letters = set(said), trigrams(question.text)
    kinds = _spoken_kinds(said, question)
    floors = {area.names[0]: area.floor for area in house.home.areas}
    names = {entity: {word for name in entity.names for word in stems(name)} for entity in house.home.entities}
    rooms = {
        own: {word for name in area.names for word in stems(name)}
        for area in house.home.areas
        for own in area.names[:1]
    }
    levels = {
        own: {word for name in floor.names for word in stems(name)}
        for floor in house.home.floors
        for own in floor.names[:1]
    }
    rare = _rarity([names[entity] | rooms.get(entity.area or "", set()) for entity in house.home.entities])
    scores: dict[HomeEntity, float] = {}
    for entity in house.home.entities:
        room = rooms.get(entity.area or "", set())
        level = levels.get(floors.get(entity.area or "") or "", set())
        score = _NAME * sum(rare.get(word, 1.0) for word in words & names[entity])
        score += _ROOM * sum(rare.get(word, 1.0) for word in (words & room) - names[entity])
        score += _FLOOR * len(words & level)
        score += _KIND * sum(1.0 for kind in kinds if entity in kind)
        score += max((_name_score(name, said, letters) for name in entity.names), default=0.0)
        if score:
            scores[entity] = score
    return scores


def _spoken_kinds(said: Sequence[str], question: Question) -> list[set[HomeEntity]]:
    kinds = lexicon(question.language).kinds
    spoken = {kinds[tuple(said[at:end])] for at in range(len(said)) for end in range(at + 1, min(at + 4, len(said) + 1))
              if tuple(said[at:end]) in kinds}  # fmt: skip
    return [set(of_kind(question.home.entities, kind)) for kind in spoken]


def _rarity(documents: Sequence[set[str]]) -> dict[str, float]:
    counts = Counter(word for document in documents for word in document)
    return {word: log(1 + len(documents) / count) for word, count in counts.items()}


def _name_score(name: str, said: Pattern, letters: frozenset[str]) -> float:
    own = stems(name)
    whole = any(said[at : at + len(own)] == own for at in range(len(said) - len(own) + 1))
    threes = trigrams(name)
    alike = len(threes & letters) / len(threes) if threes else 0.0
    return _WHOLE_NAME * whole * sqrt(len(own)) + (_LETTERS * alike if alike >= _ALIKE else 0.0)
