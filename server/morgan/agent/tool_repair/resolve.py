"""Repairs a model's tool call so that it does what the user meant; calls nothing.

Knows the question, the house by name and the tools that are offered. A small model is usually right about what the user
wants and wrong about how a call is written; where the user's own words are a plain command, they override the model.
Every repair has a name, for the trace.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from morgan.agent.sentence import capabilities as abilities
from morgan.agent.sentence.capabilities import Act, Amount, effect, nearest_tool, suffix, targets
from morgan.agent.sentence.claim_detection import is_question
from morgan.agent.sentence.house import HouseIndex
from morgan.agent.sentence.lexicon import OPPOSITE, Verb
from morgan.agent.sentence.reading import about, parts, read
from morgan.agent.sentence.words import stems, trigrams
from morgan.agent.tool_repair.coerce import Coerced, coerce
from morgan.agent.tool_repair.commands import Command, Plain, Several, list_named, plain, plain_parts
from morgan.agent.tool_repair.entity_linking import Finder
from morgan.agent.tool_repair.limits import Limited, limited
from morgan.agent.tool_repair.resolution import (
    MOST_NAMES,
    Refused,
    Resolution,
    Resolved,
    like,
    names_of,
    together,
    unclear,
)
from morgan.agent.tool_repair.spread import spread
from morgan.ports import HomeEntity, Question, Tool, ToolCall

_NOT_NOW = {
    "forbidden": "the user said that this is not to be done: leave it as it is, and say so",
    "later": "the user named a time, and this acts at once: nothing was done; say that you cannot do it at that time",
    "depends": "the user named a condition: look whether it holds before you act; if it lies ahead, say that you "
    "cannot wait for it",
}


def resolve(call: ToolCall, question: Question, *, tools: Sequence[Tool], looked: bool = False) -> Resolution:
    """Return the repaired call or the reason against it; `looked`: the model has already read the house's states."""
    house = HouseIndex.of(question.home)
    limits = limited(question.text, house, question.language)
    if limits.why == "depends" and looked:
        limits = replace(limits, why="")
    resolver = _Resolver(replace(question, text=limits.rest), tools, limits)
    return together([resolver.resolve(each) for each in resolver.spread(call)])


class _Resolver:
    """Resolves the calls of one question."""

    def __init__(self, question: Question, tools: Sequence[Tool], limits: Limited) -> None:
        self._question, self._tools, self._limits = question, tools, limits
        self._house = HouseIndex.of(question.home)
        said = read(question.text, self._house, question.language)
        self._said = replace(said, stopped=said.stopped or is_question(question.text, question.language))
        self._finder = Finder(question, self._house, self._said)
        whole = plain(question, self._house, tools)
        self._is_plain = whole is not None  # the whole sentence is one command, with nothing else to do
        self._plain = (whole,) if whole is not None else plain_parts(question, self._house, tools)

    def spread(self, call: ToolCall) -> tuple[ToolCall, ...]:
        tool = nearest_tool(call.name, self._tools)
        return spread(call, tool, self._house, self._question.language) if isinstance(tool, Tool) else (call,)

    def resolve(self, call: ToolCall) -> Resolution:
        found = nearest_tool(call.name, self._tools)
        if self._is_not_now(found, call) or self._is_for_rooms_left_out(found, call):
            return Refused(_NOT_NOW[self._limits.why or "forbidden"])
        if found is None:
            return self._by_words((), ("tool",)) or Refused(f"there is no tool {call.name}", self._like_tool(call.name))
        if isinstance(found, str):
            return self._by_verb(found, call)
        coerced = coerce(found, call.args, self._question.language)
        repairs = (() if found.name == call.name else ("tool",)) + coerced.repairs
        kinds = targets(found)
        if found.read_only or kinds is None:
            return self._untargeted(call, found, coerced, repairs)
        if suffix(found.name).startswith("List"):
            return self._listed(call, found, coerced.args, repairs)
        return self._targeted(call, found, coerced, repairs)

    def _is_not_now(self, tool: Tool | Verb | None, call: ToolCall) -> bool:
        if self._limits.why == "forbidden":
            return not (isinstance(tool, Tool) and tool.read_only)
        return bool(self._limits.why) and abilities.acts_at_once(tool, call.args)

    def _is_for_rooms_left_out(self, tool: Tool | Verb | None, call: ToolCall) -> bool:
        """Tell whether a vacuum would clean a room that the user wants left alone: its tool takes only rooms."""
        if not isinstance(tool, Tool) or not suffix(tool.name).startswith("Vacuum") or not self._limits.spared:
            return False
        area = call.args.get("area")
        own = self._finder.own_area(area) if isinstance(area, str) else None
        return own is None or any(entity.area == own for entity in self._limits.spared)

    # ---- calls without entities --------------------------------------------------------------------------------------

    def _untargeted(self, call: ToolCall, tool: Tool, coerced: Coerced, repairs: tuple[str, ...]) -> Resolution:
        if coerced.unfit:
            return Refused("; ".join(coerced.unfit.values()))
        right = dict(coerced.args)
        properties, cleans = tool.parameters.get("properties"), suffix(tool.name) == "VacuumCleanArea"
        for key in ("name", "area", "calendar", "todo_list"):
            value = right.get(key)
            if not isinstance(value, str) or not (tool.read_only or cleans):
                continue
            spelt = self._own_name(value) if key != "area" else self._finder.own_area(value)
            if spelt is None and key == "area":
                if cleans or self._finder.is_said(value):
                    return Refused(f"there is no room {value} here", self._finder.areas())
                del right[key]
                repairs += ("area",)
            elif spelt is not None and spelt.casefold() != value.casefold():
                right[key] = spelt
                repairs += (key,)
        place = self._question.place.area if self._question.place is not None else None
        if cleans and place is not None:
            right = {"area": place} | right
        missing = [key for key in _needed(tool) if key not in right]
        for key in list(missing):
            schema = properties.get(key) if isinstance(properties, Mapping) else None
            only = schema.get("enum") if isinstance(schema, Mapping) else None
            if isinstance(only, Sequence) and len(only) == 1:
                right[key] = only[0]
                missing.remove(key)
                repairs += ("only-one",)
        if missing:
            return self._by_words((), repairs) or Refused(f"{tool.name} needs {', '.join(missing)}")
        return self._done(call, tool, [right], repairs)

    def _listed(self, call: ToolCall, tool: Tool, args: Mapping[str, object], repairs: tuple[str, ...]) -> Resolution:
        spoken = [each for each in self._plain if isinstance(each, Command) and each.item is not None]
        item, name = args.get("item"), args.get("name")
        lists = [entity for entity in self._house.home.entities if entity.domain == "todo"]
        found = list_named(name, self._question, self._house) if isinstance(name, str) else ()
        if not found and isinstance(name, str):
            near = self._finder.named(name, lists)
            found = near.entities if near is not None and near.sure else ()
        if not found:
            found, repairs = (spoken[0].entities if spoken else tuple(lists)), (*repairs, "name")
        if item is None and spoken:
            item, repairs = spoken[0].item, (*repairs, "item")
        if not found or item is None:
            return Refused("there is no such list" if item is not None else "the item is missing", names_of(lists))
        if len(found) > 1:
            return unclear(found, self._question)
        if found[0].names[0] != name and "name" not in repairs:
            repairs += ("name",)
        return self._done(call, tool, [dict(args) | {"item": item, "name": found[0].names[0]}], repairs)

    # ---- calls with entities -----------------------------------------------------------------------------------------

    def _targeted(self, call: ToolCall, tool: Tool, coerced: Coerced, repairs: tuple[str, ...]) -> Resolution:
        args = coerced.args
        kinds = targets(tool) or frozenset()
        if (nowhere := self._finder.nowhere(args)) is not None:
            return self._by_words((), (*repairs, "area")) or Refused(
                f"there is no {nowhere} here", self._finder.areas()
            )
        found = self._finder.find_for(args, kinds, self._spoken_domains())
        if found is None or not found.entities:
            return self._by_words((), repairs) or self._nothing(args, kinds)
        if not found.sure:
            return self._by_words(found.entities, (*repairs, *found.repairs)) or unclear(found.entities, self._question)
        if (more := self._with_all(call, tool, coerced, found.entities)) is not None:
            return more
        command = self._command(tool, coerced, found.entities)
        if command is None:
            why = "; ".join(coerced.unfit.values()) or f"{tool.name} can not do that to {found.entities[0].domain}"
            return self._by_words(found.entities, repairs) or Refused(why, names_of(found.entities))
        return self._finished(call, command, args, repairs + found.repairs + self._verb_changed(tool, args, command))

    def _with_all(
        self, call: ToolCall, tool: Tool, coerced: Coerced, entities: tuple[HomeEntity, ...]
    ) -> Resolution | None:
        """Resolve a call with arguments that its tool does not take: by the tool that takes them, else refused."""
        lost = {key: value for key, value in coerced.lost.items() if abilities.is_part_of_it(key, value)}
        if not lost:
            return None
        domain = entities[0].domain
        settings = {key: abilities.setter(self._tools, domain, key) for key in lost}
        takes = {setting[0].name if setting is not None else "" for setting in settings.values()}
        one_kind = all(entity.domain == domain for entity in entities)
        if suffix(tool.name) == "TurnOn" and one_kind and len(takes) == 1 and "" not in takes:
            kept = {key: value for key, value in call.args.items() if key not in coerced.lost}
            written = {setting[1]: lost[key] for key, setting in settings.items() if setting is not None}
            return self.resolve(replace(call, name=takes.pop(), args=kept | written))
        return Refused(f"{tool.name} takes no {' and no '.join(lost)}, so nothing was done", ())

    def _finished(
        self, call: ToolCall, command: Command, args: Mapping[str, object], repairs: tuple[str, ...]
    ) -> Resolution:
        """Override the command by the user's own words where they differ, and write the calls."""
        outranked = self._outranked(command)
        if isinstance(outranked, Several):
            return unclear(outranked.entities, self._question)
        if outranked is not None:
            command, repairs = outranked, (*repairs, "words")
        if (left := self._without_spared(command)) is None:
            return Refused(_NOT_NOW["forbidden"], names_of(command.entities))
        if left is not command:
            command, repairs = left, (*repairs, "spared")
        calls = command.calls(self._house)
        if calls is None:
            return unclear(command.entities, self._question)
        changed = tuple(key for key in _TARGET_KEYS if args.get(key) != calls[0].get(key))
        return self._done(call, command.act.tool, calls, repairs + changed)

    def _without_spared(self, command: Command) -> Command | None:
        """Return the command without what the user wants left alone; None if nothing of it is left."""
        left = tuple(each for each in command.entities if each not in self._limits.spared)
        return command if left == command.entities else replace(command, entities=left) if left else None

    def _verb_changed(self, tool: Tool, args: Mapping[str, object], command: Command) -> tuple[str, ...]:
        act = command.act
        same = act.tool is tool and all(args.get(key) == value for key, value in act.args.items())
        return () if same else ("verb",)

    def _by_verb(self, verb: Verb, call: ToolCall) -> Resolution:
        """Resolve a call of a tool that does not exist by the verb in its name: HassOpenCover, light.turn_off."""
        args = coerce(Tool(call.name, "", _TARGET_SCHEMA), call.args, self._question.language).args
        domain, dot, _ = call.name.partition(".")
        if dot and "domain" not in args:
            args["domain"] = [domain]
        found = self._finder.find(args, abilities.domains_of([verb]))
        done = None
        if found is not None and found.sure:
            verb = self._righted(verb, found.entities) or verb
            acts = [abilities.act(self._tools, verb, entity.domain) for entity in found.entities]
            done = acts[0] if all(each == acts[0] for each in acts) else None
        if found is None or done is None:
            return self._by_words((), ("tool",)) or Refused(f"there is no tool {call.name}", self._like_tool(call.name))
        return self._finished(call, Command(verb, found.entities, done), args, ("tool", *found.repairs))

    def _command(self, tool: Tool, coerced: Coerced, entities: tuple[HomeEntity, ...]) -> Command | None:
        """Return the call as a command, its verb corrected by the user's words and by what the entities can do."""
        args = coerced.args
        domains = sorted({entity.domain for entity in entities})
        meant = effect(tool, domains[0], args)
        own = self._amended(tool, {key: each for key, each in args.items() if key not in _TARGET_KEYS}, coerced.unfit)
        if coerced.unfit.keys() - own.keys():
            return None
        verb = self._righted(meant, entities) if not _missing(tool, own) else self._able_verb(entities)
        if verb == meant and verb not in _WITHOUT_VALUE and set(domains) <= (targets(tool) or frozenset()):
            return Command(verb or "set", entities, Act(tool, own))
        if verb is None:
            return None
        acts = [abilities.act(self._tools, verb, domain, self._amount(args)) for domain in domains]
        found = acts[0] if all(each == acts[0] for each in acts) else None
        return Command(verb, entities, found) if found is not None else None

    def _able_verb(self, entities: Sequence[HomeEntity]) -> Verb | None:
        """Return the user's first verb that these entities can do: a set volume without a number may be a mute."""
        return next((verb for verb in self._spoken(entities) if self._can(verb, entities)), None)

    def _amount(self, args: Mapping[str, object]) -> Amount:
        numbers = [value for value in args.values() if isinstance(value, int | float) and not isinstance(value, bool)]
        color = args.get("color")
        return Amount(numbers[0] if numbers else self._said.amount.number, color if isinstance(color, str) else None)

    def _amended(self, tool: Tool, args: dict[str, object], unfit: Collection[str]) -> dict[str, object]:
        """Take the user's number where the model wrote none, or a different one: "to 50 %" is not 128."""
        if suffix(tool.name) == "LightSet":
            args = args | {key: abilities.kelvin(value) for key, value in args.items() if key == "temperature"}
        said, key = self._said.amount.number, abilities.QUANTITY_ARGS.get(suffix(tool.name))
        if key is None or said is None or self._said.stopped or not self._said.amount.reached:
            return args
        written = key in args or key in unfit
        if written and not (self._said.percent and not self._said.left and len(self._plain) < 2):
            return args
        if not written and key not in _needed(tool):
            return args
        return args | {key: round(said)}

    def _righted(self, meant: Verb | None, entities: Sequence[HomeEntity]) -> Verb | None:
        """Return the user's verb where the model's is its opposite, or where it differs and the entities can do it."""
        spoken = self._spoken(entities)
        if meant is None or not spoken:
            return meant
        if meant in spoken or (meant == "set" and "set" in spoken):
            return meant
        if OPPOSITE.get(meant) in spoken:
            return next(verb for verb in spoken if verb == OPPOSITE[meant])
        could = [verb for verb in spoken if verb != "set" and self._can(verb, entities)]
        if not could or meant == "set":
            return meant
        if could[0] in ("on", "off") and meant in ("on", "off", "open", "close", "lock", "unlock"):
            return meant  # "turn the lock on" does not tell lock from unlock: the model decides
        return could[0]

    def _can(self, verb: Verb, entities: Sequence[HomeEntity]) -> bool:
        return all(abilities.act(self._tools, verb, entity.domain) is not None for entity in entities)

    def _spoken(self, entities: Sequence[HomeEntity]) -> tuple[Verb, ...]:
        """Return the verbs of the part of the sentence that is about these; none unless it is a plain order."""
        if self._said.stopped:
            return ()
        readings = [
            read(part, self._house, self._question.language)
            for part in parts(self._question.text, self._question.language)
        ]
        found = [reading for reading in readings if reading.ordered and about(reading, entities)]
        return found[0].ordered if len(found) == 1 else ()

    def _spoken_domains(self) -> frozenset[str]:
        return abilities.domains_of(self._said.ordered)

    def _outranked(self, command: Command) -> Plain | None:
        """Return the user's own plain command if the model's call has other targets or another effect."""
        fitting = [each for each in self._plain if set(each.entities) & set(command.entities)]
        if not fitting and self._is_plain:
            fitting = list(self._plain)
        if len(fitting) != 1:
            return None
        own = fitting[0]
        if self._is_called(command.entities) and not self._is_called(own.entities):
            return None  # "the TV" is the entity of that name, not the media player in this room
        if isinstance(own, Several):
            chosen = set(command.entities) <= set(own.entities) and (
                self._known(command) or bool(self._question.history)
            )
            return None if chosen else own
        same = own.act.tool is command.act.tool and set(own.entities) == set(command.entities)
        return None if same and all(command.act.args.get(key) == value for key, value in own.act.args.items()) else own

    def _is_called(self, entities: Sequence[HomeEntity]) -> bool:
        """Tell whether each entity's name is the word that the user said for a kind."""
        called = set(self._said.called)
        return all(called & {stems(name) for name in entity.names} for entity in entities)

    def _known(self, command: Command) -> bool:
        """Tell whether the conversation or the room makes clear which entities are meant."""
        place = self._question.place.area if self._question.place is not None else None
        recent = {(target.name, target.domain) for target in self._question.recent}
        return all((each.names[0], each.domain) in recent or each.area == place for each in command.entities)

    def _by_words(self, among: Sequence[HomeEntity], repairs: tuple[str, ...]) -> Resolution | None:
        """Resolve by the user's own words if they are one plain command, for a call that cannot be resolved."""
        if len(self._plain) != 1 or not (self._is_plain or among):
            return None
        own = self._plain[0]
        if among and not set(own.entities) & set(among):
            return None
        if isinstance(own, Several):
            return unclear(own.entities, self._question)
        left = self._without_spared(own)
        calls = left.calls(self._house) if left is not None else None
        if calls is None:
            return None
        made = tuple(ToolCall(f"words-{at}", own.act.tool.name, args) for at, args in enumerate(calls))
        return Resolved(made, tuple(dict.fromkeys((*repairs, "words"))))

    # ---- refusals and results ----------------------------------------------------------------------------------------

    def _nothing(self, args: Mapping[str, object], able: frozenset[str]) -> Refused:
        name = args.get("name") or args.get("area") or ""
        pool = [entity for entity in self._house.home.entities if entity.domain in able]
        return Refused(f"nothing here is called {name}" if name else "nothing here fits", like(str(name), pool))

    def _like_tool(self, name: str) -> tuple[str, ...]:
        wanted = trigrams(suffix(name))
        ranked = sorted(self._tools, key=lambda tool: -len(wanted & trigrams(suffix(tool.name))))
        return tuple(tool.name for tool in ranked[:MOST_NAMES])

    def _own_name(self, name: str) -> str | None:
        found = self._finder.named(name, self._house.home.entities)
        own = {entity.names[0] for entity in found.entities} if found is not None else set()
        return own.pop() if len(own) == 1 else None

    def _done(
        self, call: ToolCall, tool: Tool, calls: Sequence[Mapping[str, object]], repairs: tuple[str, ...]
    ) -> Resolved:
        named = tuple(dict.fromkeys(repairs))
        made = tuple(
            ToolCall(call.id if not at else f"{call.id}-{at}", tool.name, dict(args), named)
            for at, args in enumerate(calls)
        )
        return Resolved(made, named)


_TARGET_KEYS = ("name", "area", "floor", "domain", "device_class")
_TARGET_SCHEMA = {
    "properties": {key: {"type": "array" if key[:2] in ("do", "de") else "string"} for key in _TARGET_KEYS}
}
_WITHOUT_VALUE = frozenset({"on", "off", "open", "close", "lock", "unlock"})


def _needed(tool: Tool) -> tuple[str, ...]:
    required = tool.parameters.get("required")
    return tuple(str(key) for key in required) if isinstance(required, Sequence) else ()


def _missing(tool: Tool, args: Mapping[str, object]) -> bool:
    return any(key not in args and key not in _TARGET_KEYS for key in _needed(tool))
