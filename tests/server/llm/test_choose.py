"""Which kind of server stands behind an address."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.errors import EngineMissing, SettingsInvalid
from morgan.llm.choose import ServedModel
from morgan.llm.thoughts import Thoughts
from morgan.ports import Message
from morgan.remote.urls import is_near, openai_base, root_of
from morgan.settings.schema import LlmSettings


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
async def test_ollama_is_known_by_its_version(server, collect, suffix):
    server.json("/api/version", {"version": "0.20.1"})
    server.json("/api/tags", {"models": [{"model": "qwen3:4b"}]})
    server.json("/api/show", {"capabilities": [], "model_info": {}})
    server.lines("/api/chat", {"message": {"role": "assistant", "content": "Yes."}, "done": True})
    model = ServedModel(LlmSettings(url=server.url + suffix))
    assert await collect(model, Message("user", "?")) == ["Yes."]
    assert (model.program.name, model.program.model) == ("ollama", "qwen3:4b")
    await model.close()


async def test_whoever_has_no_version_speaks_as_openai_does(server, collect):
    server.json("/v1/models", {"data": [{"id": "llama", "object": "model", "created": 1, "owned_by": "x"}]})
    server.events("/v1/chat/completions", {"choices": [{"index": 0, "delta": {"content": "Yes."}}]})
    model = ServedModel(LlmSettings(url=server.url))
    assert await collect(model, Message("user", "?")) == ["Yes."]
    assert (model.program.name, model.program.model) == ("openai", "llama")
    await model.close()


async def test_a_server_that_comes_up_later_is_found_then(unused_port, collect):
    model = ServedModel(LlmSettings(url=f"http://127.0.0.1:{unused_port}"))
    with pytest.raises(EngineMissing):
        await collect(model, Message("user", "?"))

    async def ollama(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{"version": "1" }')
        writer.close()

    async with await asyncio.start_server(ollama, "127.0.0.1", unused_port):
        with pytest.raises(Exception, match="does not speak as Ollama"):  # it is asked now; it knows one answer only
            await collect(model, Message("user", "?"))
    await model.close()


def test_an_address_that_can_never_work_is_refused_at_once():
    with pytest.raises(SettingsInvalid, match="http://localhost:11434"):
        ServedModel(LlmSettings(url="ftp://x"))


@pytest.mark.parametrize(
    ("url", "root", "base"),
    [
        ("http://a:1", "http://a:1", "http://a:1/v1"),
        ("http://a:1/", "http://a:1", "http://a:1/v1"),
        ("a:11434", "http://a:11434", "http://a:11434/v1"),
        ("http://a/v1/", "http://a", "http://a/v1"),
        ("https://a/api/v1", "https://a/api", "https://a/api/v1"),
        ("https://a/v1beta/openai", "https://a/v1beta/openai", "https://a/v1beta/openai"),
    ],
)
def test_an_address_is_taken_as_people_write_it(url, root, base):
    assert (root_of(url), openai_base(url)) == (root, base)


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.5", "10.0.0.1", "[::1]", "[fd00::1]", "ollama", "box.local"])
def test_the_house_is_reached_without_a_proxy(host):
    assert is_near(f"http://{host}:11434")


@pytest.mark.parametrize("host", ["api.openai.com", "8.8.8.8", "[2606:4700::1111]"])
def test_the_world_may_need_a_proxy(host):
    assert not is_near(f"https://{host}/v1")


@given(
    text=st.text(alphabet="<think>/ing ab\n", max_size=60).map(lambda end: "<think>never said</think>" + end)
    | st.text(alphabet="<think>/ing ab\n", max_size=60),
    cuts=st.lists(st.integers(0, 90), max_size=12),
)
def test_what_is_spoken_never_depends_on_where_the_deltas_were_cut(text, cuts):
    def said(pieces):
        thoughts = Thoughts()
        return "".join([*(thoughts.feed(piece) for piece in pieces), thoughts.end()])

    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert said(pieces).rstrip() == said([text]).rstrip()
    assert "never said" not in said(pieces)


def test_text_that_only_mentions_a_tag_is_spoken_whole():
    thoughts = Thoughts()
    assert thoughts.feed("  <b>No</b> <think>") + thoughts.end() == "<b>No</b> <think>"
