"""Pictures with a question, from the wire to the model's server: exactly those bytes, within bounds, or a reason.

Real agent, real router; the model's server is the stand-in.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.user_event import UserEvent

from morgan.agent.agent import ModelAgent
from morgan.agent.fallback_messages import excuse
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.errors import BadRequest
from morgan.languages import LANGUAGES
from morgan.llm.ahead import PrefixCache
from morgan.llm.choose import ServedModel
from morgan.llm.router import Router
from morgan.ports import Picture
from morgan.settings.schema import ModelSettings
from morgan.testing import fakes, running_server, until
from morgan.testing.model_server import Installed, ScriptedModelServer
from morgan.wire.fields import Fields
from morgan.wire.showing import MOST_PICTURES, read_picture

KINDS = ["ollama", "openai"]
# A model that sees and takes no tools is what most are that see.
SEES, READS = Installed("llava:7b", ("completion", "vision")), Installed("qwen3:4b", ("completion", "tools"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
JPEG = b"\xff\xd8\xff\xe0" + bytes(reversed(range(256))) * 3
WEBP = b"RIFF\x04\x00\x00\x00WEBP" + b"\n\r\x00" * 50


def shown(data: bytes, media_type: str = "image/png") -> Event:
    return Event("user-event", {"name": "image", "data": {"media_type": media_type}}, data)


@asynccontextmanager
async def morgan(*urls: str, kind: str, sees_images: bool = True) -> AsyncGenerator[Any, None]:
    models = [ServedModel(ModelSettings(url=url, kind=kind, sees_images=sees_images)) for url in urls]
    agent = ModelAgent(PrefixCache(Router(models, 60)), "Be brief.", PromptLimits(5, 1000), LoopOptions(3, True, "en"))
    async with running_server(fakes(agent=agent, offers=models[0])) as server:
        yield server
    await agent.close()


async def ask(client: Any, *pictures: Event, text: str = "What is on it?", **turn: Any) -> tuple[str, str, Any]:
    """Ask as a peer that said hello; return the answer's type and words, and its trace."""
    await client.say(UserEvent("turn", turn), *pictures, Transcript(text))
    while (event := await client.hear()).type not in {"handled", "not-handled", "error"}:
        pass
    return event.type, event.data["text"], (await client.hear()).data["data"]


@pytest.mark.parametrize("kind", KINDS)
async def test_exactly_the_bytes_arrive_and_only_with_their_question(connect, kind) -> None:
    llm = ScriptedModelServer(models=[SEES])
    async with llm.running(), morgan(llm.url, kind=kind) as server, connect(server) as client:
        await client.hello()
        pictures = shown(PNG), shown(JPEG, "image/jpeg"), shown(WEBP, "image/webp")
        end, text, trace = await ask(client, *pictures, schema={"type": "object"})
        assert (end, text, trace["model"]) == ("handled", "It is late.", "llava:7b")
        await ask(client)
    asked, after = llm.asked
    assert asked.pictures == [PNG, JPEG, WEBP]
    assert "What is on it?" in str(asked.messages[-1]["content"])
    assert after.pictures == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_model_that_only_reads_says_so_and_is_not_asked(connect, kind) -> None:
    llm = ScriptedModelServer(models=[READS])
    async with (
        llm.running(),
        morgan(llm.url, kind=kind, sees_images=False) as server,
        connect(server) as client,
    ):
        await client.hello()
        end, text, trace = await ask(client, shown(PNG))
        assert (end, text, trace["code"]) == ("not-handled", excuse("blind", "en"), "cannot-see")
        assert llm.asked == []
        assert (await ask(client))[0] == "handled", "nothing is wrong with it"


async def test_one_that_sees_stands_in_for_one_that_only_reads(connect) -> None:
    reads, sees = ScriptedModelServer(models=[READS]), ScriptedModelServer(models=[SEES])
    async with (
        reads.running(),
        sees.running(),
        morgan(reads.url, sees.url, kind="ollama") as server,
        connect(server) as client,
    ):
        await client.hello()
        end, _, trace = await ask(client, shown(PNG))
        assert (end, trace["model"], trace["passed"]) == ("handled", "llava:7b", ["qwen3:4b: cannot-see"])
        assert (await ask(client))[2]["model"] == "qwen3:4b"
    assert (reads.asked[0].pictures, sees.asked[0].pictures) == ([], [PNG])


async def test_which_models_see_is_told(connect) -> None:
    llm = ScriptedModelServer(models=[READS, SEES])
    async with llm.running():
        for kind, sees_images, sees in (
            ("ollama", False, ["llava:7b"]),
            ("openai", False, []),
            ("openai", True, ["qwen3:4b", "llava:7b"]),
        ):
            async with morgan(llm.url, kind=kind, sees_images=sees_images) as server, connect(server) as client:
                await client.say(UserEvent("models", {}))
                assert (await client.hear()).data["data"]["sees"] == sees


async def test_more_than_a_payload_may_hold_closes_the_connection_and_nobody_is_asked(connect) -> None:
    llm = ScriptedModelServer(models=[SEES])
    async with llm.running(), morgan(llm.url, kind="ollama") as server:
        async with connect(server) as client:
            await client.say(UserEvent("turn", {}), shown(PNG[:8] + bytes(1024 * 1024)))
            assert (await client.hear()).data["code"] == "too-large"
            assert await client.read_event() is None
        async with connect(server) as client:
            await client.hello()
            assert (await ask(client, shown(PNG[:8] + bytes(1024 * 1024 - 8))))[0] == "handled", "the largest that may"
    assert [len(picture) for picture in llm.asked[0].pictures] == [1024 * 1024]


async def test_one_too_many_is_refused_and_the_others_are_shown(connect) -> None:
    llm = ScriptedModelServer(models=[SEES])
    async with llm.running(), morgan(llm.url, kind="ollama") as server, connect(server) as client:
        await client.say(UserEvent("turn", {}), *[shown(PNG)] * (MOST_PICTURES + 1), Transcript("What is on it?"))
        assert (await client.hear()).data["code"] == "too-large"
        await client.hear_until("handled")
    assert len(llm.asked[0].pictures) == MOST_PICTURES


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/png", b""),
        ("image/png", JPEG),
        ("image/jpeg", b"<html>"),
        ("image/webp", b"RIFF\x04\x00\x00\x00WAVE"),
        ("image/gif", b"GIF89a"),
        ("video/mp4", PNG),
        ("image/svg+xml", b"<svg/>"),
    ],
)
def test_what_is_no_picture_is_refused(media_type, data) -> None:
    with pytest.raises(BadRequest):
        read_picture(Fields("user-event", {"media_type": media_type}), data)


@given(
    st.sampled_from(["image/jpeg", "image/png", "image/webp"]),
    st.sampled_from([b"", PNG[:8], JPEG[:3], WEBP[:12]]),
    st.binary(max_size=20),
)
def test_a_picture_is_what_it_says_or_refused(media_type, beginning, rest) -> None:
    try:
        assert read_picture(Fields("image", {"media_type": media_type}), beginning + rest).data == beginning + rest
    except BadRequest:
        assert beginning != {"image/jpeg": JPEG[:3], "image/png": PNG[:8], "image/webp": WEBP[:12]}[media_type]


async def test_a_picture_that_is_none_is_answered_and_the_connection_stays(connect) -> None:
    async with running_server(fakes()) as server, connect(server) as client:
        for wrong in (shown(b"nothing"), Event("user-event", {"name": "image", "data": {}}, PNG)):
            await client.say(wrong)
            assert (await client.hear()).data["code"] == "bad-request"
        await client.hello()


@pytest.mark.parametrize("where", ["in the middle of a picture", "before the question", "while it is answered"])
async def test_a_peer_that_vanishes_leaves_nothing(connect, where) -> None:
    llm = ScriptedModelServer(models=[SEES])
    async with llm.running(), morgan(llm.url, kind="ollama") as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        header = b'{"type": "user-event", "data": {"name": "image", "data": {"media_type": "image/png"}}, '
        writer.write(header + f'"payload_length": {len(PNG)}}}\n'.encode() + PNG[: len(PNG) // 2])
        await writer.drain()
        if where != "in the middle of a picture":
            writer.write(PNG[len(PNG) // 2 :])
            await until(_pictures)
        if where == "while it is answered":
            writer.write(b'{"type": "transcript", "data": {"text": "What is on it?"}}\n')
            await until(lambda: bool(llm.asked))
        writer.transport.abort()
        async with connect(server) as client:  # the server is well, and has noticed
            await client.hello()
        await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name().startswith("turn-")])
        await until(lambda: not _pictures())
    assert len(llm.asked) == (where == "while it is answered")


def _pictures() -> bool:
    """Whether any picture is still in memory."""
    gc.collect()
    return any(isinstance(each, Picture) for each in gc.get_objects())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_words_for_it(language) -> None:
    said = {excuse(reason, language) for reason in ("gone", "blind", "away", "failed")}
    assert len(said) == 4
