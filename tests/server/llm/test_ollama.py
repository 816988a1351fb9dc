"""Ollama's own protocol, as its server speaks it."""

import asyncio

import pytest

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.ollama import OllamaModel
from morgan.ports import Message
from morgan.settings.schema import LlmSettings
from morgan.testing import until

HELLO = Message("user", "Hello?")


def part(text: str, *, done: bool = False, **more: str) -> dict:
    return {"model": "m", "message": {"role": "assistant", "content": text, **more}, "done": done}


def shown(*capabilities: str, architecture: str = "qwen3") -> dict:
    return {"capabilities": list(capabilities), "model_info": {"general.architecture": architecture}}


@pytest.fixture
async def model(server):
    server.json("/api/tags", {"models": [{"model": "qwen3:4b"}, {"model": "other"}]})
    server.json("/api/show", shown("completion", "thinking"))
    server.lines("/api/chat", part("Good "), part("evening."), part("", done=True))
    made = OllamaModel(LlmSettings(url=server.url, first_token_seconds=5))
    yield made
    await made.close()


async def test_the_answer_comes_as_it_is_written(model, collect):
    assert await collect(model, Message("system", "Be short."), HELLO) == ["Good ", "evening."]


async def test_the_first_listed_model_answers_when_none_is_named(server, model, collect):
    assert model.program.model == ""
    await collect(model, HELLO)
    assert model.program.model == server.asked("/api/chat")[0]["model"] == "qwen3:4b"


async def test_the_size_of_the_context_and_the_stay_in_memory_are_pinned(server, model, collect):
    await collect(model, HELLO)
    asked = server.asked("/api/chat")[0]
    assert asked["options"] == {"num_ctx": 8192, "num_predict": 300, "temperature": 0.1}
    assert asked["truncate"] is False
    assert asked["keep_alive"] == -1
    assert asked["messages"] == [{"role": "user", "content": "Hello?"}]


@pytest.mark.parametrize(
    ("about", "think"),
    [
        (shown("completion", "thinking"), False),
        (shown("completion", "thinking", architecture="gptoss"), "low"),
        (shown("completion"), None),
    ],
)
async def test_thinking_is_switched_off_in_the_words_that_the_model_knows(server, model, collect, about, think):
    server.json("/api/show", about)
    await collect(model, HELLO)
    assert server.asked("/api/chat")[0].get("think") is think or server.asked("/api/chat")[0]["think"] == think


async def test_the_model_is_asked_only_once_what_it_can_do(server, model, collect):
    await collect(model, HELLO)
    await collect(model, HELLO)
    assert len(server.asked("/api/show")) == 1


async def test_thoughts_are_never_spoken_wherever_the_server_leaves_them(server, model, collect):
    server.lines(
        "/api/chat",
        part("", thinking="hm"),
        part("<thi"),
        part("nk>a secret</th"),
        part("ink>\nYes."),
        part("", done=True),
    )
    assert "".join(await collect(model, HELLO)) == "Yes."


async def test_leaving_early_ends_the_stream_on_the_server(server, model):
    never = asyncio.Event()
    server.lines("/api/chat", part("Once "), never, part("upon", done=True))
    deltas = model.answer([HELLO])
    assert await anext(deltas) == "Once "
    await deltas.aclose()
    async with asyncio.timeout(2):
        await server.hung_up.wait()


async def test_cancelling_before_the_first_word_ends_the_stream_on_the_server(server, model):
    asked, never = asyncio.Event(), asyncio.Event()
    server.lines("/api/chat", never)
    reply = server.routes["/api/chat"]
    server.routes["/api/chat"] = lambda request: (asked.set(), reply(request))[1]
    waiting = asyncio.ensure_future(anext(model.answer([HELLO])))
    async with asyncio.timeout(5):
        await asked.wait()
        waiting.cancel()
        await server.hung_up.wait()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_silent_model_is_given_up_after_its_time(server, collect):
    server.json("/api/show", shown("completion"))
    server.lines("/api/chat", part(""), asyncio.Event())
    model = OllamaModel(LlmSettings(url=server.url, model="m", first_token_seconds=0.05))
    with pytest.raises(EngineFailed, match=r"said no word within 0\.05 seconds"):
        await collect(model, HELLO)
    await model.close()


async def test_an_answer_without_a_word_is_a_failure(server, model, collect):
    server.lines("/api/chat", part("<think>only thoughts"), part("", done=True))
    with pytest.raises(EngineFailed, match="without a word"):
        await collect(model, HELLO)


@pytest.mark.parametrize("broken", [[part("Half an ")], [part("Half an "), None]])
async def test_an_answer_that_breaks_off_is_a_failure(server, model, collect, broken):
    server.lines("/api/chat", *broken)
    with pytest.raises(EngineFailed, match="broke"):
        await collect(model, HELLO)


async def test_an_error_in_the_middle_is_told(server, model, collect):
    server.lines("/api/chat", part("Half"), {"error": "an error was encountered while running the model"})
    with pytest.raises(EngineFailed, match="failed"):
        await collect(model, HELLO)


async def test_a_model_that_is_not_there_names_the_command_that_brings_it(server, collect):
    model = OllamaModel(LlmSettings(url=server.url, model="nothing"))
    with pytest.raises(EngineMissing, match="ollama pull nothing"):
        await collect(model, HELLO)
    await model.close()


async def test_a_server_without_models_names_the_command_that_brings_one(server, model, collect):
    server.json("/api/tags", {"models": []})
    with pytest.raises(EngineMissing, match="ollama pull"):
        await collect(model, HELLO)


async def test_a_server_that_is_away_is_missing_and_not_failed(unused_port, collect):
    model = OllamaModel(LlmSettings(url=f"http://127.0.0.1:{unused_port}", model="m"))
    with pytest.raises(EngineMissing, match="is it running"):
        await collect(model, HELLO)
    await model.close()


@pytest.mark.parametrize("nonsense", [b"<html>", b"[]", b'{"models": 3}', b"null"])
async def test_whatever_else_answers_there_is_no_ollama(server, model, collect, nonsense):
    server.routes["/api/tags"] = lambda _: type(server.routes["/api/show"](_))([nonsense])
    with pytest.raises(EngineFailed, match="does not speak as Ollama"):
        await collect(model, HELLO)


async def test_a_proxy_of_the_environment_is_not_asked_for_the_house(server, model, collect, monkeypatch, unused_port):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{unused_port}")
    fresh = OllamaModel(LlmSettings(url=server.url))
    assert await collect(fresh, HELLO) == ["Good ", "evening."]
    await fresh.close()


async def test_the_key_is_shown_to_a_server_that_asks_for_one(server, model, collect):
    keyed = OllamaModel(LlmSettings(url=server.url, api_key="k3y"))
    await collect(keyed, HELLO)
    assert server.requests[-1].headers["authorization"] == "Bearer k3y"
    await keyed.close()


async def test_what_is_read_ahead_is_what_is_asked_and_one_token_comes_of_it(server, model, collect):
    server.lines("/api/chat", part("G", done=True))
    await model.prepare([HELLO])
    await collect(model, HELLO)
    loaded, read, asked = server.asked("/api/chat")
    assert loaded["messages"] == []
    assert loaded["options"]["num_ctx"] == read["options"]["num_ctx"] == asked["options"]["num_ctx"]
    assert read["options"].pop("num_predict") == 1
    asked["options"].pop("num_predict")
    assert read | {"stream": True} == asked


async def test_a_question_that_comes_meanwhile_leaves_the_loading_be_and_drops_the_reading(server, model):
    held = asyncio.Event()
    server.lines("/api/chat", held, part("", done=True))
    reading = asyncio.create_task(model.prepare([HELLO]))
    async with asyncio.timeout(5):
        await until(lambda: server.asked("/api/chat"))
        reading.cancel()
        await asyncio.wait({reading})
        assert not server.hung_up.is_set()
        held.set()
        reading = asyncio.create_task(model.prepare([HELLO]))  # loaded by now: it reads
        held_again = asyncio.Event()
        server.lines("/api/chat", held_again, part("", done=True))
        await until(lambda: len(server.asked("/api/chat")) == 2)
        reading.cancel()
        await asyncio.wait({reading})
    assert len(server.asked("/api/chat")) == 2


async def test_what_cannot_be_loaded_is_told(server, model):
    server.json("/api/chat", {"error": "model requires more system memory"}, 500)
    with pytest.raises(EngineFailed, match="too little memory"):
        await model.prepare([HELLO])


async def test_an_answer_for_a_program_is_held_to_its_schema(server, model, collect):
    schema = {"type": "object", "properties": {"rooms": {"type": "integer"}}}
    await collect(model, Message("user", "How many rooms?", schema=schema))
    assert server.asked("/api/chat")[0]["format"] == schema
    await collect(model, HELLO)
    assert "format" not in server.asked("/api/chat")[1]
