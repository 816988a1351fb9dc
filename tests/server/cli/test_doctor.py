"""What `morgan doctor` finds, and what it advises."""

from __future__ import annotations

import asyncio
import json
import resource
from contextlib import asynccontextmanager

import pytest

from morgan.cli.checks_engines import language_model
from morgan.cli.checks_machine import disk, gpu, python_and_settings
from morgan.cli.checks_network import certificate, kept, port
from morgan.cli.doctor import examine
from morgan.cli.peer import Morgan, Nobody, Stranger, ask, reachable
from morgan.security.certificate import certificate_of
from morgan.settings.schema import LlmSettings, Settings, WhisperSettings, WireSettings
from morgan.settings.sources import load


@asynccontextmanager
async def listening(answer: bytes | None):
    """Somebody on a port who says one thing to everybody, or nothing at all."""
    gone = asyncio.Event()

    async def serve(reader, writer):
        await reader.readline()
        if answer is None:
            await gone.wait()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        gone.set()


def test_a_machine_without_anything_is_examined_with_five_seconds_of_work(morgan, unused_port):
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = morgan("doctor", "--json", "--port", str(unused_port))
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["healthy"] else 1)
    found = {one["what"]: one for one in told["findings"]}
    assert {
        "morgan",
        "settings",
        "hearing",
        "speaking",
        "wake words",
        "disk",
        "gpu",
        "language model",
        "port",
        "token",
    } <= set(found)
    assert found["port"]["found"] == f"127.0.0.1 port {unused_port} is free"
    assert all(one["mend"] for one in told["findings"] if one["level"] != "ok"), "whoever complains says what to do"
    # of the processor's, which is the same beside others; it takes 2 s
    assert seconds < 5, f"{seconds:.1f} s"


def test_a_person_is_shown_marks_and_advice(morgan, unused_port):
    told = morgan("doctor", "--port", str(unused_port)).stdout
    assert "✓ port" in told
    assert "→ set llm.url to an Ollama or an OpenAI-style server" in told


def test_a_needed_thing_that_is_broken_ends_with_1(morgan, unused_port):
    done = morgan("doctor", "--port", "0", "--set", f"llm.url=http://127.0.0.1:{unused_port}")
    assert done.returncode == 1
    assert "✗ language model" in done.stdout


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak Morgan's protocol"),
        (b"", "closed the connection"),
        (b'{"type": "info"}\n', "speaks Wyoming, but is no Morgan"),
        (b'{"type": "error", "data": {"text": "the token is wrong", "code": "unauthorized"}}\n', "the token is wrong"),
        (b"[]\n", "does not speak Morgan's protocol"),
    ],
)
async def test_a_port_that_somebody_else_has_is_told_with_what_they_say(answer, why, tmp_path):
    async with listening(answer) as number:
        settings = Settings(data_dir=tmp_path, wire=WireSettings(port=number))
        found = (await port(settings))[0]
    assert found.level == "bad"
    assert why in found.found


async def test_somebody_who_never_answers_is_given_up():
    async with listening(None) as number, asyncio.timeout(5):
        assert await ask("127.0.0.1", number, None) == Stranger("it does not answer")


async def test_nobody_is_nobody(unused_port):
    assert await ask("127.0.0.1", unused_port, None) == Nobody()


async def test_a_morgan_is_known_by_its_welcome():
    welcome = b'{"type": "user-event", "data": {"name": "welcome", "data": {"server": "9.9", "version": 1}}}\n'
    info = b'{"type": "info", "data": {"asr": [], "tts": [], "handle": [], "intent": [], "wake": []}}\n'
    async with listening(welcome + info) as number:
        assert await ask("0.0.0.0", number, None) == Morgan("9.9", ())


def test_a_server_that_listens_everywhere_is_reached_on_its_own_machine():
    assert [reachable(host) for host in ("0.0.0.0", "::", "192.168.1.2", "box")] == [
        "127.0.0.1",
        "::1",
        "192.168.1.2",
        "box",
    ]


async def test_an_open_server_without_a_token_is_pointed_out(tmp_path):
    loaded = load([("wire.host", "0.0.0.0"), ("wire.trusted_networks", "0.0.0.0/0"), ("wire.port", "0")], {})
    found = await port(loaded.settings.model_copy(update={"data_dir": tmp_path}))
    assert [one.level for one in found] == ["ok", "warn"]


async def test_a_broken_token_file_is_found(tmp_path):
    (tmp_path / "token").write_text("")
    (found,) = await port(Settings(data_dir=tmp_path))
    assert found.level == "bad"


def test_what_the_server_keeps_and_cannot_read_is_found(tmp_path):
    assert kept(tmp_path) == []
    assert list(tmp_path.iterdir()) == []  # whoever looks makes nothing
    (tmp_path / "server-id").write_bytes(b"\xff")
    (tmp_path / "houses.json").write_text("nonsense")
    found = kept(tmp_path)
    assert [(one.what, one.level) for one in found] == [("server id", "bad"), ("houses", "bad")]
    assert f"{tmp_path}/houses.json cannot be read" in found[1].found
    assert {one.mend for one in found} == {"delete the file, and pair each house anew"}


async def test_the_certificate_is_examined(tmp_path):
    ours = Settings(data_dir=tmp_path)
    assert certificate(ours).found == "is made at the first start"
    made = certificate_of(ours.wire, tmp_path, make=True)
    assert certificate(ours).level == "ok"
    assert made.fingerprint[:16] in certificate(ours).found
    (tmp_path / "tls.pem").chmod(0o644)
    assert (certificate(ours).level, certificate(ours).mend) == ("warn", f"run: chmod 600 {tmp_path}/tls.pem")
    (tmp_path / "tls.pem").write_text("nonsense")
    assert certificate(ours).level == "bad"
    assert certificate(Settings(data_dir=tmp_path, wire=WireSettings(tls="off"))).level == "ok"


async def test_a_certificate_that_ends_soon_is_pointed_out(tmp_path, monkeypatch):
    monkeypatch.setattr("morgan.security.certificate._YEARS", 0)
    certificate_of(WireSettings(), tmp_path, make=True)
    found = certificate(Settings(data_dir=tmp_path))
    assert found.level == "warn"
    assert "ended on" in found.found


def test_a_data_directory_that_cannot_be_one_is_found(tmp_path):
    (tmp_path / "file").write_text("")
    assert disk(tmp_path / "file").level == "bad"
    assert disk(tmp_path / "not" / "made" / "yet").level == "ok"


def test_a_secret_that_others_can_read_is_found(tmp_path):
    file = tmp_path / "morgan.yaml"
    file.write_text("wire: {token: s3cr3t}")
    file.chmod(0o644)
    assert [one.level for one in python_and_settings(load([], {}, file))] == ["ok", "ok", "warn"]
    file.chmod(0o600)
    assert [one.level for one in python_and_settings(load([], {}, file))] == ["ok", "ok"]


async def test_a_card_that_is_asked_for_and_not_there_is_broken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert [one.level for one in await gpu(WhisperSettings(device="cuda"))] == ["bad"]
    assert [one.level for one in await gpu(WhisperSettings())] == ["ok"]


async def test_a_driver_that_hangs_is_given_up_and_one_that_answers_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    smi = tmp_path / "nvidia-smi"
    smi.write_text("#!/bin/sh\necho 'NVIDIA A2, 15356 MiB, 570.1'\n")
    smi.chmod(0o755)
    (found,) = await gpu(WhisperSettings())
    assert "NVIDIA A2" in found.found
    smi.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr("morgan.cli.checks_machine._SMI_SECONDS", 0.1)
    async with asyncio.timeout(5):
        assert await gpu(WhisperSettings())


async def test_a_model_that_answers_is_named(server):
    server.json("/api/version", {"version": "0.20"})
    server.json("/api/tags", {"models": [{"model": "qwen3:4b"}]})
    server.json("/api/show", {"capabilities": [], "model_info": {}})
    (found,) = await language_model(LlmSettings(url=server.url))
    assert found.level == "ok"
    assert "qwen3:4b" in found.found


async def test_a_model_that_is_missing_comes_with_its_mend(server):
    server.json("/api/version", {"version": "0.20"})
    server.json("/api/tags", {"models": []})
    (found,) = await language_model(LlmSettings(url=server.url))
    assert found.level == "bad"
    assert "ollama pull" in found.found


async def test_an_examination_finds_something_about_everything(tmp_path):
    async with asyncio.timeout(15):
        findings = await examine(load([("data_dir", str(tmp_path)), ("wire.port", "0")], {}))
    assert len({one.what for one in findings}) == len(findings) == 12
