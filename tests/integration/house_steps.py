"""What tests of the told house share: a quick link, its repairs, and waiting for either; knows no fault."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.sync.home_sync import HomeLink, Pace
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

QUICK = Pace(debounce=0.01, ping=0.05, pong=5, first_wait=0.01, longest_wait=0.05, steady=0.5)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry's link looks at the house twenty times a second, and not twice a minute."""
    monkeypatch.setattr("custom_components.morgan.Pace", lambda: QUICK)


async def noticed(link: HomeLink, what: Callable[[], object]) -> None:
    """Wait until `what` is so, looking again whenever the link has news."""
    so = asyncio.Event()

    def look() -> None:
        if what():
            so.set()

    stop = link.async_listen(look)
    look()
    try:
        async with asyncio.timeout(10):
            await so.wait()
    finally:
        stop()


def repairs(hass: HomeAssistant, kind: str) -> list[dict[str, str]]:
    """What is told in the repairs of a kind."""
    issues = ir.async_get(hass).issues.values()
    return [
        dict(each.translation_placeholders or {})
        for each in issues
        if each.domain == DOMAIN and each.translation_key == kind and each.active
    ]
