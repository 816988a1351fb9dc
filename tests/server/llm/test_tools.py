"""Tools and failures of both kinds of server, against a stand-in that speaks as they do."""

from __future__ import annotations

import asyncio

import pytest

from morgan.errors import EngineFailed, EngineMissing, TooLong
from morgan.llm.choose import ServedModel
from morgan.ports import Message, Tool, ToolCall, Usage
from morgan.settings.schema import ModelSettings
from morgan.testing.model_answer import Answer, Call
from morgan.testing.model_server import Installed, ScriptedModelServer, failed, said

LAMP = Tool("HassTurnOn", "Turns on", {"type": "object", "properties": {"name": {"type": "string"}}})
ASKED = [Message("system", "Rules."), Message("user", "Lamp on")]
KINDS = ["ollama", "openai"]


async def answers(server: ScriptedModelServer, kind: str, messages=ASKED, tools=(LAMP,), **settings) -> list:
    model = ServedModel(
        ModelSettings(url=server.url, kind=kind, first_token_seconds=settings.pop("patience", 5), **settings)
    )
    try:
        async with asyncio.timeout(10):
            return [delta async for delta in model.answer(messages, tools)]
    finally:
        await model.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("late", [False, True])
async def test_a_call_is_heard_wherever_the_server_puts_it(kind, late):
    script = [
        Answer(calls=(Call("HassTurnOn", {"name": "Lamp"}), Call("HassTurnOn", {"name": "Fan"})), calls_when_done=late)
    ]
    async with ScriptedModelServer(script).running() as server:
        heard = await answers(server, kind)
        assert [(one.name, dict(one.args)) for one in heard if isinstance(one, ToolCall)] == [
            ("HassTurnOn", {"name": "Lamp"}),
            ("HassTurnOn", {"name": "Fan"}),
        ]
        assert server.asked[0].tools == ["HassTurnOn"]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_it_cost_is_told_last(kind):
    async with ScriptedModelServer([Answer(("Yes.",), prompt_tokens=70, cached_tokens=60)]).running() as server:
        usage = (await answers(server, kind))[-1]
        assert isinstance(usage, Usage)
        assert (usage.prompt_tokens, usage.answer_tokens) == (70, 1)
        if kind == "openai":
            assert usage.cached_tokens == 60


@pytest.mark.parametrize("kind", KINDS)
async def test_calls_and_results_go_back_in_the_servers_own_words(kind):
    call = ToolCall("call00001", "HassTurnOn", {"name": "Lamp"})
    messages = [*ASKED, Message("assistant", "", (call,)), Message("tool", '{"success": true}', (), "call00001")]
    async with ScriptedModelServer([said("It is on.")]).running() as server:
        await answers(server, kind, messages)
        assistant, result = server.asked[0].messages[-2:]
        assert assistant["tool_calls"][0]["function"]["name"] == "HassTurnOn"
        assert result["role"] == "tool"
        assert result["content"] == '{"success": true}'
        assert result["tool_call_id"] == "call00001"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ['{"name": "HassTurnOn", "arguments": {"name": "Lamp"}}', "HassTurnOn Lamp"])
async def test_a_printed_call_is_a_call_and_never_words(kind, text):
    pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
    async with ScriptedModelServer([said(*pieces)]).running() as server:
        heard = await answers(server, kind)
        assert [dict(one.args) for one in heard if isinstance(one, ToolCall)] == [{"name": "Lamp"}]
        assert not [one for one in heard if isinstance(one, str)]


async def test_nothing_that_does_not_fit_is_silently_forgotten():
    async with ScriptedModelServer([said("Yes.")]).running() as server:
        await answers(server, "ollama", context_tokens=4096, temperature=0.3, max_tokens=50)
        body = server.asked[0].body
        assert body["truncate"] is False
        assert body["keep_alive"] == -1
        assert body["options"] == {"num_ctx": 4096, "num_predict": 50, "temperature": 0.3}


@pytest.mark.parametrize(
    ("capabilities", "think"), [(("completion", "tools", "thinking"), False), (("completion", "tools"), None)]
)
async def test_thinking_is_named_where_the_model_can_and_only_there(capabilities, think):
    models = [Installed("m", capabilities)]
    async with ScriptedModelServer([said("Yes.")], models=models).running() as server:
        assert "Yes." in await answers(server, "ollama")
        assert server.asked[0].body.get("think") is think


async def test_a_model_that_knows_no_tools_is_told_them_in_words():
    models = [Installed("m", ("completion",))]
    script = [said('{"name": "HassTurnOn", "arguments": {"name": "Lamp"}}')]
    async with ScriptedModelServer(script, models=models).running() as server:
        heard = await answers(server, "ollama")
        assert [one.name for one in heard if isinstance(one, ToolCall)] == ["HassTurnOn"]
        assert server.asked[0].tools == []
        assert "HassTurnOn" in str(server.asked[0].messages[0]["content"])


@pytest.mark.parametrize("refused", ["temperature", "stream_options", "max_tokens"])
async def test_what_a_server_refuses_is_left_out_and_not_sent_again(refused):
    async with ScriptedModelServer([said("Yes."), said("Yes.")], refuses=[refused]).running() as server:
        model = ServedModel(ModelSettings(url=server.url, kind="openai"))
        for _ in range(2):
            assert "Yes." in [delta async for delta in model.answer(ASKED, [LAMP])]
        await model.close()
        posts = [request for request in server.requests if request.method == "POST"]
        assert len(posts) == 3, "one refusal, and then never again"


FAILURES = {
    "429": (failed(429), EngineFailed),
    "500": (failed(500), EngineFailed),
    "dies before the first word": (Answer(("Yes.",), dies_at=0), EngineFailed),
    "hangs before the first word": (Answer(("Yes.",), hangs_at=0), EngineFailed),
    "nonsense": (Answer(("Yes.",), nonsense_at=0), EngineFailed),
    "an error in the stream": (Answer(("Yes.",), error_at=0, error="out of memory"), EngineFailed),
    "an empty answer": (Answer(()), EngineFailed),
    "too long": (failed(400, "the input length exceeds the context length"), TooLong),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("failure", FAILURES)
async def test_every_failure_before_the_first_word_is_one_that_can_be_told(kind, failure):
    answer, expected = FAILURES[failure]
    async with ScriptedModelServer([answer]).running() as server:
        with pytest.raises(expected) as caught:
            await answers(server, kind, patience=0.3)
        assert not isinstance(caught.value, EngineMissing)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("failure", ["dies_at", "hangs_at", "nonsense_at"])
async def test_a_failure_in_the_middle_is_told_after_what_was_said(kind, failure):
    place = {failure: KINDS.index(kind) + 1}  # OpenAI's first piece has no words yet
    async with ScriptedModelServer([Answer(("Half ", "an ", "answer"), **place)]).running() as server:
        model = ServedModel(ModelSettings(url=server.url, kind=kind, first_token_seconds=0.3))
        deltas = model.answer(ASKED, ())
        async with asyncio.timeout(5):
            assert await anext(deltas) == "Half "
            with pytest.raises(EngineFailed):
                await anext(deltas)
        await model.close()


async def test_models_are_listed_and_pulled_with_their_progress():
    from morgan.llm.ollama import OllamaModel

    async with ScriptedModelServer(models=[Installed("a"), Installed("b")], available=["qwen3:4b"]).running() as server:
        ollama = OllamaModel(ModelSettings(url=server.url))
        assert await ollama.models() == ("a", "b")
        steps = [step async for step in ollama.pull("qwen3:4b")]
        assert steps[-1].doing == "success"
        assert any(step.done and step.total for step in steps)
        assert "qwen3:4b" in await ollama.models()
        with pytest.raises(EngineMissing, match="cannot fetch nothing"):
            _ = [step async for step in ollama.pull("nothing")]
        await ollama.close()
