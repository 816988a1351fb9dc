"""`morgan download llm`, and what doctor says of the models that a server has."""

from __future__ import annotations

import asyncio

import pytest

from morgan.cli.checks_engines import language_model
from morgan.settings.schema import LlmSettings, ModelSettings
from morgan.testing.model_server import Installed, ScriptedModelServer


async def test_the_models_own_server_fetches_it(morgan):
    async with ScriptedModelServer(available=["gemma4:e2b"]).running() as server:
        flags = ("--set", f"llm.url={server.url}", "--set", "llm.model=gemma4:e2b")
        done = await asyncio.to_thread(morgan, "download", "llm", *flags)
        assert (done.returncode, done.stdout.strip()) == (0, "gemma4:e2b")
        assert "100 %" in done.stderr
        assert "gemma4:e2b" in server.models


@pytest.mark.parametrize("flags", [(), ("--set", "llm.kind=openai", "--set", "llm.url=http://127.0.0.1:9")])
async def test_where_nobody_can_fetch_it_the_sentence_says_what_to_do(morgan, flags):
    done = await asyncio.to_thread(morgan, "download", "llm", *flags)
    assert done.returncode != 0
    assert "set llm.url" in done.stderr or "load qwen3:4b-instruct there yourself" in done.stderr


async def test_doctor_lists_the_models_and_examines_who_stands_in(unused_port):
    async with ScriptedModelServer(models=[Installed("a"), Installed("b")]).running() as server:
        away = ModelSettings(url=f"http://127.0.0.1:{unused_port}")
        first, second = await language_model(LlmSettings(url=server.url, fallbacks=(away,)))
        assert first.level == "ok"
        assert "it also has b" in first.found
        assert second.level == "bad"
