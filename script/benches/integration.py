"""What Morgan costs Home Assistant: the start, tasks and bytes while nobody speaks, and TLS for each connection.

A real Home Assistant, furnished as script/demo furnishes it, is started with Morgan and without it in turn. While
nothing happens, all that Home Assistant and the server say to each other goes through a relay that counts. Runs in Home
Assistant's environment.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_HA = ROOT / ".venv-ha"
if __name__ == "__main__" and Path(sys.prefix).resolve() != _HA.resolve():
    os.environ["PYTHONPATH"] = f"{ROOT / 'script'}:{ROOT / 'script/benches'}"
    os.execv(_HA / "bin/python", [str(_HA / "bin/python"), *sys.argv])

import aiohttp  # noqa: E402  # from here on in the other environment
import charts  # noqa: E402
from demo_house import furnish, processes, running  # noqa: E402
from demo_house.ha import HomeAssistant, HomeAssistantError, wait_until_running  # noqa: E402
from demo_house.places import HOST, Places  # noqa: E402

CENSUS = Path(__file__).parent / "ha_components" / "morgan_census"
SERVER = {"MORGAN_STT_ENGINE": "closed", "MORGAN_TTS_ENGINE": "espeak"}
PACKAGES = ("homeassistant", "wyoming", "aiohttp")
BURST = 1.0  # seconds: what is sent within is one thing said
LOOK = 0.02
CONNECTIONS = 60
DESCRIBE = b'{"type": "describe"}\n'


@dataclass(slots=True)
class Relay:
    """Stands between Home Assistant and the server, reads nothing, and counts."""

    to: int
    port: int = 0
    opened: int = 0
    open_now: int = 0
    sent: list[tuple[float, int]] = field(default_factory=list)  # by Home Assistant: when, and how many bytes
    received: list[tuple[float, int]] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Relay]:
        """Relay while the block runs."""
        listener = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listener.close()

    def forget(self) -> None:
        """Begin to count anew; connections that stand stay counted as standing."""
        self.opened = 0
        self.sent.clear()
        self.received.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self.open_now += 1
        there_reader, there_writer = await asyncio.open_connection(HOST, self.to)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pass(reader, there_writer, self.sent))
                tasks.create_task(self._pass(there_reader, writer, self.received))
        except* OSError:
            pass  # one of them hung up
        finally:
            self.open_now -= 1
            for end in (writer, there_writer):
                end.close()

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, count: list[tuple[float, int]]
    ) -> None:
        while data := await source.read(65536):
            count.append((time.monotonic(), len(data)))
            sink.write(data)
            await sink.drain()
        with suppress(OSError):
            sink.write_eof() if sink.can_write_eof() else sink.close()


async def available(client: HomeAssistant, since: float) -> float:
    """Return after how many seconds all of Morgan's entities are there and available. Raises TimeoutError."""
    async with asyncio.timeout(running.START_SECONDS):
        while True:
            with suppress(aiohttp.ClientError, HomeAssistantError):  # it is starting
                states = {each["entity_id"]: each["state"] for each in await client.get("/api/states")}
                ours = [state for name, state in states.items() if "morgan" in name]
                up = states.get("binary_sensor.morgan_server") == "on" and "stt.morgan_speech_to_text" in states
                if up and "unavailable" not in ours:
                    return time.monotonic() - since
            await asyncio.sleep(LOOK)


async def start(places: Places, http: aiohttp.ClientSession, *, paired: bool) -> dict[str, float]:
    """Start Home Assistant once; return when it ran, when Morgan was available, and what its set-up took."""
    account = json.loads(places.account.read_text(encoding="utf-8"))
    stored = json.loads((places.home_assistant / ".storage/http").read_text(encoding="utf-8"))
    url = f"http://{HOST}:{stored['data']['stable']['server_port']}"
    client = HomeAssistant(http, url, account["token"])
    began = time.monotonic()
    hass = await processes.start_home_assistant(places.home_assistant, places.log("home-assistant"))
    async with processes.stopping(hass):
        seen = asyncio.create_task(available(client, began)) if paired else None
        await wait_until_running(client, running.START_SECONDS, lambda: hass.alive)
        took = {"running": time.monotonic() - began}
        if seen is not None:
            took["available"] = await seen
            async with client.socket() as socket:
                info = await socket.call("integration/setup_info")
            took["setup"] = next(each["seconds"] or 0.0 for each in info if each["domain"] == "morgan")
    return took


async def idle(client: HomeAssistant, relay: Relay, seconds: float) -> dict[str, Any]:
    """Say nothing for so long; return what stood, what was sent and how many tasks there were."""
    await asyncio.sleep(5)  # the house was told just now
    relay.forget()
    await asyncio.sleep(seconds)
    counted = (await client.post("/api/services/morgan_census/count?return_response", {}))["service_response"]
    said: list[float] = []  # when something was said after a pause
    last = 0.0
    for when, _ in relay.sent:
        if when - last > BURST:
            said.append(when)
        last = when
    pauses = [after - before for before, after in itertools.pairwise(said)]
    return {
        "seconds": seconds,
        "connections_kept": relay.open_now,
        "connections_opened": relay.opened,
        "bytes_sent": sum(size for _, size in relay.sent),
        "bytes_received": sum(size for _, size in relay.received),
        "times_it_spoke": len(said),
        "shortest_pause_s": round(min(pauses), 1) if pauses else None,
        "tasks": counted["morgan"],
        "tasks_of_home_assistant": counted["all"],
    }


async def ask(port: int, tls: ssl.SSLContext | None) -> float:
    """Connect, ask what the server is, hang up; return the milliseconds."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(HOST, port, ssl=tls)
    writer.write(DESCRIBE)
    header = json.loads(await reader.readline())
    await reader.readexactly(header.get("data_length", 0))
    took = (time.perf_counter() - began) * 1e3
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return took


async def connections(relay: Relay) -> dict[str, Any]:
    """Ask in clear and through TLS in turn; bytes are those on the wire, both ways."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # as the integration, which compares the certificate
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    took: dict[str, list[float]] = {"clear": [], "TLS": []}
    size: dict[str, int] = {}
    for _ in range(CONNECTIONS):
        for how, context in (("clear", None), ("TLS", tls)):
            relay.forget()
            took[how].append(await ask(relay.port, context))
            size[how] = sum(each for _, each in (*relay.sent, *relay.received))
    return {
        how: {"median_ms": round(statistics.median(each), 2), "bytes": size[how], "asked": len(each)}
        for how, each in took.items()
    }


def take_out(places: Places) -> None:
    """Take Morgan's entry out of a Home Assistant that does not run."""
    path = places.home_assistant / ".storage/core.config_entries"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["data"]["entries"] = [each for each in stored["data"]["entries"] if each["domain"] != "morgan"]
    path.write_text(json.dumps(stored), encoding="utf-8")


async def measure(folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    """Make the house, measure while it is at rest, then start it again with Morgan and without."""
    places = Places(folder / "demo")
    wishes = running.Wishes(0, 0, SERVER, (CENSUS,), paired=False)
    port = processes.free_port()
    async with aiohttp.ClientSession() as http:
        server = await processes.start_server(folder / "server", port, folder / "server.log", SERVER)
        async with processes.stopping(server), Relay(port).listening() as relay:
            code = await processes.pairing_code(folder / "server", port)
            async with running.demo(places, lambda text: print(text, file=sys.stderr), wishes) as demo:
                client = HomeAssistant(http, demo.url, demo.token)
                answers = {"code": code, "by_hand": {"host": HOST, "port": relay.port}}
                await furnish.run_flow(client, {"handler": "morgan"}, answers)
                await available(client, time.monotonic())
                resting = await idle(client, relay, seconds)
            compared = await connections(relay)
            starts = [await start(places, http, paired=True) for _ in range(rounds)]
            take_out(places)
            alone = [await start(places, http, paired=False) for _ in range(rounds)]
    return {
        "start": {key: round(statistics.median(each[key] for each in starts), 2) for key in starts[0]},
        "start_without": round(statistics.median(each["running"] for each in alone), 2),
        "starts": rounds,
        "idle": resting,
        "connection": compared,
    }


def show(figures: dict[str, Any]) -> list[tuple[str, float]]:
    """Print what was measured; return the chart's rows."""
    start_, idle_, both = figures["start"], figures["idle"], figures["connection"]
    counts = "connections_kept", "connections_opened", "bytes_sent", "bytes_received", "times_it_spoke"
    lines = [
        f"Home Assistant runs after {start_['running']:.2f} s ({figures['start_without']:.2f} s without Morgan)",
        f"Morgan's entities are available after {start_['available']:.2f} s; its set-up takes {start_['setup']:.2f} s",
        f"idle for {idle_['seconds']:.0f} s: {', '.join(f'{key} {idle_[key]}' for key in counts)}",
        f"  it never spoke sooner than {idle_['shortest_pause_s']} s after the last time",
        f"  {len(idle_['tasks'])} of {idle_['tasks_of_home_assistant']} tasks: {', '.join(idle_['tasks'])}",
        *(f"describe in {how}: {each['median_ms']} ms, {each['bytes']} bytes" for how, each in both.items()),
    ]
    print("\n".join(lines), file=sys.stderr)
    return [
        ("Home Assistant without Morgan runs", figures["start_without"]),
        ("Home Assistant with Morgan runs", start_["running"]),
        ("Morgan's entities available", start_["available"]),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write chart and figures into docs/img")
    parser.add_argument("--rounds", type=int, default=5, help="how often Home Assistant is started, each way")
    parser.add_argument("--seconds", type=float, default=125.0, help="how long nothing is said")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as made:
        figures = asyncio.run(measure(Path(made), options.rounds, options.seconds))
    folder = charts.folder(docs=options.docs)
    charts.bars("From the start of Home Assistant's process", show(figures), "s", folder / "bench-integration.svg")
    charts.keep(folder, "integration", figures, PACKAGES)
    print(f"written to {folder}", file=sys.stderr)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
