"""Plain commands: sentences that are fully understood and have one meaning in this house; calls nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from morgan.agent.sentence.capabilities import Act, act, domains_of, offered, quantity_domains
from morgan.agent.sentence.claim_detection import is_question
from morgan.agent.sentence.house import HouseIndex, address
from morgan.agent.sentence.lexicon import Verb, lexicon
from morgan.agent.sentence.reading import SentenceReading, of_kind, parts, read
from morgan.agent.sentence.words import stem, stems, words
from morgan.agent.tool_repair.resolution import Unclear, unclear
from morgan.ports import HomeEntity, Question, Tool, ToolCall

_PLAYING = frozenset({"playing", "buffering"})
_STATES = {"pause": _PLAYING, "next": _PLAYING, "previous": _PLAYING, "resume": frozenset({"paused"})}
_GROUPS = frozenset({"blind", "shade", "shutter", "curtain", "awning", "window"})  # a room usually has several of these


@dataclass(frozen=True, slots=True)
class Command:
    """A verb, its target entities, and the tool and arguments that carry it out."""

    verb: Verb
    entities: tuple[HomeEntity, ...]
    act: Act
    item: str | None = None  # to add to a list, or remove from it

    def calls(self, house: HouseIndex) -> tuple[dict[str, object], ...] | None:
        """Return the arguments of the calls that do it; None if no arguments reach exactly these entities."""
        plain = dict(self.act.args) | ({"item": self.item} if self.item is not None else {})
        for where in (address(house, self.entities), address(house, self.entities, together=False)):
            taken = [
                {key: value for key, value in each.args().items() if _takes(self.act.tool, key)} for each in where or ()
            ]
            if taken and all(taken):
                return tuple(each | plain for each in taken)
        return None


@dataclass(frozen=True, slots=True)
class Several:
    """A plain command with more than one possible target."""

    verb: Verb
    entities: tuple[HomeEntity, ...]


Plain: TypeAlias = Command | Several


def from_sentence(question: Question) -> ToolCall | Unclear | None:
    """Return the call for the user's own words if they are a plain command, made with the question's tools."""
    house = HouseIndex.of(question.home)
    found = plain(question, house, question.tools)
    if isinstance(found, Several):
        return unclear(found.entities, question)
    calls = found.calls(house) if found is not None else None
    if found is None or calls is None or len(calls) != 1:
        return None
    return ToolCall("words", found.act.tool.name, calls[0], ("words",))


def plain(question: Question, house: HouseIndex, tools: Sequence[Tool]) -> Plain | None:
    """Return the whole sentence as a plain command; None if it is none."""
    return _plain(question.text, question, house, tools)


def plain_parts(question: Question, house: HouseIndex, tools: Sequence[Tool]) -> tuple[Plain, ...]:
    """Return the parts of a sentence that are commands; none if any part says not, if or later.

    A part may lack the verb: "turn on the fan and the lamp".
    """
    found: list[Plain] = []
    verbs: tuple[Verb, ...] = ()
    for part in parts(question.text, question.language):
        reading = read(part, house, question.language)
        if reading.stopped:
            return ()
        verbs = reading.verbs or verbs
        command = _plain(part, question, house, tools, verbs)
        if command is not None:
            found.append(command)
    return tuple(found)


def _plain(
    text: str, question: Question, house: HouseIndex, tools: Sequence[Tool], verbs: tuple[Verb, ...] = ()
) -> Plain | None:
    if is_question(text, question.language) or not house.home.entities:
        return None
    listed = _list_item(text, question, house, tools)
    if listed is not None:
        return listed
    reading = read(text, house, question.language)
    reading = replace(reading, verbs=reading.verbs or verbs)
    return None if reading.stopped or not reading.verbs else command(reading, question, house, tools)


def command(reading: SentenceReading, question: Question, house: HouseIndex, tools: Sequence[Tool]) -> Plain | None:
    """Return the command of a reading; None if words are left over or no entity fits."""
    verbs = reading.meant
    chosen = choose(reading, verbs, question, house) if verbs else None
    if chosen is None:
        return None
    entities, sure = chosen
    for verb in verbs:
        found = {entity.domain: act(tools, verb, entity.domain, reading.amount) for entity in entities}
        done = next(iter(found.values()))
        if done is not None and all(each == done for each in found.values()):
            return Command(verb, entities, done) if sure else Several(verb, entities)
    return None


def choose(
    reading: SentenceReading, verbs: Sequence[Verb], question: Question, house: HouseIndex
) -> tuple[tuple[HomeEntity, ...], bool] | None:
    """Return the targets and True, or the possible targets and False; None if there are none."""
    able = domains_of(verbs)
    if reading.amount.quantity is not None:
        able &= quantity_domains(reading.amount.quantity)
    if reading.amount.color is not None:
        able &= frozenset({"light"})
    pool = [entity for entity in house.home.entities if entity.domain in able]
    if reading.named:
        if len(reading.named) > 1 or reading.left:
            return None
        return _one([each for each in reading.named[0] if each in pool], reading, question, house)
    said = reading.kinds or reading.areas or reading.floors or reading.left or reading.amount.quantity
    if reading.it and not said:
        return _recent(pool, question)
    for kind in reading.kinds:
        pool = of_kind(pool, kind)
    if reading.left:
        pool = _partly(pool, reading.left)
    elif not reading.kinds and len({entity.domain for entity in pool}) != 1:
        return None  # "turn off the kitchen": of a room's entities, it names no kind
    return _of_pool(pool, reading, verbs, question, house)


def _recent(pool: Sequence[HomeEntity], question: Question) -> tuple[tuple[HomeEntity, ...], bool] | None:
    for target in question.recent[:1]:
        for entity in pool:
            if (target.name, target.domain, target.area) == (entity.names[0], entity.domain, entity.area):
                return (entity,), True
    return None


def _partly(pool: Sequence[HomeEntity], left: Sequence[str]) -> list[HomeEntity]:
    return [entity for entity in pool if any(set(left) <= set(stems(name)) for name in entity.names)]


def _within(entities: Sequence[HomeEntity], reading: SentenceReading, house: HouseIndex) -> list[HomeEntity]:
    areas = {area.names[0] for area in reading.areas}
    floors = {floor.names[0] for floor in reading.floors}
    found = [entity for entity in entities if not areas or entity.area in areas]
    return [entity for entity in found if not floors or house.floor_of(entity.area) in floors]


def _one(
    named: Sequence[HomeEntity], reading: SentenceReading, question: Question, house: HouseIndex
) -> tuple[tuple[HomeEntity, ...], bool] | None:
    """Select among entities of one name: by kind, by room, by the speaker's room."""
    found = _within(named, reading, house)
    for kind in reading.kinds:
        found = of_kind(found, kind)
    if len(found) > 1 and question.place is not None:
        found = [entity for entity in found if entity.area == question.place.area] or found
    return (tuple(found), len(found) == 1) if found else None


def _of_pool(
    pool: Sequence[HomeEntity], reading: SentenceReading, verbs: Sequence[Verb], question: Question, house: HouseIndex
) -> tuple[tuple[HomeEntity, ...], bool] | None:
    bounded = bool(reading.areas or reading.floors or reading.left)
    found = _within(pool, reading, house)
    place = question.place.area if question.place is not None else None
    if not bounded and (reading.here or not reading.everything):
        here = [entity for entity in found if place is not None and entity.area == place]
        if reading.here and not here:
            return None  # "all the lights here" in a room without lights does not mean other rooms'
        bounded, found = bool(here), here or found
    if len(found) > 1 and (wanted := _STATES.get(verbs[0])) is not None:
        found = [entity for entity in found if _state(entity, question) in wanted] or found
    if len(found) > 1 and not reading.several:
        found = [entity for entity in found if {stems(name) for name in entity.names} & set(reading.called)] or found
    if len(found) < 2:
        return (tuple(found), True) if found else None
    if len({entity.domain for entity in found}) == 1 and (bounded or reading.everything) and _as_group(found, reading):
        return tuple(found), True
    return tuple(found), False


def _as_group(found: Sequence[HomeEntity], reading: SentenceReading) -> bool:
    """Tell whether a singular means all of them: "the kitchen light" does, as in Home Assistant's own sentences."""
    return (
        reading.several
        or all(entity.domain == "light" for entity in found)
        or all(entity.device_class in _GROUPS for entity in found)
    )


def _state(entity: HomeEntity, question: Question) -> str | None:
    own = (entity.names[0], entity.domain, entity.area)
    return next((each.state for each in question.states if (each.name, each.domain, each.area) == own), None)


# ---- lists -----------------------------------------------------------------------------------------------------------


def _list_item(text: str, question: Question, house: HouseIndex, tools: Sequence[Tool]) -> Plain | None:
    """Read "add … to my … list": any words between the verb and the list are the item."""
    lists = lexicon(question.language).lists
    spoken = text.strip().rstrip(".!").split()
    said = ["".join(words(word)) for word in spoken]
    start = next((at for at, word in enumerate(said[:4]) if word in lists.add | lists.remove | lists.complete), None)
    if start is None or any(entity.domain == "todo" for entity in house.home.entities) is False:
        return None
    polite = lexicon(question.language).fillers
    if any(stem(word) not in polite for word in said[:start] if word):
        return None
    verb, end = said[start], len(said)
    while end > start and said[end - 1] in lists.after:
        end -= 1
    ending = "ListAddItem" if verb in lists.add else "ListRemoveItem" if verb in lists.remove else "ListCompleteItem"
    tool = offered(tools, ending)
    if tool is None:
        return None
    where: tuple[int, tuple[HomeEntity, ...]] | None = None
    for at in range(end - 2, start + 1, -1):
        if said[at] in lists.between and (found := list_named(" ".join(spoken[at + 1 : end]), question, house)):
            if where is not None and found != where[1]:
                break
            where = at, found  # the longest name counts: "la lista de la compra" contains two of these words
    if where is None:
        return None
    at, found = where
    first = start + 1 + (said[start + 1] in lists.after)
    item = " ".join(spoken[first : at - (said[at - 1] in lists.after and at - 1 > first)]).strip(" ,")
    return Command("set", found, Act(tool), item) if len(found) == 1 else Several("set", found)


def list_named(phrase: str, question: Question, house: HouseIndex) -> tuple[HomeEntity, ...]:
    """Return the lists that a phrase like "my shopping list" may mean; none if it means something else."""
    reading = read(phrase, house, question.language)
    lists = [entity for entity in house.home.entities if entity.domain == "todo"]
    named = [entity for group in reading.named for entity in group if entity in lists]
    if named:
        return tuple(named) if len(reading.named) == 1 and not reading.left else ()
    if not any("todo" in kind.domains for kind in reading.kinds) and not reading.left:
        return ()
    if reading.left:
        lists = _partly(lists, reading.left)
    return tuple(lists)


def _takes(tool: Tool, argument: str) -> bool:
    properties = tool.parameters.get("properties")
    return isinstance(properties, dict) and argument in properties
