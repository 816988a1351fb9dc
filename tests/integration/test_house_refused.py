"""A server that takes nothing of the house, and a link that fails: everything else goes on, and both come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import override

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.home_connection import Heard, HomeLine
from custom_components.morgan.client.models import Address, Server
from custom_components.morgan.sync.home_sync import HomeLink, Pace
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error
from wyoming.event import Event
from wyoming.user_event import UserEvent

from .fake_server import FakeServer
from .fixtures import House
from .house_steps import QUICK, noticed, quick, repairs
from .test_conversation import path, say, speech
from .test_link import EAR, Hut
from .test_speech import ear, metadata, microphone, speak

__all__ = ["quick"]  # a fixture

WORDS = "what was said in the kitchen"
NO = Error("home: a part of it is no list", "bad-request").event()


@pytest.fixture
async def refused(morgan: MockConfigEntry, server: FakeServer, house: House) -> HomeLink:
    """A link to a server that has just refused the house."""
    link: HomeLink = morgan.runtime_data.link
    await server.until(lambda: server.homes)
    server.knows = NO
    house.add("light.new", "New Lamp", "off")
    await noticed(link, lambda: link.house_refused)
    return link


@pytest.mark.usefixtures("quick")
async def test_a_server_that_takes_no_house_still_hears_speaks_and_answers(
    hass: HomeAssistant, house: House, server: FakeServer, refused: HomeLink
) -> None:
    (issue,) = repairs(hass, "house_refused")
    assert issue == {"title": "Morgan", "text": "home: a part of it is no list"}
    assert refused.up
    heard = await ear(hass).async_process_audio_stream(metadata(), microphone(3))
    assert heard.text == server.transcript
    assert await speak(hass, "It is open.")
    assert (path(await say(hass, "turn on the desk lamp")), house.touched) == (
        "intent",
        ["light.turn_on ['light.desk']"],
    )
    assert speech(await say(hass, "who wrote Hamlet")) == "It was Shakespeare."
    assert len(server.homes) == 2, "what was refused is not sent again at once"
    server.knows = None
    house.add("light.newer", "Newer Lamp", "off")
    await noticed(refused, lambda: refused.house_refused is None)
    assert repairs(hass, "house_refused") == []


@pytest.mark.usefixtures("quick")
async def test_what_is_refused_is_not_told_again_for_a_state_or_a_new_connection_but_for_a_name(
    hass: HomeAssistant, house: House, server: FakeServer, refused: HomeLink
) -> None:
    told, pings = len(server.homes), server.pings
    hass.states.async_set("light.new", "on", {"friendly_name": "New Lamp"})
    await server.until(lambda: server.pings > pings + 3)  # it looked at the house, and had nothing to say but that
    assert server.homeline is not None
    server.homeline.close()  # as a server may that refuses
    await noticed(refused, lambda: not refused.up)
    await noticed(refused, lambda: refused.up)
    pings = server.pings
    await server.until(lambda: server.pings > pings + 3)
    assert len(server.homes) == told
    assert len(repairs(hass, "house_refused")) == 1
    server.knows = Error("home: still not", "bad-request").event()
    house.add("light.newer", "Newer Lamp", "off")
    await noticed(refused, lambda: refused.house_refused == "home: still not")
    (issue,) = repairs(hass, "house_refused")
    assert issue["text"] == "home: still not"


@pytest.mark.usefixtures("quick")
async def test_a_refusal_of_a_page_is_told_in_a_few_lines(
    house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    server.knows = Error("no " * 10_000).event()
    house.add("light.new", "New Lamp", "off")
    await noticed(link, lambda: link.house_refused)
    assert len(link.house_refused) == 300


async def test_a_server_that_refuses_something_else_has_not_refused_the_house(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    await noticed(link, lambda: link.home_hash)
    seen: set[str | None] = set()
    link.async_listen(lambda: seen.add(link.house_refused))
    assert server.homeline is not None
    server.homeline.write(b'{"type": "error", "data": {"text": "what is that?", "code": "unknown-event"}}\n')
    server.knows = UserEvent("home-known", {"hash": "later"}).event()
    house.add("light.new", "New Lamp", "off")
    await noticed(link, lambda: link.home_hash == "later")
    assert (link.up, seen, repairs(hass, "house_refused")) == (True, {None}, [])


# ---- the link alone


@asynccontextmanager
async def running(link: HomeLink) -> AsyncIterator[HomeLink]:
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.wait({task})


def to(server: FakeServer, pace: Pace, kind: type[MorganClient] = MorganClient) -> HomeLink:
    return HomeLink(kind(Address("127.0.0.1", server.port, server.token, "house")), Hut(), Server(), pace)


async def test_what_is_refused_is_tried_again_after_a_while(server: FakeServer) -> None:
    server.knows = NO
    async with running(to(server, replace(QUICK, refused=0.2))) as link:
        await noticed(link, lambda: link.house_refused)
        await server.until(lambda: len(server.homes) >= 3)
        server.knows = None
        await noticed(link, lambda: link.home_hash)
        assert link.house_refused is None


async def test_a_server_that_hangs_up_on_the_house_again_and_again_is_spared_it(server: FakeServer) -> None:
    server.knows = Event("pong", {})
    async with running(to(server, QUICK)) as link:
        for told in (1, 2, 3):
            await server.until(lambda told=told: len(server.homes) == told)
            assert link.house_refused is None
            assert server.homeline is not None
            server.homeline.close()
        await noticed(link, lambda: link.house_refused)
        await server.until(lambda: server.pings > 3)
        assert (link.up, len(server.homes), link.house_refused) == (True, 3, "It hangs up on it.")


class Faulty(MorganClient):
    """A client with a fault that nobody foresaw, for as long as it is `broken`."""

    broken = False
    tried: asyncio.Queue[float] = asyncio.Queue()  # when it was asked for a link; each test has its own

    @override
    @asynccontextmanager
    async def link(self) -> AsyncIterator[HomeLine]:
        self.tried.put_nowait(asyncio.get_running_loop().time())
        if self.broken:
            raise ZeroDivisionError(WORDS)
        async with super().link() as line:
            heard = line.listen

            async def listen(within: float) -> Heard:
                event = await heard(within)
                if self.broken:
                    raise ZeroDivisionError(WORDS)
                return event

            line.listen = listen
            yield line


async def tries(faulty: type[Faulty], many: int) -> list[float]:
    """When it was asked for its next links, at last."""
    async with asyncio.timeout(10):
        return [await faulty.tried.get() for _ in range(many)]


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> type[Faulty]:
    """Every entry of this test has such a client."""
    monkeypatch.setattr(Faulty, "tried", asyncio.Queue())
    monkeypatch.setattr(Faulty, "broken", False)
    monkeypatch.setattr("custom_components.morgan.MorganClient", Faulty)
    return Faulty


@pytest.mark.usefixtures("quick")
async def test_a_fault_of_the_link_takes_it_away_only_until_it_is_over(
    hass: HomeAssistant,
    house: House,
    faulty: type[Faulty],
    morgan: MockConfigEntry,
    server: FakeServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.morgan")
    link = morgan.runtime_data.link
    await noticed(link, lambda: link.home_hash)
    assert hass.states.get(EAR).state != STATE_UNAVAILABLE
    faulty.broken = True
    await server.tell_home("changed", {})
    await noticed(link, lambda: not link.up)
    assert hass.states.get(EAR).state == STATE_UNAVAILABLE
    assert hass.states.get("binary_sensor.morgan_server").state == "off"
    await tries(faulty, 3)
    assert path(await say(hass, "turn on the desk lamp")) == "intent"
    faulty.broken = False
    await noticed(link, lambda: link.home_hash)
    assert hass.states.get(EAR).state != STATE_UNAVAILABLE
    assert hass.states.get("binary_sensor.morgan_server").state == "on"
    said = [record for record in caplog.records if record.name == "custom_components.morgan.sync.home_sync"]
    faults = [record for record in said if "home link failed unforeseen" in record.getMessage()]
    assert len(faults) == 1, "once, however often it is tried"
    telling = {record.levelno for record in said if WORDS in f"{record.getMessage()}{record.exc_info}"}
    assert telling == {logging.DEBUG}


async def test_the_waits_after_faults_grow_to_a_bound(server: FakeServer, faulty: type[Faulty]) -> None:
    faulty.broken = True
    pace = replace(QUICK, first_wait=0.02, longest_wait=0.08)
    async with asyncio.timeout(10), running(to(server, pace, faulty)):
        times = await tries(faulty, 12)  # doubled each time without a bound they would take 20 s at the least
    waits = [after - before for before, after in pairwise(times)]
    assert waits[0] >= 0.01
    assert all(wait >= 0.04 for wait in waits[2:])


async def test_a_fault_is_logged_again_once_the_link_held_for_a_while(
    server: FakeServer, faulty: type[Faulty], caplog: pytest.LogCaptureFixture
) -> None:
    async with running(to(server, replace(QUICK, steady=0.05), faulty)) as link:
        for times in (1, 2):
            await noticed(link, lambda: link.home_hash)
            await server.until(lambda pings=server.pings: server.pings > pings + 2)  # two of which are 0.1 s
            faulty.broken = True
            await noticed(link, lambda: not link.up)
            await tries(faulty, faulty.tried.qsize() + 2)  # one at the least has failed since, for the same reason
            assert caplog.text.count("The home link failed unforeseen") == times
            faulty.broken = False
