"""Reads sentences as commands and executes nothing; the only file that knows how to call Home Assistant's matchers.

Four readings of the whole sentence, in this order. First, Home Assistant's sentence templates (hassil), strict: every
word accounted for, exact names, exposed entities only. Second, gazetteer-matcher (English), which reads wordings that
no template covers; by default it accepts a misheard name and up to two unexplained words ("don't" is one of them), so
its reading counts here only if the target is exact and no word is left over. Third, the templates again with the names
of entity_names.py. Last, commands joined by a word, where each part is a command by itself.

It depends on `DefaultAgent.async_recognize_intent` and `async_get_or_load_intents`, and on two private names: the
agent's matcher, because only that remembers what "it" refers to, and the method that words a refusal, because the whole
agent would accept what it should refuse. If a later Home Assistant renames them, the second matcher or the wording is
left out and everything else still works.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from gazetteer_matcher import Interpretation
from hassil.intents import Intents, TextSlotList
from hassil.recognize import RecognizeResult, recognize_all
from hassil.util import remove_punctuation
from homeassistant.components import conversation
from homeassistant.components.conversation import async_prepare_agent
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.conversation.gazetteer import (
    GazetteerFallback,
    async_targets_from_intent,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent

from ..client.errors import log_unforeseen
from ..house.commands import (
    Command,
    agent_of,
    as_command,
    async_area,
    async_handler,
    async_match,
    async_meant,
    searches_alike,
)
from ..house.outcome import Path
from ..languages.lexicon import Words
from ..languages.lookup import loosened
from .entity_names import THEM, Named, async_list
from .joined import also_left_out, form_of, in_its_place, partings, tails
from .quantities import halves_written_out, in_house_degrees, with_signs
from .questions import any_open, anyone_home, async_looked_at, fillers_left_out
from .wildcards import items, swallows

_LOGGER = logging.getLogger(__name__)

_SHUTTABLE: Final = ("cover", "valve", "lock")


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole sentence read as commands, each with its targets found."""

    commands: tuple[Command, ...]
    path: Path
    doubtful: bool = False  # what was heard may as well have been the opposite


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one sentence in the context of its conversation."""

    hass: HomeAssistant
    user_input: conversation.ConversationInput
    conversation_id: str
    named: Named
    words: Words
    last: tuple[str, ...] = ()  # entity ids mentioned last
    targets: tuple[str, ...] = ()  # entity ids mentioned earlier too
    _found: dict[str, intent.MatchTargetsResult | None] = field(default_factory=dict)  # by command, for this sentence

    async def async_read(self) -> AsyncGenerator[Reading]:
        """Yield the possible readings, the most certain first; the caller tries the next if one has no target."""
        text = in_house_degrees(" ".join(self.user_input.text.split()), self.hass.config.units.temperature_unit)
        if text.rstrip(" ,.!?").casefold().endswith(tuple(joint.rstrip() for joint in self.words.joints)):
            return  # it ends in a joining word: unfinished
        async for reading in self._async_whole(text):
            yield reading
        if (joined := await self._async_joined(text)) is not None:
            yield joined
        shorter = fillers_left_out(text, self.words)
        for asked in (anyone_home(shorter, self.words), any_open(shorter, self.words)):
            if asked is not None and (commands := self._faithful(text, (asked,))):
                yield Reading(commands, "intent")
        for other in {also_left_out(text, self.words), halves_written_out(text)} - {text}:
            async for reading in self._async_whole(other):
                yield reading
        if shorter != text:
            async for reading in self._async_whole(shorter):
                if all(command.intent == intent.INTENT_GET_STATE for command in reading.commands):
                    yield reading

    async def _async_whole(self, text: str) -> AsyncGenerator[Reading]:
        strict = await async_apart(self._async_strict(text))
        if commands := self._faithful(text, () if strict is None else (strict,)):
            yield Reading(commands, "intent")
        if commands := self._faithful(text, await async_apart(self._async_fuzzy(text)) or ()):
            yield Reading(commands, "fuzzy")
        if commands := self._faithful(text, await async_apart(self._async_renamed(text)) or ()):
            yield Reading(commands, "intent")

    def _faithful(self, text: str, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """Return the commands if they keep all that was said; none if a sign is lost or a wildcard took a name."""
        kept = [with_signs(text, each) for each in commands if not swallows(each, self.named, self.words)]
        parted = [() if each is None else self._looked_at(text, each) for each in kept]
        return tuple(each for part in parted for each in part) if all(parted) else ()

    def _looked_at(self, text: str, command: Command) -> tuple[Command, ...]:
        asked = async_looked_at(self.hass, command, self.named, self.words)
        return () if asked is None else items(text, asked, self.words)

    async def _async_one(self, text: str) -> Reading | None:
        async with aclosing(self._async_whole(text)) as readings:
            return await anext(readings, None)

    async def _async_joined(self, text: str) -> Reading | None:
        for parts in partings(text, self.words):
            if (reading := await self._async_parts(parts)) is not None:
                return reading
        return None

    async def _async_parts(self, parts: list[str]) -> Reading | None:
        """Read parts one after the other; all of them or none."""
        tail = ""
        if (reading := await self._async_one(parts[0])) is None:
            for tail, without in tails(parts):
                if (reading := await self._async_one(f"{parts[0]} {tail}")) is not None:
                    parts = [f"{parts[0]} {tail}", *without[1:]]
                    break
            else:
                return None
        sentence, like, readings, reader = parts[0], reading, [reading], self
        for part in parts[1:]:
            reader = replace(self, last=self._touched(readings[-1]) or reader.last)
            form = "thing" if tail else form_of(part, self.named, self.words)
            own = await reader._async_one(part) if form == "any" else None
            found = own or await reader._async_alike(sentence, like, part)
            if found is None and form == "noun":
                found = own = await reader._async_one(part)
            if found is None or not all(map(self._certain, found.commands)):
                return None
            if own is not None:
                sentence, like = part, own
            readings.append(found)
        path: Path = "fuzzy" if any(each.path == "fuzzy" for each in readings) else "intent"
        return Reading(tuple(command for each in readings for command in each.commands), path)

    async def _async_alike(self, sentence: str, reading: Reading, part: str) -> Reading | None:
        """Read a part without a verb by putting it in place of another part's name; accept only the same act."""
        if len(reading.commands) != 1:
            return None
        (command,) = reading.commands
        for slot in ("name", "area", "floor"):
            said = str(command.slots.get(slot, {}).get("text") or "")
            for text, whole in in_its_place(sentence, said, part, self.words):
                found = await self._async_one(text)
                same = found is not None and all(
                    command.same_act(each) if whole else command.intent == each.intent for each in found.commands
                )
                if found is not None and same and self._moves(reading) == self._moves(found):
                    return found
        return None

    def _moves(self, reading: Reading) -> bool:
        """Tell whether a target opens and shuts; for any other entity, "open" does not mean to switch it on."""
        return any(each.partition(".")[0] in _SHUTTABLE for each in self._touched(reading))

    @callback
    def _match(self, command: Command) -> intent.MatchTargetsResult | None:
        """Return what a command would touch: searched once per sentence, first among the entities of that name.

        Before a command is carried out, its targets are searched again in the whole house.
        """
        key = repr((command.intent, command.slots))
        if key not in self._found:
            area = async_area(self.hass, self.user_input)
            name = command.value("name")
            called = () if name is None else self.named.called.get(str(name).strip().casefold(), ())
            among = [state for each in called if (state := self.hass.states.get(each)) is not None]
            match = async_match(self.hass, command, area.id if area else None, among=among) if among else None
            if match is None or not match.is_match:
                match = async_match(self.hass, command, area.id if area else None)
            self._found[key] = match
        return self._found[key]

    def _touched(self, reading: Reading) -> tuple[str, ...]:
        matches = map(self._match, reading.commands)
        return tuple(state.entity_id for match in matches if match is not None for state in match.states)

    # ---- the readings

    async def _async_strict(self, text: str) -> Command | None:
        command = await async_meant(self.hass, replace(self.user_input, text=text), strict=True)
        return command if command is not None and self._fits(command) else None

    async def _async_fuzzy(self, text: str) -> tuple[Command, ...]:
        reading = await async_gazetteer(self.hass, replace(self.user_input, text=text), self.conversation_id)
        if reading is None or not is_exact(reading):
            return ()
        commands = tuple(
            Command(
                frame.intent,
                {key: _slot(self.hass, key, value) for key, value in frame.slots.items()},
                frame.response_key,
            )
            for frame in reading.frames
        )
        return commands if all(self._fits(command) for command in commands) else ()

    async def _async_renamed(self, text: str) -> tuple[Command, ...]:
        agent = agent_of(self.hass)
        known = None if agent is None else await agent.async_get_or_load_intents(self.user_input.language)
        if known is None:
            return ()
        area = async_area(self.hass, self.user_input)
        area_id = area.id if area else None
        names = async_list(self.named, self.words, area_id, self.last, self.targets)
        lists = {"name": names, "area": _area_names(self.hass), "floor": _floor_names(self.hass)}
        context = {"area": {"value": area.name, "text": area.name}} if area else None
        found = await self.hass.async_add_executor_job(
            _recognize,
            loosened(text, self.user_input.language),
            known.intents,
            lists,
            context,
            self.user_input.language,
        )
        certain: dict[Any, tuple[Command, ...]] = {}
        others: dict[Any, tuple[Command, ...]] = {}
        for result in found:
            commands = self._unfolded(as_command(result))
            if commands and all(self._fits(command) for command in commands):
                handlers = [async_handler(self.hass, command) for command in commands]
                sure = all(handler is not None and searches_alike(handler) for handler in handlers)
                (certain if sure else others).setdefault(_meaning(commands), commands)
        readings = certain or others  # a handler with a search of its own may find nothing
        return next(iter(readings.values())) if len(readings) == 1 else ()

    def _unfolded(self, command: Command) -> tuple[Command, ...]:
        """Return a command about "them" as one command per entity."""
        if command.value("name") != THEM:
            return (command,)
        things = [thing for each in self.last if (thing := self.named.thing(each)) is not None]
        return tuple(
            replace(command, slots={**command.slots, "name": {"value": thing.id, "text": thing.names[0]}})
            for thing in things
            if thing.names
        )

    @callback
    def _certain(self, command: Command) -> bool:
        """Tell whether a command's targets are known, or it has none: the commands before it cannot be undone."""
        return self._match(command) is not None or not {"name", "area", "floor"} & command.slots.keys()

    @callback
    def _fits(self, command: Command) -> bool:
        """Tell whether Home Assistant will find the targets: half a command must not be done before the rest fails."""
        if async_handler(self.hass, command) is None:
            return False
        match = self._match(command)
        return match is None or match.is_match


async def async_apart[Found](reading: Awaitable[Found]) -> Found | None:
    """Return what a reading found; None when it raises: reading has no side effects, so nothing is left half done."""
    try:
        return await reading
    except Exception as error:  # noqa: BLE001  # an edge: Home Assistant's matchers trip over one odd entity of a house
        log_unforeseen(_LOGGER, "Reading a sentence", error)
        return None


def _recognize(
    text: str, intents: Intents, lists: dict[str, TextSlotList], context: dict[str, Any] | None, language: str
) -> list[RecognizeResult]:
    return [
        result
        for result in recognize_all(text, intents, slot_lists=dict(lists), intent_context=context, language=language)
        if "name" in result.entities and not result.unmatched_entities
    ]


def _meaning(commands: tuple[Command, ...]) -> tuple[Any, ...]:
    """Return what two equal readings have in common: the intent and its slots, except area, floor, domain and class."""
    aimed = ("area", "floor", "domain", "device_class")
    return tuple(
        (command.intent, *sorted((key, str(slot["value"])) for key, slot in command.slots.items() if key not in aimed))
        for command in commands
    )


def _slot(hass: HomeAssistant, key: str, value: object) -> dict[str, Any]:
    """Return a slot of the second matcher (its values are ids), with the name that a person says as its text."""
    text = value
    if key == "name" and (state := hass.states.get(str(value))) is not None:
        text = state.name
    elif key == "area" and (area := ar.async_get(hass).async_get_area(str(value))) is not None:
        text = area.name
    elif key == "floor" and (floor := fr.async_get(hass).async_get_floor(str(value))) is not None:
        text = floor.name
    return {"value": value, "text": text}


@callback
def _area_names(hass: HomeAssistant) -> TextSlotList:
    areas = ar.async_get(hass).async_list_areas()
    return _names("area", ((name, area.name) for area in areas for name in (area.name, *area.aliases)))


@callback
def _floor_names(hass: HomeAssistant) -> TextSlotList:
    floors = fr.async_get(hass).async_list_floors()
    return _names("floor", ((name, floor.name) for floor in floors for name in (floor.name, *floor.aliases)))


def _names(slot: str, pairs: Iterator[tuple[str, str]]) -> TextSlotList:
    tidy = [(remove_punctuation(name).strip(), own) for name, own in pairs]
    return TextSlotList.from_tuples([pair for pair in tidy if pair[0]], allow_template=False, name=slot)


# ---- Home Assistant's agent


async def async_prepare(hass: HomeAssistant, language: str | None) -> None:
    """Load the sentence templates of a language while the user still speaks."""
    await async_prepare_agent(hass, conversation.HOME_ASSISTANT_AGENT, language or hass.config.language)


def is_exact(reading: Interpretation) -> bool:
    """Tell whether a reading is certain: exact names, one meaning, and every word explained."""
    return (
        reading.accepted
        and not reading.ambiguous
        and bool(reading.frames)
        and all(
            frame.fuzzy_count == 0
            and not frame.unexplained_important_tokens
            and not frame.unexplained_unimportant_tokens
            and not frame.violations
            and frame.response_key is not None  # without one the answer could not be said
            for frame in reading.frames
        )
    )


def _matcher(agent: DefaultAgent | None) -> GazetteerFallback | None:
    return cast(GazetteerFallback | None, getattr(agent, "_gazetteer", None))


async def async_gazetteer(
    hass: HomeAssistant, user_input: conversation.ConversationInput, conversation_id: str
) -> Interpretation | None:
    """Read a sentence with the second matcher; None if it does not support the language."""
    matcher = _matcher(agent_of(hass))
    if matcher is None or not matcher.supports(user_input.language or hass.config.language):
        return None
    _, reading = await matcher.async_interpret(user_input.text, conversation_id, async_area(hass, user_input))
    return reading


@callback
def async_remember(
    hass: HomeAssistant, conversation_id: str, commands: tuple[Command, ...], response: intent.IntentResponse
) -> None:
    """Tell the second matcher what "it" means from now on."""
    matcher = _matcher(agent_of(hass))
    if matcher is not None and commands:
        slots = {key: dict(slot) for key, slot in commands[-1].slots.items()}
        matcher.async_remember(conversation_id, async_targets_from_intent(slots, response))
