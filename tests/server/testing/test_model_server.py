"""The stand-in for a model's server, asked by the clients that people use."""

from __future__ import annotations

import asyncio
import json

import httpx
import httpx2
import ollama
import openai
import pytest

from morgan.testing.model_answer import Answer, Call
from morgan.testing.model_server import Installed, ScriptedModelServer, called, failed, overflow, said

HELLO = [{"role": "user", "content": "Hello?"}]
MODEL = "qwen3:4b-instruct"
TOOL = {"type": "function", "function": {"name": "HassTurnOn", "parameters": {"type": "object", "properties": {}}}}


@pytest.fixture
async def server():
    async with ScriptedModelServer().running() as running:
        yield running


@pytest.fixture
async def client(server):
    made = ollama.AsyncClient(server.url)
    yield made
    await made.close()


@pytest.fixture
async def open_client(server):
    async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as made:
        yield made


async def parts(client, **more):
    return [part async for part in await client.chat(MODEL, HELLO, stream=True, **more)]


async def test_ollama_streams_words_then_says_that_it_is_done_and_what_it_cost(server, client):
    server.answers = [Answer(("Good ", "evening."), prompt_tokens=321)]
    heard = await parts(client)
    assert [part.message.content for part in heard] == ["Good ", "evening.", ""]
    assert [part.done for part in heard] == [False, False, True]
    assert (heard[-1].prompt_eval_count, heard[-1].eval_count, heard[-1].done_reason) == (321, 2, "stop")


@pytest.mark.parametrize("when_done", [False, True])
async def test_ollama_calls_tools_in_a_frame_of_their_own_or_in_the_last(server, client, when_done):
    server.answers = [Answer(calls=(Call("HassTurnOn", {"name": "Lamp"}),), calls_when_done=when_done)]
    heard = await parts(client, tools=[TOOL])
    calls = [(part.done, call.function) for part in heard for call in part.message.tool_calls or ()]
    assert [(done, call.name, call.arguments) for done, call in calls] == [(when_done, "HassTurnOn", {"name": "Lamp"})]
    assert server.asked[0].tools == ["HassTurnOn"]
    assert server.asked[0].question == "Hello?"


async def test_ollama_lists_shows_and_pulls_models(server, client):
    server.available = {"gemma3:4b"}
    assert [model.model for model in (await client.list()).models] == [MODEL]
    about = await client.show(MODEL)
    assert (about.capabilities, about.modelinfo["qwen3.context_length"]) == (["completion", "tools"], 40960)
    told = [part async for part in await client.pull("gemma3:4b", stream=True)]
    assert (told[0].status, told[-1].status) == ("pulling manifest", "success")
    assert [part.completed for part in told if part.total] == [0, 50, 100]
    assert len((await client.list()).models) == 2
    with pytest.raises(ollama.ResponseError, match="file does not exist"):
        _ = [part async for part in await client.pull("nothing", stream=True)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"think": True}, "does not support thinking"),
        ({"keep_alive": "-1"}, "missing unit in duration"),
        ({"options": {"num_ctx": "big"}}, "num_ctx"),
    ],
)
async def test_ollama_refuses_what_it_does_not_take(server, client, more, words):
    with pytest.raises(ollama.ResponseError, match=words) as refused:
        await parts(client, **more)
    assert refused.value.status_code == 400
    assert server.asked == []


async def test_ollama_refuses_tools_for_a_model_that_has_none(server, client):
    server.models = {MODEL: Installed(MODEL, capabilities=("completion",))}
    with pytest.raises(ollama.ResponseError, match="does not support tools"):
        await parts(client, tools=[TOOL])


async def test_ollama_takes_a_call_s_arguments_as_an_object_only(server):
    call = {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "x", "arguments": "{}"}}]}
    async with httpx2.AsyncClient(trust_env=False) as plain:
        answer = await plain.post(f"{server.url}/api/chat", json={"model": MODEL, "messages": [*HELLO, call]})
    assert (answer.status_code, "cannot unmarshal" in answer.json()["error"]) == (400, True)


async def test_openai_streams_words_calls_in_pieces_and_the_usage(server, open_client):
    answer = Answer(("Well, ",), (Call("HassTurnOn", {"name": "Lamp", "level": 3}),), cached_tokens=90)
    server.answers = [answer]
    words, arguments, reasons, usage = "", "", [], None
    async for chunk in await open_client.chat.completions.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    ):
        for choice in chunk.choices:
            words += choice.delta.content or ""
            arguments += "".join(call.function.arguments for call in choice.delta.tool_calls or ())
            reasons.append(choice.finish_reason)
        usage = chunk.usage or usage
    assert (words, json.loads(arguments), reasons[-1]) == ("Well, ", {"name": "Lamp", "level": 3}, "tool_calls")
    assert (usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens) == (100, 90)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(429), openai.RateLimitError),
        (failed(500), openai.InternalServerError),
        (overflow("openai"), openai.BadRequestError),
    ],
)
async def test_openai_refuses_as_its_library_expects_it(server, open_client, answer, error):
    server.answers = [answer]
    with pytest.raises(error):
        await open_client.chat.completions.create(model=MODEL, messages=HELLO)


async def test_openai_names_the_option_that_it_does_not_take(server, open_client):
    server.refuses = {"max_tokens"}
    with pytest.raises(openai.BadRequestError, match="Unsupported parameter: 'max_tokens'"):
        await open_client.chat.completions.create(model=MODEL, messages=HELLO, max_tokens=5)


async def test_a_model_that_is_not_there_is_not_found(server, client, open_client):
    with pytest.raises(ollama.ResponseError) as missing:
        await client.show("nothing")
    assert missing.value.status_code == 404
    with pytest.raises(openai.NotFoundError):
        await open_client.chat.completions.create(model="nothing", messages=HELLO)


@pytest.mark.parametrize(("at", "before"), [(0, []), (1, ["Good "])])
async def test_it_hangs_until_the_client_leaves(server, client, at, before):
    server.answers = [Answer(("Good ", "evening."), hangs_at=at)]
    heard = []

    async def listen():
        async for part in await client.chat(MODEL, HELLO, stream=True):
            heard.append(part.message.content)  # noqa: PERF401  # what came before it hung is the point

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(listen(), 0.3)
    assert heard == before
    async with asyncio.timeout(5):
        await server.hung_up.wait()


async def test_it_dies_in_the_middle(server, client):
    server.answers = [Answer(("Good ", "evening."), dies_at=1)]
    with pytest.raises(httpx.HTTPError):  # of the client that Ollama's makers give away
        await parts(client)


async def test_it_talks_nonsense(server, client):
    server.answers = [Answer(("Good ", "evening."), nonsense_at=1)]
    with pytest.raises(ValueError, match="Expecting"):
        await parts(client)


async def test_it_fails_in_the_middle(server, client):
    server.answers = [Answer(("Good ", "evening."), error_at=1, error="the runner has died")]
    with pytest.raises(ollama.ResponseError, match="the runner has died"):
        await parts(client)


async def test_it_answers_slowly(server, client):
    server.answers = [Answer(("Good ",), pause_seconds=0.05)]
    before = asyncio.get_running_loop().time()
    await parts(client)
    assert asyncio.get_running_loop().time() - before >= 0.1


async def test_a_script_may_be_a_function_of_what_was_asked(client):
    def script(asked):
        return called("HassTurnOn", name="Lamp") if asked.messages[-1]["role"] == "user" else said("Done.")

    async with ScriptedModelServer(script).running() as server:
        client = ollama.AsyncClient(server.url)
        first = await client.chat(MODEL, HELLO)
        assert first.message.tool_calls[0].function.name == "HassTurnOn"
        second = await client.chat(MODEL, [*HELLO, {"role": "tool", "content": "{}"}])
        assert second.message.content == "Done."
        await client.close()
