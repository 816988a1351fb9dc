"""Who answers when several can."""

from __future__ import annotations

import pytest

from morgan.errors import EngineFailed, EngineMissing, TooLong
from morgan.llm.router import Router
from morgan.ports import Chosen, Message
from morgan.testing import FakeChatModel

ASKED = [Message("user", "?")]
DOWN = EngineMissing("nobody there")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def heard(router: Router) -> list:
    return [delta async for delta in router.answer(ASKED)]


async def test_the_best_model_answers_and_is_named():
    first, second = FakeChatModel(["A"], name="first"), FakeChatModel(["B"], name="second")
    assert await heard(Router([first, second], 60)) == [Chosen("first-model"), "A"]
    assert second.asked == []


async def test_the_next_one_answers_when_the_first_fails_before_its_first_word():
    router = Router([FakeChatModel([DOWN], name="first"), FakeChatModel(["B"], name="second")], 60)
    chosen, *rest = await heard(router)
    assert chosen == Chosen("second-model", ("first-model: engine-missing",))
    assert "B" in rest


async def test_after_the_first_word_nobody_else_speaks():
    second = FakeChatModel(["B"])
    answer = Router([FakeChatModel(["A", EngineFailed("broke")]), second], 60).answer(ASKED)
    assert [await anext(answer), await anext(answer)] == [Chosen("fake-llm-model"), "A"]
    with pytest.raises(EngineFailed, match="broke"):
        await anext(answer)
    assert second.asked == []


async def test_a_model_that_failed_rests_and_is_tried_again_afterwards():
    clock, first = Clock(), FakeChatModel([DOWN], ["A"], name="first")
    router = Router([first, FakeChatModel(["B"], name="second")], 60, clock)
    await heard(router)
    clock.now = 59
    assert (await heard(router))[1] == "B"
    assert len(first.asked) == 1, "nobody waits for it again"
    assert router.program.model == "second-model"
    clock.now = 60
    assert await heard(router) == [Chosen("first-model"), "A"]


async def test_with_all_of_them_resting_one_is_asked_all_the_same():
    clock = Clock()
    first, second = FakeChatModel([DOWN], name="first"), FakeChatModel([DOWN], ["B"], name="second")
    router = Router([first, second], 60, clock)
    with pytest.raises(EngineMissing):
        await heard(router)
    clock.now = 1
    with pytest.raises(EngineMissing):
        await heard(router)
    assert (len(first.asked), len(second.asked)) == (2, 1)


async def test_a_conversation_that_is_too_long_is_no_fault_of_the_model():
    first, second = FakeChatModel([TooLong("!")], ["A"], name="first"), FakeChatModel(["B"])
    router = Router([first, second], 60)
    with pytest.raises(TooLong):
        await heard(router)
    assert second.asked == []
    assert router.program.model == "first-model"


async def test_leaving_early_leaves_the_model():
    model = FakeChatModel(["A", "B"])
    answer = Router([model], 60).answer(ASKED)
    await anext(answer)
    await anext(answer)
    await answer.aclose()
    assert model.left == 1
