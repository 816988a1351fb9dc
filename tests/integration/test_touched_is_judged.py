"""In whatever house and whatever is said or called: nothing that lets somebody in is touched unless it was asked about.

MORGAN_RANDOM_HOUSES says how many houses (500 unless told), MORGAN_RANDOM_SEED which one is the first.
"""

from __future__ import annotations

import os
from contextlib import suppress
from random import Random
from typing import Any

import probatio
import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.safety.guarded_tools import GuardedAPI, Turn
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .random_houses import CLASSES, DOMAINS, FLOORS, NAMES, ROOMS, SCRIPTS, RandomHouse

HOUSES = int(os.environ.get("MORGAN_RANDOM_HOUSES", "500"))
SEED = int(os.environ.get("MORGAN_RANDOM_SEED", "0"))
SENTENCES = (
    "unlock the {name}",
    "open the {name}",
    "turn on {name}",
    "turn off the {name}",
    "open the {name} in the {room}",
    "unlock all the doors",
    "set the {name} to 70 percent",
    "turn on {name} and unlock the {other}",
    "turn off everything in the {room}",
)
ACTIONS = (
    *("lock.unlock", "lock.open", "lock.lock", "LOCK.UNLOCK", "cover.open_cover", "cover.close_cover", "cover.toggle"),
    *("homeassistant.turn_on", "homeassistant.turn_off", "homeassistant.toggle", "light.turn_on", "scene.turn_on"),
    *("script.turn_on", "script.let_in", "script.nested", "scene.apply", "switch.turn_off"),
)


def intent_call(random: Random) -> tuple[str, dict[str, Any]]:
    name = random.choice(["HassTurnOn", "HassTurnOff", "HassTurnOff", "HassSetPosition", "HassStopMoving"])
    args: dict[str, Any] = {"position": random.choice([0, 30, 80])} if name == "HassSetPosition" else {}
    choices = {
        "name": [*NAMES, "door", " gate ", "all", "lock.e0", "cover.e3"],
        "area": [*ROOMS, "hall", "nowhere"],
        "floor": FLOORS,
        "domain": [[domain] for domain in DOMAINS],
        "device_class": [[each] for each in CLASSES if each],
    }
    likely = {"name": 0.8, "area": 0.25, "floor": 0.15, "domain": 0.3, "device_class": 0.1}
    return f"intent__{name}", args | {
        key: random.choice(values) for key, values in choices.items() if random.random() < likely[key]
    }


def action_call(random: Random, house: RandomHouse) -> tuple[str, dict[str, Any]]:
    def target() -> dict[str, Any]:
        ids = [*(thing.entity_id for thing in house.things), "group.g0", "scene.s0", "scene.s1", "script.let_in"]
        some = random.sample(ids, 2)
        return random.choice(
            [
                {"entity_id": some[0]},
                {"entity_id": some},
                {"entity_id": ", ".join(some).upper()},
                {"entity_id": "all"},
                {"area_id": random.choice(ROOMS).lower()},
                {"floor_id": [floor.lower().replace(" ", "_") for floor in FLOORS]},
                {"device_id": random.choice(house.devices)},
                {"entity_id": f"{{{{ '{some[0]}' }}}}"},
                {},
            ]
        )

    action = random.choice(ACTIONS)
    if action == "scene.apply":
        return "homeassistant__call_action", {"action": action, "data": {"entities": {"lock.e1": "unlocked"}}}
    parts = {key: target() for key in ("target", "data") if random.random() < 0.6}
    return "homeassistant__call_action", {"action": action, **parts}


def call(random: Random, house: RandomHouse) -> tuple[str, dict[str, Any]]:
    kind = random.random()
    if kind < 0.55:
        return intent_call(random)
    if kind < 0.9:
        return action_call(random, house)
    return f"script__{random.choice(list(SCRIPTS))}", {}


class Trial:
    """One house in which somebody speaks."""

    def __init__(self, house: RandomHouse, random: Random, morgan: MockConfigEntry, user_id: str) -> None:
        self.house, self.random, self.user_id = house, random, user_id
        self.hass, self.plain = house.hass, morgan.runtime_data.plain
        self.log = conversation.ChatLog(self.hass, f"trial-{random.random()}")

    def said(self, text: str) -> conversation.ConversationInput:
        satellite = self.house.satellite if self.house.satellite_device else None
        return conversation.ConversationInput(
            text=text,
            context=Context(user_id=self.user_id),
            conversation_id=self.log.conversation_id,
            device_id=self.house.satellite_device,
            satellite_id=satellite,
            language="en",
            agent_id="conversation.morgan",
        )

    async def settled(self) -> tuple[set[str], set[str]]:
        """Return the entities that were touched, and of them those whose touch lets somebody in."""
        await self.hass.async_block_till_done()
        dangerous = {entity_id for entity_id, _ in self.house.dangerous()}
        touched = {entity_id for entity_id, _ in self.house.deeds}
        self.house.deeds.clear()
        return touched, dangerous

    async def speaks(self) -> None:
        words = {"name": self.random.choice(NAMES), "other": self.random.choice(NAMES)}
        text = self.random.choice(SENTENCES).format(**words, room=self.random.choice(ROOMS))
        self.plain.async_home_changed()
        done = await self.plain.async_obey(self.said(text), self.log)
        _, dangerous = await self.settled()
        assert not dangerous, (text, dangerous)
        if done is None or not done.continues:
            return
        question = done.response.speech["plain"]["speech"]
        named = {state.entity_id for state in self.hass.states.async_all() if state.name in question}
        groups = [self.hass.states.get(each).attributes.get("entity_id", ()) for each in named]
        unknown = "do that with" in question  # a script that is worked out as it runs
        await self.agrees(None if unknown else named.union(*groups), text)

    async def calls(self) -> None:
        asked, options = self.said(""), Options(apis=("assist", "homeassistant"))
        api = GuardedAPI(self.hass, options.apis)
        instance = await api.async_get_api_instance(asked.as_llm_context(DOMAIN))
        talk = self.plain.memory.talk(self.log.conversation_id)
        turn = Turn(options, talk, asked)
        turn.begin()
        name, args = call(self.random, self.house)
        with suppress(HomeAssistantError, probatio.Invalid):
            await instance.async_call_tool(llm.ToolInput(tool_name=name, tool_args=args))
        touched, dangerous = await self.settled()
        assert not dangerous, (name, args, dangerous)
        for held in turn.held:
            assert not touched, (name, args, touched)
            await self.plain.async_hold(turn, talk, "agent")
            asked_about = {risk.id for risk in held.risks}
            everything = held.aim is None and any(risk.verb == "act" for risk in held.risks)
            await self.agrees(None if everything else asked_about, (name, args))

    async def agrees(self, asked_about: set[str] | None, what: object) -> None:
        """Say yes, in a house that has changed meanwhile; `asked_about` is None where nobody could tell what it is."""
        if changed := self.random.random() < 0.5:
            pending = self.plain.memory.talk(self.log.conversation_id).pending
            await self.house.make_over(self.random)
            assert self.plain.memory.talk(self.log.conversation_id).pending is pending
        await self.plain.async_obey(self.said("yes"), self.log)
        _, dangerous = await self.settled()
        assert asked_about is None or dangerous <= asked_about, (what, changed, dangerous, asked_about)


# Home Assistant makes a coroutine for each target before it refuses one of them, and leaves those that it made.
@pytest.mark.filterwarnings(
    "ignore:coroutine 'DynamicServiceIntentHandler.async_call_service' was never:RuntimeWarning"
)
@pytest.mark.filterwarnings(
    "ignore:Exception ignored while finalizing coroutine <coroutine object DynamicServiceIntentHandler"
)
@pytest.mark.timeout(120 + HOUSES)
async def test_nothing_dangerous_is_touched_unless_it_was_asked_about(
    hass: HomeAssistant, morgan: MockConfigEntry, hass_admin_user: Any
) -> None:
    hass.loop.set_debug(False)  # the plugin's default keeps a stack of each future, which is two thirds of the time
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    random_house = RandomHouse(hass, entry)
    await random_house.build()
    for number in range(SEED, SEED + HOUSES):
        random = Random(number)
        await random_house.make_over(random)
        trial = Trial(random_house, random, morgan, hass_admin_user.id)
        try:
            await trial.calls()
            await trial.calls()
            await trial.speaks()
        except AssertionError as error:
            raise AssertionError(f"house {number}: {error}") from error
