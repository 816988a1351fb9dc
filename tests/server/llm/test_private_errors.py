"""What a model's server says of its failure may repeat the question: it goes to the log, at DEBUG, and nowhere else."""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import Any

import pytest

from morgan.errors import EngineFailed, EngineMissing
from morgan.llm.choose import ServedModel
from morgan.llm.ollama import OllamaModel
from morgan.llm.openai import OpenAiModel
from morgan.llm.router import Router
from morgan.ports import Message
from morgan.settings.schema import LlmSettings

SECRET = "where are the keys of the safe"
REFUSED = {"error": {"message": f"cannot parse: {SECRET}", "type": "x"}}


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize("kind", ["ollama", "openai"])
async def test_a_failure_that_repeats_the_question_is_told_to_nobody(
    server: Any, caplog: pytest.LogCaptureFixture, kind: str, status: int
) -> None:
    caplog.set_level(logging.DEBUG, "morgan")
    server.json("/api/tags", {"models": [{"model": "m"}]})
    server.json("/api/show", {"capabilities": ["completion"]})
    server.json("/api/chat", {"error": REFUSED["error"]["message"]}, status)
    server.json("/v1/models", {"object": "list", "data": []})
    server.json("/v1/chat/completions", REFUSED, status)
    model: Any = (
        OllamaModel(LlmSettings(url=server.url, model="m"))
        if kind == "ollama"
        else OpenAiModel(LlmSettings(url=f"{server.url}/v1", model="m"))
    )
    router = Router([model], 60.0)
    with pytest.raises(EngineFailed) as failed:
        async with aclosing(router.answer([Message("user", SECRET)])) as deltas:
            _ = [delta async for delta in deltas]
    await router.close()
    assert SECRET not in str(failed.value)
    told = {
        record.levelno
        for record in caplog.records
        if record.name.startswith("morgan") and SECRET in record.getMessage()
    }
    assert told == {logging.DEBUG}


@pytest.mark.parametrize("kind", [ServedModel, OllamaModel, OpenAiModel])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_a_password_in_the_address_is_told_to_nobody(kind: Any, scheme: str) -> None:
    model = kind(LlmSettings(url=f"{scheme}me:hush@127.0.0.1:9"))
    with pytest.raises(EngineMissing) as missing:
        await model.find()
    await model.close()
    assert "127.0.0.1:9" in str(missing.value)
    assert "hush" not in f"{missing.value} {model.program}"
