"""OpenAI's protocol, as llama.cpp, vLLM and others speak it."""

import asyncio

import pytest

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.openai import OpenAiModel
from morgan.ports import Message
from morgan.settings.schema import LlmSettings
from morgan.testing import until

HELLO = Message("user", "Hello?")
CHAT = "/v1/chat/completions"


def chunk(text: str | None, **more: str) -> dict:
    delta = {"content": text, **more}
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": delta}],
    }


@pytest.fixture
async def model(server):
    server.json(
        "/v1/models", {"object": "list", "data": [{"id": "llama", "object": "model", "created": 1, "owned_by": "x"}]}
    )
    server.events(
        CHAT, chunk(None, role="assistant"), chunk("Good "), chunk("evening."), {**chunk(None), "choices": []}
    )
    made = OpenAiModel(LlmSettings(url=server.url, first_token_seconds=5))
    yield made
    await made.close()


async def test_the_answer_comes_as_it_is_written(server, model, collect):
    assert await collect(model, Message("system", "Be short."), HELLO) == ["Good ", "evening."]
    asked = server.asked(CHAT)[0]
    assert asked["model"] == model.program.model == "llama"
    assert asked["max_tokens"] == 300
    assert asked["stream"] is True
    assert server.requests[-1].headers["authorization"] == "Bearer none"


async def test_thoughts_are_never_spoken(server, model, collect):
    server.events(CHAT, chunk(None, reasoning_content="hm"), chunk("<think>so"), chunk("</think>Yes."))
    assert await collect(model, HELLO) == ["Yes."]


async def test_leaving_early_ends_the_stream_on_the_server(server, model):
    server.events(CHAT, chunk("Once "), asyncio.Event())
    deltas = model.answer([HELLO])
    assert await anext(deltas) == "Once "
    await deltas.aclose()
    async with asyncio.timeout(2):
        await server.hung_up.wait()


async def test_a_silent_model_is_given_up_after_its_time(server, model, collect):
    server.events(CHAT, chunk(None, role="assistant"), asyncio.Event())
    hasty = OpenAiModel(LlmSettings(url=server.url, model="m", first_token_seconds=0.05))
    with pytest.raises(EngineFailed):
        await collect(hasty, HELLO)
    await hasty.close()


async def test_an_answer_that_breaks_off_is_a_failure(server, model, collect):
    server.events(CHAT, chunk("Half an "), None, done=False)
    with pytest.raises(EngineFailed, match="stopped answering"):
        await collect(model, HELLO)


async def test_an_error_in_the_middle_is_told(server, model, collect):
    server.events(CHAT, chunk("Half"), {"error": {"message": "out of memory"}})
    with pytest.raises(EngineFailed, match="out of memory"):
        await collect(model, HELLO)


@pytest.mark.parametrize(
    ("status", "sentence"), [(404, "has no model m"), (401, "another key"), (403, "another key"), (500, "failed")]
)
async def test_a_refusal_is_put_into_words(server, collect, status, sentence):
    server.json(CHAT, {"error": {"message": "no"}}, status)
    model = OpenAiModel(LlmSettings(url=server.url, model="m"))
    with pytest.raises(EngineFailed, match=sentence):
        await collect(model, HELLO)
    assert len(server.asked(CHAT)) == 1, "nobody waits for a second try"
    await model.close()


async def test_a_server_that_is_away_is_missing_and_not_failed(unused_port, collect):
    model = OpenAiModel(LlmSettings(url=f"http://127.0.0.1:{unused_port}"))
    with pytest.raises(EngineMissing, match="is its server running"):
        await collect(model, HELLO)
    await model.close()


async def test_a_server_without_models_says_so(server, model, collect):
    server.json("/v1/models", {"object": "list", "data": []})
    with pytest.raises(EngineMissing, match="lists no model"):
        await collect(model, HELLO)


async def test_a_web_server_that_knows_of_no_models_is_not_asked_for_a_model_of_no_name(server, model, collect):
    server.json("/v1/models", {"error": "no such page"}, 404)
    with pytest.raises(EngineMissing, match=r"lists no models: no Ollama, and no OpenAI-style server$"):
        await collect(model, HELLO)


async def test_what_is_read_ahead_is_what_is_asked_and_one_token_comes_of_it(server, model, collect):
    ending = chunk("G")
    ending["choices"][0]["finish_reason"] = "length"
    server.events(CHAT, ending)
    await model.prepare([HELLO])
    await collect(model, HELLO)
    read, asked = server.asked(CHAT)
    assert (read.pop("max_tokens"), asked.pop("max_tokens")) == (1, 300)
    assert read == asked


async def test_dropping_what_is_read_ahead_hangs_up(server, model):
    server.events(CHAT, asyncio.Event())
    reading = asyncio.create_task(model.prepare([HELLO]))
    async with asyncio.timeout(5):
        await until(lambda: server.asked(CHAT))
        reading.cancel()
        await asyncio.wait({reading})
        await server.hung_up.wait()


async def test_an_answer_for_a_program_is_held_to_its_schema(server, model, collect):
    schema = {"type": "object", "properties": {"rooms": {"type": "integer"}}}
    await collect(model, Message("user", "How many rooms?", schema=schema))
    told = server.asked(CHAT)[0]["response_format"]
    assert told == {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    await collect(model, HELLO)
    assert "response_format" not in server.asked(CHAT)[1]


async def test_a_server_that_knows_no_schema_is_asked_without_it(server, model, collect):
    server.json(CHAT, {"error": {"message": "unknown field response_format"}}, status=400)
    with pytest.raises(EngineFailed):  # this one goes on refusing; what matters is what it was asked
        await collect(model, Message("user", "How many rooms?", schema={"type": "object"}))
    assert ["response_format" in asked for asked in server.asked(CHAT)] == [True, False]
