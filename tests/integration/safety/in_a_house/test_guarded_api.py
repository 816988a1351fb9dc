"""Which tools a model is offered, of the APIs that the owner chose, and which of them are somebody's own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, override

from custom_components.morgan.house.fitting import Instance
from custom_components.morgan.safety.guarded_tools import GuardedAPI, async_foreign
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent, llm

from .conftest import World
from .test_guarded_tools import kept_log


class Named(llm.Tool):
    """A tool of somebody's."""

    integration = "mcp"

    def __init__(self, name: str) -> None:
        self.name = name


class OwnIntent(llm.IntentTool):
    """A tool of somebody's program for one of its intents."""


class Anybodys(llm.API):
    """An API of somebody's, which takes down the devices that it was asked for."""

    def __init__(self, hass: HomeAssistant, name: str, tools: Callable[[str | None], list[llm.Tool]]) -> None:
        super().__init__(hass=hass, id=name, name=name)
        self.tools = tools
        self.asked: list[str | None] = []

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        self.asked.append(llm_context.device_id)
        return llm.APIInstance(self, f"How to use {self.id}", llm_context, self.tools(llm_context.device_id), serialize)


def serialize(schema: Any) -> Any:
    return schema


def fails(device: str | None) -> list[llm.Tool]:
    raise KeyError(device)


def start_timer(world: World, kind: type[llm.IntentTool] = llm.IntentTool) -> llm.Tool:
    (handler,) = [each for each in intent.async_get(world.hass) if each.intent_type == intent.INTENT_START_TIMER]
    return kind("start_timer", handler, integration="mcp")


@contextmanager
def offering(world: World, **tools: Callable[[str | None], list[llm.Tool]]) -> Iterator[list[Anybodys]]:
    """Have APIs in the house, each by its name with what it gives for a device."""
    apis = [Anybodys(world.hass, name, given) for name, given in tools.items()]
    unregister = [llm.async_register_api(world.hass, api) for api in apis]
    try:
        yield apis
    finally:
        for each in unregister:
            each()


async def offered(world: World, *ids: str, device: str | None = None) -> llm.APIInstance:
    context = llm.LLMContext("morgan", Context(), "en", "conversation", device)
    return await GuardedAPI(world.hass, ids).async_get_api_instance(context)


def lacks(instance: llm.APIInstance) -> list[str]:
    """What is not offered, in sentences for the owner."""
    assert isinstance(instance, Instance)
    return list(instance.left_out)


def names(instance: llm.APIInstance) -> list[str]:
    """The tools, without the names of the APIs that Home Assistant may put in front."""
    return sorted(tool.name.rpartition("__")[2] for tool in instance.tools)


async def test_an_api_is_offered_as_it_is_and_asked_once(world: World) -> None:
    with offering(world, files=lambda _: [Named("read"), Named("find")]) as (files,):
        instance = await offered(world, "files", device=world.kitchen_device)
    assert names(instance) == ["find", "read"]
    assert (instance.api_prompt, instance.custom_serializer) == ("How to use files", serialize)
    assert files.asked == [world.kitchen_device]


async def test_the_tools_of_many_apis_are_offered_together(world: World) -> None:
    with offering(world, files=lambda _: [Named("read")], web=lambda _: [Named("search")]):
        instance = await offered(world, "files", "web")
    assert names(instance) == ["read", "search"]
    assert (instance.api.id, instance.api.name) == ("morgan-files-web", "Morgan")


async def test_an_api_that_is_gone_offers_nothing(world: World) -> None:
    for device in (world.kitchen_device, world.hall_device):
        instance = await offered(world, "gone", device=device)
        assert (instance.tools, instance.api_prompt, instance.custom_serializer) == ([], "", None)


async def test_an_api_that_fails_is_told_to_the_owner_and_costs_itself_alone(world: World) -> None:
    def looks(_: str | None) -> list[llm.Tool]:
        return [Named("look")]

    with offering(world, broken=fails, files=lambda _: [Named("read")]) as (broken, _):
        for gives, offers, left_out, told in (
            (fails, ["read"], ["the tools of “broken”: an error in them"], 1),
            (fails, ["read"], ["the tools of “broken”: an error in them"], 0),  # once: it is asked every half minute
            (looks, ["look", "read"], [], 0),
            (fails, ["read"], ["the tools of “broken”: an error in them"], 1),
        ):
            broken.tools = gives
            with kept_log("custom_components.morgan.safety.guarded_tools") as records:
                instance = await offered(world, "broken", "files")
            assert (names(instance), lacks(instance)) == (offers, left_out)
            errors = [each for each in records if each.levelno == logging.ERROR]
            assert len(errors) == told
            assert all("broken" in each.getMessage() for each in errors)


async def test_a_tool_without_a_name_is_left_out_and_named_by_its_maker(world: World) -> None:
    with offering(world, files=lambda _: [Named("read"), Named("")]):
        instance = await offered(world, "files")
    assert (names(instance), lacks(instance)) == (["read"], ["a tool of “mcp”: it has no name"])
    assert lacks(await offered(world, "gone")) == []


async def test_apis_that_cannot_be_one_are_told_and_the_first_are_offered(world: World) -> None:
    with offering(world, files=lambda _: [Named("read")], Files=lambda _: [Named("find")]):
        instance = await offered(world, "files", "Files")
    assert (names(instance), lacks(instance)) == (["read"], ["the tools of “Files”: an error in them"])


async def test_timers_are_offered_to_everybody_where_anything_keeps_them(world: World) -> None:
    kitchen, hall = world.kitchen_device, world.hall_device

    def tools(device: str | None) -> list[llm.Tool]:
        return [Named("look"), *([start_timer(world), Named("chop")] if device == kitchen else [])]

    for device, offers, asked in (
        (kitchen, ["chop", "look", "start_timer"], [kitchen]),
        (hall, ["look", "start_timer"], [hall, kitchen]),
        (None, ["look", "start_timer"], [None, kitchen]),
    ):
        with offering(world, house=tools) as (house,):
            assert names(await offered(world, "house", device=device)) == offers
        assert house.asked == asked


async def test_no_timers_are_offered_where_nothing_keeps_them(world: World) -> None:
    async_register_timer_handler(world.hass, world.kitchen_device, lambda *_: None)()
    with offering(world, house=lambda _: [Named("look")]) as (house,):
        assert names(await offered(world, "house", device=world.hall_device)) == ["look"]
    assert house.asked == [world.hall_device]
    async_register_timer_handler(world.hass, world.kitchen_device, lambda *_: None)


async def test_what_is_not_home_assistants_is_named_for_the_owner_to_allow(world: World) -> None:
    def tools(_: str | None) -> list[llm.Tool]:
        return [Named("look_up"), llm.NamespacedTool("web", Named("search")), start_timer(world, OwnIntent)]

    with offering(world, broken=fails, files=tools, again=lambda _: [Named("look_up")]):
        assert await async_foreign(world.hass) == ["HassGetIn", "OpenSesame", "look_up", "web__search"]
    assert await async_foreign(world.hass) == ["HassGetIn", "OpenSesame"]
