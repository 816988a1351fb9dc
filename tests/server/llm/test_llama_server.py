"""A real `llama-server`: its protocol, its parsing of calls, and how much of a prompt its cache spares.

Skipped where there is none: `script/install-llama-server` brings one, MORGAN_TEST_LLAMA_SERVER names another.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from morgan.agent.agent import ModelAgent
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits, messages
from morgan.agent.retrieve import retrieve
from morgan.errors import EngineFailed, ModelGone
from morgan.llm.ahead import PrefixCache
from morgan.llm.choose import ServedModel
from morgan.ports import (
    AnswerTrace,
    EntityState,
    Home,
    HomeArea,
    HomeEntity,
    HomeFloor,
    Message,
    Picture,
    Place,
    Question,
    Tool,
    ToolCall,
    Usage,
    Wish,
)
from morgan.settings.schema import ModelSettings
from morgan.testing import FakeHands

_USUAL = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "llama-server" / "llama-server"
SERVER = Path(os.environ.get("MORGAN_TEST_LLAMA_SERVER") or _USUAL)
pytestmark = [
    pytest.mark.skipif(not SERVER.exists(), reason="no llama-server: run script/install-llama-server"),
    pytest.mark.slow,
]
SCRIPT = [
    {
        "when": "shut the",
        "call": {"name": "intent__HassTurnOff", "arguments": {"name": "Roller Blind"}},  # a tool that is offered: the
        "then": "Closed it.",  # server's grammar allows no other
    },
    {"when": "", "say": "Paris lies on the Seine."},
]
# What Home Assistant 2026.11 offers, in its own words: most of every prompt.
_OFFERED = json.loads((Path(__file__).parents[1] / "agent" / "tools.json").read_text(encoding="utf-8"))
TOOLS = tuple(Tool(one["name"], one["description"], one["parameters"], one["read_only"]) for one in _OFFERED)
PATIENCE_SECONDS = 120.0  # to evaluate a whole prompt takes a busy machine longer than anybody at home would wait
ROOMS = ("Kitchen", "Study", "Hall", "Bedroom", "Nursery", "Bathroom", "Attic", "Cellar")
KINDS = (("Ceiling Light", "light"), ("Lamp", "light"), ("Blind", "cover"), ("Fan", "fan"), ("Thermometer", "sensor"))


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    maker = Path(__file__).parents[2] / "tools" / "make_llm.py"
    spec = importlib.util.spec_from_file_location("make_llm", maker)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    path: Path = tmp_path_factory.mktemp("model") / "scripted.gguf"
    made.make(path, SCRIPT)
    return path


@pytest.fixture
async def url(model_file: Path, tmp_path: Path) -> AsyncIterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = f"--model {model_file} --host 127.0.0.1 --port {port} --jinja --ctx-size 60000 --parallel 1 --threads 2"
    log = (tmp_path / "llama-server.log").open("wb")
    server = await asyncio.create_subprocess_exec(SERVER, *flags.split(), stdout=log, stderr=log)
    try:
        async with asyncio.timeout(60), httpx2.AsyncClient() as client:
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{port}/health")).status_code == 200:
                        break
                except httpx2.TransportError:
                    assert server.returncode is None, (tmp_path / "llama-server.log").read_text()[-2000:]
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        async with asyncio.timeout(10):
            await server.wait()
        log.close()


def asked(text: str, room: str, now: str) -> Question:
    """A question in a house of 40 things on two floors."""
    things = [(f"{room} {kind}", domain, room) for room in ROOMS for kind, domain in KINDS]
    home = Home(
        tuple(HomeEntity((name,), domain, area) for name, domain, area in things),
        tuple(HomeArea((name,), "Upstairs" if at % 2 else "Downstairs") for at, name in enumerate(ROOMS)),
        (HomeFloor(("Upstairs",)), HomeFloor(("Downstairs",))),
    )
    states = tuple(EntityState(name, domain, area, "off") for name, domain, area in things)
    return Question(text, "en", tools=TOOLS, states=states, home=home, place=Place(room), now=now)


async def answers(model: ServedModel, question: Question) -> list[object]:
    prompt = messages(
        question, "You are Morgan, the voice of this house.", retrieve(question, 15), PromptLimits(10, 3000)
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        return [delta async for delta in model.answer(prompt, sorted(question.tools, key=lambda tool: tool.name))]


async def test_a_real_server_streams_words_parses_calls_and_tells_its_costs(url: str) -> None:
    model = ServedModel(ModelSettings(url=url, first_token_seconds=PATIENCE_SECONDS))
    try:
        said = await answers(model, asked("Where is Paris?", "Study", "2026-11-21T08:00:00+01:00"))
        assert "".join(delta for delta in said if isinstance(delta, str)) == "Paris lies on the Seine."
        assert len([delta for delta in said if isinstance(delta, str)]) > 2, "word by word"
        called = await answers(model, asked("Shut the blind", "Study", "2026-11-21T08:00:00+01:00"))
        assert [dict(call.args) for call in called if isinstance(call, ToolCall)] == [{"name": "Roller Blind"}]
    finally:
        await model.close()


async def test_the_next_turn_from_another_room_evaluates_at_most_a_twentieth_of_its_prompt(url: str) -> None:
    model = ServedModel(ModelSettings(url=url, first_token_seconds=PATIENCE_SECONDS))
    try:
        await answers(model, asked("Where is Paris?", "Study", "2026-11-21T08:00:00+01:00"))
        said = await answers(model, asked("What is the capital of France?", "Kitchen", "2026-11-21T09:31:00+01:00"))
    finally:
        await model.close()
    usage = said[-1]
    assert isinstance(usage, Usage)
    share = 1 - usage.cached_tokens / usage.prompt_tokens
    print(json.dumps({"prompt": usage.prompt_tokens, "cached": usage.cached_tokens, "evaluated": round(share, 4)}))
    assert usage.prompt_tokens > 3000
    assert share <= 0.05


@pytest.mark.parametrize(
    ("room", "most"), [(False, 1 / 20), (True, 1 / 60)], ids=["from anywhere", "from a known room"]
)
async def test_the_first_question_finds_what_was_read_while_it_was_spoken(url: str, room: bool, most: float) -> None:
    model = PrefixCache(ServedModel(ModelSettings(url=url, first_token_seconds=PATIENCE_SECONDS)))
    agent = ModelAgent(
        model, "You are Morgan, the voice of this house.", PromptLimits(10, 3000), LoopOptions(5, True, "en")
    )
    question = asked("Where is Paris?", "Study", "2026-11-21T08:00:00+01:00")
    try:
        async with asyncio.timeout(300):
            # What is known when somebody begins to speak: not the words, maybe the room, and the tools in any order.
            known = replace(question, text="", tools=TOOLS[::-1])
            await agent.prepare(known if room else replace(known, states=(), place=None, now=None))
            events = [event async for event in agent.answer(question, FakeHands())]
    finally:
        await agent.close()
    trace = events[-1]
    assert isinstance(trace, AnswerTrace)
    evaluated = trace.usage.prompt_tokens - trace.usage.cached_tokens
    print(json.dumps({"prompt": trace.usage.prompt_tokens, "evaluated": evaluated}))
    assert trace.usage.prompt_tokens > 3000
    assert evaluated <= trace.usage.prompt_tokens * most


async def test_a_choice_is_checked_because_a_real_server_answers_whatever_model_it_is_asked_for(url: str) -> None:
    model = ServedModel(ModelSettings(url=url, first_token_seconds=PATIENCE_SECONDS))
    question = [Message("user", "Where is Paris?")]
    try:
        offer = await model.offer()
        assert offer.models == (offer.own,)
        async with asyncio.timeout(PATIENCE_SECONDS):
            named = [delta async for delta in model.answer(question, (), Wish(offer.own, 0.0))]
            assert "Paris" in "".join(delta for delta in named if isinstance(delta, str))
            with pytest.raises(ModelGone):
                await anext(model.answer(question, (), Wish("nobody")))
            async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
                body = {"model": "nobody", "messages": [{"role": "user", "content": "Where is Paris?"}]}
                assert (await client.post(f"{url}/v1/chat/completions", json=body)).status_code == 200
    finally:
        await model.close()


async def test_a_real_server_whose_model_only_reads_fails_when_it_is_shown_a_picture(url: str) -> None:
    claims = ServedModel(ModelSettings(url=url, first_token_seconds=PATIENCE_SECONDS, sees_images=True))
    shown = [Message("user", "What is this?", pictures=(Picture("image/png", b"\x89PNG\r\n\x1a\n"),))]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            with pytest.raises(EngineFailed):
                await anext(claims.answer(shown))
    finally:
        await claims.close()
