"""Examines what hears, speaks, wakes and answers, without loading any weights."""

from __future__ import annotations

import asyncio

from morgan.cli.checks import Finding
from morgan.errors import MorganError
from morgan.llm.choose import ServedModel
from morgan.settings import LlmSettings, Settings

_MODEL_SECONDS = 4.0
_HERE_SECONDS = 1.0
_OLLAMA_HERE = "http://127.0.0.1:11434"


async def language_model(settings: LlmSettings) -> list[Finding]:
    """Ask the model's server for its model, or look for one on this machine when none is set up."""
    if settings.url is None:
        here = LlmSettings(url=_OLLAMA_HERE)
        found = await _find(here, _HERE_SECONDS)
        if found.level == "ok":
            return [
                Finding(
                    "language model", "warn", f"none is set up, but {found.found}", f"set llm.url to {_OLLAMA_HERE}"
                )
            ]
        mend = "set llm.url to an Ollama or an OpenAI-style server"
        return [Finding("language model", "warn", "none: commands are obeyed, questions are not answered", mend)]
    return [await _find(settings, _MODEL_SECONDS)]


async def _find(settings: LlmSettings, seconds: float) -> Finding:
    try:
        model = ServedModel(settings)
        try:
            async with asyncio.timeout(seconds):
                await model.find()
        finally:
            await model.close()
    except MorganError as error:
        return Finding("language model", "bad", str(error), "start that server, or correct llm.url and llm.model")
    except TimeoutError:
        mend = "start that server, or correct llm.url and llm.model"
        return Finding("language model", "bad", f"{settings.url} does not answer within {seconds:g} s", mend)
    return Finding("language model", "ok", f"{model.program.model}, {model.program.description}")


def engines(settings: Settings) -> list[Finding]:
    """Say which engines there are."""
    return []
