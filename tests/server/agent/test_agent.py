"""Who answers what is no plain command."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.agent.agent import Limits, ModelAgent, remembered
from morgan.agent.excuses import EXCUSE_LANGUAGES, excuse
from morgan.errors import EngineFailed, EngineMissing, MorganError, NoModel
from morgan.ports import Message, Program, Question

LIMITS = Limits(history_turns=3, history_tokens=1000)


class ScriptedModel:
    """Says its deltas, then raises its error."""

    def __init__(self, *deltas: str, error: MorganError | None = None) -> None:
        self.deltas, self.error = deltas, error
        self.asked: list[Sequence[Message]] = []
        self.left = False

    @property
    def program(self) -> Program:
        return Program("script", "m", "a script", "", (), ("", ""))

    async def answer(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        self.asked.append(messages)
        try:
            for delta in self.deltas:
                yield delta
            if self.error:
                raise self.error
        finally:
            self.left = True

    async def close(self) -> None:
        pass


def agent(model: ScriptedModel | None) -> ModelAgent:
    return ModelAgent(model, "You are Morgan.", LIMITS, "en")


async def test_a_question_gets_prompt_history_and_itself_to_the_model():
    model = ScriptedModel("It is ", "late.")
    said = (Message("user", "Hi"), Message("assistant", "Hello."))
    assert [d async for d in agent(model).answer(Question("How late is it?", history=said))] == ["It is ", "late."]
    assert model.asked == [[Message("system", "You are Morgan."), *said, Message("user", "How late is it?")]]


async def test_a_prompt_of_the_peer_replaces_ours():
    model = ScriptedModel("Yes.")
    assert [d async for d in agent(model).answer(Question("?", prompt="Be a pirate."))] == ["Yes."]
    assert model.asked[0][0] == Message("system", "Be a pirate.")


@pytest.mark.parametrize("language", [None, "en-GB", "de", "fr", "es", "nl", "DE_at", "xx"])
async def test_without_a_model_it_says_so_in_the_askers_language(language):
    with pytest.raises(NoModel) as caught:
        await anext(agent(None).answer(Question("Who was Ada Lovelace?", language)))
    assert str(caught.value) == excuse("none", language)


@pytest.mark.parametrize(("error", "reason"), [(EngineMissing("x"), "away"), (EngineFailed("x"), "failed")])
async def test_a_model_that_cannot_answer_is_told_before_the_first_word(error, reason):
    with pytest.raises(NoModel) as caught:
        await anext(agent(ScriptedModel(error=error)).answer(Question("?", "de")))
    assert str(caught.value) == excuse(reason, "de")
    assert caught.value.__cause__ is error


async def test_a_model_that_fails_after_its_first_word_has_failed():
    answer = agent(ScriptedModel("Half", error=EngineFailed("gone"))).answer(Question("?"))
    assert await anext(answer) == "Half"
    with pytest.raises(EngineFailed, match="gone") as caught:
        await anext(answer)
    assert not isinstance(caught.value, NoModel)


async def test_leaving_early_leaves_the_model_at_once():
    model = ScriptedModel("one", "two")
    answer = agent(model).answer(Question("?"))
    await anext(answer)
    await answer.aclose()
    assert model.left


def test_each_language_has_its_own_words_for_each_reason():
    said = {excuse(reason, language) for language in EXCUSE_LANGUAGES for reason in ("none", "away", "failed")}
    assert len(said) == 3 * len(EXCUSE_LANGUAGES)


messages = st.builds(Message, st.sampled_from(["user", "assistant", "system"]), st.text(max_size=40))


@given(history=st.lists(messages, max_size=20), turns=st.integers(0, 5), tokens=st.integers(0, 60))
def test_what_is_remembered_are_the_newest_whole_turns_that_fit(history, turns, tokens):
    kept = remembered(history, Limits(turns, tokens))
    assert sum(len(message.content) for message in kept) <= tokens * 3
    assert sum(message.role == "user" for message in kept) <= turns
    assert not kept or kept[0].role == "user"
    spoken = [message for message in history if message.role != "system"]
    assert kept == spoken[len(spoken) - len(kept) :], "the newest, and nothing left out between"
