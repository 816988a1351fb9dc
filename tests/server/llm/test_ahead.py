"""What every question begins with is read before it is asked, once, and never in a question's way."""

from __future__ import annotations

import asyncio

import pytest

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.ahead import FORGETS_SECONDS, PrefixCache
from morgan.llm.choose import ServedModel
from morgan.llm.router import Router
from morgan.ports import NO_WISH, ChatModel, Message, Tool, Wish
from morgan.settings.schema import ModelSettings
from morgan.testing import FakeChatModel, Gate, until

HOUSE = (Message("system", "A house with a kitchen."), Message("user", ""))
ASKED = (HOUSE[0], Message("user", "Where is Paris?"))
IN_KITCHEN = (HOUSE[0], Message("user", "Asked in: Kitchen."))
OTHER = (Message("system", "Another house."), Message("user", ""))
TOOLS = (Tool("HassTurnOn", "Turns on."),)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def said(model: ChatModel, messages: tuple[Message, ...] = ASKED) -> str:
    async with asyncio.timeout(5):
        return "".join([delta async for delta in model.answer(messages, TOOLS) if isinstance(delta, str)])


async def test_the_same_front_is_read_once_and_again_when_the_server_may_have_forgotten_it() -> None:
    model, clock = FakeChatModel(), Clock()
    ahead = PrefixCache(model, clock)
    for _ in range(3):
        await ahead.prepare(HOUSE, TOOLS)
    assert len(model.prepared) == 1
    clock.now += FORGETS_SECONDS
    await ahead.prepare(HOUSE, TOOLS)
    assert len(model.prepared) == 2


async def test_a_change_of_house_or_tools_is_read() -> None:
    model = FakeChatModel()
    ahead = PrefixCache(model)
    await ahead.prepare(HOUSE, TOOLS)
    await ahead.prepare(OTHER, TOOLS)
    await ahead.prepare(OTHER, ())
    assert len(model.prepared) == 3


async def test_another_room_is_read_too_but_in_no_talks_place() -> None:
    model, clock = FakeChatModel(("Here.",)), Clock()
    ahead = PrefixCache(model, clock)
    await ahead.prepare(HOUSE, TOOLS)
    await ahead.prepare(IN_KITCHEN, TOOLS)
    await ahead.prepare(IN_KITCHEN, TOOLS)
    assert [messages for messages, _ in model.prepared] == [HOUSE, IN_KITCHEN]
    await said(ahead)
    await ahead.prepare(IN_KITCHEN, TOOLS)
    assert len(model.prepared) == 2
    clock.now += FORGETS_SECONDS
    await ahead.prepare(IN_KITCHEN, TOOLS)
    assert len(model.prepared) == 3


async def test_two_rooms_that_begin_to_speak_share_one_reading() -> None:
    model = FakeChatModel()
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    rooms = [asyncio.create_task(ahead.prepare(HOUSE, TOOLS)) for _ in range(2)]
    await model.reading.reached.wait()
    rooms[0].cancel()  # who leaves takes nothing from the other
    model.reading.opened.set()
    await asyncio.wait_for(rooms[1], 5)
    assert len(model.prepared) == 1
    assert not model.reading.left.is_set()


async def test_an_answered_question_has_read_the_front() -> None:
    model = FakeChatModel()
    ahead = PrefixCache(model)
    await said(ahead)
    await ahead.prepare(HOUSE, TOOLS)
    assert model.prepared == []


async def test_a_question_drops_what_is_read_for_another() -> None:
    model = FakeChatModel(("Here.",))
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    reading = asyncio.create_task(ahead.prepare(OTHER, TOOLS))
    await model.reading.reached.wait()
    assert await said(ahead) == "Here."
    assert model.reading.left.is_set()
    await asyncio.wait_for(reading, 5)


async def test_a_question_waits_for_what_it_needs_itself_and_does_not_have_it_read_twice() -> None:
    model = FakeChatModel(("Here.",))
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    reading = asyncio.create_task(ahead.prepare(HOUSE, TOOLS))
    await model.reading.reached.wait()
    asking = asyncio.create_task(said(ahead))
    await asyncio.sleep(0)
    assert model.asked == []
    model.reading.opened.set()
    assert await asking == "Here."
    assert not model.reading.left.is_set()
    await reading


async def test_a_reading_that_is_stuck_holds_no_question_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("morgan.llm.ahead.PATIENCE_SECONDS", 0.01)
    model = FakeChatModel(("Here.",))
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    reading = asyncio.create_task(ahead.prepare(HOUSE, TOOLS))
    await model.reading.reached.wait()
    assert await said(ahead) == "Here."
    assert model.reading.left.is_set()
    await reading


async def test_a_failure_is_told_and_the_next_one_tries_again() -> None:
    model = FakeChatModel()
    model.cannot_read = EngineFailed("out of memory")
    ahead = PrefixCache(model)
    for _ in range(2):
        with pytest.raises(EngineFailed, match="out of memory"):
            await ahead.prepare(HOUSE, TOOLS)
    assert len(model.prepared) == 2


async def test_a_question_that_failed_forgets_what_was_read() -> None:
    model = FakeChatModel((EngineFailed("restarted"),))
    ahead = PrefixCache(model)
    await ahead.prepare(HOUSE, TOOLS)
    with pytest.raises(EngineFailed):
        await said(ahead)
    await ahead.prepare(HOUSE, TOOLS)
    assert len(model.prepared) == 2


async def test_closing_stops_the_reading() -> None:
    model = FakeChatModel()
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    reading = asyncio.create_task(ahead.prepare(HOUSE, TOOLS))
    await model.reading.reached.wait()
    await ahead.close()
    assert model.reading.left.is_set()
    await asyncio.wait_for(reading, 5)


async def test_a_model_that_is_away_is_found_out_before_anybody_asks() -> None:
    away, here = FakeChatModel(name="away"), FakeChatModel(("Here.",), name="here")
    away.cannot_read = EngineMissing("no server")
    router = Router([away, here], 60)
    await router.prepare(HOUSE, TOOLS)
    assert len(here.prepared) == 1
    assert await said(router) == "Here."
    assert away.asked == [], "nobody waits for it"


@pytest.mark.parametrize(
    ("url", "wish", "read"),
    [("https://api.example.com/v1", "auto", False), ("http://127.0.0.1:9", "off", False)],
)
async def test_a_server_that_may_ask_a_price_is_not_made_to_read(url: str, wish: str, read: bool) -> None:
    model = ServedModel(ModelSettings.model_validate({"url": url, "prepare": wish}))
    await model.prepare(HOUSE, TOOLS)  # would fail: nobody is there
    assert (model.program.name != "llm") is read
    near = ServedModel(ModelSettings.model_validate({"url": "http://127.0.0.1:9", "prepare": "auto"}))
    with pytest.raises(EngineMissing):
        await near.prepare(HOUSE, TOOLS)


LARGE = Wish("large")


async def test_each_chosen_model_has_a_reading_of_its_own() -> None:
    model = FakeChatModel()
    ahead = PrefixCache(model)
    for wish in (NO_WISH, LARGE, LARGE, Wish(model.program.model), Wish(temperature=1.0)):
        await ahead.prepare(HOUSE, TOOLS, wish)
    assert model.prepared_as == [NO_WISH, LARGE], "the default by its name is the default"


async def test_a_question_for_another_model_leaves_what_the_default_reads_alone() -> None:
    model = FakeChatModel(("Here.",))
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    reading = asyncio.create_task(ahead.prepare(HOUSE, TOOLS))
    await model.reading.reached.wait()
    assert [delta async for delta in ahead.answer(OTHER, TOOLS, LARGE)] == ["Here."]
    assert not model.reading.left.is_set()
    model.reading.opened.set()
    await asyncio.wait_for(reading, 5)
    await ahead.prepare(HOUSE, TOOLS)
    assert len(model.prepared) == 1, "what it read meanwhile counts"


async def test_what_the_default_read_is_read_again_after_another_model_may_have_put_it_out() -> None:
    model = FakeChatModel(("Here.",))
    ahead = PrefixCache(model)
    await ahead.prepare(HOUSE, TOOLS)
    assert [delta async for delta in ahead.answer(OTHER, TOOLS, LARGE)] == ["Here."]
    await ahead.prepare(HOUSE, TOOLS)
    assert model.prepared_as == [NO_WISH, NO_WISH]


async def test_closing_leaves_no_reading_of_any_model() -> None:
    model = FakeChatModel()
    model.reading = Gate(is_open=False)
    ahead = PrefixCache(model)
    readings = [asyncio.create_task(ahead.prepare(HOUSE, TOOLS, wish)) for wish in (NO_WISH, LARGE)]
    await until(lambda: len(model.prepared) == 2)
    await asyncio.wait_for(ahead.close(), 5)
    await asyncio.wait_for(asyncio.gather(*readings), 5)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "read-ahead"]
