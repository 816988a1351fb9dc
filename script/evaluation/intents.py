"""script/eval-intents: says Home Assistant's own test sentences to Morgan without a model, in a real Home Assistant.

DIR is the folder of a language, or of several, in the format of the intents project's tests. A sentence is accepted
when it was carried out or answered without a model; right when that was the intent that the test names, with its slots,
or had the same effect; wrong when it was anything else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from evaluation import house  # isort: skip  # first of all: it imports Home Assistant in its order
from homeassistant.components.conversation import DOMAIN as CONVERSATION
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component

from evaluation import runs, servers
from evaluation.dataset import Given, Task
from evaluation.score import Snapshot
from evaluation.sentences import AT_HOME, ROOM, Furnished, Sentence, before, names_of, read
from evaluation.test_plugin import ConfigEntryMade
from evaluation.turns import Handled, Turn, take

_TIMERS = frozenset({f"Hass{verb}Timer" for verb in ("Cancel", "Increase", "Decrease", "Pause", "Unpause")})
_WITH_TIMERS = _TIMERS | {"HassTimerStatus", "HassCancelAllTimers"}
_INFERRED = frozenset({"preferred_area_id", "preferred_floor_id", "context_area", "domain", "device_class"})
_ITEM = {"HassListCompleteItem", "HassListRemoveItem", "HassShoppingListCompleteItem"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one sentence."""

    sentence: Sentence
    turn: Turn | None  # None: it could not be said
    accepted: bool
    right: bool
    acted: bool
    why: str = ""  # it could not be said

    @property
    def wrong(self) -> bool:
        """Whether it was taken for something else."""
        return self.accepted and not self.right


class Room:
    """The house of one intent, and how its sentences are judged there."""

    def __init__(self, built: house.House, furnished: Furnished) -> None:
        self._house = built
        self._hass = built.hass
        self._names = names_of(furnished.home.things)
        self._areas = {area.name.lower(): area.id for area in ar.async_get(self._hass).async_list_areas()}
        self._floors = {floor.name.lower(): floor.floor_id for floor in fr.async_get(self._hass).async_list_floors()}
        self._rooms = {area.name: area.id for area in furnished.home.areas}
        for area in furnished.home.areas:
            device = built.device(f"satellite_{area.id}")
            if device is not None:
                async_register_timer_handler(self._hass, device, lambda *_: None)

    async def judge(self, sentence: Sentence, agent: str) -> Outcome:
        """Ask, whatever is written there: one sentence that cannot be said takes none of the others along."""
        try:
            return await self.ask(sentence, agent)
        except Exception as error:  # noqa: BLE001 - data of anybody's; it is told which and why
            why = f"{type(error).__name__}: {error}"
            print(f"script/eval-intents: {sentence.text!r} of {sentence.intent}: {why}", file=sys.stderr, flush=True)
            return Outcome(sentence, None, accepted=False, right=False, acted=False, why=why)

    async def ask(self, sentence: Sentence, agent: str) -> Outcome:
        """Say one sentence and judge what came of it."""
        then = await self._prepare(sentence)
        device = self._speaker()
        turn, _ = await take(self._hass, agent, sentence.text, device_id=device, language=sentence.language)
        after = self._house.look()
        worked = [each for each in turn.handled if each.worked]
        accepted = turn.did or (turn.path in ("intent", "fuzzy") and bool(worked))
        right = accepted and (self._same(sentence, worked) or await self._same_effect(sentence, then, after))
        return Outcome(sentence, turn, accepted, right, turn.did)

    async def _prepare(self, sentence: Sentence) -> Snapshot:
        setup = before(sentence, self._house.home.things)
        for thing in self._house.home.things:
            if thing.domain == "todo" and sentence.intent in _ITEM:
                setup[thing.id] = Given(None, {"todo_items": [str(sentence.slots.get("item"))]})
        self._house.put(Task("", "", sentence.text, setup, {}, {}))
        if sentence.intent in _WITH_TIMERS:
            await self._timer(sentence)
        if sentence.intent == "HassShoppingListCompleteItem":
            await self._handle("HassShoppingListAddItem", sentence.slots)
        await self._hass.async_block_till_done()
        return self._house.look()

    async def _timer(self, sentence: Sentence) -> None:
        """Leave the one timer that the sentence is about."""
        await self._handle("HassCancelAllTimers", {})
        slots = sentence.slots
        begun = {name: slots[f"start_{name}"] for name in ("hours", "minutes", "seconds") if f"start_{name}" in slots}
        name = {"name": slots["name"]} if "name" in slots else {}
        await self._handle("HassStartTimer", {**(begun or {"hours": 3}), **name}, slots.get("area"))
        if sentence.intent == "HassUnpauseTimer":
            await self._handle("HassPauseTimer", {})

    async def _handle(self, kind: str, slots: Mapping[str, Any], area: str | None = None) -> bool:
        """Carry out an intent directly, as the test names it."""
        try:
            response = await intent.async_handle(
                self._hass,
                CONVERSATION,
                kind,
                {name: {"value": value, "text": str(value)} for name, value in slots.items()},
                device_id=self._speaker(area),
                assistant=CONVERSATION,
            )
        except intent.IntentError:
            return False
        await self._hass.async_block_till_done()
        return response.error_code is None

    def _speaker(self, area: str | None = None) -> str | None:
        return self._house.device(f"satellite_{self._rooms.get(str(area)) or self._rooms[ROOM]}")

    def _same(self, sentence: Sentence, handled: Sequence[Handled]) -> bool:
        """Tell whether it is the intent that the test names, with its slots and no others that matter."""
        if len(handled) != 1 or handled[0].type != sentence.intent:
            return False
        wanted = {name: self._value(name, value) for name, value in sentence.slots.items()}
        got = {name: self._value(name, value) for name, value in handled[0].slots.items()}
        if got.get("name") == "all":
            del got["name"]
        if "area" not in wanted and not sentence.everywhere and got.get("area") == self._areas[ROOM.lower()]:
            del got["area"]  # the room in which it was said
        more = got.keys() - wanted.keys() - _INFERRED
        return not more and all(
            got.get(name) == value or self._covers(got.get(name), value)
            for name, value in wanted.items()
            if name not in _INFERRED or name in got
        )

    @staticmethod
    def _covers(got: object, wanted: object) -> bool:
        """Tell whether one is among the others.

        A question about several kinds is about the wanted one too: a window's motor and its contact. And a test may
        name several values of which any is right.
        """
        return (isinstance(got, frozenset) and wanted in got) or (isinstance(wanted, frozenset) and got in wanted)

    def _value(self, name: str, value: Any) -> object:
        if isinstance(value, list | set | tuple):
            return (
                self._value(name, next(iter(value)))
                if len(value) == 1
                else frozenset(str(each).lower().strip() for each in value)
            )
        text = str(value).lower().strip()
        if name == "state" and text in AT_HOME:
            return "home"
        known = {"name": self._names, "area": self._areas, "floor": self._floors}.get(name, {})
        if text in known:
            return known[text]
        try:
            return float(text)
        except ValueError:
            return text

    async def _same_effect(self, sentence: Sentence, then: Snapshot, after: Snapshot) -> bool:
        """Tell whether the house is as if the named intent had been carried out; nothing changed is no such effect."""
        if after == then:
            return False
        await self._prepare(sentence)
        slots = {name: value for name, value in sentence.slots.items() if name != "context_area"}
        return await self._handle(sentence.intent, slots) and self._house.look() == after


async def evaluate(options: argparse.Namespace, root: Path) -> dict[str, Any]:
    """Say everything, print the table, and return the figures."""
    outcomes: list[Outcome] = []
    begin = time.monotonic()
    async with servers.morgan(root, None) as port:
        wishes = runs.Wishes(port if options.agent == "morgan" else None)
        for number, furnished in enumerate(read(options.folder, options.only)):
            folder = root / f"house-{number}"
            async with house.built(furnished.home, folder) as built:
                await _more(built.hass)
                async with runs.agent(built.hass, wishes) as agent:
                    room = Room(built, furnished)
                    outcomes += [await room.judge(sentence, agent) for sentence in furnished.sentences]
            done = f"{len(outcomes)} said, {sum(each.right for each in outcomes)} right"
            print(f"{done}, {time.monotonic() - begin:.0f} s  {furnished.home.name}", file=sys.stderr, flush=True)
    figures = summary(outcomes)
    show(figures)
    return figures


async def _more(hass: HomeAssistant) -> None:
    """Load what some intents belong to."""
    ConfigEntryMade(domain="shopping_list").add_to_hass(hass)
    for component in ("shopping_list", "assist_satellite", "media_player", "vacuum", "weather", "climate"):
        await async_setup_component(hass, component, {})
    await hass.async_block_till_done()
    # its sentences are those of the list that has no name, and not of a list that is called so
    async_expose_entity(hass, CONVERSATION, "todo.shopping_list", should_expose=False)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures: of all, by language and by intent, and every sentence that was not right."""
    times = sorted(each.turn.ms for each in outcomes if each.accepted and each.turn is not None)
    by: dict[str, dict[str, dict[str, int]]] = {"by_intent": {}, "by_language": {}}
    for each in outcomes:
        for group, key in (("by_intent", each.sentence.intent), ("by_language", each.sentence.language)):
            counts = by[group].setdefault(key, {"sentences": 0, "accepted": 0, "right": 0, "wrong": 0})
            counts["sentences"] += 1
            for name in ("accepted", "right", "wrong"):
                counts[name] += getattr(each, name)
    right = sum(each.right for each in outcomes)
    return {
        "sentences": len(outcomes),
        "accepted": sum(each.accepted for each in outcomes),
        "right": right,
        "wrong": sum(each.wrong for each in outcomes),
        "wrong_actions": sum(each.wrong and each.acted for each in outcomes),
        "accuracy": round(right / len(outcomes), 4) if outcomes else 0.0,
        "p50_ms": round(median(times), 1) if times else None,
        "p90_ms": round(times[int(len(times) * 0.9)], 1) if times else None,
        **by,
        "failures": [_failure(each) for each in outcomes if not each.right],
    }


def show(figures: Mapping[str, Any]) -> None:
    """Print the table."""
    print(f"\n{'intent':30} {'sentences':>9} {'accepted':>9} {'right':>7} {'wrong':>6}")
    for name, counts in figures["by_intent"].items():
        print(f"{name:30} {counts['sentences']:>9} {counts['accepted']:>9} {counts['right']:>7} {counts['wrong']:>6}")
    print(
        f"\n{figures['accuracy']:.1%} of {figures['sentences']} right, {figures['accepted']} accepted, "
        f"{figures['wrong']} wrong, {figures['wrong_actions']} wrong actions; "
        f"{figures['p50_ms']} ms p50, {figures['p90_ms']} ms p90"
    )


def _failure(outcome: Outcome) -> dict[str, Any]:
    turn = outcome.turn
    return {
        "intent": outcome.sentence.intent,
        "language": outcome.sentence.language,
        "text": outcome.sentence.text,
        "slots": dict(outcome.sentence.slots),
        "path": turn.path if turn is not None else "unsaid",
        "said": turn.said if turn is not None else outcome.why,
        "wrong": outcome.wrong,
        "got": [
            {"intent": each.type, "slots": dict(each.slots), "worked": each.worked}
            for each in (turn.handled if turn is not None else ())
        ],
    }


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="script/eval-intents", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--agent", choices=("morgan", "homeassistant"), default="morgan", help="who is asked (morgan)")
    parser.add_argument("--only", metavar="TEXT", help="only intents whose name contains this")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures and every sentence not understood")
    options = parser.parse_args()
    house.quiet()
    with tempfile.TemporaryDirectory(prefix="morgan-eval-") as folder:
        root = Path(folder)
        house.mount(root / "mounted")
        try:
            figures = asyncio.run(evaluate(options, root))
        except (house.BuildFailed, servers.ServerFailed) as error:
            print(f"script/eval-intents: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    if options.json is not None:
        text = json.dumps(figures, indent=1, ensure_ascii=False, default=str)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
