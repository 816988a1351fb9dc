"""The commands of one house as an automaton: Home Assistant's own English templates, filled with the house's names.

Pure: knows nothing of sound or engines. Home Assistant ships its templates in `home_assistant_intents`; hassil parses
them. Home Assistant understands everything that this grammar accepts, except EXTRA. The grammar accepts less than Home
Assistant does: every alternative costs accuracy and time, so the widest rules are narrowed to what people say aloud.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

from morgan.ports import Home, HomeArea, HomeEntity, HomeFloor
from morgan.stt.closed.automaton import SPACE, Automaton, Net
from morgan.stt.closed.items import ITEMS
from morgan.stt.closed.spoken import name_words, number_words, spellings

# Home Assistant's widest rules, narrowed. The wordings left out still work when typed or heard by Whisper.
RULES = {
    "the": "(the|my)",
    "all": "(all [[of] (the|my)]|every)",
    "everywhere": "(everywhere|in the (house|apartment))",
    "here": "(in here|in this room)",
    "home": "(home|house)",
    "in": "(in|on)",
    "is": "(is|are) [the]",
    "what_is": "(what's|what is|tell me)",
    "how_is": "(how is|how's)",
    "where_is": "(where's|where is)",
    "which": "which",
    "any": "(any|any of the)",
    "light": "(lights|lamps)",  # "light" is heard as "lights", and means the same to Home Assistant
    "track": "(song|track)",
    "media": "(music|movie|[tv] show|media|<track>)",
    "close": "(close|shut|lower)",
    "open": "(open|raise)",
    "numeric_value_set": "(set|change|turn [(up|down)])",
    "set": "(set|change|turn|make)",
    "turn": "(turn|switch)",
}

# Intents and slot combinations that are seldom said and easily confused with others.
_SKIPPED_INTENTS = frozenset({"HassBroadcast", "HassRespond", "HassMediaSearchAndPlay", "HassToggle"})
_SKIPPED_COMBINATIONS = re.compile(
    r"start_|hours_seconds|fan_mode|name_floor|name_state_(area|floor)|device_class_state_floor"
)
_TIMER_COMBINATIONS = frozenset(
    {"default", "hours_only", "minutes_only", "seconds_only", "hours_minutes", "minutes_seconds"}
)

# Understood by Morgan, not by Home Assistant's templates; one word each, so the engine is stricter with them.
EXTRA = ("yes", "no", "stop", "cancel", "okay", "yes please", "no thanks", "thank you")

# Said every day, but not in Home Assistant's templates: the integration's fuzzy matching or the agent handles them.
MORE = (
    "<set> [the] color of [<the>] {area} <light> to {color}",
    "<set> [<the>] {area} <light> to {color}",
    "<set> [<the>] {area} <light> to {brightness} percent",
)

_BEFORE = "[(please|(can|could|would) you [please])]"
_AFTER = "[please]"

# Numbers that people say; each further one makes the others harder to recognise ("fifty" and "fifty one").
_PERCENTAGES = (*range(11), *range(15, 101, 5))
_TEMPERATURES = (*(n / 2 for n in range(10, 61)), *range(31, 91))
_TIMES = (*range(1, 61), 75, 90, 100)

_SPEAKABLE = re.compile(r"[a-z]+('[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The sentences that can be recognised in one house, the spelling of its names, and the words from names."""

    automaton: Automaton
    spellings: Mapping[tuple[str, ...], str]
    name_words: Mapping[str, str]  # spoken word → the spelling that it came from, needed to pronounce it


@dataclass(frozen=True, slots=True)
class Template:
    """One Home Assistant sentence template, and the domains that its {name} may have (None: any)."""

    expression: Expression
    domains: frozenset[str] | None


class Templates:
    """Home Assistant's English templates, parsed once: parsing takes longer than filling them with a house's names."""

    def __init__(self) -> None:
        content = json.loads((resources.files("home_assistant_intents") / "data" / "en.json").read_text("utf-8"))
        rules: dict[str, str] = {**content["expansion_rules"], **RULES}
        self.rules = {name: parse_sentence(_tidy(text)).expression for name, text in rules.items()}
        self.lists: dict[str, Any] = content["lists"]
        self.values = {
            name: [
                parse_sentence(value if isinstance(value, str) else value["in"]).expression
                for value in values["values"]
            ]
            for name, values in self.lists.items()
            if "values" in values
        }
        self.sentences = tuple(self._sentences(content["intents"]))
        self.before, self.after = parse_sentence(_BEFORE).expression, parse_sentence(_AFTER).expression

    def _sentences(self, intents: dict[str, Any]) -> Iterable[Template]:
        for intent, body in intents.items():
            if intent in _SKIPPED_INTENTS:
                continue
            for block in body["data"]:
                combination = block.get("metadata", {}).get("slot_combination", "")
                if _SKIPPED_COMBINATIONS.search(combination):
                    continue
                if "Timer" in intent and combination not in _TIMER_COMBINATIONS:
                    continue
                domain = (block.get("requires_context") or {}).get("domain")
                domains = None if domain is None else frozenset([domain] if isinstance(domain, str) else domain)
                for text in block["sentences"]:
                    if expression := self._worded(parse_sentence(_tidy(text)).expression):
                        yield Template(expression, domains)

    def _worded(self, expression: Expression) -> Expression | None:
        """Return the sentence with at least one fixed word, None if it cannot have one: any noise matches a bare name.

        `[activate] {name}` becomes `activate {name}`; `[the] {name}` is left out.
        """
        if not isinstance(expression, Group):
            return None
        if any(self._has_word(item) for item in expression.items):
            return expression
        for index, item in enumerate(expression.items):
            if isinstance(item, Alternative) and item.is_optional and self._is_verb(item):
                chosen = [option for option in item.items if self._has_word(option)]
                items = list(expression.items)
                items[index] = Alternative(items=list(chosen), is_optional=False)
                return type(expression)(items=items)
        return None

    def _has_word(self, item: Expression) -> bool:
        """Tell whether every path through the item has a fixed word, one that no list supplies."""
        if isinstance(item, TextChunk):
            return any(c.isalpha() for c in item.text)
        if isinstance(item, RuleReference):
            return item.rule_name != "the" and self._has_word(self.rules[item.rule_name])
        if isinstance(item, Alternative):
            return all(self._has_word(option) for option in item.items)
        return isinstance(item, Group) and any(self._has_word(part) for part in item.items)

    def _is_verb(self, item: Alternative) -> bool:
        return any(self._has_word(option) for option in item.items if not _is_article(option))


def _is_article(item: Expression) -> bool:
    if isinstance(item, RuleReference):
        return item.rule_name in ("the", "all")
    if isinstance(item, TextChunk):
        return item.text.strip() in ("the", "my", "")
    return isinstance(item, Group) and all(_is_article(part) for part in item.items)


_UNSAID = (
    # written forms that cannot be said; the parser would keep them as separate words
    ("[([ ]%)| percent]", " percent"),
    ("[%| percent]", " percent"),
    ("[([ ]°)|( degree[s])]", "[ degrees]"),
    ("( |-)", " "),
    # wordings that differ by a sound or two from the usual one and mean the same, or that nobody uses
    ("(off|out)", "off"),
    ("and [a] {timer_half", "and a {timer_half"),
    ("[a|an|the|my]", "[a|the|my]"),
    ("[to] (on|off)", "(on|off)"),
    ("[to] on", "on"),
    ("[to] off", "off"),
    ("[to] {", "to {"),
    ("[to] [the] {", "to [the] {"),
    ("timer[s] status", "timer status"),
    ("[[<the>] <media>]", "[(<the> <media>|music)]"),
)


def _tidy(text: str) -> str:
    for typed, said in _UNSAID:
        text = text.replace(typed, said)
    return text


def build(home: Home, templates: Templates, further: Sequence[str] = (*EXTRA, *MORE)) -> Grammar:
    """Fill Home Assistant's templates and the `further` ones with the house's names."""
    named: list[HomeEntity | HomeArea | HomeFloor] = [*home.entities, *home.areas, *home.floors]
    names = [name for part in named for name in part.names]
    filler = _Filler(home, templates)
    for template in templates.sentences:
        filler.add(template)
    for text in further:
        filler.add(Template(parse_sentence(text).expression, None))
    automaton = filler.net.words(lambda word: _SPEAKABLE.fullmatch(word) is not None)
    words = {said: spelled for name in names for said, spelled in name_words(name)}
    return Grammar(automaton, spellings(names), words)


class _Filler:
    """Writes templates into one net."""

    def __init__(self, home: Home, templates: Templates) -> None:
        self.net = Net()
        self._templates = templates
        self._areas = _said([name for area in home.areas for name in area.names])
        self._floors = _said([name for floor in home.floors for name in floor.names])
        self._by_domain: dict[str, list[str]] = {}
        for entity in home.entities:
            self._by_domain.setdefault(entity.domain, []).extend(_said(entity.names))
        self._begin = self.net.piece(self._add(templates.before, 0, None), SPACE)
        self._end = self.net.state()
        self.net.join(self._add(templates.after, self.net.piece(self._end, SPACE), None), 1)

    def add(self, template: Template) -> None:
        """Add one template's sentences."""
        self.net.join(self._add(template.expression, self._begin, template.domains), self._end)

    def _add(self, item: Expression, source: int, domains: frozenset[str] | None) -> int:
        """Write one expression from state `source` on; return its end state, unreachable where a list is empty."""
        match item:
            case TextChunk():
                return self.net.text(source, item.text.casefold())
            case RuleReference():
                return self._add(self._templates.rules[item.rule_name], source, domains)
            case ListReference():
                return self._list(item.list_name, source, domains)
            case Permutation():
                return self._permutation(item.items, source, domains)
            case Alternative():
                end = self.net.state()
                for option in item.items:
                    self.net.join(self._add(option, source, domains), end)
                return end
            case Group():
                for part in item.items:
                    source = self._add(part, source, domains)
                return source
        raise TypeError(f"hassil parses to a {type(item).__name__}, which this grammar does not know")

    def _permutation(self, items: list[Expression], source: int, domains: frozenset[str] | None) -> int:
        if not items:
            return source
        end = self.net.state()
        for index, item in enumerate(items):
            rest = items[:index] + items[index + 1 :]
            self.net.join(self._permutation(rest, self._add(item, source, domains), domains), end)
        return end

    def _list(self, name: str, source: int, domains: frozenset[str] | None) -> int:
        end = self.net.state()
        if name in self._templates.values:
            for value in self._templates.values[name]:
                self.net.join(self._add(value, source, domains), end)
            return end
        for phrase in self._phrases(name, domains):
            self.net.join(self.net.text(source, phrase), end)
        return end

    def _phrases(self, name: str, domains: frozenset[str] | None) -> Iterable[str]:
        if name == "name":
            wanted = self._by_domain if domains is None else domains
            return [phrase for domain in sorted(wanted) for phrase in self._by_domain.get(domain, ())]
        if name in ("area", "floor"):
            return self._areas if name == "area" else self._floors
        if name in ("todo_list_item", "shopping_list_item"):
            return ITEMS
        return _NUMBERS.get(name, ())  # else a wildcard, or numbers that nobody says: no path


def _numbers(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(SPACE.join(number_words(value)) for value in values)


_NUMBERS = {
    "temperature": _numbers(_TEMPERATURES),
    **dict.fromkeys(("timer_hours", "timer_minutes", "timer_seconds"), _numbers(_TIMES)),
    **dict.fromkeys(("brightness", "position", "fan_speed", "volume"), _numbers(_PERCENTAGES)),
    **dict.fromkeys(("volume_step_up", "volume_step_down"), _numbers(_PERCENTAGES[1:])),
}


def _said(names: Iterable[str]) -> list[str]:
    return [SPACE.join(word for word, _ in words) for name in names if (words := name_words(name))]
